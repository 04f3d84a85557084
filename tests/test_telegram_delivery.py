"""What people do reaches the bot: by polling or by webhook, in order, again until taken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web
from telegram import Update

from bot.channels.telegram import TelegramChannel
from bot.testing import FakeTelegram
from handlers.incoming import Incoming, Kind
from tests.telegram_contract import obeys_type

SARI, BUDI, GROUP, SUPERGROUP = 700000001, 700000002, -5001, -1005001


@asynccontextmanager
async def fake_and_http(**settings: Any) -> AsyncIterator[tuple[FakeTelegram, aiohttp.ClientSession]]:
    async with FakeTelegram(**settings) as fake, aiohttp.ClientSession() as http:
        await fake.say(SARI, "Halo")
        yield fake, http


async def ask(fake: FakeTelegram, http: aiohttp.ClientSession, method: str, **fields: Any) -> dict[str, Any]:
    async with http.post(f"{fake.url}/bot{fake.token}/{method}", json=fields) as answer:
        body: dict[str, Any] = await answer.json()
        return body


class Hook:
    """A small bot of one's own: keeps what is posted, and answers as told (200 when nothing is left)."""

    def __init__(self, *answers: web.Response | int) -> None:
        self.answers = list(answers)
        self.got: list[tuple[float, dict[str, Any], str]] = []
        self.url = ""

    async def __aenter__(self) -> "Hook":
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        at = asyncio.get_running_loop().time()
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.got.append((at, await request.json(), secret))
        answer = self.answers.pop(0) if self.answers else 200
        return answer if isinstance(answer, web.Response) else web.Response(status=answer)

    @property
    def texts(self) -> list[str]:
        return [update.get("message", {}).get("text", "") for _, update, _ in self.got]

    @property
    def pauses(self) -> list[float]:
        times = [at for at, _, _ in self.got]
        return [after - before for before, after in pairwise(times)]


async def every_act(fake: FakeTelegram) -> None:
    fake.introduce(SARI, last_name="Dewi", username="saridewi")
    message = await fake.say(SARI, "/start abc")
    await fake.edit(SARI, message, "/start abd")
    await fake.send_photo(SARI, caption="papan")
    await fake.send_album(SARI, 3, caption="halaman")
    await fake.send_document(SARI)
    await fake.send_voice(SARI)
    await fake.send_sticker(SARI)
    await fake.send_contact(SARI, "6281200000")
    await fake.send_contact(SARI, "6281200001", owner=BUDI)
    await fake.send_location(SARI)
    await fake.press(SARI, "draft:1:ya", forged=True)
    await fake.press_on_lost_message(SARI, "draft:1:ya")
    await fake.block(SARI)
    await fake.say(SARI, "kembali")  # unblocks first
    await fake.add_to_group(GROUP, by=SARI)
    await fake.press(GROUP, "draft:1:ya", forged=True, by=BUDI)
    await fake.say(GROUP, "/antrian@ppid_bot", by=BUDI)
    await fake.migrate(GROUP, SUPERGROUP, by=SARI)
    await fake.block(SUPERGROUP)


async def test_the_librarys_parser_reads_every_update_of_the_fake() -> None:
    async with FakeTelegram() as fake:
        await every_act(fake)

        bodies = [update.body for update in fake.deliveries.pending]
        assert len(bodies) == 23
        for body in bodies:
            update = Update.de_json(body, None)
            assert update is not None and update.effective_chat is not None


@pytest.mark.contracts
async def test_every_update_of_the_fake_obeys_the_schema() -> None:
    async with FakeTelegram() as fake:
        await every_act(fake)

        for update in fake.deliveries.pending:
            obeys_type(update.body, "Update")


# What `every_act` is read as, in its order. Nothing is read of a supergroup that says what it was before.
READ = [
    *(Kind.TEXT, Kind.EDITED, *[Kind.FILE] * 5, Kind.VOICE, Kind.STICKER, Kind.CONTACT, Kind.CONTACT),
    *(Kind.LOCATION, Kind.BUTTON, Kind.BUTTON, Kind.BLOCKED, Kind.UNBLOCKED, Kind.TEXT),
    *(Kind.OTHER, Kind.BUTTON, Kind.TEXT, Kind.MOVED),
]


def facts(incoming: Incoming) -> tuple[str, Kind, str, str, bool, int]:
    said = incoming.text or incoming.data
    return incoming.key, incoming.kind, incoming.address, said, incoming.private, len(incoming.files)


async def test_the_channel_reads_every_act_the_same_by_polling_and_by_webhook() -> None:
    async with Hook() as hook, FakeTelegram() as fake:
        channel = TelegramChannel(fake.token, fake.url)
        await every_act(fake)
        polled = [facts(i) for update in await channel.poll(None, 0) for i in channel.parse(update.body)]
        await channel.set_webhook(hook.url, "rahasia")
        await fake.taken()
        await channel.close()
        posted = [facts(i) for _, body, _ in hook.got for i in channel.parse(orjson.dumps(body))]

        assert [kind for _, kind, *_ in polled] == READ
        assert sorted(posted) == sorted(polled)


async def test_updates_are_kept_until_the_offset_passes_them() -> None:
    async with fake_and_http() as (fake, http):
        await fake.say(SARI, "dua")
        first = (await ask(fake, http, "getUpdates"))["result"]
        same = (await ask(fake, http, "getUpdates", limit=1))["result"]
        second = (await ask(fake, http, "getUpdates", offset=first[1]["update_id"]))["result"]
        last = (await ask(fake, http, "getUpdates", offset=-1))["result"]
        none = (await ask(fake, http, "getUpdates", offset=first[1]["update_id"] + 1))["result"]

        assert [u["message"]["text"] for u in first] == ["Halo", "dua"]
        assert same == first[:1] and second == last == first[1:] and none == []
        await fake.taken()


async def test_a_long_poll_ends_as_soon_as_somebody_writes() -> None:
    async with fake_and_http() as (fake, http):
        fake.deliveries.drop()
        poll = asyncio.create_task(ask(fake, http, "getUpdates", timeout=20))
        await asyncio.sleep(0.05)
        await fake.say(SARI, "dua")

        async with asyncio.timeout(2):
            assert len((await poll)["result"]) == 1


async def test_a_second_poll_ends_the_first_and_a_webhook_ends_both() -> None:
    async with fake_and_http() as (fake, http):
        fake.deliveries.drop()
        first = asyncio.create_task(ask(fake, http, "getUpdates", timeout=20))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(ask(fake, http, "getUpdates", timeout=20))
        async with asyncio.timeout(2):
            ended = await first
        await ask(fake, http, "setWebhook", url="http://127.0.0.1:9/")
        async with asyncio.timeout(2):
            also = await second
        refused = await ask(fake, http, "getUpdates")

        assert ended["description"].startswith("Conflict: terminated by other getUpdates request; make sure")
        assert also["description"] == "Conflict: terminated by setWebhook request"
        assert refused["description"].startswith(
            "Conflict: can't use getUpdates method while webhook is active"
        )
        assert {ended["error_code"], also["error_code"], refused["error_code"]} == {409}


async def test_only_the_kinds_of_update_that_were_asked_for_come_and_the_list_is_remembered() -> None:
    async with fake_and_http() as (fake, http):
        await ask(fake, http, "getUpdates", allowed_updates=["message"])
        await fake.block(SARI)
        await fake.raw("message_reaction", {"chat": {"id": SARI}})
        kept = (await ask(fake, http, "getUpdates"))["result"]

        assert [set(update) for update in kept] == [{"update_id", "message"}]


async def test_a_webhook_gets_what_waited_and_what_comes_with_the_secret() -> None:
    async with Hook() as hook, fake_and_http() as (fake, http):
        await ask(fake, http, "setWebhook", url=hook.url, secret_token="rahasia")
        await fake.say(SARI, "dua")
        await fake.taken()

        assert hook.texts == ["Halo", "dua"]
        assert {secret for _, _, secret in hook.got} == {"rahasia"}
        info = (await ask(fake, http, "getWebhookInfo"))["result"]
        assert (info["url"], info["pending_update_count"]) == (hook.url, 0)


async def test_a_refused_update_is_posted_again_with_doubling_delay_before_the_next_of_its_chat() -> None:
    async with Hook(503, 500, 404) as hook, fake_and_http(retry=0.05) as (fake, http):
        await fake.say(SARI, "dua")
        await ask(fake, http, "setWebhook", url=hook.url)
        await fake.taken()

        assert hook.texts == ["Halo", "Halo", "Halo", "Halo", "dua"]
        first, second, third, _ = hook.pauses
        assert first >= 0.05 and second >= 0.1 and third >= 0.2
        assert [delivery.status for delivery in fake.deliveries.posted] == [503, 500, 404, 200, 200]


async def test_retry_after_is_honoured_and_other_chats_do_not_wait() -> None:
    wait = web.Response(status=503, headers={"Retry-After": "1"})
    async with Hook(wait) as hook, fake_and_http() as (fake, http):
        await ask(fake, http, "setWebhook", url=hook.url)
        await asyncio.sleep(0.1)
        await fake.say(BUDI, "lain")
        await fake.taken()

        assert hook.texts == ["Halo", "lain", "Halo"]
        assert hook.got[2][0] - hook.got[0][0] >= 1


async def test_every_update_comes_twice_where_asked() -> None:
    async with Hook() as hook, fake_and_http() as (fake, http):
        fake.duplicate = True
        polled = (await ask(fake, http, "getUpdates"))["result"]
        await ask(fake, http, "setWebhook", url=hook.url)
        await fake.taken()

        assert len(polled) == 2 and polled[0] == polled[1]
        assert hook.texts == ["Halo", "Halo"]


async def test_after_the_webhook_is_deleted_polling_takes_what_is_left() -> None:
    async with Hook(*[500] * 50) as hook, fake_and_http() as (fake, http):
        await ask(fake, http, "setWebhook", url=hook.url)
        await asyncio.sleep(0.1)
        await ask(fake, http, "deleteWebhook")

        assert len((await ask(fake, http, "getUpdates"))["result"]) == 1
