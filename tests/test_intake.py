"""Intake and polling: what arrives has one effect, whatever happens on the way."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import orjson
import pytest
from sqlmodel import Session, SQLModel, select

from bot import intake as intake_module
from bot.batch import TOGETHER
from bot.channels.telegram import BadToken, CallFailed, Conflict, RawUpdate, TelegramChannel
from bot.clock import Clock
from bot.intake import Desks, Intake
from bot.outage import Outage
from bot.polling import Polling
from handlers import reception, talk
from handlers.desk import Desk, NoContent
from handlers.incoming import Incoming
from handlers.voice import voice_of
from storage import content, outbox
from storage.content import Pack, read_pack
from storage.outbox import Letter
from storage.store import Store, StoreUnavailable, open_store
from storage.tables import Inbox, Outbox, Task

SECRET = b"a secret of the tests"
TOKEN = "123456:AAFakeFakeFakeFakeFakeFakeFakeFakeFak"
ANI, BUDI = 700000001, 700000002
_CONTENT = {
    "body.toml": """
        [body]
        code = "kerinci"
        name = "Pemerintah Kabupaten Kerinci"
        timezone = "Asia/Jakarta"
        [registration]
        pattern = "{sequence:03}/PPID/{month_roman}/{year}"
        [office]
        phone = "(0748) 000000"
        address = "Siulak"
        hours.id = "Senin sampai Jumat"
        hours.en = "Monday to Friday"
        [privacy]
        controller = "Pemerintah Kabupaten Kerinci"
        """,
    "agencies.toml": """
        [[agency]]
        code = "DISKOMINFO"
        name = "Dinas Komunikasi dan Informatika"
        short = "Diskominfo"
        kind = "dinas"
        utama = true
        tasks = "PPID Utama, komunikasi publik"
        keywords = ["ppid", "internet"]
        [[agency]]
        code = "PUPR"
        name = "Dinas Pekerjaan Umum dan Penataan Ruang"
        short = "PUPR"
        kind = "dinas"
        tasks = "Jalan dan jembatan"
        keywords = ["jalan", "jembatan"]
        """,
    "calendar.toml": """
        [years]
        2026 = { decree = "SKB 2026", national = false }
        2027 = { decree = "SKB 2027", national = false }
        """,
}


def small_content(folder: Path) -> Path:
    """A content pack of two agencies, which is read in no time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _CONTENT.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return read_pack(small_content(tmp_path_factory.mktemp("content")))


@pytest.fixture
async def desk_store(store: Store, pack: Pack) -> Store:
    """On each kind of database: the tables, and the content of Kerinci."""
    await _furnish(store, pack)
    return store


@pytest.fixture
async def small_store(office_url: str, pack: Pack) -> AsyncIterator[Store]:
    opened = open_store(office_url)
    await _furnish(opened, pack)
    yield opened
    await opened.aclose()


async def _furnish(store: Store, pack: Pack) -> None:
    SQLModel.metadata.create_all(store.engine)
    await store.transact(content.load, pack, now=datetime.now(UTC))


def an_intake(store: Store, desks: Desks | None = None) -> Intake:
    return Intake(store, desks or Desks(store, SECRET), Clock())


def a_channel() -> TelegramChannel:
    return TelegramChannel(TOKEN)


def update(id: int, chat: int, text: str) -> bytes:
    person = {"id": chat, "is_bot": False, "first_name": "Ani", "language_code": "id"}
    message = {
        "message_id": id,
        "date": int(datetime.now(UTC).timestamp()),
        "chat": {"id": chat, "type": "private", "first_name": "Ani"},
        "from": person,
        "text": text,
    }
    return orjson.dumps({"update_id": id, "message": message})


def press(id: int, chat: int, data: str) -> bytes:
    query = {"id": f"q{id}", "from": {"id": chat, "is_bot": False, "first_name": "Ani"}, "data": data}
    return orjson.dumps({"update_id": id, "callback_query": {"chat_instance": "1", **query}})


async def rows(store: Store, table: Any) -> list[Any]:
    def all_of(session: Session) -> list[Any]:
        return list(session.exec(select(table).order_by(table.id)))

    return await store.read(all_of)


class BrokenDesks(Desks):
    """A desk with a hole in it, on which every idle text is a bug of ours."""

    async def current(self) -> Desk:
        return replace(await super().current(), numbering=cast("Any", None))


# -- one message, one effect ------------------------------------------------------------------------


async def test_a_message_has_its_effect_once_however_often_it_comes(desk_store: Store) -> None:
    intake = an_intake(desk_store)

    for _ in range(3):
        await intake.take(a_channel(), update(1, ANI, "/start"))

    assert [row.key for row in await rows(desk_store, Inbox)] == ["1"]
    assert len(await rows(desk_store, Outbox)) == 1


async def test_messages_of_one_chat_keep_their_order_in_a_batch(desk_store: Store) -> None:
    bodies = [update(n, ANI if n % 2 else BUDI, "/start") for n in range(1, 21)]

    await an_intake(desk_store).take(a_channel(), *bodies)

    keys = [int(row.key) for row in await rows(desk_store, Inbox)]
    assert [key for key in keys if key % 2] == list(range(1, 21, 2))
    assert [key for key in keys if not key % 2] == list(range(2, 21, 2))


async def test_answers_are_handed_over_as_they_would_be_found_and_nobody_looks_for_them(
    desk_store: Store,
) -> None:
    handed: list[Letter] = []
    looks: list[int] = []
    desk_store.on_commit(lambda: looks.append(1), of=outbox.OUTBOX)
    intake = Intake(
        desk_store,
        Desks(desk_store, SECRET),
        Clock(),
        hand_over=lambda channel, letters: handed.extend(letters) if channel == "telegram" else None,
    )

    for _ in range(2):
        await intake.take(a_channel(), update(1, ANI, "/start"))
    await asyncio.sleep(0)
    found = await desk_store.read(outbox.pending, channel="telegram", now=Clock().now(), most=9)
    assert (handed, looks) == (found, [])

    await intake.take(a_channel(), update(2, ANI, "/start"), update(3, ANI, "/start"))
    await asyncio.sleep(0)
    assert [(letter.id, letter.behind) for letter in handed] == [(1, None), (2, 1), (3, 2)]
    assert looks == []


async def test_what_one_chat_wrote_meanwhile_shares_a_commit(desk_store: Store) -> None:
    commits: list[int] = []
    desk_store.on_commit(lambda: commits.append(1))
    bodies = [update(n, ANI, "/start") for n in range(1, TOGETHER + 1)]

    await an_intake(desk_store).take(a_channel(), *bodies)
    await asyncio.sleep(0)

    assert [int(row.key) for row in await rows(desk_store, Inbox)] == list(range(1, TOGETHER + 1))
    assert len(await rows(desk_store, Outbox)) == TOGETHER
    assert len(commits) == 1


async def test_a_bug_among_them_is_kept_alone_and_the_others_have_their_effect(desk_store: Store) -> None:
    texts = ["/start", "/start", "a b", "/start", "/start"]
    bodies = [update(n, ANI, text) for n, text in enumerate(texts)]

    await an_intake(desk_store, BrokenDesks(desk_store, SECRET)).take(a_channel(), *bodies)

    found = [(int(row.key), row.state) for row in await rows(desk_store, Inbox)]
    assert found == [(0, "done"), (1, "done"), (2, "failed"), (3, "done"), (4, "done")]
    assert len(await rows(desk_store, Outbox)) == len(texts)


async def test_a_bug_keeps_the_message_tells_the_person_and_lets_the_next_one_in(
    desk_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    intake = an_intake(desk_store, BrokenDesks(desk_store, SECRET))
    await intake.take(a_channel(), update(1, ANI, "/start"))

    await intake.take(a_channel(), update(2, ANI, "rahasia saya"))
    await intake.take(a_channel(), update(2, ANI, "rahasia saya"))
    await intake.take(a_channel(), update(3, ANI, "/start"))

    inbox = await rows(desk_store, Inbox)
    assert [(row.key, row.state) for row in inbox] == [("1", "done"), ("2", "failed"), ("3", "done")]
    assert b"rahasia saya" in bytes(inbox[1].raw)
    assert "AttributeError" in inbox[1].error
    assert len(await rows(desk_store, Outbox)) == 3
    assert [task.kind for task in await rows(desk_store, Task)] == ["failed-message"]
    [logged] = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert "fault" in logged and "AttributeError" in logged and "rahasia" not in logged


async def test_whoever_meets_a_bug_again_and_again_is_told_once_until_something_else_was_said(
    desk_store: Store,
) -> None:
    intake = an_intake(desk_store, BrokenDesks(desk_store, SECRET))
    for number, text in enumerate(("a b", "c d", "e f", "/start", "g h", "i j"), start=1):
        await intake.take(a_channel(), update(number, ANI, text))

    fault = voice_of("id")("our-fault")
    said = [row.payload["text"] for row in await rows(desk_store, Outbox)]
    assert [text == fault for text in said] == [True, False, True]
    assert [row.state for row in await rows(desk_store, Inbox)] == ["failed"] * 3 + ["done"] + ["failed"] * 2


async def test_a_flood_of_messages_that_meet_a_bug_is_slowed_down_and_kept(
    small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "MESSAGES_A_MINUTE", 4)
    monkeypatch.setattr(reception, "REPEATED", timedelta(0))
    intake = an_intake(small_store, BrokenDesks(small_store, SECRET))

    await intake.take(a_channel(), *(update(number, ANI, "a b") for number in range(20)))

    said = [row.payload["text"] for row in await rows(small_store, Outbox)]
    assert said[:4] == [voice_of("id")("our-fault")] * 4
    assert said[4:] == [voice_of("id")("too-fast")]
    assert len(await rows(small_store, Inbox)) == 20


async def test_a_body_that_the_channel_cannot_parse_is_kept_and_stops_nothing(small_store: Store) -> None:
    class Strict(TelegramChannel):
        def parse(self, raw: bytes) -> list[Incoming]:
            if b"odd" in raw:
                raise ValueError("odd")
            return super().parse(raw)

    bodies = [update(1, ANI, "odd"), b"odd, and no JSON", update(2, ANI, "/start")]

    await an_intake(small_store).take(Strict(TOKEN), *bodies)

    kept = {row.key: row.state for row in await rows(small_store, Inbox)}
    assert kept.pop("1") == "failed" and kept.pop("2") == "done"
    assert list(kept.values()) == ["failed"]


async def test_what_nobody_understands_leaves_no_trace(small_store: Store) -> None:
    for body in (b"", b"not JSON", b"[]", b"{}", b'{"update_id": 1}', b'{"update_id": "x", "message": 7}'):
        await an_intake(small_store).take(a_channel(), body)

    assert await rows(small_store, Inbox) == []


async def test_a_press_is_answered_after_it_was_taken_in(small_store: Store) -> None:
    class Pressed(TelegramChannel):
        answered: list[str]  # annotation only

        async def acknowledge(
            self, incoming: Incoming, text: str = "", *, remove_buttons: bool = False
        ) -> None:
            stored = [row.key for row in await rows(small_store, Inbox)]
            self.answered.append(f"{incoming.key} after {stored}")

    channel = Pressed(TOKEN)
    channel.answered = []

    await an_intake(small_store).take(channel, press(5, ANI, "m:menu"))
    await until(lambda: bool(channel.answered))

    assert channel.answered == ["5 after ['5']"]


# -- the store away, no content ---------------------------------------------------------------------


async def test_a_store_that_is_away_is_told_and_nothing_is_kept(office_url: str, pack: Pack) -> None:
    store = open_store(office_url)
    await _furnish(store, pack)
    intake = an_intake(store)
    await intake.take(a_channel(), update(1, ANI, "/start"))
    await store.aclose()

    with pytest.raises(StoreUnavailable):
        await intake.take(a_channel(), update(2, ANI, "/start"), update(3, BUDI, "/start"))

    store = open_store(office_url)
    assert [row.key for row in await rows(store, Inbox)] == ["1"]
    await store.aclose()


class Refusals(Outage):
    """Who was refused."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, [])
        self.people: list[str] = []

    def refused(self, incoming: Incoming, error: StoreUnavailable) -> None:
        self.people.append(incoming.address)


async def test_a_database_that_does_not_answer_is_not_waited_for(
    small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    if small_store.shared:
        pytest.skip("on PostgreSQL a writer that is held up is joined by another")
    monkeypatch.setattr(intake_module, "PATIENCE", 0.3)
    outage = Refusals(small_store)
    intake = Intake(small_store, Desks(small_store, SECRET), Clock(), outage=outage)
    begun, held = threading.Event(), threading.Event()
    await intake.take(a_channel(), update(1, ANI, "/start"))

    def block(_: Session) -> None:
        begun.set()
        held.wait(20)

    blocked = asyncio.create_task(small_store.transact(block))
    await asyncio.to_thread(begun.wait)
    with pytest.raises(StoreUnavailable, match="not done within"):
        await intake.take(a_channel(), *(update(n, ANI + n, "/start") for n in (2, 3, 4)))
    with pytest.raises(StoreUnavailable, match="not done within"):
        await intake.take(a_channel(), update(5, ANI + 5, "/start"))
    stopped = asyncio.create_task(intake.take(a_channel(), update(6, ANI + 6, "/start")))
    await asyncio.sleep(0)
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped
    assert sorted(outage.people) == sorted(str(ANI + n) for n in (2, 3, 4, 5))
    held.set()
    await blocked
    await intake.take(a_channel(), update(4, ANI + 4, "/start"))

    assert [row.key for row in await rows(small_store, Inbox)] == ["1", "4"]


async def test_without_content_the_platform_is_asked_to_come_again(office_url: str) -> None:
    store = open_store(office_url)
    SQLModel.metadata.create_all(store.engine)

    with pytest.raises(NoContent):
        await Desks(store, SECRET).current()
    with pytest.raises(StoreUnavailable, match="content"):
        await an_intake(store).take(a_channel(), update(1, ANI, "/start"))

    assert await rows(store, Inbox) == []
    await store.aclose()


async def test_a_desk_is_opened_anew_when_other_content_is_loaded(small_store: Store, pack: Pack) -> None:
    now = [0.0]
    desks = Desks(small_store, SECRET, monotonic=lambda: now[0])
    first = await desks.current()
    body = pack.body | {"body": pack.body["body"] | {"name": "Pemerintah Kota Sungai Penuh"}}
    other = replace(pack, digest="other", body=body)
    await small_store.transact(content.load, other, now=datetime.now(UTC))

    assert await desks.current() is first
    now[0] = 6.0
    assert (await desks.current()).name == "Pemerintah Kota Sungai Penuh"
    now[0] = 12.0
    assert await desks.current() is await desks.current()


# -- polling ----------------------------------------------------------------------------------------


class Telegram(TelegramChannel):
    """Gives updates from its offset on, or fails as told."""

    def __init__(self, *bodies: bytes) -> None:
        super().__init__(TOKEN)
        self.bodies = list(bodies)
        self.offsets: list[int | None] = []
        self.failures: list[CallFailed] = []

    async def poll(self, offset: int | None, timeout: int = 25) -> list[RawUpdate]:  # noqa: ASYNC109  # Telegram's
        self.offsets.append(offset)
        if self.failures:
            raise self.failures.pop(0)
        found = [RawUpdate(id=orjson.loads(body)["update_id"], body=body) for body in self.bodies]
        found = [item for item in found if offset is None or item.id >= offset]
        if not found:
            await asyncio.sleep(0.01)
        return found


class ShutStore:
    """Says that the store is away until it is opened, then gives way to a real one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.shut = True

    async def read(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        return await self.store.read(fn, *args, **kwargs)

    async def transact(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if self.shut:
            raise StoreUnavailable("shut, for the test")
        return await self.store.transact(fn, *args, **kwargs)


@asynccontextmanager
async def polling(channel: Telegram, intake: Intake) -> AsyncIterator[None]:
    running = asyncio.create_task(Polling(channel, intake, wait=0, first_pause=0.01).run())
    try:
        yield
    finally:
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # what is waited for tells nobody
            await asyncio.sleep(0.005)


async def test_the_offset_moves_when_a_batch_is_committed(small_store: Store) -> None:
    channel = Telegram(update(7, ANI, "/start"), update(9, BUDI, "/start"))

    async with polling(channel, an_intake(small_store)):
        await until(lambda: 10 in channel.offsets)

    assert set(channel.offsets) == {None, 10}
    assert sorted(row.key for row in await rows(small_store, Inbox)) == ["7", "9"]


async def test_the_offset_stays_while_the_store_is_away(small_store: Store) -> None:
    shut = ShutStore(small_store)
    channel = Telegram(update(7, ANI, "/start"))
    intake = Intake(cast("Store", shut), Desks(small_store, SECRET), Clock())

    async with polling(channel, intake):
        await until(lambda: len(channel.offsets) >= 3)
        assert set(channel.offsets) == {None}
        shut.shut = False
        await until(lambda: 8 in channel.offsets)

    assert [row.key for row in await rows(small_store, Inbox)] == ["7"]


async def test_a_malformed_update_does_not_stop_polling(small_store: Store) -> None:
    channel = Telegram(b'{"update_id": 7, "message": {"chat": null}}', update(8, ANI, "/start"))

    async with polling(channel, an_intake(small_store)):
        await until(lambda: 9 in channel.offsets)

    assert [row.key for row in await rows(small_store, Inbox)] == ["8"]


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (Conflict("409"), "another process"),
        (BadToken("401"), "TELEGRAM_TOKEN"),
        (CallFailed("502"), "no updates"),
        (CallFailed("429", seconds=0.02), "no updates"),
    ],
)
async def test_a_failure_is_said_and_polling_goes_on(
    small_store: Store, caplog: pytest.LogCaptureFixture, failure: CallFailed, said: str
) -> None:
    channel = Telegram(update(7, ANI, "/start"))
    channel.failures = [failure]

    async with polling(channel, an_intake(small_store)):
        await until(lambda: 8 in channel.offsets)

    assert any(said in record.getMessage() for record in caplog.records)


async def test_a_zone_of_the_settings_goes_before_that_of_the_content_pack(desk_store: Store) -> None:
    here = await Desks(desk_store, SECRET).current()
    elsewhere = await Desks(desk_store, SECRET, timezone="Asia/Jayapura").current()

    assert (here.zone.key, elsewhere.zone.key) == ("Asia/Jakarta", "Asia/Jayapura")
