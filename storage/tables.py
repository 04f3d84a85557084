"""Every table. Personal data stands in few of them: `contact`, `address`, `request`, `event_payload`,
`draft`, `inbox`, `outbox`, `task`, `stored_file`. Times are UTC; dates are dates of the body's zone.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.types import Json, UtcTime


def _time(nullable: bool = False) -> Any:
    return Column(UtcTime(), nullable=nullable)


_BIG = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER counts by itself there


def _big(**options: Any) -> Any:
    return Column(_BIG, **options)


class Content(SQLModel, table=True):
    """A loaded part of the content pack: `body` or `calendar`, as parsed, with the pack's hash."""

    __tablename__ = "content"
    key: str = Field(primary_key=True)
    value: Any = Field(sa_column=Column(Json(), nullable=False))
    digest: str
    loaded_at: datetime = Field(sa_column=_time())


class Agency(SQLModel, table=True):
    """An OPD of the body, or a body outside it (`external`)."""

    __tablename__ = "agency"
    code: str = Field(primary_key=True)
    name: str
    short: str
    kind: str
    tasks: str = Field(sa_column=Column(Text, nullable=False))
    keywords: Any = Field(sa_column=Column(Json(), nullable=False))
    utama: bool = False
    external: bool = False
    active: bool = True
    position: int = 0


class Contact(SQLModel, table=True):
    """A person we talk with, by however many addresses."""

    __tablename__ = "contact"
    id: int | None = Field(default=None, primary_key=True)
    language: str = "id"
    language_chosen: bool = False
    created_at: datetime = Field(sa_column=_time())
    menu: Any = Field(default=None, sa_column=Column(Json(), nullable=True))  # last options shown
    draft_id: str | None = None  # the conversation under way


class Address(SQLModel, table=True):
    """Where a contact can be written to: one chat of one channel."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("channel", "account", "value"),)
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    channel: str
    account: str
    value: str
    name: str = ""
    username: str = ""
    reachable: bool = True
    last_inbound_at: datetime | None = Field(default=None, sa_column=_time(nullable=True))


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
    updated_at: datetime = Field(sa_column=_time())


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
    id: int | None = Field(default=None, sa_column=_big(primary_key=True, autoincrement=True))
    channel: str
    account: str
    key: str
    state: str = "done"  # done, failed
    raw: bytes | None = None
    error: str = Field(default="", sa_column=Column(Text, nullable=False))
    received_at: datetime = Field(sa_column=_time())


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
    )
    id: int | None = Field(default=None, sa_column=_big(primary_key=True, autoincrement=True))
    address_id: int = Field(foreign_key="address.id")
    channel: str
    payload: Any = Field(sa_column=Column(Json(), nullable=False))
    priority: int = 0  # 0 replies, 1 notices, 2 digests
    request_id: int | None = Field(default=None, foreign_key="request.id")
    objection_id: int | None = Field(default=None, foreign_key="objection.id")
    notice: str = ""  # the notice's kind; a statutory one becomes a task when it cannot be delivered
    guard: str = ""  # send only while the objection, else the request, has one of these statuses
    cause: int | None = Field(default=None, sa_column=_big(nullable=True))  # inbox id
    state: str = "pending"  # pending, sent, dead, void
    parts_sent: int = 0
    attempts: int = 0
    next_at: datetime = Field(sa_column=_time())
    created_at: datetime = Field(sa_column=_time())
    sent_at: datetime | None = Field(default=None, sa_column=_time(nullable=True))
    platform_id: str = ""
    error: str = Field(default="", sa_column=Column(Text, nullable=False))


class Counter(SQLModel, table=True):
    """The next registration number of a body and year; the last lock of a filing's transaction."""

    __tablename__ = "counter"
    body: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    next: int


class Request(SQLModel, table=True):
    """A permohonan and its applicant, as the register wants it."""

    __tablename__ = "request"
    __table_args__ = (Index("request_queue", "agency", "status", "due_on"),)
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
    received_at: datetime = Field(sa_column=_time())
    processed_at: datetime = Field(sa_column=_time())
    due_on: date | None = Field(default=None, index=True)
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
    at: datetime = Field(sa_column=_time())  # of its present state


class Event(SQLModel, table=True):
    """Append-only history, one chain a subject ("r12" a request, "k3" an objection); no personal data."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("subject", "seq"), CheckConstraint("seq >= 1"))
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    seq: int
    kind: str
    at: datetime = Field(sa_column=_time())
    role: str
    officer_id: int | None = None
    payload_hash: str  # keyed hash of event_payload.data
    previous: str
    hash: str
    cause: int | None = Field(default=None, sa_column=_big(nullable=True))


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


class MaterialAsk(SQLModel, table=True):
    """What one agency asks of another for a request; owner and clock stay as they are."""

    __tablename__ = "material_ask"
    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    agency: str = Field(foreign_key="agency.code", index=True)  # who is asked
    text: str = Field(sa_column=Column(Text, nullable=False))
    due_on: date | None = None
    asked_at: datetime = Field(sa_column=_time())
    answered_at: datetime | None = Field(default=None, sa_column=_time(nullable=True))
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
    received_at: datetime = Field(sa_column=_time())
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
    responded_at: datetime | None = Field(default=None, sa_column=_time(nullable=True))
    responded_by: int | None = None


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
    id: int | None = Field(default=None, sa_column=_big(primary_key=True, autoincrement=True))
    subject: str
    kind: str
    due_at: datetime = Field(sa_column=_time())
    fired_at: datetime | None = Field(default=None, sa_column=_time(nullable=True))
    void_at: datetime | None = Field(default=None, sa_column=_time(nullable=True))


class CalendarChange(SQLModel, table=True):
    """A day added to the calendar, or struck from it, after the content pack was loaded."""

    __tablename__ = "calendar_change"
    day: date = Field(primary_key=True)
    kind: str  # add, strike
    name: str = ""
    source: str
    at: datetime = Field(sa_column=_time())


class Officer(SQLModel, table=True):
    """A contact who acts for an agency."""

    __tablename__ = "officer"
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    agency: str = Field(foreign_key="agency.code", index=True)
    role: str
    name: str = ""
    away_until: date | None = None
    deputy_id: int | None = Field(default=None, foreign_key="officer.id")
    joined_at: datetime = Field(sa_column=_time())
    revoked_at: datetime | None = Field(default=None, sa_column=_time(nullable=True))


class Invitation(SQLModel, table=True):
    """A one-time code; only its hash is kept."""

    __tablename__ = "invitation"
    code_hash: str = Field(primary_key=True)
    agency: str = Field(foreign_key="agency.code")
    role: str
    created_at: datetime = Field(sa_column=_time())
    expires_at: datetime = Field(sa_column=_time())
    used_at: datetime | None = Field(default=None, sa_column=_time(nullable=True))
    used_by: int | None = Field(default=None, foreign_key="officer.id")


class Task(SQLModel, table=True):
    """Something a person has to do outside the request's own steps."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("kind", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str  # talk, deliver, dead-letter, failed-message
    key: str  # what makes it one: the same kind and key is the same task
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    request_id: int | None = Field(default=None, foreign_key="request.id")
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=_time())
    done_at: datetime | None = Field(default=None, sa_column=_time(nullable=True))
    done_by: int | None = None


class StoredFile(SQLModel, table=True):
    """A file: where it lies with the platform, and with us once it has been fetched."""

    __tablename__ = "stored_file"
    __table_args__ = (
        Index(
            "stored_file_remote",
            "id",
            sqlite_where=text("state = 'remote'"),
            postgresql_where=text("state = 'remote'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    channel: str = ""
    account: str = ""
    ref: str = Field(default="", sa_column=Column(Text, nullable=False))  # the platform's own id
    name: str
    mime: str = ""
    size: int = Field(default=0, sa_column=_big(nullable=False))
    sha256: str = ""  # names the bytes under DATA_DIR/files
    state: str = "remote"  # remote, kept, lost
    created_at: datetime = Field(sa_column=_time())
