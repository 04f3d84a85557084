"""PostgreSQL: a pool of threads; each function its own transaction."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.sql import Direct
from storage.store.base import Call, Store, StoreFull, StoreUnavailable, Work

# SQLSTATE or its class (postgresql.org/docs/current/errcodes-appendix.html)
COLLIDED = ("40001", "40P01")  # serialization failure, deadlock
READ_ONLY = "25006"  # a writer on a standby; a reader that writes is a bug
AWAY = ("08", "40", "53", "57", "58", "55P03")  # connection, collision, resources, shutdown, I/O, lock
FULL = "53100"  # disk full
PATIENCE = {  # a server that is cut off says nothing: without these it would be waited for for hours
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 15_000,  # milliseconds
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
}
RETRIES = 3
PAUSE = 0.01  # seconds before the first retry, doubled each time, with jitter


class PostgresStore(Store):
    """Each function has a thread, a connection and a transaction to itself."""

    shared = True

    def __init__(self, url: URL, *, echo: bool, readers: int, writers: int) -> None:
        super().__init__(_engine(url, echo=echo, size=writers), readers=readers)
        self._reader = _engine(url, echo=echo, size=readers, read_only=True)
        self._writers = ThreadPoolExecutor(writers, "store-writer")
        self._lock = threading.Lock()
        self._lines: dict[Hashable, deque[Call]] = {}  # by queue: who waits behind the one that runs

    def close(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self._reader.dispose()
        self.engine.dispose()

    def _write(self, call: Call, queue: Hashable | None) -> None:
        if queue is None:
            self._submit(self._writers, self._transact, call)
            return
        with self._lock:  # row locks are not first come, first served: so one line a queue, before the pool
            if queue in self._lines:
                self._lines[queue].append(call)
            else:
                self._submit(self._writers, self._serve, queue, call)
                self._lines[queue] = deque()

    def _serve(self, queue: Hashable, call: Call) -> None:
        """Run `call`, then whatever came to its queue meanwhile."""
        while True:
            self._transact(call)
            with self._lock:
                if not self._lines[queue]:
                    del self._lines[queue]
                    return
                call = self._lines[queue].popleft()

    def _transact(self, call: Call) -> None:
        if not call.future.cancelled():
            _run(call, self.engine, _write_once, away=(*AWAY, READ_ONLY))
            self._settle([call], committed=not call.failed)

    def _look(self, call: Call) -> None:
        if not call.future.cancelled():
            _run(call, self._reader, _read_once, away=AWAY)
            self._settle([call], committed=False)


class _Uncertain(Exception):
    """The connection broke while committing: it may be kept or not, so it is not run again here."""


def _run(call: Call, engine: Engine, once: Callable[[Call, Engine], None], *, away: tuple[str, ...]) -> None:
    """Give `call` its outcome; run it again where that can help."""
    collisions = 0
    fresh = False
    while True:
        try:
            once(call, engine)
            return
        except DBAPIError as error:
            if _state(error) in COLLIDED and collisions < RETRIES:
                time.sleep(PAUSE * 2**collisions * random.uniform(0.5, 1.5))
                collisions += 1
            elif error.connection_invalidated and not fresh:
                fresh = True  # the server was restarted: this has emptied the pool of its old connections
            else:
                call.fail(_unavailable(error) if _is_away(error, away) else error)
                return
        except (PoolTimeout, _Uncertain) as error:
            call.fail(_unavailable(error))
            return
        except BaseException as error:  # noqa: BLE001  # it is the caller's, and raised there
            call.fail(error)
            return


class PostgresWork(Work):
    """A write that brings no rows waits for the next statement that does, or for the commit, and goes along
    with it: what the server answers costs more to wait for than to do."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.execution_options(work=self))
        self._cursor = self._raw.cursor()  # for all that is waited for; its rows are fetched at once
        self._waiting: list[tuple[str, Mapping[str, Any], _Late]] = []

    def _run(self, direct: Direct, params: Mapping[str, Any] | None) -> Any:
        values = direct.bound(params, as_text=False)
        if direct.silent:
            late = _Late(self)
            self._waiting.append((direct.postgres, dict(values), late))
            return late
        try:
            if not self._waiting:
                return direct.rows(self._cursor.execute(direct.postgres, values))
            with self._raw.pipeline():
                self._post()
                self._cursor.execute(direct.postgres, values)
            return direct.rows(self._cursor)
        except psycopg.Error as error:
            self._broke(error, direct.postgres)

    def send(self) -> None:
        """What waits goes now."""
        self.send_with(lambda: None)

    def send_with(self, last: Callable[[], None]) -> None:
        """What waits goes, and `last` along with it."""
        if not self._waiting:
            last()
            return
        said = self._waiting[0][0]
        try:
            with self._raw.pipeline():
                self._post()
                last()
        except psycopg.Error as error:
            self._broke(error, said)

    def undo(self) -> None:
        """Leave the connection without a transaction."""
        with suppress(psycopg.Error):  # it is broken, and whoever has it next is told so
            self._raw.rollback()

    def drop(self) -> None:
        """What waits is not wanted any more."""
        self._waiting.clear()

    def _post(self) -> None:
        waiting, self._waiting = self._waiting, []
        for said, values, late in waiting:
            late.cursor = self._raw.execute(said, values)


class _Late:
    """The result of a write that waits: how many rows it changed, for whoever asks."""

    __slots__ = ("_work", "cursor")

    def __init__(self, work: PostgresWork) -> None:
        self._work = work
        self.cursor: Any = None

    @property
    def rowcount(self) -> int:
        if self.cursor is None:
            self._work.send()
        return int(self.cursor.rowcount)


def _write_once(call: Call, engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        with PostgresWork(connection) as session:
            value = call.run(session, writing=True)
            session.flush()
        _refuse_aborted(connection)
        try:
            session.send_with(transaction.commit)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise _Uncertain(f"the connection broke while committing: {error.orig}") from error
            session.undo()  # SQLAlchemy takes a COMMIT that failed for the end of the transaction
            raise
    call.succeed(value)


def _read_once(call: Call, engine: Engine) -> None:
    with (
        engine.connect() as connection,
        connection.begin(),
        PostgresWork(connection) as session,
    ):
        call.succeed(call.run(session, writing=False))


def _refuse_aborted(connection: Connection) -> None:
    """Without a word, COMMIT rolls back a transaction in which a function caught a database error."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, psycopg.Connection) and raw.info.transaction_status == TransactionStatus.INERROR:
        raise RuntimeError("a store function caught a database error outside session.begin_nested()")


def _keep_order(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    """What waits was written before a statement that SQLAlchemy makes, and after the SAVEPOINT that it goes
    back to."""
    work = connection.get_execution_options().get("work")
    if isinstance(work, PostgresWork):
        if statement.startswith("ROLLBACK"):
            work.drop()
        else:
            work.send()


@event.listens_for(PostgresWork, "before_commit")
def _nested_ends(work: PostgresWork) -> None:
    """What was written inside `begin_nested()` fails inside it, so that it is undone there."""
    work.send()


def _unavailable(error: Exception) -> StoreUnavailable:
    means = StoreFull if isinstance(error, DBAPIError) and _state(error) == FULL else StoreUnavailable
    unavailable = means(str(error.orig if isinstance(error, DBAPIError) else error))
    unavailable.__cause__ = error
    return unavailable


def _is_away(error: DBAPIError, away: tuple[str, ...]) -> bool:
    state = _state(error)
    if state is None:  # no answer came from the server
        return error.connection_invalidated or isinstance(error.orig, psycopg.OperationalError)
    return state.startswith(away)


def _state(error: DBAPIError) -> str | None:
    return error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None


def _engine(url: URL, *, echo: bool, size: int, read_only: bool = False) -> Engine:
    patience = {name: value for name, value in PATIENCE.items() if name not in url.query}
    if not read_only:
        engine = create_engine(url, echo=echo, connect_args=patience, pool_size=size)
        event.listen(engine, "before_cursor_execute", _keep_order)
        return engine
    # One snapshot for a whole read, as on SQLite.
    engine = create_engine(
        url, echo=echo, connect_args=patience, pool_size=size, isolation_level="REPEATABLE READ"
    )

    @event.listens_for(engine, "connect")
    def tune(connection: psycopg.Connection, _record: object) -> None:
        connection.read_only = True

    return engine
