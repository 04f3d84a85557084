"""Doing something to an objection: decided by the law, recorded, and everybody told, in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlmodel import Session

from handlers import casework
from handlers.desk import Desk
from handlers.objection_notices import announce
from kip.actions import Decision
from kip.case import Status
from kip.clocks import OBJECTION_WINDOW, start
from kip.errors import ActionRefused, Why
from kip.grounds import ObjectionGround
from kip.objection import (
    CloseObjection,
    Lodge,
    ObjectionAction,
    ObjectionOutcome,
    ObjectionStatus,
    Respond,
    decide_objection,
    fitting,
    lodge,
)
from kip.people import Actor
from kip.reminders import objection_reminders
from storage import objections, requests, timers
from storage.objections import Lodging
from storage.tables import Objection, Request


def file_objection(
    session: Session,
    desk: Desk,
    lodging: Lodging,
    action: Lodge,
    *,
    by: Actor,
    now: datetime,
    cause: int | None = None,
) -> Objection:
    """Lodge an objection; lodging a draft a second time gives the objection that it became the first time.

    Raises ActionRefused: without a ground or a word of what happened, or while another one runs.
    """
    already = objections.by_draft(session, lodging.draft)
    if already is not None:
        return already
    request = requests.get(session, lodging.request) if lodging.request is not None else None
    if request is not None and standing(session, request) is not None:
        raise ActionRefused(Why.OBJECTION_RUNS)
    outcome = lodge(action, by=by, at=lodging.received_at, rules=desk.rules, applicant=lodging.contact or 0)
    objection = objections.file(
        session,
        lodging,
        outcome,
        numbering=desk.objection_numbering,
        on=desk.today(lodging.received_at),
        secret=desk.secret,
        cause=cause,
    )
    arm(session, desk, objection, now=now)
    if request is not None:  # nobody is told any more that they may object
        casework.arm(session, desk, request, now=now)
    announce(session, desk, objection, outcome.notices, now=now, by=by, cause=cause)
    return objection


def act(
    session: Session,
    desk: Desk,
    objection: Objection,
    action: ObjectionAction,
    *,
    by: Actor,
    now: datetime,
    files: Sequence[int] = (),
    cause: int | None = None,
) -> ObjectionOutcome:
    """Do `action`; raises kip.errors.ActionRefused, or requests.Stale where somebody else was first."""
    outcome = decide_objection(objections.case_of(objection), action, by=by, at=now, rules=desk.rules)
    responding = isinstance(action, Respond)
    objections.record(
        session,
        objection,
        outcome,
        now=now,
        secret=desk.secret,
        response=action.text if isinstance(action, Respond) else "",
        ruling=action.ruling.value if isinstance(action, Respond) else "",
        officer=by.id if responding else 0,
        files=files,
        cause=cause,
    )
    arm(session, desk, objection, now=now)
    if isinstance(action, CloseObjection) and objection.request_id is not None:
        request = requests.get(session, objection.request_id)
        assert request is not None
        casework.arm(session, desk, request, now=now)  # the right to object is there again
    announce(session, desk, objection, outcome.notices, now=now, by=by, cause=cause)
    return outcome


def arm(session: Session, desk: Desk, objection: Objection, *, now: datetime) -> None:
    """Set the reminders of an objection as it stands now; those that no longer fit are void."""
    assert objection.id is not None
    reminders = objection_reminders(objections.case_of(objection), desk.rules)
    subject = objections.subject(objection.id)
    timers.void(session, subject, now=now)
    timers.arm(session, subject, casework.moments(desk, reminders, now))


# -- what happened to the request -----------------------------------------------------------------


def standing(session: Session, request: Request) -> Objection | None:
    """The objection that stands in the way of another one: it runs, or its response has not been followed
    by a new answer; one objection at a time."""
    assert request.id is not None
    newest = next(iter(objections.of_request(session, request.id)), None)
    if newest is None or newest.status == ObjectionStatus.CLOSED.value:
        return None
    return (
        newest
        if newest.responded_at is None
        or not requests.answered_since(session, request.id, newest.responded_at)
        else None
    )


def grounds_for(session: Session, desk: Desk, request: Request, now: datetime) -> tuple[ObjectionGround, ...]:
    """The grounds of Ps 35(1) that fit what happened to the request."""
    answer = requests.given_answer(session, request.id or 0)
    said = requests.answer_from_dict(answer.answer) if answer else None
    return fitting(
        decision=said.decision if said else None,
        answered_late=bool(request.answered_on and request.due_on and request.answered_on > request.due_on),
        overdue=overdue(desk, request, now),
        costs=bool(said and said.cost and said.decision is not Decision.NOT_HELD),
    )


def within_its_time(desk: Desk, request: Request, now: datetime) -> bool:
    """Whether the body may still answer: nothing has gone wrong yet, as far as is known."""
    return Status(request.status).open and not overdue(desk, request, now)


def overdue(desk: Desk, request: Request, now: datetime) -> bool:
    """Whether the body still owes the answer, and its time has passed."""
    late = request.due_on is not None and desk.today(now) > request.due_on
    return Status(request.status).open and late


def found_on(desk: Desk, request: Request, now: datetime) -> date | None:
    """The day on which the person came to have a reason to object (Ps 36(1)): the answer's, or the end of
    the time to answer; None while the request is still within its time."""
    if request.answered_on is not None:
        return request.answered_on
    passed = request.due_on is not None and desk.today(now) > request.due_on
    return request.due_on if passed else None


def window(desk: Desk, request: Request, now: datetime) -> date | None:
    """Until when one may object (Ps 36(1)); None where nothing has happened, or the year is not known."""
    since = found_on(desk, request, now)
    return None if since is None else start(OBJECTION_WINDOW, since, desk.calendar).due


def of_grounds(letters: Iterable[str]) -> tuple[ObjectionGround, ...]:
    """The grounds of these letters, in the order of the law."""
    chosen = set(letters)
    return tuple(g for g in ObjectionGround if g.value in chosen)
