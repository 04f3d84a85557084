"""The life of a request: the only way in which its status changes.

`submit` makes a request, `decide` moves it. Both are pure: they say what should happen, and
`storage.requests.record` makes it so. Over every status x action x role `decide` either gives an
Outcome or raises ActionRefused with its reason.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from kip.actions import (
    ACTIONS,
    Accept,
    Action,
    Answer,
    Confirm,
    Decision,
    Forward,
    Return,
    Submit,
    Withdraw,
)
from kip.calendar import WorkCalendar
from kip.clocks import ANSWER, Clock, local_date, start
from kip.errors import ActionRefused, Why
from kip.people import Actor, Policy, Role


class Status(StrEnum):
    """Where a request stands; it knows its copy key and who acts next."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    PROPOSED = "proposed"  # a refusal waits for the PPID Utama; the clock runs on
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def copy_key(self) -> str:
        return f"status-{self.value}"

    @property
    def open(self) -> bool:
        """Whether the body still owes something."""
        return self not in (Status.ANSWERED, Status.WITHDRAWN)

    @property
    def next_actor(self) -> Role | None:
        """Who has to act now."""
        if self is Status.PROPOSED:
            return Role.UTAMA
        return Role.PELAKSANA if self.open else None


class NoticeKind(StrEnum):
    """What somebody is told; the value is part of the copy key."""

    RECEIPT = "receipt"
    NEW_REQUEST = "new-request"
    ACCEPTED = "accepted"
    FORWARDED = "forwarded"  # to the applicant
    FORWARDED_AWAY = "forwarded-away"  # to the agency that had it
    ANSWERED = "answered"
    REFUSAL_PROPOSED = "refusal-proposed"
    REFUSAL_CONFIRMED = "refusal-confirmed"
    REFUSAL_RETURNED = "refusal-returned"
    WITHDRAWN = "withdrawn"

    @property
    def statutory(self) -> bool:
        """Whether the law orders that the applicant be told (Ps 22(4), 22(7))."""
        return self in (NoticeKind.RECEIPT, NoticeKind.ANSWERED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Tell `to`: the applicant, the PPID Utama, or the officers of `agency`."""

    kind: NoticeKind
    to: Role  # CITIZEN, PELAKSANA (then `agency` is set) or UTAMA
    agency: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One line of a request's history. `data` holds no name, address or words of a person
    that the erasable payload could not carry: storage keeps it apart and chains its keyed hash."""

    kind: str
    at: datetime
    by: Actor
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A request as the law sees it."""

    status: Status
    agency: str
    applicant: int = 0  # 0: filed by an officer for somebody we do not chat with (Ps 22(3))
    forwards: int = 0
    proposal: Answer | None = None
    version: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What should happen: recorded whole, in one transaction, or not at all."""

    case: Case
    events: tuple[Event, ...]
    clocks: tuple[Clock, ...] = ()  # newly started
    notices: tuple[Notice, ...] = ()
    answer: Answer | None = None  # newly said; `case.status` tells whether proposed or given


def submit(
    action: Submit, *, by: Actor, at: datetime, calendar: WorkCalendar, zone: ZoneInfo, applicant: int
) -> Outcome:
    """A new request, received at `at` (aware).

    The answer is due ten working days after receipt (UU 14/2008 Ps 22(7)); an unknown year leaves
    the due date open and never stops the filing.
    """
    clock = start(ANSWER, local_date(at, zone), calendar)
    case = Case(status=Status.SUBMITTED, agency=action.agency, applicant=applicant)
    event = Event(kind="submitted", at=at, by=by, data={"agency": action.agency})
    notices = (
        Notice(kind=NoticeKind.RECEIPT, to=Role.CITIZEN),
        Notice(kind=NoticeKind.NEW_REQUEST, to=Role.PELAKSANA, agency=action.agency),
    )
    return Outcome(case=case, events=(event,), clocks=(clock,), notices=notices)


def decide(case: Case, action: Action, *, by: Actor, at: datetime, policy: Policy) -> Outcome:
    """What `action` does to `case`; raises ActionRefused with the reason where it does nothing."""
    _may(case, action, by)
    _fits(case, action, by, policy)
    match action:
        case Accept():
            return _to(case, Status.ACCEPTED, _event("accepted", at, by), _tell(NoticeKind.ACCEPTED))
        case Forward():
            return _forward(case, action, at, by)
        case Answer():
            return _answer(case, action, at, by, policy)
        case Confirm():
            return _confirm(case, at, by)
        case Return():
            return _return(case, action, at, by)
        case Withdraw():
            told = (_tell(NoticeKind.WITHDRAWN), _tell_agency(NoticeKind.WITHDRAWN, case.agency))
            return _to(case, Status.WITHDRAWN, _event("withdrawn", at, by), *told)


def allowed(case: Case, by: Actor, policy: Policy) -> tuple[type[Action], ...]:
    """The actions that `by` could do now, in the order in which to offer them."""
    possible = []
    for kind in ACTIONS:
        try:
            _may(case, kind, by)
            _state(case, kind, by, policy)
        except ActionRefused:
            continue
        possible.append(kind)
    return tuple(possible)


_ROLES: dict[type[Action], frozenset[Role]] = {
    Accept: frozenset({Role.PELAKSANA, Role.UTAMA}),
    Forward: frozenset({Role.PELAKSANA, Role.UTAMA}),
    Answer: frozenset({Role.PELAKSANA, Role.UTAMA}),
    Confirm: frozenset({Role.UTAMA}),
    Return: frozenset({Role.UTAMA}),
    Withdraw: frozenset({Role.CITIZEN}),
}


def may_see(case: Case, by: Actor) -> bool:
    """Whether `by` may look at the request: its applicant, its agency, the PPID Utama, the superior."""
    if by.role is Role.CITIZEN:
        return by.id == case.applicant != 0
    if by.role is Role.PELAKSANA:
        return by.agency == case.agency
    return by.role in (Role.UTAMA, Role.ATASAN)


def _may(case: Case, action: Action | type[Action], by: Actor) -> None:
    """The one gate of permissions: role, then agency or ownership."""
    kind = action if isinstance(action, type) else type(action)
    if by.role not in _ROLES[kind]:
        raise ActionRefused(Why.WRONG_ROLE)
    if not may_see(case, by):
        raise ActionRefused(Why.NOT_YOURS)


def _state(case: Case, kind: type[Action], by: Actor, policy: Policy) -> None:
    """Whether the status lets this kind of action happen."""
    if not case.status.open:
        raise ActionRefused(Why.ALREADY_DONE)
    if kind is Accept and case.status is Status.ACCEPTED:
        raise ActionRefused(Why.ALREADY_ACCEPTED)
    if kind in (Confirm, Return):
        if case.status is not Status.PROPOSED or case.proposal is None:
            raise ActionRefused(Why.NOTHING_PROPOSED)
    elif kind is not Withdraw and case.status is Status.PROPOSED:
        raise ActionRefused(Why.AWAITS_CONFIRMATION)
    if kind is Forward and by.role is Role.PELAKSANA and case.forwards >= policy.forwards_before_utama:
        raise ActionRefused(Why.FORWARD_LIMIT)


def _fits(case: Case, action: Action, by: Actor, policy: Policy) -> None:
    """Whether the status lets it happen and the action says all that the law wants said."""
    _state(case, type(action), by, policy)
    match action:
        case Forward(to=to, reason=reason):
            if to == case.agency:
                raise ActionRefused(Why.SAME_AGENCY)
            if not reason.strip():
                raise ActionRefused(Why.REASON_MISSING)
        case Return(reason=reason) if not reason.strip():
            raise ActionRefused(Why.REASON_MISSING)
        case Answer():
            _complete(action)
        case _:
            pass


def _complete(answer: Answer) -> None:
    """UU 14/2008 Ps 22(7): what each kind of answer has to contain."""
    if not answer.text.strip():
        raise ActionRefused(Why.TEXT_MISSING)
    if answer.decision.refuses:
        if answer.ground is None:
            raise ActionRefused(Why.GROUND_MISSING)
        if answer.ground.needs_other_law and not answer.other_law.strip():
            raise ActionRefused(Why.OTHER_LAW_MISSING)
    if answer.decision is Decision.PARTLY and not answer.redaction.strip():
        raise ActionRefused(Why.REDACTION_MISSING)


def _forward(case: Case, action: Forward, at: datetime, by: Actor) -> Outcome:
    event = _event("forwarded", at, by, {"from": case.agency, "to": action.to, "reason": action.reason})
    moved = _evolve(case, status=Status.SUBMITTED, agency=action.to, forwards=case.forwards + 1)
    notices = (
        _tell(NoticeKind.FORWARDED),
        _tell_agency(NoticeKind.FORWARDED_AWAY, case.agency),
        _tell_agency(NoticeKind.NEW_REQUEST, action.to),
    )
    return Outcome(case=moved, events=(event,), notices=notices)


def _answer(case: Case, action: Answer, at: datetime, by: Actor, policy: Policy) -> Outcome:
    data = {"decision": action.decision.value, "ground": action.ground.value if action.ground else ""}
    if action.decision.refuses and by.role is Role.PELAKSANA and policy.confirm_refusals:
        proposed = _evolve(case, status=Status.PROPOSED, proposal=action)
        told = Notice(kind=NoticeKind.REFUSAL_PROPOSED, to=Role.UTAMA)
        event = _event("refusal-proposed", at, by, data)
        return Outcome(case=proposed, events=(event,), notices=(told,), answer=action)
    answered = _evolve(case, status=Status.ANSWERED, proposal=None)
    event = _event("answered", at, by, data)
    return Outcome(case=answered, events=(event,), notices=(_tell(NoticeKind.ANSWERED),), answer=action)


def _confirm(case: Case, at: datetime, by: Actor) -> Outcome:
    answer = case.proposal
    assert answer is not None
    ground = answer.ground.value if answer.ground else ""
    event = _event("answered", at, by, {"decision": answer.decision.value, "ground": ground})
    told = (_tell(NoticeKind.ANSWERED), _tell_agency(NoticeKind.REFUSAL_CONFIRMED, case.agency))
    confirmed = _evolve(case, status=Status.ANSWERED, proposal=None)
    return Outcome(case=confirmed, events=(event,), notices=told)


def _return(case: Case, action: Return, at: datetime, by: Actor) -> Outcome:
    event = _event("refusal-returned", at, by, {"reason": action.reason})
    told = _tell_agency(NoticeKind.REFUSAL_RETURNED, case.agency)
    return Outcome(
        case=_evolve(case, status=Status.ACCEPTED, proposal=None), events=(event,), notices=(told,)
    )


def _to(case: Case, status: Status, event: Event, *notices: Notice) -> Outcome:
    return Outcome(case=_evolve(case, status=status, proposal=None), events=(event,), notices=notices)


def _evolve(case: Case, **changes: Any) -> Case:
    return replace(case, version=case.version + 1, **changes)


def _event(kind: str, at: datetime, by: Actor, data: dict[str, Any] | None = None) -> Event:
    return Event(kind=kind, at=at, by=by, data=data or {})


def _tell(kind: NoticeKind) -> Notice:
    return Notice(kind=kind, to=Role.CITIZEN)


def _tell_agency(kind: NoticeKind, agency: str) -> Notice:
    return Notice(kind=kind, to=Role.PELAKSANA, agency=agency)
