"""The functions of a moment in one transaction of PostgreSQL: what each has of it when another goes wrong."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool
from sqlmodel import Field, Session, SQLModel

from storage.sql import select, write
from storage.store import Store, StoreUnavailable, open_store
from tests.batches import Batch

pytestmark = pytest.mark.postgres


class Slip(SQLModel, table=True):
    """Apart from the program's own tables."""

    metadata = SQLModel.metadata.__class__()
    id: int = Field(primary_key=True)


_ADD = write("INSERT INTO slip VALUES (:id)")
_IDS = select("SELECT id FROM slip ORDER BY id")
_TOUCH = write("UPDATE slip SET id = id WHERE id = :id")


@pytest.fixture
async def slips(postgres_url: str) -> AsyncIterator[Store]:
    """One writer, so that what waits for it is one batch."""
    store = open_store(postgres_url, writers=1)
    await store.transact(lambda session: session.execute(text("CREATE TABLE slip (id INTEGER PRIMARY KEY)")))
    yield store
    await store.aclose()


def add(session: Session, number: int) -> int:
    session.execute(_ADD, {"id": number})
    return number


def ids(session: Session) -> list[int]:
    return [row.id for row in session.execute(_IDS)]


class Counted:
    """Notes each run of `add`, and does what is given for one of the numbers after it."""

    def __init__(self, at: int, then: Callable[[Session], object]) -> None:
        self.runs: list[int] = []
        self._at = at
        self._then = then

    def __call__(self, session: Session, number: int) -> int:
        self.runs.append(number)
        add(session, number)
        if number == self._at:
            self._then(session)
        return number


async def together(store: Store, fn: Callable[[Session, int], object], many: int = 6) -> list[object]:
    """What comes of `fn(session, 0)`, `fn(session, 1)`, ... that wait for one writer."""
    async with Batch(store):
        asked = [asyncio.create_task(store.transact(fn, n)) for n in range(many)]
    return await asyncio.gather(*asked, return_exceptions=True)


async def test_functions_that_wait_together_are_committed_together(slips: Store) -> None:
    async with Batch(slips) as batch:
        asked = [asyncio.create_task(slips.transact(add, n)) for n in range(20)]

    assert await asyncio.gather(*asked) == list(range(20))
    assert batch.commits == 1
    assert await slips.read(ids) == list(range(20))


async def test_a_function_that_fails_leaves_nothing_and_the_others_are_kept(slips: Store) -> None:
    def fail(_session: Session) -> None:
        raise LookupError

    counted = Counted(3, fail)

    outcomes = await together(slips, counted)

    assert [type(outcome) for outcome in outcomes] == [int, int, int, LookupError, int, int]
    assert await slips.read(ids) == [0, 1, 2, 4, 5]
    assert counted.runs == list(range(6))


async def test_a_function_that_hides_a_database_error_is_refused_and_the_others_are_kept(
    slips: Store,
) -> None:
    def hide(session: Session) -> None:
        try:
            add(session, 0)
        except IntegrityError:
            return

    outcomes = await together(slips, Counted(3, hide))

    assert "caught a database error" in str(outcomes[3])
    assert await slips.read(ids) == [0, 1, 2, 4, 5]


async def test_objects_stay_with_the_function_that_made_them(slips: Store) -> None:
    seen: list[int] = []

    def make(session: Session, number: int) -> None:
        seen.append(len(session.identity_map) + len(session.new))
        session.add(Slip(id=number))
        if number == 1:
            raise LookupError
        if number == 2:
            with session.begin_nested():
                add(session, 12)

    outcomes = await together(slips, make, many=4)

    assert [type(outcome) for outcome in outcomes] == [type(None), LookupError, type(None), type(None)]
    assert seen == [0, 0, 0, 0]
    assert await slips.read(ids) == [0, 2, 3, 12]


async def test_objects_that_cannot_be_written_fail_their_own_function_only(slips: Store) -> None:
    def make(session: Session, number: int) -> None:
        session.add(Slip(id=number % 4))

    outcomes = await together(slips, make)

    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, IntegrityError)] == [4, 5]
    assert await slips.read(ids) == [0, 1, 2, 3]


async def test_of_one_queue_each_sees_what_was_written_before_it(slips: Store) -> None:
    def look(session: Session, number: int) -> list[int]:
        add(session, number)
        return ids(session)

    async with Batch(slips):
        asked = [asyncio.create_task(slips.transact(look, n, queue="contact 1")) for n in range(3)]

    assert await asyncio.gather(*asked) == [[0], [0, 1], [0, 1, 2]]


async def test_who_went_away_before_its_turn_in_a_batch_does_not_run(slips: Store) -> None:
    running, go_on = threading.Event(), threading.Event()

    def wait(session: Session) -> None:
        running.set()
        go_on.wait(10)

    counted = Counted(0, wait)
    async with Batch(slips):
        asked = [asyncio.create_task(slips.transact(counted, n)) for n in range(4)]
    await asyncio.to_thread(running.wait, 10)
    asked[2].cancel()
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(*asked, return_exceptions=True)

    assert counted.runs == await slips.read(ids) == [0, 1, 3]


async def test_who_waits_for_anothers_lock_does_not_keep_its_neighbours_waiting(slips: Store) -> None:
    await slips.transact(add, 100)

    def touch(session: Session) -> None:
        session.execute(_TOUCH, {"id": 100})

    counted = Counted(2, touch)
    with another(slips) as other:
        other.execute(_TOUCH, {"id": 100})
        async with Batch(slips):
            asked = [asyncio.create_task(slips.transact(counted, n)) for n in range(4)]
        assert await asyncio.gather(*asked[:2]) == [0, 1]
        other.rollback()
        assert await asyncio.gather(*asked[2:]) == [2, 3]

    assert counted.runs == [0, 1, 2, 2, 3]


async def test_batches_of_two_processes_that_block_each_other_both_get_through(
    slips: Store, postgres_url: str
) -> None:
    both_hold = threading.Barrier(2, timeout=10)
    runs: list[int] = []

    def touch(session: Session, id: int) -> None:
        session.execute(_TOUCH, {"id": id})

    def hold(session: Session, id: int) -> None:
        touch(session, id)
        runs.append(id)
        if runs.count(id) == 1:
            both_hold.wait()

    await slips.transact(lambda session: [add(session, 1), add(session, 2)])
    with closing(open_store(postgres_url, writers=1)) as other:
        async with Batch(slips), Batch(other):
            asked = [
                asyncio.create_task(store.transact(fn, id))
                for store, first, second in ((slips, 1, 2), (other, 2, 1))
                for fn, id in ((hold, first), (touch, second))
            ]
        await asyncio.gather(*asked)

    assert sorted(runs) == [1, 2]  # who had a lock kept it: only the waiting was done again


async def test_functions_of_two_processes_that_block_each_other_both_get_through(
    slips: Store, postgres_url: str
) -> None:
    both_hold = threading.Barrier(2, timeout=10)
    runs: list[int] = []

    def lock_in_order(session: Session, first: int, second: int) -> int:
        runs.append(first)
        session.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
        session.execute(_TOUCH, {"id": first})
        if runs.count(first) == 1:
            both_hold.wait()
        session.execute(_TOUCH, {"id": second})
        return first

    await slips.transact(lambda session: [add(session, 1), add(session, 2)])
    with closing(open_store(postgres_url, writers=1)) as other:
        outcomes = await asyncio.gather(
            slips.transact(lock_in_order, 1, 2), other.transact(lock_in_order, 2, 1)
        )

    assert outcomes == [1, 2]
    assert len(runs) > 2


@pytest.mark.parametrize(
    "trouble",
    [
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$",
    ],
    ids=["the connection breaks", "a collision"],
)
async def test_what_was_lost_in_a_batch_is_done_again_and_nothing_twice(slips: Store, trouble: str) -> None:
    had: list[str] = []

    def once(session: Session) -> None:
        if not had:
            had.append(trouble)
            session.execute(text(trouble))

    counted = Counted(3, once)

    assert await together(slips, counted) == list(range(6))
    assert await slips.read(ids) == list(range(6))
    assert counted.runs.count(3) == 2


async def test_a_connection_that_dies_while_a_function_fails_takes_nobody_with_it(slips: Store) -> None:
    def die(session: Session) -> None:
        pid = session.execute(text("SELECT pg_backend_pid()")).scalar()
        with another(slips) as other:
            other.execute(text(f"SELECT pg_terminate_backend({pid}, 1000)"))
        raise LookupError

    counted = Counted(3, die)

    outcomes = await together(slips, counted)

    assert [type(outcome) for outcome in outcomes] == [int, int, int, LookupError, int, int]
    assert counted.runs.count(3) == 2
    assert await slips.read(ids) == [0, 1, 2, 4, 5]


async def test_a_connection_that_has_forgotten_what_was_prepared_is_given_up_unseen(slips: Store) -> None:
    await slips.transact(add, 100)
    await slips.transact(lambda session: session.execute(text("DEALLOCATE ALL")))

    assert await together(slips, add) == list(range(6))
    assert await slips.read(ids) == [*range(6), 100]


async def test_a_commit_that_breaks_leaves_all_of_a_batch_in_doubt_and_none_is_run_again(
    slips: Store,
) -> None:
    def commit_breaks(session: Session) -> None:
        session.execute(
            text(
                "CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"
            )
        )
        session.execute(
            text(
                "CREATE CONSTRAINT TRIGGER break AFTER INSERT ON slip"
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION break()"
            )
        )

    await slips.transact(commit_breaks)
    counted = Counted(0, lambda session: None)

    outcomes = await together(slips, counted)

    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 6
    assert "while committing" in str(outcomes[0])
    assert counted.runs == list(range(6))


async def test_a_rule_that_is_looked_at_only_in_the_commit_fails_who_broke_it(slips: Store) -> None:
    def reply(session: Session) -> None:
        session.execute(text("INSERT INTO reply VALUES (99)"))

    reference = "REFERENCES slip DEFERRABLE INITIALLY DEFERRED"
    await slips.transact(
        lambda session: session.execute(text(f"CREATE TABLE reply (slip INTEGER {reference})"))
    )

    outcomes = await together(slips, Counted(3, reply))

    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, IntegrityError)] == [3]
    assert await slips.read(ids) == [0, 1, 2, 4, 5]


async def test_a_function_that_calls_the_store_is_told_and_does_not_wait_for_ever(slips: Store) -> None:
    with pytest.raises(RuntimeError, match="called the store"):
        await slips.transact(lambda _session: slips.transact_sync(add, 1))


def another(store: Store) -> Connection:
    """A connection that is no store's."""
    return create_engine(store.engine.url, poolclass=NullPool).connect()
