"""`ppid serve` in this process, over a WhatsApp of our own: a desk, its log, and people who use it.

async with whatsapp_desk(tmp_path) as desk:
    citizen = desk.person("Rina")
    await citizen.say("halo", SAID("menu-file"))
"""

import asyncio
import io
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, closing, redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlmodel import Session, select

from bot.app import Server
from bot.clock import Clock
from bot.journal import journal
from bot.log import set_up_logging
from bot.settings import Settings, load_settings
from bot.testing import FakeTelegram, FakeWhatsApp
from bot.testing_whatsapp import Person, Screen
from bot.testing_whatsapp_state import Given
from handlers.voice import voice_of
from kip.people import Role
from storage import officers
from storage.store import Store, open_store
from tests.logs import logging_put_back, private
from tests.processes import KERINCI, free_port
from tests.rooms import FILLED, SECRET, wib
from tests.whatsapp_contract import obeys_where_known

SAID = voice_of("id")
START = "2026-11-23 09:00"  # a Monday
STATUSES = ("delivered",)  # one word of each message is enough where nothing else is asked
SECONDS = 20  # how long a person waits for an answer


@dataclass
class ShiftedClock(Clock):
    """A clock that goes on from START, whatever the day is, and can be moved."""

    ahead: timedelta = field(default_factory=lambda: wib(START) - datetime.now(UTC))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(kw_only=True)
class Desk:
    """A desk with the content of Kerinci. What it logs is in `log`."""

    fake: FakeWhatsApp
    telegram: FakeTelegram | None
    clock: ShiftedClock
    settings: Settings
    log: io.StringIO
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _server: Server | None = None
    _running: asyncio.Task[int] | None = None

    @property
    def store(self) -> Store:
        """The desk's database, for a look from beside it; to be closed."""
        return open_store(self.settings.database_url)

    async def start(self) -> None:
        """Returns when it takes messages."""
        self._stop.clear()
        self._server = Server(self.settings, self.clock)
        self._running = asyncio.create_task(self._server.run(self._stop))
        async with asyncio.timeout(SECONDS), aiohttp.ClientSession() as http:
            while not await _ready(http, f"http://{self.settings.listen}/readyz"):
                assert not self._running.done(), self.log.getvalue()
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        assert self._running is not None
        self._stop.set()
        assert await self._running == 0, self.log.getvalue()

    async def lose_store(self) -> None:
        """From now on the database does not answer; a new start finds it again."""
        office = self._server._office if self._server else None
        assert office is not None
        await office.store.aclose()

    def person(self, name: str, **known: str) -> "Someone":
        return Someone(desk=self, person=self.fake.person(name, **known))

    async def officer(self, name: str, agency: str, role: Role = Role.PELAKSANA, **known: str) -> "Someone":
        """Somebody who was given a code, and typed it."""
        with closing(self.store) as store:
            code = await store.transact(
                officers.invite, agency=agency, role=role, now=self.clock.now(), hours=72
            )
        officer = self.person(name, **known)
        await officer.say(f"gabung {code}", SAID("menu-queue"))
        return officer

    async def rows(self, table: Any) -> list[Any]:
        """All of a table."""

        def all_of(session: Session) -> list[Any]:
            return list(session.exec(select(table).order_by(*table.__table__.primary_key)))

        with closing(self.store) as store:
            return await store.read(all_of)

    def passes(self, **time: float) -> None:
        """Let time pass, for the desk and for the platforms: `hours=24`."""
        self.clock.ahead += timedelta(**time)


@dataclass(kw_only=True)
class Someone:
    """A person at their phone. Each act waits for a message that holds all of `pieces`: bits of its text,
    or what can be tapped."""

    desk: Desk
    person: Person
    heard: int = 0  # how many of our messages have been read

    async def say(self, text: str, *pieces: str, **how: Any) -> Screen:
        return await self.does(self.person.say(text, **how), *pieces)

    async def tap(self, label: str, *pieces: str, **how: Any) -> Screen:
        return await self.does(self.person.tap(label, **how), *pieces)

    async def does(self, act: Awaitable[object], *pieces: str) -> Screen:
        await act
        return await self.hears(*pieces)

    async def hears(self, *pieces: str, seconds: float = SECONDS) -> Screen:
        """The first message not read before that fits; those before it count as read."""
        return await self._next(lambda shown: fits(shown, pieces), f"{pieces}", seconds)

    async def was_told(self, *pieces: str, seconds: float = SECONDS) -> None:
        """Also by a message that counts as read: for what comes in no order."""

        def told() -> bool:
            return any(fits(shown, pieces) for shown in self.person.screens)

        assert await self.desk.fake.deliveries.until(told, seconds), f"{self.person.name}: {pieces}"

    async def file(self, seconds: float = SECONDS) -> Screen:
        """The first message with a file not read before."""
        return await self._next(lambda shown: shown.file is not None, "a file", seconds)

    @property
    def sent(self) -> list[Given]:
        """Every message of ours that WhatsApp took for this person."""
        return [given for given in self.desk.fake.state.given.values() if given.to is self.person.party]

    @property
    def unread(self) -> list[Screen]:
        return self.person.screens[self.heard :]

    async def _next(self, wanted: Callable[[Screen], bool], what: str, seconds: float) -> Screen:
        deliveries = self.desk.fake.deliveries
        await deliveries.until(lambda: any(map(wanted, self.unread)), seconds)
        found = next((number for number, shown in enumerate(self.unread) if wanted(shown)), None)
        if found is None:
            said = "\n---\n".join(f"{shown.text[:300]} {shown.labels}" for shown in self.unread)
            raise AssertionError(f"{self.person.name} was not told {what}, but\n{said}\n{self._log()}")
        self.heard += found + 1
        return self.person.screens[self.heard - 1]

    def _log(self) -> str:
        return "\n".join(self.desk.log.getvalue().splitlines()[-5:])


def fits(shown: Screen, pieces: Iterable[str]) -> bool:
    labels = [*shown.labels, *(choice.description for choice in shown.choices)]
    return all(piece in shown.text or piece in labels for piece in pieces)


@asynccontextmanager
async def whatsapp_desk(folder: Path, *, telegram: bool = False) -> AsyncIterator[Desk]:
    """A desk on a database of its own; also on Telegram, where that is wanted. At the end nothing it sent is
    against Meta's schema, and nothing that it logged is anybody's."""
    clock, log = ShiftedClock(), io.StringIO()
    async with AsyncExitStack() as stack:
        url = stack.enter_context(FILLED.copy(folder / "var" / "ppid.db"))
        whatsapp = await stack.enter_async_context(FakeWhatsApp(clock=clock.now))
        whatsapp.statuses = STATUSES
        other = await stack.enter_async_context(FakeTelegram(clock=clock.now)) if telegram else None
        port = free_port()
        settings = load_settings(
            "serve",
            env_file=folder / "no.env",
            given={
                "data_dir": folder / "var",
                "database_url": url,
                "content_dir": KERINCI,
                "listen": f"127.0.0.1:{port}",
                "public_url": f"http://127.0.0.1:{port}",
                "secret_key": SECRET.decode(),
                "whatsapp_token": whatsapp.token,
                "whatsapp_phone_number_id": whatsapp.phone_number_id,
                "whatsapp_business_account_id": whatsapp.business_account_id,
                "whatsapp_app_secret": whatsapp.app_secret,
                "whatsapp_verify_token": whatsapp.verify_token,
                "whatsapp_api_url": whatsapp.url,
                **(_telegram(other) if other else {}),
            },
        )
        _write_log(log, settings, stack)
        desk = Desk(fake=whatsapp, telegram=other, clock=clock, settings=settings, log=log)
        await desk.start()
        stack.push_async_callback(desk.stop)
        assert await whatsapp.subscribe(f"{settings.public_url}/whatsapp/webhook")
        yield desk
        await whatsapp.taken(SECONDS)
    obeys_where_known(call.body for call in whatsapp.calls if call.method == "messages")
    lines = log.getvalue()
    assert not re.findall(r'.*"level":"error".*', lines)
    assert not list(private(lines, *settings.secrets))


def _write_log(log: io.StringIO, settings: Settings, stack: AsyncExitStack) -> None:
    """What `serve` would write to standard error goes to `log`, beside pytest's own capturing."""
    with logging_put_back(), redirect_stderr(log):
        set_up_logging("INFO", secrets=settings.secrets, terminal=False)
        [handler] = logging.getLogger().handlers
        told = journal.to
    logging.getLogger().addHandler(handler)
    stack.callback(logging.getLogger().removeHandler, handler)
    stack.callback(setattr, journal, "to", journal.to)
    journal.to = told


def _telegram(fake: FakeTelegram) -> dict[str, str]:
    return {
        "telegram_token": fake.token,
        "telegram_api_url": fake.url,
        "telegram_webhook_secret": "rahasia_webhook-1",
    }


async def _ready(http: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with http.get(url) as answer:
            return answer.status == 200
    except aiohttp.ClientConnectionError:
        return False
