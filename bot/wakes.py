"""Waking other processes of the same PostgreSQL: NOTIFY after a commit, LISTEN by whoever waits for it.

It only shortens the wait: who is not woken looks by itself. Not in the commit: there PostgreSQL would let the
commits of all processes wait for one another (a lock around its queue of notifications).
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable

from sqlmodel import Session

from storage.outbox import OUTBOX
from storage.sql import write
from storage.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

CHANNEL = "ppid"
BREATH = 0.02  # seconds in which one word is told of several commits
LONGEST = 60.0  # seconds between two tries to listen

_TELL = write("SELECT pg_notify('ppid', :what)")


class Wakes:
    """One process' ear and voice. On a database that is its own there is nobody to hear or tell."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._called: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self._telling: asyncio.Task[None] | None = None
        self._more = False

    def on(self, what: str, callback: Callable[[], None]) -> None:
        """Call `callback` whenever another process, or this one, tells of `what`."""
        self._called[what].append(callback)

    async def tell(self, what: str) -> None:
        """Best effort."""
        if self._store.shared:
            try:
                await self._store.read(_tell, what)  # a notification is no write
            except StoreUnavailable as error:
                log.info("others are not woken: %s", error)

    def tell_soon(self) -> None:
        """Tell of the outbox, once for all that is committed meanwhile."""
        self._more = True
        if self._telling is None or self._telling.done():
            self._telling = asyncio.ensure_future(self._tell_all())

    async def _tell_all(self) -> None:
        while self._more:
            self._more = False
            await self.tell(OUTBOX)
            await asyncio.sleep(BREATH)

    async def close(self) -> None:
        if self._telling is not None:
            self._more = False
            await asyncio.gather(self._telling, return_exceptions=True)

    async def run(self) -> None:
        """Listen, until cancelled."""
        if not self._store.shared:
            return
        import psycopg  # a driver that SQLite does without

        tries = 0
        while True:
            try:
                await self._listen()
            except psycopg.Error as error:
                pause = min(2.0**tries, LONGEST)
                log.warning("no word of other processes, again in %.0f s: %s", pause, type(error).__name__)
                await asyncio.sleep(pause)
                tries = min(tries + 1, 10)
            else:
                tries = 0

    async def _listen(self) -> None:
        import psycopg

        url = self._store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            for what in self._called:  # something may have been told before
                self._call(what)
            async for told in connection.notifies():
                self._call(told.payload)

    def _call(self, what: str) -> None:
        for callback in self._called.get(what, ()):
            callback()


def _tell(session: Session, what: str) -> None:
    session.execute(_TELL, {"what": what})
