"""How the fake WhatsApp tells: signed POSTs, again until taken; batched, twice, in another order, if asked.

Messages of one person go one after the other, statuses beside them: Meta promises no order at all, and a
test that wants another one says so (`held`).
"""

import asyncio
import contextlib
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from bot.testing_whatsapp_state import State

BATCH = 1000  # "a maximum of 1000 updates" in one POST


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing to tell: a value for `changes` of `entry`, told in the order of its queue."""

    queue: str
    field: str
    value: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One POST; status 0 where no answer came."""

    body: bytes
    status: int


class Deliveries:
    """The webhook of one number. `retry` seconds is the first delay after anything but 200; it doubles."""

    def __init__(self, state: State, app_secret: str, retry: float) -> None:
        self._state = state
        self._secret = app_secret.encode()
        self._retry = retry
        self._changed = asyncio.Condition()
        self._queues: dict[str, list[Event]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._held: list[Event] | None = None
        self._session: aiohttp.ClientSession | None = None
        self.url = ""  # "": nobody listens, and what is told waits
        self.posted: list[Delivery] = []
        self.duplicate = False  # every POST is made twice

    @property
    def pending(self) -> list[Event]:
        """What has not been taken yet."""
        return [event for queue in self._queues.values() for event in queue]

    async def add(self, event: Event) -> None:
        if self._held is not None:
            self._held.append(event)
            return
        self._queues.setdefault(event.queue, []).append(event)
        await self.changed()

    async def changed(self) -> None:
        """Somebody who waits may have what they wait for."""
        async with self._changed:
            self._changed.notify_all()
        if not self.url:
            return
        for queue, events in self._queues.items():
            if events and (queue not in self._tasks or self._tasks[queue].done()):
                self._tasks[queue] = asyncio.create_task(self._post_queue(queue))

    async def until(self, ready: Callable[[], Any], seconds: float) -> bool:
        """Wait until `ready()` or for `seconds`; what it was at the end."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(ready)
        return bool(ready())

    @asynccontextmanager
    async def held(
        self, *, batch: int = 1, order: Callable[[list[Event]], Sequence[Event]] = list
    ) -> AsyncIterator[list[Event]]:
        """Tell nothing until the end of the block; then in `order`, `batch` events a POST, one POST at a
        time. Returns when all is taken."""
        held: list[Event] = []
        self._held = held
        try:
            yield held
        finally:
            self._held = None
        if not self.url:
            raise RuntimeError("nobody listens: say webhook(url) first")
        told = list(order(held))
        size = min(batch, BATCH)
        for start in range(0, len(told), size):
            await self._insist(merged(self._state, told[start : start + size]))

    async def post(self, body: bytes, signature: str | None = None) -> int:
        """One POST of these bytes; its status. `signature` other than the right one is as given."""
        signed = signature if signature is not None else self.signature(body)
        headers = {"Content-Type": "application/json"}
        if signed:
            headers["X-Hub-Signature-256"] = signed
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        try:
            async with self._session.post(self.url, data=body, headers=headers) as answer:
                await answer.read()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError):
            status = 0
        self.posted.append(Delivery(body=body, status=status))
        await self.changed()
        return status

    def signature(self, body: bytes) -> str:
        return "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest()

    async def close(self) -> None:
        tasks = [task for task in self._tasks.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _post_queue(self, queue: str) -> None:
        events = self._queues[queue]
        while events and self.url:
            await self._insist(merged(self._state, events[:1]))
            del events[0]
            await self.changed()

    async def _insist(self, body: bytes) -> None:
        delay = self._retry
        while await self.post(body) != 200:
            await asyncio.sleep(delay)
            delay = min(delay * 2, 2.0)
        if self.duplicate:
            await self.post(body)


def merged(state: State, events: Sequence[Event]) -> bytes:
    """One body of all events: by turns in an entry of its own, in the value of the one before, in a change,
    because all three are arrays and Meta uses them all."""
    entries: list[dict[str, Any]] = []
    for number, event in enumerate(events):
        change = {"value": event.value, "field": event.field}
        if number % 3 == 0:
            entries.append({"id": state.account, "changes": [change]})
            continue
        changes = entries[-1]["changes"]
        last = changes[-1]
        if number % 3 == 1 and last["field"] == event.field == "messages":
            changes[-1] = {**last, "value": _joined(last["value"], event.value)}
        else:
            changes.append(change)
    return orjson.dumps({"object": "whatsapp_business_account", "entry": entries})


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    value = {**one}
    for key in ("contacts", "messages", "statuses"):
        if other.get(key):
            value[key] = [*one.get(key, []), *(c for c in other[key] if c not in one.get(key, []))]
    return value
