"""Transactions that need to know what a text is about: it is thought about outside, and they run again."""

import asyncio
from collections.abc import Callable, Hashable
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
        self._lines: dict[Hashable, _Line] = {}

    def turn(self, line: Hashable) -> "_Turn":
        """`async with`: one's turn in a line, in the order in which they came."""
        return _Turn(self._lines, line)


class _Line(asyncio.Lock):
    """One line; `inside`: how many wait in it, or have their turn."""

    inside = 0


class _Turn:
    __slots__ = ("_line", "_lines", "_name")

    def __init__(self, lines: dict[Hashable, _Line], name: Hashable) -> None:
        self._lines = lines
        self._name = name

    async def __aenter__(self) -> None:
        line = self._lines.get(self._name)
        if line is None:
            line = self._lines[self._name] = _Line()
        self._line = line
        line.inside += 1
        try:
            await line.acquire()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._line.release()
        self._leave()

    def _leave(self) -> None:
        self._line.inside -= 1
        if not self._line.inside:
            del self._lines[self._name]
