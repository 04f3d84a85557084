"""What a person has to do outside a request's own steps: call back, hand an answer over, look at a fault."""

from datetime import datetime

from sqlmodel import Session, col, select

from storage.requests import LARGEST_ID
from storage.sql import write
from storage.tables import Task

_OPEN = write(
    "INSERT INTO task (kind, key, contact_id, request_id, text, created_at)"
    " VALUES (:kind, :key, :contact, :request, :text, :now)"
    " ON CONFLICT (kind, key) DO NOTHING RETURNING id",
    times="now",
)


def open_task(
    session: Session,
    *,
    kind: str,
    key: str,
    now: datetime,
    text: str = "",
    contact: int | None = None,
    request: int | None = None,
) -> Task | None:
    """A new task; None where the same (kind, key) has been opened before."""
    values = {"kind": kind, "key": key, "contact": contact, "request": request, "text": text, "now": now}
    id = session.execute(_OPEN, values).scalar()
    return None if id is None else session.get(Task, id)


def get(session: Session, id: int) -> Task | None:
    return session.get(Task, id, populate_existing=True) if 0 < id <= LARGEST_ID else None


def finish(session: Session, task: Task, *, now: datetime, officer: int) -> None:
    task.done_at, task.done_by = now, officer
    session.add(task)
    session.flush()


def unfinished(session: Session) -> list[Task]:
    """Open tasks, oldest first."""
    return list(session.exec(select(Task).where(col(Task.done_at).is_(None)).order_by(col(Task.id))))
