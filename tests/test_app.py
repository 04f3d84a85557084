"""The office put together: webhook, chores, and `ppid serve` as a process against a Telegram of our own."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from bot.app import Office, Server
from bot.channels.base import FetchError
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, DemoClock
from bot.intake import Desks, Intake
from bot.jobs import Bell, FileFetch, Sweep, keep_running
from bot.settings import Settings, load_settings
from bot.testing import TOKEN, FakeTelegram
from bot.web.server import RETRY_SECONDS, SECRET_HEADER, WEBHOOK_PATH, Webhook, build_app
from handlers.voice import voice_of
from storage import contacts, content, drafts, files, inbox
from storage.content import Pack, read_pack
from storage.files import FileStore
from storage.migrate import upgrade
from storage.store import Store, StoreUnavailable, open_store
from storage.tables import Draft, Inbox, Outbox, StoredFile
from tests.processes import PATIENCE, free_port
from tests.processes import Server as Started
from tests.test_intake import ANI, small_content, update

SECRET = "webhook-secret_1"
KEY = b"a secret of the tests"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return read_pack(small_content(tmp_path_factory.mktemp("content")))


@pytest.fixture
async def desk_store(office_url: str, pack: Pack) -> AsyncIterator[Store]:
    opened = open_store(office_url)
    SQLModel.metadata.create_all(opened.engine)
    await opened.transact(content.load, pack, now=datetime.now(UTC))
    yield opened
    await opened.aclose()


async def rows(store: Store, table: Any) -> list[Any]:
    def all_of(session: Session) -> list[Any]:
        return list(session.exec(select(table).order_by(table.id)))

    return await store.read(all_of)


# -- the webhook ------------------------------------------------------------------------------------


@asynccontextmanager
async def hooked(store: Store, *, open_: bool = True) -> AsyncIterator[TestClient[Any, Any]]:
    webhook = Webhook(channel=TelegramChannel(TOKEN), secret=SECRET)
    if open_:
        webhook.intake = Intake(store, Desks(store, KEY), DemoClock())

    async def reasons() -> list[str]:
        return [] if open_ else ["the desk is starting"]

    async with TestClient(TestServer(build_app(reasons=reasons, webhook=webhook))) as client:
        yield client


async def post(
    client: TestClient[Any, Any], body: bytes, secret: str | None = SECRET
) -> aiohttp.ClientResponse:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    return await client.post(WEBHOOK_PATH, data=body, headers=headers)


async def test_the_webhook_answers_when_the_update_is_committed(desk_store: Store) -> None:
    async with hooked(desk_store) as client:
        answer = await post(client, update(1, ANI, "/start"))

        assert answer.status == 200
        assert [row.key for row in await rows(desk_store, Inbox)] == ["1"]


@pytest.mark.parametrize("secret", [None, "", "webhook-secret_2", "webhook-secret_", "\u00e9"])
async def test_a_wrong_secret_stores_nothing(desk_store: Store, secret: str | None) -> None:
    async with hooked(desk_store) as client:
        answer = await post(client, update(1, ANI, "/start"), secret)

        assert answer.status == 401
        assert await rows(desk_store, Inbox) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe", b'{"update_id": 5, "message": []}'])
async def test_what_cannot_be_read_is_not_brought_again(desk_store: Store, body: bytes) -> None:
    async with hooked(desk_store) as client:
        assert (await post(client, body)).status == 200


async def test_a_body_over_the_limit_is_refused(desk_store: Store) -> None:
    async with hooked(desk_store) as client:
        large = io.BytesIO(b"x" * (3 * 1024 * 1024 + 1))
        answer = await client.post(WEBHOOK_PATH, data=large, headers={SECRET_HEADER: SECRET})

        assert answer.status == 413


async def test_while_the_store_is_away_telegram_is_told_when_to_come_again(
    office_url: str, pack: Pack
) -> None:
    store = open_store(office_url)
    SQLModel.metadata.create_all(store.engine)
    await store.transact(content.load, pack, now=datetime.now(UTC))
    async with hooked(store) as client:
        assert (await post(client, update(1, ANI, "/start"))).status == 200
        await store.aclose()

        answer = await post(client, update(2, ANI, "/start"))

        assert (answer.status, answer.headers["Retry-After"]) == (503, str(RETRY_SECONDS))


async def test_before_the_desk_is_open_the_process_lives_and_is_not_ready(desk_store: Store) -> None:
    async with hooked(desk_store, open_=False) as client:
        assert (await post(client, update(1, ANI, "/start"))).status == 503
        assert (await client.get("/healthz")).status == 200
        ready = await client.get("/readyz")

        assert ready.status == 503
        assert await ready.json() == {"ready": False, "reasons": ["the desk is starting"]}


def test_a_webhook_without_a_secret_is_not_built() -> None:
    async def reasons() -> list[str]:
        return []

    with pytest.raises(ValueError, match="secret"):
        build_app(reasons=reasons, webhook=Webhook(channel=TelegramChannel(TOKEN), secret=""))


# -- the office and its chores ----------------------------------------------------------------------


class Shelf(TelegramChannel):
    """A platform that holds files, or does not answer `refusals` times."""

    def __init__(self, **held: bytes) -> None:
        super().__init__(TOKEN)
        self.held = held
        self.refusals = 0

    async def fetch(self, ref: str) -> bytes:
        if self.refusals:
            self.refusals -= 1
            raise FetchError("no answer")
        if ref not in self.held:
            raise FetchError("wrong file identifier", forever=ref == "too large")
        return self.held[ref]


async def expect(store: Store, ref: str, clock: DemoClock) -> int:
    return await store.transact(
        files.expect,
        contact=None,
        channel="telegram",
        account="123456",
        ref=ref,
        name="a.pdf",
        mime="application/pdf",
        size=4,
        now=clock.now(),
    )


async def test_an_office_is_ready_while_it_is_open(desk_store: Store, tmp_path: Path) -> None:
    files_ = FileStore(tmp_path)
    office = Office(store=desk_store, clock=DemoClock(), channels=[Shelf()], secret=KEY, files=files_)
    # Where others may share the database one of them sends, and that it is not this one is no fault.
    silent = [] if desk_store.shared else ["the sender of telegram does not run"]
    assert await office.reasons() == silent

    async with office:
        await asyncio.sleep(0.05)
        assert await office.reasons() == []

    assert await office.reasons() == silent


async def test_an_office_without_content_says_so(office_url: str, tmp_path: Path) -> None:
    store = open_store(office_url)
    SQLModel.metadata.create_all(store.engine)
    office = Office(store=store, clock=DemoClock(), channels=[], secret=KEY, files=FileStore(tmp_path))

    assert await office.reasons() == ["no content pack is loaded"]
    await store.aclose()
    assert await office.reasons() == ["the database does not answer"]


async def test_a_file_that_a_person_sent_is_fetched_and_kept(desk_store: Store, tmp_path: Path) -> None:
    clock, kept, now = DemoClock(), FileStore(tmp_path), [0.0]
    channel = Shelf(F1=b"%PDF")
    channel.refusals = 1
    fetch = FileFetch(desk_store, {("telegram", "123456"): channel}, kept, clock, monotonic=lambda: now[0])
    id = await expect(desk_store, "F1", clock)

    await fetch.look()
    assert (await rows(desk_store, StoredFile))[0].state == "remote"
    now[0] = 5.0
    await fetch.look()

    row = await desk_store.read(files.get, id)
    assert row is not None and (row.state, row.size) == ("kept", 4)
    assert kept.path(row.sha256).read_bytes() == b"%PDF"


async def test_a_file_that_cannot_be_fetched_for_a_day_is_lost(desk_store: Store, tmp_path: Path) -> None:
    clock, now = DemoClock(), [0.0]
    fetch = FileFetch(
        desk_store, {("telegram", "123456"): Shelf()}, FileStore(tmp_path), clock, monotonic=lambda: now[0]
    )
    id = await expect(desk_store, "F2", clock)
    await fetch.look()
    clock.move_to(clock.now() + timedelta(days=1, minutes=1))
    now[0] = 90000.0

    await fetch.look()

    row = await desk_store.read(files.get, id)
    assert row is not None and row.state == "lost"


async def test_a_file_that_can_never_be_fetched_is_lost_at_once(desk_store: Store, tmp_path: Path) -> None:
    clock = DemoClock()
    id = await expect(desk_store, "too large", clock)

    await FileFetch(desk_store, {("telegram", "123456"): Shelf()}, FileStore(tmp_path), clock).look()

    row = await desk_store.read(files.get, id)
    assert row is not None and row.state == "lost"


async def test_a_file_is_kept_as_what_it_is_and_not_as_what_was_said(
    desk_store: Store, tmp_path: Path
) -> None:
    clock = DemoClock()
    id = await expect(desk_store, "F3", clock)
    shelf = Shelf(F3=b"MZ no paper")

    await FileFetch(desk_store, {("telegram", "123456"): shelf}, FileStore(tmp_path), clock).look()

    row = await desk_store.read(files.get, id)
    assert row is not None and (row.state, row.mime) == ("kept", "application/x-msdownload")


async def test_the_sweep_forgets_what_has_had_its_time(desk_store: Store) -> None:
    clock = DemoClock()
    old, middle = clock.now() - timedelta(days=31), clock.now() - timedelta(days=9)

    def write(session: Session) -> None:
        for key, at in (("old", old), ("middle", middle), ("new", clock.now())):
            inbox.enter(session, channel="telegram", account="1", key=key, at=at)
            inbox.enter_failed(
                session, channel="telegram", account="2", key=key, at=at, raw=b"{}", error="bug"
            )
            drafts.save(
                session,
                id=f"d{key}",
                contact=1,
                form="filing",
                answers={},
                gathered={},
                context={},
                asked="",
                at=at,
            )

    await desk_store.transact(_one_contact, clock)
    await desk_store.transact(write)
    await Sweep(desk_store, Desks(desk_store, KEY), clock).run()

    left = sorted((row.account, row.key) for row in await rows(desk_store, Inbox))
    assert left == [("1", "new"), ("2", "middle"), ("2", "new")]
    assert sorted(row.id for row in await rows(desk_store, Draft)) == ["dmiddle", "dnew"]


def _one_contact(session: Session, clock: DemoClock) -> None:
    contacts.meet(session, channel="telegram", account="1", value="1", at=clock.now())


async def test_a_chore_that_fails_rings_again() -> None:
    rung: list[int] = []
    bell = Bell()

    async def chore() -> None:
        rung.append(len(rung))
        raise StoreUnavailable("away") if len(rung) == 1 else KeyError("bug")

    bell.every(timedelta(seconds=1), "chore", chore)
    bell.start()
    await asyncio.sleep(1.2)
    bell.stop()

    assert len(rung) == 2


async def test_a_chore_under_way_is_let_go_without_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    under_way = asyncio.Event()
    bell = Bell()

    async def chore() -> None:
        under_way.set()
        await asyncio.sleep(60)

    bell.every(timedelta(hours=1), "chore", chore)
    bell.start()
    await under_way.wait()
    bell.stop()
    await asyncio.sleep(0.05)

    assert [record.levelname for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_loop_that_breaks_off_is_started_again() -> None:
    runs: list[int] = []

    async def work() -> None:
        runs.append(len(runs))
        if len(runs) < 3:
            raise KeyError("bug")

    await keep_running("work", work, pause=0.01)

    assert len(runs) == 3


# -- `ppid serve`, inside this process --------------------------------------------------------------


def settings_of(monkeypatch: pytest.MonkeyPatch, folder: Path, **env: str) -> Settings:
    usual = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": "http://127.0.0.1:9",  # the discard port: nobody listens
        "SECRET_KEY": "a secret of the tests, long enough!",
        "DATA_DIR": str(folder),
        "CONTENT_DIR": str(small_content(folder / "content")),
        "LISTEN": f"127.0.0.1:{free_port()}",
    }
    for name, value in (usual | env).items():
        monkeypatch.setenv(name, value)
    return load_settings("serve", env_file=folder / "no.env")


async def test_a_wrong_content_pack_ends_the_start_and_is_named(
    office_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_of(monkeypatch, tmp_path, DATABASE_URL=office_url, CONTENT_DIR=str(tmp_path))

    assert await Server(settings, Clock()).run(asyncio.Event()) == 1
    assert "body.toml" in caplog.text


async def test_a_newer_database_ends_the_start(
    office_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_of(monkeypatch, tmp_path, DATABASE_URL=office_url)
    store = open_store(settings.database_url)
    upgrade(store)
    await store.transact(_version, "9999")
    await store.aclose()

    assert await Server(settings, Clock()).run(asyncio.Event()) == 1
    assert "9999" in caplog.text


def _version(session: Session, number: str) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})


async def test_a_taken_port_ends_the_start_and_is_named(
    office_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings = settings_of(
            monkeypatch, tmp_path, DATABASE_URL=office_url, LISTEN=f"127.0.0.1:{other.getsockname()[1]}"
        )

        assert await Server(settings, Clock()).run(asyncio.Event()) == 1
    assert "LISTEN" in caplog.text


async def test_while_the_database_is_away_the_process_lives_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(monkeypatch, tmp_path, DATABASE_URL="postgresql://127.0.0.1:9/ppid")
    stop = asyncio.Event()
    running = asyncio.create_task(Server(settings, Clock()).run(stop))
    async with aiohttp.ClientSession(f"http://{settings.listen}") as session:
        await _answers(session, "/healthz")
        async with session.get("/readyz") as answer:
            assert answer.status == 503

    stop.set()
    assert await running == 0


async def test_while_telegram_cannot_be_reached_the_desk_is_open_and_goes_on_trying(
    office_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeTelegram() as fake:
        fake.refuse(502, "Bad Gateway", method="deleteWebhook")
        settings = settings_of(monkeypatch, tmp_path, DATABASE_URL=office_url, TELEGRAM_API_URL=fake.url)
        stop = asyncio.Event()
        running = asyncio.create_task(Server(settings, Clock()).run(stop))
        async with aiohttp.ClientSession(f"http://{settings.listen}") as session:
            await _answers(session, "/readyz")
            await fake.say(ANI, "/start")
            await fake.replies(ANI, timeout=PATIENCE)

        stop.set()
        assert await running == 0


async def test_told_to_stop_the_desk_finishes_the_letter_in_hand(
    office_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeTelegram() as fake:
        fake.hang(0.5, method="sendMessage")
        fault = fake.faults[-1]
        settings = settings_of(monkeypatch, tmp_path, DATABASE_URL=office_url, TELEGRAM_API_URL=fake.url)
        stop = asyncio.Event()
        running = asyncio.create_task(Server(settings, Clock()).run(stop))
        await fake.say(ANI, "/start")
        assert await fake.deliveries.until(lambda: fault.times == 0, 20)

        stop.set()
        assert await running == 0

    store = open_store(settings.database_url)
    assert [row.state for row in await rows(store, Outbox)] == ["sent"]
    await store.aclose()


async def _answers(session: aiohttp.ClientSession, path: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(aiohttp.ClientConnectionError):
                async with session.get(path) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.02)


# -- `ppid serve`, as a process --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("webhook", "database", "fresh"),
    [
        (False, "sqlite_url", True),
        (True, "sqlite_url", False),
        pytest.param(True, "postgres_url", False, marks=pytest.mark.postgres),
    ],
)
async def test_serve_answers_a_greeting_and_ends_as_told(
    request: pytest.FixtureRequest, tmp_path: Path, webhook: bool, database: str, fresh: bool
) -> None:
    port = free_port()
    settings = {
        "SECRET_KEY": "a secret of the tests, long enough!",
        "DATA_DIR": str(tmp_path),
        "CONTENT_DIR": str(small_content(tmp_path / "content")),
        "DATABASE_URL": request.getfixturevalue(database),
        "PUBLIC_URL": f"http://127.0.0.1:{port}" if webhook else "",
        "TELEGRAM_WEBHOOK_SECRET": SECRET if webhook else "",
        "TELEGRAM_RATE": "1000",
    }
    async with FakeTelegram() as fake:
        settings |= {"TELEGRAM_TOKEN": fake.token, "TELEGRAM_API_URL": fake.url}
        async with Started("serve", folder=tmp_path, port=port, fresh=fresh, **settings) as served:
            await fake.say(ANI, "/start")
            [reply] = await fake.replies(ANI, timeout=40)  # a busy machine takes its time to start it
            await fake.press(ANI, voice_of("id")("menu-status"))
            await fake.replies(ANI, timeout=20)
            await fake.called("answerCallbackQuery", timeout=20)
            await served.ready("/readyz")
            await fake.called("setMyShortDescription", 2, timeout=20)

            assert await served.stop() == 0

        assert voice_of("id")("menu-file") in reply.labels
        assert [call.status for call in fake.calls if not call.ok] == []
        assert TOKEN not in served.log
