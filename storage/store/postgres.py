"""PostgreSQL: a pool of threads; each function its own transaction."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import psycopg
from psycopg import pq
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.sql import Direct, Rows
from storage.store.base import Call, Store, StoreFull, StoreUnavailable, Work
from storage.store.wire import Wired, command

# SQLSTATE or its class (postgresql.org/docs/current/errcodes-appendix.html)
COLLIDED = ("40001", "40P01")  # serialization failure, deadlock
# What a connection has prepared is not what it was: a migration, or somebody who shares it (PgBouncer).
STALE = ("0A000", "26000", "42P05")
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
_SNAPSHOT = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
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
        self._own = threading.local()  # `connection`: the thread's
        self._lent: set[Connection] = set()

    def close(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        for connection in self._lent:
            connection.close()
        self._lent.clear()
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
            self._run(call, self.engine, _write_once, away=(*AWAY, READ_ONLY))
            self._settle([call], committed=not call.failed)

    def _look(self, call: Call) -> None:
        if not call.future.cancelled():
            self._run(call, self._reader, _read_once, away=AWAY)
            self._settle([call], committed=False)

    def _run(
        self, call: Call, engine: Engine, once: Callable[[Call, Connection], None], *, away: tuple[str, ...]
    ) -> None:
        """Give `call` its outcome; run it again where that can help."""
        collisions = 0
        fresh = False
        while True:
            try:
                self._try(call, engine, once)
                return
            except DBAPIError as error:
                if _state(error) in COLLIDED and collisions < RETRIES:
                    time.sleep(PAUSE * 2**collisions * random.uniform(0.5, 1.5))
                    collisions += 1
                elif (error.connection_invalidated or _state(error) in STALE) and not fresh:
                    fresh = True  # the server was restarted, say, and this was a connection of before
                else:
                    call.fail(_unavailable(error) if _is_away(error, away) else error)
                    return
            except (PoolTimeout, _Uncertain) as error:
                call.fail(_unavailable(error))
                return
            except BaseException as error:  # noqa: BLE001  # it is the caller's, and raised there
                call.fail(error)
                return

    def _try(self, call: Call, engine: Engine, once: Callable[[Call, Connection], None]) -> None:
        """On the thread's own connection, which is kept from one function to the next if it does no wrong."""
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = engine.connect()
            with self._lock:
                self._lent.add(connection)
        try:
            once(call, connection)
        except BaseException as error:
            if isinstance(error, DBAPIError) and _state(error) in STALE:
                connection.invalidate()
            self._own.connection = None
            with self._lock:
                self._lent.discard(connection)
            connection.close()
            raise


class _Uncertain(Exception):
    """The connection broke while committing: it may be kept or not, so it is not run again here."""


class PostgresWork(Work):
    """Our statements pass psycopg's cursors by, too (storage.store.wire)."""

    def __init__(self, connection: Connection, begin: bytes = b"BEGIN") -> None:
        super().__init__(connection)
        self._wire: pq.abc.PGconn = self._raw.pgconn
        self._prepared: set[bytes] = connection.info.setdefault("prepared", set())
        self._begin = begin

    def _run(self, direct: Direct, params: Mapping[str, Any] | None) -> Rows:
        wired = _wired(direct.statement, direct.times, direct.dates)
        try:
            if self._wire.transaction_status == pq.TransactionStatus.IDLE:
                command(self._wire, self._begin)
            found, many = wired.run(self._wire, direct.bound(params, as_text=False), self._prepared)
        except psycopg.Error as error:
            self._broke(error, direct.statement)
        return direct.rows(lambda: wired.columns, found, many)


@cache
def _wired(statement: str, times: tuple[str, ...], dates: tuple[str, ...]) -> Wired:
    return Wired(statement, times=times, dates=dates)


def _write_once(call: Call, connection: Connection) -> None:
    with connection.begin() as transaction:
        with PostgresWork(connection) as session:
            value = call.run(session, writing=True)
            session.flush()
        _refuse_aborted(connection)
        try:
            transaction.commit()
        except DBAPIError as error:
            if error.connection_invalidated:
                raise _Uncertain(f"the connection broke while committing: {error.orig}") from error
            raise
    call.succeed(value)


def _read_once(call: Call, connection: Connection) -> None:
    with connection.begin(), PostgresWork(connection, _SNAPSHOT) as session:
        call.succeed(call.run(session, writing=False))


def _refuse_aborted(connection: Connection) -> None:
    """Without a word, COMMIT rolls back a transaction in which a function caught a database error."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, psycopg.Connection) and raw.info.transaction_status == pq.TransactionStatus.INERROR:
        raise RuntimeError("a store function caught a database error outside session.begin_nested()")


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
    # What psycopg prepares by itself it drops at every rollback, and ours with it.
    settings = patience | {"prepare_threshold": None, "client_encoding": "utf8"}
    if read_only:  # one snapshot for a whole read, as on SQLite
        engine = create_engine(
            url, echo=echo, connect_args=settings, pool_size=size, isolation_level="REPEATABLE READ"
        )
    else:
        engine = create_engine(url, echo=echo, connect_args=settings, pool_size=size)

    @event.listens_for(engine, "connect")
    def tune(connection: psycopg.Connection, _record: object) -> None:
        if read_only:
            connection.read_only = True
        command(connection.pgconn, b"SET datestyle = ISO")  # what storage.store.wire reads
        command(connection.pgconn, b"SET bytea_output = hex")

    return engine
