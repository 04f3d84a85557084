"""While the database takes nothing: who writes is told so once, past the database, and so is the operator.

    refused, for seconds      a blip: nobody is told, the platform brings the message again
    refused, for longer       whoever's message is refused is told once that it need not be sent again
    taken again, for a while  over; what happens next is another outage

A message that is refused is brought again by the platform, for a day at the least: it must not be sent again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.channels.base import Channel, Outgoing, Sent
from bot.pacing import Pacing
from handlers.alerting import Operator
from handlers.incoming import UNHEARD, Incoming, Kind
from handlers.voice import LANGUAGES, voice_of
from storage import contacts
from storage.store import Store, StoreFull, StoreUnavailable

log = logging.getLogger(__name__)

BLIP = 20.0  # seconds; a restart of the database is over by then
CALM = 60.0  # seconds without a refusal after which it is over
LAPSE = 1800.0  # seconds without a message: what is refused then may be a blip again
MOST = 2000  # people who are told in one outage, and kept in mind
AT_ONCE = 8  # calls to platforms
LOOK = 1.0  # seconds for the person's language; a full disk can still be read

OnEnd = Callable[[], Awaitable[None]]
"""Called once the database takes messages again, after more than a blip. What it raises is logged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mouth:
    """How a channel is spoken through. Of several processes one tells: `may_tell`."""

    channel: Channel
    pacing: Pacing | None = None
    may_tell: Callable[[], bool] = lambda: True


class Outage:
    """What one process knows of the database's absence. Its methods never raise and never wait."""

    def __init__(
        self,
        store: Store,
        mouths: Iterable[Mouth],
        *,
        operators: Callable[[], Sequence[Operator]] = tuple,
        on_end: OnEnd | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._mouths = {(mouth.channel.name, mouth.channel.account): mouth for mouth in mouths}
        self._operators = operators  # as they were known when the database last answered
        self._on_end = on_end
        self._monotonic = monotonic
        self._began: float | None = None  # None: all is well
        self._refused_at = 0.0  # the last refusal
        self._working = False  # something was taken since
        self._logged = self._alerted = False
        self._told: set[tuple[str, str, str]] = set()
        self._hands = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def lasting(self) -> bool:
        """Whether the last message was refused a moment ago, and no blip was to blame. Where none comes any
        more, as behind a proxy that asks this, it is no longer said: the next one may be taken."""
        lately = self._monotonic() - self._refused_at < CALM
        return self._began is not None and self._logged and not self._working and lately

    def refused(self, incoming: Incoming, error: StoreUnavailable) -> None:
        """A message could not be kept."""
        now = self._monotonic()
        if self._began is not None and self._working and now - self._refused_at > CALM:
            self._end()
        if self._began is None or now - self._refused_at > LAPSE:
            self._began, self._logged, self._alerted = now, False, False
            self._told.clear()
        self._refused_at, self._working = now, False
        lasts = now - self._began
        if not self._logged and (lasts >= BLIP or isinstance(error, StoreFull)):
            self._logged = True
            self._log(error, lasts)
        if lasts >= BLIP:
            if not self._alerted:
                self._alerted = True
                self._tell_operators()
            self._tell_once(incoming)

    def worked(self) -> None:
        """A message was kept."""
        if self._began is None:
            return
        self._working = True
        if self._monotonic() - self._refused_at > CALM:
            self._end()

    async def close(self) -> None:
        """Let go of what is being told."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _log(self, error: StoreUnavailable, lasts: float) -> None:
        if isinstance(error, StoreFull):
            log.error(
                "there is no room left for the database: make room, and what people write is taken in"
                " again by itself; until then it waits with the platforms (%s)",
                error,
            )
        else:
            log.error(
                "the database has taken nothing for %.0f s: what people write waits with the platforms"
                " and is taken in by itself once it is back (%s)",
                lasts,
                error,
            )

    def _end(self) -> None:
        assert self._began is not None
        lasted = self._refused_at - self._began
        if self._logged:
            log.warning("the database is back after %.0f s; %d people were told", lasted, len(self._told))
        if self._on_end is not None and self._logged:
            self._run(self._on_end())
        self._began, self._told = None, set()
        self._logged = self._alerted = False

    def _tell_once(self, incoming: Incoming) -> None:
        person = (incoming.channel, incoming.account, incoming.address)
        mouth = self._mouths.get(person[:2])
        if mouth is None or not incoming.private or incoming.kind in UNHEARD:
            return
        if person in self._told or len(self._told) >= MOST or not mouth.may_tell():
            return
        self._told.add(person)
        self._run(self._tell(mouth, incoming))

    async def _tell(self, mouth: Mouth, incoming: Incoming) -> None:
        key = "store-away-press" if incoming.kind is Kind.BUTTON else "store-away"
        async with self._hands:
            language = await self._language(incoming)
            await _say(mouth, incoming.address, language, voice_of(language)(key))

    def _tell_operators(self) -> None:
        for operator in self._operators():
            mouth = next((m for m in self._mouths.values() if m.channel.name == operator.channel), None)
            if mouth is not None and mouth.may_tell():
                voice = voice_of(operator.language)
                text = f"{voice('alert')}\n\n{voice('alert-store-away-now')}"
                self._run(_say(mouth, operator.address, operator.language, text))

    async def _language(self, incoming: Incoming) -> str:
        """The person's where it can be looked up."""
        try:
            async with asyncio.timeout(LOOK):
                known = await self._store.read(
                    contacts.find,
                    channel=incoming.channel,
                    account=incoming.account,
                    value=incoming.address,
                )
        except (StoreUnavailable, TimeoutError):
            return LANGUAGES[0]
        return known.language if known else LANGUAGES[0]

    def _run(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an outage could not be told of: %s", type(error).__name__)


async def _say(mouth: Mouth, address: str, language: str, text: str) -> None:
    """Once, whatever becomes of it."""
    for part in mouth.channel.parts(Outgoing(text=text, language=language)):
        if mouth.pacing is not None:
            await mouth.pacing.turn(address)
        result = await mouth.channel.send(address, part)
        if not isinstance(result, Sent):
            log.warning("somebody could not be told of the outage: %s", type(result).__name__)
