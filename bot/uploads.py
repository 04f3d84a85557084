"""What has been uploaded to a platform, remembered in the store."""

from contextlib import suppress
from datetime import timedelta

from bot.channels.base import Channel
from bot.channels.limits import WHATSAPP_MEDIA_AGE
from bot.clock import Clock
from storage import platform_files
from storage.store import Store, StoreUnavailable

GOOD_FOR = timedelta(seconds=WHATSAPP_MEDIA_AGE) - timedelta(days=1)  # a letter may wait before it goes


class StoredUploads:
    """References of one channel's uploads. Without the store a file is uploaded again, and still goes."""

    def __init__(self, store: Store, channel: Channel, clock: Clock) -> None:
        self._store = store
        self._where = {"channel": channel.name, "account": channel.account}
        self._clock = clock

    async def find(self, sha256: str) -> str:
        since = self._clock.now() - GOOD_FOR
        try:
            return await self._store.read(platform_files.find, **self._where, sha256=sha256, since=since)
        except StoreUnavailable:
            return ""

    async def keep(self, sha256: str, ref: str) -> None:
        with suppress(StoreUnavailable):
            await self._store.transact(
                platform_files.keep, **self._where, sha256=sha256, ref=ref, at=self._clock.now()
            )

    async def forget(self, sha256: str) -> None:
        with suppress(StoreUnavailable):
            await self._store.transact(platform_files.forget, **self._where, sha256=sha256)
