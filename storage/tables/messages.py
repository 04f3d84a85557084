"""What comes in, what goes out, and the forms being filled in between."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, String, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import big, time_column
from storage.types import Json


class Draft(SQLModel, table=True):
    """A form being filled in: the answers, and the question that was asked last."""

    __tablename__ = "draft"
    id: str = Field(primary_key=True)  # eight random characters; goes into buttons
    contact_id: int = Field(foreign_key="contact.id", index=True)
    form: str
    answers: Any = Field(sa_column=Column(Json(), nullable=False))
    gathered: Any = Field(sa_column=Column(Json(), nullable=False))
    context: Any = Field(sa_column=Column(Json(), nullable=False))  # what the form is about
    asked: str = ""
    state: str = "open"  # open, done, cancelled
    updated_at: datetime = Field(sa_column=time_column())
    asked_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class Inbox(SQLModel, table=True):
    """Every message once. The raw body goes when it is done; failed ones keep it to be replayed."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "account", "key"),
        Index(
            "inbox_failed",
            "received_at",
            sqlite_where=text("state = 'failed'"),
            postgresql_where=text("state = 'failed'"),
        ),
    )
    id: int | None = Field(default=None, sa_column=big(primary_key=True, autoincrement=True))
    channel: str
    account: str
    key: str
    state: str = "done"  # done, failed
    raw: bytes | None = None
    error: str = Field(default="", sa_column=Column(Text, nullable=False))
    received_at: datetime = Field(sa_column=time_column())


class Outbox(SQLModel, table=True):
    """A message to one address. It leaves in the order of id, unless an earlier one waits."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_pending",
            "priority",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "outbox_address_pending",
            "address_id",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "outbox_window",
            "address_id",
            sqlite_where=text("state IN ('window', 'uncertain')"),
            postgresql_where=text("state IN ('window', 'uncertain')"),
        ),
        Index(
            "outbox_uncertain",
            "handed_at",
            sqlite_where=text("state = 'uncertain'"),
            postgresql_where=text("state = 'uncertain'"),
        ),
    )
    id: int | None = Field(default=None, sa_column=big(primary_key=True, autoincrement=True))
    address_id: int = Field(foreign_key="address.id")
    channel: str
    payload: Any = Field(sa_column=Column(Json(), nullable=False))
    priority: int = 0  # 0 replies, 1 notices, 2 digests
    request_id: int | None = Field(default=None, foreign_key="request.id")
    objection_id: int | None = Field(default=None, foreign_key="objection.id")
    notice: str = ""  # the notice's kind; a statutory one becomes a task when it cannot be delivered
    guard: str = ""  # send only while the objection, else the request, has one of these statuses
    cause: int | None = Field(default=None, sa_column=big(nullable=True))  # inbox id
    # pending; window: waits for the person to write; uncertain: waits for word of it; sent; unknown: no word
    # of it ever came; dead; void
    state: str = "pending"
    parts_sent: int = 0
    attempts: int = 0
    next_at: datetime = Field(sa_column=time_column())
    created_at: datetime = Field(sa_column=time_column())
    sent_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    platform_id: str = ""
    error: str = Field(default="", sa_column=Column(Text, nullable=False))
    # Where a platform gives no way to know what became of a call: what it was given, before the call.
    handed: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))
    handed_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    again: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    # Where a platform takes nothing but a template for now.
    closed_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))  # it said so
    waits_since: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    template_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))  # sent
    first_id: int | None = Field(default=None, sa_column=big(nullable=True))  # the letter it goes instead of
    trace: str = Field(default="", sa_column=Column(String, nullable=False, server_default=""))  # in the log
