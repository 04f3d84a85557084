"""The life of a request: the only way in which its status changes.

`submit` makes a request, `decide` moves it. Both are pure: they say what should happen, and
`storage.requests.record` makes it so. Over every status x action x role `decide` either gives an
Outcome or raises ActionRefused with its reason.
"""

from datetime import date, datetime
from typing import Any

from kip.actions import (
    ACTIONS,
    Accept,
    Action,
    Answer,
    AskMaterial,
    Close,
    Complete,
    Confirm,
    Decision,
    DeclareIncomplete,
    Extend,
    Forward,
    GiveMaterial,
    Return,
    Submit,
    Withdraw,
)
from kip.calendar import UnknownYear
from kip.case import Case, Event, Outcome, Status
from kip.clocks import ANSWER, COMPLETENESS_CHECK, COMPLETION, EXTENSION, OBJECTION_WINDOW, Period, start
from kip.errors import ActionRefused, Why
from kip.notices import Notice, NoticeKind, to_agency, to_applicant
from kip.people import Actor, Role
from kip.rules import Rules


def submit(action: Submit, *, by: Actor, at: datetime, rules: Rules, applicant: int) -> Outcome:
    """A new request, received at `at` (aware).

    The answer is due ten working days after receipt (UU 14/2008 Ps 22(7)); an unknown year leaves
    the due date open and never stops the filing.
    """
    clock = start(ANSWER, rules.day(at), rules.calendar)
    case = Case(
        status=Status.SUBMITTED,
        agency=action.agency,
        applicant=applicant,
        received=rules.day(at),
        due=clock.due,
    )
    event = _event("submitted", at, by, {"agency": action.agency})
    notices = (
        to_applicant(NoticeKind.RECEIPT),
        to_agency(NoticeKind.NEW_REQUEST, action.agency),
    )
    return Outcome(case=case, events=(event,), clocks=(clock,), notices=notices)


def decide(case: Case, action: Action, *, by: Actor, at: datetime, rules: Rules) -> Outcome:
    """What `action` does to `case`; raises ActionRefused with the reason where it does nothing."""
    check(case, type(action), by=by, rules=rules, today=rules.day(at))
    _fits(case, action)
    match action:
        case Accept():
            return _to(case, Status.ACCEPTED, _event("accepted", at, by), to_applicant(NoticeKind.ACCEPTED))
        case Forward():
            return _forward(case, action, at, by)
        case Answer():
            return _answer(case, action, at, by, rules)
        case Confirm():
            return _confirm(case, at, by, rules)
        case Return():
            return _return(case, action, at, by)
        case DeclareIncomplete():
            return _declare_incomplete(case, action, at, by, rules)
        case Complete():
            return _complete(case, action, at, by, rules)
        case Extend():
            return _extend(case, action, at, by, rules)
        case AskMaterial():
            return _ask(case, action, at, by, rules)
        case GiveMaterial():
            return _give(case, action, at, by)
        case Withdraw():
            told = [to_applicant(NoticeKind.WITHDRAWN), to_agency(NoticeKind.WITHDRAWN, case.agency)]
            if case.status is Status.PROPOSED:
                told.append(Notice(kind=NoticeKind.WITHDRAWN, to=Role.UTAMA))
            return _to(case, Status.WITHDRAWN, _event("withdrawn", at, by), *told)
        case Close():
            event = _event("closed", at, by, {"reason": action.reason})
            return _to(case, Status.CLOSED, event, to_applicant(NoticeKind.CLOSED))


def check(case: Case, kind: type[Action], *, by: Actor, rules: Rules, today: date) -> None:
    """Raise ActionRefused where `by` can do no such action today, whatever they would say with it."""
    _may(case, kind, by)
    _state(case, kind, by, rules, today)


def allowed(case: Case, by: Actor, rules: Rules, today: date) -> tuple[type[Action], ...]:
    """The actions that `by` could do today, in the order in which to offer them."""
    possible = []
    for kind in ACTIONS:
        try:
            check(case, kind, by=by, rules=rules, today=today)
        except ActionRefused:
            continue
        possible.append(kind)
    return tuple(possible)


# -- who ------------------------------------------------------------------------------------------

_OFFICERS = frozenset({Role.PELAKSANA, Role.UTAMA})
_ROLES: dict[type[Action], frozenset[Role]] = {
    Accept: _OFFICERS,
    Forward: _OFFICERS,
    Answer: _OFFICERS,
    Confirm: frozenset({Role.UTAMA}),
    Return: frozenset({Role.UTAMA}),
    DeclareIncomplete: _OFFICERS,
    Complete: _OFFICERS | {Role.CITIZEN},  # an officer for somebody who is not in a chat
    Extend: _OFFICERS,
    AskMaterial: _OFFICERS,
    GiveMaterial: _OFFICERS,
    Withdraw: frozenset({Role.CITIZEN}),
    Close: _OFFICERS,
}


def may_see(case: Case, by: Actor) -> bool:
    """Whether `by` may look at the request: its applicant, its agency, one that it asks, those above."""
    if by.role is Role.CITIZEN:
        return by.id == case.applicant != 0
    if by.role is Role.PELAKSANA:
        return by.agency == case.agency or by.agency in case.asked
    return by.role in (Role.UTAMA, Role.ATASAN)


def handles(case: Case, by: Actor) -> bool:
    """Whether `by` works on the request, and so may know who asks: its agency, and the PPID Utama."""
    return by.role is Role.UTAMA or (by.role is Role.PELAKSANA and by.agency == case.agency)


def _may(case: Case, kind: type[Action], by: Actor) -> None:
    """The one gate of permissions: role, then agency or ownership."""
    if by.role not in _ROLES[kind]:
        raise ActionRefused(Why.WRONG_ROLE)
    if not may_see(case, by):
        raise ActionRefused(Why.NOT_YOURS)
    if kind is GiveMaterial:
        if by.agency not in case.asked:
            raise ActionRefused(Why.NOT_ASKED)
    elif by.role is Role.PELAKSANA and by.agency != case.agency:
        raise ActionRefused(Why.NOT_YOURS)  # an asked agency gives its material, and nothing else


# -- when -----------------------------------------------------------------------------------------

_WHILE_PROPOSED = frozenset({Confirm, Return, Withdraw, Extend, GiveMaterial})


def _state(case: Case, kind: type[Action], by: Actor, rules: Rules, today: date) -> None:
    """Whether status and day let this kind of action happen."""
    if kind is Close:
        _may_close(case, rules, today)
        return
    if not case.status.open and not (
        kind is Answer and case.status is Status.ANSWERED and case.objection_runs
    ):  # a late or better answer stays possible while an objection runs
        raise ActionRefused(Why.ALREADY_DONE)
    if case.status is Status.PROPOSED and kind not in _WHILE_PROPOSED:
        raise ActionRefused(Why.AWAITS_CONFIRMATION)
    if kind in (Confirm, Return) and (case.status is not Status.PROPOSED or case.proposal is None):
        raise ActionRefused(Why.NOTHING_PROPOSED)
    if kind is Accept and case.status is Status.ACCEPTED:
        raise ActionRefused(Why.ALREADY_ACCEPTED)
    if kind is Complete and case.status is not Status.INCOMPLETE:
        raise ActionRefused(Why.NOT_INCOMPLETE)
    if kind is DeclareIncomplete and (
        case.status is Status.INCOMPLETE or _passed(COMPLETENESS_CHECK, case.received, rules, today)
    ):
        raise ActionRefused(Why.COMPLETENESS_LATE)
    if kind is Extend:
        if case.extended:
            raise ActionRefused(Why.EXTENDED_ALREADY)
        if case.due is not None and today > case.due:
            raise ActionRefused(Why.EXTENSION_LATE)
    too_often = case.forwards >= rules.policy.forwards_before_utama
    if kind is Forward and by.role is Role.PELAKSANA and too_often:
        raise ActionRefused(Why.FORWARD_LIMIT)


def _may_close(case: Case, rules: Rules, today: date) -> None:
    """Once answered, after the window to object; incomplete, after the days to complete; never before."""
    if case.status in (Status.CLOSED, Status.WITHDRAWN):
        raise ActionRefused(Why.ALREADY_DONE)
    if case.status is Status.ANSWERED and not case.objection_runs:
        if _passed(OBJECTION_WINDOW, case.answered or case.received, rules, today):
            return
    elif case.status is Status.INCOMPLETE and case.completion_due and today > case.completion_due:
        return
    raise ActionRefused(Why.TOO_EARLY_TO_CLOSE)


def _passed(period: Period, since: date, rules: Rules, today: date) -> bool:
    """Whether a period has run out; never where its year is not known."""
    try:
        return today > rules.calendar.due(since, period.days)
    except UnknownYear:
        return False


# -- what is said ---------------------------------------------------------------------------------


def _fits(case: Case, action: Action) -> None:
    """Whether the action says all that the law wants said."""
    match action:
        case Forward(to=to, reason=reason):
            if to == case.agency:
                raise ActionRefused(Why.SAME_AGENCY)
            _said(reason, Why.REASON_MISSING)
        case Return(reason=reason) | Extend(reason=reason) | Close(reason=reason):
            _said(reason, Why.REASON_MISSING)
        case DeclareIncomplete(missing=text) | Complete(text=text) | GiveMaterial(text=text):
            _said(text, Why.TEXT_MISSING)
        case AskMaterial(of=of, text=text):
            if of == case.agency:
                raise ActionRefused(Why.SAME_AGENCY)
            if of in case.asked:
                raise ActionRefused(Why.ALREADY_ASKED)
            _said(text, Why.TEXT_MISSING)
        case Answer():
            _whole(action)
        case _:
            pass


def _said(text: str, why: Why) -> None:
    if not text.strip():
        raise ActionRefused(why)


def _whole(answer: Answer) -> None:
    """UU 14/2008 Ps 22(7): what each kind of answer has to contain."""
    _said(answer.text, Why.TEXT_MISSING)
    if answer.decision.refuses:
        if answer.ground is None:
            raise ActionRefused(Why.GROUND_MISSING)
        if answer.ground.needs_other_law:
            _said(answer.other_law, Why.OTHER_LAW_MISSING)
    if answer.decision is Decision.PARTLY:
        _said(answer.redaction, Why.REDACTION_MISSING)


# -- what happens ---------------------------------------------------------------------------------


def _forward(case: Case, action: Forward, at: datetime, by: Actor) -> Outcome:
    event = _event("forwarded", at, by, {"from": case.agency, "to": action.to, "reason": action.reason})
    status = Status.INCOMPLETE if case.status is Status.INCOMPLETE else Status.SUBMITTED
    moved = case.evolve(status=status, agency=action.to, forwards=case.forwards + 1)
    notices = (
        to_applicant(NoticeKind.FORWARDED),
        to_agency(NoticeKind.FORWARDED_AWAY, case.agency),
        to_agency(NoticeKind.NEW_REQUEST, action.to),
    )
    return Outcome(case=moved, events=(event,), notices=notices)


def _answer(case: Case, action: Answer, at: datetime, by: Actor, rules: Rules) -> Outcome:
    data = {"decision": action.decision.value, "ground": action.ground.value if action.ground else ""}
    if action.decision.refuses and by.role is Role.PELAKSANA and rules.policy.confirm_refusals:
        if not case.status.open:  # while an objection runs only a better answer can follow
            raise ActionRefused(Why.ALREADY_DONE)
        proposed = case.evolve(status=Status.PROPOSED, proposal=action)
        told = Notice(kind=NoticeKind.REFUSAL_PROPOSED, to=Role.UTAMA)
        event = _event("refusal-proposed", at, by, data)
        return Outcome(case=proposed, events=(event,), notices=(told,), answer=action)
    late = _late(case.due, rules.day(at))
    answered = case.evolve(status=Status.ANSWERED, proposal=None, answered=rules.day(at))
    event = _event("answered", at, by, data | late)
    return Outcome(
        case=answered, events=(event,), notices=(to_applicant(NoticeKind.ANSWERED),), answer=action
    )


def _confirm(case: Case, at: datetime, by: Actor, rules: Rules) -> Outcome:
    answer = case.proposal
    assert answer is not None
    ground = answer.ground.value if answer.ground else ""
    data = {"decision": answer.decision.value, "ground": ground} | _late(case.due, rules.day(at))
    told = (to_applicant(NoticeKind.ANSWERED), to_agency(NoticeKind.REFUSAL_CONFIRMED, case.agency))
    confirmed = case.evolve(status=Status.ANSWERED, proposal=None, answered=rules.day(at))
    return Outcome(case=confirmed, events=(_event("answered", at, by, data),), notices=told)


def _return(case: Case, action: Return, at: datetime, by: Actor) -> Outcome:
    event = _event("refusal-returned", at, by, {"reason": action.reason})
    told = to_agency(NoticeKind.REFUSAL_RETURNED, case.agency)
    returned = case.evolve(status=Status.ACCEPTED, proposal=None)
    return Outcome(case=returned, events=(event,), notices=(told,))


def _declare_incomplete(
    case: Case, action: DeclareIncomplete, at: datetime, by: Actor, rules: Rules
) -> Outcome:
    """The days to complete run from the notice; the body's own clock is not stopped."""
    clock = start(COMPLETION, rules.day(at), rules.calendar)
    incomplete = case.evolve(status=Status.INCOMPLETE, completion_due=clock.due)
    event = _event("incomplete", at, by, {"missing": action.missing})
    told = to_applicant(NoticeKind.INCOMPLETE)
    return Outcome(case=incomplete, events=(event,), clocks=(clock,), notices=(told,))


def _complete(case: Case, action: Complete, at: datetime, by: Actor, rules: Rules) -> Outcome:
    late = _late(case.completion_due, rules.day(at))
    event = _event("completed", at, by, {"text": action.text} | late)
    told = to_agency(NoticeKind.COMPLETED, case.agency)
    completed = case.evolve(status=Status.SUBMITTED, completion_due=None)
    return Outcome(case=completed, events=(event,), notices=(told,))


def _extend(case: Case, action: Extend, at: datetime, by: Actor, rules: Rules) -> Outcome:
    """Counted from the end of the ten days, whenever within them it is said."""
    clock = start(EXTENSION, case.due or case.received, rules.calendar)
    due = clock.due if case.due is not None else None
    event = _event("extended", at, by, {"reason": action.reason, "due": due.isoformat() if due else ""})
    extended = case.evolve(extended=True, due=due)
    clocks = (clock,) if case.due is not None else ()
    return Outcome(
        case=extended, events=(event,), clocks=clocks, notices=(to_applicant(NoticeKind.EXTENDED),)
    )


def _ask(case: Case, action: AskMaterial, at: datetime, by: Actor, rules: Rules) -> Outcome:
    try:
        due = rules.calendar.due(rules.day(at), rules.policy.ask_days)
    except UnknownYear:
        due = None
    asked = case.evolve(asked=case.asked | {action.of})
    event = _event("material-asked", at, by, {"of": action.of, "text": action.text})
    told = to_agency(NoticeKind.MATERIAL_ASKED, action.of)
    return Outcome(case=asked, events=(event,), notices=(told,), ask=action, ask_due=due)


def _give(case: Case, action: GiveMaterial, at: datetime, by: Actor) -> Outcome:
    given = case.evolve(asked=case.asked - {by.agency})
    event = _event("material-given", at, by, {"from": by.agency, "text": action.text})
    told = to_agency(NoticeKind.MATERIAL_GIVEN, case.agency)
    return Outcome(case=given, events=(event,), notices=(told,), gave=by.agency)


def _to(case: Case, status: Status, event: Event, *notices: Notice) -> Outcome:
    return Outcome(case=case.evolve(status=status, proposal=None), events=(event,), notices=notices)


def _late(due: date | None, today: date) -> dict[str, Any]:
    return {"late": True} if due is not None and today > due else {}


def _event(kind: str, at: datetime, by: Actor, data: dict[str, Any] | None = None) -> Event:
    return Event(kind=kind, at=at, by=by, data=data or {})
