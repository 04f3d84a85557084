"""A Telegram update as Incoming. Pure, tolerant, and straight from the update's dict."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.loose import a_dict, a_str, an_int, loads, moment
from handlers.incoming import Incoming, Kind, RemoteFile
from storage.frozen import frozen

# Asked of the platform, so that nothing else comes (setWebhook and getUpdates keep the last list given).
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

# The content of a message and what it is for us, the more special first: an animation also carries a
# `document`, a venue a `location`, a live photo a `photo` (Bot API, Message).
_CONTENT = (
    ("text", Kind.TEXT),
    ("animation", Kind.STICKER),
    ("sticker", Kind.STICKER),
    ("dice", Kind.STICKER),
    ("game", Kind.STICKER),
    ("photo", Kind.FILE),
    ("document", Kind.FILE),
    ("voice", Kind.VOICE),
    ("audio", Kind.VOICE),
    ("video", Kind.VOICE),
    ("video_note", Kind.VOICE),
    ("contact", Kind.CONTACT),
    ("venue", Kind.LOCATION),
    ("location", Kind.LOCATION),
)
# What happens in a private chat without anybody saying anything: no answer is expected.
_SILENT = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "chat_background_set",
    "write_access_allowed",
    "connected_website",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
)
# Kinds of update that exist and that this bot did not ask for (Bot API, Update). A kind that is not in
# the list is newer than this file.
_UNASKED = (
    *("channel_post", "edited_channel_post", "business_connection", "business_message", "poll"),
    *("edited_business_message", "deleted_business_messages", "guest_message", "message_reaction"),
    *("message_reaction_count", "inline_query", "chosen_inline_result", "shipping_query", "poll_answer"),
    *("pre_checkout_query", "purchased_paid_media", "chat_member", "chat_join_request", "chat_boost"),
    *("removed_chat_boost", "managed_bot"),
)
_COMMAND = re.compile(r"(/\w+)@(\w+)", re.ASCII)
_PRESENT = ("member", "administrator", "restricted", "creator")


@frozen
class _Update:
    """What every Incoming of one update shares."""

    account: str
    key: str
    raw: bytes
    now: datetime
    username: str

    def incoming(
        self,
        kind: Kind,
        chat: dict[str, Any],
        sender: dict[str, Any],
        *,
        at: datetime,
        text: str = "",
        data: str = "",
        files: tuple[RemoteFile, ...] = (),
        album: str = "",
    ) -> list[Incoming]:
        """One Incoming, or none where there is no chat to answer in."""
        address, private = an_int(chat.get("id")), chat.get("type") == "private"
        if not address or (private and sender.get("is_bot") is True):
            return []
        return [
            Incoming(
                channel="telegram",
                account=self.account,
                key=self.key,
                at=at,
                address=str(address),
                kind=kind,
                text=text,
                data=data,
                files=files,
                album=album,
                private=private,
                name=f"{a_str(sender.get('first_name'))} {a_str(sender.get('last_name'))}".strip(),
                username=a_str(sender.get("username")),
                link=f"https://t.me/{self.username}" if self.username and not private else "",
                language=a_str(sender.get("language_code"))[:2].lower(),
                raw=self.raw,
            )
        ]


def parse_update(raw: bytes, *, account: str, now: datetime, username: str = "") -> list[Incoming]:
    """The Incoming of one update; [] where there is nobody to answer. Never raises.

    `now` is the stamp of what Telegram does not stamp (button presses). `username` is the bot's own: given,
    groups are told its link, and a command for another bot keeps its "@name".
    """
    update = a_dict(loads(raw))
    update_id = an_int(update.get("update_id"))
    if update_id is None:
        return []
    frame = _Update(account=account, key=str(update_id), raw=raw, now=now, username=username)
    if "message" in update:
        return _message(frame, a_dict(update["message"]))
    if "edited_message" in update:
        return _edited(frame, a_dict(update["edited_message"]))
    if "callback_query" in update:
        return _pressed(frame, a_dict(update["callback_query"]))
    if "my_chat_member" in update:
        return _membership(frame, a_dict(update["my_chat_member"]))
    if any(kind in update for kind in _UNASKED):
        return []
    return _unknown(frame, update)


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """Where a button was pressed; `message` is 0 where the message cannot be reached any more."""

    query: str
    chat: int
    message: int


def pressed(raw: bytes) -> Press | None:
    """The press inside an update's body, or None where it is no press."""
    query = a_dict(a_dict(loads(raw)).get("callback_query"))
    message = a_dict(query.get("message"))
    if not a_str(query.get("id")):
        return None
    chat, number = an_int(a_dict(message.get("chat")).get("id")), an_int(message.get("message_id"))
    reachable = chat and number and message.get("date")  # date 0: an InaccessibleMessage
    return Press(
        query=a_str(query.get("id")),
        chat=(chat or 0) if reachable else 0,
        message=(number or 0) if reachable else 0,
    )


def _message(frame: _Update, message: dict[str, Any]) -> list[Incoming]:
    chat, sender = a_dict(message.get("chat")), a_dict(message.get("from"))
    at = _stamp(message.get("date"), frame.now)
    if moved := an_int(message.get("migrate_to_chat_id")):
        return frame.incoming(Kind.MOVED, chat, sender, at=at, text=str(moved))
    text, kind = _words(frame, message), _kind(message)
    files = _files(message) if kind is Kind.FILE else ()
    if kind is Kind.FILE and not files:
        kind = None
    if kind is None and (chat.get("type") != "private" or any(name in message for name in _SILENT)):
        return []
    if kind is Kind.CONTACT:
        text = _own_phone(a_dict(message.get("contact")), sender)
    album = a_str(message.get("media_group_id")) if files else ""
    return frame.incoming(kind or Kind.OTHER, chat, sender, at=at, text=text, files=files, album=album)


def _edited(frame: _Update, message: dict[str, Any]) -> list[Incoming]:
    chat, sender = a_dict(message.get("chat")), a_dict(message.get("from"))
    at = _stamp(message.get("edit_date"), _stamp(message.get("date"), frame.now))
    return frame.incoming(Kind.EDITED, chat, sender, at=at, text=_words(frame, message))


def _pressed(frame: _Update, query: dict[str, Any]) -> list[Incoming]:
    """A button. Its message carries the date it was *sent*, and may be inaccessible (date 0) or absent."""
    sender = a_dict(query.get("from"))
    chat = a_dict(a_dict(query.get("message")).get("chat"))
    if an_int(chat.get("id")) is None:
        chat = {"id": sender.get("id"), "type": "private"}
    return frame.incoming(Kind.BUTTON, chat, sender, at=frame.now, data=a_str(query.get("data")))


def _membership(frame: _Update, change: dict[str, Any]) -> list[Incoming]:
    """In a private chat the person stopped or came back; in a group only being added matters."""
    chat, sender = a_dict(change.get("chat")), a_dict(change.get("from"))
    at = _stamp(change.get("date"), frame.now)
    before = a_dict(change.get("old_chat_member")).get("status")
    after = a_dict(change.get("new_chat_member")).get("status")
    if chat.get("type") == "private":
        kind = Kind.BLOCKED if after in ("kicked", "left") else Kind.UNBLOCKED
        return frame.incoming(kind, chat, sender, at=at)
    if chat.get("type") in ("group", "supergroup") and after in _PRESENT and before not in _PRESENT:
        return frame.incoming(Kind.OTHER, chat, sender, at=at)
    return []


def _unknown(frame: _Update, update: dict[str, Any]) -> list[Incoming]:
    """A kind of update newer than this file: worth a word where somebody wrote to us alone."""
    for content in update.values():
        happened = a_dict(content)
        chat, sender = a_dict(happened.get("chat")), a_dict(happened.get("from"))
        if chat.get("type") == "private" and sender:
            return frame.incoming(Kind.OTHER, chat, sender, at=_stamp(happened.get("date"), frame.now))
    return []


def _kind(message: dict[str, Any]) -> Kind | None:
    return next((kind for name, kind in _CONTENT if message.get(name)), None)


def _words(frame: _Update, message: dict[str, Any]) -> str:
    """Text or caption; "/antrian@our_bot" loses the name, which only groups need."""
    text = a_str(message.get("text")) or a_str(message.get("caption"))
    if command := _COMMAND.match(text):
        name, bot = command.groups()
        if not frame.username or bot.lower() == frame.username.lower():
            return name + text[command.end() :]
    return text


def _files(message: dict[str, Any]) -> tuple[RemoteFile, ...]:
    document = a_dict(message.get("document"))
    if document:
        mime = a_str(document.get("mime_type")) or "application/octet-stream"
        return _remote(document, name=a_str(document.get("file_name")) or "dokumen", mime=mime)
    sizes = message.get("photo")
    if isinstance(sizes, list) and (known := [size for size in map(a_dict, sizes) if size]):
        return _remote(max(known, key=_area), name="foto.jpg", mime="image/jpeg")
    return ()


def _remote(file: dict[str, Any], *, name: str, mime: str) -> tuple[RemoteFile, ...]:
    ref = a_str(file.get("file_id"))
    if not ref:
        return ()
    size = max(0, an_int(file.get("file_size")) or 0)
    return (RemoteFile(ref=ref, name=name, mime=mime, size=size),)


def _area(size: dict[str, Any]) -> int:
    return (an_int(size.get("width")) or 0) * (an_int(size.get("height")) or 0)


def _own_phone(contact: dict[str, Any], sender: dict[str, Any]) -> str:
    """The number, only where it is the sender's own: anybody can share somebody else's card."""
    owner = an_int(contact.get("user_id"))
    return a_str(contact.get("phone_number")) if owner and owner == an_int(sender.get("id")) else ""


def _stamp(value: Any, otherwise: datetime) -> datetime:
    return moment(an_int(value), otherwise)
