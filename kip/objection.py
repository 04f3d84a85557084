"""The life of an objection (keberatan): UU 14/2008 Ps 35-37.

`lodge` makes one, `decide_objection` moves it; both pure, like the request's own lifecycle.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kip.actions import Decision
from kip.calendar import UnknownYear
from kip.case import Event
from kip.clocks import DISPUTE_WINDOW, OBJECTION_ANSWER, OBJECTION_WINDOW, Clock, start
from kip.errors import ActionRefused, Why
from kip.grounds import ObjectionGround
from kip.notices import Notice, NoticeKind, to_agency, to_applicant
from kip.people import Actor, Role
from kip.rules import Rules


class ObjectionStatus(StrEnum):
    """Where an objection stands."""

    LODGED = "lodged"
    RESPONDED = "responded"
    DISPUTED = "disputed"  # the applicant went to the Information Commission
    CLOSED = "closed"

    @property
    def copy_key(self) -> str:
        return f"objection-status-{self.value}"

    @property
    def open(self) -> bool:
        """Whether the superior still owes a response."""
        return self is ObjectionStatus.LODGED

    @property
    def next_actor(self) -> Role | None:
        return Role.ATASAN if self.open else None


class Ruling(StrEnum):
    """What the superior decides."""

    UPHELD = "upheld"  # the applicant is right: the information is to be given
    PARTLY = "partly"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lodge:
    """Object (Ps 35(1), 36(1)): at least one ground, and what happened (kasus posisi)."""

    grounds: tuple[ObjectionGround, ...]
    position: str
    agency: str
    since: date | None = None  # the day the ground was found; None for letter b


@dataclass(frozen=True, kw_only=True, slots=True)
class Respond:
    """The superior's written response, reasons attached (Ps 36(2)-(3))."""

    ruling: Ruling
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileDispute:
    """The applicant says that the dispute was filed with the Commission (Ps 37)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseObjection:
    """Withdrawn by the applicant, or nothing more can happen."""

    reason: str


ObjectionAction = Respond | FileDispute | CloseObjection
OBJECTION_ACTIONS: tuple[type[ObjectionAction], ...] = (Respond, FileDispute, CloseObjection)


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionCase:
    """An objection as the law sees it; dates of the body's zone, None where a year is not known."""

    status: ObjectionStatus
    agency: str
    due: date | None  # of the superior's response
    applicant: int = 0
    dispute_until: date | None = None
    version: int = 1

    def evolve(self, **changes: Any) -> "ObjectionCase":
        return replace(self, version=self.version + 1, **changes)


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectionOutcome:
    """What should happen; recorded whole or not at all."""

    case: ObjectionCase
    events: tuple[Event, ...]
    clocks: tuple[Clock, ...] = ()
    notices: tuple[Notice, ...] = ()
    late: bool = False  # lodged after the window: taken all the same, a person decides


def lodge(action: Lodge, *, by: Actor, at: datetime, rules: Rules, applicant: int) -> ObjectionOutcome:
    """A new objection. A late one is taken and marked; the superior has thirty working days (Ps 36(2))."""
    if not action.grounds:
        raise ActionRefused(Why.REASONS_MISSING)
    if not action.position.strip():
        raise ActionRefused(Why.TEXT_MISSING)
    today = rules.day(at)
    late = action.since is not None and _passed_window(action.since, rules, today)
    clock = start(OBJECTION_ANSWER, today, rules.calendar)
    case = ObjectionCase(
        status=ObjectionStatus.LODGED,
        agency=action.agency,
        due=clock.due,
        applicant=applicant,
        dispute_until=_dispute_until(clock.due, rules),
    )
    data = {"grounds": "".join(g.value for g in action.grounds)} | ({"late": True} if late else {})
    notices = (
        to_applicant(NoticeKind.OBJECTION_RECEIPT),
        Notice(kind=NoticeKind.OBJECTION_FILED, to=Role.ATASAN),
        to_agency(NoticeKind.OBJECTION_FILED, action.agency),
    )
    event = Event(kind="objection-lodged", at=at, by=by, data=data)
    return ObjectionOutcome(case=case, events=(event,), clocks=(clock,), notices=notices, late=late)


def decide_objection(
    case: ObjectionCase, action: ObjectionAction, *, by: Actor, at: datetime, rules: Rules
) -> ObjectionOutcome:
    """What `action` does; raises ActionRefused with the reason where it does nothing."""
    today = rules.day(at)
    _may(case, type(action), by, today)
    match action:
        case Respond(ruling=ruling, text=text):
            if not text.strip():
                raise ActionRefused(Why.TEXT_MISSING)
            clock = _dispute_window(case.due, today, rules)
            late = {"late": True} if case.due is not None and today > case.due else {}
            event = Event(kind="objection-answered", at=at, by=by, data={"ruling": ruling.value} | late)
            told = (
                to_applicant(NoticeKind.OBJECTION_ANSWERED),
                to_agency(NoticeKind.OBJECTION_SETTLED, case.agency),
            )
            responded = case.evolve(status=ObjectionStatus.RESPONDED, dispute_until=clock.due)
            return ObjectionOutcome(case=responded, events=(event,), clocks=(clock,), notices=told)
        case FileDispute():
            event = Event(kind="dispute-filed", at=at, by=by)
            above = tuple(
                Notice(kind=NoticeKind.DISPUTE_FILED, to=role) for role in (Role.ATASAN, Role.UTAMA)
            )
            disputed = case.evolve(status=ObjectionStatus.DISPUTED)
            return ObjectionOutcome(case=disputed, events=(event,), notices=above)
        case CloseObjection(reason=reason):
            if not reason.strip():
                raise ActionRefused(Why.REASON_MISSING)
            event = Event(kind="objection-closed", at=at, by=by, data={"reason": reason})
            everybody = [to_applicant(NoticeKind.OBJECTION_CLOSED)]
            if by.role is Role.CITIZEN:
                everybody.append(Notice(kind=NoticeKind.OBJECTION_CLOSED, to=Role.ATASAN))
            closed = case.evolve(status=ObjectionStatus.CLOSED)
            return ObjectionOutcome(case=closed, events=(event,), notices=tuple(everybody))


def allowed_on_objection(case: ObjectionCase, by: Actor, today: date) -> tuple[type[ObjectionAction], ...]:
    """The actions that `by` could do today, in the order in which to offer them."""
    possible = []
    for kind in OBJECTION_ACTIONS:
        try:
            _may(case, kind, by, today)
        except ActionRefused:
            continue
        possible.append(kind)
    return tuple(possible)


def may_see_objection(case: ObjectionCase, by: Actor) -> bool:
    """Its applicant, its agency, the PPID Utama, the superior."""
    if by.role is Role.CITIZEN:
        return by.id == case.applicant != 0
    if by.role is Role.PELAKSANA:
        return by.agency == case.agency
    return by.role in (Role.UTAMA, Role.ATASAN)


def fitting(
    *, decision: Decision | None, answered_late: bool, overdue: bool, costs: bool
) -> tuple[ObjectionGround, ...]:
    """The grounds that fit what happened. All seven can always be chosen (`offered`)."""
    first: list[ObjectionGround] = []
    if decision in (Decision.REFUSED, Decision.PARTLY):
        first.append(ObjectionGround.REFUSED)
    if decision is None and overdue:
        first += [ObjectionGround.NOT_ANSWERED, ObjectionGround.LATE]
    if decision in (Decision.GIVEN, Decision.PARTLY):
        first.append(ObjectionGround.NOT_AS_ASKED)
    if decision is Decision.NOT_HELD:
        first.append(ObjectionGround.NOT_FULFILLED)
    if answered_late:
        first.append(ObjectionGround.LATE)
    if costs:
        first.append(ObjectionGround.COST)
    return tuple(first)


def offered(first: Sequence[ObjectionGround]) -> tuple[ObjectionGround, ...]:
    """All seven grounds, those that fit first."""
    return (*first, *(g for g in ObjectionGround if g not in first))


_ROLES: dict[type[ObjectionAction], frozenset[Role]] = {
    Respond: frozenset({Role.ATASAN}),
    FileDispute: frozenset({Role.CITIZEN}),
    CloseObjection: frozenset({Role.CITIZEN, Role.ATASAN}),
}


def _may(case: ObjectionCase, kind: type[ObjectionAction], by: Actor, today: date) -> None:
    if by.role not in _ROLES[kind]:
        raise ActionRefused(Why.WRONG_ROLE)
    if not may_see_objection(case, by):
        raise ActionRefused(Why.NOT_YOURS)
    if case.status is ObjectionStatus.CLOSED:
        raise ActionRefused(Why.ALREADY_DONE)
    silent = case.due is not None and today > case.due
    match kind:
        case _ if kind is Respond:
            if not case.status.open:
                raise ActionRefused(Why.RESPONDED_ALREADY)
        case _ if kind is FileDispute:
            if case.status is ObjectionStatus.DISPUTED:
                raise ActionRefused(Why.ALREADY_DONE)
            if case.status.open and not silent:
                raise ActionRefused(Why.NO_RESPONSE_YET)
        case _:
            over = case.dispute_until is not None and today > case.dispute_until
            if by.role is Role.ATASAN and not over:
                raise ActionRefused(Why.TOO_EARLY_TO_CLOSE)


def _passed_window(since: date, rules: Rules, today: date) -> bool:
    try:
        return today > rules.calendar.due(since, OBJECTION_WINDOW.days)
    except UnknownYear:
        return False


def _dispute_window(due: date | None, today: date, rules: Rules) -> Clock:
    """Fourteen days from the response (Ps 37(2)). A response that came late leaves a second reading, from
    the end of the thirty (Perki 1/2013 Ps 13 b): the person is told the earlier end that is still to come.
    """
    from_response = start(DISPUTE_WINDOW, today, rules.calendar)
    if due is None or today <= due:
        return from_response
    from_silence = start(DISPUTE_WINDOW, due, rules.calendar)
    still_to_come = from_silence.due is not None and today <= from_silence.due
    return from_silence if still_to_come else from_response


def _dispute_until(due: date | None, rules: Rules) -> date | None:
    """Should the superior stay silent: fourteen days from the end of the thirty (Perki 1/2013 Ps 13 b)."""
    return None if due is None else start(DISPUTE_WINDOW, due, rules.calendar).due
