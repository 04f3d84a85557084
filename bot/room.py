"""A room in which people talk with the bot through the real reception, without any platform.

`ppid chat` and the golden transcripts are this. People are named; each has one address of the
channel "console". Time moves only when it is told to.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any

from sqlmodel import Session, col, select

from bot import thinking, transcript
from handlers import reception
from handlers.citizen.identity import arrived
from handlers.desk import Desk, open_desk, restock
from handlers.incoming import Incoming, Kind, RemoteFile
from handlers.say import Option, Say
from kip.identity import PROOFS
from kip.people import Role
from storage import identities, officers, outbox, requests
from storage.identities import Sealed, SealedPaper
from storage.outbox import Letter
from storage.store import Store
from storage.tables import IdentityLink

CHANNEL = "console"
STEP = timedelta(seconds=10)
_BUTTON = re.compile(r"\[(?P<label>[^\]]+)\](?P<old> \(lama\))?")
_THING = re.compile(
    r"<(?P<kind>[a-z]+)(?: (?P<name>[^>]*?))?(?: (?P<size>\d+) ?MB)?>(?P<caption>.*)", re.DOTALL
)
_KINDS = {
    "foto": Kind.FILE,
    "dokumen": Kind.FILE,
    "stiker": Kind.STICKER,
    "suara": Kind.VOICE,
    "lokasi": Kind.LOCATION,
    "kontak": Kind.CONTACT,
    "diubah": Kind.EDITED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat:
    """Where somebody writes from, if not the console: a channel, and what it calls them."""

    channel: str
    names: tuple[str, ...]

    @property
    def ordered(self) -> bool:
        return self.channel != "whatsapp"


@dataclass(kw_only=True)
class Room:
    """People, a clock, and a database that is the room's own."""

    store: Store
    secret: bytes
    at: datetime
    names: dict[str, str] = field(default_factory=dict)  # how a person calls themselves
    codes: dict[str, str] = field(default_factory=dict)
    heard: dict[str, list[Say]] = field(default_factory=dict)  # what each person was told, oldest first
    chats: dict[str, Chat] = field(default_factory=dict)  # of those who write from elsewhere
    late: timedelta = timedelta()  # how long ago the next message was written
    _keys: Any = field(default_factory=lambda: count(1))

    @cached_property
    def desk(self) -> Desk:
        return self.store.read_sync(open_desk, secret=self.secret)

    def speak(self, who: str, text: str) -> list[tuple[str, Say]]:
        """Let `who` send `text` (in the transcript's notation); what everybody is told because of it."""
        self.at += STEP
        self.receive(self._incoming(who, text.replace("KODE", self.codes.get(who, "KODE"))))
        return self.listen()

    def receive(self, incoming: Incoming) -> None:
        desk = self.desk
        self.store.read_sync(restock, desk.knowledge)
        thinking.transact_sync(self.store, desk.knowledge, reception.receive, incoming, desk, self.at)

    def listen(self) -> list[tuple[str, Say]]:
        """Take everything out of the outbox, as a channel would."""
        told: dict[int, tuple[str, Say]] = {}
        while letters := self._letters():
            for letter in letters:
                self.store.transact_sync(_settle, letter.id, letter.void, self.at)
                if not letter.void:
                    say = Say.from_dict(letter.payload)
                    to = self._whose(letter.to)
                    self.heard.setdefault(to, []).append(say)
                    told[letter.id] = (to, say)
        return [told[id] for id in sorted(told)]

    def _letters(self) -> list[Letter]:
        return [
            letter
            for channel in sorted({CHANNEL, *(chat.channel for chat in self.chats.values())})
            for letter in self.store.read_sync(outbox.pending, channel=channel, now=self.at, most=100)
        ]

    def _whose(self, address: str) -> str:
        return next((who for who, chat in self.chats.items() if address in chat.names), address)

    def invite(self, who: str, agency: str, role: Role) -> str:
        """An invitation for `who`; the word KODE in what they say is its code."""
        code = self.store.transact_sync(officers.invite, agency=agency, role=role, now=self.at, hours=72)
        self.codes[who] = code
        return code

    def direct(self, directive: str, zone: Callable[[str], datetime]) -> None:
        """`waktu DATE TIME`, `undang WHO AGENCY ROLE`, `masuk WHO AGENCY ROLE NAME`, `tautan URL`,
        `identitas NUMBER`, `nama WHO NAME`, `chat WHO CHANNEL NAME...`, `ganti WHO NAME`,
        `terlambat SECONDS`."""
        verb, _, rest = directive.partition(" ")
        words = rest.split()
        if verb == "waktu":
            self.at = zone(rest)
        elif verb in ("undang", "masuk") and len(words) >= 3:
            who, agency, role = words[0], words[1], Role(words[2])
            self.names[who] = " ".join(words[3:]) or who.capitalize()
            self.invite(who, agency, role)
            if verb == "masuk":
                self.speak(who, "gabung KODE")
        elif verb == "chat" and len(words) >= 2:
            self.chats[words[0]] = Chat(channel=words[1], names=tuple(words[2:]) or (words[0],))
            channels = frozenset(chat.channel for chat in self.chats.values())
            self.__dict__["desk"] = replace(self.desk, channels=channels)
        elif verb == "nama" and len(words) >= 2:
            self.names[words[0]] = " ".join(words[1:])
        elif verb == "ganti" and len(words) == 2:
            self._rename(*words)
        elif verb == "terlambat":
            self.late = timedelta(seconds=int(rest))
        elif verb == "tautan":
            self.__dict__["desk"] = replace(self.desk, identity_url=rest)
        elif verb == "identitas":
            self.store.transact_sync(_give_identity, self.desk, rest, self.at)
        else:
            raise ValueError(f"unknown directive: @ {directive}")

    def _incoming(self, who: str, text: str) -> Incoming:
        fields: dict[str, Any] = {"kind": Kind.TEXT, "text": text}
        if button := _BUTTON.fullmatch(text):
            fields = {
                "kind": Kind.BUTTON,
                "data": self._button(who, button["label"], old=bool(button["old"])).data,
            }
        elif (thing := _THING.fullmatch(text)) and thing["kind"] in _KINDS:
            fields = self._thing(thing)
        late, self.late = self.late, timedelta()
        fields |= {"name": self.names.get(who, who.capitalize()), "raw": text.encode()}
        return self._from(who, at=self.at - late, **fields)

    def _from(self, who: str, *, at: datetime, **fields: Any) -> Incoming:
        chat = self.chats.get(who, Chat(channel=CHANNEL, names=(who,)))
        return Incoming(
            channel=chat.channel,
            account="room",
            key=str(next(self._keys)),
            at=at.replace(microsecond=0),
            address=chat.names[0],
            also=chat.names[1:],
            ordered=chat.ordered,
            **fields,
        )

    def _rename(self, who: str, name: str) -> None:
        """The platform says that somebody has another number, or another user id."""
        self.receive(self._from(who, at=self.at, kind=Kind.MOVED, text=name))
        chat = self.chats[who]
        numbers = [n for n in chat.names if n.startswith("+")]
        users = [n for n in chat.names if not n.startswith("+")]
        names = (name, *users) if name.startswith("+") else (*numbers, name)
        self.chats[who] = replace(chat, names=tuple(names))

    def _button(self, who: str, label: str, *, old: bool) -> Option:
        shown = [o for say in self.heard.get(who, []) for o in say.options if o.label == label]
        if not shown:
            raise ValueError(f"{who} was never shown a button [{label}]")
        return shown[0] if old else shown[-1]

    def _thing(self, thing: re.Match[str]) -> dict[str, Any]:
        kind = _KINDS[thing["kind"]]
        if kind is Kind.CONTACT or kind is Kind.EDITED:
            return {"kind": kind, "text": thing["name"] or ""}
        if kind is not Kind.FILE:
            return {"kind": kind}
        mime = "image/jpeg" if thing["kind"] == "foto" else "application/pdf"
        size = int(thing["size"] or 0) * 1024 * 1024 or 1000
        name = thing["name"] or thing["kind"]
        file = RemoteFile(ref=f"room:{name}", name=name, mime=mime, size=size)
        return {"kind": kind, "files": (file,), "text": thing["caption"].strip()}


def _settle(session: Any, id: int, void: bool, at: datetime) -> None:
    if void:
        outbox.void(session, id, at=at)
    else:
        outbox.mark_sent(session, id, at=at, parts=1, platform_id="")


def _give_identity(session: Session, desk: Desk, number: str, at: datetime) -> None:
    """What the page does once the form on it was sent in order; `number` is masked already."""
    link = session.exec(select(IdentityLink).order_by(col(IdentityLink.created_at).desc())).first()
    request = requests.get(session, link.request_id) if link else None
    if link is None or request is None:
        raise ValueError("nobody was given a link")
    id = identities.new_id()
    papers = tuple(
        SealedPaper(id=identities.new_id(), paper=paper.value, mime="image/jpeg", size=1, name=id, key_id="-")
        for paper in PROOFS[request.applicant_kind].needed
    )
    sealed = Sealed(id=id, masked=number, fingerprint=number, number=b"-", key_id="-", papers=papers)
    if arrived(session, desk, link.nonce, sealed, now=at) is None:
        raise ValueError("the link can no longer be used")


def replay(room: Room, script: str, zone: Callable[[str], datetime]) -> str:
    """Run a transcript's lines through the room, and give the transcript as it went this time."""
    out: list[str] = []
    for line in transcript.read(script):
        if line.kind == "remark":
            out.append(line.text)
        elif line.kind == "directive":
            out.append(f"@ {line.text}")
            room.direct(line.text, zone)
            out += [transcript.said(say, to=to) for to, say in room.listen()]
        else:
            out.append(transcript.spoken(line.who, line.text))
            out += [
                transcript.said(say, to="" if to == line.who else to)
                for to, say in room.speak(line.who, line.text)
            ]
    return transcript.joined(out)
