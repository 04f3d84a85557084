"""`kill -9` at any moment of a filing: nothing is lost, and no request is filed twice.

No fault is built into the program. A lock held on the database stops it before a commit, a Telegram that
does not answer stops it between commit and mark; then the process is killed for good.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from bot.testing import Fault
from tests.citizens import FILING, LAST, Citizen
from tests.serves import Nursery, nursery_in, serving
from tests.storm import check


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery_in(tmp_path_factory.mktemp("nursery")) as process:
        yield process


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody else can write."""
    if url.startswith("sqlite:"):
        path = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
    else:
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE inbox IN EXCLUSIVE MODE")
            yield


async def test_killed_between_any_two_messages(nursery: Nursery, office_url: str, tmp_path: Path) -> None:
    async with serving(nursery, tmp_path, office_url, webhook=False) as (fake, [serve]):
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

        await check(fake, [serve], [citizen])


@pytest.mark.parametrize("webhook", [False, True])
async def test_killed_before_the_commit_the_filing_is_not_lost(
    nursery: Nursery, office_url: str, tmp_path: Path, webhook: bool
) -> None:
    async with serving(nursery, tmp_path, office_url, webhook=webhook) as (fake, [serve]):
        citizen = Citizen(fake)
        await citizen.go(last=LAST)
        with locked(office_url):
            await citizen.say(LAST)
            await asyncio.sleep(0.3)
            await serve.kill()
        assert citizen.receipts() == 0

        serve.start()
        await citizen.hears(LAST)

        await check(fake, [serve], [citizen])
        assert citizen.receipts() == 1


@pytest.mark.parametrize("webhook", [False, True])
async def test_killed_between_commit_and_send_the_receipt_is_not_lost(
    nursery: Nursery, office_url: str, tmp_path: Path, webhook: bool
) -> None:
    async with serving(nursery, tmp_path, office_url, webhook=webhook) as (fake, [serve]):
        citizen = Citizen(fake)
        await citizen.go(last=LAST)
        fake.fault(Fault(cut=True, seconds=60, method="sendMessage"))
        fault = fake.faults[-1]
        await citizen.say(LAST)
        assert await fake.deliveries.until(lambda: fault.times == 0, 20)
        await serve.kill_and_start()
        await citizen.hears(LAST)

        await check(fake, [serve], [citizen])
        assert citizen.receipts() == 1


async def test_killed_between_send_and_mark_the_receipt_comes_twice_and_the_request_once(
    nursery: Nursery, office_url: str, tmp_path: Path
) -> None:
    async with serving(nursery, tmp_path, office_url, webhook=False) as (fake, [serve]):
        citizen = Citizen(fake)
        await citizen.go(last=LAST)
        fake.hang(60, method="sendMessage")
        await citizen.say(LAST)
        await citizen.hears(LAST)
        await serve.kill_and_start()

        await check(fake, [serve], [citizen])
        assert citizen.receipts() == 2
