"""What every channel can do, and what can become of one sent message."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from handlers.incoming import Incoming
from handlers.say import Option


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingFile:
    """A file ready to go: `ref` where this channel already has it, else the bytes at `path`."""

    name: str
    mime: str
    path: Path | None = None
    ref: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A Say whose files have been found."""

    text: str
    options: tuple[Option, ...] = ()
    files: tuple[OutgoingFile, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """The platform took it."""

    id: str = ""  # the platform's id of the message
    ref: str = ""  # what a sent file can be reused by


@dataclass(frozen=True, kw_only=True, slots=True)
class Later:
    """Not now: flood control, a broken connection, the platform's own fault. Try again."""

    reason: str
    seconds: float | None = None  # what the platform asked for; None: our own backoff
    everyone: bool = False  # the whole channel must wait, not only this address


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreachable:
    """This address cannot be written to (blocked, deleted, never started)."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """The chat has a new address; send again there."""

    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """The platform refuses what we sent: our fault, sending again cannot help."""

    reason: str


Result = Sent | Later | Unreachable | Moved | Rejected


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One call to the platform; an Outgoing becomes one or more, sent in order."""

    method: str
    fields: dict[str, Any]
    file: OutgoingFile | None = None


class Channel(Protocol):
    """One platform: parse what came, cut what goes into parts, send one part."""

    name: str
    account: str

    def parse(self, raw: bytes) -> list[Incoming]:
        """Pure and tolerant: an unknown kind becomes Kind.OTHER or nothing, never an exception."""

    def parts(self, outgoing: Outgoing) -> Sequence[Part]:
        """Pure: cut by the platform's limits; buttons go with the last text part."""

    async def send(self, address: str, part: Part) -> Result:
        """One call; never raises for what the platform or the network does."""

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file that a person sent; raises FetchError."""


class FetchError(Exception):
    """A person's file could not be fetched."""
