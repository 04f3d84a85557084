"""The fake refuses what Meta refuses, tells as Meta tells, and invents nothing."""

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from json import JSONDecodeError
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.testing import FakeWhatsApp
from bot.testing_people import PAPER, PICTURE
from bot.testing_whatsapp import Person
from tests.whatsapp_contract import obeys_where_known

SARI = "6281200000017"
TO = {"messaging_product": "whatsapp", "to": f"+{SARI}"}


class Listener:
    """What a webhook of ours would get; it answers `status`."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.signatures: list[str] = []
        self.answers: list[int] = []  # one after the other, then 200

    async def posted(self, request: web.Request) -> web.Response:
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.bodies.append(await request.json())
            self.signatures.append(request.headers["X-Hub-Signature-256"])
        return web.Response(status=status)

    async def asked(self, request: web.Request) -> web.Response:
        right = request.query["hub.verify_token"] == "fake-verify-token"
        return web.Response(text=request.query["hub.challenge"]) if right else web.Response(status=403)

    def values(self, field: str = "messages") -> list[dict[str, Any]]:
        entries = (entry for body in self.bodies for entry in body["entry"])
        return [change["value"] for e in entries for change in e["changes"] if change["field"] == field]

    def told(self, what: str) -> list[dict[str, Any]]:
        """All "messages" or "statuses", in the order of coming."""
        return [item for value in self.values() for item in value.get(what, [])]


@asynccontextmanager
async def on_air(**settings: Any) -> AsyncIterator[tuple[FakeWhatsApp, Listener, Person]]:
    """A fake that tells a listener, and Sari, whose window is open."""
    listener = Listener()
    app = web.Application()
    app.router.add_post("/hook", listener.posted)
    app.router.add_get("/hook", listener.asked)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with FakeWhatsApp(retry=0.01, **settings) as fake:
            assert await fake.subscribe(f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
            sari = fake.person("Sari", phone=SARI, bsuid="ID.7742910365520184401")
            await sari.say("Halo")
            await fake.taken()
            yield fake, listener, sari
    finally:
        await runner.cleanup()


async def ask(fake: FakeWhatsApp, verb: str, path: str, **given: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {given.pop('token', fake.token)}"}
    async with (
        aiohttp.ClientSession() as http,
        http.request(verb, f"{fake.url}/{path}", headers=headers, **given) as answer,
    ):
        return answer.status, await answer.json(content_type=None)


async def send(fake: FakeWhatsApp, **body: Any) -> tuple[int, Any]:
    return await ask(fake, "POST", f"{fake.phone_number_id}/messages", json={**TO, **body})


def code_of(answer: tuple[int, Any]) -> int:
    """The error's code; 0 where it was taken."""
    status, body = answer
    assert ("error" in body) is (status != 200)
    return int(body["error"]["code"]) if status != 200 else 0


def text(body: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body, **more}}


def buttons(*titles: str, body: str = "x", id: str = "d:k:", **more: Any) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": f"{id}{n}", "title": t}} for n, t in enumerate(titles)]
    return {
        "type": "interactive",
        "interactive": {"type": "button", "body": {"text": body}, "action": {"buttons": replies}, **more},
    }


def rows(*titles: str, body: str = "x", button: str = "Pilih", **row: Any) -> dict[str, Any]:
    listed = [{"id": f"d:k:{n}", "title": title, **row} for n, title in enumerate(titles)]
    action = {"button": button, "sections": [{"rows": listed}]}
    return {"type": "interactive", "interactive": {"type": "list", "body": {"text": body}, "action": action}}


def link(label: str = "Buka", url: str = "https://ppid.example.go.id/i/abc") -> dict[str, Any]:
    action = {"name": "cta_url", "parameters": {"display_text": label, "url": url}}
    return {
        "type": "interactive",
        "interactive": {"type": "cta_url", "body": {"text": "x"}, "action": action},
    }


def template(*fields: str, name: str = "kabar", language: str = "id", **component: Any) -> dict[str, Any]:
    body = {"type": "body", "parameters": [{"type": "text", "text": field} for field in fields]}
    components = [body] if fields else []
    components += [component] if component else []
    kept = {"name": name, "language": {"code": language}, "components": components}
    return {"type": "template", "template": kept}


def tapped(payload: str = "m:status", index: str = "0", sub_type: str = "quick_reply") -> dict[str, Any]:
    parameters = [{"type": "payload", "payload": payload}]
    return {"type": "button", "sub_type": sub_type, "index": index, "parameters": parameters}


REFUSED: list[tuple[dict[str, Any], int]] = [
    (text(""), 131008),
    (text(" \n"), 131008),
    ({"type": "text"}, 131008),
    (text("x" * 4097), 131009),
    (text("🙏" * 2049), 131009),
    (text(colour="red"), 100),
    ({**text(), "colour": "red"}, 100),
    ({**text(), "messaging_product": "telegram"}, 100),
    ({**text(), "to": SARI}, 131009),
    ({**text(), "to": ""}, 131008),
    ({**text(), "to": "", "recipient": "ID.1"}, 131026),
    ({**text(), "to": "+6281299999999"}, 131026),
    ({**text(), "to": "+627480000001"}, 131021),
    ({**text(), "biz_opaque_callback_data": "x" * 513}, 100),
    ({**text(), "recipient_type": "group"}, 131009),
    ({**text(), "context": {"message_id": "wamid.X"}}, 131009),
    ({"type": "carrier_pigeon", "carrier_pigeon": {}}, 131009),
    (buttons(), 131008),
    (buttons("1", "2", "3", "4"), 131009),
    (buttons("x" * 21), 131009),
    (buttons(""), 131008),
    (buttons("Ya", "Ya"), 131009),
    (buttons("Ya", id="x" * 256), 131009),
    (buttons("Ya", body="x" * 1025), 131009),
    (buttons("Ya", footer={"text": "x" * 61}), 131009),
    (buttons("Ya", header={"type": "text", "text": "x" * 61}), 131009),
    (buttons("Ya", colour="red"), 100),
    (rows(), 131008),
    (rows(*map(str, range(11))), 131009),
    (rows("x" * 25), 131009),
    (rows("x", description="x" * 73), 131009),
    (rows("x", description=""), 131008),
    (rows("x", id="x" * 201), 131009),
    (rows("x", "y", id="same"), 131009),
    (rows("x", button="x" * 21), 131009),
    (rows("x", body="x" * 4097), 131009),
    (link("x" * 21), 131009),
    (link(url="javascript:x"), 131009),
    ({"type": "document", "document": {"id": "1"}}, 100),
    ({"type": "document", "document": {"link": "https://a.id/a.pdf"}}, 131009),
    ({"type": "reaction", "reaction": {"message_id": "wamid.X", "emoji": "👍"}}, 131009),
    (template(name="tidak_ada"), 132001),
    (template(language="en"), 132001),
    (template(name="menunggu"), 132001),
    (template("satu"), 132000),
    (template("satu", "dua", "tiga"), 132000),
    (template("satu", ""), 131008),
    (template("satu", "dua\ntiga"), 132018),
    (template("satu", "x" * 1024), 132005),
    (template("satu", "dua", **tapped(index="1")), 132000),
    (template("satu", "dua", **tapped(sub_type="url")), 132012),
    (template("satu", "dua", **tapped("x" * 129)), 131009),
]
TAKEN = [
    text("x" * 4096),
    text("🙏" * 2048, preview_url=False),
    {**text(), "recipient_type": "individual", "biz_opaque_callback_data": "x" * 512},
    {**text(), "to": "", "recipient": "ID.7742910365520184401"},
    {**text(), "recipient": "ID.1"},  # `to` wins
    buttons("x" * 20, "y", "z", body="x" * 1024, id="x" * 255, footer={"text": "x" * 60}),
    rows(*(f"{n}" + "x" * 23 for n in range(10)), body="x" * 4096, button="x" * 20, description="x" * 72),
    link("x" * 20),
    template("satu", "dua", **tapped("x" * 128)),
]


@asynccontextmanager
async def with_templates() -> AsyncIterator[FakeWhatsApp]:
    """Sari's window is open; "kabar" is approved in Indonesian, "menunggu" is in review."""
    async with FakeWhatsApp() as fake:
        await fake.person("Sari", phone=SARI, bsuid="ID.7742910365520184401").say("Halo")
        assert code_of(await create(fake)) == 0
        fake.auto_review = False
        assert code_of(await create(fake, name="menunggu")) == 0
        yield fake


async def create(fake: FakeWhatsApp, name: str = "kabar", **changed: Any) -> tuple[int, Any]:
    body = {
        "type": "BODY",
        "text": "Ada kabar tentang permohonan {{1}} untuk Bapak/Ibu {{2}} dari kami.",
        "example": {"body_text": [["001/PPID/2026", "Rina"]]},
    } | changed.pop("body", {})
    listed = [{"type": "QUICK_REPLY", "text": "Lihat kabar"}]
    made = {
        "name": name,
        "language": "id",
        "category": "UTILITY",
        "components": [body, {"type": "BUTTONS", "buttons": changed.pop("buttons", listed)}],
    }
    return await ask(fake, "POST", f"{fake.business_account_id}/message_templates", json={**made, **changed})


async def test_it_refuses_what_meta_refuses_and_takes_what_meta_takes() -> None:
    async with with_templates() as fake:
        fake.pair_rate, fake.throughput = False, None
        for body, code in REFUSED:
            assert code_of(await send(fake, **body)) == code, body
            assert fake.calls[-1].ok is False
        assert not fake.state.given
        for body in TAKEN:
            assert code_of(await send(fake, **body)) == 0, body
        taken = [call.body for call in fake.sends if call.ok]
        obeys_where_known(b for b in taken if b.get("interactive", {}).get("type") != "cta_url")  # too new


async def test_a_strange_token_a_form_and_an_unknown_path_are_refused() -> None:
    async with FakeWhatsApp() as fake:
        path = f"{fake.phone_number_id}/messages"
        status, body = await ask(fake, "POST", path, token="EAAother", json={**TO, **text()})
        assert (status, body["error"]["code"]) == (401, 190)
        assert code_of(await ask(fake, "POST", path, data={"to": SARI})) == 100
        assert code_of(await ask(fake, "POST", "900/messages", json={**TO, **text()})) == 100


async def test_the_window_closes_a_day_after_the_last_message_and_a_template_still_goes() -> None:
    now = [datetime(2026, 11, 23, tzinfo=UTC)]
    async with on_air(clock=lambda: now[0]) as (fake, listener, sari):
        await create(fake)
        now[0] += timedelta(hours=24) - timedelta(seconds=1)
        assert code_of(await send(fake, **text())) == 0

        now[0] += timedelta(seconds=1)
        assert code_of(await send(fake, **text())) == 131047
        assert code_of(await send(fake, **template("001", "Rina", **tapped("n:7")))) == 0
        assert (sari.last.text, sari.last.labels) == (
            "Ada kabar tentang permohonan 001 untuk Bapak/Ibu Rina dari kami.",
            ["Lihat kabar"],
        )

        await sari.tap("Lihat kabar")
        await fake.taken()
        assert listener.told("messages")[-1]["button"] == {"payload": "n:7", "text": "Lihat kabar"}
        assert code_of(await send(fake, **text())) == 0


async def test_where_refusals_come_late_the_answer_is_yes_and_a_status_says_no() -> None:
    async with on_air() as (fake, listener, sari):
        fake.late_refusals = True
        sari.block()
        assert code_of(await send(fake, **text())) == 0
        await fake.taken()

        [status] = listener.told("statuses")
        assert (status["status"], status["errors"][0]["code"]) == ("failed", 131026)
        assert "recipient_user_id" not in status and "contacts" not in listener.values()[-1]
        assert sari.screens == []


async def test_statuses_follow_a_message_or_come_before_its_answer_and_carry_its_tag_and_price() -> None:
    async with on_air() as (fake, listener, _):
        fake.status_first = True
        _, body = await send(fake, **text(), biz_opaque_callback_data="letter 7")

        told = listener.told("statuses")
        assert [status["status"] for status in told] == ["sent", "delivered", "read"]
        assert {status["id"] for status in told} == {body["messages"][0]["id"]}
        assert {status["biz_opaque_callback_data"] for status in told} == {"letter 7"}
        assert told[0]["pricing"]["category"] == "service"

        fake.statuses = ()
        await send(fake, **text())
        fake.fail_later(131049)
        await send(fake, **text())
        await fake.taken()
        assert [s["status"] for s in listener.told("statuses")] == ["sent", "delivered", "read", "failed"]


async def test_a_pair_gets_45_at_once_and_then_one_in_six_seconds() -> None:
    now = [datetime(2026, 11, 23, tzinfo=UTC)]
    async with FakeWhatsApp(clock=lambda: now[0]) as fake:
        await fake.person("Sari", phone=SARI).say("Halo")
        fake.throughput = None

        assert [code_of(await send(fake, **text())) for _ in range(46)] == [0] * 45 + [131056]
        now[0] += timedelta(seconds=6)
        assert [code_of(await send(fake, **text())) for _ in range(2)] == [0, 131056]
        fake.pair_rate, fake.throughput = False, 1
        now[0] += timedelta(seconds=1)
        assert [code_of(await send(fake, **text())) for _ in range(2)] == [0, 130429]


async def test_faults_hang_cut_break_down_and_refuse() -> None:
    async with FakeWhatsApp() as fake:
        sari = fake.person("Sari", phone=SARI)
        wamid = await sari.say("Halo")
        fake.refuse(131056, to=f"+{SARI}")
        fake.break_down(503)
        fake.cut(accepted=True)
        fake.cut()
        fake.hang(0.01)
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        typing = {**read, "typing_indicator": {"type": "text"}}
        marked = await ask(fake, "POST", f"{fake.phone_number_id}/messages", json=typing)

        assert marked == (200, {"success": True})
        assert (sari.party.read_by_us, sari.party.typing) == (wamid, 1)
        assert code_of(await send(fake, **text())) == 131056
        with pytest.raises(JSONDecodeError):
            await send(fake, **text())
        for _ in range(2):
            with pytest.raises(aiohttp.ClientError):
                await send(fake, **text())
        assert code_of(await send(fake, **text())) == 0
        assert [call.status for call in fake.sends] == [400, 503, 0, 0, 200]
        assert len(sari.screens) == 2


async def test_what_people_do_arrives_as_meta_writes_it() -> None:
    async with on_air() as (fake, listener, sari):
        await send(fake, **buttons("Ya", "Tidak"))
        await send(fake, **rows("Dinas Pendidikan", description="DISDIK"))
        first = await sari.say("Saya minta data", ago=30)
        acts: list[tuple[str, Callable[[], Awaitable[str]]]] = [
            ("interactive", lambda: sari.tap("Tidak")),
            ("interactive", lambda: sari.tap("Dinas Pendidikan")),
            ("image", lambda: sari.send_image(caption="Foto")),
            ("document", sari.send_document),
            ("audio", sari.send_voice),
            ("video", sari.send_video),
            ("sticker", sari.send_sticker),
            ("location", sari.send_location),
            ("contacts", lambda: sari.send_contact("Budi", "+6281200000018")),
            ("reaction", lambda: sari.react(first)),
            ("edit", lambda: sari.edit(first, "Saya minta berkas")),
            ("revoke", lambda: sari.revoke(first)),
            ("unsupported", sari.send_unsupported),
            ("unsupported", lambda: sari.send_document(size=101 * 1024 * 1024)),
            ("system", lambda: sari.change_number("6281200000099")),
        ]
        for _, act in acts:
            await act()
        await fake.taken()

        told = listener.told("messages")[2:]
        assert [message["type"] for message in told[:-1]] == [kind for kind, _ in acts]
        assert all(m["from"] and m["id"].startswith("wamid.") and m["timestamp"].isdecimal() for m in told)
        button, row, image = told[0]["interactive"], told[1]["interactive"], told[2]["image"]
        assert button["button_reply"] == {"id": "d:k:1", "title": "Tidak"}
        assert row["list_reply"] == {"id": "d:k:0", "title": "Dinas Pendidikan", "description": "DISDIK"}
        assert (image["mime_type"], image["caption"]) == ("image/png", "Foto")
        assert [told[n]["errors"][0]["code"] for n in (12, 13)] == [131051, 131052]
        [update] = listener.values("user_id_update")
        assert update["user_id_update"][0]["user_id"]["previous"] == "ID.7742910365520184401"
        assert all(
            s == fake.deliveries.signature(p.body)
            for s, p in zip(listener.signatures, fake.deliveries.posted, strict=True)
        )


async def test_who_hides_the_number_is_known_by_the_user_id_alone() -> None:
    async with on_air() as (fake, listener, _):
        rina = fake.person("Rina", username="rina.m")
        await rina.say("Halo")
        answer = await send(fake, **text(), to="", recipient=rina.bsuid)
        await fake.taken()

        value = next(
            v for v in listener.values() if v.get("messages", [{}])[0].get("from_user_id") == rina.bsuid
        )
        assert value["contacts"] == [
            {"profile": {"name": "Rina", "username": "rina.m"}, "user_id": rina.bsuid}
        ]
        assert "from" not in value["messages"][0]
        assert answer[1]["contacts"] == [{"input": rina.bsuid, "user_id": rina.bsuid}]
        assert "recipient_id" not in listener.told("statuses")[0]


async def test_it_tells_again_until_it_is_taken_and_twice_or_batched_or_in_another_order_if_asked() -> None:
    async with on_air() as (fake, listener, sari):
        listener.answers = [503, 500]
        await sari.say("satu")
        await fake.taken()
        assert [d.status for d in fake.deliveries.posted[-3:]] == [503, 500, 200]

        fake.duplicate = True
        await sari.say("dua")
        await fake.deliveries.until(lambda: len(listener.bodies) >= 4, 5)
        assert listener.bodies[-1] == listener.bodies[-2]

        fake.duplicate = False
        posts = len(listener.bodies)
        async with fake.deliveries.held(batch=1000, order=lambda events: events[::-1]):
            for number in range(1001):
                await sari.say(str(number))
        assert [len(body["entry"]) for body in listener.bodies[posts:]] == [334, 1]
        told = [message["text"]["body"] for message in listener.told("messages")[-1001:]]
        assert sorted(map(int, told)) == list(range(1001)) and told[0] == "1000"

        assert await fake.deliveries.post(b"{}", "sha256=00") == 200  # the listener does not look
        assert not await fake.subscribe(fake.deliveries.url, verify_token="another")


async def upload(fake: FakeWhatsApp, data: bytes, mime: str, **fields: str) -> tuple[int, Any]:
    form = aiohttp.FormData({"messaging_product": "whatsapp", "type": mime, **fields})
    form.add_field("file", io.BytesIO(data), filename="jawaban.pdf", content_type=mime)
    return await ask(fake, "POST", f"{fake.phone_number_id}/media", data=form)


async def test_media_are_uploaded_once_sent_by_id_and_refused_where_meta_refuses_them() -> None:
    async with on_air() as (fake, _, sari):
        _, pdf = await upload(fake, PAPER, "application/pdf")
        _, picture = await upload(fake, PICTURE, "image/png")
        assert code_of(await upload(fake, b"MZ", "application/x-msdownload")) == 100
        assert code_of(await upload(fake, bytes(5 * 1024 * 1024 + 1), "image/png")) == 131053
        assert code_of(await upload(fake, PAPER, "application/pdf", type="image/png")) == 100
        assert code_of(await upload(fake, PAPER, "application/pdf", colour="red")) == 100

        document = {"id": pdf["id"], "filename": "jawaban.pdf", "caption": "x" * 1024}
        assert code_of(await send(fake, type="document", document=document)) == 0
        assert code_of(await send(fake, type="image", image={"id": picture["id"]})) == 0
        assert code_of(await send(fake, type="image", image={"id": pdf["id"]})) == 131053
        too_long = {**document, "caption": "x" * 1025}
        assert code_of(await send(fake, type="document", document=too_long)) == 131009
        [shown, _] = sari.screens
        assert shown.file and (shown.file.name, shown.file.data) == ("jawaban.pdf", PAPER)

        assert await ask(fake, "DELETE", pdf["id"]) == (200, {"success": True})
        assert code_of(await send(fake, type="document", document=document)) == 100


async def test_the_address_of_a_file_is_good_for_five_minutes_and_with_the_token_only() -> None:
    now = [datetime(2026, 11, 23, tzinfo=UTC)]
    async with on_air(clock=lambda: now[0]) as (fake, listener, sari):
        await sari.send_document(data=PAPER)
        await fake.taken()
        document = listener.told("messages")[-1]["document"]

        async with aiohttp.ClientSession() as http:
            right = {"Authorization": f"Bearer {fake.token}"}
            for headers, later, status in [(right, 300, 200), ({}, 0, 401), (right, 1, 404)]:
                now[0] += timedelta(seconds=later)
                async with http.get(document["url"], headers=headers) as answer:
                    assert answer.status == status
                    assert status != 200 or await answer.read() == PAPER
        _, described = await ask(fake, "GET", document["id"])
        assert described["url"] != document["url"] and described["file_size"] == len(PAPER)
        now[0] += timedelta(days=8)
        assert code_of(await ask(fake, "GET", document["id"])) == 100


BODY = "Ada kabar untuk {{1}} dari kami."
SAMPLE = {"body_text": [["Rina"]]}


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Kabar"},
        {"category": "GREETING"},
        {"language": "bahasa"},
        {"colour": "red"},
        {"body": {"text": "{{1}} ada kabar untuk Bapak/Ibu.", "example": SAMPLE}},
        {"body": {"text": "Ada kabar untuk Bapak/Ibu {{1}}", "example": SAMPLE}},
        {"body": {"text": "Ada kabar untuk {{2}} dari kami.", "example": SAMPLE}},
        {"body": {"text": "Ada {{1}} dan {{2}}.", "example": {"body_text": [["a", "b"]]}}},
        {"body": {"text": BODY, "example": {}}},
        {"body": {"text": "x" * 1025, "example": {}}},
        {"buttons": [{"type": "QUICK_REPLY", "text": "x" * 26}]},
        {"buttons": [{"type": "QUICK_REPLY", "text": "Ya"}] * 2},
        {"buttons": [{"type": "QUICK_REPLY", "text": str(n)} for n in range(11)]},
        {"buttons": [{"type": "URL", "text": "Buka", "url": "https://a.id/{{1}}"}]},
    ],
    ids=str,
)
async def test_a_template_that_breaks_a_rule_is_refused(changed: dict[str, Any]) -> None:
    async with FakeWhatsApp() as fake:
        assert code_of(await create(fake, **changed)) in (100, 131008, 131009)
        assert fake.state.templates == []


async def test_templates_are_reviewed_listed_paused_changed_and_removed() -> None:
    async with on_air() as (fake, listener, _):
        _, made = await create(fake, parameter_format="POSITIONAL")
        assert (made["status"], made["category"]) == ("PENDING", "UTILITY")
        assert code_of(await create(fake)) == 100  # there is one already
        await create(fake, name="minta_nik", body={"text": "Kirim NIK {{1}} sekarang ya.", "example": SAMPLE})
        path = f"{fake.business_account_id}/message_templates"

        _, listed = await ask(fake, "GET", f"{path}?limit=1&fields=name,status")
        assert listed["data"] == [{"name": "kabar", "status": "APPROVED", "id": made["id"]}]
        _, more = await ask(fake, "GET", f"{path}?after={listed['paging']['cursors']['after']}")
        assert [(t["name"], t["status"]) for t in more["data"]] == [("minta_nik", "REJECTED")]
        assert "next" not in more["paging"]

        await fake.review("kabar", status="PAUSED")
        assert code_of(await send(fake, **template("a", "b"))) == 132015
        body = {"type": "BODY", "text": BODY, "example": SAMPLE}
        assert await ask(fake, "POST", made["id"], json={"components": [body]}) == (200, {"success": True})
        assert code_of(await send(fake, **template("a"))) == 0
        await fake.taken()
        events = [v["event"] for v in listener.values("message_template_status_update")]
        assert events == ["APPROVED", "REJECTED", "PAUSED", "APPROVED"]

        assert (await ask(fake, "DELETE", f"{path}?name=kabar"))[0] == 200
        assert code_of(await send(fake, **template("a"))) == 132001


async def test_as_a_process_people_act_over_http() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.testing", "whatsapp", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        assert url.endswith("/v26.0")
        origin = url.removesuffix("/v26.0")
        async with aiohttp.ClientSession() as http:
            async with http.post(f"{origin}/people", json={"name": "Sari"}) as answer:
                phone = (await answer.json())["phone"]
            async with http.post(f"{origin}/people/{phone}/say", json={"text": "Halo"}) as answer:
                assert (await answer.json())["result"].startswith("wamid.")
            for act, body, status in [("dance", {}, 404), ("tap", {"label": "Ya"}, 400)]:
                async with http.post(f"{origin}/people/{phone}/{act}", json=body) as answer:
                    assert answer.status == status
            async with http.get(f"{origin}/people/{phone}") as answer:
                assert await answer.json() == []
    finally:
        process.terminate()
        await process.wait()
