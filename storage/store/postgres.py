"""PostgreSQL: a few writers; the functions of a moment share one commit."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any

import psycopg
from psycopg import pq
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.session import JoinTransactionMode
from sqlmodel import Session

from storage.sql import Direct, Rows
from storage.store.base import Call, Store, StoreUnavailable, Work
from storage.store.sqlstate import AWAY, COLLIDED, LOCKED, READ_ONLY, STALE, Uncertain, judged, state
from storage.store.wire import Wired, command

PATIENCE = {  # a server that is cut off says nothing: without these it would be waited for for hours
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 15_000,  # milliseconds
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
}
LONGEST = 0.1  # seconds that a function may keep others waiting
_TOGETHER = b"BEGIN; SET LOCAL lock_timeout = '%dms'; SAVEPOINT call" % (LONGEST * 1000)
_NEXT = b"RELEASE SAVEPOINT call; SAVEPOINT call"
_SNAPSHOT = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
BATCH = 32  # functions of one commit: PostgreSQL keeps 64 subtransactions at hand, more make all look dearer
RETRIES = 3
PAUSE = 0.01  # seconds before the first retry, doubled each time, with jitter


class PostgresStore(Store):
    """Writers, each a thread with a connection: one takes all that wait, the next where that is held up."""

    shared = True

    def __init__(self, url: URL, *, echo: bool, readers: int, writers: int) -> None:
        super().__init__(_engine(url, echo=echo, size=writers), readers=readers)
        self._reading = _engine(url, echo=echo, size=readers)
        self._waiting: SimpleQueue[tuple[Call, Hashable | None] | None] = SimpleQueue()
        self._door = threading.Lock()  # nothing is put behind the None that ends the writers
        self._closed = False
        self._turn = threading.Lock()  # to take what waits; who has it keeps it while there is no hurry
        self._since: float | None = None  # when who has it began with what was taken
        self._lock = threading.Lock()
        self._lines: dict[Hashable, deque[Call]] = {}  # by queue that is at work: who came to it since
        self._own = threading.local()  # `connection`: the thread's
        self._lent: set[Connection] = set()
        self._writers = [
            threading.Thread(target=self._work, name=f"store-writer-{n}", daemon=True) for n in range(writers)
        ]
        for writer in self._writers:
            writer.start()

    def close(self) -> None:
        with self._door:
            if not self._closed:
                self._waiting.put(None)
            self._closed = True
        for writer in self._writers:
            writer.join()
        self._readers.shutdown()
        for connection in self._lent:
            _let_go(connection)
        self._lent.clear()
        self._reading.dispose()
        self.engine.dispose()

    def _write(self, call: Call, queue: Hashable | None) -> None:
        if threading.current_thread() in self._writers:
            raise RuntimeError("a store function called the store: it would wait for itself")
        with self._door:
            if self._closed:
                raise StoreUnavailable("the store is closed")
            self._waiting.put((call, queue))
        since = self._since
        if since is not None and time.monotonic() - since > LONGEST:
            self._let_in(since)

    def _work(self) -> None:
        """A writer: take all that wait, commit them together, tell them; until another is let in."""
        self._turn.acquire()
        while (taken := self._take()) is not None:
            calls, queues = taken
            self._since = since = time.monotonic()
            while calls:
                try:
                    self._serve(calls, since)
                except Exception as error:  # noqa: BLE001  # a bug of ours: the callers', not the writer's end
                    self._fail(calls, error)
                calls = self._followers(queues)
            with self._door:
                if kept := self._since is since:
                    self._since = None
            if not kept:
                self._turn.acquire()
        self._turn.release()

    def _let_in(self, since: float) -> None:
        """The next writer may take what waits, whatever who has the turn `since` is at."""
        with self._door:
            if self._since is since:
                self._since = None
                self._turn.release()

    def _take(self) -> tuple[list[Call], set[Hashable]] | None:
        """What waits, and the queues it is of; None at the end. Row locks are not first come, first served:
        so whose queue another writer is at work for stands in its line."""
        waiting = [self._waiting.get()]
        with suppress(Empty):
            while len(waiting) < BATCH:
                waiting.append(self._waiting.get_nowait())
        calls: list[Call] = []
        queues: set[Hashable] = set()
        with self._lock:
            for item in waiting:
                if item is None:
                    self._waiting.put(None)  # for the next writer
                    return (calls, queues) if calls else None
                call, queue = item
                if queue is None or queue in queues:
                    calls.append(call)
                elif queue in self._lines:
                    self._lines[queue].append(call)
                else:
                    self._lines[queue] = deque()
                    queues.add(queue)
                    calls.append(call)
        return calls, queues

    def _followers(self, queues: set[Hashable]) -> list[Call]:
        """Who came meanwhile to queues of a batch that is done; those where nobody did are given up."""
        followers: list[Call] = []
        with self._lock:
            for queue in tuple(queues):
                if self._lines[queue]:
                    followers += self._lines[queue]
                    self._lines[queue].clear()
                else:
                    del self._lines[queue]
                    queues.remove(queue)
        return followers

    def _serve(self, calls: Sequence[Call], since: float) -> None:
        """Give every call its outcome, and tell who waits for it."""
        if len(calls) > 1:
            calls = self._together(calls)
            if calls:
                self._let_in(since)
        for place, call in enumerate(calls):
            if call.future.cancelled():
                continue
            try:
                self._run(call, self.engine, _write_once, away=(*AWAY, READ_ONLY))
            except _NotConnected as error:  # the others would only try the same, in turn
                self._fail(calls[place:], error.__cause__)
                return
            self._settle([call], committed=not call.failed)

    def _together(self, calls: Sequence[Call]) -> Sequence[Call]:
        """One transaction, each call in a SAVEPOINT of its own. Returns those of which nothing is kept, and
        which may fare better by themselves."""
        place = 0
        try:
            work = PostgresWork(self._connected(self.engine), join="create_savepoint")
            work.say(_TOGETHER)
            for place, call in enumerate(calls):
                if place:
                    work.say(_NEXT)
                if not call.future.cancelled() and not _one(work, call):
                    break
            else:
                place = len(calls)
            work.commit_all()
        except _NotConnected as error:
            self._fail(calls, error.__cause__)
            return ()
        except Uncertain as error:
            self._give_up()
            self._fail(calls[:place], error)
        except BaseException:  # noqa: BLE001  # of whom it is, they are told when they run by themselves
            self._give_up()
            return calls
        else:
            done = calls[:place]
            self._settle(done, committed=not all(call.failed for call in done))
        return calls[place:]

    def _fail(self, calls: Sequence[Call], error: BaseException | None) -> None:
        for call in calls:
            call.fail(judged(error, (*AWAY, READ_ONLY)))
        self._settle(calls, committed=False)

    def _look(self, call: Call) -> None:
        if call.future.cancelled():
            return
        try:
            self._run(call, self._reading, _read_once, away=AWAY)
        except _NotConnected as error:
            call.fail(judged(error.__cause__, AWAY))
        self._settle([call], committed=False)

    def _run(
        self, call: Call, engine: Engine, once: Callable[[Call, Connection], None], *, away: tuple[str, ...]
    ) -> None:
        """Give `call` its outcome; run it again where that can help. Raises _NotConnected."""
        collisions = 0
        fresh = False
        while True:
            connection = self._connected(engine)
            try:
                once(call, connection)
                return
            except DBAPIError as error:
                self._give_up(stale=state(error) in STALE)
                if state(error) in COLLIDED and collisions < RETRIES:
                    time.sleep(PAUSE * 2**collisions * random.uniform(0.5, 1.5))
                    collisions += 1
                elif (error.connection_invalidated or state(error) in STALE) and not fresh:
                    fresh = True  # the server was restarted, say, and this was a connection of before
                else:
                    call.fail(judged(error, away))
                    return
            except BaseException as error:  # noqa: BLE001  # it is the caller's, and raised there
                self._give_up()
                call.fail(judged(error, away))
                return

    def _connected(self, engine: Engine) -> Connection:
        """The thread's own connection, kept from one transaction to the next. Raises _NotConnected."""
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            try:
                connection = engine.connect()
            except (DBAPIError, PoolTimeout) as error:
                raise _NotConnected from error
            connection.begin()  # as far as SQLAlchemy knows, for good: what begins and ends is said by ours
            self._own.connection = connection
            with self._lock:
                self._lent.add(connection)
        return connection

    def _give_up(self, *, stale: bool = False) -> None:
        """Let go of the thread's connection and what it was in; `stale`: nobody is to have it."""
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is not None:
            self._own.connection = None
            with self._lock:
                self._lent.discard(connection)
            if stale:
                connection.invalidate()
            _let_go(connection)


class _NotConnected(Exception):
    """There is no connection to be had; the cause says why."""


class PostgresWork(Work):
    """Our statements pass psycopg's cursors by, too (storage.store.wire)."""

    def __init__(self, connection: Connection, *, join: JoinTransactionMode = "rollback_only") -> None:
        super().__init__(connection, join=join)
        self._wire: pq.abc.PGconn = self._raw.pgconn
        self._prepared: set[bytes] = connection.info.setdefault("prepared", set())

    def _run(self, direct: Direct, params: Mapping[str, Any] | None) -> Rows:
        wired = _wired(direct)
        try:
            found, many = wired.run(self._wire, direct.bound(params), self._prepared)
        except psycopg.Error as error:
            self._broke(error, direct.statement)
        return direct.rows(lambda: wired.columns, found, many)

    def say(self, said: bytes) -> None:
        """BEGIN and the like; raises as SQLAlchemy would."""
        try:
            command(self._wire, said)
        except psycopg.Error as error:
            self._broke(error, said.decode())

    def value_of(self, call: Call) -> Any:
        """What the function returns; what it left in the session is written."""
        value = call.run(self, writing=True)
        if self.in_transaction():
            Session.commit(self)  # flushes; our own refuses
            self.close()
        # Without a word, COMMIT rolls back a transaction in which a function caught a database error.
        if self._wire.transaction_status != pq.TransactionStatus.INTRANS:
            raise RuntimeError("a store function caught a database error outside session.begin_nested()")
        return value

    def commit_all(self) -> None:
        """Raises Uncertain, or DBAPIError: then nothing is kept."""
        try:
            self.say(b"COMMIT")
        except DBAPIError as error:
            if error.connection_invalidated:
                raise Uncertain(f"the connection broke while committing: {error.orig}") from error
            raise


@cache
def _wired(direct: Direct) -> Wired:
    return Wired(direct.statement, times=direct.times, dates=direct.dates)


def _one(work: PostgresWork, call: Call) -> bool:
    """Run `call` in the SAVEPOINT that is set; False where nothing of it is left, and it may fare better by
    itself. Raises what the connection does if more than that is gone."""
    try:
        call.succeed(work.value_of(call))
    except BaseException as error:  # noqa: BLE001  # it is the caller's, and raised there
        work.close()
        work.say(b"ROLLBACK TO SAVEPOINT call")
        if isinstance(error, DBAPIError) and state(error) in (*COLLIDED, *STALE, LOCKED):
            return False
        call.fail(judged(error, (*AWAY, READ_ONLY)))
    return True


def _write_once(call: Call, connection: Connection) -> None:
    with PostgresWork(connection) as work:
        work.say(b"BEGIN")
        value = work.value_of(call)
        work.commit_all()
    call.succeed(value)


def _read_once(call: Call, connection: Connection) -> None:
    with PostgresWork(connection) as work:
        work.say(_SNAPSHOT)
        call.succeed(call.run(work, writing=False))
        work.close()
        work.say(b"COMMIT")


def _let_go(connection: Connection) -> None:
    """Give it back to the pool, or if it is no good any more, to nobody."""
    with suppress(DBAPIError):  # there was something to roll back, and no server to tell any more
        connection.close()


def _engine(url: URL, *, echo: bool, size: int) -> Engine:
    patience = {name: value for name, value in PATIENCE.items() if name not in url.query}
    # What psycopg prepares by itself it drops at every rollback, and ours with it.
    settings = patience | {"prepare_threshold": None, "client_encoding": "utf8"}
    engine = create_engine(url, echo=echo, connect_args=settings, pool_size=size)

    @event.listens_for(engine, "connect")
    def tune(connection: psycopg.Connection, _record: object) -> None:
        command(connection.pgconn, b"SET datestyle = ISO")  # what storage.store.wire reads
        command(connection.pgconn, b"SET bytea_output = hex")

    return engine
