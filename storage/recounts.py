"""What the recount of clocks reads and writes: subjects in the order of their ids, a batch at a time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, cast, literal
from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel import update as sql_update

from kip.case import Event, Status
from kip.clocks import Clock
from kip.objection import ObjectionStatus
from storage import chain, objections, requests
from storage.requests import Stale
from storage.tables import Event as EventRow
from storage.tables import EventPayload, MaterialAsk, Objection, Request, RunningClock

_MOVED = "recalculated"  # the kind of the event
_OPEN = [s.value for s in Status if s.open]


def requests_after(session: Session, id: int, *, answered_from: date, most: int) -> list[Request]:
    """Requests with a clock that may run: unanswered, or answered no earlier than `answered_from`.

    They are locked until the commit, so that nobody moves on with an old date meanwhile.
    """
    running = or_(
        col(Request.status).in_(_OPEN),
        and_(Request.status == Status.ANSWERED.value, col(Request.answered_on) >= answered_from),
    )
    wanted = select(Request).where(col(Request.id) > id, running).order_by(col(Request.id)).limit(most)
    return list(
        session.exec(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
    )


def objections_after(session: Session, id: int, *, until_from: date, most: int) -> list[Objection]:
    """Objections with a clock that may run: without a response, or whose way to the Commission is open."""
    running = or_(
        Objection.status == ObjectionStatus.LODGED.value,
        and_(
            Objection.status == ObjectionStatus.RESPONDED.value,
            or_(col(Objection.dispute_until).is_(None), col(Objection.dispute_until) >= until_from),
        ),
    )
    wanted = select(Objection).where(col(Objection.id) > id, running).order_by(col(Objection.id)).limit(most)
    return list(
        session.exec(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
    )


def clocks(session: Session, subject: str) -> dict[str, Clock]:
    """The clock of each period, the newest where one was started twice."""
    return {row.period: _clock(row) for row in chain.clocks(session, subject)}


def keep(session: Session, subject: str, counted: Iterable[Clock]) -> None:
    """Write what was counted anew over the newest clock of its period; one that is missing is added."""
    rows = {row.period: row for row in chain.clocks(session, subject)}
    missing = []
    for clock in counted:
        row = rows.get(clock.period)
        if row is None:
            missing.append(clock)
        elif _clock(row) != clock:
            row.start_on, row.due_on, row.waiting_for = clock.start, clock.due, clock.waiting_for
            session.add(row)
    chain.start_clocks(session, subject, missing)


def move(
    session: Session,
    row: Request | Objection,
    event: Event,
    dates: Mapping[str, date | int | None],
    *,
    secret: bytes,
) -> None:
    """Give a request or an objection its new dates (columns of it), as a new version, and say so in its
    chain; raises Stale where somebody else was first."""
    assert row.id is not None
    table = type(row)
    changed = session.exec(
        sql_update(table)
        .where(col(table.id) == row.id, col(table.version) == row.version)
        .values(version=row.version + 1, **dates)
    )
    if changed.rowcount != 1:
        raise Stale(row.number)
    session.refresh(row)
    subject = requests.subject(row.id) if isinstance(row, Request) else objections.subject(row.id)
    chain.append(session, subject, [event], secret=secret, cause=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class MovedRow:
    """A request or an objection whose dates moved, and what its event says of them."""

    number: str
    contact: int | None
    moved: list[tuple[str, str, str]]  # period, old, new; dates in ISO, empty where not known


def moved(
    session: Session,
    table: type[Request] | type[Objection],
    *,
    since: datetime,
    source: str,
    agency: str | None = None,
) -> list[MovedRow]:
    """All (of an agency) that a recount from `source` moved since a moment, in the order of their ids."""
    wanted = (
        select(col(table.number), col(table.contact_id), EventPayload)
        .join(EventRow, col(EventRow.subject) == _subject(table))
        .join(EventPayload, col(EventPayload.event_id) == col(EventRow.id))
        .where(EventRow.kind == _MOVED, col(EventRow.at) >= since)
        .order_by(col(table.id), col(EventRow.seq))
    )
    if agency is not None:
        wanted = wanted.where(table.agency == agency)
    return [
        MovedRow(number=number, contact=contact, moved=[tuple(m) for m in payload.data["moved"]])
        for number, contact, payload in session.exec(wanted)
        if payload.data.get("source") == source
    ]


def agencies_moved(session: Session, *, since: datetime) -> list[str]:
    """The agencies with a request that a recount moved since a moment."""
    wanted = (
        select(Request.agency)
        .distinct()
        .join(EventRow, col(EventRow.subject) == _subject(Request))
        .where(EventRow.kind == _MOVED, col(EventRow.at) >= since)
        .order_by(col(Request.agency))
    )
    return list(session.exec(wanted))


def _subject(table: type[Request] | type[Objection]) -> ColumnElement[str]:
    """The name of a row in chains, as the database puts it together."""
    return literal("r" if table is Request else "k").concat(cast(col(table.id), String))


def moved_at(session: Session, now: datetime) -> int:
    """How many requests and objections had a date that moved, in a recount that ran at `now`."""
    counted = select(func.count()).where(EventRow.kind == _MOVED, EventRow.at == now)
    return session.exec(counted.select_from(EventRow)).one()


def move_asks(session: Session, request: int, due_of: Callable[[datetime], date | None]) -> None:
    """Give what other agencies still owe a request the day that `due_of` its asking says."""
    wanted = select(MaterialAsk).where(
        MaterialAsk.request_id == request, col(MaterialAsk.answered_at).is_(None)
    )
    for ask in session.exec(wanted):
        ask.due_on = due_of(ask.asked_at)
        session.add(ask)
    session.flush()


def _clock(row: RunningClock) -> Clock:
    return Clock(period=row.period, start=row.start_on, due=row.due_on, waiting_for=row.waiting_for)
