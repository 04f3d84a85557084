"""Doing something to a request: decided by the law, recorded, and everybody told, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from handlers.desk import Desk
from handlers.notices import announce
from kip.actions import Action, Submit
from kip.lifecycle import Outcome, decide, submit
from kip.people import Actor
from storage import requests
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
        calendar=desk.calendar,
        zone=desk.zone,
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
    outcome = decide(requests.case_of(session, request), action, by=by, at=now, policy=desk.policy)
    requests.record(
        session, request, outcome, now=now, secret=desk.secret, officer=by.id, files=files, cause=cause
    )
    announce(session, desk, request, outcome.notices, now=now, by=by, cause=cause)
    return outcome
