"""How the fake hands out updates: by polling, or to a webhook, in order and again until taken."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.channels.limits import TELEGRAM_CALLBACK_AGE, TELEGRAM_POLL_BATCH, TELEGRAM_UPDATE_AGE
from bot.testing_state import Refusal, State

_BY_REQUEST = ("chat_member", "message_reaction", "message_reaction_count")  # off unless asked for
_LONGEST_WAIT = 50  # seconds; getUpdates' timeout is not honoured above (tdlib/telegram-bot-api)
_TAKEN = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pending:
    """An update that nobody has taken yet. Presses queue by user, messages by chat."""

    id: int
    queue: str
    expires: datetime
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One post to the webhook; status 0 where no answer came."""

    update_id: int
    status: int


class Deliveries:
    """The updates of one bot. `retry` seconds is the first delay after a refusal; it doubles."""

    def __init__(self, state: State, retry: float, first_id: int = 910_000_001) -> None:
        self._state = state
        self._retry = retry
        self._next_id = first_id
        self._changed = asyncio.Condition()
        self._poller = 0  # which getUpdates is the newest
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None
        self.pending: list[Pending] = []
        self.posted: list[Delivery] = []
        self.duplicate = False  # hand out every update twice

    async def add(self, kind: str, content: dict[str, Any], queue: str) -> int:
        """A new update; its id. Kinds the bot did not ask for go nowhere."""
        update_id = self._next_id
        self._next_id += 1
        asked = self._state.allowed
        if (kind in asked) if asked else (kind not in _BY_REQUEST):
            seconds = TELEGRAM_CALLBACK_AGE if kind == "callback_query" else TELEGRAM_UPDATE_AGE
            self.pending.append(
                Pending(
                    id=update_id,
                    queue=queue,
                    expires=self._state.clock() + timedelta(seconds=seconds),
                    body={"update_id": update_id, kind: content},
                )
            )
            await self.changed()
        return update_id

    async def changed(self) -> None:
        """Somebody who waits may have what they wait for."""
        async with self._changed:
            self._changed.notify_all()
        if self._state.webhook:
            for queue in {update.queue for update in self._current()}:
                if queue not in self._tasks or self._tasks[queue].done():
                    self._tasks[queue] = asyncio.create_task(self._post_queue(queue))

    async def until(self, ready: Any, seconds: float) -> bool:
        """Wait until `ready()` or for `seconds`; what it was at the end."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(ready)
        return bool(ready())

    def drop(self) -> None:
        self.pending.clear()

    # Polling

    async def poll(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        """getUpdates. A second one ends the first; both are refused while a webhook is set."""
        if self._state.webhook:
            raise Refusal(409, _HOOKED)
        self._poller += 1
        mine = self._poller
        if "allowed_updates" in fields:
            self._state.allowed = fields["allowed_updates"]
        offset = int(fields.get("offset", 0))
        if offset > 0:
            self.pending = [update for update in self.pending if update.id >= offset]
        elif offset < 0:
            self.pending = self.pending[offset:]
        await self.changed()
        wait = min(max(0, int(fields.get("timeout", 0))), _LONGEST_WAIT)
        await self.until(lambda: self._current() or self._poller != mine or self._state.webhook, wait)
        if self._state.webhook:
            raise Refusal(409, "Conflict: terminated by setWebhook request")
        if self._poller != mine:
            raise Refusal(409, _TAKEN)
        limit = min(max(1, int(fields.get("limit", TELEGRAM_POLL_BATCH))), TELEGRAM_POLL_BATCH)
        taken = [update.body for update in self._current()[:limit]]
        return [body for body in taken for _ in range(2 if self.duplicate else 1)]

    def _current(self) -> list[Pending]:
        """What is not too old."""
        self.pending = [update for update in self.pending if update.expires >= self._state.clock()]
        return self.pending

    # Webhook

    async def _post_queue(self, queue: str) -> None:
        delay = self._retry
        while self._state.webhook:
            update = next(self._of(queue), None)
            if update is None:
                return
            status, wait = await self._post(update)
            if 200 <= status <= 299:
                if self.duplicate:
                    await self._post(update)
                self.pending = [other for other in self.pending if other.id != update.id]
                delay = self._retry
                await self.changed()
                continue
            await self.changed()
            await asyncio.sleep(wait or delay)
            delay = delay if wait else delay * 2

    def _of(self, queue: str) -> Iterator[Pending]:
        return (update for update in self._current() if update.queue == queue)

    async def _post(self, update: Pending) -> tuple[int, float]:
        """Status (0: none) and the seconds of Retry-After (0: none)."""
        hook = self._state.webhook
        secret = hook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        try:
            async with self._session.post(hook["url"], json=update.body, headers=headers) as answer:
                await answer.read()
                status, wait = answer.status, answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError):
            status, wait = 0, ""
        self.posted.append(Delivery(update_id=update.id, status=status))
        return status, float(wait) if wait.isdecimal() else 0

    async def stop_posting(self) -> None:
        tasks = [task for task in self._tasks.values() if not task.done()]
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        await self.stop_posting()
        if self._session is not None:
            await self._session.close()
