"""What every store promises, and how an outcome travels back to who asked for it."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar, copy_context
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar, overload

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.orm.session import JoinTransactionMode
from sqlmodel import Session

from storage.sql import Direct

P = ParamSpec("P")
R = TypeVar("R")
Fn = Callable[Concatenate[Session, P], R]

log = logging.getLogger(__name__)

_writing: ContextVar[bool] = ContextVar("writing", default=False)


def in_transaction() -> bool:
    """Whether this is inside a function that `transact` runs, where nothing slow may be done."""
    return _writing.get()


def announce(session: Session, what: str) -> None:
    """Those who wait for `what` (`Store.on_commit`) are woken if this function is committed."""
    if isinstance(session, Work):
        session.announced.add(what)


class StoreUnavailable(Exception):
    """The database is away, locked or full. Nothing is known to be kept: ask again later."""


class StoreFull(StoreUnavailable):
    """There is no room left where the database lies."""


class Work(Session):
    """The session a function is given. The store ends it; `begin_nested()` may be used for a part."""

    def __init__(self, connection: Connection, *, join: JoinTransactionMode = "rollback_only") -> None:
        super().__init__(connection, join_transaction_mode=join, expire_on_commit=False)
        self.announced: set[str] = set()
        self._connection = connection
        self._raw: Any = connection.connection.dbapi_connection

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """As ever; but our text statements (storage.sql) go to the driver, past all of SQLAlchemy."""
        direct = getattr(statement, "direct", None)
        if direct is None or options or isinstance(params, list):
            return super().execute(statement, params, **options)
        return self._run(direct, params)

    def _run(self, direct: Direct, params: Mapping[str, Any] | None) -> Any:
        """Have the driver do it; raises as SQLAlchemy would."""
        raise NotImplementedError

    def _broke(self, error: Exception, said: str) -> NoReturn:
        """Raise a driver's error as SQLAlchemy would: wrapped, and the connection given up where it is
        broken."""
        self._connection._handle_dbapi_exception(error, said, None, None, None)

    def commit(self) -> None:
        raise RuntimeError("session.commit() inside a store function: the store commits when it returns")

    def rollback(self) -> None:
        raise RuntimeError("session.rollback() inside a store function: raise, and the store rolls back")

    def begin(self, nested: bool = False) -> SessionTransaction:
        if not nested:
            raise RuntimeError("session.begin() inside a store function: its transaction has begun already")
        part = super().begin(nested=True)
        self.connection()  # SQLAlchemy sets the SAVEPOINT at its own first statement, and ours pass it by
        return part


class Call:
    """A function that was handed in, its outcome, and the future somebody waits at. `announced`: what it
    announced, of whom it is whoever commits it that tells."""

    __slots__ = ("_args", "_context", "_error", "_fn", "_kwargs", "_value", "announced", "future", "loop")

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop | None,
        fn: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        self.loop = loop
        self.future: asyncio.Future[Any] | Future[Any] = loop.create_future() if loop else Future()
        self._context = copy_context()
        self._fn, self._args, self._kwargs = fn, args, kwargs
        self.announced: set[str] = set()
        self._value: Any = None
        self._error: BaseException | None = None

    def run(self, session: Work, *, writing: bool) -> Any:
        """What the function returns; each run starts from the caller's context variables."""
        session.announced = self.announced
        context = self._context.copy()
        context.run(_writing.set, writing)
        return context.run(self._fn, session, *self._args, **self._kwargs)

    def succeed(self, value: Any) -> None:
        self._value, self._error = value, None

    def fail(self, error: BaseException) -> None:
        if isinstance(error, StopIteration):  # no future takes one
            wrapped = RuntimeError("a store function raised StopIteration")
            wrapped.__cause__ = error
            error = wrapped
        self._error = error

    @property
    def failed(self) -> bool:
        return self._error is not None

    def resolve(self) -> None:
        """Tell who waits; in the thread of `loop`, if there is one."""
        if self.future.done():  # cancelled meanwhile
            return
        if self._error is None:
            self.future.set_result(self._value)
        else:
            self.future.set_exception(self._error)


_Listener = tuple[asyncio.AbstractEventLoop | None, Callable[[], None], str | None]


class Store(ABC):
    """A database behind functions. Its methods may be called from any thread and any event loop."""

    engine: Engine  # plain, for migrations; its transactions may write
    shared = False  # whether other processes may serve on the same database

    def __init__(self, engine: Engine, *, readers: int) -> None:
        self.engine = engine
        self._readers = ThreadPoolExecutor(readers, "store-reader")
        self._listeners: list[_Listener] = []
        self._last_loop: asyncio.AbstractEventLoop | None = None

    @overload
    async def transact(self, fn: Fn[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...
    @overload
    async def transact(
        self, fn: Callable[..., R], /, *args: Any, queue: Hashable | None, **kwargs: Any
    ) -> R: ...
    async def transact(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Run `fn(session, *args, **kwargs)` in a transaction; returns its result once it is committed.

        Raises what `fn` raises, rolled back, or StoreUnavailable. Calls with the same `queue` (a contact,
        an address) run one after the other as they arrived. If the caller is cancelled before its turn,
        `fn` does not run; after that it does, and commits.
        """
        loop = self._last_loop = asyncio.get_running_loop()
        queue = kwargs.pop("queue", None)
        call = Call(loop, fn, args, kwargs)
        self._write(call, queue)
        return await call.future  # type: ignore[misc]  # made for this loop, so an asyncio future

    @overload
    def transact_sync(self, fn: Fn[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R: ...
    @overload
    def transact_sync(
        self, fn: Callable[..., R], /, *args: Any, queue: Hashable | None, **kwargs: Any
    ) -> R: ...
    def transact_sync(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """`transact` where no event loop runs. Not from inside a store function: it would wait for itself."""
        queue = kwargs.pop("queue", None)
        call = Call(None, fn, args, kwargs)
        self._write(call, queue)
        return call.future.result()

    async def read(self, fn: Fn[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn(session, ...)` on a read-only connection, over one snapshot. It waits for no writer."""
        call = Call(asyncio.get_running_loop(), fn, args, kwargs)
        self._submit(self._readers, self._look, call)
        result: R = await call.future  # type: ignore[misc]  # made for this loop, so an asyncio future
        return result

    def read_sync(self, fn: Fn[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """`read` where no event loop runs."""
        call = Call(None, fn, args, kwargs)
        self._submit(self._readers, self._look, call)
        result: R = call.future.result()
        return result

    def on_commit(self, callback: Callable[[], None], *, of: str | None = None) -> None:
        """Call `callback` after every commit, or every one `of` what was announced: in the event loop it was
        given from, else in the one that last asked for a transaction, else (none runs) in a thread of the
        store."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        self._listeners.append((loop, callback, of))

    @abstractmethod
    def close(self) -> None:
        """Finish what was asked for, then let go of threads and connections. May be called twice."""

    async def aclose(self) -> None:
        await asyncio.to_thread(self.close)

    @abstractmethod
    def _write(self, call: Call, queue: Hashable | None) -> None:
        """Arrange that `call` is run in a transaction and settled."""

    @abstractmethod
    def _look(self, call: Call) -> None:
        """Run `call` on a read-only connection and settle it; in this thread."""

    def _submit(
        self, pool: ThreadPoolExecutor, step: Callable[P, None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        try:
            pool.submit(step, *args, **kwargs)
        except RuntimeError as error:  # the pool was shut down
            raise StoreUnavailable("the store is closed") from error

    def _settle(self, calls: Iterable[Call], *, committed: bool) -> None:
        """Resolve the futures, and wake the listeners: one wake-up per event loop, however many calls."""
        steps: dict[asyncio.AbstractEventLoop | None, list[Callable[[], None]]] = defaultdict(list)
        announced: set[str | None] = {None}
        for call in calls:
            steps[call.loop].append(call.resolve)
            if not call.failed:
                announced |= call.announced
        if committed:
            running = self._last_loop if self._last_loop and self._last_loop.is_running() else None
            for loop, callback, of in self._listeners:
                if of in announced:
                    steps[loop or running].append(callback)
        for loop, due in steps.items():
            if loop is None:
                _take_steps(due)
            else:
                with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
                    loop.call_soon_threadsafe(_take_steps, due)


def _take_steps(steps: list[Callable[[], None]]) -> None:
    for step in steps:
        try:
            step()
        except Exception:
            # A listener's bug must neither stop the writer nor keep others from their results.
            log.exception("a listener of the store failed")
