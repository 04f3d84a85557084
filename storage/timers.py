"""Reminders as rows: armed with the change that needs them, fired once, void when no longer true."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from storage.sql import on_postgres, select, write
from storage.trace import current
from storage.types import UtcTime

_ARM = write(
    "INSERT INTO timer (subject, kind, due_at, trace) VALUES (:subject, :kind, :at, :trace)"
    " ON CONFLICT (subject, kind, due_at) DO UPDATE SET void_at = NULL, trace = excluded.trace",
    times="at",
)
_ARM_ALL = write(
    "INSERT INTO timer (subject, kind, due_at, trace)"
    " SELECT DISTINCT CAST(:subject AS text), w.kind, w.at, CAST(:trace AS text)"
    " FROM jsonb_to_recordset(CAST(:reminders AS jsonb)) AS w (kind text, at timestamptz)"
    " ON CONFLICT (subject, kind, due_at) DO UPDATE SET void_at = NULL, trace = excluded.trace",
    json="reminders",
)
_VOID = write(
    "UPDATE timer SET void_at = :now WHERE subject = :subject AND fired_at IS NULL AND void_at IS NULL",
    times="now",
)
# Of two that say the same, the later waits until the earlier is settled: then it is known whether it is
# still wanted, also where another process settles them.
_DUE = (
    "SELECT id, subject, kind, due_at, trace FROM timer t WHERE fired_at IS NULL AND void_at IS NULL"
    " AND due_at <= :now AND NOT EXISTS (SELECT 1 FROM timer e WHERE e.subject = t.subject"
    " AND e.kind = t.kind AND e.due_at < t.due_at AND e.fired_at IS NULL AND e.void_at IS NULL)"
    " ORDER BY due_at, id LIMIT :most"
)
_DUE_SQLITE = select(_DUE, times="now", columns={"due_at": UtcTime()})
_DUE_POSTGRES = select(
    _DUE + " FOR NO KEY UPDATE OF t SKIP LOCKED", times="now", columns={"due_at": UtcTime()}
)
_FIRED = write("UPDATE timer SET fired_at = :now WHERE id = :id AND fired_at IS NULL", times="now")
_NOT_TRUE = write("UPDATE timer SET void_at = :now WHERE id = :id AND fired_at IS NULL", times="now")
_SAID = select(
    "SELECT id FROM timer WHERE subject = :subject AND kind = :kind AND fired_at IS NOT NULL"
    " AND (fired_at >= :fired_from AND fired_at < :fired_until"
    " OR due_at >= :due_from AND due_at < :due_until) LIMIT 1",
    times="fired_from fired_until due_from due_until",
)
_WAITING = select(
    "SELECT min(due_at) AS due_at FROM timer WHERE subject = :subject AND fired_at IS NULL"
    " AND void_at IS NULL",
    columns={"due_at": UtcTime()},
)
_NEXT = select(
    "SELECT min(due_at) AS due_at FROM timer WHERE fired_at IS NULL AND void_at IS NULL AND due_at > :after"
    " AND (subject LIKE 'r%' OR subject LIKE 'k%')",
    times="after",
    columns={"due_at": UtcTime()},
)
_BRING_BACK = write(
    "INSERT INTO timer (subject, kind, due_at) SELECT DISTINCT t.subject, t.kind, :at FROM timer t"
    " WHERE t.kind = :kind AND t.due_at > :at AND t.fired_at IS NULL AND t.void_at IS NULL"
    " AND EXISTS (SELECT 1 FROM timer e WHERE e.subject = t.subject AND e.kind = t.kind"
    " AND e.fired_at IS NOT NULL) ON CONFLICT (subject, kind, due_at) DO NOTHING",
    times="at",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DueTimer:
    """A reminder whose moment has come."""

    id: int
    subject: str  # "r12", "k3", "digest", "calendar"
    kind: str
    due_at: datetime
    trace: str = ""  # of what it was armed with (storage.trace)


def arm(session: Session, subject: str, reminders: Iterable[tuple[str, datetime]]) -> None:
    """Set (kind, moment) pairs; one that was fired at that very moment stays fired."""
    if on_postgres(session):  # there each statement is a journey
        several = [{"kind": kind, "at": at} for kind, at in reminders]
        values = {"subject": subject, "trace": current(), "reminders": several}
        session.execute(_ARM_ALL, values)
        return
    for kind, at in reminders:
        session.execute(_ARM, {"subject": subject, "kind": kind, "at": at, "trace": current()})


def void(session: Session, subject: str, *, now: datetime) -> None:
    """Nothing that is still open for this subject is true any more."""
    session.execute(_VOID, {"subject": subject, "now": now})


def due(session: Session, *, now: datetime, most: int) -> list[DueTimer]:
    """Timers whose moment has come, oldest first, one of each kind and subject; rows that another process
    holds are left to it."""
    postgres = on_postgres(session)
    rows = session.execute(_DUE_POSTGRES if postgres else _DUE_SQLITE, {"now": now, "most": most})
    return [DueTimer(id=r.id, subject=r.subject, kind=r.kind, due_at=r.due_at, trace=r.trace) for r in rows]


def mark_fired(session: Session, id: int, *, now: datetime) -> None:
    """What it stood for has been said."""
    session.execute(_FIRED, {"id": id, "now": now})


def mark_void(session: Session, id: int, *, now: datetime) -> None:
    """What it stood for is not true any more, or cannot be said."""
    session.execute(_NOT_TRUE, {"id": id, "now": now})


def said(
    session: Session,
    subject: str,
    kind: str,
    *,
    due: tuple[datetime, datetime],
    fired: tuple[datetime, datetime],
) -> bool:
    """Whether the same has been said of the subject: for what was due within a span of time, or within
    another one. Each is from a moment, up to but without the other."""
    spans = {"due_from": due[0], "due_until": due[1], "fired_from": fired[0], "fired_until": fired[1]}
    return session.execute(_SAID, {"subject": subject, "kind": kind} | spans).first() is not None


def waiting(session: Session, subject: str) -> datetime | None:
    """The moment of the subject's earliest open timer."""
    found: datetime | None = session.execute(_WAITING, {"subject": subject}).scalar()
    return found


def bring_back(session: Session, kinds: Iterable[str], *, at: datetime) -> None:
    """What has been said before and was armed again for a time after `at`: arm it for `at` as well."""
    for kind in sorted(kinds):
        session.execute(_BRING_BACK, {"kind": kind, "at": at})


def next_due(session: Session, *, after: datetime) -> datetime | None:
    """The moment of the earliest timer after `after` that is about a request or an objection."""
    found: datetime | None = session.execute(_NEXT, {"after": after}).scalar()
    return found
