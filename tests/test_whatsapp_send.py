"""The real channel against a Graph API of our own: what becomes of messages, files and read receipts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.channels import errors
from bot.channels.base import (
    FetchError,
    Later,
    Outgoing,
    OutgoingFile,
    Part,
    Rejected,
    Sent,
    TemplateError,
    TemplateText,
    Uncertain,
    Unreachable,
    WindowClosed,
)
from bot.channels.whatsapp import WhatsAppChannel
from bot.channels.whatsapp.verdict import GraphError, graph_error, verdict
from bot.clock import DemoClock
from bot.testing import FakeWhatsApp
from bot.testing_people import PAPER, PICTURE
from bot.testing_whatsapp import Person
from handlers.incoming import Incoming
from handlers.say import Option
from tests.processes import free_port
from tests.whatsapp_contract import obeys_where_known

TEXT = Part(method="messages", fields={"type": "text", "text": {"body": "Halo", "preview_url": False}})


class Air:
    """A fake, the channel on it, Sari, whose window is open, and what she wrote."""

    def __init__(self, fake: FakeWhatsApp, channel: WhatsAppChannel, sari: Person, clock: DemoClock) -> None:
        self.fake, self.channel, self.sari, self.clock = fake, channel, sari, clock
        self.told: list[bytes] = []

    @property
    def to(self) -> str:
        return f"+{self.sari.phone}"

    async def say(self, outgoing: Outgoing, *, tag: str = "") -> list[Any]:
        return [await self.channel.send(self.to, part, tag=tag) for part in self.channel.parts(outgoing)]

    def written(self) -> list[Incoming]:
        return [incoming for raw in self.told for incoming in self.channel.parse(raw)]

    def calls(self, method: str) -> int:
        return sum(call.method == method for call in self.fake.calls)


@asynccontextmanager
async def on_air(fake_settings: dict[str, Any] | None = None, **settings: Any) -> AsyncIterator[Air]:
    """At the end what was sent is held against Meta's own document, where that is there."""
    clock = DemoClock()
    async with FakeWhatsApp(clock=clock.now, retry=0.01, **(fake_settings or {})) as fake:
        channel = WhatsAppChannel(
            fake.token,
            fake.phone_number_id,
            fake.url,
            **{"business_account_id": fake.business_account_id, "read_timeout": 0.3, **settings},
            clock=clock.now,
        )
        air = Air(fake, channel, fake.person("Sari"), clock)

        async def posted(request: web.Request) -> web.Response:
            air.told.append(await request.read())
            return web.Response()

        app = web.Application()
        app.router.add_post("/hook", posted)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        fake.webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
        try:
            await air.sari.say("Halo")
            await fake.taken()
            yield air
        finally:
            await channel.close()
            await runner.cleanup()
    obeys_where_known(call.body for call in fake.calls if call.method == "messages" and call.body)


@pytest.fixture
async def air() -> AsyncIterator[Air]:
    async with on_air() as opened:
        yield opened


@pytest.fixture
def paper(tmp_path: Path) -> OutgoingFile:
    path = tmp_path / "surat.pdf"
    path.write_bytes(PAPER)
    return OutgoingFile(name="surat.pdf", mime="application/pdf", path=path)


# -- what becomes of a message ------------------------------------------------------------------------


async def test_a_message_goes_to_the_number_and_its_tag_comes_back(air: Air) -> None:
    options = (Option(data="m:see:7", label="Baca"),)

    [sent] = await air.say(Outgoing(text="Sudah dijawab.", options=options), tag="letter:7")
    await air.fake.taken()

    assert sent == Sent(id=air.sari.last.id)
    assert (air.sari.last.text, air.sari.last.labels) == ("Sudah dijawab.", ["Baca"])
    receipts = [receipt for raw in air.told for receipt in air.channel.receipts(raw)]
    assert {(receipt.id, receipt.tag) for receipt in receipts} == {(air.sari.last.id, "letter:7")}
    assert len(receipts) == 3


async def test_who_has_no_number_is_written_to_at_the_user_id(air: Air) -> None:
    budi = air.fake.person("Budi", username="budi")
    await budi.say("Halo")
    await air.fake.taken()

    assert isinstance(await air.channel.send(air.written()[-1].address, TEXT), Sent)
    assert budi.last.text == "Halo"
    assert air.fake.sends[-1].body["recipient"] == budi.bsuid


async def test_a_tap_on_a_list_comes_back_as_what_it_carries(air: Air) -> None:
    options = tuple(Option(data=f"d:k:{n}", label=f"Pilihan {n}") for n in range(6))
    await air.say(Outgoing(text="Mana?", options=options))

    await air.sari.tap("Pilihan 4")
    await air.fake.taken()

    assert (air.written()[-1].data, air.written()[-1].text) == ("d:k:4", "Pilihan 4")


async def test_outside_the_window_nothing_goes_and_nobody_who_is_not_there_gets_it(air: Air) -> None:
    assert isinstance(await air.channel.send("+628990001", TEXT), Unreachable)

    air.clock.move_to(air.clock.now() + timedelta(hours=24, seconds=1))

    assert isinstance(await air.channel.send(air.to, TEXT), WindowClosed)


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_connection_that_breaks_leaves_us_uncertain(air: Air, accepted: bool) -> None:
    air.fake.cut(accepted=accepted)

    assert isinstance(await air.channel.send(air.to, TEXT), Uncertain)
    assert len(air.fake.sends) == 1  # nothing was sent again behind our back
    assert isinstance(await air.channel.send(air.to, TEXT), Sent)


async def test_an_answer_that_does_not_come_leaves_us_uncertain(air: Air) -> None:
    air.fake.hang(2)

    assert isinstance(await air.channel.send(air.to, TEXT), Uncertain)
    assert air.sari.last.text == "Halo"


@pytest.mark.parametrize(
    ("status", "means"), [(500, Uncertain), (502, Uncertain), (504, Uncertain), (503, Later)]
)
async def test_a_gateway_between_us_is_not_believed_to_have_stopped_it(
    air: Air, status: int, means: type
) -> None:
    air.fake.break_down(status)

    assert isinstance(await air.channel.send(air.to, TEXT), means)


async def test_without_a_connection_nothing_has_gone() -> None:
    channel = WhatsAppChannel("EAAtoken", "1", f"http://127.0.0.1:{free_port()}")

    result = await channel.send("+6281", TEXT)
    await channel.close()

    assert isinstance(result, Later) and not result.everyone
    assert "EAAtoken" not in result.reason


async def test_a_wrong_token_holds_everybody_up_and_stands_in_no_reason(air: Air) -> None:
    channel = WhatsAppChannel("EAAwrong", air.fake.phone_number_id, air.fake.url)

    result = await channel.send(air.to, TEXT)
    with pytest.raises(errors.BadToken, match="WHATSAPP_TOKEN") as caught:
        await channel.identify()
    await channel.close()

    assert isinstance(result, Later) and result.everyone and "WHATSAPP_TOKEN" in result.reason
    assert "EAAwrong" not in result.reason + str(caught.value)


async def test_the_limit_of_one_person_is_waited_for_longer_each_time(air: Air) -> None:
    air.fake.refuse(131056, times=2)

    results = [await air.channel.send(air.to, TEXT) for _ in range(3)]
    air.fake.refuse(131056)
    again = await air.channel.send(air.to, TEXT)

    assert [getattr(result, "seconds", None) for result in (*results, again)] == [4, 16, None, 4]
    assert not any(getattr(result, "everyone", False) for result in results)


EVERYBODY = [
    0,
    3,
    4,
    10,
    190,
    200,
    299,
    368,
    80007,
    130429,
    131005,
    131031,
    131042,
    131045,
    131048,
    131057,
    133010,
]
OURS = [100, 131008, 131009, 131051, 131053, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 135000]


@pytest.mark.parametrize(
    ("codes", "means", "everyone"),
    [
        ([1, 2, 131000, 131016, 131056], Later, False),
        (EVERYBODY, Later, True),
        ([131047], WindowClosed, None),
        ([131021, 131026, 131030, 131049, 131050], Unreachable, None),
        ([*OURS, 131062, 999999], Rejected, None),
    ],
)
def test_each_code_has_its_meaning(codes: list[int], means: type, everyone: bool | None) -> None:
    for code in codes:
        result = verdict(GraphError(status=400, code=code, message="said", details="why"))

        assert isinstance(result, means), code
        assert f"{code}: why" in result.reason
        assert getattr(result, "everyone", None) is everyone, code


@pytest.mark.parametrize(
    ("status", "means", "everyone"),
    [
        (0, Rejected, None),
        (302, Later, True),
        (400, Rejected, None),
        (401, Later, True),
        (403, Later, True),
        (404, Later, True),
        (408, Later, False),
        (413, Rejected, None),
        (429, Later, True),
        (500, Uncertain, None),
        (200, Uncertain, None),
    ],
)
def test_an_answer_that_is_not_the_apis_goes_by_its_status(
    status: int, means: type, everyone: bool | None
) -> None:
    result = verdict(graph_error(status, b"<html>", "7"))

    assert isinstance(result, means)
    assert getattr(result, "everyone", None) is everyone
    if status == 429:
        assert isinstance(result, Later) and result.seconds == 7


def test_no_phone_number_stands_in_a_reason() -> None:
    result = verdict(
        GraphError(status=400, code=131026, details="cannot reach +6281200000017 (900555666777888)")
    )

    assert isinstance(result, Unreachable)
    assert result.reason == "131026: cannot reach +… (900555666777888)"


def test_only_our_own_number_missing_is_the_operators_to_mend() -> None:
    def missing(object_: str) -> GraphError:
        said = f"Unsupported post request. Object with ID '{object_}' does not exist"
        return GraphError(status=400, code=100, subcode=33, message=said)

    assert isinstance(verdict(missing("900"), account="900"), Later)
    assert isinstance(verdict(missing("777"), account="900"), Rejected)


# -- our files ----------------------------------------------------------------------------------------


async def test_a_file_is_uploaded_once_for_all_who_get_it(air: Air, paper: OutgoingFile) -> None:
    part, *_ = air.channel.parts(Outgoing(text="Ini tanda terimanya.", files=(paper,)))

    results = await asyncio.gather(*(air.channel.send(air.to, part) for _ in range(4)))

    assert all(isinstance(result, Sent) for result in results)
    assert air.calls("media") == 1
    shown = air.sari.last
    assert (shown.text, shown.file and (shown.file.name, shown.file.data)) == (
        "Ini tanda terimanya.",
        ("surat.pdf", PAPER),
    )


async def test_a_large_file_arrives_whole(air: Air, tmp_path: Path) -> None:
    path = tmp_path / "rekap.pdf"
    path.write_bytes(PAPER + bytes(2 * 1024 * 1024))

    await air.say(
        Outgoing(text="", files=(OutgoingFile(name="rekap.pdf", mime="application/pdf", path=path),))
    )

    assert air.sari.last.file is not None and air.sari.last.file.data == path.read_bytes()


async def test_an_upload_that_is_gone_is_made_again(air: Air, paper: OutgoingFile) -> None:
    outgoing = Outgoing(text="Sudah dijawab.", options=(Option(data="m:menu", label="Menu"),), files=(paper,))
    await air.say(outgoing)
    air.fake.state.media.clear()
    air.fake.refuse(131053, "Media upload error")

    [sent] = await air.say(outgoing)

    assert isinstance(sent, Sent)
    assert air.calls("media") == 2
    assert air.sari.last.file is not None and air.sari.last.labels == ["Menu"]


async def test_a_fresh_upload_that_is_refused_is_not_tried_for_ever(air: Air, paper: OutgoingFile) -> None:
    air.fake.refuse(131053, "Media upload error", times=9)

    [result] = await air.say(Outgoing(text="", files=(paper,)))

    assert isinstance(result, Rejected)
    assert (air.calls("media"), len(air.fake.sends)) == (1, 1)


async def test_a_picture_too_large_for_whatsapp_does_not_keep_the_text_back(air: Air, tmp_path: Path) -> None:
    path = tmp_path / "peta.png"
    path.write_bytes(PICTURE + bytes(5 * 1024 * 1024))
    file = OutgoingFile(name="peta.png", mime="image/png", path=path, size=path.stat().st_size)

    text, picture = await air.say(Outgoing(text="Ini petanya.", files=(file,)))

    assert isinstance(text, Sent) and isinstance(picture, Rejected)
    assert air.sari.last.text == "Ini petanya."


async def test_what_cannot_be_read_or_is_not_taken_is_rejected(air: Air, tmp_path: Path) -> None:
    packed = tmp_path / "data.zip"
    packed.write_bytes(b"PK\x03\x04")
    lost = OutgoingFile(name="hilang.pdf", mime="application/pdf", path=tmp_path / "none")

    for file in (
        lost,
        OutgoingFile(name="x", mime="x"),
        OutgoingFile(name="a.zip", mime="application/zip", path=packed),
    ):
        [result] = await air.say(Outgoing(text="", files=(file,)))

        assert isinstance(result, Rejected)
    assert air.fake.sends == []


async def test_an_upload_without_an_answer_is_simply_made_again(air: Air, paper: OutgoingFile) -> None:
    air.fake.cut(method="media")

    [broken] = await air.say(Outgoing(text="", files=(paper,)))
    [sent] = await air.say(Outgoing(text="", files=(paper,)))

    assert isinstance(broken, Later) and isinstance(sent, Sent)


# -- their files --------------------------------------------------------------------------------------


async def their_file(air: Air, **told: Any) -> str:
    await air.sari.send_document(**told)
    await air.fake.taken()
    [file] = air.written()[-1].files
    return file.ref


async def test_a_file_that_a_person_sent_is_fetched_also_days_later(air: Air) -> None:
    ref = await their_file(air)
    air.clock.move_to(air.clock.now() + timedelta(days=2))

    assert await air.channel.fetch(ref) == PAPER


async def test_a_file_that_is_gone_or_too_large_is_given_up_at_once(air: Air) -> None:
    large = await their_file(air, size=20 * 1024 * 1024 + 1)
    for ref, why in ((large, "limit"), ("none|", "does not exist")):
        with pytest.raises(FetchError, match=why) as caught:
            await air.channel.fetch(ref)

        assert caught.value.forever


async def test_a_file_is_not_given_up_for_a_wrong_address_of_the_api(air: Air) -> None:
    channel = WhatsAppChannel(air.fake.token, air.fake.phone_number_id, air.fake.state.origin + "/people")

    with pytest.raises(FetchError) as caught:
        await channel.fetch(await their_file(air))
    await channel.close()

    assert not caught.value.forever


async def test_a_file_that_is_not_what_was_announced_is_not_kept(air: Air) -> None:
    ref = await their_file(air)

    with pytest.raises(FetchError, match="announced") as caught:
        await air.channel.fetch(f"{ref.partition('|')[0]}|{'0' * 64}")

    assert not caught.value.forever


async def test_a_fetch_that_breaks_may_be_tried_again(air: Air) -> None:
    ref = await their_file(air)
    for method in ("object", "download"):
        air.fake.cut(method=method, times=2)  # aiohttp asks once more by itself
        with pytest.raises(FetchError) as caught:
            await air.channel.fetch(ref)
        assert not caught.value.forever

    assert await air.channel.fetch(ref) == PAPER


# -- read receipts ------------------------------------------------------------------------------------


async def test_a_message_is_marked_as_read_and_typing_shows(air: Air) -> None:
    await air.channel.acknowledge(air.written()[0])

    assert (air.sari.party.read_by_us, air.sari.party.typing) == (air.written()[0].key, 1)


async def test_a_burst_of_messages_is_marked_twice_at_most_and_to_its_end(air: Air) -> None:
    for number in range(5):
        await air.sari.say(str(number))
    await air.fake.taken()
    written = air.written()

    await asyncio.gather(*(air.channel.acknowledge(incoming) for incoming in written))

    assert air.calls("messages") == 2
    assert air.sari.party.read_by_us == written[-1].key


async def test_a_read_receipt_that_fails_troubles_nobody(air: Air) -> None:
    [incoming] = air.written()
    air.fake.refuse(131009, method="messages")
    await air.channel.acknowledge(incoming)
    air.fake.cut(method="messages")
    await air.channel.acknowledge(incoming)

    assert isinstance(await air.channel.send(air.to, TEXT), Sent)


async def test_the_answer_waits_for_the_read_receipt_so_that_no_typing_comes_after_it(air: Air) -> None:
    air.fake.hang(0.1, method="messages")
    [incoming] = air.written()

    marking = asyncio.create_task(air.channel.acknowledge(incoming))
    await asyncio.sleep(0)
    sent = await air.channel.send(air.to, TEXT)

    assert marking.done() and isinstance(sent, Sent)
    assert ["status" in call.body for call in air.fake.calls] == [True, False]


# -- providers, templates -----------------------------------------------------------------------------


async def test_a_solution_provider_has_its_own_addresses_and_header() -> None:
    async with on_air({"auth_header": "D360-API-KEY"}, auth="D360-API-KEY") as air:
        channel = WhatsAppChannel(
            air.fake.token,
            "unused",
            air.fake.url,
            number_url=f"{air.fake.url}/{air.fake.phone_number_id}",
            auth="D360-API-KEY:",
        )
        ref = await their_file(air)

        assert isinstance(await channel.send(air.to, TEXT), Sent)
        assert await channel.fetch(ref) == PAPER
        assert await channel.identify() == f"+{air.fake.state.display}"
        await channel.close()


TEMPLATE = TemplateText(
    name="ppid_jawaban",
    language="id",
    category="utility",
    body="Permohonan {{1}} sudah dijawab oleh {{2}}, silakan dibaca.",
    samples=("012/PPID/XI/2026", "Dinas Pendidikan"),
    button="Baca jawaban",
    footer="PPID",
)


async def test_a_template_is_laid_before_meta_and_followed(air: Air) -> None:
    made = await air.channel.create_template(TEMPLATE)
    await air.fake.taken()

    assert (made.name, made.language, made.status) == ("ppid_jawaban", "id", "pending")
    [told] = [state for raw in air.told for state in air.channel.template_states(raw)]
    assert [told] == await air.channel.templates()
    assert (told.status, told.reason) == ("approved", "")
    with pytest.raises(TemplateError, match="already"):
        await air.channel.create_template(TEMPLATE)


async def test_all_pages_of_templates_are_read(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.whatsapp.management._PAGE", 2)
    names = [f"ppid_{number}" for number in range(5)]
    for name in names:
        await air.channel.create_template(
            TemplateText(name=name, language="en", category="utility", body="Ready.", samples=(), button="")
        )

    assert [state.name for state in await air.channel.templates()] == names


async def test_templates_want_a_business_account_and_say_so_when_the_platform_is_away(air: Air) -> None:
    channel = WhatsAppChannel(air.fake.token, air.fake.phone_number_id, air.fake.url)
    with pytest.raises(TemplateError, match="WHATSAPP_BUSINESS_ACCOUNT_ID"):
        await channel.templates()
    await channel.close()
    air.fake.break_down(500, method="templates")

    with pytest.raises(TemplateError, match="500"):
        await air.channel.templates()
