"""What both stores promise."""

import asyncio
import threading
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path

import pytest
from sqlalchemy import TextClause, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Session

from storage.sql import write
from storage.store import Store, StoreUnavailable, announce, open_store
from tests.forks import Script

CAUSE: ContextVar[str] = ContextVar("cause", default="none")


class Base(DeclarativeBase):
    """Apart from the program's own tables."""


class Note(Base):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]


@pytest.fixture
def notes(store: Store) -> Store:
    Base.metadata.create_all(store.engine)
    return store


_ADD = "INSERT INTO note (id, body) VALUES (:id, '')"
WAYS = [text(_ADD), write(_ADD)]


def add(session: Session, number: int, body: str = "") -> int:
    session.execute(text("INSERT INTO note (id, body) VALUES (:id, :body)"), {"id": number, "body": body})
    return number


def numbers(session: Session) -> list[int]:
    return list(session.execute(text("SELECT id FROM note ORDER BY id")).scalars())


async def test_a_result_comes_only_after_the_commit(notes: Store) -> None:
    other = create_engine(notes.engine.url)

    for number in range(20):
        assert await notes.transact(add, number) == number
        with other.connect() as connection:
            assert connection.scalar(text("SELECT max(id) FROM note")) == number
    other.dispose()


async def test_what_a_function_raises_comes_out_and_nothing_of_it_is_kept(notes: Store) -> None:
    def add_and_fail(session: Session) -> None:
        add(session, 1)
        raise LookupError("no such agency")

    with pytest.raises(LookupError, match="no such agency"):
        await notes.transact(add_and_fail)

    assert await notes.read(numbers) == []


async def test_a_failing_function_leaves_its_neighbours_alone(notes: Store) -> None:
    def maybe(session: Session, number: int) -> None:
        add(session, number)
        if number % 3 == 0:
            raise ValueError(number)

    outcomes = await asyncio.gather(*(notes.transact(maybe, n) for n in range(30)), return_exceptions=True)

    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, ValueError)] == list(
        range(0, 30, 3)
    )
    assert await notes.read(numbers) == [n for n in range(30) if n % 3]


async def test_a_broken_rule_of_the_database_is_the_callers_error(notes: Store) -> None:
    await notes.transact(add, 1)

    with pytest.raises(IntegrityError):
        await notes.transact(add, 1)


async def test_a_statement_that_is_wrong_is_not_taken_for_a_database_that_is_away(notes: Store) -> None:
    with pytest.raises(DBAPIError, match="nowhere"):
        await notes.transact(lambda session: session.execute(text("SELECT 1 FROM nowhere")))


async def test_objects_are_written_when_the_function_returns_and_stay_readable(notes: Store) -> None:
    def create(session: Session) -> Note:
        note = Note(id=7, body="halo")
        session.add(note)
        return note

    note = await notes.transact(create)

    assert (note.id, note.body) == (7, "halo")
    assert await notes.read(numbers) == [7]


async def test_objects_that_cannot_be_written_fail_their_own_function_only(notes: Store) -> None:
    def create(session: Session, number: int) -> None:
        session.add(Note(id=number, body="x"))

    outcomes = await asyncio.gather(
        *(notes.transact(create, n) for n in (1, 2, 2, 3)), return_exceptions=True
    )

    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1
    assert await notes.read(numbers) == [1, 2, 3]


async def test_objects_and_hand_written_statements_see_each_other(notes: Store) -> None:
    def mixed(session: Session) -> list[int]:
        add(session, 1)
        session.add(Note(id=2, body=""))
        add(session, 3)
        return numbers(session)

    assert await notes.transact(mixed) == [1, 2, 3]


@pytest.mark.parametrize("statement", WAYS, ids=["sqlalchemy", "driver"])
async def test_a_part_may_be_tried_and_given_up(notes: Store, statement: TextClause) -> None:
    def try_part(session: Session) -> None:
        session.execute(statement, {"id": 1})
        try:
            with session.begin_nested():
                session.execute(statement, {"id": 2})
                session.execute(statement, {"id": 1})
        except IntegrityError:
            session.execute(statement, {"id": 3})

    await notes.transact(try_part)

    assert await notes.read(numbers) == [1, 3]


@pytest.mark.parametrize("ending", ["commit", "rollback", "begin"])
async def test_a_function_may_not_end_its_transaction(notes: Store, ending: str) -> None:
    def end(session: Session) -> None:
        add(session, 1)
        getattr(session, ending)()

    with pytest.raises(RuntimeError, match=rf"session\.{ending}\(\) inside a store function"):
        await notes.transact(end)

    assert await notes.read(numbers) == []


async def test_context_variables_arrive_in_the_function_and_do_not_come_back(notes: Store) -> None:
    def cause(_session: Session) -> str:
        found = CAUSE.get()
        CAUSE.set("changed inside")
        return found

    CAUSE.set("inbox 42")

    assert await notes.transact(cause) == "inbox 42"
    assert await notes.read(cause) == "inbox 42"
    assert CAUSE.get() == "inbox 42"


async def test_stop_iteration_does_not_leave_the_caller_waiting(notes: Store) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await notes.transact(lambda _session: next(iter([])))


async def test_a_read_does_not_wait_for_a_transaction_that_takes_its_time(notes: Store) -> None:
    go_on = threading.Event()

    def slow(session: Session) -> None:
        add(session, 1)
        go_on.wait(10)

    writing = asyncio.create_task(notes.transact(slow))
    await asyncio.sleep(0.05)
    seen = await asyncio.wait_for(notes.read(numbers), 2)
    go_on.set()
    await writing

    assert seen == []
    assert await notes.read(numbers) == [1]


async def test_a_read_sees_one_moment_throughout(notes: Store) -> None:
    first, second = threading.Event(), threading.Event()

    def look_twice(session: Session) -> tuple[list[int], list[int]]:
        before = numbers(session)
        first.set()
        second.wait(10)
        return before, numbers(session)

    reading = asyncio.create_task(notes.read(look_twice))
    await asyncio.to_thread(first.wait, 10)
    await notes.transact(add, 1)
    second.set()

    assert await reading == ([], [])


async def test_a_read_cannot_write(notes: Store) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await notes.read(add, 1)

    assert await notes.transact(numbers) == []


async def test_a_commit_wakes_the_listener_in_its_own_loop_and_a_failure_does_not(notes: Store) -> None:
    woken = asyncio.Event()
    threads: list[threading.Thread] = []
    notes.on_commit(woken.set)
    notes.on_commit(lambda: threads.append(threading.current_thread()))

    with pytest.raises(IntegrityError):
        await notes.transact(lambda session: [add(session, 1), add(session, 1)])
    assert not woken.is_set()

    await notes.transact(add, 1)
    await asyncio.wait_for(woken.wait(), 2)
    assert threads == [threading.current_thread()]


async def test_whoever_waits_for_something_is_woken_by_the_commits_that_announce_it(notes: Store) -> None:
    woken: list[int] = []
    notes.on_commit(lambda: woken.append(len(woken)), of="letters")

    def announced(session: Session, n: int, *, failing: bool = False) -> None:
        announce(session, "letters")
        add(session, n)
        if failing:
            raise ZeroDivisionError

    await notes.transact(add, 1)
    with pytest.raises(ZeroDivisionError):
        await notes.transact(announced, 2, failing=True)
    assert not woken

    await notes.transact(announced, 3)
    assert woken == [0]
    await asyncio.gather(notes.transact(add, 4), notes.transact(announced, 5))
    assert len(woken) == 2


async def test_a_listener_given_before_the_loop_ran_is_still_called_within_it(notes: Store) -> None:
    threads: list[threading.Thread] = []
    await asyncio.to_thread(notes.on_commit, lambda: threads.append(threading.current_thread()))

    await notes.transact(add, 1)

    assert threads == [threading.current_thread()]


async def test_a_listener_that_fails_keeps_nobody_from_their_results(
    notes: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    notes.on_commit(broken)

    assert [await notes.transact(add, n) for n in (1, 2)] == [1, 2]
    assert "a listener of the store failed" in caplog.text


def test_without_an_event_loop_everything_works_as_well(database_url: str) -> None:
    store = open_store(database_url)
    woken = threading.Event()
    store.on_commit(woken.set)
    Base.metadata.create_all(store.engine)

    assert store.transact_sync(add, 1, body="x") == 1
    assert store.transact_sync(add, 2, queue="contact 1") == 2
    assert store.read_sync(numbers) == [1, 2]
    assert woken.wait(2)
    with pytest.raises(IntegrityError):
        store.transact_sync(add, 1)
    store.close()


async def test_a_caller_who_went_away_disturbs_nobody(notes: Store) -> None:
    go_on = threading.Event()
    holding = asyncio.create_task(notes.transact(lambda _session: go_on.wait(10), queue="one"))
    await asyncio.sleep(0.05)
    waiting = [asyncio.create_task(notes.transact(add, n, queue="one")) for n in range(4)]
    await asyncio.sleep(0)

    waiting[1].cancel()
    go_on.set()
    await asyncio.gather(holding, *waiting, return_exceptions=True)

    assert await notes.transact(numbers) == [0, 2, 3]


async def test_a_caller_who_goes_away_during_the_transaction_does_not_undo_it(notes: Store) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        started.set()
        go_on.wait(10)
        add(session, 1)

    task = asyncio.create_task(notes.transact(slow, queue="one"))
    await asyncio.to_thread(started.wait, 10)
    task.cancel()
    go_on.set()

    assert await notes.transact(numbers, queue="one") == [1]


async def test_what_was_asked_before_closing_is_done_and_later_asking_is_refused(database_url: str) -> None:
    store = open_store(database_url)
    Base.metadata.create_all(store.engine)
    asked = [asyncio.create_task(store.transact(add, n, queue="one")) for n in range(10)]
    await asyncio.sleep(0)

    await store.aclose()
    await store.aclose()

    assert await asyncio.gather(*asked) == list(range(10))
    with pytest.raises(StoreUnavailable):
        await store.transact(add, 11)
    with pytest.raises(StoreUnavailable):
        await store.transact(add, 12, queue="one")
    with pytest.raises(StoreUnavailable):
        await store.read(numbers)


async def test_calls_of_one_queue_run_in_the_order_they_came(notes: Store) -> None:
    order: list[int] = []

    def note_order(session: Session, number: int, pause: Callable[[], None]) -> None:
        pause()
        order.append(number)
        if number == 7:
            raise LookupError
        add(session, number)

    pauses = [threading.Event().wait, lambda _seconds: None]
    await asyncio.gather(
        *(
            notes.transact(note_order, n, lambda n=n: pauses[n % 2](0.005), queue="contact 1")
            for n in range(20)
        ),
        return_exceptions=True,
    )

    assert order == list(range(20))


WRITER = """
import sys
from sqlalchemy import text
from storage.store import open_store

store = open_store(sys.argv[1])
number = 0
while True:
    number += 1
    store.transact_sync(lambda s: s.execute(text("INSERT INTO note VALUES (:n, '')"), {"n": number}).rowcount)
    print(number, flush=True)
"""


def test_a_kill_loses_nothing_that_was_acknowledged(database_url: str) -> None:
    store = open_store(database_url)
    Base.metadata.create_all(store.engine)
    with Script(WRITER, database_url) as writer:
        acknowledged = [int(writer.stdout.readline()) for _ in range(50)]
        writer.kill()
        acknowledged += [int(line) for line in writer.stdout]

    kept = store.read_sync(numbers)
    store.close()

    assert len(acknowledged) >= 50
    assert set(acknowledged) <= set(kept) <= {*acknowledged, acknowledged[-1] + 1}


def test_only_the_two_databases_are_opened_and_a_password_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="got mysql") as refused:
        open_store("mysql://ppid:rahasia@localhost/ppid")
    assert "rahasia" not in str(refused.value)
    with pytest.raises(ValueError, match="must be a file"):
        open_store("sqlite://")

    open_store(f"sqlite:///{tmp_path}/not/there/yet/ppid.db").close()
    assert (tmp_path / "not/there/yet").is_dir()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
async def test_every_spelling_of_a_postgresql_url_is_understood(scheme: str) -> None:
    store = open_store(f"{scheme}://nobody@/nothing?host=/there/is/no/such/folder")

    with pytest.raises(StoreUnavailable):
        await store.read(numbers)
    with pytest.raises(StoreUnavailable):
        await store.transact(numbers)
    await store.aclose()
