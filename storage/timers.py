"""Reminders as rows: armed with the change that needs them, fired once, void when no longer true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage.sql import select, write
from storage.types import UtcTime

_ARM = write(
    "INSERT INTO timer (subject, kind, due_at) VALUES (:subject, :kind, :at)"
    " ON CONFLICT (subject, kind, due_at) DO UPDATE SET void_at = NULL",
    times="at",
)
_VOID = write(
    "UPDATE timer SET void_at = :now WHERE subject = :subject AND fired_at IS NULL AND void_at IS NULL",
    times="now",
)
_DUE = (
    "SELECT id, subject, kind, due_at FROM timer WHERE fired_at IS NULL AND void_at IS NULL"
    " AND due_at <= :now ORDER BY due_at, id LIMIT :most"
)
_DUE_SQLITE = select(_DUE, times="now", columns={"due_at": UtcTime()})
_DUE_POSTGRES = select(_DUE + " FOR UPDATE SKIP LOCKED", times="now", columns={"due_at": UtcTime()})
_FIRED = write("UPDATE timer SET fired_at = :now WHERE id = :id AND fired_at IS NULL", times="now")
_NEXT = select(
    "SELECT min(due_at) AS due_at FROM timer WHERE fired_at IS NULL AND void_at IS NULL",
    columns={"due_at": UtcTime()},
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DueTimer:
    """A reminder whose moment has come."""

    id: int
    subject: str  # "r12", "k3", "digest", "calendar"
    kind: str
    due_at: datetime


def arm(session: Session, subject: str, reminders: Iterable[tuple[str, datetime]]) -> None:
    """Set (kind, moment) pairs; one that was fired at that very moment stays fired."""
    for kind, at in reminders:
        session.execute(_ARM, {"subject": subject, "kind": kind, "at": at})


def void(session: Session, subject: str, *, now: datetime) -> None:
    """Nothing that is still open for this subject is true any more."""
    session.execute(_VOID, {"subject": subject, "now": now})


def due(session: Session, *, now: datetime, most: int) -> list[DueTimer]:
    """Timers whose moment has come, oldest first; rows that another process holds are left to it."""
    postgres = session.get_bind().dialect.name == "postgresql"
    rows = session.execute(_DUE_POSTGRES if postgres else _DUE_SQLITE, {"now": now, "most": most})
    return [DueTimer(id=r.id, subject=r.subject, kind=r.kind, due_at=r.due_at) for r in rows]


def mark_fired(session: Session, id: int, *, now: datetime) -> None:
    session.execute(_FIRED, {"id": id, "now": now})


def next_due(session: Session) -> datetime | None:
    """The moment of the earliest open timer."""
    found: datetime | None = session.execute(_NEXT).scalar()
    return found
