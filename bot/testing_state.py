"""What the fake platform keeps: chats, messages, files, calls, and the faults it was asked for."""

import itertools
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

PEOPLE = ("Sari", "Budi", "Wati", "Agus", "Dewi")  # given to those who are not introduced


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


class Refusal(Exception):
    """An answer with ok=false; its text is Telegram's own."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file as it went over the wire."""

    name: str
    mime: str
    data: bytes


@dataclass(kw_only=True, slots=True)
class Call:
    """One call to the fake: `fields` decoded from JSON, form or multipart, `files` by part name."""

    method: str  # as the Bot API spells it, where it knows the method
    fields: dict[str, Any]
    files: dict[str, Upload]
    at: float  # the event loop's time, for pacing
    status: int = 0  # 0 while it is under way, or where the connection was cut
    answer: Any = None  # "result", or the refusal's description
    agent: str = ""  # the caller's User-Agent

    @property
    def ok(self) -> bool:
        return self.status == 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A button under one of the bot's messages."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """One message of the bot, as the person sees it."""

    id: int
    chat: int
    text: str  # text or caption
    buttons: tuple[Button, ...]
    file: Upload | None
    raw: dict[str, Any]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def data(self) -> list[str]:
        return [button.data for button in self.buttons if button.data]


@dataclass(kw_only=True, slots=True)
class Fault:
    """What the next `times` matching calls meet. No method given: any but getUpdates."""

    refusal: Refusal | None = None
    accepted: bool = False  # the call has its effect all the same
    seconds: float = 0  # the answer comes so late
    cut: bool = False  # the connection is closed without an answer
    method: str = ""
    chat: int = 0
    times: int = 1

    def meets(self, method: str, fields: dict[str, Any]) -> bool:
        if self.times < 1 or (self.chat and fields.get("chat_id") != self.chat):
            return False
        return method == self.method if self.method else method != "getUpdates"


@dataclass(kw_only=True, slots=True)
class StoredFile:
    """A file on the platform; `size` may be told larger than the bytes that are there."""

    id: str
    kind: str  # "Document", "Photo", "Voice", "Sticker": as Telegram names them in its errors
    upload: Upload
    size: int
    path: str

    def described(self) -> dict[str, Any]:
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": self.size}


@dataclass(kw_only=True, slots=True)
class Chat:
    """A private chat (id > 0, the person's own) or a group (id < 0)."""

    id: int
    kind: str = "private"
    title: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    started: bool = False  # the person wrote first, or the bot was added
    blocked: bool = False  # by the person, or kicked out of the group
    deactivated: bool = False
    moved_to: int = 0
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    sent: list[int] = field(default_factory=list)  # ids of the bot's messages, in order
    read: int = 0  # how many of them `replies` gave out

    def described(self) -> dict[str, Any]:
        if self.kind != "private":
            return {"id": self.id, "title": self.title, "type": self.kind}
        names = ("first_name", "last_name", "username")
        return {"id": self.id, "type": "private", **{n: self.person[n] for n in names if n in self.person}}


class State:
    """Everything behind one bot."""

    def __init__(self, token: str, username: str, clock: Callable[[], datetime]) -> None:
        self.token = token
        self.clock = clock
        self.bot = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Meja Layanan PPID",
            "username": username,
        }
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, datetime] = {}  # callback query -> when it was pressed
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}  # (scope, language) -> menu
        self.descriptions: dict[tuple[str, str], str] = {}  # (method, language) -> text
        self.webhook: dict[str, Any] = {}  # the fields of setWebhook; empty: none is set
        self.allowed: list[str] | None = None
        self.numbers = itertools.count(1)  # of messages, files and queries

    def now(self) -> int:
        return int(self.clock().astimezone(UTC).timestamp())

    def chat(self, chat_id: int) -> Chat:
        """The chat, made on first sight."""
        if chat_id not in self.chats:
            group = chat_id < 0
            self.chats[chat_id] = Chat(
                id=chat_id,
                kind=("supergroup" if str(chat_id).startswith("-100") else "group") if group else "private",
                title="Petugas PPID" if group else "",
                person={} if group else self.person(chat_id),
            )
        return self.chats[chat_id]

    def person(self, user_id: int) -> dict[str, Any]:
        """A Telegram user."""
        if user_id in self.chats and self.chats[user_id].person:
            return self.chats[user_id].person
        name = PEOPLE[user_id % len(PEOPLE)]
        return {"id": user_id, "is_bot": False, "first_name": name, "language_code": "id"}

    def store(self, upload: Upload, kind: str, size: int | None = None) -> StoredFile:
        number = next(self.numbers)
        suffix = mimetypes.guess_extension(upload.mime) or ""
        stored = StoredFile(
            id=f"{kind[:2].upper()}AC{number:08d}",
            kind=kind,
            upload=upload,
            size=len(upload.data) if size is None else size,
            path=f"{kind.lower()}s/file_{number}{suffix}",
        )
        self.files[stored.id] = stored
        return stored

    def message(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        """A new message in `chat`, kept there."""
        number = next(self.numbers)
        message = {
            "message_id": number,
            "from": sender,
            "chat": chat.described(),
            "date": self.now(),
            **content,
        }
        chat.messages[number] = message
        return message

    def reply(self, message: dict[str, Any]) -> Reply:
        """The bot's message as its reader sees it."""
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        sizes = message.get("photo")
        file = self.files.get((sizes[-1] if sizes else message.get("document", {})).get("file_id", ""))
        return Reply(
            id=message["message_id"],
            chat=message["chat"]["id"],
            text=message.get("text", message.get("caption", "")),
            buttons=tuple(
                Button(label=b["text"], data=b.get("callback_data", ""), url=b.get("url", ""))
                for row in rows
                for b in row
            ),
            file=file.upload if file else None,
            raw=message,
        )
