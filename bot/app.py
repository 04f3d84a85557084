"""Everything put together: the office of any set of channels, and `ppid serve`, which is Telegram's."""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.channels.base import Channel
from bot.channels.errors import Refused
from bot.channels.telegram import CallFailed, TelegramChannel
from bot.clock import Clock
from bot.intake import Desks, Intake, place
from bot.jobs import Bell, FileFetch, Recounts, Reminders, Sweep, keep_running
from bot.metrics import Metrics
from bot.pacing import Pacing
from bot.polling import Polling
from bot.printing import Printing
from bot.sender import HANDS, PrintPaper, Sender
from bot.settings import Settings
from bot.watch import Watch
from bot.web.metrics import metrics_route
from bot.web.server import WEBHOOK_PATH, Webhook, build_app
from handlers.voice import LANGUAGES, voice_of
from storage import content
from storage.content import ContentError
from storage.files import FileStore
from storage.migrate import NewerSchema, upgrade
from storage.store import Store, StoreUnavailable, open_store

log = logging.getLogger(__name__)

COMMANDS = ("start", "ajukan", "status", "bantuan", "petugas", "bahasa", "batal", "antrean", "catat")
SWEEP_EVERY = timedelta(hours=1)
REMIND_EVERY = timedelta(minutes=1)
LONGEST = 60.0  # seconds between two tries to reach the database or Telegram at the start
LOOK = 3.0  # seconds that /readyz waits for the database
HANG_UP = 2.0  # seconds for web requests under way when the server stops

PacingOf = Callable[[Channel], Pacing | None]


def usual_pacing(channel: Channel, *, overall: float = 30) -> Pacing | None:
    """Telegram's limits for Telegram; a channel of our own takes everything at once."""
    return Pacing(overall=overall) if channel.name == "telegram" else None


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
    ) -> None:
        self.store = store
        self.clock = clock
        self.metrics = Metrics()
        self.desks = Desks(store, secret, timezone=timezone)
        self.intake = Intake(store, self.desks, clock, self.metrics)
        self.senders = [
            Sender(
                store,
                channel,
                self.desks,
                clock,
                files,
                pacing(channel),
                print_paper=print_paper,
                hands=hands,
                metrics=self.metrics,
            )
            for channel in channels
        ]
        self.bell = Bell()
        self.reminders = Reminders(store, self.desks, clock)
        self.bell.every(remind_every, "reminders", self.reminders.run)
        self.bell.every(remind_every, "recount", Recounts(store, self.desks, clock).run)
        self._watch = Watch(store, self.desks, clock, files.folder)
        self.bell.every(remind_every, "watch", self._watch.run)
        self.bell.every(SWEEP_EVERY, "sweep", Sweep(store, self.desks, clock).run)
        self._fetch = FileFetch(store, {(c.name, c.account): c for c in channels}, files, clock)
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        for sender in self.senders:
            self._run(f"sender of {sender.channel.name}", sender.run)
        self._run("fetching of files", self._fetch.run)
        self.bell.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bell.stop()
        await self.intake.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

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
        found += [
            f"the sender of {sender.channel.name} does not run" for sender in self.senders if not sender.alive
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
            await asyncio.sleep(_pause(tries))
            tries += 1


class Server:
    """`ppid serve`: the web server at once, the desk as soon as the database is there."""

    def __init__(self, settings: Settings, clock: Clock, pacing: PacingOf | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._pacing = pacing or partial(usual_pacing, overall=settings.telegram_rate)
        self._office: Office | None = None
        self._state = "the desk is starting"
        token = settings.telegram_token.get_secret_value()
        self._channel = TelegramChannel(token, settings.telegram_api_url, clock=clock.now)
        self._webhook: Webhook | None = None
        if settings.public_url:
            secret = settings.telegram_webhook_secret.get_secret_value()
            self._webhook = Webhook(channel=self._channel, secret=secret)

    async def run(self, stop: asyncio.Event) -> int:
        """Until `stop` is set; the exit code."""
        app = build_app(reasons=self._reasons, webhook=self._webhook)
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
            await self._channel.close()

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
            async with (
                printing,
                Office(
                    store=store,
                    clock=self._clock,
                    channels=[self._channel],
                    secret=secret,
                    files=FileStore(settings.data_dir / "files"),
                    pacing=self._pacing,
                    timezone=settings.timezone,
                    print_paper=printing.print_paper,
                ) as office,
            ):
                await office.desks.current()
                self._office = office
                _settle_memory()
                try:
                    await self._take_in(office)
                finally:
                    self._office, self._state = None, "the desk is closing"
                    if self._webhook is not None:
                        self._webhook.intake = None
        finally:
            await store.aclose()

    async def _take_in(self, office: Office) -> None:
        """By webhook or by polling, until cancelled."""
        if self._webhook is not None:
            self._webhook.intake = office.intake
            url = f"{self._settings.public_url}{WEBHOOK_PATH}"
            await _reach("set the webhook", partial(self._channel.set_webhook, url, self._webhook.secret))
        else:
            await _reach("leave the webhook", self._channel.delete_webhook)
        await _reach("learn the bot's name", self._channel.identify)
        profile = asyncio.create_task(self._introduce(office), name="profile")
        try:
            if self._webhook is not None:
                log.info("@%s takes messages by webhook", self._channel.username)
                await asyncio.Event().wait()
            log.info("@%s takes messages by polling", self._channel.username)
            await keep_running("polling", Polling(self._channel, office.intake).run)
        finally:
            profile.cancel()

    async def _introduce(self, office: Office) -> None:
        """The menu of commands and the profile, in every language; the desk works without them."""
        body = (await office.desks.current()).name
        voices = {language: voice_of(language) for language in LANGUAGES}
        set_up = partial(
            self._channel.set_up,
            {lang: [(name, voice(f"command-{name}")) for name in COMMANDS] for lang, voice in voices.items()},
            {lang: voice("profile-description", body=body) for lang, voice in voices.items()},
            {lang: voice("profile-short", body=body) for lang, voice in voices.items()},
            default=LANGUAGES[0],
        )
        try:
            await _reach("set the menu of commands", set_up, insist=False)
        except Refused as error:
            log.error("Telegram refuses the bot's menu or profile: %s", error)

    async def _numbers(self) -> bytes:
        if self._office is None:
            raise StoreUnavailable(self._state)
        return await self._office.numbers()

    async def _reasons(self) -> list[str]:
        return [self._state] if self._office is None else await self._office.reasons()


async def _reach(purpose: str, call: Callable[[], Awaitable[object]], *, insist: bool = True) -> None:
    """`call` Telegram until it does as asked; without `insist`, raises Refused where it will not.

    A refusal may be cured from outside: a name that does not resolve yet, a certificate.
    """
    tries = 0
    while True:
        try:
            await call()
            return
        except CallFailed as error:
            if isinstance(error, Refused) and not insist:
                raise
            wait = _pause(tries) if error.seconds is None else error.seconds
            log.warning("cannot %s, again in %.0f s: %s", purpose, wait, error)
        await asyncio.sleep(wait)
        tries += 1


def _pause(tries: int) -> float:
    return float(min(2.0 ** min(tries, 10), LONGEST))


def _settle_memory() -> None:
    """What was made until now stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def serve(settings: Settings, *, clock: Clock | None = None, pacing: PacingOf | None = None) -> int:
    """Run the desk until SIGTERM or SIGINT; 0 where it ended as told.

    `pacing` is for a platform without Telegram's limits, as in trials and measurements.
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
