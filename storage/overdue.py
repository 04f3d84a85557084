"""What is late: requests without an answer, objections without a response, material that was not given."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import literal_column
from sqlmodel import Session, col, func, select

from kip.objection import ObjectionStatus
from storage.requests import IS_OPEN
from storage.tables import MaterialAsk, Objection, Request


@dataclass(frozen=True, kw_only=True, slots=True)
class LateAgency:
    """How much of an agency's is late, and since when."""

    agency: str
    count: int
    oldest: date  # the due date that passed first


def agencies(session: Session, *, today: date, only: Collection[str] | None = None) -> list[LateAgency]:
    """Agencies with late requests, the one that is late the longest first; of all, or `only` of some."""
    oldest = func.min(Request.due_on)
    agency = col(Request.agency).concat(literal_column("''"))  # else SQLite reads all, agency by agency
    wanted = (
        select(agency, func.count(), oldest)
        .where(IS_OPEN, col(Request.due_on) < today)
        .group_by(agency)
        .order_by(oldest, agency)
    )
    if only is not None:
        wanted = wanted.where(col(Request.agency).in_(only))
    return [LateAgency(agency=a, count=n, oldest=since) for a, n, since in session.exec(wanted) if since]


def requests(session: Session, *, today: date, agency: str, most: int) -> list[Request]:
    """An agency's late requests, the latest first."""
    wanted = (
        select(Request)
        .where(Request.agency == agency, IS_OPEN, col(Request.due_on) < today)
        .order_by(col(Request.due_on), col(Request.id))
        .limit(most)
    )
    return list(session.exec(wanted))


def objections(session: Session, *, today: date, only: Collection[str] | None = None) -> list[Objection]:
    """Objections whose thirty days have passed without a response, the latest first."""
    wanted = (
        select(Objection)
        .where(Objection.status == ObjectionStatus.LODGED.value, col(Objection.due_on) < today)
        .order_by(col(Objection.due_on), col(Objection.id))
    )
    if only is not None:
        wanted = wanted.where(col(Objection.agency).in_(only))
    return list(session.exec(wanted))


def asks(
    session: Session, *, today: date, only: Collection[str] | None = None
) -> list[tuple[MaterialAsk, Request]]:
    """Material that agencies still owe requests that are open, the latest first."""
    wanted = (
        select(MaterialAsk, Request)
        .join(Request, col(Request.id) == col(MaterialAsk.request_id))
        .where(col(MaterialAsk.answered_at).is_(None), col(MaterialAsk.due_on) < today)
        .where(IS_OPEN)
        .order_by(col(MaterialAsk.due_on), col(MaterialAsk.id))
    )
    if only is not None:
        wanted = wanted.where(col(MaterialAsk.agency).in_(only))
    return list(session.exec(wanted))
