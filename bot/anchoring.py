"""Makes each day's anchor over the history, once, whichever process comes first."""

import logging

from bot.clock import Clock
from bot.intake import Desks
from handlers import anchoring, digest
from storage import anchors
from storage.store import Store

log = logging.getLogger(__name__)


class Anchoring:
    """Rung every hour: is today's anchor missing?"""

    def __init__(self, store: Store, desks: Desks, clock: Clock) -> None:
        self._store = store
        self._desks = desks
        self._clock = clock

    async def run(self) -> None:
        """Once; raises StoreUnavailable or NoContent."""
        desk, now = await self._desks.current(), self._clock.now()
        today = desk.today(now)
        if await self._store.read(anchors.wanted, today):
            heads = await self._store.read(anchors.grown)
            if await self._store.transact(anchors.make, heads, day=today, now=now):
                log.info("anchored the history of %s: %d chains have grown", today, len(heads))
        if not digest.wanted(desk):
            await self._store.transact(anchoring.tell_alone, desk, now)
