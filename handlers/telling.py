"""Writing to people of our own accord: who works on what, and where they are reached."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from handlers.desk import Desk
from handlers.say import Say
from kip.people import Role
from storage import contacts, officers, outbox
from storage.tables import Officer


def attended(session: Session, desk: Desk, agency: str, *, now: datetime) -> bool:
    """Whether an officer of the agency, or their deputy, can be reached; otherwise the PPID Utama has its
    requests."""
    today = desk.today(now)
    if officers.reachable(session, role=Role.PELAKSANA, agency=agency, today=today):
        return True
    return agency == desk.utama and bool(officers.reachable(session, role=Role.UTAMA, today=today))


def officers_of(session: Session, desk: Desk, agency: str, *, now: datetime) -> list[Officer]:
    """Who works on an agency's requests: its officers and the deputies of those who are away, or the PPID
    Utama where none can be reached."""
    today = desk.today(now)
    own = officers.reachable(session, role=Role.PELAKSANA, agency=agency, today=today)
    if agency == desk.utama or not own:
        known = {o.contact_id for o in own}
        above = officers.reachable(session, role=Role.UTAMA, today=today)
        own += [o for o in above if o.contact_id not in known]
    return own


def post_officer(
    session: Session,
    officer: Officer,
    say: Say,
    *,
    now: datetime,
    request: int | None = None,
    objection: int | None = None,
    notice: str = "",
    guard: Iterable[str] = (),
    cause: int | None = None,
) -> None:
    to = contacts.addresses(session, officer.contact_id)[0]
    outbox.post(
        session,
        address=to.id,
        channel=to.channel,
        payload=say.as_dict(),
        at=now,
        priority=outbox.NOTICE,
        request=request,
        objection=objection,
        notice=notice,
        guard=guard,
        cause=cause,
    )


def tell_officer(
    session: Session,
    officer: Officer,
    say: Say,
    *,
    now: datetime,
    objection: int | None = None,
    notice: str = "",
    guard: Iterable[str] = (),
    cause: int | None = None,
) -> None:
    """A message to one officer that belongs to no request: to an objection, or to nothing.

    `guard`: statuses of the objection in which it may still be sent.
    """
    post_officer(session, officer, say, now=now, objection=objection, notice=notice, guard=guard, cause=cause)


def tell_contact(
    session: Session,
    contact: int,
    say: Say,
    *,
    now: datetime,
    objection: int | None = None,
    notice: str = "",
    priority: int = outbox.NOTICE,
    cause: int | None = None,
) -> bool:
    """A message to a person wherever they can be reached; False where they cannot."""
    reaches = [r for r in contacts.addresses(session, contact) if r.reachable]
    if not reaches:
        return False
    outbox.post(
        session,
        address=reaches[0].id,
        channel=reaches[0].channel,
        payload=say.as_dict(),
        at=now,
        priority=priority,
        objection=objection,
        notice=notice,
        cause=cause,
    )
    return True
