"""What the platforms accept, written out by hand, each with where it is said.

"Bot API" is https://core.telegram.org/bots/api, and the name after it the method or object there.
Telegram counts text in UTF-16 code units: most emoji count as two (Bot API, MessageEntity).
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


def units(text: str) -> int:
    """The length of `text` as Telegram counts it: UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)
