"""The web channel and its routes, without a browser."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, FormData, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Channel, FetchError, Outgoing, OutgoingFile, Rejected, Sent, Unreachable
from bot.channels.webchat import HISTORY, WebChatChannel
from bot.web.demo import FILE_LIMIT, HERE, DemoJump, DemoState, demo_routes
from handlers.incoming import Incoming, Kind
from handlers.say import Option

WIB = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 23, 9, 14, tzinfo=WIB)
DATES = {23: "Senin, 23 November 2026", 24: "Selasa, 24 November 2026", 30: "Senin, 30 November 2026"}


class StoreAway(Exception):
    """What a store raises while its database is away."""


class FakeControl:
    """A demo of two agencies whose time jumps between three known days."""

    def __init__(self) -> None:
        self.now = NOW
        self.officer = {"agency": "dinkes", "role": "pelaksana"}

    async def state(self) -> DemoState:
        return {
            "now": self.now.isoformat(),
            "date_text": DATES[self.now.day],
            "agencies": [
                {"code": "dinkes", "name": "Dinas Kesehatan"},
                {"code": "disdik", "name": "Dinas Pendidikan"},
            ],
            "officer": {"agency": self.officer["agency"], "role": self.officer["role"]},
            "officers": [
                {"who": "petugas-dinkes", "agency": "dinkes", "role": "pelaksana"},
                {"who": "petugas-disdik", "agency": "disdik", "role": "pelaksana"},
                {"who": "petugas-utama", "agency": "", "role": "utama"},
            ],
        }

    async def choose_officer(self, agency: str, role: str) -> str:
        for seat in (await self.state())["officers"]:
            if (seat["agency"], seat["role"]) == (agency, role):
                self.officer = {"agency": agency, "role": role}
                return seat["who"]
        raise LookupError(agency)

    async def jump(self, kind: str) -> DemoJump:
        self.now = self.now.replace(day=24 if kind == "working_day" else 30)
        text = f"Maju ke {DATES[self.now.day]}."
        return {"now": self.now.isoformat(), "date_text": DATES[self.now.day], "text": text}


class Inbox:
    """A store that keeps each key once, as the real one does."""

    def __init__(self) -> None:
        self.kept: dict[str, Incoming] = {}
        self.away = False

    async def receive(self, incoming: Incoming) -> None:
        if self.away:
            raise StoreAway
        self.kept.setdefault(incoming.key, incoming)


def a_channel(inbox: Inbox | None = None) -> WebChatChannel:
    return WebChatChannel(clock=lambda: NOW, receive=(inbox or Inbox()).receive, unavailable=(StoreAway,))


def raw(frame: Any, *, who: str = "warga-1", at: str = "2026-11-23T09:14:00+07:00") -> bytes:
    return orjson.dumps({"who": who, "at": at, "frame": frame})


def text_frame(text: str = "halo", key: str = "key-00000001") -> str:
    return orjson.dumps({"t": "text", "key": key, "text": text}).decode()


async def say(channel: WebChatChannel, to: str, outgoing: Outgoing) -> None:
    for part in channel.parts(outgoing):
        assert isinstance(await channel.send(to, part), Sent)


# ---- parse ---------------------------------------------------------------------------------------


def test_a_text_frame_becomes_an_incoming_text_in_utc() -> None:
    channel: Channel = a_channel()

    [found] = channel.parse(raw({"t": "text", "key": "key-00000001", "text": "Baris satu\nBaris dua"}))

    assert (found.kind, found.text, found.key) == (Kind.TEXT, "Baris satu\nBaris dua", "key-00000001")
    assert (found.channel, found.account, found.address) == ("web", "demo", "warga-1")
    assert found.at == NOW and found.at.tzinfo is UTC


def test_a_press_carries_its_data_and_the_label_as_text() -> None:
    [found] = a_channel().parse(
        raw({"t": "press", "key": "key-00000001", "data": "7:kind:copy", "label": "Salinan"})
    )

    assert (found.kind, found.data, found.text) == (Kind.BUTTON, "7:kind:copy", "Salinan")


def test_a_file_carries_its_facts_and_its_caption() -> None:
    frame = {
        "t": "file",
        "key": "key-00000001",
        "ref": "r",
        "name": "a.pdf",
        "mime": "application/pdf",
        "size": 9,
        "text": "ini",
    }

    [found] = a_channel().parse(raw(frame))

    assert (found.kind, found.text) == (Kind.FILE, "ini")
    assert [(f.ref, f.name, f.mime, f.size) for f in found.files] == [("r", "a.pdf", "application/pdf", 9)]


def test_a_frame_of_an_unknown_kind_is_other() -> None:
    [found] = a_channel().parse(raw({"t": "dance", "key": "key-00000001"}))

    assert found.kind is Kind.OTHER


def test_a_nul_character_never_reaches_the_store() -> None:
    [found] = a_channel().parse(raw({"t": "text", "key": "key-00000001", "text": "a\0b"}))

    assert found.text == "ab"


@pytest.mark.parametrize(
    "body",
    [
        raw({"t": "text", "key": "key-00000001", "text": "  "}),
        raw({"t": "text", "key": "key-00000001", "text": "x" * 20_001}),
        raw({"t": "text", "key": "short", "text": "halo"}),
        raw({"t": "press", "key": "key-00000001", "data": "x" * 65, "label": "a"}),
        raw({"t": "text", "key": "key-00000001", "text": "halo"}, who="../x"),
        raw({"t": "text", "key": "key-00000001", "text": "halo"}, at="2026-11-23T09:14:00"),
        raw({"t": "text", "key": "key-00000001", "text": "halo"}, at="0001-01-01T00:00:00+14:00"),
        raw(["t"]),
        b"[]",
        b'{"who":"warga-1","frame":{"text":"\\ud800"}}',
    ],
)
def test_what_cannot_be_read_gives_nothing(body: bytes) -> None:
    assert a_channel().parse(body) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
field_names = st.sampled_from(["t", "key", "text", "data", "label", "ref", "name", "mime", "size", "x"])


@given(st.binary() | st.dictionaries(field_names, json_values).map(raw) | json_values.map(orjson.dumps))
def test_parse_never_raises(body: bytes) -> None:
    for found in a_channel().parse(body):
        assert found.raw == body


# ---- accept, send, fetch ------------------------------------------------------------------------


async def test_an_ack_means_that_the_message_is_stored() -> None:
    inbox = Inbox()

    answer = await a_channel(inbox).accept("warga-1", text_frame())

    assert answer == {"t": "ack", "key": "key-00000001", "id": 1, "at": "2026-11-23T02:14:00+00:00"}
    assert list(inbox.kept) == ["key-00000001"]


async def test_a_store_that_is_away_is_a_wish_to_try_again_and_leaves_no_trace() -> None:
    inbox = Inbox()
    inbox.away = True
    channel = a_channel(inbox)

    answer = await channel.accept("warga-1", text_frame())

    assert (answer["t"], answer["key"], answer["retry"]) == ("error", "key-00000001", 3)
    assert channel.history("warga-1") == []


async def test_a_frame_that_cannot_be_read_is_refused_for_good() -> None:
    channel = a_channel()

    assert "retry" not in await channel.accept("warga-1", text_frame(text=" "))
    assert (await channel.accept("warga-1", "{"))["t"] == "error"
    assert (await channel.accept("warga-1", "[1]"))["t"] == "error"


async def test_a_bug_in_receive_is_not_hidden_and_leaves_no_trace() -> None:
    async def broken(incoming: Incoming) -> None:
        raise ZeroDivisionError

    channel = WebChatChannel(clock=lambda: NOW)
    channel.attach(broken, unavailable=(StoreAway,))

    with pytest.raises(ZeroDivisionError):
        await channel.accept("warga-1", text_frame())

    assert channel.history("warga-1") == []


async def test_an_answer_sent_before_receive_returns_stands_after_its_message() -> None:
    channel = WebChatChannel(clock=lambda: NOW)

    async def quick(incoming: Incoming) -> None:
        await say(channel, incoming.address, Outgoing(text="jawaban"))
        assert [item["t"] for item in channel.history("warga-1")] == ["say"]  # not stored yet

    channel.attach(quick)
    await channel.accept("warga-1", text_frame())

    assert [(i["t"], i["text"]) for i in channel.history("warga-1")] == [("own", "halo"), ("say", "jawaban")]


async def test_a_message_sent_again_at_the_same_moment_is_stored_once() -> None:
    inbox = Inbox()
    channel = a_channel(inbox)

    first, second = await asyncio.gather(
        channel.accept("warga-1", text_frame()), channel.accept("warga-1", text_frame())
    )

    assert first == second and first["t"] == "ack"
    assert len(channel.history("warga-1")) == 1


async def test_a_say_reaches_open_pages_and_the_history() -> None:
    channel = a_channel()
    options = (Option(data="1:a:b", label="Ya"),)

    with channel.join("warga-1") as line:
        await say(channel, "warga-1", Outgoing(text="Betul?", options=options))

        assert (line.get_nowait() or {})["items"] == []
        said = line.get_nowait() or {}

    assert (said["t"], said["text"], said["options"]) == ("say", "Betul?", [["1:a:b", "Ya"]])
    assert channel.history("warga-1") == [said]


async def test_the_history_keeps_the_newest_five_hundred() -> None:
    channel = a_channel()

    for number in range(HISTORY + 3):
        await say(channel, "warga-1", Outgoing(text=str(number)))

    assert [i["text"] for i in channel.history("warga-1")] == [str(n) for n in range(3, HISTORY + 3)]


async def test_other_pages_hear_of_messages_nobody_has_seen_until_they_are_seen() -> None:
    channel = a_channel()

    with channel.join("petugas-utama") as line:
        await say(channel, "petugas-dinkes", Outgoing(text="Permohonan baru"))
        with channel.join("petugas-dinkes"):
            pass
        heard = [line.get_nowait() or {} for _ in range(line.qsize())]

    assert [(f["who"], f["unread"]) for f in heard[1:]] == [("petugas-dinkes", 1), ("petugas-dinkes", 0)]


async def test_a_sent_file_outlives_its_path(tmp_path: Path) -> None:
    paper = tmp_path / "tanda-terima.pdf"
    paper.write_bytes(b"%PDF-1.7")
    channel = a_channel()
    file = OutgoingFile(name="tanda-terima.pdf", mime="application/pdf", path=paper)

    await say(channel, "warga-1", Outgoing(text="Tanda terima", files=(file,)))
    paper.unlink()

    [shown] = channel.history("warga-1")[0]["files"]
    held = channel.held(shown["url"].removeprefix("/chat/file/"))
    assert held is not None and held.data == b"%PDF-1.7"
    assert (shown["name"], shown["size"]) == ("tanda-terima.pdf", 8)


async def test_a_file_that_is_not_there_is_rejected(tmp_path: Path) -> None:
    channel = a_channel()
    gone = OutgoingFile(name="a.pdf", mime="application/pdf", path=tmp_path / "a.pdf")
    unknown = OutgoingFile(name="a.pdf", mime="application/pdf", ref="never")

    for file in (gone, unknown):
        [part] = channel.parts(Outgoing(text="", files=(file,)))
        assert isinstance(await channel.send("warga-1", part), Rejected)

    assert channel.history("warga-1") == []


async def test_an_address_of_another_channel_is_unreachable() -> None:
    channel = a_channel()
    [part] = channel.parts(Outgoing(text="halo"))

    assert isinstance(await channel.send("62 812/34", part), Unreachable)


async def test_an_uploaded_file_is_fetched_by_its_ref_and_told_by_the_server() -> None:
    inbox = Inbox()
    channel = a_channel(inbox)
    ref = channel.keep("warga-1", name="ktp.jpg", mime="image/jpeg", data=b"jpeg")
    frame = {"t": "file", "key": "key-00000001", "ref": ref, "name": "../x", "mime": "text/html", "size": 1}

    assert (await channel.accept("warga-1", orjson.dumps(frame).decode()))["t"] == "ack"

    [file] = inbox.kept["key-00000001"].files
    assert (file.name, file.mime, file.size) == ("ktp.jpg", "image/jpeg", 4)
    assert await channel.fetch(file.ref) == b"jpeg"


async def test_a_file_of_another_person_is_refused() -> None:
    channel = a_channel()
    ref = channel.keep("warga-2", name="a.txt", mime="text/plain", data=b"a")
    frame = orjson.dumps({"t": "file", "key": "key-00000001", "ref": ref}).decode()

    assert (await channel.accept("warga-1", frame))["t"] == "error"


async def test_a_file_nobody_uploaded_cannot_be_fetched() -> None:
    with pytest.raises(FetchError):
        await a_channel().fetch("never")


# ---- routes --------------------------------------------------------------------------------------


class Page:
    """A client that speaks to the server as its own page does."""

    def __init__(self, session: ClientSession, port: int | None) -> None:
        self.session = session
        self.url = f"http://127.0.0.1:{port}"
        self.origin = {"Origin": self.url}

    async def open(self, who: str) -> ClientWebSocketResponse:
        return await self.session.ws_connect(f"{self.url}/chat?who={who}", headers=self.origin)

    async def post(self, path: str, **kwargs: Any) -> tuple[int, Any]:
        async with self.session.post(self.url + path, headers=self.origin, **kwargs) as answer:
            return answer.status, await answer.json()


@asynccontextmanager
async def serving(channel: WebChatChannel) -> AsyncIterator[Page]:
    async def hang_up(app: web.Application) -> None:
        channel.close()

    app = web.Application()
    app.add_routes(demo_routes(channel, FakeControl()))
    app.on_shutdown.append(hang_up)
    async with TestServer(app, host="127.0.0.1") as server, ClientSession() as session:
        yield Page(session, server.port)


async def test_a_socket_gives_the_history_then_acks_then_what_is_said() -> None:
    channel = a_channel()
    await say(channel, "warga-1", Outgoing(text="Selamat datang"))

    async with serving(channel) as page, await page.open("warga-1") as socket:
        history = await socket.receive_json(timeout=5)
        await socket.send_str(text_frame())
        frames = [await socket.receive_json(timeout=5) for _ in range(2)]
        await say(channel, "warga-1", Outgoing(text="Baik"))
        frames.append(await socket.receive_json(timeout=5))

    assert [i["text"] for i in history["items"]] == ["Selamat datang"]
    assert [f["t"] for f in frames] == ["own", "ack", "say"]


async def test_a_message_too_long_for_a_frame_ends_only_its_own_socket() -> None:
    async with serving(a_channel()) as page, await page.open("warga-1") as socket:
        await socket.receive_json(timeout=5)
        await socket.send_str("x" * 300_000)

        assert (await socket.receive(timeout=5)).data == 1009
        async with await page.open("warga-1") as again:
            assert (await again.receive_json(timeout=5))["t"] == "history"


async def test_hanging_up_ends_every_open_page() -> None:
    channel = a_channel()

    async with serving(channel) as page, await page.open("warga-1") as socket:
        await socket.receive_json(timeout=5)
        channel.close()

        assert (await socket.receive(timeout=5)).data == 1001


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "https://127.0.0.1"])
async def test_another_page_can_neither_listen_nor_act(origin: str | None) -> None:
    async with serving(a_channel()) as page:
        page.origin = {"Origin": origin} if origin else {}

        with pytest.raises(WSServerHandshakeError, match="403"):
            await page.open("warga-1")
        for path in ("/demo/time", "/demo/officer", "/chat/file?who=warga-1"):
            async with page.session.post(page.url + path, headers=page.origin, json={}) as answer:
                assert answer.status == 403


async def test_a_name_that_was_rebound_to_this_machine_gets_nothing() -> None:
    async with serving(a_channel()) as page:
        for path in ("/", "/demo/state", "/chat/file/x"):
            async with page.session.get(page.url + path, headers={"Host": "evil.example"}) as answer:
                assert answer.status == 403


@pytest.mark.parametrize("who", ["", "..%2Fx", "a%20b", "x" * 65])
async def test_an_address_outside_the_pattern_is_refused(who: str) -> None:
    async with serving(a_channel()) as page:
        with pytest.raises(WSServerHandshakeError, match="400"):
            await page.open(who)


def a_form(data: bytes, name: str = "a.pdf", mime: str = "application/pdf") -> FormData:
    form = FormData(quote_fields=False)
    form.add_field("file", BytesIO(data), filename=name, content_type=mime)
    return form


async def test_an_upload_of_twenty_megabytes_is_kept_and_a_byte_more_is_refused() -> None:
    channel = a_channel()

    async with serving(channel) as page:
        status, body = await page.post("/chat/file?who=warga-1", data=a_form(b"x" * FILE_LIMIT))
        refused, why = await page.post("/chat/file?who=warga-1", data=a_form(b"x" * (FILE_LIMIT + 1)))

    assert status == 200 and len(await channel.fetch(body["ref"])) == FILE_LIMIT
    assert refused == 413 and "20 MB" in why["text"]


async def test_an_upload_without_a_file_is_refused() -> None:
    async with serving(a_channel()) as page:
        for data in (b"{}", a_form(b""), FormData({"file": "no file"}, default_to_multipart=True)):
            status, body = await page.post("/chat/file?who=warga-1", data=data)
            assert status == 400 and body["text"]


async def test_a_file_name_loses_its_path_and_its_control_characters() -> None:
    channel = a_channel()

    async with serving(channel) as page:
        form = a_form(b"a", name="C:\\surat\\lampiran\u202e.pdf")
        _, body = await page.post("/chat/file?who=warga-1", data=form)

    held = channel.held(body["ref"])
    assert held is not None and held.name == "lampiran.pdf"


@pytest.mark.parametrize(
    ("mime", "kind", "disposition"),
    [
        ("image/png", "image/png", "inline"),
        ("application/pdf", "application/pdf", "inline"),
        ("text/html", "application/octet-stream", "attachment"),
        ("image/svg+xml", "application/octet-stream", "attachment"),
    ],
)
async def test_a_sent_file_never_runs_as_part_of_the_page(mime: str, kind: str, disposition: str) -> None:
    channel = a_channel()
    ref = channel.keep("warga-1", name='a"b;ü.x', mime=mime, data=b"<script>")

    async with serving(channel) as page, page.session.get(f"{page.url}/chat/file/{ref}") as answer:
        assert await answer.read() == b"<script>"
        assert answer.content_type == kind
        assert answer.headers["Content-Disposition"].startswith(disposition + ";")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_controls_say_what_they_did_and_refuse_what_they_do_not_know() -> None:
    async with serving(a_channel()) as page:
        assert await page.post("/demo/officer", json={"agency": "disdik", "role": "pelaksana"}) == (
            200,
            {"who": "petugas-disdik"},
        )
        assert (await page.post("/demo/officer", json={"agency": "x", "role": "pelaksana"}))[0] == 404
        assert (await page.post("/demo/officer", json={"agency": "disdik", "role": "admin"}))[0] == 400
        status, body = await page.post("/demo/time", json={"jump": "working_day"})
        assert (status, body["date_text"]) == (200, "Selasa, 24 November 2026")
        assert (await page.post("/demo/time", json={"jump": "year"}))[0] == 400
        assert (await page.post("/demo/time", data=b"{"))[0] == 400
        async with page.session.get(page.url + "/demo/state") as answer:
            assert (await answer.json())["officer"] == {"agency": "disdik", "role": "pelaksana"}


async def test_the_page_may_load_only_from_its_own_server() -> None:
    async with serving(a_channel()) as page:
        async with page.session.get(page.url + "/") as answer:
            policy = answer.headers["Content-Security-Policy"]
            html = await answer.text()
        kinds = []
        for path in ("/demo.css", "/demo.js"):
            async with page.session.get(page.url + path) as answer:
                kinds.append(answer.content_type)

    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "Meja Informasi Publik" in html and "bukan layanan resmi" in html
    assert kinds == ["text/css", "text/javascript"]


# ---- the files themselves ------------------------------------------------------------------------


def test_the_page_is_self_contained_and_fit_for_an_old_browser() -> None:
    html, css, js = (
        "".join(p.read_text("utf-8") for p in HERE.glob(f"*.{kind}")) for kind in ("html", "css", "js")
    )

    hosts = set(re.findall(r"https?://[^\s\"'/\\]+", html + css + js)) - {"http://www.w3.org"}
    assert hosts == set()
    assert "@import" not in css and "@font-face" not in css and "url(" not in css
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", js)
    assert not re.search(r"\?\.[a-z(\[]|\?\?|\|\|=|replaceChildren|randomUUID|\.at\(", js)
    assert not re.search(r"[\U0001F000-\U0001FAFF\u2600-\u27BF]", html + css + js)
