"""What happened to a subject, and what time will make happen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import big, time_column
from storage.types import Json


class Event(SQLModel, table=True):
    """Append-only history, one chain a subject ("r12" a request, "k3" an objection); no personal data."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("subject", "seq"), CheckConstraint("seq >= 1"))
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    seq: int
    kind: str
    at: datetime = Field(sa_column=time_column())
    role: str
    officer_id: int | None = None
    payload_hash: str  # keyed hash of event_payload.data
    previous: str
    hash: str
    cause: int | None = Field(default=None, sa_column=big(nullable=True))


class EventPayload(SQLModel, table=True):
    """What an event says; can be erased without breaking the chain."""

    __tablename__ = "event_payload"
    event_id: int = Field(foreign_key="event.id", primary_key=True)
    data: Any = Field(sa_column=Column(Json(), nullable=False))


class RunningClock(SQLModel, table=True):
    """A period that was started for a subject."""

    __tablename__ = "running_clock"
    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(index=True)
    period: str
    start_on: date
    due_on: date | None = None
    waiting_for: int | None = None


class Timer(SQLModel, table=True):
    """A reminder that is due at a moment; once, whatever happens to the program meanwhile."""

    __tablename__ = "timer"
    __table_args__ = (
        UniqueConstraint("subject", "kind", "due_at"),
        Index(
            "timer_open",
            "due_at",
            sqlite_where=text("fired_at IS NULL AND void_at IS NULL"),
            postgresql_where=text("fired_at IS NULL AND void_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, sa_column=big(primary_key=True, autoincrement=True))
    subject: str
    kind: str
    due_at: datetime = Field(sa_column=time_column())
    fired_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    void_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    trace: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))  # in the log
