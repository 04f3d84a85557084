"""`ppid chat`: talk with the bot in a terminal, as a citizen and as officers, with no token and no server."""

import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot import transcript
from bot.room import Room, replay
from handlers.voice import voice_of
from kip.people import Role
from storage import content
from storage.migrate import upgrade
from storage.store import open_store

CITIZEN, OFFICER = "warga", "petugas"
SECRET = b"no secret: this room is thrown away"


def run(
    *,
    content_dir: Path,
    officer: str = "",
    role: str = "pelaksana",
    name: str = "",
    at: str = "",
    script: Path | None = None,
    save: Path | None = None,
    lines: TextIO = sys.stdin,
    out: TextIO = sys.stdout,
) -> int:
    """Talk until the input ends. `officer` is an agency's code: then one speaks as its officer.

    `script` is a transcript whose people speak first; `save` gets the transcript of it all. Raises
    content.ContentError, and ValueError for a directive or a button that does not exist.
    """
    with tempfile.TemporaryDirectory(prefix="ppid-chat-") as folder:
        store = open_store(f"sqlite:///{folder}/chat.db")
        try:
            upgrade(store)
            pack = content.read_pack(content_dir)
            zone = _reader(pack)
            moment = zone(at) if at else datetime.now(ZoneInfo(pack.body["body"]["timezone"]))
            store.transact_sync(content.load, pack, now=moment)
            room = Room(store=store, secret=SECRET, at=moment)
            said = replay(room, script.read_text(encoding="utf-8"), zone) if script else ""
            out.write(said)
            who = _speaker(room, officer, role, name)
            said += _talk(room, who, zone, lines, out)
            if save:
                save.write_text(said, encoding="utf-8")
        finally:
            store.close()
    return 0


def _reader(pack: content.Pack) -> Callable[[str], datetime]:
    zone = ZoneInfo(pack.body["body"]["timezone"])
    return lambda text: datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def _speaker(room: Room, officer: str, role: str, name: str) -> str:
    """Who the terminal speaks as; an officer has joined by then."""
    if not officer:
        if name:
            room.names[CITIZEN] = name
        return CITIZEN
    known = room.desk.agencies
    if officer not in known:
        raise ValueError(voice_of("id")("chat-agency-unknown", code=officer, codes=", ".join(known)))
    room.names[OFFICER] = name or OFFICER.capitalize()
    room.invite(OFFICER, officer, Role(role))
    room.speak(OFFICER, "gabung KODE")
    return OFFICER


def _talk(room: Room, who: str, zone: Callable[[str], datetime], lines: TextIO, out: TextIO) -> str:
    """A line is what one says; `nama: …` speaks as somebody else, `@ …` is a directive."""
    said: list[str] = []
    terminal = lines.isatty()

    def show(part: str, *, typed: bool = False) -> None:
        said.append(part)
        if not (typed and terminal):
            out.write(part + "\n")
            out.flush()

    if terminal:
        out.write(voice_of("id")("chat-opening") + "\n")
    while True:
        if terminal:
            out.write(f"{who}: ")
            out.flush()
        line = lines.readline()
        if not line:
            break
        text = line.rstrip("\n")
        if not text.strip():
            continue
        if text.startswith("@"):
            room.direct(text.removeprefix("@").strip(), zone)
            show(text, typed=True)
            continue
        now_speaking, text = _addressed(text, who)
        show(transcript.spoken(now_speaking, text), typed=True)
        for to, say in room.speak(now_speaking, text):
            show(transcript.said(say, to="" if to == now_speaking else to))
    return transcript.joined(said) if said else ""


def _addressed(text: str, who: str) -> tuple[str, str]:
    """`petugas: antrean` is said by petugas; anything else by `who`."""
    found = transcript.speaker(text)
    return found or (who, text)
