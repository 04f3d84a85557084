"""What can be done to a request. Each action says all that the law wants said with it."""

from dataclasses import dataclass
from enum import StrEnum

from kip.grounds import Ground


class Decision(StrEnum):
    """What an answer decides (UU 14/2008 Ps 22(7) a-c)."""

    GIVEN = "given"  # in whole
    PARTLY = "partly"  # with material blacked out, Ps 22(7)e
    REFUSED = "refused"  # on a ground of Ps 17
    NOT_HELD = "not-held"  # not under the body's control, Ps 22(7)a-b, or not documented, Ps 6(3)e

    @property
    def refuses(self) -> bool:
        """Whether something is kept back, so that a ground is due and the PPID Utama confirms."""
        return self in (Decision.PARTLY, Decision.REFUSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Submit:
    """File a request (Ps 22(1)); `agency` is the code it goes to, the PPID Utama's if unknown."""

    agency: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Accept:
    """The agency takes the request up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forward:
    """Move the request to the agency that holds the information; the clock runs on."""

    to: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The written notice of UU 14/2008 Ps 22(7); its letters stand beside the fields."""

    decision: Decision
    text: str  # d: the material that is given, or the explanation
    held: bool = True  # a
    held_by: str = ""  # b: the body that holds it, if known
    undocumented: bool = False  # Ps 6(3)e: not documented yet
    ground: Ground | None = None  # c
    other_law: str = ""  # c, for Ps 17 j
    consequence_test: str = ""  # Ps 19: reference of the uji konsekuensi
    redaction: str = ""  # e: what is blacked out
    format: str = ""  # f: format and how it is conveyed
    cost: str = ""  # g: cost and how to pay; empty means none


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirm:
    """The PPID Utama makes a proposed refusal the answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Return:
    """The PPID Utama gives a proposed refusal back."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdraw:
    """The applicant no longer wants it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclareIncomplete:
    """Say what is missing, within three working days of receipt (Perki 1/2021); the clock runs on."""

    missing: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Complete:
    """What was missing is there; a late completion is taken all the same, and marked."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Extend:
    """Seven working days more, once, with a written reason (UU 14/2008 Ps 22(8))."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AskMaterial:
    """Ask another agency for what it holds; owner and clock stay as they are."""

    of: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GiveMaterial:
    """The asked agency gives it to the owner."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Close:
    """Nothing more can happen: the window to object has passed, or it was never completed."""

    reason: str


Action = (
    Accept
    | Forward
    | Answer
    | Confirm
    | Return
    | DeclareIncomplete
    | Complete
    | Extend
    | AskMaterial
    | GiveMaterial
    | Withdraw
    | Close
)
"""Everything that can happen to a request that exists; Submit makes one."""

ACTIONS: tuple[type[Action], ...] = (
    Accept,
    Forward,
    Answer,
    Confirm,
    Return,
    GiveMaterial,
    DeclareIncomplete,
    Complete,
    Extend,
    AskMaterial,
    Withdraw,
    Close,
)
"""In the order in which they are offered."""
