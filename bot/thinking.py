"""Transactions that need to know what a text is about: it is thought about outside, and they run again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from handlers.knowledge.knowledge import Knowledge, Unthought
from storage.store import Store

R = TypeVar("R")
MOST = 4  # texts that one message makes us think about; more is a bug


async def transact(
    store: Store,
    knowledge: Knowledge,
    fn: Callable[..., R],
    /,
    *args: Any,
    queue: Hashable | None = None,
    **kwargs: Any,
) -> R:
    """`store.transact`, again after each text that was not thought about yet."""
    for _ in range(MOST):
        try:
            return await store.transact(fn, *args, queue=queue, **kwargs)
        except Unthought as missing:
            await asyncio.to_thread(knowledge.about, missing.text)
    return await store.transact(fn, *args, queue=queue, **kwargs)


def transact_sync(
    store: Store, knowledge: Knowledge, fn: Callable[..., R], /, *args: Any, **kwargs: Any
) -> R:
    """The same where no event loop runs."""
    for _ in range(MOST):
        try:
            return store.transact_sync(fn, *args, **kwargs)
        except Unthought as missing:
            knowledge.about(missing.text)
    return store.transact_sync(fn, *args, **kwargs)


class Lines:
    """One line each: who comes second waits until the first is done."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, tuple[asyncio.Lock, int]] = {}  # and how many are in it

    @asynccontextmanager
    async def turn(self, line: Hashable) -> AsyncIterator[None]:
        """One's turn in a line, in the order in which they came."""
        lock, waiting = self._lines.get(line, (asyncio.Lock(), 0))
        self._lines[line] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            waiting = self._lines[line][1] - 1
            if waiting:
                self._lines[line] = lock, waiting
            else:
                del self._lines[line]
