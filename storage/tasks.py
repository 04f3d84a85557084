"""What a person has to do outside a request's own steps: call back, hand an answer over, look at a fault."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.loaded import loaded
from storage.requests import LARGEST_ID
from storage.sql import write
from storage.tables import Task

_OPEN = write(
    "INSERT INTO task (kind, key, contact_id, request_id, text, created_at)"
    " VALUES (:kind, :key, :contact_id, :request_id, :text, :created_at)"
    " ON CONFLICT (kind, key) DO NOTHING RETURNING id",
    times="created_at",
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
    values = {
        "kind": kind,
        "key": key,
        "contact_id": contact,
        "request_id": request,
        "text": text,
        "created_at": now,
        "done_at": None,
        "done_by": None,
        "alerted_at": None,
    }
    id = session.execute(_OPEN, values).scalar()
    return None if id is None else loaded(session, Task, values | {"id": id})


def get(session: Session, id: int) -> Task | None:
    return session.get(Task, id, populate_existing=True) if 0 < id <= LARGEST_ID else None


def finish(session: Session, task: Task, *, now: datetime, officer: int) -> None:
    task.done_at, task.done_by = now, officer
    session.add(task)
    session.flush()


def waiting(session: Session, *, kind: str, contact: int) -> list[Task]:
    """Open tasks of a kind that a contact has caused."""
    wanted = select(Task).where(Task.contact_id == contact, Task.kind == kind, col(Task.done_at).is_(None))
    return list(session.exec(wanted))


def unfinished(session: Session) -> list[Task]:
    """Open tasks, oldest first."""
    return list(session.exec(select(Task).where(col(Task.done_at).is_(None)).order_by(col(Task.id))))


def unalerted(session: Session, kinds: Collection[str], *, most: int) -> list[Task]:
    """Open tasks of these kinds that no operator has been told of, oldest first; what another process is
    telling of at this moment is left to it."""
    wanted = (
        select(Task)
        .where(col(Task.done_at).is_(None), col(Task.alerted_at).is_(None), col(Task.kind).in_(kinds))
        .order_by(col(Task.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(wanted))


def last_alert(session: Session, kind: str) -> datetime | None:
    """When an operator was last told of a task of this kind that is still open."""
    wanted = select(func.max(Task.alerted_at)).where(Task.kind == kind, col(Task.done_at).is_(None))
    return session.exec(wanted).one()


def mark_alerted(session: Session, told: Collection[Task], *, now: datetime) -> None:
    for task in told:
        task.alerted_at = now
        session.add(task)
    session.flush()


def settle_conditions(session: Session, kind: str, holding: Collection[str], *, now: datetime) -> None:
    """Keep one open task for each thing of this kind that holds now; those that no longer do are done."""
    still = select(Task).where(Task.kind == kind, col(Task.done_at).is_(None))
    known: set[str] = set()
    for task in session.exec(still):
        about = task.key.partition("@")[0]
        if about in holding:
            known.add(about)
        else:
            task.done_at = now
            session.add(task)
    session.flush()
    for about in holding:
        if about not in known:
            open_task(session, kind=kind, key=f"{about}@{now.isoformat()}", now=now)
