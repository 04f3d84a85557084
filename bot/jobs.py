"""What runs in the background: each piece logs its own failure, and goes on."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlmodel import Session

from bot.channels.base import Channel, FetchError
from bot.channels.limits import WHATSAPP_MEDIA_AGE
from bot.clock import Clock
from bot.intake import Desks, place
from handlers.desk import NoContent
from handlers.recalculation import carry_on
from handlers.receipts import escalate, settle_doubts
from handlers.sweep import sweep
from storage import (
    calendar_changes,
    deliveries,
    drafts,
    files,
    inbox,
    outbox,
    platform_files,
    unanswered,
    windows,
)
from storage.files import FileStore
from storage.filetypes import real_mime
from storage.store import Store, StoreUnavailable
from storage.tables import StoredFile
from storage.trace import new_trace, traced

log = logging.getLogger(__name__)

KEYS_KEPT = timedelta(days=8)  # a platform redelivers for up to 7 days (channels: WhatsApp)
FAILED_KEPT = timedelta(days=30)
SENT_KEPT = timedelta(days=30)
UPLOADS_KEPT = timedelta(seconds=WHATSAPP_MEDIA_AGE)
WINDOW_KEPT = timedelta(days=60)  # of what waits for somebody to write
COUNTS_KEPT = timedelta(days=400)  # what was sent in the same month a year ago
DRAFT_DAYS = 14  # where the content pack's policy does not say
UNANSWERED_DAYS = 180  # the same
FETCH_DAY = timedelta(days=1)  # then a file that could never be fetched is lost
FETCH_PAUSE = 1.0  # seconds between two looks for files, however many commits there are
FETCH_LOOK = 30.0  # seconds between two looks where nothing is committed
FETCH_MOST = 200  # files looked at in one go
WATCH = 30.0  # seconds between two looks at the bell itself
LONGEST = 600.0  # seconds between two tries


async def keep_running(name: str, work: Callable[[], Awaitable[None]], *, pause: float = 5.0) -> None:
    """Run `work` until cancelled; a bug in it is logged, and it is started again."""
    while True:
        try:
            await work()
            return
        except Exception as error:  # noqa: BLE001  # one broken loop must not end the desk
            log.error("%s broke off, again in %.0f s: %s", name, pause, place(error))
        await asyncio.sleep(pause)


class Bell:
    """Rings at intervals, and once at the start. APScheduler is nothing but the bell: what is due stands
    in the database, so a missed ring loses nothing."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._intervals: dict[str, timedelta] = {}  # by job id
        self._watching: asyncio.Task[None] | None = None

    def every(self, interval: timedelta, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Call `work` at each ring, never twice at once."""

        async def ring() -> None:
            try:
                with traced(new_trace()):
                    await work()
            except asyncio.CancelledError:  # stopped: the next start rings at once
                log.info("%s is left for the next start", name)  # APScheduler would call it a fault
            except (StoreUnavailable, NoContent) as error:
                log.warning("%s has to wait: %s", name, type(error).__name__)
            except Exception as error:  # noqa: BLE001  # logged; the next ring tries again
                log.error("%s failed: %s", name, place(error))

        job = self._scheduler.add_job(
            ring,
            IntervalTrigger(seconds=int(interval.total_seconds()), timezone=UTC),
            name=name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self._intervals[job.id] = interval

    def start(self) -> None:
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch(), name="bell")

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH)
            self.look()

    def look(self) -> None:
        """Ring now what is set for later than it can be: the machine's clock was set back, and APScheduler,
        which goes by it, would be silent until it has come to the old time again."""
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            if job.next_run_time - now > self._intervals[job.id]:
                job.modify(next_run_time=now)

    def stop(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


class Sweep:
    """Forgets what has had its time."""

    def __init__(self, store: Store, desks: Desks, clock: Clock) -> None:
        self._store = store
        self._desks = desks
        self._clock = clock

    async def run(self) -> None:
        """Once; raises StoreUnavailable or NoContent."""
        desk = await self._desks.current()
        drafts_kept = timedelta(days=desk.policy_value("draft_days", DRAFT_DAYS))
        questions_kept = timedelta(days=desk.policy_value("unanswered_days", UNANSWERED_DAYS))
        await self._store.transact(_sweep, self._clock.now(), drafts_kept, questions_kept)


def _sweep(session: Session, now: datetime, drafts_kept: timedelta, questions_kept: timedelta) -> None:
    inbox.sweep(session, done_before=now - KEYS_KEPT, failed_before=now - FAILED_KEPT)
    windows.lapse(session, before=now - WINDOW_KEPT, at=now)
    outbox.sweep(session, before=now - SENT_KEPT)
    deliveries.sweep(session, nameless_before=now - SENT_KEPT, before=now - COUNTS_KEPT)
    drafts.sweep(session, before=now - drafts_kept)
    platform_files.sweep(session, before=now - UPLOADS_KEPT)
    unanswered.sweep(session, before=now - questions_kept)


class Reminders:
    """Says what time makes due: as many rounds as it takes."""

    def __init__(self, store: Store, desks: Desks, clock: Clock) -> None:
        self._store = store
        self._desks = desks
        self._clock = clock

    async def run(self) -> None:
        """Until nothing is due; raises StoreUnavailable or NoContent."""
        desk = await self._desks.current()
        while await self._store.transact(sweep, desk, self._clock.now()):
            pass


class Recounts:
    """Counts clocks anew after the calendar has changed: what a command was not given the time to finish."""

    def __init__(self, store: Store, desks: Desks, clock: Clock) -> None:
        self._store = store
        self._desks = desks
        self._clock = clock

    async def run(self) -> None:
        """Until all is counted; raises StoreUnavailable or NoContent."""
        if not await self._store.read(calendar_changes.recount_wanted):
            return
        desk = await self._desks.current()
        while await self._store.transact(carry_on, desk, now=self._clock.now()):
            pass


class Doubts:
    """Decides on letters of which no word came, and on notices that nobody is known to have got."""

    def __init__(self, store: Store, desks: Desks, clock: Clock) -> None:
        self._store = store
        self._desks = desks
        self._clock = clock

    async def run(self) -> None:
        """Until nothing is left to decide; raises StoreUnavailable or NoContent."""
        desk = await self._desks.current()
        while await self._store.transact(settle_doubts, desk, self._clock.now()):
            pass
        while await self._store.transact(escalate, desk, self._clock.now()):
            pass


class FileFetch:
    """Brings the files that people sent from the platform to us."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[tuple[str, str], Channel],
        kept: FileStore,
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._channels = channels  # by (name, account)
        self._kept = kept
        self._clock = clock
        self._monotonic = monotonic
        self._tries: dict[int, int] = {}
        self._not_before: dict[int, float] = {}
        self._wake = asyncio.Event()
        self._listening = False

    def wake(self) -> None:
        """Files may have come in."""
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        if not self._listening:
            self._store.on_commit(self._wake.set)
            self._listening = True
        while True:
            self._wake.clear()
            try:
                await self.look()
            except StoreUnavailable:
                await asyncio.sleep(FETCH_LOOK)
            await asyncio.sleep(FETCH_PAUSE)
            try:
                async with asyncio.timeout(self._rest()):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def look(self) -> None:
        """Try every file whose time has come, one after the other."""
        waiting = await self._store.read(files.waiting, most=FETCH_MOST)
        known = {row.id for row in waiting}
        for gone in self._tries.keys() - known:
            del self._tries[gone], self._not_before[gone]
        for row in waiting:
            if row.id is not None and self._not_before.get(row.id, 0.0) <= self._monotonic():
                await self._fetch(row.id, row)

    async def _fetch(self, id: int, row: StoredFile) -> None:
        channel = self._channels.get((row.channel, row.account))
        try:
            if channel is None:
                raise FetchError(f"no channel {row.channel!r} with account {row.account!r} here")
            content = await channel.fetch(row.ref)
            digest = await asyncio.to_thread(self._kept.keep, content)
            mime = await asyncio.to_thread(real_mime, content, row.name)
        except FetchError as error:
            log.warning("file %d could not be fetched: %s", id, error)
            if error.forever or self._clock.now() - row.created_at >= FETCH_DAY:
                await self._store.transact(files.mark_lost, id)
            self._put_off(id)
        except Exception as error:  # noqa: BLE001  # a full disk, a bug: the other files still come
            log.error("file %d could not be kept: %s", id, place(error))
            self._put_off(id)
        else:
            await self._store.transact(files.mark_kept, id, sha256=digest, size=len(content), mime=mime)

    def _put_off(self, id: int) -> None:
        tries = self._tries[id] = self._tries.get(id, 0) + 1
        self._not_before[id] = self._monotonic() + min(2.0**tries, LONGEST) * random.uniform(0.75, 1.25)

    def _rest(self) -> float:
        """Seconds until the next try, or the next look."""
        soonest = min(self._not_before.values(), default=float("inf")) - self._monotonic()
        return min(max(soonest, 0.05), FETCH_LOOK)
