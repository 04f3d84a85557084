"""The methods of the Bot API that the fake speaks: their parameters, limits and refusals.

Written by hand from https://core.telegram.org/bots/api and, for the texts of refusals, from
tdlib/telegram-bot-api (Client.cpp) and what bots report of the server behind it. In one thing the fake is
stricter: a parameter that a method does not have is refused with a text that begins "fake:", where
Telegram would ignore it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson

from bot.channels import limits
from bot.channels.limits import units
from bot.testing_state import Chat, Refusal, State, StoredFile, Upload, bad_request, words

_TARGET = "business_connection_id message_thread_id direct_messages_topic_id"
_SENDING = (
    f"{_TARGET} disable_notification protect_content allow_paid_broadcast message_effect_id "
    "suggested_post_parameters reply_parameters reply_markup parse_mode"
)
_EDITING = "business_connection_id chat_id message_id inline_message_id reply_markup"
# method -> what it must have, what it may have besides
SIGNATURES: dict[str, tuple[str, str]] = {
    "getMe": ("", ""),
    "getUpdates": ("", "offset limit timeout allowed_updates"),
    "setWebhook": (
        "url",
        "certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
    ),
    "deleteWebhook": ("", "drop_pending_updates"),
    "getWebhookInfo": ("", ""),
    "sendMessage": ("chat_id text", f"{_SENDING} entities link_preview_options"),
    "sendDocument": (
        "chat_id document",
        f"{_SENDING} thumbnail caption caption_entities disable_content_type_detection",
    ),
    "sendPhoto": (
        "chat_id photo",
        f"{_SENDING} caption caption_entities show_caption_above_media has_spoiler",
    ),
    "sendChatAction": ("chat_id action", "business_connection_id message_thread_id"),
    "answerCallbackQuery": ("callback_query_id", "text show_alert url cache_time"),
    "editMessageText": (
        "",
        f"{_EDITING} text parse_mode entities link_preview_options rich_message",
    ),
    "editMessageReplyMarkup": ("", _EDITING),
    "deleteMessage": ("chat_id message_id", ""),
    "getFile": ("file_id", ""),
    "setMyCommands": ("commands", "scope language_code"),
    "setMyDescription": ("", "description language_code"),
    "setMyShortDescription": ("", "short_description language_code"),
}
NAMES = {name.lower(): name for name in SIGNATURES}  # "All methods in the Bot API are case-insensitive"

_INTEGERS = words(
    "chat_id message_id message_thread_id direct_messages_topic_id offset limit timeout "
    "max_connections cache_time"
)
_BOOLEANS = words(
    "disable_notification protect_content allow_paid_broadcast drop_pending_updates show_alert "
    "disable_content_type_detection show_caption_above_media has_spoiler"
)
_OBJECTS = words(
    "reply_markup link_preview_options reply_parameters entities caption_entities allowed_updates "
    "commands scope suggested_post_parameters rich_message"
)
# What a button does: exactly one of these (Bot API, InlineKeyboardButton).
_ACTIONS = words(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay"
)
_LOOKS = ("text", "icon_custom_emoji_id", "style")
_MARKUPS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_CHAT_ACTIONS = words(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note"
)
_IMAGES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"GIF8",
    b"RIFF",
    b"BM",
)  # how the files that sendPhoto takes begin
_PORTS = (443, 80, 88, 8443)  # Bot API, setWebhook, note 3
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def decoded(method: str, fields: dict[str, Any]) -> dict[str, Any]:
    """`fields` as values: forms carry numbers, booleans and objects as text. Raises Refusal."""
    required, optional = SIGNATURES[method]
    known = {*required.split(), *optional.split()}
    if unknown := sorted(fields.keys() - known):
        raise bad_request(f"fake: {method} has no parameter {', '.join(unknown)}")
    return {name: _value(name, value) for name, value in fields.items()}


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in _INTEGERS and re.fullmatch(r"-?\d+", value):
        return int(value)
    if name in _BOOLEANS:
        return value.lower() in ("true", "yes", "1")
    if name in _OBJECTS:
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad_request(f"can't parse {name}: Can't parse JSON object") from None
    return value


@dataclass(frozen=True, slots=True)
class Methods:
    """What each method does to the state; `local` allows webhooks on 127.0.0.1, as a local server does."""

    state: State
    local: bool = True

    def call(self, method: str, fields: dict[str, Any], files: dict[str, Upload]) -> Any:
        """The `result` of the method; raises Refusal. getUpdates is the delivery's."""
        return self._table()[method](fields, files)

    def _table(self) -> dict[str, Callable[[dict[str, Any], dict[str, Upload]], Any]]:
        return {
            "getMe": lambda f, u: {**self.state.bot, "can_join_groups": True},
            "setWebhook": lambda f, u: self._set_webhook(f),
            "deleteWebhook": lambda f, u: self._delete_webhook(),
            "sendMessage": lambda f, u: self._send_message(f),
            "sendDocument": lambda f, u: self._send_file("Document", f, u),
            "sendPhoto": lambda f, u: self._send_file("Photo", f, u),
            "sendChatAction": lambda f, u: self._chat_action(f),
            "answerCallbackQuery": lambda f, u: self._answer(f),
            "editMessageText": lambda f, u: self._edit(f, text=True),
            "editMessageReplyMarkup": lambda f, u: self._edit(f, text=False),
            "deleteMessage": lambda f, u: self._delete(f),
            "getFile": lambda f, u: self._get_file(f),
            "setMyCommands": lambda f, u: self._set_commands(f),
            "setMyDescription": lambda f, u: self._describe("description", limits.TELEGRAM_DESCRIPTION, f),
            "setMyShortDescription": lambda f, u: self._describe(
                "short_description", limits.TELEGRAM_SHORT_DESCRIPTION, f
            ),
        }

    # Messages

    def _send_message(self, fields: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(fields)
        return self._sent(chat, {"text": _text(fields)}, fields)

    def _send_file(self, kind: str, fields: dict[str, Any], files: dict[str, Upload]) -> dict[str, Any]:
        chat = self._chat(fields)
        _no_parsing(fields)
        caption = str(fields.get("caption", "")).strip()
        if units(caption) > limits.TELEGRAM_CAPTION:
            raise bad_request("message caption is too long")
        stored = self._file(kind, fields.get(kind.lower(), ""), files)
        content: dict[str, Any] = {"caption": caption} if caption else {}
        if kind == "Photo":
            content["photo"] = [{**stored.described(), "width": 1280, "height": 960}]
        else:
            names = {"file_name": stored.upload.name, "mime_type": stored.upload.mime}
            content["document"] = {**stored.described(), **names}
        return self._sent(chat, content, fields)

    def _file(self, kind: str, value: Any, files: dict[str, Upload]) -> StoredFile:
        """An upload, or a file_id (which is bound to its kind: Bot API, Sending files)."""
        part = str(value).removeprefix("attach://") if value else kind.lower()
        upload = files.get(part)
        if upload is None:
            if not value:
                raise bad_request(f"there is no {kind.lower()} in the request")
            stored = self.state.files.get(str(value))
            if stored is None:
                raise bad_request("wrong remote file identifier specified: can't unserialize it")
            if stored.kind != kind:
                raise bad_request(f"can't use file of type {stored.kind} as {kind}")
            return stored
        size = len(upload.data)
        if size == 0:
            raise bad_request("file must be non-empty")
        if size > limits.TELEGRAM_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        if kind == "Photo" and size > limits.TELEGRAM_PHOTO:
            most = limits.TELEGRAM_PHOTO
            raise bad_request(
                f"file of size {size} bytes is too big for a photo; the maximum size is {most} bytes"
            )
        if kind == "Photo" and not upload.data.startswith(_IMAGES):
            raise bad_request("IMAGE_PROCESS_FAILED")
        return self.state.store(upload, kind)

    def _sent(self, chat: Chat, content: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
        markup = _markup(fields)
        if markup and "inline_keyboard" in markup:
            content["reply_markup"] = markup
        message = self.state.message(chat, self.state.bot, content)
        chat.sent.append(message["message_id"])
        return message

    def _edit(self, fields: dict[str, Any], *, text: bool) -> dict[str, Any]:
        chat = self._chat(fields)
        message = chat.messages.get(fields.get("message_id", 0))
        if message is None:
            raise bad_request("message to edit not found")
        if message["from"] != self.state.bot:
            raise bad_request("message can't be edited")
        if text and "text" not in message:
            raise bad_request("there is no text in the message to edit")
        changed = {**message, **({"text": _text(fields)} if text else {})}
        changed.pop("reply_markup", None)
        if markup := _markup(fields):
            changed["reply_markup"] = markup
        if {**changed, "edit_date": 0} == {**message, "edit_date": 0}:
            raise bad_request(_NOT_MODIFIED)
        changed["edit_date"] = self.state.now()
        chat.messages[message["message_id"]] = changed
        return changed

    def _delete(self, fields: dict[str, Any]) -> bool:
        chat = self._chat(fields)
        number = fields.get("message_id", 0)
        if chat.messages.pop(number, None) is None:
            raise bad_request("message to delete not found")
        if number in chat.sent:
            chat.read -= chat.sent.index(number) < chat.read
            chat.sent.remove(number)
        return True

    def _chat_action(self, fields: dict[str, Any]) -> bool:
        self._chat(fields)
        if fields.get("action") not in _CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    def _answer(self, fields: dict[str, Any]) -> bool:
        pressed = self.state.queries.get(str(fields.get("callback_query_id", "")))
        age = timedelta(seconds=limits.TELEGRAM_CALLBACK_AGE)
        if pressed is None or self.state.clock() - pressed > age:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if units(str(fields.get("text", ""))) > limits.TELEGRAM_NOTE:
            raise bad_request("MESSAGE_TOO_LONG")
        return True

    def _chat(self, fields: dict[str, Any]) -> Chat:
        """The chat that may be written to."""
        chat_id = fields.get("chat_id")
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        if not isinstance(chat_id, int):
            raise bad_request("chat not found")
        chat = self.state.chats.get(chat_id)
        if chat is not None and chat.moved_to:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, description, migrate_to_chat_id=chat.moved_to)
        if chat_id < 0:
            if chat is None or not chat.started:
                raise bad_request("chat not found")
            if chat.blocked:
                raise Refusal(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
            return chat
        if chat is None or not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    # Files, menu, webhook

    def _get_file(self, fields: dict[str, Any]) -> dict[str, Any]:
        if not fields.get("file_id"):
            raise bad_request("file_id not specified")
        stored = self.state.files.get(str(fields["file_id"]))
        if stored is None:
            raise bad_request("invalid file_id")
        if stored.size > limits.TELEGRAM_DOWNLOAD:
            raise bad_request("file is too big")
        return {**stored.described(), "file_path": stored.path}

    def _set_commands(self, fields: dict[str, Any]) -> bool:
        commands = fields.get("commands")
        if not isinstance(commands, list) or not all(isinstance(command, dict) for command in commands):
            raise bad_request("can't parse commands: expected an Array")
        if len(commands) > limits.TELEGRAM_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not limits.TELEGRAM_COMMAND.fullmatch(str(command.get("command", ""))):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= units(str(command.get("description", ""))) <= limits.TELEGRAM_COMMAND_DESCRIPTION:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        scope = (fields.get("scope") or {}).get("type", "default")
        self.state.commands[scope, _language(fields)] = commands
        return True

    def _describe(self, name: str, limit: int, fields: dict[str, Any]) -> bool:
        text = str(fields.get(name, ""))
        if units(text) > limit:
            raise bad_request(f"fake: {name} has over {limit} characters")  # Telegram's text is not known
        self.state.descriptions[name, _language(fields)] = text
        return True

    def _set_webhook(self, fields: dict[str, Any]) -> bool:
        url, secret = str(fields.get("url", "")), str(fields.get("secret_token", ""))
        if not url:
            return self._delete_webhook()
        address = urlsplit(url)
        at_home = self.local and address.hostname == "127.0.0.1"
        if address.scheme != "https" and not (at_home and address.scheme == "http"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not at_home and (address.port or 443) not in _PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if secret and not limits.TELEGRAM_SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self.state.webhook = dict(fields)
        self.state.allowed = fields.get("allowed_updates", self.state.allowed)
        return True

    def _delete_webhook(self) -> bool:
        self.state.webhook = {}
        return True


def _text(fields: dict[str, Any]) -> str:
    """Telegram trims white space at both ends."""
    _no_parsing(fields)
    text = str(fields.get("text", "")).strip()
    if not text:
        raise bad_request("message text is empty")
    if units(text) > limits.TELEGRAM_TEXT:
        raise bad_request("message is too long")
    return text


def _no_parsing(fields: dict[str, Any]) -> None:
    if fields.get("parse_mode"):
        raise bad_request("fake: parse_mode is not spoken here")


def _markup(fields: dict[str, Any]) -> dict[str, Any] | None:
    markup = fields.get("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict) or sum(name in markup for name in _MARKUPS) != 1:
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard: expected an Array of Arrays")
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _button(button)
    if len(buttons) > limits.TELEGRAM_BUTTONS:
        raise bad_request("reply markup is too long")
    return markup if buttons or "inline_keyboard" not in markup else None


def _button(button: Any) -> None:
    failed = "can't parse inline keyboard button"
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request(f'{failed}: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request(f"{failed}: button text must be non-empty")
    if unknown := sorted(button.keys() - {*_ACTIONS, *_LOOKS}):
        raise bad_request(f"fake: InlineKeyboardButton has no field {', '.join(unknown)}")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad_request(f"{failed}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"fake: exactly one action is allowed, the button has {', '.join(actions)}")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= limits.TELEGRAM_BUTTON_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://\S", str(button["url"])):
        raise bad_request("BUTTON_URL_INVALID")


def _language(fields: dict[str, Any]) -> str:
    language = str(fields.get("language_code", ""))
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language
