"""A request as the law sees it, and what becomes of it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kip.actions import Answer, AskMaterial
from kip.clocks import Clock
from kip.notices import Notice
from kip.people import Actor, Role


class Status(StrEnum):
    """Where a request stands; it knows its copy key and who acts next."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"  # the applicant was told what is missing; the clock runs on
    ACCEPTED = "accepted"
    PROPOSED = "proposed"  # a refusal waits for the PPID Utama; the clock runs on
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"

    @property
    def copy_key(self) -> str:
        return f"status-{self.value}"

    @property
    def open(self) -> bool:
        """Whether the body still owes an answer."""
        return self not in (Status.ANSWERED, Status.WITHDRAWN, Status.CLOSED)

    @property
    def next_actor(self) -> Role | None:
        """Who has to act now."""
        if self is Status.PROPOSED:
            return Role.UTAMA
        if self is Status.INCOMPLETE:
            return Role.CITIZEN
        return Role.PELAKSANA if self.open else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line of a history. Storage keeps `data` apart, erasable, and chains its keyed hash."""

    kind: str
    at: datetime
    by: Actor
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What a decision looks at. Dates are of the body's zone; None where a year is not known yet."""

    status: Status
    agency: str
    received: date
    due: date | None
    applicant: int = 0  # 0: filed by an officer for somebody we do not chat with (Ps 22(3))
    forwards: int = 0
    extended: bool = False
    completion_due: date | None = None
    asked: frozenset[str] = frozenset()  # agencies that still owe material
    proposal: Answer | None = None
    answered: date | None = None
    objection_runs: bool = False
    version: int = 1

    def evolve(self, **changes: Any) -> "Case":
        """The next version of the case."""
        return replace(self, version=self.version + 1, **changes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What should happen: recorded whole, in one transaction, or not at all."""

    case: Case
    events: tuple[Event, ...]
    clocks: tuple[Clock, ...] = ()  # newly started
    notices: tuple[Notice, ...] = ()
    answer: Answer | None = None  # newly said; `case.status` tells whether proposed or given
    ask: AskMaterial | None = None  # newly asked, due as `ask_due`
    ask_due: date | None = None
    gave: str = ""  # the agency that has just given its material
