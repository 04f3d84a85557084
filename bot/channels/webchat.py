"""The chat of the demo page: a browser is the person's phone, and this process is the platform.

Everything the platform would keep (what was said, the files that passed) lives in memory, capped;
what must last is stored by `receive`, like on every other channel.
"""

import asyncio
import re
import secrets
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from bot.channels.base import (
    FetchError,
    Outgoing,
    OutgoingFile,
    Part,
    Receipt,
    Rejected,
    Result,
    Sent,
    Unreachable,
)
from bot.channels.looks import looks
from handlers.incoming import Incoming, Kind, RemoteFile
from handlers.say import DATA_LIMIT

HISTORY = 500  # messages an address
SHELF = 256 * 1024 * 1024  # bytes of files held in memory; the oldest go first
TEXT_LIMIT = 20_000  # characters of one message, as the page's field allows
RETRY_SECONDS = 3  # what a page is told to wait when the store is away

ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
KEY = re.compile(r"[A-Za-z0-9-]{8,64}")

UNREADABLE = "Pesan ini tidak dapat dibaca. Muat ulang halaman, lalu coba lagi."
NOT_STORED = "Belum tersimpan. Kami coba lagi sebentar lagi."
FILE_GONE = "Berkas ini sudah tidak ada. Lampirkan sekali lagi."

Frame = dict[str, Any]
Receive = Callable[[Incoming], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A file that passed through this chat; `owner` is the address that sent it, "" where we did."""

    name: str
    mime: str
    data: bytes
    owner: str = ""


@dataclass(slots=True)
class _Chat:
    """One address: what was said, who is looking, and the message being stored just now."""

    items: deque[Frame] = field(default_factory=lambda: deque(maxlen=HISTORY))
    lines: set[asyncio.Queue[Frame | None]] = field(default_factory=set)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # one message at a time keeps their order
    taking: Frame | None = None
    last: int = 0
    unread: int = 0

    def add(self, item: Frame) -> Frame:
        self.last += 1
        item["id"] = self.last
        self.items.append(item)
        return item

    def own(self, key: str) -> Frame | None:
        return next((i for i in self.items if i["t"] == "own" and i["key"] == key), None)

    def push(self, frame: Frame) -> None:
        for line in self.lines:
            line.put_nowait(frame)


class WebChatChannel:
    """The `web` channel. `clock` stamps messages (aware); `attach` says who stores what arrives."""

    name = "web"
    window: timedelta | None = None
    resend_safe = True
    account = "demo"

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        receive: Receive | None = None,
        unavailable: tuple[type[Exception], ...] = (),
    ) -> None:
        self._clock = clock
        self._receive = receive
        self._unavailable = unavailable
        self._chats: dict[str, _Chat] = {}
        self._shelf: OrderedDict[str, Held] = OrderedDict()
        self._epoch = secrets.token_hex(4)  # ids start anew with the process; the page must know

    def attach(self, receive: Receive, *, unavailable: tuple[type[Exception], ...] = ()) -> None:
        """`receive` returns when the message is durably stored; `unavailable` are raised to say: later."""
        self._receive = receive
        self._unavailable = unavailable

    # -- the Channel protocol ------------------------------------------------------------------

    def parse(self, raw: bytes) -> list[Incoming]:
        """`raw` is JSON {"who", "at" (aware ISO), "frame"}; what cannot be read gives nothing."""
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError:
            return []
        if not isinstance(body, dict) or not isinstance(body.get("frame"), dict):
            return []
        frame = _known(body["frame"])
        who, at = _text(body, "who"), _moment(_text(body, "at"))
        if at is None or not ADDRESS.fullmatch(who) or not KEY.fullmatch(frame["key"]):
            return []
        kind, text = Kind.OTHER, ""
        files: tuple[RemoteFile, ...] = ()
        if frame["t"] == "text":
            kind, text = Kind.TEXT, frame["text"]
            if not text.strip() or len(text) > TEXT_LIMIT:
                return []
        elif frame["t"] == "press":
            kind, text = Kind.BUTTON, frame["label"]
            if not 1 <= len(frame["data"].encode()) <= DATA_LIMIT:
                return []
        elif frame["t"] == "file":
            kind, text = Kind.FILE, frame["text"]
            files = (
                RemoteFile(ref=frame["ref"], name=frame["name"], mime=frame["mime"], size=frame["size"]),
            )
        return [
            Incoming(
                channel=self.name,
                account=self.account,
                key=frame["key"],
                at=at,
                address=who,
                kind=kind,
                text=text,
                data=frame["data"] if kind is Kind.BUTTON else "",
                files=files,
                raw=raw,
            )
        ]

    def receipts(self, raw: bytes) -> list[Receipt]:
        """None: what was taken is delivered."""
        return []

    def parts(self, outgoing: Outgoing) -> Sequence[Part]:
        """One part: what is said, and the messages it becomes on each platform, however many."""
        options = [[o.data, o.label] for o in outgoing.options]
        fields = {
            "text": outgoing.text,
            "options": options,
            "files": list(outgoing.files),
            "looks": looks(outgoing),
        }
        return [Part(method="say", fields=fields)]

    async def send(self, address: str, part: Part, *, tag: str = "") -> Result:
        """Into the history and onto every open page; an address nobody looks at keeps it for later."""
        if not ADDRESS.fullmatch(address):
            return Unreachable(reason=f"not a web address: {address!r}")
        try:
            files = [await self._publish(f) for f in part.fields.get("files", ())]
        except (OSError, FetchError) as error:
            return Rejected(reason=f"a file cannot be read: {error}")
        say: Frame = {
            "t": "say",
            "at": _stamp(self._clock()),
            "text": part.fields.get("text", ""),
            "options": part.fields.get("options", []),
            "files": files,
            "looks": part.fields.get("looks", {}),
        }
        chat = self._chat(address)
        chat.push(chat.add(say))
        if not chat.lines:
            chat.unread += 1
            self._tell_unread(address, chat)
        return Sent(id=str(say["id"]))

    async def fetch(self, ref: str) -> bytes:
        """The bytes of an uploaded file; raises FetchError where it was dropped or never came."""
        held = self._shelf.get(ref)
        if held is None or not held.owner:
            raise FetchError(f"no uploaded file {ref!r}")
        return held.data

    # -- the platform's side, for the web routes -----------------------------------------------

    async def accept(self, who: str, text: str) -> Frame:
        """One frame from the page at `who`: an ack once it is stored, else an error frame."""
        try:
            body = orjson.loads(text)
        except orjson.JSONDecodeError:
            return {"t": "error", "text": UNREADABLE}
        frame = _known(body if isinstance(body, dict) else {})
        key = frame["key"]
        chat = self._chat(who)
        async with chat.turn:
            if known := chat.own(key):  # resent: its ack was lost on the way
                return _ack(known)
            shown: list[Frame] = []
            if frame["t"] == "file":
                held = self._shelf.get(frame["ref"])
                if held is None or held.owner != who:
                    return {"t": "error", "key": key, "text": FILE_GONE}
                frame |= {"name": held.name, "mime": held.mime, "size": len(held.data)}
                shown = [_shown(frame["ref"], held)]
            at = _stamp(self._clock())
            found = self.parse(orjson.dumps({"who": who, "at": at, "frame": frame}))
            if not found:
                return {"t": "error", "key": key, "text": UNREADABLE}
            item: Frame = {"t": "own", "at": at, "key": key, "text": found[0].text, "files": shown}
            if not await self._store(chat, item, found[0]):
                return {"t": "error", "key": key, "text": NOT_STORED, "retry": RETRY_SECONDS}
            chat.push(item)  # the sending page knows it by its key, another page of this address does not
            return _ack(item)

    async def _store(self, chat: _Chat, item: Frame, incoming: Incoming) -> bool:
        """The answer may be sent before `receive` returns, so the message takes its place before it."""
        if self._receive is None:
            raise RuntimeError("WebChatChannel got a message before attach()")
        chat.taking = chat.add(item)
        stored = False
        try:
            await self._receive(incoming)
            stored = True
        except self._unavailable:
            pass
        finally:
            chat.taking = None
            if not stored and item in chat.items:
                chat.items.remove(item)
        return stored

    @contextmanager
    def join(self, who: str) -> Iterator[asyncio.Queue[Frame | None]]:
        """Frames for one open page, its history first; None means: hang up."""
        chat = self._chat(who)
        line: asyncio.Queue[Frame | None] = asyncio.Queue()
        line.put_nowait({"t": "history", "epoch": self._epoch, "items": self.history(who)})
        for other, waiting in self._chats.items():
            if waiting.unread and other != who:
                line.put_nowait(_unread(other, waiting))
        chat.lines.add(line)
        if chat.unread:
            chat.unread = 0
            self._tell_unread(who, chat)
        try:
            yield line
        finally:
            chat.lines.discard(line)

    def history(self, who: str) -> list[Frame]:
        """What was said at this address, oldest first: says, and own messages once stored."""
        chat = self._chat(who)
        return [item for item in chat.items if item is not chat.taking]

    def keep(self, who: str, *, name: str, mime: str, data: bytes) -> str:
        """Hold an uploaded file; gives the ref that `fetch` takes."""
        return self._hold(Held(name=name, mime=mime, data=data, owner=who))

    def held(self, token: str) -> Held | None:
        """The file behind a link that this chat showed."""
        return self._shelf.get(token)

    def close(self) -> None:
        """Hang up on every page, so that the server can stop."""
        for chat in self._chats.values():
            for line in chat.lines:
                line.put_nowait(None)

    # -- inside ----------------------------------------------------------------------------------

    def _chat(self, who: str) -> _Chat:
        return self._chats.setdefault(who, _Chat())

    def _tell_unread(self, address: str, chat: _Chat) -> None:
        for other in self._chats.values():
            if other is not chat:
                other.push(_unread(address, chat))

    def _hold(self, held: Held) -> str:
        token = secrets.token_urlsafe(16)
        self._shelf[token] = held
        room = SHELF - sum(len(h.data) for h in self._shelf.values())
        while room < 0 and len(self._shelf) > 1:
            room += len(self._shelf.popitem(last=False)[1].data)
        return token

    async def _publish(self, file: OutgoingFile) -> Frame:
        """Our copy of a file of ours: a printed paper's path is gone soon after sending."""
        if file.path is not None:
            data = await asyncio.to_thread(file.path.read_bytes)
            token = self._hold(Held(name=file.name, mime=file.mime, data=data))
        else:
            token = file.ref
        if (held := self._shelf.get(token)) is None:
            raise FetchError(f"no file {token!r}")
        return _shown(token, held)


def _known(frame: Frame) -> Frame:
    """The fields of a client frame that we know, each of its type, without what a database refuses."""
    size = frame.get("size")
    known: Frame = {k: _text(frame, k)[:200] for k in ("t", "key", "data", "label", "ref", "name", "mime")}
    known["text"] = _text(frame, "text")
    known["size"] = size if isinstance(size, int) and 0 <= size < 2**53 else 0
    return known


def _text(frame: Frame, key: str) -> str:
    value = frame.get(key)
    return value.replace("\0", "") if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _ack(item: Frame) -> Frame:
    return {"t": "ack", "key": item["key"], "id": item["id"], "at": item["at"]}


def _unread(address: str, chat: _Chat) -> Frame:
    return {"t": "elsewhere", "who": address, "unread": chat.unread}


def _shown(token: str, held: Held) -> Frame:
    return {"name": held.name, "mime": held.mime, "size": len(held.data), "url": f"/chat/file/{token}"}
