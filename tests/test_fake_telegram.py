"""The fake refuses what Telegram refuses, delivers as Telegram delivers, and invents nothing."""

import asyncio
import io
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.testing import Call, FakeTelegram
from bot.testing_people import PAPER, PICTURE
from tests.telegram_contract import assert_obeys, obeys_type, obeys_where_known

SARI, BUDI, GROUP, SUPERGROUP = 700000001, 700000002, -5001, -1005001


@asynccontextmanager
async def fake_and_http(**settings: Any) -> AsyncIterator[tuple[FakeTelegram, aiohttp.ClientSession]]:
    async with FakeTelegram(**settings) as fake, aiohttp.ClientSession() as http:
        await fake.say(SARI, "Halo")
        yield fake, http


async def ask(fake: FakeTelegram, http: aiohttp.ClientSession, method: str, **fields: Any) -> dict[str, Any]:
    async with http.post(f"{fake.url}/bot{fake.token}/{method}", json=fields) as answer:
        body: dict[str, Any] = await answer.json()
        assert body["ok"] is (answer.status == 200) and body.get("error_code", 200) == answer.status
        return body


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"chat_id": SARI, "text": "x", "reply_markup": {"inline_keyboard": [[b] for b in buttons]}}


def commands(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"commands": [{"command": name, "description": text} for name, text in pairs]}


ACTION = "can't parse inline keyboard button"
REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("sendMessage", {"chat_id": SARI, "text": ""}, 400, "message text is empty"),
    ("sendMessage", {"chat_id": SARI, "text": " \n"}, 400, "message text is empty"),
    ("sendMessage", {"chat_id": SARI}, 400, "message text is empty"),
    ("sendMessage", {"chat_id": SARI, "text": "x" * 4097}, 400, "message is too long"),
    ("sendMessage", {"chat_id": SARI, "text": "🙏" * 2049}, 400, "message is too long"),
    ("sendMessage", {"text": "x"}, 400, "chat_id is empty"),
    ("sendMessage", {"chat_id": BUDI, "text": "x"}, 403, "bot can't initiate conversation with a user"),
    ("sendMessage", {"chat_id": GROUP, "text": "x"}, 400, "chat not found"),
    ("sendMessage", {"chat_id": "@siapa", "text": "x"}, 400, "chat not found"),
    (
        "sendMessage",
        {"chat_id": SARI, "text": "x", "colour": "red"},
        400,
        "fake: sendMessage has no parameter",
    ),
    ("sendMessage", {"chat_id": SARI, "text": "x", "parse_mode": "HTML"}, 400, "fake: parse_mode"),
    ("sendMessage", keyboard({"text": "Ya", "callback_data": ""}), 400, "BUTTON_DATA_INVALID"),
    ("sendMessage", keyboard({"text": "Ya", "callback_data": "x" * 65}), 400, "BUTTON_DATA_INVALID"),
    ("sendMessage", keyboard({"text": "Ya", "callback_data": "é" * 33}), 400, "BUTTON_DATA_INVALID"),
    ("sendMessage", keyboard({"text": "Ya"}), 400, f"{ACTION}: Text buttons are unallowed"),
    ("sendMessage", keyboard({"text": "", "callback_data": "x"}), 400, f"{ACTION}: button text"),
    ("sendMessage", keyboard({"callback_data": "x"}), 400, f'{ACTION}: Field "text"'),
    (
        "sendMessage",
        keyboard({"text": "Ya", "callback_data": "x", "url": "https://a.id"}),
        400,
        "exactly one",
    ),
    (
        "sendMessage",
        keyboard({"text": "Ya", "callback_data": "x", "colour": "red"}),
        400,
        "has no field colour",
    ),
    ("sendMessage", keyboard({"text": "Ya", "url": "javascript:x"}), 400, "BUTTON_URL_INVALID"),
    ("sendMessage", keyboard(*[{"text": "Ya", "callback_data": "x"}] * 101), 400, "reply markup is too long"),
    ("sendMessage", {"chat_id": SARI, "text": "x", "reply_markup": "{"}, 400, "can't parse reply_markup"),
    ("sendMessage", {"chat_id": SARI, "text": "x", "reply_markup": []}, 400, "object expected"),
    ("sendDocument", {"chat_id": SARI}, 400, "there is no document in the request"),
    ("sendDocument", {"chat_id": SARI, "document": "BQAC"}, 400, "wrong remote file identifier specified"),
    (
        "sendDocument",
        {"chat_id": SARI, "document": "BQAC", "caption": "x" * 1025},
        400,
        "caption is too long",
    ),
    ("sendChatAction", {"chat_id": SARI, "action": "dancing"}, 400, "wrong parameter action"),
    ("answerCallbackQuery", {"callback_query_id": "1"}, 400, "query is too old and response timeout expired"),
    ("editMessageText", {"chat_id": SARI, "message_id": 99, "text": "x"}, 400, "message to edit not found"),
    ("editMessageText", {"chat_id": SARI, "message_id": 1, "text": "x"}, 400, "message can't be edited"),
    ("deleteMessage", {"chat_id": SARI, "message_id": 99}, 400, "message to delete not found"),
    ("getFile", {}, 400, "file_id not specified"),
    ("getFile", {"file_id": "BQAC"}, 400, "invalid file_id"),
    ("setMyCommands", commands(("Mulai", "x")), 400, "BOT_COMMAND_INVALID"),
    ("setMyCommands", commands(("x" * 33, "x")), 400, "BOT_COMMAND_INVALID"),
    ("setMyCommands", commands(("mulai", "")), 400, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", commands(("mulai", "x" * 257)), 400, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", commands(*[("mulai", "x")] * 101), 400, "BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": "x"}, 400, "can't parse commands"),
    ("setMyCommands", {**commands(), "language_code": "ind"}, 400, "invalid language code specified"),
    ("setMyDescription", {"description": "x" * 513}, 400, "over 512"),
    ("setMyShortDescription", {"short_description": "x" * 121}, 400, "over 120"),
    ("setWebhook", {"url": "http://ppid.example.go.id/"}, 400, "bad webhook: An HTTPS URL must be provided"),
    (
        "setWebhook",
        {"url": "https://ppid.example.go.id:9999/"},
        400,
        "bad webhook: Webhook can be set up only",
    ),
    ("setWebhook", {"url": "https://a.id/", "secret_token": "a b"}, 400, "secret token contains unallowed"),
    ("setWebhook", {"url": "https://a.id/", "secret_token": "x" * 257}, 400, "secret token is too long"),
    ("sendCarrierPigeon", {}, 404, "method not found"),
]


@pytest.mark.parametrize(("method", "fields", "status", "said"), REFUSED)
async def test_it_refuses_what_telegram_refuses(
    method: str, fields: dict[str, Any], status: int, said: str
) -> None:
    async with fake_and_http() as (fake, http):
        body = await ask(fake, http, method, **fields)

        prefix = {400: "Bad Request: ", 403: "Forbidden: ", 404: "Not Found: "}[status]
        assert (body["error_code"], body["description"][: len(prefix)]) == (status, prefix)
        assert said in body["description"]
        assert (fake.calls[-1].status, fake.calls[-1].ok) == (status, False)


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("sendMessage", {"chat_id": SARI, "text": "x" * 4096}),
        ("sendMessage", {"chat_id": SARI, "text": "🙏" * 2048}),
        ("SENDMESSAGE", {"chat_id": str(SARI), "text": "x"}),
        ("sendMessage", keyboard({"text": "Ya", "callback_data": "x" * 64})),
        ("sendMessage", keyboard(*[{"text": "Ya", "callback_data": "x"}] * 100)),
        ("sendMessage", keyboard({"text": "Peta", "url": "https://a.id", "style": "primary"})),
        (
            "sendMessage",
            {"chat_id": SARI, "text": "x", "reply_markup": {"keyboard": [[{"text": "Ya"}]]}},
        ),
        ("sendChatAction", {"chat_id": SARI, "action": "typing"}),
        ("setMyCommands", commands(*[("x" * 32, "x" * 256)] * 100)),
        ("setMyDescription", {"description": "x" * 512, "language_code": "en"}),
        ("setWebhook", {"url": "https://a.id:8443/", "secret_token": "A" * 256}),
        ("setWebhook", {"url": ""}),
        ("deleteWebhook", {"drop_pending_updates": True}),
        ("getMe", {}),
    ],
)
async def test_it_takes_what_telegram_takes(method: str, fields: dict[str, Any]) -> None:
    async with fake_and_http() as (fake, http):
        assert (await ask(fake, http, method, **fields))["ok"]


@pytest.mark.parametrize(
    ("token", "status", "said"),
    [
        ("123456:AAother", 401, "Unauthorized"),
        ("999:x", 401, "Unauthorized"),
        ("nonsense", 404, "Not Found"),
    ],
)
async def test_a_strange_token_is_refused(token: str, status: int, said: str) -> None:
    async with fake_and_http() as (fake, http), http.get(f"{fake.url}/bot{token}/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (status, said)


async def test_a_call_may_come_as_json_form_multipart_or_query() -> None:
    async with fake_and_http() as (fake, http):
        url = f"{fake.url}/bot{fake.token}/sendMessage"
        markup = '{"inline_keyboard":[[{"text":"Ya","callback_data":"x"}]]}'
        fields = {"chat_id": str(SARI), "text": "x", "protect_content": "true", "reply_markup": markup}
        form = aiohttp.FormData(fields, default_to_multipart=True)
        for request in (http.post(url, data=fields), http.post(url, data=form), http.get(url, params=fields)):
            async with request as answer:
                assert answer.status == 200

        async with http.post(url, data=b"{", headers={"Content-Type": "application/json"}) as answer:
            assert answer.status == 400
        assert [reply.labels for reply in fake.sent(SARI)] == [["Ya"]] * 3
        for call in fake.calls[:3]:
            assert (call.fields["chat_id"], call.fields["protect_content"]) == (SARI, True)
        obeys_where_known(fake.calls[:3])


@pytest.mark.contracts
@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("sendMessage", {"chat_id": SARI}),
        ("sendMessage", {"chat_id": SARI, "text": 1}),
        ("sendMessage", {"chat_id": 1.5, "text": "x"}),
        ("sendMessage", {"chat_id": SARI, "text": "x", "colour": "red"}),
        ("sendMessage", {"chat_id": SARI, "text": "x", "protect_content": 1}),
        ("sendMessage", keyboard({"text": 1, "callback_data": "x"})),
        ("sendMessage", keyboard({"text": "x", "colour": "red"})),
        ("sendDocument", {"chat_id": SARI, "document": b"x"}),
        ("setMyCommands", {"commands": [{"command": "x"}]}),
        ("noSuchMethod", {}),
    ],
)
def test_the_contract_notices_a_call_that_the_schema_does_not_know(
    method: str, fields: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError):
        assert_obeys([Call(method=method, fields=fields, files={}, at=0)])


async def upload(
    fake: FakeTelegram, http: aiohttp.ClientSession, method: str, field: str, data: bytes | io.BytesIO
) -> tuple[int, str]:
    form = aiohttp.FormData({"chat_id": str(SARI)}, default_to_multipart=True)
    form.add_field(field, data, filename="x.bin", content_type="application/octet-stream")
    async with http.post(f"{fake.url}/bot{fake.token}/{method}", data=form) as answer:
        return answer.status, (await answer.json()).get("description", "")


async def test_uploads_are_refused_where_telegram_refuses_them() -> None:
    async with fake_and_http() as (fake, http):
        assert await upload(fake, http, "sendDocument", "document", PAPER) == (200, "")
        assert await upload(fake, http, "sendPhoto", "photo", PICTURE) == (200, "")
        empty = await upload(fake, http, "sendDocument", "document", b"")
        no_picture = await upload(fake, http, "sendPhoto", "photo", PAPER)
        elsewhere = await upload(fake, http, "sendPhoto", "foto", PICTURE)

        assert empty == (400, "Bad Request: file must be non-empty")
        assert no_picture == (400, "Bad Request: IMAGE_PROCESS_FAILED")
        assert elsewhere == (400, "Bad Request: there is no photo in the request")


@pytest.mark.parametrize(
    ("method", "field", "size", "status", "said"),
    [
        (
            "sendPhoto",
            "photo",
            10 * 1024 * 1024,
            400,
            "too big for a photo; the maximum size is 10485760 bytes",
        ),
        ("sendDocument", "document", 50 * 1024 * 1024, 413, "Request Entity Too Large"),
    ],
)
async def test_uploads_over_the_limit_are_refused(
    method: str, field: str, size: int, status: int, said: str
) -> None:
    async with fake_and_http() as (fake, http):
        refused, description = await upload(fake, http, method, field, io.BytesIO(PICTURE + bytes(size)))

        assert (refused, description.endswith(said)) == (status, True)


async def test_a_file_id_is_bound_to_its_kind() -> None:
    async with fake_and_http() as (fake, http):
        await upload(fake, http, "sendDocument", "document", PAPER)
        file_id = fake.last(SARI).raw["document"]["file_id"]

        as_photo = await ask(fake, http, "sendPhoto", chat_id=SARI, photo=file_id)
        again = await ask(fake, http, "sendDocument", chat_id=SARI, document=file_id)

        assert as_photo["description"] == "Bad Request: can't use file of type Document as Photo"
        assert again["result"]["document"]["file_id"] == file_id


async def test_a_file_is_got_and_downloaded_up_to_the_limit() -> None:
    async with fake_and_http() as (fake, http):
        await fake.send_document(SARI, data=PAPER)
        await fake.send_document(SARI, size=20 * 1024 * 1024 + 1)
        ids = list(fake.state.files)

        small = await ask(fake, http, "getFile", file_id=ids[0])
        big = await ask(fake, http, "getFile", file_id=ids[1])

        assert big["description"] == "Bad Request: file is too big"
        path = small["result"]["file_path"]
        for token, status in [(fake.token, 200), ("1:x", 404)]:
            async with http.get(f"{fake.url}/file/bot{token}/{path}") as answer:
                assert answer.status == status
                assert status != 200 or await answer.read() == PAPER


async def test_editing_changes_the_message_and_editing_to_the_same_is_refused() -> None:
    async with fake_and_http() as (fake, http):
        sent = (await ask(fake, http, "sendMessage", **keyboard({"text": "Ya", "callback_data": "x"})))[
            "result"
        ]
        where = {"chat_id": SARI, "message_id": sent["message_id"]}

        assert (await ask(fake, http, "editMessageText", **where, text="baru"))["ok"]
        assert (fake.last(SARI).text, fake.last(SARI).buttons) == ("baru", ())
        for method, extra in [("editMessageText", {"text": "baru"}), ("editMessageReplyMarkup", {})]:
            again = await ask(fake, http, method, **where, **extra)
            assert again["description"].startswith("Bad Request: message is not modified: specified new")
        assert (await ask(fake, http, "deleteMessage", **where))["ok"]
        assert fake.sent(SARI) == []


async def test_a_press_can_be_answered_for_150_seconds_and_with_200_characters() -> None:
    now = [datetime(2026, 11, 23, tzinfo=UTC)]
    async with fake_and_http(clock=lambda: now[0]) as (fake, http):
        await ask(fake, http, "sendMessage", **keyboard({"text": "Ya", "callback_data": "x"}))
        await fake.press(SARI, "Ya")
        [_, press] = (await ask(fake, http, "getUpdates"))["result"]
        query = press["callback_query"]["id"]

        long = await ask(fake, http, "answerCallbackQuery", callback_query_id=query, text="x" * 201)
        assert long["description"] == "Bad Request: MESSAGE_TOO_LONG"
        now[0] += timedelta(seconds=150)
        assert (await ask(fake, http, "answerCallbackQuery", callback_query_id=query, text="x" * 200))["ok"]
        now[0] += timedelta(seconds=1)
        assert not (await ask(fake, http, "answerCallbackQuery", callback_query_id=query))["ok"]
        kinds = [set(u) for u in (await ask(fake, http, "getUpdates"))["result"]]
        assert kinds == [{"update_id", "message"}]  # an old press is not delivered at all


async def test_nobody_presses_a_button_that_is_not_there_unless_forging_it() -> None:
    async with fake_and_http() as (fake, http):
        await ask(fake, http, "sendMessage", **keyboard({"text": "Ya", "callback_data": "x"}))
        with pytest.raises(LookupError, match=r"no button 'y' .* \['Ya'\]"):
            await fake.press(SARI, "y")

        await fake.press(SARI, "y", forged=True)

        [_, press] = (await ask(fake, http, "getUpdates"))["result"]
        assert press["callback_query"]["data"] == "y"


@pytest.mark.contracts
async def test_every_answer_of_the_fake_obeys_the_schema() -> None:
    async with fake_and_http() as (fake, http):
        await upload(fake, http, "sendDocument", "document", PAPER)
        await upload(fake, http, "sendPhoto", "photo", PICTURE)
        await ask(fake, http, "sendMessage", **keyboard({"text": "Ya", "callback_data": "x"}))
        for call in fake.calls:
            obeys_type(call.answer, "Message")
        obeys_type((await ask(fake, http, "getMe"))["result"], "User")
        obeys_type((await ask(fake, http, "getWebhookInfo"))["result"], "WebhookInfo")
        obeys_type((await ask(fake, http, "getFile", file_id=next(iter(fake.state.files))))["result"], "File")


async def test_faults_meet_the_next_matching_calls_and_no_others() -> None:
    async with fake_and_http() as (fake, http):
        await fake.say(BUDI, "Halo")
        fake.flood(5, chat=BUDI)
        fake.refuse(500, "Internal Server Error", method="getMe", times=2)
        halo = {"text": "Halo"}

        answers = [
            await ask(fake, http, "sendMessage", chat_id=SARI, **halo),
            await ask(fake, http, "sendMessage", chat_id=BUDI, **halo),
            await ask(fake, http, "sendMessage", chat_id=BUDI, **halo),
            *[await ask(fake, http, "getMe") for _ in range(3)],
        ]

        assert [answer.get("error_code", 200) for answer in answers] == [200, 429, 200, 500, 500, 200]
        assert answers[1]["parameters"] == {"retry_after": 5}


@pytest.mark.parametrize(("accepted", "count"), [(False, 0), (True, 1)])
async def test_a_cut_connection_gives_no_answer_with_or_without_effect(accepted: bool, count: int) -> None:
    async with fake_and_http() as (fake, http):
        fake.cut(accepted=accepted)
        with pytest.raises(aiohttp.ClientError):
            await ask(fake, http, "sendMessage", chat_id=SARI, text="Halo")

        assert len(fake.sent(SARI)) == count


async def test_waiting_hands_out_each_reply_once_and_says_what_is_missing() -> None:
    async with fake_and_http() as (fake, http):
        for text in ("satu", "dua", "tiga"):
            await ask(fake, http, "sendMessage", chat_id=SARI, text=text)

        assert [reply.text for reply in await fake.replies(SARI, 2)] == ["satu", "dua"]
        with pytest.raises(TimeoutError, match=r"got 1 of 2 messages .*'tiga'"):
            await fake.replies(SARI, 2, timeout=0.01)
        assert [reply.text for reply in await fake.replies(SARI)] == ["tiga"]
        with pytest.raises(TimeoutError, match="0 of 1 calls of getMe"):
            await fake.called("getMe", timeout=0.01)
        with pytest.raises(TimeoutError, match="not taken"):
            await fake.taken(timeout=0.01)
        with pytest.raises(LookupError, match="sent nothing"):
            fake.last(BUDI)


async def test_a_group_needs_to_be_told_who_speaks() -> None:
    async with FakeTelegram() as fake:
        with pytest.raises(ValueError, match="say who"):
            await fake.say(GROUP, "Halo")


async def test_as_a_process_people_act_over_http() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.testing", "telegram", "--token", "42:x"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    try:
        async with aiohttp.ClientSession() as http:
            said = {"chat": SARI, "text": "/start"}
            async with http.post(f"{url}/people/say", json=said) as answer:
                assert answer.status == 200
            async with http.get(f"{url}/bot42:x/getUpdates") as answer:
                assert (await answer.json())["result"][0]["message"]["text"] == "/start"
            async with http.get(f"{url}/bot42:x/sendMessage?chat_id={SARI}&text=Halo") as answer:
                assert answer.status == 200
            async with http.get(f"{url}/chats/{SARI}") as answer:
                assert [message["text"] for message in await answer.json()] == ["Halo"]
            async with http.get(f"{url}/calls") as answer:
                assert [call["method"] for call in await answer.json()] == ["sendMessage"]
            for act, body, status in [("dance", {}, 404), ("say", {}, 400), ("press", said, 400)]:
                async with http.post(f"{url}/people/{act}", json=body) as answer:
                    assert answer.status == status
    finally:
        process.terminate()
        await process.wait()
