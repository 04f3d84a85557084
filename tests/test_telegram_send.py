"""The real channel against the fake: sending, files, and what each refusal becomes."""

from pathlib import Path

import pytest

from bot.channels.base import (
    FetchError,
    Later,
    Moved,
    Outgoing,
    OutgoingFile,
    Part,
    Rejected,
    Result,
    Sent,
    Unreachable,
)
from bot.channels.limits import TELEGRAM_PHOTO, TELEGRAM_UPLOAD
from bot.channels.telegram import BadToken, CallFailed, Conflict, Refused, TelegramChannel
from bot.testing import FakeTelegram, Fault
from bot.testing_people import PAPER, PICTURE
from bot.testing_state import Refusal
from handlers.incoming import Incoming, Kind
from handlers.say import Option
from tests.telegram_contract import on_air

SARI, BUDI, GROUP, SUPERGROUP = 700000001, 700000002, -5001, -1005001
HALO = Part(method="sendMessage", fields={"text": "Halo"})
YES_NO = (Option(data="draft:42:ya", label="Ya"), Option(data="draft:42:tidak", label="Tidak"))


@pytest.fixture
def paper(tmp_path: Path) -> OutgoingFile:
    path = tmp_path / "tanda-terima.pdf"
    path.write_bytes(PAPER)
    return OutgoingFile(name="tanda terima.pdf", mime="application/pdf", path=path)


@pytest.fixture
def picture(tmp_path: Path) -> OutgoingFile:
    path = tmp_path / "papan.png"
    path.write_bytes(PICTURE)
    return OutgoingFile(name="papan.png", mime="image/png", path=path)


async def say(channel: TelegramChannel, address: int, outgoing: Outgoing) -> list[Result]:
    return [await channel.send(str(address), part) for part in channel.parts(outgoing)]


async def received(channel: TelegramChannel) -> list[Incoming]:
    return [incoming for update in await channel.poll(None, 0) for incoming in channel.parse(update.body)]


async def test_a_message_with_buttons_arrives_and_is_pressed_and_acknowledged() -> None:
    async with on_air() as (fake, channel):
        await fake.say(SARI, "/start")
        [sent] = await say(channel, SARI, Outgoing(text="Kirim?", options=YES_NO))
        [shown] = await fake.replies(SARI)
        await fake.press(SARI, "Ya")
        [_, press] = await received(channel)

        await channel.acknowledge(press, "Sebentar", remove_buttons=True)

        assert sent == Sent(id=str(shown.id))
        assert (shown.text, shown.labels, shown.data) == (
            "Kirim?",
            ["Ya", "Tidak"],
            ["draft:42:ya", "draft:42:tidak"],
        )
        assert (press.kind, press.data, press.address) == (Kind.BUTTON, "draft:42:ya", str(SARI))
        assert fake.last(SARI).buttons == ()
        [call] = await fake.called("answerCallbackQuery")
        assert call.fields["text"] == "Sebentar"


async def test_acknowledging_twice_late_or_something_else_is_nobodys_trouble() -> None:
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        await say(channel, SARI, Outgoing(text="?", options=YES_NO))
        await fake.press(SARI, "Ya")
        [text, press] = await received(channel)
        fake.state.queries.clear()  # older than Telegram remembers

        await channel.acknowledge(press, remove_buttons=True)
        await channel.acknowledge(press, remove_buttons=True)
        await channel.acknowledge(text)
        fake.cut()
        await channel.acknowledge(press)

        assert [call.status for call in fake.calls[1:]] == [400, 200, 400, 400, 0]


async def test_a_press_on_a_lost_message_is_acknowledged_without_touching_the_message() -> None:
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        await fake.press_on_lost_message(SARI, "draft:1:ya")
        [_, press] = await received(channel)

        await channel.acknowledge(press, remove_buttons=True)

        assert [call.method for call in fake.calls] == ["answerCallbackQuery"]


async def test_a_long_text_arrives_whole_in_several_messages() -> None:
    text = "Pemerintah Kabupaten Kerinci menyampaikan informasi publik 🙏. " * 300
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        results = await say(channel, SARI, Outgoing(text=text, options=YES_NO))

        replies = await fake.replies(SARI, len(results))
        assert all(isinstance(result, Sent) for result in results) and len(results) == 5
        assert " ".join(reply.text for reply in replies).split() == text.split()
        assert [bool(reply.buttons) for reply in replies] == [False] * 4 + [True]


async def test_an_uploaded_file_is_sent_again_by_its_reference(paper: OutgoingFile) -> None:
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        [first] = await say(channel, SARI, Outgoing(text="", files=(paper,)))
        assert isinstance(first, Sent) and first.ref
        again = OutgoingFile(name=paper.name, mime=paper.mime, ref=first.ref)
        [second] = await say(channel, SARI, Outgoing(text="", files=(again,)))

        assert isinstance(second, Sent) and second.ref == first.ref
        [one, two] = await fake.replies(SARI, 2)
        assert one.file is not None and one.file.data == PAPER and one.file.name == "tanda terima.pdf"
        assert one.file == two.file
        assert [len(call.files) for call in await fake.called("sendDocument", 2)] == [1, 0]


async def test_a_files_name_arrives_as_it_is_and_cannot_break_the_request(paper: OutgoingFile) -> None:
    odd = OutgoingFile(name='Surat "Keputusan"\r\nX: 1 – Désa.pdf', mime=paper.mime, path=paper.path)
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        await say(channel, SARI, Outgoing(text="", files=(odd,)))

        [reply] = await fake.replies(SARI)
        assert reply.file is not None and reply.file.name == 'Surat "Keputusan"  X: 1 – Désa.pdf'


async def test_a_reference_telegram_has_forgotten_falls_back_to_the_bytes(paper: OutgoingFile) -> None:
    forgotten = OutgoingFile(name=paper.name, mime=paper.mime, path=paper.path, ref="BQACforgotten")
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        [result] = await say(channel, SARI, Outgoing(text="", files=(forgotten,)))

        assert isinstance(result, Sent) and fake.last(SARI).file is not None


async def test_a_picture_sent_to_us_as_a_document_is_passed_on_as_one() -> None:
    async with on_air() as (fake, channel):
        await fake.say(BUDI, "Halo")
        await fake.send_document(SARI, "papan.png", PICTURE, mime="image/png")
        [_, incoming] = await received(channel)
        [file] = incoming.files
        [result] = await say(
            channel,
            BUDI,
            Outgoing(text="", files=(OutgoingFile(name=file.name, mime=file.mime, ref=file.ref),)),
        )

        assert isinstance(result, Sent)
        assert "document" in fake.last(BUDI).raw


async def test_a_picture_is_shown_and_its_name_read_under_it(picture: OutgoingFile) -> None:
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        [result] = await say(channel, SARI, Outgoing(text="", files=(picture,)))

        assert isinstance(result, Sent) and result.ref
        assert "photo" in fake.last(SARI).raw and fake.last(SARI).text == "papan.png"


@pytest.mark.parametrize("data", [b"no picture at all", PICTURE + b"\0" * TELEGRAM_PHOTO])
async def test_a_picture_that_cannot_be_shown_goes_as_a_document(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "papan.png"
    path.write_bytes(data)
    file = OutgoingFile(name="papan.png", mime="image/png", path=path)
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        [result] = await say(channel, SARI, Outgoing(text="", files=(file,)))

        assert isinstance(result, Sent) and "document" in fake.last(SARI).raw


async def test_a_file_that_cannot_go_is_rejected_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "besar.pdf"
    with path.open("wb") as file:
        file.truncate(TELEGRAM_UPLOAD + 1)
    empty = tmp_path / "kosong.pdf"
    empty.touch()
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")

        async def outcome(path: Path | None = None, ref: str = "") -> str:
            file = OutgoingFile(name="x.pdf", mime="application/pdf", path=path, ref=ref)
            [result] = await say(channel, SARI, Outgoing(text="", files=(file,)))
            assert isinstance(result, Rejected)
            return result.reason

        assert "limit" in await outcome(path)
        assert "non-empty" in await outcome(empty)
        assert "cannot read" in await outcome(tmp_path / "tidak-ada.pdf")
        assert "wrong remote file identifier" in await outcome(ref="BQACforgotten")
        assert "neither" in await outcome()


async def test_flood_control_is_waited_out_and_holds_for_everyone_once_two_people_meet_it() -> None:
    clock = [1000.0]
    async with FakeTelegram() as fake:
        channel = TelegramChannel(fake.token, fake.url, monotonic=lambda: clock[0])
        await fake.say(SARI, "Halo")
        await fake.say(BUDI, "Halo")
        fake.flood(7, times=4)

        first = await channel.send(str(SARI), HALO)
        same = await channel.send(str(SARI), HALO)
        second = await channel.send(str(BUDI), HALO)
        clock[0] += 8
        later = await channel.send(str(BUDI), HALO)
        await channel.close()

        said = "Too Many Requests: retry after 7"
        assert [first, same] == [Later(reason=said, seconds=7)] * 2
        assert second == Later(reason=said, seconds=7, everyone=True)
        assert later == Later(reason=said, seconds=7)


async def test_a_groups_own_flood_control_says_nothing_about_the_rest() -> None:
    async with on_air() as (fake, channel):
        for group in (GROUP, SUPERGROUP):
            await fake.add_to_group(group, by=SARI)
        fake.flood(30, times=2)

        results = [await channel.send(str(group), HALO) for group in (GROUP, SUPERGROUP)]

        assert [isinstance(r, Later) and not r.everyone for r in results] == [True, True]


async def test_who_blocked_left_or_never_wrote_is_unreachable() -> None:
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        await fake.block(SARI)
        await fake.say(BUDI, "Halo")
        fake.deactivate(BUDI)
        await fake.add_to_group(GROUP, by=SARI)
        await fake.block(GROUP)

        results = [await channel.send(str(to), HALO) for to in (SARI, BUDI, GROUP, 700000099, -999, "tidak")]

        assert results == [
            Unreachable(reason="Forbidden: bot was blocked by the user"),
            Unreachable(reason="Forbidden: user is deactivated"),
            Unreachable(reason="Forbidden: bot was kicked from the group chat"),
            Unreachable(reason="Forbidden: bot can't initiate conversation with a user"),
            Unreachable(reason="Bad Request: chat not found"),
            Unreachable(reason="Bad Request: chat not found"),
        ]


async def test_a_group_that_became_a_supergroup_has_a_new_address() -> None:
    async with on_air() as (fake, channel):
        await fake.add_to_group(GROUP, by=SARI)
        await fake.migrate(GROUP, SUPERGROUP, by=SARI)

        moved = await channel.send(str(GROUP), HALO)
        assert moved == Moved(address=str(SUPERGROUP))
        assert isinstance(await channel.send(moved.address, HALO), Sent)
        assert [i.kind for i in await received(channel)] == [Kind.OTHER, Kind.MOVED]


async def test_what_telegram_refuses_for_its_content_is_rejected() -> None:
    too_long = Part(method="sendMessage", fields={"text": "x" * 4097})
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")

        assert await channel.send(str(SARI), too_long) == Rejected(
            reason="400: Bad Request: message is too long"
        )
        unheard = Part(method="sendRichMessage", fields={})
        assert isinstance(await channel.send(str(SARI), unheard), Rejected)
        fake.calls.pop()  # the fake speaks only the methods that the bot uses


@pytest.mark.parametrize("status", [500, 502, 503, 409, 421])
async def test_telegrams_own_trouble_is_tried_again_later(status: int) -> None:
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        fake.refuse(status, "Internal Server Error: restart")

        assert await channel.send(str(SARI), HALO) == Later(
            reason=f"{status}: Internal Server Error: restart"
        )
        assert isinstance(await channel.send(str(SARI), HALO), Sent)


async def test_no_answer_is_tried_again_later_even_where_the_message_arrived() -> None:
    async with FakeTelegram() as fake:
        channel = TelegramChannel(fake.token, fake.url, read_timeout=0.2)
        await fake.say(SARI, "Halo")
        fake.hang()
        late = await channel.send(str(SARI), HALO)
        fake.cut()
        cut = await channel.send(str(SARI), HALO)
        await channel.close()

        assert isinstance(late, Later) and "no answer" in late.reason
        assert isinstance(cut, Later) and not cut.everyone
        assert len(fake.sent(SARI)) == 1


async def test_a_server_that_is_not_there_is_tried_again_later() -> None:
    async with FakeTelegram() as fake:
        gone = fake.url
    channel = TelegramChannel(fake.token, gone)

    assert isinstance(await channel.send(str(SARI), HALO), Later)
    await channel.close()


@pytest.mark.parametrize(
    ("token", "status"), [("123456:AAotherotherotherotherotherotherotherot", 401), ("123457:x", 401)]
)
async def test_a_token_telegram_does_not_know_stops_everyone_and_says_why(token: str, status: int) -> None:
    async with FakeTelegram() as fake:
        channel = TelegramChannel(token, fake.url)
        result = await channel.send(str(SARI), HALO)
        with pytest.raises(BadToken, match="does not know the bot's token"):
            await channel.identify()
        await channel.close()

        assert isinstance(result, Later) and result.everyone and result.seconds
        assert f"({status}: Unauthorized)" in result.reason


@pytest.mark.parametrize("token", ["", "x", "123456", "123456:", "abc:def", "123456:a/b"])
def test_what_is_no_token_is_refused_at_once_and_not_repeated(token: str) -> None:
    with pytest.raises(ValueError, match="looks like 123456:AAxxxx"):
        TelegramChannel(token)


async def test_a_proxy_that_answers_in_telegrams_place_is_tried_again_later() -> None:
    async with on_air() as (fake, channel):
        fake.fault(Fault(refusal=Refusal(200, "<html>"), method="sendMessage"))

        assert await channel.send(str(SARI), HALO) == Later(reason="the answer was not the Bot API's")


async def test_a_persons_file_is_fetched_by_its_reference() -> None:
    async with on_air() as (fake, channel):
        await fake.send_document(SARI, "surat.pdf", PAPER, caption="lampiran")
        await fake.send_photo(SARI, PICTURE)
        [document, photo] = await received(channel)

        assert await channel.fetch(document.files[0].ref) == PAPER
        assert await channel.fetch(photo.files[0].ref) == PICTURE


async def test_a_file_that_is_unknown_too_big_or_gone_cannot_be_fetched() -> None:
    async with on_air() as (fake, channel):
        await fake.send_document(SARI, size=25_000_001)
        await fake.send_document(SARI, data=b"x" * (20 * 1024 * 1024 + 1), size=5)
        await fake.send_document(SARI)
        [big, lying, gone] = [i.files[0].ref for i in await received(channel)]
        file = fake.state.files[gone]
        fake.state.files[gone].path = "documents/../odd name?.pdf"

        for ref, said in [("unknown", "invalid file_id"), (big, "too big"), (lying, "over")]:
            with pytest.raises(FetchError, match=said):
                await channel.fetch(ref)
        file.path = ""
        with pytest.raises(FetchError, match="no path"):
            await channel.fetch(gone)
        fake.cut()
        with pytest.raises(FetchError):
            await channel.fetch(gone)


async def test_polling_waits_for_the_first_update_and_confirms_by_the_offset() -> None:
    async with on_air() as (fake, channel):
        assert await channel.poll(None, 0) == []
        await fake.say(SARI, "satu")
        await fake.say(SARI, "dua")
        [one, two] = await channel.poll(None, 1)
        [again] = await channel.poll(two.id, 1)

        assert one.id + 1 == two.id == again.id
        assert [channel.parse(update.body)[0].text for update in (one, two)] == ["satu", "dua"]


async def test_polling_beside_a_webhook_or_another_process_is_a_clear_conflict() -> None:
    async with on_air() as (_, channel):
        await channel.set_webhook("http://127.0.0.1:9/hook", "rahasia")
        with pytest.raises(Conflict, match="webhook is active"):
            await channel.poll(None, 0)
        await channel.delete_webhook()
        assert await channel.poll(None, 0) == []


async def test_polling_trouble_says_how_long_to_wait() -> None:
    async with on_air() as (fake, channel):
        fake.flood(9, method="getUpdates")
        with pytest.raises(CallFailed, match="429") as flooded:
            await channel.poll(None, 0)
        fake.cut(method="getUpdates")
        with pytest.raises(CallFailed) as cut:
            await channel.poll(None, 0)

        assert (flooded.value.seconds, cut.value.seconds) == (9, None)


async def test_the_menu_is_indonesian_by_default_and_english_for_who_reads_it() -> None:
    async with on_air() as (fake, channel):
        await channel.set_up(
            {"id": [("mulai", "Mulai"), ("status", "Lihat status")], "en": [("start", "Start")]},
            description={"id": "Meja informasi", "en": "Information desk"},
            short_description={"id": "PPID"},
        )

        assert {key: len(menu) for key, menu in fake.state.commands.items()} == {
            ("default", ""): 2,
            ("default", "en"): 1,
        }
        assert fake.state.descriptions["description", "en"] == "Information desk"
        assert fake.state.descriptions["short_description", ""] == "PPID"


async def test_a_menu_that_telegram_refuses_is_our_fault() -> None:
    async with on_air() as (_, channel):
        with pytest.raises(Refused, match="BOT_COMMAND_INVALID"):
            await channel.set_up({"id": [("Mulai", "Mulai")]})


async def test_a_webhook_asks_only_for_what_is_read() -> None:
    async with on_air() as (fake, channel):
        await channel.set_webhook("https://ppid.example.go.id/telegram", "rahasia_1-A")

        assert fake.state.webhook["secret_token"] == "rahasia_1-A"
        assert fake.state.allowed == ["message", "edited_message", "callback_query", "my_chat_member"]
        await channel.delete_webhook()


async def test_the_bot_learns_its_own_name_for_links_and_commands() -> None:
    async with on_air() as (fake, channel):
        assert await channel.identify() == "ppid_bot"
        await fake.add_to_group(SUPERGROUP, by=SARI)
        await fake.say(SUPERGROUP, "/status@ppid_bot", by=SARI)

        [added, asked] = await received(channel)
        assert (added.kind, added.link) == (Kind.OTHER, "https://t.me/ppid_bot")
        assert (asked.text, asked.private) == ("/status", False)


async def test_a_closed_channel_opens_again() -> None:
    async with on_air() as (fake, channel):
        await fake.say(SARI, "Halo")
        await channel.close()
        await channel.close()

        assert isinstance(await channel.send(str(SARI), HALO), Sent)
