"""How the office is, in numbers: for whoever watches it. Each is one query; none holds anything personal."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from kip.case import Status
from storage.sql import select
from storage.types import UtcTime

_OPEN = ", ".join(f"'{status.value}'" for status in Status if status.open)
_OUTBOX = select(
    "SELECT channel, count(*) AS many, min(created_at) AS oldest FROM outbox WHERE state = 'pending'"
    " AND next_at <= :now GROUP BY channel",
    times="now",
    columns={"oldest": UtcTime()},
)
_LATE = select(
    "SELECT count(*) FROM timer WHERE fired_at IS NULL AND void_at IS NULL AND due_at < :before",
    times="before",
)
# By agency and status first, so that the index of the queue is enough however many are closed.
_REQUESTS = select(
    "SELECT agency, due_on, count(*) AS many FROM request"
    f" WHERE agency IN (SELECT code FROM agency) AND status IN ({_OPEN}) GROUP BY agency, due_on"
)
_TASKS = select("SELECT kind, count(*) AS many FROM task WHERE done_at IS NULL GROUP BY kind")
_FAILED = select("SELECT count(*) FROM inbox WHERE state = 'failed'")
_DRAFTS = select(
    "SELECT form, asked, count(*) AS many FROM draft WHERE state = 'open' AND updated_at < :before"
    " GROUP BY form, asked",
    times="before",
)
_FILES = select("SELECT count(*) FROM stored_file WHERE state = 'remote'")


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """What waits to go out on one channel though its time has come."""

    channel: str
    waiting: int
    oldest: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenRequests:
    """Requests of an agency that are due on one day; None where the year's calendar is not known."""

    agency: str
    due_on: date | None
    many: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Left:
    """Forms that nobody has come back to for a while, by the question at which they were left."""

    form: str
    question: str
    many: int


def queues(session: Session, *, now: datetime) -> list[Queue]:
    rows = session.execute(_OUTBOX, {"now": now})
    return [Queue(channel=r.channel, waiting=r.many, oldest=r.oldest) for r in rows]


def late_timers(session: Session, *, before: datetime) -> int:
    """Reminders that were due before this moment, and are not settled."""
    return int(session.execute(_LATE, {"before": before}).scalar() or 0)


def open_requests(session: Session) -> list[OpenRequests]:
    return [
        OpenRequests(
            agency=r.agency,
            due_on=date.fromisoformat(r.due_on) if isinstance(r.due_on, str) else r.due_on,
            many=r.many,
        )
        for r in session.execute(_REQUESTS)
    ]


def open_tasks(session: Session) -> dict[str, int]:
    """How many, by kind."""
    return {r.kind: r.many for r in session.execute(_TASKS)}


def failed_messages(session: Session) -> int:
    return int(session.execute(_FAILED).scalar() or 0)


def left_drafts(session: Session, *, before: datetime) -> list[Left]:
    rows = session.execute(_DRAFTS, {"before": before})
    return [Left(form=r.form, question=r.asked, many=r.many) for r in rows]


def files_to_fetch(session: Session) -> int:
    return int(session.execute(_FILES).scalar() or 0)
