"""WhatsApp's webhook: the handshake, the signature, and bodies of a thousand messages."""

import asyncio
import hashlib
import hmac
import io
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, SQLModel, select

from bot.channels.base import Channel, Receipt
from bot.channels.telegram import TelegramChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.cli import inbox as cli_inbox
from bot.clock import Clock
from bot.intake import SIDE_BY_SIDE, Desks, Intake
from bot.web.server import build_app
from bot.web.whatsapp import SIGNATURE_HEADER, WHATSAPP_PATH, WhatsAppWebhook
from handlers import reception
from storage import content, inbox
from storage.content import Pack, read_pack
from storage.store import Store, StoreUnavailable, open_store
from storage.tables import Address, Inbox
from tests.test_intake import small_content
from tests.test_whatsapp_parse import OURS, body, message, status, value

SECRET, TOKEN = "app-secret-of-the-tests", "kata-sandi-verifikasi"
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


def a_channel() -> WhatsAppChannel:
    return WhatsAppChannel("EAAtoken", OURS)


def an_intake(store: Store, **settings: Any) -> Intake:
    return Intake(store, Desks(store, KEY), Clock(), **settings)


async def take(intake: Intake, raw: bytes) -> None:
    """Without the read receipts, which would leave the machine."""
    channel = a_channel()
    channel.acknowledged = frozenset()  # type: ignore[misc]
    await intake.take(channel, raw)


@asynccontextmanager
async def hooked(store: Store, *, open_: bool = True) -> AsyncIterator[TestClient[Any, Any]]:
    channel = a_channel()
    channel.acknowledged = frozenset()  # type: ignore[misc]
    webhook = WhatsAppWebhook(channel=channel, app_secret=SECRET, verify_token=TOKEN)
    if open_:
        webhook.intake = an_intake(store)

    async def reasons() -> list[str]:
        return []

    async with TestClient(TestServer(build_app(reasons=reasons, whatsapp=webhook))) as client:
        yield client


def signature(raw: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


async def post(client: TestClient[Any, Any], raw: bytes, signed: str | None = "") -> aiohttp.ClientResponse:
    headers = {} if signed is None else {SIGNATURE_HEADER: signed or signature(raw)}
    return await client.post(WHATSAPP_PATH, data=io.BytesIO(raw), headers=headers)


def texts(count: int, *, people: int = 0) -> bytes:
    """A batch over two entries; with `people`, as many of them take turns."""
    sent = [
        {**message(id=f"wamid.{n}"), "from": f"62812{n % people:08d}", "from_user_id": f"ID.{n % people}"}
        if people
        else message(id=f"wamid.{n}")
        for n in range(count)
    ]
    return body(value(sent[: count // 2], []), value(sent[count // 2 :], []))


# -- who may speak ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "1158201444"}, 200),
        ({"hub.mode": "subscribe", "hub.verify_token": "x", "hub.challenge": "1158201444"}, 403),
        ({"hub.mode": "subscribe", "hub.verify_token": "é", "hub.challenge": "1158201444"}, 403),
        ({"hub.mode": "unsubscribe", "hub.verify_token": TOKEN, "hub.challenge": "1158201444"}, 403),
        ({"hub.mode": "subscribe", "hub.verify_token": TOKEN}, 403),
        ({"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "x" * 201}, 403),
        ({}, 403),
    ],
)
async def test_the_handshake(desk_store: Store, asked: dict[str, str], status: int) -> None:
    async with hooked(desk_store) as client:
        answer = await client.get(WHATSAPP_PATH, params=asked)

        assert answer.status == status
        assert await answer.text() == ("1158201444" if status == 200 else "")
        assert answer.content_type in ("text/plain", "application/octet-stream")


RAW = texts(1)


@pytest.mark.parametrize(
    "signed",
    [
        None,
        "sha256=",
        "é",
        "sha256=" + "0" * 64,
        signature(RAW).removeprefix("sha256="),
        signature(RAW).replace("sha256", "sha1"),
        signature(RAW)[:-1],
        signature(RAW) + "0",
        signature(RAW, "another secret"),
        signature(RAW + b" "),
        signature(RAW).upper(),
    ],
)
async def test_a_bad_or_missing_signature_stores_nothing(desk_store: Store, signed: str | None) -> None:
    async with hooked(desk_store) as client:
        assert (await post(client, RAW, signed)).status == 401
        assert await rows(desk_store, Inbox) == []


async def test_the_signature_is_of_the_bytes_and_not_of_what_they_mean(desk_store: Store) -> None:
    spaced = orjson.dumps(orjson.loads(RAW), option=orjson.OPT_INDENT_2)

    async with hooked(desk_store) as client:
        assert (await post(client, spaced, signature(RAW))).status == 401
        assert (await post(client, spaced)).status == 200


@pytest.mark.parametrize(("secret", "token"), [("", TOKEN), (SECRET, "")])
def test_a_webhook_without_secrets_is_not_built(secret: str, token: str) -> None:
    async def reasons() -> list[str]:
        return []

    webhook = WhatsAppWebhook(channel=a_channel(), app_secret=secret, verify_token=token)
    with pytest.raises(ValueError, match="secret"):
        build_app(reasons=reasons, whatsapp=webhook)


# -- what comes ---------------------------------------------------------------------------------------


async def test_the_answer_comes_when_all_of_a_batch_is_committed(desk_store: Store) -> None:
    async with hooked(desk_store) as client:
        assert (await post(client, texts(100, people=40))).status == 200

    assert {row.key for row in await rows(desk_store, Inbox)} == {f"wamid.{n}" for n in range(100)}
    assert len(await rows(desk_store, Address)) == 40


async def test_a_body_of_three_megabytes_is_taken_and_a_larger_one_is_not(desk_store: Store) -> None:
    most = 3 * 1024 * 1024
    padded = RAW + b" " * (most - len(RAW))

    async with hooked(desk_store) as client:
        assert (await post(client, padded)).status == 200
        assert (await post(client, padded + b" ")).status == 413


async def test_before_the_desk_is_open_and_while_the_store_is_away_it_comes_again(
    desk_store: Store, office_url: str
) -> None:
    async with hooked(desk_store, open_=False) as client:
        closed = await post(client, RAW)
        assert (closed.status, "Retry-After" in closed.headers) == (503, True)
    away = open_store(office_url)
    async with hooked(away) as client:
        assert (await post(client, RAW)).status == 200
        await away.aclose()
        assert (await post(client, texts(2))).status == 503


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b"\xff\xfe", b'{"entry": [7]}'])
async def test_what_cannot_be_read_is_kept_and_not_brought_again(
    desk_store: Store, raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with hooked(desk_store) as client:
        assert (await post(client, raw)).status == 200
        assert (await post(client, raw)).status == 200

    assert [row.state for row in await rows(desk_store, Inbox)] == (["failed"] if raw else [])


async def test_a_broken_piece_is_kept_beside_its_siblings_and_can_be_replayed(
    desk_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = {"id": "wamid.X", "type": "text", "text": {"body": "Halo"}}
    await take(an_intake(desk_store), body(value([message(id="wamid.1"), nobody, message(id="wamid.2")], [])))

    [kept] = await desk_store.read(inbox.failed)
    assert sorted(row.key for row in await rows(desk_store, Inbox) if row.state == "done") == [
        "wamid.1",
        "wamid.2",
    ]
    assert cli_inbox.PARSERS["whatsapp"](kept, datetime.now(UTC)) == []
    mended = orjson.dumps(
        orjson.loads(kept.raw.replace(b'"id":"wamid.X"', b'"id":"wamid.X","from":"62812345678"'))
    )
    [incoming] = a_channel().parse(mended)
    assert (incoming.key, incoming.text) == ("wamid.X", "Halo")


async def test_a_message_that_meets_a_bug_of_ours_is_kept_so_that_it_can_be_replayed(
    desk_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(reception, "receive", broken)
    await take(an_intake(desk_store), texts(3))

    kept = await desk_store.read(inbox.failed)
    again = [cli_inbox.PARSERS["whatsapp"](row, datetime.now(UTC)) for row in kept]
    assert [[i.key for i in found] for found in again] == [["wamid.0"], ["wamid.1"], ["wamid.2"]]


async def test_what_came_to_another_number_is_kept_and_not_answered(
    desk_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    theirs = value([message(id="wamid.T"), message(id="wamid.U")], metadata={"phone_number_id": "111"})

    await take(an_intake(desk_store), body(theirs, value([message(id="wamid.O")], metadata={})))

    kept = {row.key: row for row in await rows(desk_store, Inbox)}
    assert {key: row.state for key, row in kept.items()} == {
        "wamid.T": "failed",
        "wamid.U": "failed",
        "wamid.O": "done",
    }
    assert kept["wamid.T"].account == "111"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


async def test_a_reaction_is_noted_and_nobody_is_met(desk_store: Store) -> None:
    await take(an_intake(desk_store), body(value([message("reaction", {"emoji": "👍"})])))

    assert [row.state for row in await rows(desk_store, Inbox)] == ["done"]
    assert await rows(desk_store, Address) == []


async def test_one_persons_messages_come_in_order_by_whatever_name_and_others_beside_them(
    desk_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake, order, under_way, most = an_intake(desk_store), [], 0, 0

    async def receive(incoming: Any) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        order.append((incoming.address, incoming.key))
        under_way -= 1

    monkeypatch.setattr(intake, "receive", receive)
    both = {"from": "6281299999999", "from_user_id": "ID.X"}
    only = {"from_user_id": "ID.X"}
    sari = [
        {"id": f"wamid.s{n}", "type": "text", "text": {"body": "x"}, "timestamp": "1795000000", **names}
        for n, names in enumerate((both, only, both))
    ]
    raw = orjson.loads(texts(200, people=200))
    raw["entry"].append({"changes": [{"field": "messages", "value": value(sari, [])}]})
    await take(intake, orjson.dumps(raw))

    assert [key for _, key in order if key.startswith("wamid.s")] == ["wamid.s0", "wamid.s1", "wamid.s2"]
    assert 1 < most <= SIDE_BY_SIDE


# -- receipts -----------------------------------------------------------------------------------------


async def test_receipts_are_written_down_before_the_answer(desk_store: Store) -> None:
    told: list[tuple[str, str]] = []

    async def write_down(channel: Channel, receipts: list[Receipt]) -> None:
        told.extend((channel.name, receipt.id) for receipt in receipts)

    await take(
        an_intake(desk_store, on_receipts=write_down), body(value([message()], statuses=[status("sent")]))
    )

    assert told == [("whatsapp", "wamid.Z")]
    assert len(await rows(desk_store, Inbox)) == 1


async def test_receipts_that_could_not_be_written_down_come_again_and_a_bug_in_them_stops_no_message(
    desk_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    raw = body(value([message()], statuses=[status("sent")]))

    async def away(*_: Any) -> None:
        raise StoreUnavailable("gone")

    async def broken(*_: Any) -> None:
        raise KeyError("a bug")

    with pytest.raises(StoreUnavailable):
        await take(an_intake(desk_store, on_receipts=away), raw)
    await take(an_intake(desk_store, on_receipts=broken), raw)

    assert len(await rows(desk_store, Inbox)) == 1
    assert "fault" in caplog.text


async def test_telegram_is_not_asked_for_receipts_or_pieces(desk_store: Store) -> None:
    async def never(*_: Any) -> None:
        raise AssertionError

    telegram = TelegramChannel("123456:AAFakeFakeFakeFakeFakeFakeFakeFakeFak")
    await an_intake(desk_store, on_receipts=never).take(telegram, b'{"update_id": 1}', b"[]")

    assert await rows(desk_store, Inbox) == []


async def test_read_receipts_are_given_for_what_a_person_wrote(desk_store: Store) -> None:
    channel, marked = a_channel(), []

    async def acknowledge(incoming: Any) -> None:
        marked.append(incoming.key)

    channel.acknowledge = acknowledge  # type: ignore[method-assign]
    reaction = message("reaction", {"emoji": "👍"}, id="wamid.R")
    await an_intake(desk_store).take(channel, body(value([message(id="wamid.T"), reaction])))
    await asyncio.sleep(0)

    assert marked == ["wamid.T"]
