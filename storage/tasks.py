"""What a person has to do outside a request's own steps: call back, hand an answer over, look at a fault."""

from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import Task


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
    if session.exec(select(Task).where(Task.kind == kind, Task.key == key)).first():
        return None
    task = Task(kind=kind, key=key, contact_id=contact, request_id=request, text=text, created_at=now)
    session.add(task)
    session.flush()
    return task


def get(session: Session, id: int) -> Task | None:
    return session.get(Task, id, populate_existing=True)


def finish(session: Session, task: Task, *, now: datetime, officer: int) -> None:
    task.done_at, task.done_by = now, officer
    session.add(task)
    session.flush()


def unfinished(session: Session) -> list[Task]:
    """Open tasks, oldest first."""
    return list(session.exec(select(Task).where(col(Task.done_at).is_(None)).order_by(col(Task.id))))
