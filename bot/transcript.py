"""Transcripts: a conversation as text, to read aloud and to test against.

# a remark
@ waktu 2026-11-23 09:00                 the clock, in the body's zone
@ undang petugas DISDIK pelaksana        an invitation; KODE in a later line is its code
@ masuk petugas DISDIK pelaksana Budi    the same, and joined without a word
@ tautan https://ppid.example/identitas  identity can be given by a link; <tautan> is one
@ identitas 1501**********01             the newest link was used, and this number given by it
@ nama warga Rina                        what somebody calls themselves on the platform
@ chat warga1 whatsapp +628120000 ID.1   writes from another channel, which knows these names
@ ganti warga1 +628999                   the platform says so: another number, or user id
@ terlambat 30                           the next message was written so many seconds ago
warga: halo                              somebody writes
warga: [Ajukan permohonan]               presses a button, the newest of that label
warga: [Kirim permohonan] (lama)         the oldest of that label
warga: <foto rumah.jpg>                  sends a thing: foto, dokumen, stiker, suara, lokasi, kontak
bot: Selamat datang.                     an answer to whoever spoke last
     [Ajukan permohonan] [English]       its options
bot ke petugas: Permohonan baru.         a message to somebody else
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.say import Say

_LINE = re.compile(r"(?P<who>[a-z]+[0-9]?): ?(?P<text>.*)")
INDENT = "     "


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Something the transcript says happens: a remark, a directive, or somebody's message."""

    kind: str  # "remark", "directive", "message"
    text: str
    who: str = ""


def read(text: str) -> Iterator[Line]:
    """The lines that drive a conversation; what the bot says is left out."""
    message: list[str] = []
    who = ""
    for raw in [*text.splitlines(), "#end"]:
        started = _LINE.match(raw)
        if raw.startswith(INDENT) or not raw.strip():
            if who and who != "bot":
                message.append(raw.strip())
            continue
        if who and who != "bot":
            yield Line(kind="message", who=who, text="\n".join(message).strip())
        who, message = "", []
        if raw.startswith("#"):
            if raw != "#end":
                yield Line(kind="remark", text=raw)
        elif raw.startswith("@"):
            yield Line(kind="directive", text=raw.removeprefix("@").strip())
        elif raw.startswith("bot ke "):
            who = "bot"
        elif started:
            who, message = started["who"], [started["text"]]


def speaker(line: str) -> tuple[str, str] | None:
    """Who a typed line is from, and what it says; None for a line that names nobody."""
    started = re.fullmatch(r"(warga|petugas|utama|atasan|admin)([0-9]?): ?(.*)", line)
    return (started[1] + started[2], started[3]) if started else None


def said(say: Say, *, to: str = "") -> str:
    """A message of the bot's as the transcript shows it."""
    text = say.text + "".join(f"\n<{f.name or f.paper or 'berkas'}>" for f in say.files)
    text += "\n<tautan>" if say.link else ""
    if say.options:
        text += "\n" + " ".join(f"[{o.label}]" for o in say.options)
    return _indented(f"bot ke {to}: " if to else "bot: ", text)


def spoken(who: str, text: str) -> str:
    """A person's message as the transcript shows it."""
    return _indented(f"{who}: ", text)


def joined(parts: Sequence[str]) -> str:
    return "\n".join(parts) + "\n"


def _indented(lead: str, text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([lead + first, *(INDENT + line if line else "" for line in rest)])
