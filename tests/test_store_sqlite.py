"""One writer, many functions, one commit: and what becomes of them when the commit is not to be had."""

import asyncio
import resource
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from storage.store import Store, StoreFull, StoreUnavailable, open_store
from tests.batches import Batch


@pytest.fixture
async def notes(sqlite_url: str) -> AsyncIterator[Store]:
    store = open_store(sqlite_url, busy_timeout=0.1)
    await store.transact(
        lambda session: session.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, body)"))
    )
    yield store
    await store.aclose()


def add(session: Session, number: int, size: int = 0) -> int:
    session.execute(text("INSERT INTO note VALUES (:id, zeroblob(:size))"), {"id": number, "size": size})
    return number


def numbers(session: Session) -> list[int]:
    return list(session.execute(text("SELECT id FROM note ORDER BY id")).scalars())


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """A disk that is full, for as long as the block runs, to whoever wants to write beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_functions_that_wait_together_are_committed_together(notes: Store) -> None:
    async with Batch(notes) as batch:
        asked = [asyncio.create_task(notes.transact(add, n)) for n in range(100)]

    assert await asyncio.gather(*asked) == list(range(100))
    assert batch.commits == 1


async def test_a_function_that_fails_within_a_batch_leaves_nothing(notes: Store) -> None:
    def fail(session: Session, number: int) -> None:
        add(session, number)
        raise LookupError

    async with Batch(notes) as batch:
        asked = [asyncio.create_task(notes.transact(fail if n == 3 else add, n)) for n in range(8)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [int, int, int, LookupError, int, int, int, int]
    assert await notes.read(numbers) == [0, 1, 2, 4, 5, 6, 7]
    assert batch.commits == 1


async def test_the_disk_is_full_at_function_three_of_eight(notes: Store) -> None:
    big = 4_000_000  # more than the page cache: it has to be written before the commit
    with files_no_longer_than(1_000_000):
        async with Batch(notes):
            asked = [asyncio.create_task(notes.transact(add, n, big if n == 3 else 10)) for n in range(8)]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)

    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, StoreUnavailable)] == [3]
    assert await notes.read(numbers) == [0, 1, 2, 4, 5, 6, 7]

    assert await notes.transact(add, 3, big) == 3  # there is room again
    assert await notes.read(numbers) == list(range(8))
    assert await notes.read(lambda session: session.scalar(text("PRAGMA integrity_check"))) == "ok"


async def test_the_disk_is_full_at_the_commit(notes: Store) -> None:
    with files_no_longer_than(200_000):
        async with Batch(notes):
            asked = [asyncio.create_task(notes.transact(add, n, 40_000)) for n in range(8)]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)
    kept = [n for n, outcome in enumerate(outcomes) if outcome == n]
    lost = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, StoreUnavailable)]

    assert kept and lost and sorted(kept + lost) == list(range(8))
    assert await notes.read(numbers) == kept

    for number in lost:
        await notes.transact(add, number, 40_000)
    assert await notes.read(numbers) == list(range(8))


async def test_a_batch_that_was_lost_is_run_again_once_there_is_room(notes: Store) -> None:
    runs: list[int] = []

    def limit_pages(session: Session) -> None:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(
            text(f"PRAGMA max_page_count = {pages + 2}")
        )  # of this connection, until it is dropped

    def counted(session: Session, number: int) -> int:
        runs.append(number)
        return add(session, number, 50_000 if number == 3 else 10)

    await notes.transact(limit_pages)
    async with Batch(notes):
        asked = [asyncio.create_task(notes.transact(counted, n)) for n in range(8)]

    assert await asyncio.gather(*asked) == list(range(8))
    assert runs == [0, 1, 2, 3, *range(8)]
    assert await notes.read(numbers) == list(range(8))


async def test_no_room_is_told_apart_from_other_trouble(notes: Store) -> None:
    def in_three_pages(session: Session) -> None:
        pages = session.scalar(text("PRAGMA page_count"))
        session.execute(text(f"PRAGMA max_page_count = {pages + 3}"))
        add(session, 1, 50_000)

    with pytest.raises(StoreFull):
        await notes.transact(in_three_pages)

    assert await notes.read(numbers) == []


async def test_a_function_that_hides_a_full_disk_keeps_nothing_by_halves(notes: Store) -> None:
    def hide(session: Session) -> None:
        add(session, 1)
        try:
            add(session, 2, 4_000_000)
        except Exception:  # noqa: BLE001  # the mistake this test is about
            add(session, 3)

    with files_no_longer_than(1_000_000), pytest.raises(StoreUnavailable):
        await notes.transact(hide)

    assert await notes.read(numbers) == []


LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


async def test_another_process_that_keeps_the_lock_makes_the_store_unavailable_until_it_goes(
    notes: Store,
) -> None:
    command = [sys.executable, "-c", LOCKER, str(notes.engine.url.database)]
    locker = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    assert locker.stdout and await locker.stdout.readline() == b"locked\n"

    outcomes = await asyncio.gather(*(notes.transact(add, n) for n in range(3)), return_exceptions=True)
    reading = await notes.read(numbers)
    await locker.communicate(b"")  # it ends with its input

    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 3
    assert "locked" in str(outcomes[0])
    assert reading == []
    assert await notes.transact(add, 1) == 1


async def test_a_database_that_cannot_be_opened_makes_the_store_unavailable(tmp_path: Path) -> None:
    (tmp_path / "ppid.db").mkdir()
    store = open_store(f"sqlite:///{tmp_path}/ppid.db")

    with pytest.raises(StoreUnavailable):
        await store.transact(numbers)
    with pytest.raises(StoreUnavailable):
        await store.read(numbers)
    await store.aclose()


async def test_a_rule_that_is_looked_at_only_in_the_commit_fails_who_broke_it(notes: Store) -> None:
    def create(session: Session) -> None:
        reference = "REFERENCES note DEFERRABLE INITIALLY DEFERRED"
        session.execute(text(f"CREATE TABLE reply (note INTEGER {reference})"))

    def reply(session: Session, number: int) -> None:
        add(session, number)
        session.execute(text("INSERT INTO reply VALUES (:note)"), {"note": 99 if number == 3 else number})

    await notes.transact(create)
    async with Batch(notes):
        asked = [asyncio.create_task(notes.transact(reply, n)) for n in range(8)]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)

    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, IntegrityError)] == [3]
    assert await notes.read(numbers) == [0, 1, 2, 4, 5, 6, 7]


async def test_a_function_that_calls_the_store_is_told_and_does_not_wait_for_ever(notes: Store) -> None:
    with pytest.raises(RuntimeError, match="called the store"):
        await notes.transact(lambda _session: notes.transact_sync(add, 1))


async def test_the_database_is_durable_checked_and_forgets_what_is_deleted(notes: Store) -> None:
    def settings(session: Session) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        return [session.scalar(text(f"PRAGMA {name}")) for name in names]

    assert await notes.transact(settings) == ["wal", 2, 1, 1, 100]
    with notes.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == 2


async def test_a_migration_that_fails_leaves_no_table(notes: Store) -> None:
    def migrate() -> None:
        with notes.engine.begin() as connection:
            connection.execute(text("CREATE TABLE half (id INTEGER)"))
            raise LookupError

    with pytest.raises(LookupError):
        migrate()

    with sqlite3.connect(str(notes.engine.url.database)) as other:
        assert other.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    other.close()
