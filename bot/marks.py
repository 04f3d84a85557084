"""Writes down what becomes of letters, however long the store is away: unwritten, they would go out again."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from storage import outbox
from storage.outbox import Delivered
from storage.store import Store, StoreUnavailable

LONGEST = 600.0  # seconds between two tries


class Marks:
    """The pen of one sender."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[_Mark | Delivered, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """`fn(session, ...)` in a transaction of its own; its result."""
        tries = 0
        while True:
            try:
                return await self._store.transact(fn, *args, **kwargs)
            except StoreUnavailable:
                await asyncio.sleep(backoff(tries - 2, longest=5))
                tries += 1

    async def together(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> None:
        """`fn(session, ...)` in one transaction with whatever else is to be marked at this moment."""
        await self._with_others((fn, args, kwargs))

    async def sent(self, letter: Delivered) -> None:
        """The same, for what is marked most often."""
        await self._with_others(letter)

    async def _with_others(self, mark: "_Mark | Delivered") -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((mark, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_waiting())
        await done

    def stop(self) -> None:
        if self._writing is not None:
            self._writing.cancel()

    async def _write_waiting(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting, []
            error: Exception | None = None
            try:
                await self.write(_write_all, [mark for mark, _ in taken])
            except Exception as bug:  # noqa: BLE001  # goes to those who wait for it
                error = bug
            for _, done in taken:
                if done.done():
                    continue
                if error is None:
                    done.set_result(None)
                else:
                    done.set_exception(error)


_Mark = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def _write_all(session: Session, marks: list[_Mark | Delivered]) -> None:
    outbox.mark_all_sent(session, [mark for mark in marks if not isinstance(mark, tuple)])
    for mark in marks:
        if isinstance(mark, tuple):
            fn, args, kwargs = mark
            fn(session, *args, **kwargs)


def backoff(tries: int, *, longest: float = LONGEST) -> float:
    """Seconds before the next try: 1, 2, 4, ... up to `longest`, each a quarter more or less."""
    return min(2.0 ** min(tries, 20), longest) * random.uniform(0.75, 1.25)
