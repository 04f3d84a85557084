"""Functions that wait together, so that a store takes them together."""

import asyncio
import threading

from storage.store import Store


class Batch:
    """Holds the writer until all are waiting, so that they become one batch."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._go_on = threading.Event()
        self.commits = 0

    async def __aenter__(self) -> "Batch":
        self._holding = asyncio.create_task(self._store.transact(lambda _session: self._go_on.wait(10)))
        await asyncio.sleep(0.05)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await asyncio.sleep(0)
        self._go_on.set()
        await self._holding
        self._store.on_commit(self._count)

    def _count(self) -> None:
        self.commits += 1
