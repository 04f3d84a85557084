"""What only one of several processes may do at a time: to send, to ask Telegram for updates, to fetch files.

    await Lease(store, "sender telegram", wakes).run(sender.run)

The others stand by. On a database that is one process' own there is nothing to take.
"""

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.wakes import Wakes
from storage import leases
from storage.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

SECONDS = 12.0  # after a death the next one takes over within that and a look
MARGIN = 2.0  # seconds before the end in which nothing is begun any more
RENEW = 3.0  # seconds between two renewals, and between two looks of those who stand by
LEASE = "lease"  # what is rung when one is let go


class Lease:
    """One process' hold on a name, or its wait for it."""

    def __init__(
        self,
        store: Store,
        name: str,
        wakes: Wakes,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._store = store
        self._wakes = wakes
        self._monotonic = monotonic
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._term: int | None = None
        self._until = float("-inf")
        self._ours = False
        self._free = asyncio.Event()
        wakes.on(LEASE, self._free.set)

    def held(self) -> bool:
        """Whether something may be begun."""
        return not self._store.shared or self._monotonic() < self._until

    def ours(self) -> bool:
        """Whether it was this process' when the database last answered: while it is away, nobody takes it."""
        return not self._store.shared or self._ours

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do `work` whenever and as long as the lease is held, until it returns or this is cancelled."""
        if not self._store.shared:
            await work()
            return
        try:
            while True:
                self._free.clear()
                if await self._take(look=True) and await self._hold(work):
                    return
                with suppress(TimeoutError):
                    async with asyncio.timeout(RENEW):
                        await self._free.wait()
        finally:
            await self._let_go()

    async def _hold(self, work: Callable[[], Awaitable[None]]) -> bool:
        """False where the lease was lost before the work was done."""
        log.info("this process has the lease: %s", self.name)
        term = self._term
        task = asyncio.ensure_future(work())
        try:
            while True:
                await asyncio.wait({task}, timeout=RENEW)
                if task.done():
                    await task
                    return True
                kept = await self._take()
                if self._term != term or (not kept and not self.held()):
                    log.warning("this process has lost the lease: %s", self.name)
                    return False
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _take(self, *, look: bool = False) -> bool:
        asked = self._monotonic()
        try:
            if look and not await self._store.read(leases.is_free, self.name, owner=self._owner):
                self._ours = False
                return False
            term = await self._store.transact(leases.take, self.name, owner=self._owner, seconds=SECONDS)
        except StoreUnavailable:
            return False
        self._term, self._ours = term, term is not None
        self._until = float("-inf") if term is None else asked + SECONDS - MARGIN
        return term is not None

    async def _let_go(self) -> None:
        """So that the next one need not wait."""
        if self._term is None:
            return
        self._until = float("-inf")
        with suppress(StoreUnavailable):
            await self._store.transact(leases.let_go, self.name, owner=self._owner)
            await self._wakes.tell(LEASE)
