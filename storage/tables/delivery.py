"""What platforms say later of messages of ours, which templates they approved, and who may be written to."""

from datetime import datetime

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import big, time_column


class Delivery(SQLModel, table=True):
    """One message as the platform knows it. It never goes back: sent, delivered, read; failed is final."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("channel", "platform_id"),
        Index(
            "delivery_watched",
            "sent_at",
            sqlite_where=text("watched"),
            postgresql_where=text("watched"),
        ),
        Index(
            "delivery_known",
            "sent_at",
            sqlite_where=text("platform_id IS NOT NULL"),
            postgresql_where=text("platform_id IS NOT NULL"),
        ),
    )
    id: int | None = Field(default=None, sa_column=big(primary_key=True, autoincrement=True))
    channel: str
    platform_id: str | None = None  # gone after a while: it holds a phone number
    outbox_id: int | None = Field(default=None, sa_column=big(nullable=True, index=True))
    part: int = 0  # of `parts`; -1: the letter's template
    parts: int = 1
    delivery: str = "sent"
    sent_at: datetime = Field(sa_column=time_column())
    at: datetime = Field(sa_column=time_column())  # the newest the platform said
    category: str = ""  # what it is charged as
    charged: bool = False
    meaning: str = ""  # of a failed one: closed, unreachable, later, refused
    error: str = Field(default="", sa_column=Column(Text, nullable=False))
    watched: bool = False  # part of a statutory notice of which no more than "sent" is known


class TemplateApproval(SQLModel, table=True):
    """A template that was laid before a platform."""

    __tablename__ = "template_approval"
    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    status: str
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=time_column())


class OptIn(SQLModel, table=True):
    """Somebody's word whether we may write to them of our own accord; the newest counts."""

    __tablename__ = "opt_in"
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    channel: str
    given: bool
    wording: str = Field(sa_column=Column(Text, nullable=False))  # what they were shown
    language: str
    at: datetime = Field(sa_column=time_column())
    request_id: int | None = Field(default=None, foreign_key="request.id")


class Lease(SQLModel, table=True):
    """Which process does what only one may do. `until` is the database's time; `term` counts the owners."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    owner: str
    term: int = 1
    until: datetime = Field(sa_column=time_column())
