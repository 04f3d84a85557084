"""Collisions, broken connections and order on PostgreSQL."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from storage.sql import select, write
from storage.store import Store, StoreUnavailable, open_store
from storage.store.postgres import LONGEST
from tests import needs
from tests.postgres import cluster

pytestmark = pytest.mark.postgres


@pytest.fixture
async def notes(postgres_url: str) -> AsyncIterator[Store]:
    store = open_store(postgres_url, writers=4)
    await store.transact(lambda session: session.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY)")))
    yield store
    await store.aclose()


def add(session: Session, number: int) -> int:
    session.execute(text("INSERT INTO note VALUES (:id)"), {"id": number})
    return number


def numbers(session: Session) -> list[int]:
    return list(session.execute(text("SELECT id FROM note ORDER BY id")).scalars())


async def test_a_collision_that_does_not_end_makes_the_store_unavailable(notes: Store) -> None:
    runs: list[int] = []

    def collide(session: Session) -> None:
        runs.append(1)
        session.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"))

    with pytest.raises(StoreUnavailable):
        await notes.transact(collide)

    assert len(runs) == 4


async def test_connections_that_died_in_the_pool_are_not_noticed_outside(notes: Store) -> None:
    await asyncio.gather(
        *(notes.transact(add, n) for n in range(8)), *(notes.read(numbers) for _ in range(8))
    )
    with notes.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    await asyncio.gather(*(notes.transact(add, n) for n in range(8, 16)))

    assert await notes.read(numbers) == list(range(16))


async def test_a_connection_that_breaks_within_a_function_makes_it_run_again(notes: Store) -> None:
    runs: list[int] = []

    def break_once(session: Session) -> None:
        runs.append(1)
        add(session, 1)
        if len(runs) == 1:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    await notes.transact(break_once)

    assert len(runs) == 2
    assert await notes.read(numbers) == [1]


async def test_a_connection_that_breaks_at_the_commit_does_not_make_it_run_again(notes: Store) -> None:
    runs: list[int] = []

    def commit_breaks(session: Session) -> None:
        session.execute(
            text(
                "CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"
            )
        )
        session.execute(
            text(
                "CREATE CONSTRAINT TRIGGER break AFTER INSERT ON note"
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION break()"
            )
        )

    def counted(session: Session) -> None:
        runs.append(1)
        add(session, 1)

    await notes.transact(commit_breaks)

    with pytest.raises(StoreUnavailable, match="while committing"):
        await notes.transact(counted)

    assert len(runs) == 1


async def test_a_function_that_hides_a_database_error_is_not_told_it_was_committed(notes: Store) -> None:
    def hide(session: Session) -> None:
        add(session, 1)
        try:
            add(session, 1)
        except Exception:  # noqa: BLE001  # the mistake this test is about
            return

    with pytest.raises(RuntimeError, match="caught a database error"):
        await notes.transact(hide)

    assert await notes.read(numbers) == []


async def test_a_queue_that_waits_holds_up_nobody_who_comes_later(notes: Store) -> None:
    go_on = threading.Event()
    waiting = [
        asyncio.create_task(notes.transact(lambda _session: go_on.wait(10), queue="a")) for _ in range(20)
    ]
    await asyncio.sleep(LONGEST * 1.5)

    assert await asyncio.wait_for(notes.transact(add, 1, queue="b"), 2) == 1
    go_on.set()
    await asyncio.gather(*waiting)


async def test_calls_of_one_queue_keep_their_order_when_another_writer_is_let_in(notes: Store) -> None:
    go_on = threading.Event()
    order: list[int] = []

    def note(_session: Session, number: int) -> None:
        if number == 0:
            go_on.wait(10)
        order.append(number)

    asked = [asyncio.create_task(notes.transact(note, 0, queue="a"))]
    await asyncio.sleep(LONGEST * 1.5)
    asked += [asyncio.create_task(notes.transact(note, n, queue="a")) for n in range(1, 4)]
    await asyncio.wait_for(notes.transact(add, 1), 2)  # by the other writer, who has met those before it
    go_on.set()
    await asyncio.gather(*asked)

    assert order == [0, 1, 2, 3]


# -- statements of ours and of SQLAlchemy -------------------------------------------------------------

_ADD = write("INSERT INTO note VALUES (:id)")
_RENUMBER = write("UPDATE note SET id = id + 10 WHERE id < :below")
_NUMBERS = select("SELECT id FROM note ORDER BY id")
_ONE = select("SELECT 1 AS one")


def kept(session: Session) -> list[int]:
    return [row.id for row in session.execute(_NUMBERS)]


async def test_a_write_that_waits_is_seen_by_all_that_follows_it(notes: Store) -> None:
    def look(session: Session) -> tuple[list[int], list[int], int]:
        session.execute(_ADD, {"id": 1})
        by_text = kept(session)
        session.execute(_ADD, {"id": 2})
        by_sqlalchemy = numbers(session)
        changed = session.execute(_RENUMBER, {"below": 2}).rowcount  # type: ignore[attr-defined]
        return by_text, by_sqlalchemy, changed

    assert await notes.transact(look) == ([1], [1, 2], 1)
    assert await notes.read(kept) == [2, 11]


async def test_a_write_that_waited_and_failed_is_its_functions_failure(notes: Store) -> None:
    def twice(session: Session) -> None:
        session.execute(_ADD, {"id": 1})
        session.execute(_ADD, {"id": 1})
        session.execute(_ADD, {"id": 2})

    with pytest.raises(IntegrityError):
        await notes.transact(twice)

    assert await notes.transact(add, 3) == 3  # the connection is as good as ever
    assert await notes.read(kept) == [3]


@pytest.mark.parametrize("raises", [False, True])
async def test_a_part_that_failed_is_undone_and_the_rest_is_kept(notes: Store, raises: bool) -> None:
    def in_parts(session: Session) -> None:
        session.execute(_ADD, {"id": 1})
        try:
            with session.begin_nested():
                session.execute(_ADD, {"id": 2})
                session.execute(_ADD, {"id": 1})
                if raises:
                    raise ValueError("a bug")
        except (IntegrityError, ValueError):
            session.execute(_ADD, {"id": 3})

    await notes.transact(in_parts)

    assert await notes.read(kept) == [1, 3]


async def test_a_server_that_was_restarted_is_found_again_at_once_and_one_that_is_away_is_away() -> None:
    with cluster(needs.postgres()) as server, server.database() as url:
        store = open_store(url)

        async def both() -> list[int]:
            answers = [await store.transact(look), await store.read(look)]
            return [int(row.one) for row in answers]

        def look(session: Session) -> Any:
            return session.execute(_ONE).one()

        assert await both() == [1, 1]
        server.stop()
        server.start()
        assert await both() == [1, 1]
        server.stop()
        try:
            outcomes = await asyncio.gather(
                *(run(look) for run in (store.transact, store.read) for _ in range(6)), return_exceptions=True
            )
            assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 12
        finally:
            server.start()
        assert await both() == [1, 1]
        await store.aclose()


async def test_a_connection_that_has_forgotten_what_was_prepared_is_given_up_unseen(notes: Store) -> None:
    assert await notes.transact(kept) == []
    await notes.transact(lambda session: session.execute(text("DEALLOCATE ALL")))

    assert await asyncio.gather(*(notes.transact(kept) for _ in range(8))) == [[]] * 8
