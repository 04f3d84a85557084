"""Everything put together: the office of any set of channels, and `ppid serve` with those that are set."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.anchoring import Anchoring
from bot.channels.base import Channel
from bot.channels.limits import WHATSAPP_RATE
from bot.clock import Clock
from bot.enclosures import PrintPaper
from bot.intake import Desks, Intake, place
from bot.jobs import Bell, Doubts, FileFetch, Recounts, Reminders, Sweep, keep_running
from bot.lease import Lease
from bot.lines import Line, TelegramLine, WhatsAppLine, pause
from bot.metrics import Metrics
from bot.outage import Mouth, Outage
from bot.pacing import TELEGRAM_CHAT, TELEGRAM_GROUP, WHATSAPP_PAIR, Pacing
from bot.printing import Printing
from bot.receipts import Receipts
from bot.sealed import SealedChores
from bot.sender import HANDS, Sender
from bot.settings import Settings
from bot.wakes import Wakes
from bot.watch import Watch
from bot.web.identity import Pages
from bot.web.metrics import metrics_route
from bot.web.server import build_app
from storage import content, tasks
from storage.content import ContentError
from storage.files import FileStore
from storage.migrate import NewerSchema, upgrade
from storage.outbox import OUTBOX, Letter
from storage.store import Store, StoreUnavailable, open_store
from storage.vault import SealedFiles

log = logging.getLogger(__name__)

SWITCH = 0.05  # seconds that a thread of Python works before another one that waits gets its turn
SWEEP_EVERY = timedelta(hours=1)
ANCHOR_EVERY = timedelta(hours=1)  # looks whether the day has its anchor
REMIND_EVERY = timedelta(minutes=1)
LOOK = 3.0  # seconds that /readyz waits for the database
HANG_UP = 2.0  # seconds for web requests under way when the server stops

PacingOf = Callable[[Channel], Pacing | None]


def usual_pacing(channel: Channel, *, telegram: float = 30, whatsapp: float = WHATSAPP_RATE) -> Pacing | None:
    """Each platform's own limits, in messages a second; a channel of our own takes everything at once."""
    if channel.name == "telegram":
        return Pacing(chat=TELEGRAM_CHAT, group=TELEGRAM_GROUP, overall=telegram)
    if channel.name == "whatsapp":
        return Pacing(chat=WHATSAPP_PAIR, overall=whatsapp)
    return None


class Office:
    """Intake, desk, senders and chores of one database; open while the `async with` lasts.

        async with Office(store=store, clock=clock, channels=[channel], secret=b"...", files=files) as office:
            await office.intake.receive(incoming)

    The database is upgraded and content is loaded before. Leaving finishes the letters in hand; store
    and channels stay open, they are the caller's.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        channels: Sequence[Channel],
        secret: bytes,
        files: FileStore,
        timezone: str = "",
        pacing: PacingOf = usual_pacing,
        print_paper: PrintPaper | None = None,
        hands: int = HANDS,
        remind_every: timedelta = REMIND_EVERY,
        sealed: SealedFiles | None = None,
        pages: Pages | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.metrics = Metrics()
        self.desks = Desks(
            store,
            secret,
            timezone=timezone,
            channels=[c.name for c in channels],
            identity_url=pages.url if pages else "",
        )
        self._pages = pages
        self._wakes = Wakes(store)
        self._leases = [self.lease(f"sender {channel.name} {channel.account}") for channel in channels]
        paces = [pacing(channel) for channel in channels]
        mouths = [
            Mouth(channel=channel, pacing=pace, may_tell=lease.ours)
            for channel, pace, lease in zip(channels, paces, self._leases, strict=True)
        ]
        self._watch = Watch(store, self.desks, clock, files.folder)
        self._outage = Outage(store, mouths, operators=self._watch.operators, on_end=self._after_outage)
        heard = Receipts(store, self.desks, clock)
        self.intake = Intake(
            store,
            self.desks,
            clock,
            self.metrics,
            on_receipts=heard.take,
            on_templates=heard.take_templates,
            outage=self._outage,
            hand_over=self._hand_over,
        )
        self.senders = [
            Sender(
                store,
                channel,
                self.desks,
                clock,
                files,
                pace,
                print_paper=print_paper,
                hands=hands,
                metrics=self.metrics,
                may_send=lease.held,
            )
            for channel, pace, lease in zip(channels, paces, self._leases, strict=True)
        ]
        self.bell = Bell()
        self.reminders = Reminders(store, self.desks, clock)
        self.bell.every(remind_every, "reminders", self.reminders.run)
        self.bell.every(remind_every, "recount", Recounts(store, self.desks, clock).run)
        self.bell.every(remind_every, "doubts", Doubts(store, self.desks, clock).run)
        self.bell.every(remind_every, "watch", self._watch.run)
        self.bell.every(ANCHOR_EVERY, "anchor", Anchoring(store, self.desks, clock).run)
        self.bell.every(SWEEP_EVERY, "sweep", Sweep(store, self.desks, clock).run)
        if sealed is not None:
            chores = SealedChores(store, sealed, clock)
            self.bell.every(remind_every, "erasing", chores.remove)
            self.bell.every(SWEEP_EVERY, "strays", chores.sweep)
        self._fetch = FileFetch(store, {(c.name, c.account): c for c in channels}, files, clock)
        self._tasks: list[asyncio.Task[None]] = []
        self._listening = False

    async def __aenter__(self) -> Self:
        for sender, lease in zip(self.senders, self._leases, strict=True):
            self._wakes.on(OUTBOX, sender.wake)
            self._run(f"sender of {sender.channel.name}", partial(lease.run, sender.run))
        self._wakes.on(OUTBOX, self._fetch.wake)
        self._run("fetching of files", partial(self.lease("files").run, self._fetch.run))
        if self.store.shared:
            self._run("word of other processes", self._wakes.run)
            self.store.on_commit(self._committed, of=OUTBOX)
            self._listening = True
        if self._pages is not None:
            self._pages.store, self._pages.desks = self.store, self.desks
        self.bell.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pages is not None:
            self._pages.store = None
        self._listening = False
        self.bell.stop()
        await self.intake.close()
        await self._outage.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._wakes.close()

    def lease(self, name: str) -> Lease:
        """What is done by one process of those on this database at a time."""
        return Lease(self.store, name, self._wakes)

    def _committed(self) -> None:
        """What was put out here may be for another process to send."""
        if self._listening and not all(lease.held() for lease in self._leases):
            self._wakes.tell_soon()

    def _hand_over(self, channel: str, letters: Sequence[Letter]) -> None:
        """Straight to their sender, where this process has it."""
        for sender, lease in zip(self.senders, self._leases, strict=True):
            if sender.channel.name != channel:
                continue
            if lease.held():
                sender.take(letters)
            elif self._listening:
                self._wakes.tell_soon()

    async def _after_outage(self) -> None:
        """Somebody should look why; once an hour at most, from however many processes."""
        now = self.clock.now()
        await self.store.transact(tasks.open_task, kind="store-away", key=f"{now:%Y-%m-%d %H}", now=now)

    async def numbers(self) -> bytes:
        """What Prometheus is told. Raises StoreUnavailable."""
        desk = await self.desks.current()
        return await self.metrics.page(self.store, desk, self.clock.now(), free=self._watch.free())

    async def reasons(self) -> list[str]:
        """What keeps the office from working; empty where it works."""
        found = []
        try:
            async with asyncio.timeout(LOOK):
                if not await self.store.read(content.digest_of):
                    found.append("no content pack is loaded")
        except (StoreUnavailable, TimeoutError):
            found.append("the database does not answer")
        if self._outage.lasting:
            found.append("the database takes nothing")
        found += [
            f"the sender of {sender.channel.name} does not run"
            for sender, lease in zip(self.senders, self._leases, strict=True)
            if lease.held() and not sender.alive
        ]
        return found

    def _run(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(keep_running(name, work), name=name))


async def prepare(store: Store, settings: Settings, clock: Clock) -> None:
    """Upgrade the database, and load the content pack where none is loaded.

    Waits while the database is away; raises ContentError for a pack that cannot be loaded, and NewerSchema.
    """
    tries = 0
    while True:
        try:
            await asyncio.to_thread(upgrade, store)
            if not await store.read(content.digest_of):
                pack = await asyncio.to_thread(content.read_pack, settings.content_dir)
                await store.transact(content.load, pack, now=clock.now())
                log.info("loaded the content pack %s", settings.content_dir)
            return
        except StoreUnavailable as error:
            log.warning("the database does not answer yet: %s", error)
            await asyncio.sleep(pause(tries))
            tries += 1


class Server:
    """`ppid serve`: the web server at once, the desk as soon as the database is there."""

    def __init__(self, settings: Settings, clock: Clock, pacing: PacingOf | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._pacing = pacing or partial(
            usual_pacing, telegram=settings.telegram_rate, whatsapp=settings.whatsapp_rate
        )
        self._office: Office | None = None
        self._state = "the desk is starting"
        self._telegram = TelegramLine(settings, clock) if settings.has_telegram else None
        self._whatsapp = WhatsAppLine(settings, clock) if settings.has_whatsapp else None
        self._lines: list[Line] = [line for line in (self._telegram, self._whatsapp) if line is not None]
        self._sealed = SealedFiles(settings.data_dir / "identity")
        self._pages = self._identity_pages()

    def _identity_pages(self) -> Pages | None:
        """Where identity is given; says why where it cannot be taken."""
        settings = self._settings
        vault = settings.vault
        if not settings.public_url:
            log.info("identity is shown at the office only: without PUBLIC_URL there is no page for it")
        elif vault is None:
            log.warning("identity is not taken: VAULT_KEYS is not set (`ppid vault new-key` makes one)")
        if vault is None or not settings.public_url:
            return None
        return Pages(
            vault=vault,
            files=self._sealed,
            clock=self._clock,
            public_url=settings.public_url,
            chat=self._chat,
        )

    def _chat(self, channel: str) -> str:
        """Where a chat is gone back to; "" where that is not known."""
        return next((line.chat_url for line in self._lines if line.channel.name == channel), "")

    async def run(self, stop: asyncio.Event) -> int:
        """Until `stop` is set; the exit code."""
        telegram, whatsapp = self._telegram, self._whatsapp
        app = build_app(
            reasons=self._reasons,
            webhook=None if telegram is None else telegram.webhook,
            whatsapp=None if whatsapp is None else whatsapp.webhook,
            pages=self._pages,
        )
        if token := self._settings.metrics_token.get_secret_value():
            app.add_routes([metrics_route(token, self._numbers)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=HANG_UP)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._settings.host, self._settings.port).start()
            return await self._until(stop)
        except OSError as error:
            log.error("cannot listen at %s (LISTEN): %s", self._settings.listen, error)
            return 1
        finally:
            await runner.cleanup()
            for line in self._lines:
                await line.close()

    async def _until(self, stop: asyncio.Event) -> int:
        desk = asyncio.create_task(self._desk(), name="desk")
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({desk, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        desk.cancel()
        try:
            await desk
        except asyncio.CancelledError:
            log.info("the desk is closed")
            return 0
        except (ContentError, NewerSchema) as error:
            log.error("the desk cannot open: %s", error)
        except Exception as error:  # noqa: BLE001  # the last word of the process
            log.error("the desk broke down: %s", place(error))
        return 1

    async def _desk(self) -> None:
        """Open, work until cancelled, and close in order: intake, senders, store."""
        settings = self._settings
        secret = settings.secret_key.get_secret_value().encode()
        store = open_store(settings.database_url)
        printing = Printing(settings.database_url, secret, settings.data_dir / "papers", self._clock)
        try:
            await prepare(store, settings, self._clock)
            for line in self._lines:
                line.prepare(store)
            async with (
                printing,
                Office(
                    store=store,
                    clock=self._clock,
                    channels=[line.channel for line in self._lines],
                    secret=secret,
                    files=FileStore(settings.data_dir / "files"),
                    pacing=self._pacing,
                    timezone=settings.timezone,
                    print_paper=printing.print_paper,
                    sealed=self._sealed,
                    pages=self._pages,
                ) as office,
            ):
                await office.desks.current()
                self._office = office
                _settle()
                try:
                    async with asyncio.TaskGroup() as group:
                        for line in self._lines:
                            group.create_task(line.take_in(office.intake, office.desks, office.lease))
                finally:
                    self._office, self._state = None, "the desk is closing"
                    for line in self._lines:
                        line.shut()
        finally:
            await store.aclose()

    async def _numbers(self) -> bytes:
        if self._office is None:
            raise StoreUnavailable(self._state)
        return await self._office.numbers()

    async def _reasons(self) -> list[str]:
        return [self._state] if self._office is None else await self._office.reasons()


def _settle() -> None:
    """What was made until now stays: the collector need not look at it again and again. And threads change
    seldom: they give way by themselves at every statement and every call (docs/performance.md)."""
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def serve(settings: Settings, *, clock: Clock | None = None, pacing: PacingOf | None = None) -> int:
    """Run the desk until SIGTERM or SIGINT; 0 where it ended as told.

    `pacing` is for platforms without their limits, as in trials and measurements.
    """
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_serve(Server(settings, clock or Clock(), pacing)))


async def _serve(server: Server) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return await server.run(stop)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
