"""Requests and objections, as their registers want them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, Text, text
from sqlmodel import Field, SQLModel

from kip.case import Status
from storage.tables.columns import time_column
from storage.types import Json


class Counter(SQLModel, table=True):
    """The next registration number of a body and year; the last lock of a filing's transaction."""

    __tablename__ = "counter"
    body: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    next: int


_OPEN = text(f"status IN ({', '.join(repr(s.value) for s in Status if s.open)})")


class Request(SQLModel, table=True):
    """A permohonan and its applicant, as the register wants it."""

    __tablename__ = "request"
    __table_args__ = (
        Index("request_queue", "agency", "status", "due_on"),
        # Of the whole body, whatever has been closed in its years; with all that a count asks for.
        Index("request_open", "due_on", "id", "agency", "status", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    token: str = Field(unique=True)  # 80 random bits on the receipt
    draft_id: str = Field(unique=True)  # one draft can only become one request
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    channel: str  # telegram, web, console, or walk-in, phone, letter, email
    agency: str = Field(foreign_key="agency.code")
    status: str
    version: int = 1
    forwards: int = 0
    received_at: datetime = Field(sa_column=time_column())
    processed_at: datetime = Field(sa_column=time_column())
    due_on: date | None = None
    waiting_for: int | None = None  # the year whose calendar is not known yet
    extended: bool = False
    completion_due_on: date | None = None
    answered_on: date | None = None
    applicant_kind: str
    applicant_name: str
    applicant_address: str = Field(sa_column=Column(Text, nullable=False))
    applicant_reach: str  # phone or e-mail the person gave
    information: str = Field(sa_column=Column(Text, nullable=False))
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    obtain: str  # how to obtain: see, copy-soft, copy-hard
    deliver: str  # how to receive: chat, email, pickup, post
    language: str = "id"
    recorded_by: int | None = None  # the officer who filed it for someone (UU Ps 22(3))


class RequestFile(SQLModel, table=True):
    """A file that belongs to a request: sent by the applicant, or part of the answer."""

    __tablename__ = "request_file"
    request_id: int = Field(foreign_key="request.id", primary_key=True)
    file_id: int = Field(foreign_key="stored_file.id", primary_key=True)
    role: str  # question, answer


class RequestAnswer(SQLModel, table=True):
    """A proposed or given answer (UU 14/2008 Ps 22(7))."""

    __tablename__ = "request_answer"
    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    state: str  # proposed, returned, given
    answer: Any = Field(sa_column=Column(Json(), nullable=False))
    files: Any = Field(sa_column=Column(Json(), nullable=False))
    by_officer: int
    at: datetime = Field(sa_column=time_column())  # of its present state


class MaterialAsk(SQLModel, table=True):
    """What one agency asks of another for a request; owner and clock stay as they are."""

    __tablename__ = "material_ask"
    __table_args__ = (
        Index(
            "material_ask_open",
            "due_on",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    agency: str = Field(foreign_key="agency.code", index=True)  # who is asked
    text: str = Field(sa_column=Column(Text, nullable=False))
    due_on: date | None = None
    asked_at: datetime = Field(sa_column=time_column())
    answered_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    reply: str = Field(default="", sa_column=Column(Text, nullable=False))
    files: Any = Field(default_factory=list, sa_column=Column(Json(), nullable=False))


class Objection(SQLModel, table=True):
    """A keberatan (UU 14/2008 Ps 35-37), as its register wants it."""

    __tablename__ = "objection"
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    token: str = Field(unique=True)
    draft_id: str = Field(unique=True)
    request_id: int | None = Field(default=None, foreign_key="request.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    channel: str
    agency: str = Field(foreign_key="agency.code")
    status: str = Field(index=True)
    version: int = 1
    received_at: datetime = Field(sa_column=time_column())
    due_on: date | None = None
    waiting_for: int | None = None
    dispute_until: date | None = None
    late: bool = False
    grounds: str  # letters of Ps 35(1)
    position: str = Field(sa_column=Column(Text, nullable=False))  # kasus posisi
    purpose: str = Field(default="", sa_column=Column(Text, nullable=False))
    files: Any = Field(default_factory=list, sa_column=Column(Json(), nullable=False))  # ids of stored_file
    applicant_name: str
    applicant_address: str = Field(sa_column=Column(Text, nullable=False))
    applicant_reach: str
    ruling: str = ""
    response: str = Field(default="", sa_column=Column(Text, nullable=False))
    response_files: Any = Field(default_factory=list, sa_column=Column(Json(), nullable=False))
    responded_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    responded_by: int | None = None
