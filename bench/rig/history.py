"""A database as it is after years: copies, made by the database, of two requests that went the real way.

A copy has all that the request left behind: its contact and address, the draft it came from, events with
their payloads, clocks, reminders, the answer, and the letters and messages of its time. Of a hundred one is
still open. The copies' chains do not hold; nothing here looks at them.
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from handlers import casework
from handlers.desk import Desk, open_desk
from kip.actions import Accept, Answer, Close, Decision
from kip.people import Actor, Role
from storage import contacts, content, drafts, inbox, officers, outbox, requests
from storage.migrate import upgrade
from storage.requests import Filing
from storage.store import Store
from storage.types import UtcTime

ROOT = Path(__file__).resolve().parents[2]
SECRET = b"a secret of the benchmarks, 32 bytes"
CHANNEL = "bench"
NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Jakarta"))
BEFORE = datetime(2026, 2, 2, 9, tzinfo=NOW.tzinfo)  # so long that its request is closed
AGENCY = "PUPR"
UTAMAS = 20  # officers of the PPID Utama
OPEN_OF = 100  # one of so many requests is open,
LEAST_OPEN = 600  # but so many at least: every agency then shows a whole page of them
KEPT_OF = 10  # of one in so many, letters and messages are younger than what the hourly sweep forgets
DAYS = 1800  # over which they came
FIRST = 1_000_000  # ids of copies begin after this
CLOSED, OPEN = 1, 2  # the requests that are copied


def furnish(store: Store) -> None:
    """The pack, an officer for each agency, the PPID Utama, and the two requests: 1 closed, 2 open."""
    upgrade(store)
    store.transact_sync(content.load, content.read_pack(ROOT / "content" / "kerinci"), now=NOW)
    desk = store.read_sync(open_desk, secret=SECRET)
    store.transact_sync(_seat, desk)
    for number in (CLOSED, OPEN):
        store.transact_sync(_model, desk, number)


def _seat(session: Session, desk: Desk) -> None:
    for agency in desk.agencies:
        _join(session, f"officer-{agency}", agency, Role.PELAKSANA)
    for number in range(UTAMAS):
        _join(session, f"utama{number}", desk.utama, Role.UTAMA)


def _join(session: Session, who: str, agency: str, role: Role) -> None:
    person = contacts.meet(session, channel=CHANNEL, account="1", value=who, at=NOW)
    code = officers.invite(session, agency=agency, role=role, now=NOW, hours=1)
    officers.join(session, code=code, contact=person.id, name=who, now=NOW)


def _model(session: Session, desk: Desk, number: int) -> None:
    who, filed = f"model{number}", BEFORE if number == CLOSED else NOW
    person = contacts.meet(session, channel=CHANNEL, account="1", value=who, at=NOW, name="Rina")
    draft = secrets.token_hex(4)
    kept: dict[str, Any] = {"answers": {}, "gathered": {}, "context": {}}
    drafts.save(session, id=draft, contact=person.id, form="filing", asked="review", at=NOW, **kept)
    drafts.finish(session, draft, at=NOW)
    cause = inbox.enter(session, channel=CHANNEL, account="1", key=who, at=NOW)
    filing = Filing(
        draft=draft,
        contact=person.id,
        channel=CHANNEL,
        received_at=filed,
        applicant_kind="person",
        applicant_name="Rina Marlina",
        applicant_address="Desa Siulak Gedang, Kecamatan Siulak",
        applicant_reach="chat",
        information="Daftar jalan kabupaten yang diperbaiki tahun 2025 beserta anggarannya",
        purpose="Penelitian",
        obtain="soft",
        deliver="chat",
        language="id",
    )
    citizen = Actor(role=Role.CITIZEN, id=person.id)
    casework.file_request(session, desk, filing, agency=AGENCY, by=citizen, now=filed, cause=cause)
    request = requests.get(session, number)
    assert request is not None
    officer = officers.actor(
        officers.reachable(session, role=Role.PELAKSANA, agency=AGENCY, today=NOW.date())[0]
    )
    casework.act(session, desk, request, Accept(), by=officer, now=filed)
    if number == CLOSED:
        given = Answer(decision=Decision.GIVEN, text="Daftarnya ada di bawah ini.")
        casework.act(session, desk, request, given, by=officer, now=filed)
        casework.act(session, desk, request, Close(reason="window"), by=officer, now=NOW)
    while letters := outbox.pending(session, channel=CHANNEL, now=NOW, most=1000):
        for letter in letters:
            outbox.mark_sent(session, letter.id, at=NOW, parts=1, platform_id=str(letter.id))


# -- copies ----------------------------------------------------------------------------------------

_numbers = sa.Table(
    "bench_number",
    sa.MetaData(),
    sa.Column("i", sa.Integer, primary_key=True),
    sa.Column("model", sa.Integer),
    sa.Column("code", sa.String),  # eight characters in no order, as a draft's id is
    sa.Column("agency", sa.String),
    sa.Column("day", sa.Date),
    sa.Column("moment", UtcTime()),
)
# What a copy is made from, and what is its own; everything else is as in the model. `m` is the model's row,
# `n` the copy's number.
_NEW = f"{FIRST} + n.i"
_SUBJECT = f"'r' || ({FIRST} + n.i)"
_EVENT = f"{FIRST} + n.i * 10 + m.seq"
_KEPT = f"n.i % {KEPT_OF} = 0"
_MODELS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("contact", "t.id = r.contact_id", {"id": _NEW, "created_at": "n.moment"}, ""),
    (
        "address",
        "t.contact_id = r.contact_id",
        {"id": _NEW, "contact_id": _NEW, "value": "'old' || n.i", "last_inbound_at": "n.moment"},
        "",
    ),
    ("draft", "t.id = r.draft_id", {"id": "n.code", "contact_id": _NEW}, ""),
    (
        "request",
        "t.id = r.id",
        {
            "id": _NEW,
            "number": "n.i || '/PPID/I/2021'",
            "token": "n.code || n.code || '0000'",
            "draft_id": "n.code",
            "contact_id": _NEW,
            "agency": "n.agency",
            "received_at": "n.moment",
            "processed_at": "n.moment",
            "due_on": f"CASE n.model WHEN {OPEN} THEN m.due_on ELSE n.day END",
        },
        "",
    ),
    ("event", "t.subject = 'r' || r.id", {"id": _EVENT, "subject": _SUBJECT, "at": "n.moment"}, ""),
    (
        "event_payload",
        "t.event_id IN (SELECT id FROM event WHERE subject = 'r' || r.id)",
        {"event_id": _EVENT},
        "",
    ),
    ("running_clock", "t.subject = 'r' || r.id", {"subject": _SUBJECT}, ""),
    ("timer", "t.subject = 'r' || r.id", {"subject": _SUBJECT}, ""),
    ("request_answer", "t.request_id = r.id", {"request_id": _NEW}, ""),
    (
        "outbox",
        "t.request_id = r.id",
        {"request_id": _NEW, "address_id": f"CASE m.mine WHEN 1 THEN {_NEW} ELSE m.address_id END"},
        _KEPT,
    ),
    ("inbox", "t.key = 'model' || r.id", {"key": "'old' || n.i"}, _KEPT),
)
_MORE = {  # columns of a model beside its own
    "event_payload": "(SELECT seq FROM event WHERE id = t.event_id) AS seq",
    "outbox": "CASE WHEN (SELECT contact_id FROM address WHERE id = t.address_id) = r.contact_id"
    " THEN 1 ELSE 0 END AS mine",
}
_BORN = ("running_clock", "timer", "request_answer", "outbox", "inbox")  # their ids are not asked for


def grow(url: str, stored: int) -> None:
    """Copies up to `stored` requests, while no store is open."""
    where = sa.make_url(url)
    sqlite = where.drivername == "sqlite"
    engine = sa.create_engine(where if sqlite else where.set(drivername="postgresql+psycopg"))
    if sqlite:
        sa.event.listen(engine, "connect", _in_haste)
    with engine.begin() as connection:
        _count(connection, stored - 2)
        for statement in _statements():
            connection.execute(sa.text(statement))
        _numbers.drop(connection)
        if not sqlite:
            for table in ("contact", "address", "request", "event"):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
    if not sqlite:  # PostgreSQL does so by itself, in time; SQLite never does
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")
    engine.dispose()


def _in_haste(connection: Any, _record: object) -> None:
    """The file need not outlive a crash while it is made; the next who opens it turns it to WAL again."""
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
        connection.execute(f"PRAGMA {pragma}")


def _count(connection: sa.Connection, copies: int) -> None:
    """The copies' numbers, and what is drawn for each."""
    agencies = list(connection.execute(sa.text("SELECT code FROM agency ORDER BY code")).scalars())
    every = max(2, min(OPEN_OF, copies // LEAST_OPEN))
    rows = iter(_drawn(number, agencies, every) for number in range(1, copies + 1))
    _numbers.create(connection)
    while some := list(islice(rows, 50_000)):
        connection.execute(_numbers.insert(), some)


def _drawn(i: int, agencies: Sequence[str], every: int) -> dict[str, Any]:
    """What is a copy's own; one of `every` is open."""
    moment = datetime(2021, 1, 4, 3, tzinfo=UTC) + timedelta(days=i % DAYS)
    return {
        "i": i,
        "model": CLOSED if i % every else OPEN,
        "code": f"{i * 2654435761 % 2**32:08x}",  # odd, so no two are alike
        "agency": agencies[i // every % len(agencies)],
        "day": moment.date(),
        "moment": moment,
    }


def _statements() -> Iterator[str]:
    for table, of, own, kept in _MODELS:
        more = f", {_MORE[table]}" if table in _MORE else ""
        columns = [c.name for c in SQLModel.metadata.tables[table].columns]
        columns = [c for c in columns if c != "id" or table not in _BORN]
        values = [own.get(c, f"m.{c}") for c in columns]
        yield (
            f"CREATE TABLE bench_model AS SELECT r.id AS model{more}, t.*"
            f" FROM request r JOIN {table} t ON {of} WHERE r.id IN ({CLOSED}, {OPEN})"
        )
        yield (
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM bench_number n"
            f" JOIN bench_model m ON m.model = n.model WHERE {kept or 'true'} ORDER BY n.i"
        )
        yield "DROP TABLE bench_model"
