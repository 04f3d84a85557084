"""`kill -9` at any moment of a filing: nothing is lost, and no request is filed twice.

No fault is built into the program. A lock held on the database stops it before a commit, a Telegram that
does not answer stops it between commit and mark; then the process is killed for good.
"""

import asyncio
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.testing import FakeTelegram, Fault
from handlers.voice import voice_of
from storage.store import open_store
from storage.tables import Inbox, Outbox, Request
from tests.test_intake import ANI, small_content

ROOT = Path(__file__).resolve().parents[1]
SAID = voice_of("id")

# What a citizen sends, and what the answer must hold: a piece of its text, or the label of a button.
FILING = (
    ("/start", SAID("menu-file")),
    ("ajukan", SAID("ask-kind")),
    ("1", SAID("ask-name-person")),
    ("Rina Marlina", SAID("ask-address")),
    ("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach")),
    ("1", SAID("ask-information").splitlines()[0]),
    ("Saya minta daftar jalan yang diperbaiki tahun 2025", SAID("button-done")),
    ("selesai", SAID("ask-purpose")),
    ("Penelitian tentang jalan", SAID("ask-obtain")),
    ("1", SAID("ask-deliver")),
    ("1", SAID("ask-agency")),
    ("1", SAID("review")),
    ("Kirim permohonan", "/PPID/"),
)

# Imports everything once and forks for every start: the processes that are killed are real, and quick.
NURSERY = """
import gc, json, os, signal, sys
from pathlib import Path
from bot.app import serve
from bot.log import set_up_logging
from bot.settings import load_settings
from handlers.voice import voice_of
from sqlalchemy.orm import configure_mappers
configure_mappers()
voice_of("id"), voice_of("en")
gc.collect()
gc.freeze()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    child = os.fork()
    if not child:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.update(json.loads(line))
        settings = load_settings("serve", env_file=Path("no.env"))
        set_up_logging("INFO", secrets=settings.secrets)
        os._exit(serve(settings, pacing=lambda channel: None))
    sys.stdout.write(f"{child}\\n")
    sys.stdout.flush()
"""


class Serve:
    """`ppid serve`, started and killed as often as one likes."""

    def __init__(
        self, nursery: subprocess.Popen[str], fake: FakeTelegram, folder: Path, *, webhook: bool
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            listen = f"127.0.0.1:{probe.getsockname()[1]}"
        self.database = folder / "ppid.db"
        self._nursery = nursery
        self._pid = 0
        self._env = {
            "TELEGRAM_TOKEN": fake.token,
            "TELEGRAM_API_URL": fake.url,
            "SECRET_KEY": "a secret of the tests, long enough!",
            "DATA_DIR": str(folder),
            "CONTENT_DIR": str(small_content(folder / "content")),
            "LISTEN": listen,
            "PUBLIC_URL": f"http://{listen}" if webhook else "",
            "TELEGRAM_WEBHOOK_SECRET": "webhook-secret_1" if webhook else "",
        }

    def start(self) -> None:
        assert self._nursery.stdin is not None and self._nursery.stdout is not None
        self._nursery.stdin.write(json.dumps(self._env) + "\n")
        self._nursery.stdin.flush()
        self._pid = int(self._nursery.stdout.readline())

    async def kill(self) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            while _lives(self._pid):  # noqa: ASYNC110  # it is no child of ours
                await asyncio.sleep(0.005)
            self._pid = 0

    async def kill_and_start(self) -> None:
        await self.kill()
        self.start()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Citizen:
    """One chat that files a request, patiently."""

    def __init__(self, fake: FakeTelegram, chat: int = ANI) -> None:
        self.fake = fake
        self.chat = chat

    async def go(self, *, first: int = 0, last: int = len(FILING)) -> None:
        for step in range(first, last):
            await self.say(step)
            await self.hears(step)

    async def say(self, step: int) -> None:
        self._before = len(self.fake.sent(self.chat))
        await self.fake.say(self.chat, FILING[step][0])

    async def hears(self, step: int, seconds: float = 20) -> None:
        wanted = FILING[step][1]

        def heard() -> bool:
            new = self.fake.sent(self.chat)[self._before :]
            return any(wanted in reply.text or wanted in reply.labels for reply in new)

        if not await self.fake.deliveries.until(heard, seconds):
            said = [reply.text[:100] for reply in self.fake.sent(self.chat)]
            pytest.fail(f"no answer to {FILING[step][0]!r} with {wanted!r}; heard {said}")

    def receipts(self) -> int:
        return sum("/PPID/" in reply.text for reply in self.fake.sent(self.chat))


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    folder = tmp_path_factory.mktemp("nursery")
    env = os.environ | {"PYTHONPATH": str(ROOT), "DATABASE_URL": ""}
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        yield process
        assert process.stdin is not None
        process.stdin.close()


@asynccontextmanager
async def desk(
    nursery: subprocess.Popen[str], folder: Path, *, webhook: bool = False
) -> AsyncIterator[tuple[FakeTelegram, Serve]]:
    async with FakeTelegram() as fake:
        serve = Serve(nursery, fake, folder, webhook=webhook)
        serve.start()
        try:
            yield fake, serve
        finally:
            await serve.kill()


async def check(database: Path, fake: FakeTelegram, citizens: int = 1) -> None:
    """Everybody has one request, numbers have no gap, all was taken, and every letter went out."""
    await fake.taken(20)
    store = open_store(f"sqlite:///{database}")
    for _ in range(400):
        if not any(row.state == "pending" for row in await store.read(_rows, Outbox)):
            break
        await asyncio.sleep(0.02)
    filed: list[Request] = await store.read(_rows, Request)
    letters: list[Outbox] = await store.read(_rows, Outbox)
    inbox: list[Inbox] = await store.read(_rows, Inbox)
    await store.aclose()

    assert sorted(int(request.number[:3]) for request in filed) == list(range(1, citizens + 1))
    assert len({request.contact_id for request in filed}) == citizens
    assert {request.information for request in filed} == {FILING[6][0]}
    assert {row.state for row in inbox} == {"done"}
    assert {letter.state for letter in letters} == {"sent"}
    said = {reply.text for chat in fake.state.chats.values() for reply in fake.sent(chat.id)}
    assert {letter.payload["text"] for letter in letters} <= said


def _rows(session: Session, table: type) -> list:  # type: ignore[type-arg]  # rows of any table
    return list(session.exec(select(table)))


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Nobody else can write."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def test_killed_between_any_two_messages(nursery: subprocess.Popen[str], tmp_path: Path) -> None:
    async with desk(nursery, tmp_path) as (fake, serve):
        citizen = Citizen(fake)
        for step in range(len(FILING)):
            await citizen.say(step)
            if step % 2:  # it arrived while nobody was there
                serve.start()
            await citizen.hears(step)
            await serve.kill()
            if step % 2:
                serve.start()
        serve.start()

        await check(serve.database, fake)


@pytest.mark.parametrize("webhook", [False, True])
async def test_killed_before_the_commit_the_filing_is_not_lost(
    nursery: subprocess.Popen[str], tmp_path: Path, webhook: bool
) -> None:
    async with desk(nursery, tmp_path, webhook=webhook) as (fake, serve):
        citizen = Citizen(fake)
        await citizen.go(last=len(FILING) - 1)
        with locked(serve.database):
            await citizen.say(len(FILING) - 1)
            await asyncio.sleep(0.3)
            await serve.kill()
        assert citizen.receipts() == 0

        serve.start()
        await citizen.hears(len(FILING) - 1)

        await check(serve.database, fake)
        assert citizen.receipts() == 1


@pytest.mark.parametrize("webhook", [False, True])
async def test_killed_between_commit_and_send_the_receipt_is_not_lost(
    nursery: subprocess.Popen[str], tmp_path: Path, webhook: bool
) -> None:
    async with desk(nursery, tmp_path, webhook=webhook) as (fake, serve):
        citizen = Citizen(fake)
        await citizen.go(last=len(FILING) - 1)
        fake.fault(Fault(cut=True, seconds=60, method="sendMessage"))
        fault = fake.faults[-1]
        await citizen.say(len(FILING) - 1)
        assert await fake.deliveries.until(lambda: fault.times == 0, 20)
        await serve.kill_and_start()
        await citizen.hears(len(FILING) - 1)

        await check(serve.database, fake)
        assert citizen.receipts() == 1


async def test_killed_between_send_and_mark_the_receipt_comes_twice_and_the_request_once(
    nursery: subprocess.Popen[str], tmp_path: Path
) -> None:
    async with desk(nursery, tmp_path) as (fake, serve):
        citizen = Citizen(fake)
        await citizen.go(last=len(FILING) - 1)
        fake.hang(60, method="sendMessage")
        await citizen.say(len(FILING) - 1)
        await citizen.hears(len(FILING) - 1)
        await serve.kill_and_start()

        await check(serve.database, fake)
        assert citizen.receipts() == 2


async def test_killed_again_and_again_while_many_file(nursery: subprocess.Popen[str], tmp_path: Path) -> None:
    chance = random.Random(14_2008)
    async with desk(nursery, tmp_path) as (fake, serve):
        citizens = [Citizen(fake, ANI + number) for number in range(6)]
        filing = asyncio.gather(*(citizen.go() for citizen in citizens))
        for _ in range(12):
            await asyncio.sleep(chance.uniform(0.1, 0.9))
            await serve.kill_and_start()
        await filing

        await check(serve.database, fake, len(citizens))
