"""What breaks around a running office: the disk is full, the database away, a handler has a bug, a platform
brings everything twice. Nothing is lost, nothing has its effect twice, and people are told."""

import asyncio
import os
import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import pytest

from bot.testing import FakeTelegram, FakeWhatsApp
from bot.testing_whatsapp import Person
from bot.testing_whatsapp_delivery import merged
from storage import content
from storage.migrate import upgrade
from storage.store import Store, open_store
from storage.tables import Inbox, Outbox
from tests import databases, needs
from tests.citizens import LAST, SAID, Citizen
from tests.postgres import Cluster, cluster
from tests.processes import ppid
from tests.serves import Nursery, Serve, nursery_in, seen_by, serving, serving_both
from tests.storm import check, quiet, rows
from tests.test_intake import small_content

SOAK = bool(os.environ.get("SOAK"))
AWAY = 60.0 if SOAK else 0.0  # seconds that the database is away at the least
SECONDS = 60  # a test's patience
pytestmark = pytest.mark.timeout(300 if SOAK else 120)
ASKED_NAME = 3  # step of the filing
APOLOGY, FAULT = SAID("store-away"), SAID("our-fault")

# People are told of an outage sooner than in an office; and a text with a certain word is too much for the
# program, as long as there is a file `bug`.
SOON_AND_BUGGY = """
from bot import outage
from handlers import reception
outage.BLIP, server.RETRY_SECONDS = 0.2, 1
idle = reception._idle
def broken(talk, text):
    if "meledak" in text and Path("bug").exists():
        raise RuntimeError("a bug, for the test")
    idle(talk, text)
reception._idle = broken
"""


def _fill(store: Store) -> None:
    upgrade(store)
    with TemporaryDirectory() as folder:
        pack = content.read_pack(small_content(Path(folder)))
    store.transact_sync(content.load, pack, now=datetime.now(UTC))


SMALL = databases.Image("small", _fill)


@pytest.fixture
def small_url(tmp_path: Path) -> Iterator[str]:
    with SMALL.copy(tmp_path / "ppid.db", kind="sqlite") as url:
        yield url


@pytest.fixture
def postgres_office() -> Iterator[str]:
    needs.postgres()
    with SMALL.copy(kind="postgres") as url:
        yield url


@dataclass(kw_only=True)
class Ground:
    """What all offices of this file are started from, and their small disk, where there can be one."""

    nursery: Nursery
    folder: Path
    disk: Path

    def log(self) -> list[str]:
        return (self.folder / "log").read_text().splitlines()


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("ground")
    disk = folder / "disk"
    disk.mkdir()
    small = disk
    try:
        needs.small_disk()
    except pytest.skip.Exception:
        small = None
    with nursery_in(folder, also=SOON_AND_BUGGY, disk=small) as nursery:
        yield Ground(nursery=nursery, folder=folder, disk=disk)


def heard(telegram: FakeTelegram, chat: int, text: str) -> int:
    """How often the chat was told so."""
    return sum(reply.text == text for reply in telegram.sent(chat))


def shown(person: Person, text: str) -> int:
    return sum(screen.text == text for screen in person.screens)


async def sees(whatsapp: FakeWhatsApp, person: Person, piece: str) -> None:
    def seen() -> bool:
        return any(piece in screen.text for screen in person.screens)

    assert await whatsapp.deliveries.until(seen, SECONDS), [s.text[:80] for s in person.screens]


def refused(fake: FakeTelegram | FakeWhatsApp) -> int:
    """How often the platform was told to come again."""
    return sum(post.status == 503 for post in fake.deliveries.posted)


async def reasons(serve: Serve) -> list[str]:
    """Why it is not ready."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://{serve.settings['LISTEN']}/readyz") as answer,
    ):
        said: dict[str, list[str]] = await answer.json()
    return said["reasons"]


# -- no room ------------------------------------------------------------------------------------------


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a page of room is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        ballast.unlink()


async def test_where_the_disk_is_full_people_are_told_once_and_it_goes_on_when_there_is_room(
    ground: Ground, tmp_path: Path
) -> None:
    needs.small_disk()
    disk = seen_by(ground.nursery, ground.disk)
    url = f"sqlite:///{ground.disk / 'ppid.db'}"
    with SMALL.copy(
        disk / "ppid.db", kind="sqlite"
    ):  # which has no log beside it that could still be written
        pass
    async with serving_both(ground.nursery, tmp_path, url, DATA_DIR=str(ground.disk)) as (
        telegram,
        whatsapp,
        [serve],
    ):
        citizen, rina = Citizen(telegram), whatsapp.person("Rina")
        await citizen.go(last=ASKED_NAME)
        for text, asked in (("ajukan", "ask-kind"), ("1", "ask-name-person")):
            await rina.say(text)
            await sees(whatsapp, rina, SAID(asked))

        with full(disk):
            await citizen.say(ASKED_NAME)
            await rina.say("Rina Marlina")
            assert await telegram.deliveries.until(lambda: heard(telegram, citizen.chat, APOLOGY), SECONDS)
            await sees(whatsapp, rina, APOLOGY)
            before = refused(telegram), refused(whatsapp)
            assert await telegram.deliveries.until(lambda: refused(telegram) > before[0], SECONDS)
            assert await whatsapp.deliveries.until(lambda: refused(whatsapp) > before[1], SECONDS)
            assert await reasons(serve) == ["the database takes nothing"]
        await citizen.hears(ASKED_NAME)
        await sees(whatsapp, rina, SAID("ask-address"))
        await citizen.go(first=ASKED_NAME + 1)

        assert citizen.receipts() == 1 and await reasons(serve) == []
        assert heard(telegram, citizen.chat, APOLOGY) == 1
        assert heard(telegram, citizen.chat, SAID("ask-address")) == 1
        assert [shown(rina, text) for text in (APOLOGY, SAID("ask-address"))] == [1, 1]
    [said] = [line for line in ground.log() if "no room left" in line]
    assert '"error"' in said


async def test_by_polling_what_could_not_be_written_is_not_confirmed(
    ground: Ground, small_url: str, tmp_path: Path
) -> None:
    """A limit on the size of files: the disk is full for this process only, wherever the test runs."""
    async with serving(ground.nursery, tmp_path, small_url, webhook=False) as (fake, [serve]):
        citizen = Citizen(fake)
        await citizen.go(last=ASKED_NAME)
        await fake.taken(SECONDS)

        _, most = resource.prlimit(serve.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(serve.pid, resource.RLIMIT_FSIZE, (0, most))
        await citizen.say(ASKED_NAME)
        assert await fake.deliveries.until(lambda: heard(fake, citizen.chat, APOLOGY), SECONDS)
        assert len(fake.deliveries.pending) == 1

        resource.prlimit(serve.pid, resource.RLIMIT_FSIZE, (most, most))
        await citizen.hears(ASKED_NAME)
        await fake.taken(SECONDS)

        assert heard(fake, citizen.chat, SAID("ask-address")) == 1
        assert heard(fake, citizen.chat, APOLOGY) == 1


# -- no database --------------------------------------------------------------------------------------


@pytest.fixture
def lone() -> Iterator[Cluster]:
    """A PostgreSQL of one's own, to be stopped. What it has acknowledged it has written down."""
    with cluster(needs.postgres(), settings=("fsync=off", "shared_buffers=32MB")) as server:
        yield server


@pytest.mark.postgres
async def test_while_the_database_is_away_all_comes_again_and_then_has_its_effect_once(
    ground: Ground, lone: Cluster, tmp_path: Path
) -> None:
    with lone.database() as url:
        async with serving(ground.nursery, tmp_path, url, processes=2) as (fake, serves):
            # An odd number, so that the proxy does not bring a chat to the same process each time: one tells.
            citizens = [Citizen(fake, 501 + number, patience=SECONDS) for number in range(5)]
            await asyncio.gather(*(citizen.go(last=ASKED_NAME) for citizen in citizens))
            await fake.taken(SECONDS)

            lone.stop()
            for citizen in citizens:
                await citizen.say(ASKED_NAME)
            assert await fake.deliveries.until(
                lambda: all(heard(fake, citizen.chat, APOLOGY) for citizen in citizens), SECONDS
            )
            await asyncio.sleep(AWAY)
            assert {post.status for post in fake.deliveries.posted} == {200, 503}
            lone.start()

            await asyncio.gather(*(citizen.hears(ASKED_NAME) for citizen in citizens))
            await asyncio.gather(*(citizen.go(first=ASKED_NAME + 1) for citizen in citizens))
            assert [heard(fake, citizen.chat, APOLOGY) for citizen in citizens] == [1] * len(citizens)
            fake.calls[:] = [call for call in fake.calls if call.fields.get("text") != APOLOGY]
            assert await check(fake, serves, citizens) == []


# -- a bug --------------------------------------------------------------------------------------------


async def test_what_meets_a_bug_is_kept_while_all_others_go_on_and_is_replayed_when_it_is_mended(
    ground: Ground, small_url: str, tmp_path: Path
) -> None:
    (ground.folder / "bug").touch()
    async with serving_both(ground.nursery, tmp_path, small_url) as (telegram, whatsapp, [serve]):
        unlucky, citizen, rina, sari = Citizen(telegram), Citizen(telegram, 502), *people(whatsapp, 2)
        for _ in range(3):
            await telegram.say(unlucky.chat, "kompor meledak")
            await rina.say("kompor meledak")
        await citizen.go()
        await sari.say("ajukan")
        await sees(whatsapp, sari, SAID("ask-kind"))
        await whatsapp.taken(SECONDS)

        assert citizen.receipts() == 1
        assert (heard(telegram, unlucky.chat, FAULT), shown(rina, FAULT)) == (1, 1)
        with closing(open_store(small_url)) as store:
            assert [row.state for row in await store.read(rows, Inbox)].count("failed") == 6

        (ground.folder / "bug").unlink()
        told = await ppid("inbox", "retry", "--all", folder=tmp_path, **serve.settings)

        assert told.count("\n") == 6
        with closing(open_store(small_url)) as store:
            await quiet(store)
            assert {row.state for row in await store.read(rows, Inbox)} == {"done"}
        assert len(rina.screens) == 1 + 3
        await unlucky.go()


def people(whatsapp: FakeWhatsApp, count: int) -> list[Person]:
    return [whatsapp.person(f"Warga {number}") for number in range(count)]


# -- what platforms do --------------------------------------------------------------------------------


@pytest.mark.postgres
async def test_a_thousand_at_once_to_two_processes_twice_and_in_any_order_have_one_effect_each(
    ground: Ground, postgres_office: str, tmp_path: Path
) -> None:
    async with serving_both(ground.nursery, tmp_path, postgres_office, processes=2) as (
        telegram,
        whatsapp,
        _,
    ):
        telegram.duplicate = True
        citizen, crowd = Citizen(telegram), people(whatsapp, 25)
        await crowd[0].say("halo")
        await whatsapp.taken(SECONDS)
        whatsapp.deliveries.posted.clear()

        async with whatsapp.deliveries.held() as held:
            for person in crowd:
                await person.say("ajukan")
                for _ in range(39):
                    await person.react("wamid.none")
            messages = list(held)
            held.clear()
        bodies = [merged(whatsapp.state, order) for order in (messages, messages[::-1])]
        statuses, _ = await asyncio.gather(
            asyncio.gather(*(whatsapp.deliveries.post(body) for body in bodies)), citizen.go()
        )

        assert (len(messages), statuses) == (1000, [200, 200])
        await telegram.taken(SECONDS)
        with closing(open_store(postgres_office)) as store:
            await quiet(store)
            inbox = [row for row in await store.read(rows, Inbox) if row.channel == "whatsapp"]
            letters = [row for row in await store.read(rows, Outbox) if row.channel == "whatsapp"]
        assert (len(inbox), {row.state for row in inbox}) == (1001, {"done"})
        assert len(letters) == 1 + len(crowd)
        assert citizen.receipts() == 1 and len(telegram.sent(citizen.chat)) == LAST + 1
