"""The whole of `ppid serve` as people use it, over a Telegram of our own: real processes, real commands.

One desk takes messages by polling, one by webhook; both live for the whole file, and every test has
people of its own. At the end all that was called is held against Telegram's schema.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from bot.testing import TOKEN, FakeTelegram, Reply
from handlers.desk import Desk, open_desk
from handlers.voice import Voice, voice_of
from kip import clocks
from kip.people import Role
from storage import officers
from storage.store import open_store
from tests import databases
from tests.logs import private
from tests.processes import KERINCI, Server, free_port, ppid
from tests.telegram_contract import obeys_where_known

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(90)]

SAID = voice_of("id")
SECRETS = {
    "SECRET_KEY": "kunci-rahasia-untuk-pengujian-saja!",
    "TELEGRAM_WEBHOOK_SECRET": "rahasia_webhook-1",
}
LETTER = b"%PDF-1.4 surat pengantar\n%%EOF\n"
LIST = b"%PDF-1.4 daftar penerima\n%%EOF\n"
WANTED = "daftar sekolah dasar penerima dana BOS tahun 2025"

_ids = count(700000001)


# -- the office: filled once, by the commands that its README names --------------------------------


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A database with the content of Kerinci and invitations that nobody has used yet."""

    url: str
    codes: dict[str, str]  # by agency; "UTAMA": for the PPID Utama
    desk: Desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Filled]:
    folder = tmp_path_factory.mktemp("office")
    with databases.empty(folder / "var" / "ppid.db") as url:
        where = databases.environment(url)
        await ppid("content", "load", str(KERINCI), folder=folder, **where)
        invited = await ppid("officer", "invite", "DISDIK", "--role", "pelaksana", folder=folder, **where)
        now = datetime.now(UTC)
        more = {"DINKES": Role.PELAKSANA, "UTAMA": Role.UTAMA}
        codes = {"DISDIK": invited.splitlines()[-1]}
        with closing(open_store(url)) as store:
            for agency, role in more.items():
                known = agency if role is Role.PELAKSANA else "DISKOMINFO"
                codes[agency] = store.transact_sync(
                    officers.invite, agency=known, role=role, now=now, hours=1
                )
            desk = store.read_sync(open_desk, secret=b"")
        yield Filled(url=url, codes=codes, desk=desk)


@dataclass(kw_only=True)
class Running:
    """`ppid serve`, and the Telegram on which it is."""

    fake: FakeTelegram
    server: Server
    filled: Filled
    folder: Path
    url: str

    async def ready(self) -> None:
        await self.server.ready("/readyz")


@asynccontextmanager
async def running(filled: Filled, folder: Path, *, webhook: bool) -> AsyncIterator[Running]:
    """A desk of its own on a copy of the office; nothing it did may be against Telegram's rules."""
    port = free_port()
    with databases.copy_of(filled.url, folder / "var" / "ppid.db") as url:
        async with FakeTelegram() as fake:
            settings = {
                **SECRETS,
                "DATABASE_URL": url,
                "TELEGRAM_TOKEN": fake.token,
                "TELEGRAM_API_URL": fake.url,
                "CONTENT_DIR": str(KERINCI),
                "PUBLIC_URL": f"http://127.0.0.1:{port}" if webhook else "",
            }
            async with Server("serve", folder=folder, port=port, **settings) as server:
                yield Running(fake=fake, server=server, filled=filled, folder=folder, url=url)
                assert await server.stop() == 0, server.log
    obeys_where_known(fake.calls)
    assert not [line for line in server.log.splitlines() if '"level":"error"' in line], server.log
    assert not list(private(server.log, TOKEN, TOKEN.partition(":")[2], *SECRETS.values()))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desks(
    filled: Filled, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Running, Running]]:
    async with (
        running(filled, tmp_path_factory.mktemp("polled"), webhook=False) as polled,
        running(filled, tmp_path_factory.mktemp("hooked"), webhook=True) as hooked,
    ):
        await asyncio.gather(polled.ready(), hooked.ready())
        yield polled, hooked


@pytest.fixture(scope="module")
def polled(desks: tuple[Running, Running]) -> Running:
    return desks[0]


@pytest.fixture(scope="module")
def hooked(desks: tuple[Running, Running]) -> Running:
    return desks[1]


# -- people ----------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Person:
    """Somebody with a phone. Each act waits for an answer that holds all of `pieces`: bits of its text, or
    labels of its buttons."""

    fake: FakeTelegram
    chat: int = field(default_factory=lambda: next(_ids))
    heard: int = 0  # how many of the bot's messages have been read

    async def say(self, text: str, *pieces: str) -> Reply:
        await self.fake.say(self.chat, text)
        return await self.hears(*pieces)

    async def press(self, label: str, *pieces: str) -> Reply:
        await self.fake.press(self.chat, label)
        return await self.hears(*pieces)

    async def does(self, act: Awaitable[object], *pieces: str) -> Reply:
        await act
        return await self.hears(*pieces)

    async def hears(self, *pieces: str, seconds: float = 20) -> Reply:
        """The first message not read before that fits; those before it count as read."""
        await self.fake.deliveries.until(lambda: self._found(pieces) is not None, seconds)
        found = self._found(pieces)
        if found is None:
            said = "\n---\n".join(f"{r.text[:200]} {r.labels}" for r in self.unread())
            raise AssertionError(f"chat {self.chat} was not told {pieces} in {seconds} s, but\n{said}")
        self.heard += found + 1
        return self.fake.sent(self.chat)[self.heard - 1]

    async def file(self, seconds: float = 20) -> Reply:
        """The next message, which must be a file."""
        await self.fake.deliveries.until(self.unread, seconds)
        assert self.unread(), f"chat {self.chat} was not sent a file in {seconds} s"
        reply = self.unread()[0]
        self.heard += 1
        assert reply.file is not None, reply.text
        return reply

    def unread(self) -> list[Reply]:
        return self.fake.sent(self.chat)[self.heard :]

    def told(self, piece: str) -> int:
        """How often the bot has said it here."""
        return sum(piece in reply.text for reply in self.fake.sent(self.chat))

    def _found(self, pieces: tuple[str, ...]) -> int | None:
        fits = (all(p in reply.text or p in reply.labels for p in pieces) for reply in self.unread())
        return next((number for number, fitting in enumerate(fits) if fitting), None)


async def officer_of(desk: Running, agency: str, welcome: str) -> Person:
    """Somebody who opened the link t.me/bot?start=join_CODE."""
    officer = Person(fake=desk.fake)
    await officer.say(f"/start join_{desk.filled.codes[agency]}", welcome, SAID("menu-queue"))
    return officer


async def at_name(desk: Running) -> Person:
    """A citizen who has begun, and is asked for a name."""
    citizen = Person(fake=desk.fake)
    await citizen.say("ajukan", SAID("ask-kind"))
    await citizen.say("1", SAID("ask-name-person"))
    return citizen


async def at_information(desk: Running) -> Person:
    citizen = await at_name(desk)
    await citizen.say("Rina Marlina", SAID("ask-address"))
    await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))
    await citizen.say("1", SAID("ask-information"))
    return citizen


def due_date(desk: Desk, voice: Voice) -> str:
    """The date on a receipt of today."""
    due = clocks.start(clocks.ANSWER, desk.today(datetime.now(UTC)), desk.calendar).due
    assert due is not None, "content/kerinci/calendar.toml does not know this year"
    return voice.long_date(due)


# -- a request, all the way ------------------------------------------------------------------------


async def test_a_request_goes_all_the_way_by_polling_and_by_webhook_and_in_english(
    polled: Running, hooked: Running
) -> None:
    """Side by side, because a chat is given no more than about a message a second."""
    async with asyncio.TaskGroup() as stories:
        stories.create_task(a_request_is_filed_and_answered(polled), name="by polling")
        stories.create_task(a_request_is_filed_and_answered(hooked), name="by webhook")
        stories.create_task(a_request_in_english_finds_the_utama_where_its_officer_is_gone(polled))

    for desk in (polled, hooked):
        await desk.fake.taken()
        pressed = desk.fake.state.queries.keys()
        answered = await desk.fake.called("answerCallbackQuery", len(pressed))
        assert {call.fields["callback_query_id"] for call in answered} == pressed
        assert all(call.ok for call in answered)
        menus = desk.fake.state.commands
        assert {c["command"] for c in menus["default", ""]} >= {"start", "ajukan", "status", "bantuan"}
        assert menus["default", "en"] != menus["default", ""]


async def a_request_is_filed_and_answered(desk: Running) -> None:
    fake, citizen = desk.fake, Person(fake=desk.fake)
    officer = await officer_of(desk, "DISDIK", "PPID Pelaksana Dinas Pendidikan")

    await citizen.say("ajukan", SAID("ask-kind"))
    await citizen.press(SAID("kind-person"), SAID("ask-name-person"))
    await citizen.say("Rina Marlina", SAID("ask-address"))
    await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))
    await citizen.press(SAID("reach-chat-only"), SAID("ask-information"))
    await fake.send_album(citizen.chat, 2, caption=f"Saya minta {WANTED}, seperti di foto ini")
    document = fake.send_document(citizen.chat, "surat-pengantar.pdf", LETTER)
    await citizen.does(document, "3 berkas", SAID("button-done"))
    await citizen.press(SAID("button-done"), SAID("ask-purpose"))
    await citizen.press(SAID("purpose-study"), SAID("ask-obtain"))
    await citizen.press(SAID("obtain-soft"), SAID("ask-deliver"))
    await citizen.press(SAID("deliver-chat"), "Dinas Pendidikan", SAID("agency-list"))
    await citizen.press("Dinas Pendidikan", "Rina Marlina", "(3 berkas)", SAID("button-send"))
    receipt = await citizen.press(SAID("button-send"), "Nomor: ", due_date(desk.filled.desk, SAID))
    [number] = [line[7:] for line in receipt.text.splitlines() if line.startswith("Nomor: ")]
    assert number.endswith(f"/{desk.filled.desk.today(datetime.now(UTC)).year}")

    card = await officer.hears(f"Permohonan baru: {number}", WANTED, "Rina Marlina", SAID("verb-answer"))
    files = [(await officer.file()).file for _ in range(3)]
    assert [file.name for file in files if file] == ["foto.jpg", "foto.jpg", "surat-pengantar.pdf"]
    assert files[2] and files[2].data == LETTER
    await officer.press(SAID("verb-accept"), number, SAID("applicant-told"))
    await citizen.hears(number, "mulai dikerjakan oleh Dinas Pendidikan")
    await officer.press(SAID("verb-answer"), number, SAID("decision-given"))
    await officer.press(SAID("decision-given"), SAID("answer-ask-text-given"))
    document = fake.send_document(officer.chat, "penerima-bos.pdf", LIST, caption="Daftarnya terlampir.")
    await officer.does(document, "1 berkas")
    await officer.press(SAID("button-done"), SAID("answer-ask-format"))
    await officer.press(SAID("answer-format-asked"), SAID("answer-ask-cost"))
    await officer.press(SAID("answer-free"), SAID("answer-review"), "Daftarnya terlampir. (1 berkas)")
    await officer.press(SAID("button-send-answer"), number, SAID("applicant-told"))

    await citizen.hears(f"Jawaban atas permohonan {number}", "Daftarnya terlampir.", SAID("decision-given"))
    answer = await citizen.file()
    assert answer.file and (answer.file.name, answer.file.data) == ("penerima-bos.pdf", LIST)
    await citizen.say("status", "Permohonan Bapak/Ibu (1)", number)
    await citizen.press(number, SAID("status-answered"), SAID("timeline"), SAID("button-answer-again"))
    await officer.does(fake.press(officer.chat, SAID("verb-accept"), message=card), SAID("refused-stale"))


async def a_request_in_english_finds_the_utama_where_its_officer_is_gone(desk: Running) -> None:
    """Ten thousand characters of it, to an agency whose only officer has stopped the bot."""
    fake, english = desk.fake, voice_of("en")
    gone = await officer_of(desk, "DINKES", "PPID Pelaksana Dinas Kesehatan")
    utama = await officer_of(desk, "UTAMA", "PPID Utama")
    fake.state.chat(gone.chat).blocked = True  # and Telegram has not told the bot
    citizen = Person(fake=fake)

    await citizen.say("/start", SAID("menu-other-language"))
    await citizen.press(SAID("menu-other-language"), english("menu-file"))
    await citizen.press(english("menu-file"), english("ask-kind"))
    await citizen.say("1", english("ask-name-person"))
    await citizen.say("John Tan", english("ask-address"))
    await citizen.say("Sungai Penuh", english("ask-reach"))
    await citizen.say("1", english("ask-information"))
    pieces = [f"{number} " + "nama puskesmas, tahun, biaya; " * 113 for number in (1, 2, 3)]
    for piece in pieces:
        await citizen.say(piece, english("button-done"))
    await citizen.say("done", english("ask-purpose"))
    await citizen.say("Family matters", english("ask-obtain"))
    await citizen.say("1", english("ask-deliver"))
    await citizen.say("1", english("agency-list"))
    await citizen.say("DINKES", english("review"), "John Tan")
    review = await citizen.hears(english("button-send"))  # below the last of its messages
    await citizen.press(english("button-send"), due_date(desk.filled.desk, english), "Dinas Kesehatan")

    # The button of a summary that was sent does nothing, also in the middle of something new.
    again = fake.press(citizen.chat, english("button-send"), message=review)
    filed = english("old-button-filed", number="/").partition("/")[0]
    await citizen.does(again, filed, english("button-status"))
    await citizen.say("file a request", english("ask-kind"))
    again = fake.press(citizen.chat, english("button-send"), message=review)
    await citizen.does(again, filed, english("ask-kind"))

    await utama.hears("Permohonan baru: ", "Dinas Kesehatan", seconds=30)
    await utama.hears(SAID("verb-answer"))
    sent = "".join(reply.text for reply in fake.sent(utama.chat)).replace(" ", "").replace("\n", "")
    assert all(piece.replace(" ", "") in sent for piece in pieces)
    assert not gone.unread()


# -- what people send instead ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda fake, chat: fake.send_sticker(chat), "invalid-sticker"),
        (lambda fake, chat: fake.send_voice(chat), "invalid-voice"),
        (lambda fake, chat: fake.send_location(chat), "invalid-location"),
        (lambda fake, chat: fake.send_contact(chat, "+62812345678", owner=1), "invalid-contact"),
        (lambda fake, chat: fake.send_document(chat), "identity-not-here-form"),
        (lambda fake, chat: fake.say(chat, "🙏🙏🙏"), "invalid-no-words"),
        (lambda fake, chat: fake.press(chat, SAID("kind-person")), "old-button"),
        (lambda fake, chat: fake.press(chat, "r1:1:accept", forged=True), "old-button"),
        (lambda fake, chat: fake.press_on_lost_message(chat, "dxxxxxxx:kind:person"), "old-button"),
    ],
    ids=str.split("sticker voice location contact document emoji old-button forged-button lost-message"),
)
async def test_what_cannot_be_read_is_answered_and_the_question_stands(
    polled: Running, act: Callable[[FakeTelegram, int], Awaitable[object]], told: str
) -> None:
    citizen = await at_name(polled)

    await citizen.does(act(polled.fake, citizen.chat), SAID(told), SAID("ask-name-person"))

    await citizen.say("Rina Marlina", SAID("ask-address"))


async def test_two_messages_at_once_are_two_answers_in_their_order(hooked: Running) -> None:
    citizen = await at_name(hooked)

    await asyncio.gather(
        hooked.fake.say(citizen.chat, "Rina Marlina"),
        hooked.fake.say(citizen.chat, "Desa Siulak Gedang, Kecamatan Siulak"),
    )

    await citizen.hears(SAID("ask-address"))
    await citizen.hears(SAID("ask-reach"))


async def test_a_changed_message_changes_nothing_and_says_so(polled: Running) -> None:
    citizen = await at_name(polled)
    written = await polled.fake.say(citizen.chat, "Rina Marlina")
    await citizen.hears(SAID("ask-address"))

    edit = polled.fake.edit(citizen.chat, written, "Rani Marlina")
    await citizen.does(edit, SAID("invalid-edited"), SAID("ask-address"))


async def test_a_document_of_25_mb_is_refused_by_name_and_a_smaller_one_taken(polled: Running) -> None:
    citizen = await at_information(polled)
    large = polled.fake.send_document(citizen.chat, "rekaman rapat.pdf", size=25 * 1024 * 1024)

    await citizen.does(large, "rekaman rapat.pdf", "20 MB", SAID("ask-information"))

    await citizen.does(polled.fake.send_document(citizen.chat), "1 berkas", SAID("button-done"))


@pytest.mark.parametrize("by", ["polled", "hooked"])
async def test_an_update_that_comes_twice_is_answered_once(by: str, request: pytest.FixtureRequest) -> None:
    desk: Running = request.getfixturevalue(by)
    desk.fake.duplicate = True
    try:
        citizen = await at_name(desk)
        await citizen.say("Rina Marlina", SAID("ask-address"))
    finally:
        desk.fake.duplicate = False
    await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))

    assert len(desk.fake.sent(citizen.chat)) == 4


async def test_a_group_is_given_a_link_and_nothing_else(polled: Running) -> None:
    fake, group, member = polled.fake, -1001234567890, next(_ids)
    await fake.add_to_group(group, by=member)
    await fake.say(group, "halo semua", by=member)
    await fake.say(group, "/status@other_bot", by=member)
    await fake.say(group, "/status@ppid_bot", by=member)
    await fake.taken()
    await fake.deliveries.until(lambda: len(fake.sent(group)) >= 2, 5)

    link = SAID("group", link="https://t.me/ppid_bot")
    assert [(reply.text, reply.buttons) for reply in fake.sent(group)] == [(link, ())] * 2


async def test_who_stopped_the_bot_and_came_back_goes_on_where_they_were(polled: Running) -> None:
    citizen = await at_name(polled)
    await polled.fake.block(citizen.chat)
    await polled.fake.unblock(citizen.chat)

    await citizen.say("/start", SAID("welcome-unfinished"), SAID("menu-resume"))

    await citizen.press(SAID("menu-resume"), SAID("ask-name-person"))


# -- what Telegram does -----------------------------------------------------------------------------


@pytest.fixture
def no_faults_left(polled: Running) -> Iterator[None]:
    yield
    assert not [fault for fault in polled.fake.faults if fault.times]


@pytest.mark.usefixtures("no_faults_left")
@pytest.mark.parametrize("kind", ["flood", "errors", "cut"])
async def test_what_telegram_does_not_take_is_sent_again_in_order(polled: Running, kind: str) -> None:
    fake, citizen, other = polled.fake, Person(fake=polled.fake), Person(fake=polled.fake)
    match kind:
        case "flood":
            fake.flood(1, method="sendMessage", chat=citizen.chat)
        case "errors":
            fake.refuse(502, "Bad Gateway", method="sendMessage", chat=citizen.chat)
        case "cut":
            fake.cut(method="sendMessage", chat=citizen.chat)

    began = asyncio.get_running_loop().time()
    await fake.say(citizen.chat, "menu")
    await fake.say(citizen.chat, "ajukan")
    await other.say("/start", SAID("menu-file"))
    held_up = asyncio.get_running_loop().time() - began
    await citizen.hears(SAID("ask-kind"))
    waited = asyncio.get_running_loop().time() - began

    assert citizen.told("") == 2 and fake.sent(citizen.chat)[0].text == SAID("menu")
    assert held_up < waited
    assert waited >= 1 or kind != "flood"


@pytest.mark.usefixtures("no_faults_left")
async def test_what_telegram_took_without_a_word_comes_twice_rather_than_never(polled: Running) -> None:
    citizen = Person(fake=polled.fake)
    polled.fake.cut(accepted=True, method="sendMessage", chat=citizen.chat)

    await citizen.say("menu", SAID("menu"))
    await citizen.say("ajukan", SAID("ask-kind"))

    assert (citizen.told(SAID("menu")), citizen.told(SAID("ask-kind"))) == (2, 1)


@pytest.mark.usefixtures("no_faults_left")
async def test_updates_come_again_after_telegram_was_away(polled: Running) -> None:
    citizen = Person(fake=polled.fake)
    polled.fake.refuse(502, "Bad Gateway", method="getUpdates")

    await citizen.say("/start", SAID("menu-file"))
    await citizen.say("ajukan", SAID("ask-kind"))


@pytest.mark.usefixtures("no_faults_left")
async def test_what_telegram_will_never_take_is_a_dead_letter_and_the_next_goes_out(polled: Running) -> None:
    citizen = await at_name(polled)
    polled.fake.refuse(400, "Bad Request: TEXT_REFUSED", method="sendMessage", chat=citizen.chat)
    await polled.fake.say(citizen.chat, "status")
    await citizen.hears(SAID("ask-name-person"))

    dead = await ppid("outbox", "dead", folder=polled.folder, DATABASE_URL=polled.url)

    assert [line for line in dead.splitlines() if "TEXT_REFUSED" in line]
    await citizen.say("Rina Marlina", SAID("ask-address"))


async def test_stopped_and_started_again_nothing_is_lost(polled: Running) -> None:
    """Last: it interrupts the desk of the others."""
    citizens = [await at_name(polled) for _ in range(3)]
    patient = citizens[0]
    await asyncio.gather(*(polled.fake.say(c.chat, "Rina Marlina") for c in citizens[1:]))

    assert await polled.server.stop() == 0
    await polled.fake.say(patient.chat, "Rina Marlina")
    await polled.server.start()
    await polled.ready()

    for citizen in citizens:
        await citizen.hears(SAID("ask-address"))
        await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))
        assert citizen.told(SAID("ask-address")) == 1
