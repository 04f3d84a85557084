"""SQLite: one writer thread; the functions of a moment share one commit."""

import sqlite3
import threading
from collections.abc import Hashable
from contextlib import suppress
from queue import Empty, SimpleQueue

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from storage.store.base import Call, Store, StoreUnavailable, Work

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
AWAY = BROKEN | {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class _Lost(Exception):
    """The transaction is gone, with all that was done in it; the cause is what went wrong."""


class _NotBegun(Exception):
    """There was no transaction to be had; the cause says why."""


class SqliteStore(Store):
    def __init__(self, url: URL, *, echo: bool, busy_timeout: float, batch: int, readers: int) -> None:
        super().__init__(_engine(url, echo=echo, busy_timeout=busy_timeout), readers=readers)
        self._reader = _engine(url, echo=echo, busy_timeout=busy_timeout, read_only=True, size=readers)
        self._batch = batch
        self._waiting: SimpleQueue[Call | None] = SimpleQueue()
        self._door = threading.Lock()  # nothing is put behind the None that ends the writer
        self._closed = False
        self._writer = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._writer.start()

    def close(self) -> None:
        with self._door:
            if not self._closed:
                self._waiting.put(None)
            self._closed = True
        self._writer.join()
        self._readers.shutdown()
        self._reader.dispose()
        self.engine.dispose()

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
                self._run(calls)
                self._settle(calls, committed=not all(call.failed for call in calls))

    def _run(self, calls: list[Call]) -> None:
        """Give every call its outcome: together, or where that is lost, each in its own transaction."""
        try:
            self._together(calls)
            return
        except _NotBegun as error:
            _all_away(calls, error)
            return
        except _Lost:
            pass
        for position, call in enumerate(calls):
            try:
                self._together([call])
            except _Lost as error:
                call.fail(_judged(error.__cause__))
            except _NotBegun as error:  # the others would only wait for the same lock, in turn
                _all_away(calls[position:], error)
                return

    def _together(self, calls: list[Call]) -> None:
        """One transaction over all calls. Raises _NotBegun or _Lost, and then nothing of them is kept."""
        try:
            connection = self.engine.connect()
        except DBAPIError as error:
            raise _NotBegun from error
        with connection:
            try:
                transaction = connection.begin()
            except DBAPIError as error:
                raise _NotBegun from error
            for call in calls:
                _one(connection, call)
            if _gone(connection):  # a function caught the error that ended the transaction
                raise _Lost from StoreUnavailable("the transaction was lost on the way")
            try:
                transaction.commit()
            except DBAPIError as error:
                connection.invalidate()
                raise _Lost from error

    def _look(self, call: Call) -> None:
        try:
            with Work(self._reader) as session:
                call.succeed(call.run(session))
        except BaseException as error:  # noqa: BLE001  # it is the caller's, and raised there
            call.fail(_judged(error))
        self._settle([call], committed=False)


def _one(connection: Connection, call: Call) -> None:
    """Run `call` inside a SAVEPOINT of its own. Raises _Lost if more than that is gone."""
    session = Work(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    try:
        value = call.run(session)
        Session.commit(session)  # flushes and releases the savepoint; Work's own commit refuses
        call.succeed(value)
    except BaseException as error:  # noqa: BLE001  # it is the caller's, and raised there
        call.fail(error)
        try:
            session.close()
        except DBAPIError:
            raise _Lost from error
        if _gone(connection):
            raise _Lost from error
    else:
        session.close()


def _gone(connection: Connection) -> bool:
    """SQLite itself ends a transaction on some errors; what follows would commit statement by statement."""
    return connection.invalidated or not connection.connection.dbapi_connection.in_transaction


def _all_away(calls: list[Call], error: _NotBegun) -> None:
    for call in calls:
        call.fail(_judged(error.__cause__))
