"""Telegram by long polling: our own loop, whose offset moves only after everything is committed."""

import asyncio
import logging
import random
from typing import Protocol

from bot.channels.base import Channel
from bot.channels.telegram import BadToken, CallFailed, Conflict, RawUpdate
from bot.intake import Intake
from storage.store import StoreUnavailable

log = logging.getLogger(__name__)

LONGEST = 60.0  # seconds between two tries


class Pollable(Channel, Protocol):
    """A channel that is asked for what arrived."""

    async def poll(self, offset: int | None, timeout: int = 25) -> list[RawUpdate]:  # noqa: ASYNC109  # Telegram's wait
        """The next updates; asking with `offset` confirms all before it. Raises CallFailed."""


class Polling:
    """Asks for updates and takes them in, until cancelled.

    What is not committed is not confirmed: Telegram gives it again, for 24 hours, and the inbox knows
    what had its effect already.
    """

    def __init__(
        self, channel: Pollable, intake: Intake, *, wait: int = 25, first_pause: float = 1.0
    ) -> None:
        self._channel = channel
        self._intake = intake
        self._wait = wait  # seconds Telegram holds the question while nothing arrives
        self._first_pause = first_pause
        self._offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        while True:
            try:
                updates = await self._channel.poll(self._offset, self._wait)
                if updates:
                    await self._intake.take(self._channel, *(update.body for update in updates))
                    self._offset = max(update.id for update in updates) + 1
                self._failures = 0
            except StoreUnavailable as error:
                await self._pause("updates wait with Telegram, the store is away: %s", error)
            except Conflict as error:
                await self._pause(
                    "another process asks Telegram for this bot's messages, or a webhook is set; stop it: %s",
                    error,
                )
            except BadToken as error:
                await self._pause("TELEGRAM_TOKEN is not known to Telegram; correct it: %s", error)
            except CallFailed as error:
                await self._pause("no updates from Telegram: %s", error, seconds=error.seconds)

    async def _pause(self, said: str, error: Exception, *, seconds: float | None = None) -> None:
        self._failures += 1
        backoff = min(self._first_pause * 2.0 ** min(self._failures - 1, 10), LONGEST)
        wait = backoff * random.uniform(0.75, 1.25) if seconds is None else seconds
        log.warning(said + " (again in %.0f s)", error, wait)
        await asyncio.sleep(wait)
