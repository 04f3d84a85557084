"""Objections (keberatan): their own register and numbers, moved only by an ObjectionOutcome."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select
from sqlmodel import update as sql_update

from kip.objection import ObjectionCase, ObjectionOutcome, ObjectionStatus
from kip.registration import format_number
from storage import chain
from storage.requests import Numbering, Stale, next_sequence
from storage.tables import Objection


@dataclass(frozen=True, kw_only=True, slots=True)
class Lodging:
    """What the applicant says (explanation of Ps 35(1): name, grounds, purpose, kasus posisi)."""

    draft: str
    contact: int | None
    request: int | None
    channel: str
    received_at: datetime
    grounds: str
    position: str
    purpose: str
    applicant_name: str
    applicant_address: str
    applicant_reach: str
    files: tuple[int, ...] = ()


def subject(objection: int) -> str:
    """The objection as chains, clocks and timers name it."""
    return f"k{objection}"


def file(
    session: Session,
    lodging: Lodging,
    outcome: ObjectionOutcome,
    *,
    numbering: Numbering,
    on: date,
    secret: bytes,
    cause: int | None = None,
) -> Objection:
    """Store a new objection with the next number of its own register."""
    case, clock = outcome.case, outcome.clocks[0]
    row = Objection(
        number=f"?{lodging.draft}",
        token=secrets.token_hex(10),
        draft_id=lodging.draft,
        request_id=lodging.request,
        contact_id=lodging.contact,
        channel=lodging.channel,
        agency=case.agency,
        status=case.status.value,
        version=case.version,
        received_at=lodging.received_at,
        due_on=case.due,
        waiting_for=clock.waiting_for,
        dispute_until=case.dispute_until,
        late=outcome.late,
        grounds=lodging.grounds,
        position=lodging.position,
        purpose=lodging.purpose,
        files=list(lodging.files),
        applicant_name=lodging.applicant_name,
        applicant_address=lodging.applicant_address,
        applicant_reach=lodging.applicant_reach,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    chain.start_clocks(session, subject(row.id), outcome.clocks)
    chain.append(session, subject(row.id), outcome.events, secret=secret, cause=cause)
    sequence = next_sequence(session, numbering, on.year)
    row.number = format_number(numbering.pattern, sequence=sequence, on=on)
    session.flush()
    return row


def record(
    session: Session,
    objection: Objection,
    outcome: ObjectionOutcome,
    *,
    now: datetime,
    secret: bytes,
    response: str = "",
    ruling: str = "",
    officer: int = 0,
    files: Sequence[int] = (),
    cause: int | None = None,
) -> None:
    """Make an outcome so, against the version it was decided on; raises Stale where that has passed."""
    assert objection.id is not None
    case = outcome.case
    values: dict[str, object] = {
        "status": case.status.value,
        "version": case.version,
        "dispute_until": case.dispute_until,
    }
    if ruling:
        values |= {"ruling": ruling, "response": response, "response_files": list(files)}
        values |= {"responded_at": now, "responded_by": officer}
    changed = session.exec(
        sql_update(Objection)
        .where(col(Objection.id) == objection.id, col(Objection.version) == case.version - 1)
        .values(**values)
    )
    if changed.rowcount != 1:
        raise Stale(objection.number)
    session.refresh(objection)
    chain.start_clocks(session, subject(objection.id), outcome.clocks)
    chain.append(session, subject(objection.id), outcome.events, secret=secret, cause=cause)


def case_of(objection: Objection) -> ObjectionCase:
    """The objection as the law sees it."""
    return ObjectionCase(
        status=ObjectionStatus(objection.status),
        agency=objection.agency,
        due=objection.due_on,
        applicant=objection.contact_id or 0,
        dispute_until=objection.dispute_until,
        version=objection.version,
    )


def get(session: Session, id: int) -> Objection | None:
    return session.get(Objection, id, populate_existing=True)


def by_draft(session: Session, draft: str) -> Objection | None:
    return session.exec(select(Objection).where(Objection.draft_id == draft)).first()


def by_number(session: Session, number: str) -> Objection | None:
    return session.exec(select(Objection).where(Objection.number == number)).first()


def of_request(session: Session, request: int) -> list[Objection]:
    """Every objection to a request, newest first."""
    wanted = select(Objection).where(Objection.request_id == request).order_by(col(Objection.id).desc())
    return list(session.exec(wanted))


def of_contact(session: Session, contact: int) -> list[Objection]:
    """All objections of a contact, newest first."""
    wanted = select(Objection).where(Objection.contact_id == contact).order_by(col(Objection.id).desc())
    return list(session.exec(wanted))


def queue(session: Session) -> list[Objection]:
    """Objections that wait for a response, nearest deadline first."""
    wanted = (
        select(Objection)
        .where(Objection.status == ObjectionStatus.LODGED.value)
        .order_by(col(Objection.due_on).is_(None), col(Objection.due_on), col(Objection.id))
    )
    return list(session.exec(wanted))
