"""Doing something to a request: decided by the law, recorded, and everybody told, in one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session

from handlers.desk import Desk
from handlers.notices import announce
from handlers.office_hours import opening_after
from kip.actions import Action, Submit
from kip.case import Outcome, Status
from kip.lifecycle import decide, submit
from kip.people import Actor
from kip.reminders import Reminder, request_reminders, working_day_from
from storage import requests, timers
from storage.requests import Filing
from storage.tables import Request


def file_request(
    session: Session,
    desk: Desk,
    filing: Filing,
    *,
    agency: str,
    by: Actor,
    now: datetime,
    cause: int | None = None,
) -> Request:
    """File a request; filing a draft a second time gives the request that it became the first time."""
    already = requests.by_draft(session, filing.draft)
    if already is not None:
        return already
    outcome = submit(
        Submit(agency=agency),
        by=by,
        at=filing.received_at,
        rules=desk.rules,
        applicant=filing.contact or 0,
    )
    request = requests.file(
        session,
        filing,
        outcome,
        numbering=desk.numbering,
        on=desk.today(filing.received_at),
        now=now,
        secret=desk.secret,
        cause=cause,
    )
    assert request.id is not None
    reminders = request_reminders(outcome.case, desk.rules, decision=None)
    timers.arm(session, requests.subject(request.id), moments(desk, reminders, now))
    announce(session, desk, request, outcome.notices, now=now, by=by, cause=cause)
    return request


def act(
    session: Session,
    desk: Desk,
    request: Request,
    action: Action,
    *,
    by: Actor,
    now: datetime,
    files: Sequence[int] = (),
    cause: int | None = None,
) -> Outcome:
    """Do `action`; raises kip.errors.ActionRefused, or requests.Stale where somebody else was first."""
    outcome = decide(
        requests.case_of(session, request, zone=desk.zone), action, by=by, at=now, rules=desk.rules
    )
    requests.record(
        session, request, outcome, now=now, secret=desk.secret, officer=by.id, files=files, cause=cause
    )
    arm(session, desk, request, now=now)
    announce(session, desk, request, outcome.notices, now=now, by=by, cause=cause)
    return outcome


def arm(session: Session, desk: Desk, request: Request, *, now: datetime) -> None:
    """Set the reminders of a request as it stands now; those that no longer fit are void."""
    assert request.id is not None
    case = requests.case_of(session, request, zone=desk.zone)
    answer = requests.given_answer(session, request.id) if request.status == Status.ANSWERED else None
    decision = requests.answer_from_dict(answer.answer).decision if answer else None
    reminders = request_reminders(case, desk.rules, decision=decision)
    subject = requests.subject(request.id)
    timers.void(session, subject, now=now)
    timers.arm(session, subject, moments(desk, reminders, now))


def moments(desk: Desk, reminders: Collection[Reminder], now: datetime) -> list[tuple[str, datetime]]:
    """When each reminder goes out: as the office opens. A day that has passed is only caught up for
    what is still true (late, and the right to object); what repeats is due today, and goes on from there."""
    today = desk.today(now)
    armed = [(r.kind.value, desk.opening(r.day)) for r in reminders if r.day >= today or r.kind.lasts]
    for reminder in reminders:
        if reminder.kind.repeats and reminder.day <= today:
            at = desk.opening(working_day_from(today, desk.calendar))
            armed += [(reminder.kind.value, at), (reminder.kind.value, opening_after(desk, now))]
    return armed
