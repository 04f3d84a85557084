"""Several processes on one PostgreSQL: one sends for each channel, and the others wait for its place."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, SQLModel

from bot import lease, sender
from bot.app import Office
from bot.clock import Clock
from bot.lease import Lease
from bot.wakes import Wakes
from handlers.incoming import Incoming, Kind
from storage import content
from storage.content import Pack, read_pack
from storage.files import FileStore
from storage.store import Store, open_store
from storage.tables import Inbox, Outbox
from tests.test_intake import small_content
from tests.test_sender import SECRET, Post, _all, _write, until

pytestmark = pytest.mark.postgres


class Slow(Post):
    """A platform that several offices send to: the posts of all are one."""

    async def send(self, address: str, part: Any, *, tag: str = "") -> Any:
        await asyncio.sleep(0.002)
        return await super().send(address, part, tag=tag)


class Province:
    """Offices on one database, as processes have them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.post = Slow()
        self.stores: list[Store] = []

    @asynccontextmanager
    async def office(self) -> AsyncIterator[Office]:
        store = open_store(self.url)
        self.stores.append(store)
        files = FileStore(self.folder / "files")
        options: dict[str, Any] = {"secret": SECRET, "files": files, "pacing": lambda channel: None}
        opened = Office(
            store=store, clock=Clock(), channels=[self.post], remind_every=timedelta(hours=1), **options
        )
        try:
            async with opened:
                yield opened
        finally:
            await store.aclose()


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return read_pack(small_content(tmp_path_factory.mktemp("content")))


@pytest.fixture
def province(postgres_url: str, tmp_path: Path, pack: Pack) -> Province:
    store = open_store(postgres_url)
    SQLModel.metadata.create_all(store.engine)
    store.transact_sync(content.load, pack, now=Clock().now())
    store.close()
    return Province(postgres_url, tmp_path)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks by itself within a test: whoever goes on has been woken."""
    monkeypatch.setattr(sender, "IDLE", 600.0)
    monkeypatch.setattr(lease, "RENEW", 600.0)
    monkeypatch.setattr(lease, "SECONDS", 1200.0)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A death is noticed at once."""
    monkeypatch.setattr(lease, "RENEW", 0.05)
    monkeypatch.setattr(lease, "SECONDS", 0.5)
    monkeypatch.setattr(lease, "MARGIN", 0.2)


def holders(*offices: Office) -> list[bool]:
    return [office._leases[0].held() for office in offices]


async def write(office: Office, address: str, *texts: str) -> None:
    await office.store.transact(_write, "post", address, texts, Clock().now(), {})


@pytest.mark.usefixtures("patient")
async def test_one_of_them_sends_what_any_of_them_writes_and_is_woken_for_it(province: Province) -> None:
    async with province.office() as first:
        await until(lambda: holders(first) == [True])
        async with province.office() as second:
            await asyncio.sleep(0.1)  # for the second to try
            for number in range(5):
                await write(second, f"w{number}", "halo")
                await until(lambda number=number: len(province.post.sent) == number + 1)  # type: ignore[misc]

            assert holders(first, second) == [True, False]
            assert await first.reasons() == await second.reasons() == []


@pytest.mark.usefixtures("patient")
async def test_one_that_stops_hands_over_at_once(province: Province) -> None:
    async with AsyncExitStack() as second_until_the_end:
        async with province.office() as first:
            await until(lambda: holders(first) == [True])
            second = await second_until_the_end.enter_async_context(province.office())
            await asyncio.sleep(0.1)
            assert holders(second) == [False]

        await until(lambda: holders(second) == [True])
        await write(second, "ani", "halo")
        await until(lambda: province.post.texts("ani") == ["halo"])


@pytest.mark.usefixtures("hasty")
async def test_where_one_dies_another_takes_its_place_and_the_dead_one_sends_no_more(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with province.office() as first, province.office() as second:
        await until(lambda: sum(holders(first, second)) == 1)
        holder, other = (first, second) if first._leases[0].held() else (second, first)
        monkeypatch.setattr(holder._leases[0], "_take", _cut_off)  # it reaches the database no more

        await until(lambda: holders(other) == [True])
        await write(other, "ani", "halo")
        await until(lambda: province.post.texts("ani") == ["halo"])

        assert holders(holder) == [False]


async def _cut_off(*, look: bool = False) -> bool:
    return False


@pytest.mark.usefixtures("hasty")
async def test_whoever_finds_that_another_had_it_meanwhile_begins_anew(province: Province) -> None:
    begun: Counter[str] = Counter()

    def work(name: str) -> Callable[[], Any]:
        async def run() -> None:
            begun[name] += 1
            await asyncio.Event().wait()

        return run

    store = open_store(province.url)
    mine, theirs = (Lease(store, "x", Wakes(store)) for _ in range(2))
    running = asyncio.create_task(mine.run(work("mine")))
    await until(lambda: begun["mine"] == 1)

    await store.transact(_give, "x", theirs._owner)  # as after a pause of this process
    await until(lambda: begun["mine"] == 2)

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await store.aclose()


def _give(session: Session, name: str, owner: str) -> None:
    """Somebody else has the lease, for a moment."""
    session.connection().exec_driver_sql(
        "UPDATE lease SET owner = %s, term = term + 1, until = clock_timestamp() WHERE name = %s",
        (owner, name),
    )


@pytest.mark.usefixtures("hasty")
async def test_three_that_come_and_go_send_each_letter_once_and_keep_each_chats_order(
    province: Province,
) -> None:
    people = [f"w{number}" for number in range(12)]

    async with AsyncExitStack() as rest:
        writer = await rest.enter_async_context(province.office())
        for round_ in range(4):
            async with province.office() as passing, province.office():
                for who in people:
                    await write(passing, who, *(f"{round_}{letter}" for letter in "abc"))
        await until(lambda: len(province.post.sent) >= 12 * 12, 10)
        await until(_all_sent(writer))

    expected = [f"{round_}{letter}" for round_ in range(4) for letter in "abc"]
    assert all(province.post.texts(who) == expected for who in people)


def _all_sent(office: Office) -> Callable[[], Any]:
    async def met() -> bool:
        return {row.state for row in await office.store.read(_all, Outbox)} == {"sent"}

    return met


async def test_a_message_that_two_get_at_once_has_one_effect_and_a_chat_keeps_its_order(
    province: Province,
) -> None:
    async with province.office() as first, province.office() as second:
        steps = ["ajukan", "1", "Rina Marlina", "Desa Siulak Gedang", "1", "daftar jalan 2025", "selesai"]
        for key, text in enumerate(steps):
            for who in ("ani", "budi"):
                message = said(who, f"{who}{key}", text)
                await asyncio.gather(
                    *(office.intake.receive(message) for office in (first, second, first, second))
                )
        await until(_all_sent(first))

        rows = await first.store.read(_all, Inbox)

    assert len(rows) == 2 * len(steps)
    ani, budi = province.post.texts("ani"), province.post.texts("budi")
    assert ani == budi
    assert len(ani) == len(steps)


def said(who: str, key: str, text: str) -> Incoming:
    return Incoming(
        channel="post", account="1", key=key, at=Clock().now(), address=who, kind=Kind.TEXT, text=text
    )
