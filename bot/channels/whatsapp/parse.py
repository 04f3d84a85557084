"""A WhatsApp webhook body as Incoming: every entry, change and message of it. Pure and tolerant."""

import mimetypes
import re
from datetime import datetime
from typing import Any

from bot.channels.base import Unreadable
from bot.channels.loose import a_dict, a_list, a_str, an_int, text_moment
from bot.channels.whatsapp.envelope import Change, changes, items, stable_key
from bot.channels.whatsapp.hashes import hex_sha256
from bot.channels.whatsapp.people import Sender, contact_of, normal, sender_of
from handlers.incoming import Incoming, Kind, RemoteFile
from storage.frozen import frozen

REF_MARK = "|"  # between a media id and the SHA-256 that the webhook gave it

# The type of a message and what it is for us. A type that is not in the list is newer than this file.
_KINDS = {
    "text": Kind.TEXT,
    "interactive": Kind.BUTTON,
    "button": Kind.BUTTON,
    "image": Kind.FILE,
    "document": Kind.FILE,
    "audio": Kind.VOICE,
    "voice": Kind.VOICE,
    "video": Kind.VOICE,
    "sticker": Kind.STICKER,
    "location": Kind.LOCATION,
    "contacts": Kind.CONTACT,
    "edit": Kind.EDITED,
    "revoke": Kind.EDITED,
    "reaction": Kind.SILENT,
    "system": Kind.SILENT,
}
_NAMES = {"image": "foto", "document": "dokumen"}
# "User Sari changed from US.111 to US.222": a name can hold anything, so only the end is believed.
_CHANGED = re.compile(r"from (\S+) to (\S+?)\.?\s*$")


@frozen
class _Content:
    """What a message says, whoever sent it."""

    kind: Kind
    text: str = ""
    data: str = ""
    files: tuple[RemoteFile, ...] = ()


def parse_body(raw: bytes, *, account: str, now: datetime) -> list[Incoming]:
    """Every message of a body, the earlier stamped first. Never raises.

    `account` is the number meant where the body names none; `now` the stamp of what has none.
    """
    return read_body(raw, account=account, now=now)[0]


def read_body(raw: bytes, *, account: str, now: datetime) -> tuple[list[Incoming], list[Unreadable]]:
    """As `parse_body`, and the pieces from which no message can be made, each in a body of its own."""
    found: list[Incoming] = []
    pieces: list[Unreadable] = []
    for change in changes(raw):
        if isinstance(change, bytes):
            pieces.append(Unreadable(raw=change, reason="not formed like a webhook of WhatsApp"))
            continue
        for name, one in (("messages", _message), ("user_id_update", _new_user_id)):
            listed = items(change, name)
            for item in listed:
                contacts = a_list(change.value.get("contacts"))
                contact = contact_of(a_dict(item), contacts, single=len(listed) == 1)
                body = change.alone(name, item, contact)
                try:
                    incoming = one(change, item, contact, body, account=change.account or account, now=now)
                except Exception as error:  # noqa: BLE001  # our bug: the others of the batch must still come
                    pieces.append(Unreadable(raw=body, reason=f"{type(error).__qualname__} while reading"))
                    continue
                if incoming is None:
                    pieces.append(Unreadable(raw=body, reason=f"no sender in this item of {name}"))
                else:
                    found.append(incoming)
    return sorted(found, key=lambda incoming: incoming.at), pieces


def _message(
    change: Change, item: Any, contact: dict[str, Any] | None, body: bytes, *, account: str, now: datetime
) -> Incoming | None:
    message = a_dict(item)
    sender = sender_of(message, contact) if message else None
    if sender is None:
        return None
    content = _content(message, sender)
    moved = _moved(message, sender) if message.get("type") == "system" else None
    if moved is not None:
        sender, content = moved
    return Incoming(
        channel="whatsapp",
        account=account,
        key=a_str(message.get("id")) or stable_key("messages", message),
        at=text_moment(message.get("timestamp"), now),
        address=sender.address,
        also=sender.also,
        kind=content.kind,
        text=content.text,
        data=content.data,
        files=content.files,
        ordered=False,
        name=sender.name,
        username=sender.username,
        raw=body,
    )


def _new_user_id(
    change: Change, item: Any, contact: dict[str, Any] | None, body: bytes, *, account: str, now: datetime
) -> Incoming | None:
    """The field `user_id_update`: the same person under another user id."""
    update = a_dict(item)
    ids = a_dict(update.get("user_id"))
    before, after = normal(a_str(ids.get("previous"))), normal(a_str(ids.get("current")))
    phone = normal(a_str(update.get("wa_id")))
    if not after or not (before or phone):
        return None
    return Incoming(
        channel="whatsapp",
        account=account,
        key=stable_key("user_id_update", update),
        at=text_moment(update.get("timestamp"), now),
        address=before or phone,
        also=(phone,) if before and phone else (),
        kind=Kind.MOVED,
        text=after,
        raw=body,
    )


def _moved(message: dict[str, Any], sender: Sender) -> tuple[Sender, _Content] | None:
    """A number or a user id that became another; None where the platform says something else.

    "from" is the old number (user_changed_number), or the number that stays (user_changed_user_id).
    """
    system = a_dict(message.get("system"))
    kind = a_str(system.get("type"))
    said = _CHANGED.search(a_str(system.get("body")))
    if kind.endswith("changed_number"):
        after = normal(a_str(system.get("wa_id")) or a_str(system.get("new_wa_id")))
        return (sender, _Content(kind=Kind.MOVED, text=after)) if after else None
    if kind != "user_changed_user_id":
        return None
    after = normal(a_str(system.get("user_id")))
    before = normal(said[1]) if said and normal(said[2]) == after else ""
    names = [
        name for name in dict.fromkeys((before, sender.address, *sender.also)) if name not in ("", after)
    ]
    if not after or not names:
        return None
    return Sender(address=names[0], also=tuple(names[1:])), _Content(kind=Kind.MOVED, text=after)


def _content(message: dict[str, Any], sender: Sender) -> _Content:
    type_ = a_str(message.get("type")) or next((known for known in _KINDS if known in message), "")
    said = a_dict(message.get(type_))
    if type_ == "request_welcome":  # the chat was opened for the first time, and nothing written
        return _Content(kind=Kind.TEXT, text="/start")
    kind = _KINDS.get(type_, Kind.OTHER)
    if kind is Kind.TEXT:
        text = a_str(said.get("body"))
        return _Content(kind=Kind.TEXT if text else Kind.OTHER, text=text)
    if type_ == "interactive":
        reply = a_dict(said.get(a_str(said.get("type"))))
        return _pressed(a_str(reply.get("id")), a_str(reply.get("title")))
    if type_ == "button":
        return _pressed(a_str(said.get("payload")), a_str(said.get("text")))
    if kind is Kind.FILE:
        files = _files(type_, said)
        return _Content(kind=kind if files else Kind.OTHER, text=a_str(said.get("caption")), files=files)
    if kind is Kind.CONTACT:
        return _Content(kind=kind, text=_own_phone(message, sender))
    if kind is Kind.EDITED:
        changed = a_dict(said.get("message"))
        text = a_str(a_dict(changed.get("text")).get("body"))
        return _Content(
            kind=kind, text=text or a_str(a_dict(changed.get(a_str(changed.get("type")))).get("caption"))
        )
    return _Content(kind=kind, text=a_str(said.get("caption")))


def _pressed(data: str, label: str) -> _Content:
    """A button or a row of a list; without what it carries, its label counts as typed."""
    if data:
        return _Content(kind=Kind.BUTTON, text=label, data=data)
    return _Content(kind=Kind.TEXT if label else Kind.OTHER, text=label)


def _files(type_: str, said: dict[str, Any]) -> tuple[RemoteFile, ...]:
    id = a_str(said.get("id"))
    if not id:
        return ()
    mime = a_str(said.get("mime_type")).split(";")[0].strip() or "application/octet-stream"
    name = a_str(said.get("filename")) or f"{_NAMES[type_]}{mimetypes.guess_extension(mime) or ''}"
    digest = hex_sha256(a_str(said.get("sha256")))
    size = max(0, an_int(said.get("file_size")) or 0)
    return (RemoteFile(ref=f"{id}{REF_MARK}{digest}", name=name, mime=mime, size=size),)


def _own_phone(message: dict[str, Any], sender: Sender) -> str:
    """The number, only where it is the sender's own: the card that we asked for, or one with their name."""
    cards = [a_dict(card) for card in a_list(message.get("contacts"))]
    phones = [a_dict(phone) for card in cards for phone in a_list(card.get("phones"))]
    if len(phones) != 1:
        return ""
    number = normal(a_str(phones[0].get("wa_id")) or a_str(phones[0].get("phone")))
    asked = message.get("origin") == "contact_request"
    return number if asked or number in (sender.address, *sender.also) else ""
