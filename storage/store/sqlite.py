"""SQLite: one writer thread; the functions of a moment share one commit."""

import sqlite3
import threading
import time
from collections.abc import Hashable, Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.session import JoinTransactionMode
from sqlmodel import Session

from storage.sql import Direct, Rows
from storage.store.base import Call, Store, StoreFull, StoreUnavailable, Work

# Primary result codes (sqlite.org/rescode.html) that tell of the surroundings, not of a statement.
BROKEN = {
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}
AWAY = BROKEN | {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY}


class SqliteWork(Work):
    """Each statement at once: it is a call of a function."""

    def __init__(self, connection: Connection, *, join: JoinTransactionMode = "rollback_only") -> None:
        super().__init__(connection, join=join)
        self._cursor: sqlite3.Cursor = self._raw.cursor()  # of each statement: nothing stays in it

    def _run(self, direct: Direct, params: Mapping[str, Any] | None) -> Rows:
        cursor = self._cursor
        try:
            values = direct.bound(params)
            if direct.without_id:
                cursor.execute(direct.without_id, values)
                made = [(cursor.lastrowid,)] if cursor.rowcount else []
                return direct.rows(lambda: ["id"], made, cursor.rowcount)
            cursor.execute(direct.statement, values)
            if (description := cursor.description) is None:  # nothing comes back
                return Rows((), cursor.rowcount)
            found = cursor.fetchall()
        except sqlite3.Error as error:
            self._broke(error, direct.statement)
        return direct.rows(lambda: [column[0] for column in description], found, cursor.rowcount)

    @property
    def driver(self) -> sqlite3.Connection:
        return _driver(self._connection)

    @property
    def broken(self) -> bool:
        """Whether the connection was given up."""
        return self._connection.invalidated


class _Lost(Exception):
    """The transaction is gone, with all that was done in it; the cause is what went wrong."""


class _NotBegun(Exception):
    """There was no transaction to be had; the cause says why."""


class SqliteStore(Store):
    """Everything that writes goes through one thread and, mostly, one connection."""

    def __init__(self, url: URL, *, echo: bool, busy_timeout: float, batch: int, readers: int) -> None:
        engine = _engine(url, echo=echo, busy_timeout=busy_timeout)
        event.listen(engine, "begin", _begin_immediate)
        super().__init__(engine, readers=readers)
        # Without that listener: a single one makes every statement of an engine a third dearer.
        self._writing = _engine(url, echo=echo, busy_timeout=busy_timeout)
        self._reading = _engine(url, echo=echo, busy_timeout=busy_timeout, read_only=True, size=readers)
        self._batch = batch
        self._waiting: SimpleQueue[Call | None] = SimpleQueue()
        self._door = threading.Lock()  # nothing is put behind the None that ends the writer
        self._closed = False
        self._connection: Connection | None = None  # the writer's
        self._own = threading.local()  # `connection`: a reader's
        self._lent: set[Connection] = set()
        self._writer = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._writer.start()

    def close(self) -> None:
        with self._door:
            if not self._closed:
                self._waiting.put(None)
            self._closed = True
        self._writer.join()
        if self._connection is not None:
            self._connection.close()
        self._readers.shutdown()
        for connection in self._lent:
            connection.close()
        self._lent.clear()
        for engine in (self._reading, self._writing, self.engine):
            engine.dispose()

    def _write(self, call: Call, queue: Hashable | None) -> None:
        if threading.current_thread() is self._writer:
            raise RuntimeError("a store function called the store: it would wait for itself")
        with self._door:
            if self._closed:
                raise StoreUnavailable("the store is closed")
            self._waiting.put(call)

    def _work(self) -> None:
        """The writer thread: take all that wait, commit them together, tell them."""
        more = True
        while more:
            waiting = [self._waiting.get()]
            with suppress(Empty):
                while len(waiting) < self._batch:
                    waiting.append(self._waiting.get_nowait())
            calls = [call for call in waiting if call is not None and not call.future.cancelled()]
            more = waiting[-1] is not None
            if calls:
                try:
                    self._run(calls)
                except Exception as error:  # noqa: BLE001  # a bug of ours: the callers', not the writer's end
                    for call in calls:
                        call.fail(error)
                self._settle(calls, committed=not all(call.failed for call in calls))

    def _run(self, calls: list[Call]) -> None:
        """Give every call its outcome: together, or where that is lost, each in its own transaction."""
        try:
            self._together(calls)
            return
        except _NotBegun as error:
            _fail_all(calls, error.__cause__)
            return
        except _Lost:
            pass
        for position, call in enumerate(calls):
            try:
                self._together([call])
            except _Lost as error:
                _fail_all([call], error.__cause__)
            except _NotBegun as error:  # the others would only wait for the same lock, in turn
                _fail_all(calls[position:], error.__cause__)
                return

    def _together(self, calls: list[Call]) -> None:
        """One transaction over all calls. Raises _NotBegun or _Lost, and then nothing of them is kept."""
        connection = self._begun()
        try:
            session = SqliteWork(connection, join="create_savepoint")
            for call in calls:
                if not _one(session, call, alone=len(calls) == 1):
                    session = SqliteWork(connection, join="create_savepoint")
            connection.commit()
        except DBAPIError as error:
            self._give_up()
            raise _Lost from error
        except BaseException:
            self._give_up()
            raise

    def _begun(self) -> Connection:
        """The writer's connection, kept from one commit to the next, in a transaction."""
        try:
            if self._connection is None:
                self._connection = self._writing.connect()
            self._connection.begin()
            # By the driver, as is all that each commit needs. IMMEDIATE: to take the lock only at the first
            # write could deadlock with another process.
            _driver(self._connection).execute("BEGIN IMMEDIATE")
        except (DBAPIError, sqlite3.Error) as error:
            self._give_up()
            raise _NotBegun from error
        return self._connection

    def _give_up(self) -> None:
        """Its transaction may be in any state: the next one gets another connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _look(self, call: Call) -> None:
        if call.future.cancelled():
            return
        try:
            call.succeed(self._read(call))
        except _NotBegun as error:
            call.fail(_judged(error.__cause__, AWAY))
        except BaseException as error:  # noqa: BLE001  # it is the caller's, and raised there
            call.fail(_judged(error, AWAY - {sqlite3.SQLITE_READONLY}))  # a reader that writes is a bug
        self._settle([call], committed=False)

    def _read(self, call: Call) -> Any:
        """What a call returns, in a transaction and so over one snapshot; on the thread's own connection,
        which is kept from one call to the next if it does no wrong."""
        connection = self._own_reader()
        try:
            try:
                _driver(connection).execute("BEGIN")
            except sqlite3.Error as error:
                raise _NotBegun from error
            with SqliteWork(connection) as session:
                value = call.run(session, writing=False)
            _driver(connection).rollback()
            return value
        except BaseException:
            self._own.connection = None
            with self._door:
                self._lent.discard(connection)
            connection.close()
            raise

    def _own_reader(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            try:
                connection = self._own.connection = self._reading.connect()
            except DBAPIError as error:
                raise _NotBegun from error
            with self._door:
                self._lent.add(connection)
        return connection


def _driver(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _one(session: SqliteWork, call: Call, *, alone: bool) -> bool:
    """Run `call` inside a SAVEPOINT of its own, or `alone` in the transaction; False where it failed, and the
    session is of no use any more. Raises _Lost if more than that is gone."""
    connection = session.driver  # SQLAlchemy's SAVEPOINT costs as much as the whole function
    try:
        if not alone:
            connection.execute("SAVEPOINT call")
        value = call.run(session, writing=True)
        if session.in_transaction():
            Session.commit(session)  # flushes; Work's own refuses
            session.close()
        if not alone:  # either fails if the transaction has ended, even if the function hid it
            connection.execute("RELEASE call")
        elif not connection.in_transaction:
            raise sqlite3.OperationalError("the transaction has ended")
        call.succeed(value)
        return True
    except BaseException as error:  # noqa: BLE001  # it is the caller's, and raised there
        call.fail(_judged(error, BROKEN))
        try:
            session.close()
            if alone:
                connection.execute("ROLLBACK")
            else:
                connection.execute("ROLLBACK TO call")
                connection.execute("RELEASE call")
        except (DBAPIError, sqlite3.Error):
            raise _Lost from (_unavailable(error) if session.broken else error)
        return False


def _fail_all(calls: list[Call], error: BaseException | None) -> None:
    for call in calls:
        call.fail(_judged(error, AWAY))


def _judged(error: BaseException | None, away: set[int]) -> BaseException:
    """StoreUnavailable where the surroundings are to blame, else the error itself."""
    if error is None or _code(error) in away:
        return _unavailable(error)
    return error


def _unavailable(error: BaseException | None) -> StoreUnavailable:
    means = StoreFull if _code(error) == sqlite3.SQLITE_FULL else StoreUnavailable
    unavailable = means(str(error.orig if isinstance(error, DBAPIError) else error))
    unavailable.__cause__ = error
    return unavailable


def _code(error: BaseException | None) -> int:
    """The primary result code; 0 where SQLite did not raise it."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    code: int = getattr(raised, "sqlite_errorcode", 0)
    return code & 0xFF


def _turn_to_wal(connection: sqlite3.Connection, *, patience: float) -> None:
    """Turn a new file to WAL. SQLite does not wait for another process that does the same just now: it
    says at once that the file is locked, whatever its timeout."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= until:
                raise
            time.sleep(0.02)


def _engine(url: URL, *, echo: bool, busy_timeout: float, read_only: bool = False, size: int = 5) -> Engine:
    engine = create_engine(
        url,
        echo=echo,
        connect_args={"timeout": busy_timeout, "cached_statements": 512},
        pool_size=size,
        pool_use_lifo=True,
    )

    @event.listens_for(engine, "connect")
    def tune(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin and commit by its own lights
        _turn_to_wal(connection, patience=busy_timeout)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA cache_size = -500")  # KiB; the system keeps the pages for all readers

    @event.listens_for(engine, "handle_error")
    def drop(context: ExceptionContext) -> None:
        # After these the connection is not used again: its transaction may be gone, and whatever a
        # function still did on it would commit by itself.
        if _code(context.original_exception) in BROKEN:
            context.is_disconnect = True

    return engine


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
