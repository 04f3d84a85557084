"""Chores of the vault's folder: what was erased leaves the disk, and so does what no row knows."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.clock import Clock
from storage import identities
from storage.store import Store
from storage.vault import SealedFiles

STRAY = timedelta(days=1)  # a file whose upload is still under way has no row yet either


class SealedChores:
    """Both may be stopped anywhere: what is left is found again."""

    def __init__(self, store: Store, files: SealedFiles, clock: Clock) -> None:
        self._store = store
        self._files = files
        self._clock = clock

    async def remove(self) -> None:
        """Remove the files of erased identities. Raises StoreUnavailable."""
        gone = await self._store.read(identities.removable)
        if gone:
            await asyncio.to_thread(self._files.drop, [name for _, name in gone])
            await self._store.transact(identities.removed, [id for id, _ in gone])

    async def sweep(self) -> None:
        """Remove strays, left by an upload that broke off, and forget links of long ago."""
        old = await asyncio.to_thread(self._files.names, before=datetime.now(UTC) - STRAY)
        if old:
            strays = old - await self._store.read(identities.known_names)
            await asyncio.to_thread(self._files.drop, strays)
        before = self._clock.now() - identities.LINKS_KEPT
        await self._store.transact(identities.sweep_links, before=before)
