"""What the platforms accept, written out by hand, each with where it is said.

"Bot API" is https://core.telegram.org/bots/api, and the name after it the method or object there.
Telegram counts text in UTF-16 code units: most emoji count as two (Bot API, MessageEntity).
"Cloud API" is https://developers.facebook.com/documentation/business-messaging/whatsapp, and the name after
it the page there. It says "characters"; what fits in UTF-16 units fits however it counts them.
"""

import re
from typing import Final

TELEGRAM_TEXT: Final = 4096  # units; Bot API sendMessage.text "1-4096 characters after entities parsing"
TELEGRAM_CAPTION: Final = 1024  # units; Bot API sendDocument.caption "0-1024 characters"
TELEGRAM_BUTTON_DATA: Final = 64  # bytes; Bot API InlineKeyboardButton.callback_data "1-64 bytes"
TELEGRAM_BUTTONS: Final = 100  # a keyboard; answered with "reply markup is too long" above (limits.tginfo.me)
TELEGRAM_NOTE: Final = 200  # units; Bot API answerCallbackQuery.text "0-200 characters"
TELEGRAM_COMMANDS: Final = 100  # Bot API setMyCommands.commands "At most 100 commands"
TELEGRAM_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")  # Bot API BotCommand.command
TELEGRAM_COMMAND_DESCRIPTION: Final = 256  # units; Bot API BotCommand.description "1-256 characters"
TELEGRAM_DESCRIPTION: Final = 512  # units; Bot API setMyDescription.description "0-512 characters"
TELEGRAM_SHORT_DESCRIPTION: Final = 120  # units; Bot API setMyShortDescription.short_description
TELEGRAM_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API setWebhook.secret_token
TELEGRAM_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")  # t.me/bot?start=; bots/features#deep-linking
TELEGRAM_POLL_BATCH: Final = 100  # updates; Bot API getUpdates.limit "1-100"
TELEGRAM_UPLOAD: Final = 50 * 1024 * 1024  # bytes; Bot API, Sending files "50 MB max size for other files"
TELEGRAM_PHOTO: Final = 10 * 1024 * 1024  # bytes; Bot API, Sending files "10 MB max size for photos"
TELEGRAM_DOWNLOAD: Final = 20 * 1024 * 1024  # bytes; Bot API getFile "files of up to 20MB in size"
TELEGRAM_CALLBACK_AGE: Final = 150  # seconds a button press lives on the server (tdlib/telegram-bot-api)
TELEGRAM_UPDATE_AGE: Final = (
    24 * 60 * 60
)  # seconds; Bot API, Getting updates "not be kept longer than 24 hours"

WHATSAPP_GRAPH: Final = "https://graph.facebook.com/v26.0"  # v26.0 is of 2026-07-29; Graph API changelog
WHATSAPP_TEXT: Final = 4096  # units; Cloud API text messages, text.body
WHATSAPP_CAPTION: Final = 1024  # units; Cloud API document messages, document.caption
WHATSAPP_BUTTONS: Final = 3  # Cloud API interactive reply buttons messages
WHATSAPP_BUTTON_LABEL: Final = 20  # units; there, reply.title
WHATSAPP_BUTTON_DATA: Final = 256  # units; there, reply.id
WHATSAPP_BUTTONS_TEXT: Final = 1024  # units; there, body.text
WHATSAPP_ROWS: Final = 10  # over all sections; Cloud API interactive list messages
WHATSAPP_ROW_TITLE: Final = 24  # units; there, row.title
WHATSAPP_ROW_DESCRIPTION: Final = 72  # units; there, row.description
WHATSAPP_ROW_DATA: Final = 200  # units; there, row.id
WHATSAPP_LIST_BUTTON: Final = 20  # units; there, action.button
WHATSAPP_LIST_TEXT: Final = 4096  # units; there, body.text (older copies of the page say 1024)
WHATSAPP_TEMPLATE_NAME: Final = re.compile(r"[a-z0-9_]{1,512}")  # Cloud API templates, name
WHATSAPP_TEMPLATE_TEXT: Final = 1024  # units; Cloud API templates, body
WHATSAPP_BODY: Final = 3 * 1024 * 1024  # bytes of one webhook; Cloud API webhooks overview
WHATSAPP_BATCH: Final = 1000  # updates in one webhook; there
WHATSAPP_DOCUMENT: Final = 100 * 1024 * 1024  # bytes; Cloud API media, supported media types
WHATSAPP_PICTURE: Final = 5 * 1024 * 1024  # bytes; there
WHATSAPP_PICTURES: Final = ("image/jpeg", "image/png")  # there
WHATSAPP_DOCUMENTS: Final = (  # there
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/plain",
)
WHATSAPP_MEDIA_AGE: Final = 30 * 24 * 60 * 60  # seconds an uploaded file can be used; Cloud API media
WHATSAPP_WINDOW: Final = 24 * 60 * 60  # seconds; Cloud API customer service windows
WHATSAPP_RATE: Final = 80  # messages a second and number; Cloud API throughput
WHATSAPP_PAIR_SECONDS: Final = 6  # a message to one person every so often; Cloud API pair rate limits
WHATSAPP_PAIR_BURST: Final = 45  # messages that may run ahead of it; there


def bare_mime(mime: str) -> str:
    """ "text/plain; charset=utf-8" without what follows."""
    return mime.partition(";")[0].strip().lower()


def largest(mime: str) -> int:
    """How many bytes of this type WhatsApp takes."""
    return WHATSAPP_PICTURE if bare_mime(mime) in WHATSAPP_PICTURES else WHATSAPP_DOCUMENT


def units(text: str) -> int:
    """The length of `text` as Telegram counts it, and nobody counts more: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
