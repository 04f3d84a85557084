"""What every channel can do, and what can become of one sent message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from handlers.incoming import Incoming
from handlers.say import Option
from storage.frozen import frozen


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingFile:
    """A file ready to go: `ref` where this channel already has it, else the bytes at `path`."""

    name: str
    mime: str
    path: Path | None = None
    ref: str = ""
    size: int = 0  # bytes; 0 where it is not known


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """An approved template of the platform, the only thing it takes outside its window."""

    name: str
    language: str  # "id", "en"
    fields: tuple[str, ...] = ()  # what its placeholders become, in order
    data: str = ""  # what its button carries back


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateText:
    """A template as it is laid before the platform for approval."""

    name: str
    language: str
    category: str  # "utility"
    body: str  # with {{1}}, {{2}}, ...
    samples: tuple[str, ...]  # one for each of them
    button: str  # its one quick reply
    footer: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateState:
    """How the platform judges a template of ours."""

    name: str
    language: str
    status: str  # in small letters: "approved", "pending", "rejected", "paused", "disabled", ...
    reason: str = ""


@frozen
class Outgoing:
    """A Say whose files have been found; or, with `template`, that alone."""

    text: str
    options: tuple[Option, ...] = ()
    files: tuple[OutgoingFile, ...] = ()
    template: Template | None = None
    language: str = "id"  # of the few words that a channel adds by itself


@frozen
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


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowClosed:
    """The person has not written for too long: the platform takes nothing but a template."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Uncertain:
    """No answer came: the platform may have taken it. Not to be sent again before a Receipt is waited for."""

    reason: str


Result = Sent | Later | Unreachable | Moved | Rejected | WindowClosed | Uncertain


class Delivery(StrEnum):
    """How far a message has come. It never goes back, and FAILED is final."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What the platform says later of a message of ours."""

    id: str  # the platform's id of the message
    delivery: Delivery
    at: datetime  # the platform's stamp, aware, UTC
    tag: str = ""  # what `send` was given, where the platform gives it back
    result: Result | None = None  # of a failed one: what it means
    category: str = ""  # what it is charged as: "utility", "service", ...; empty where not told
    charged: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """A piece of a body that is no message to us; `raw` is a body of its own, for another try."""

    raw: bytes
    reason: str


@frozen
class Part:
    """One call to the platform; an Outgoing becomes one or more, sent in order."""

    method: str
    fields: dict[str, Any]
    file: OutgoingFile | None = None


class Channel(Protocol):
    """One platform: parse what came, cut what goes into parts, send one part."""

    name: str
    account: str
    window: timedelta | None  # how long after a person's message we may write freely; None: always
    resend_safe: bool  # where no answer came we send again; False: a Receipt is waited for

    def parse(self, raw: bytes) -> list[Incoming]:
        """Pure and tolerant: an unknown kind becomes Kind.OTHER or nothing, never an exception."""

    def receipts(self, raw: bytes) -> list[Receipt]:
        """Pure and tolerant: what the same body says of messages of ours."""

    def parts(self, outgoing: Outgoing) -> Sequence[Part]:
        """Pure: cut by the platform's limits; buttons go with the last text part."""

    async def send(self, address: str, part: Part, *, tag: str = "") -> Result:
        """One call; never raises for what the platform or the network does. `tag` comes back in receipts."""

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file that a person sent; raises FetchError."""


@runtime_checkable
class UsesTemplates(Protocol):
    """A channel whose platform must approve what is sent outside its window."""

    def template_states(self, raw: bytes) -> list[TemplateState]:
        """Pure and tolerant: what a webhook's body says of templates of ours."""

    async def templates(self) -> list[TemplateState]:
        """All that the platform has; raises TemplateError."""

    async def create_template(self, template: TemplateText) -> TemplateState:
        """Lay it before the platform; raises TemplateError."""


class TemplateError(Exception):
    """The platform did not do as asked with a template; the message says why."""


class FetchError(Exception):
    """A person's file could not be fetched; `forever`: it is gone or too large, trying again cannot help."""

    def __init__(self, reason: str, *, forever: bool = False) -> None:
        super().__init__(reason)
        self.forever = forever
