"""All that citizens and officers do on WhatsApp: the whole of `ppid serve`, over a Graph API of our own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import orjson
import pytest
import pytest_asyncio

from bot.testing import FakeTelegram, FakeWhatsApp, Reply
from bot.testing_whatsapp import Fault, Screen
from bot.testing_whatsapp_delivery import merged
from kip.people import Role
from storage.tables import Inbox
from tests.logs import private
from tests.whatsapp_desk import SAID, SECONDS, STATUSES, Desk, Someone, whatsapp_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

NIK = "1501014107900001"
WANTED = "daftar keluarga miskin penerima bantuan di Kecamatan Siulak tahun 2025"
LIST = b"%PDF-1.4 daftar penerima\n%%EOF\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """One for the file; every test has people of its own."""
    async with whatsapp_desk(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


@pytest.fixture
def wild(desk: Desk) -> Iterator[FakeWhatsApp]:
    """WhatsApp, to be made to misbehave in one test."""
    yield desk.fake
    desk.fake.duplicate, desk.fake.status_first, desk.fake.statuses = False, False, STATUSES


async def at_name(citizen: Someone) -> None:
    """A citizen who has begun, and is asked for a name."""
    await citizen.say("ajukan", SAID("ask-kind"))
    await citizen.tap(SAID("kind-person"), SAID("ask-name-person"))


async def files(citizen: Someone, information: str, agency: str = "Dinas Pendidikan") -> str:
    """From the first hello to the receipt, by tapping where one can; the number of the request."""
    await citizen.say("halo", SAID("menu-file"))
    await citizen.tap(SAID("menu-file"), SAID("ask-kind"))
    await citizen.tap(SAID("kind-person"), SAID("ask-name-person"))
    await citizen.say("Rina Marlina", SAID("ask-address"))
    await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))
    await reviews(citizen, information, agency)
    return await sends(citizen)


async def reviews(citizen: Someone, information: str, agency: str = "Dinas Pendidikan") -> Screen:
    """From the question of how to be reached to the summary."""
    await citizen.tap(SAID("reach-chat-only"), SAID("ask-information"))
    await citizen.say(information, SAID("button-done"))
    await citizen.tap(SAID("button-done"), SAID("ask-purpose"))
    await citizen.tap(SAID("purpose-oversight"), SAID("ask-obtain"))
    await citizen.tap(SAID("obtain-soft"), SAID("ask-deliver"))
    await citizen.tap(SAID("deliver-chat"), agency)
    return await citizen.tap(agency, "Rina Marlina", SAID("button-send"))


async def sends(citizen: Someone) -> str:
    """The number on the receipt."""
    receipt = await citizen.tap(SAID("button-send"), "Nomor: ")
    [number] = [line[7:] for line in receipt.text.splitlines() if line.startswith("Nomor: ")]
    return number


async def test_a_whole_filing_takes_at_most_14_messages_of_ours(desk: Desk) -> None:
    """Each is charged. The citizen wrote nothing that had to be asked again."""
    citizen = desk.person("Rina")

    await files(citizen, "daftar sekolah dasar penerima dana BOS tahun 2025")

    assert len(citizen.sent) <= 14
    assert citizen.person.party.read_by_us == citizen.person.party.wrote[-1]
    assert citizen.person.party.typing > 0


async def test_one_id_in_the_log_joins_a_message_to_all_that_came_of_it(desk: Desk) -> None:
    citizen, officer = desk.person("Tuti"), await desk.officer("Eka", "DISHUB")

    number = await files(citizen, "trayek angkutan desa tahun 2025", agency="Dinas Perhubungan")
    await officer.hears(f"Permohonan baru: {number}")
    await desk.fake.taken(SECONDS)

    lines = [orjson.loads(line) for line in desk.log.getvalue().splitlines()]
    filed = [line for line in lines if line["event"] == "message" and "submitted" in line["changes"]][-1]
    about = filed["changes"].split()[0]
    came_of_it = [line for line in lines if line.get("trace") == filed["trace"]]
    letters = [line for line in came_of_it if line["event"] == "letter"]
    assert (filed["channel"], filed["kind"], filed["result"]) == ("whatsapp", "button", "done")
    assert {line["notice"] for line in letters} == {"receipt", "new-request"}
    assert {(line["about"], line["result"], line["tries"]) for line in letters} == {(about, "sent", 1)}
    assert {line["letter"] for line in came_of_it if line["event"] == "receipt"} == {
        line["letter"] for line in letters
    }
    assert not list(private(desk.log.getvalue(), "Tuti", "Rina", "trayek", citizen.person.party.phone))


# -- a request, all the way ------------------------------------------------------------------------


async def test_a_request_is_filed_forwarded_answered_and_objected_to(desk: Desk) -> None:
    first = await desk.officer("Wati", "DINSOS")
    second = await desk.officer("Budi", "DISDIK")
    superior = await desk.officer("Zainal", "SETDA", Role.ATASAN)
    citizen = desk.person("Rina")

    number = await files(citizen, WANTED, agency="Dinas Sosial")
    card = await first.hears(f"Permohonan baru: {number}", WANTED, "Rina Marlina", SAID("verb-forward"))
    await first.tap(SAID("verb-forward"), SAID("forward-ask").partition(",")[0], SAID("agency-list"))
    await first.say("DISDIK", SAID("forward-reason-ask"))
    await first.tap(SAID("forward-reason-holds"), SAID("forward-review"))
    await first.tap(SAID("verb-forward"), number, SAID("applicant-told"))
    await citizen.hears(number, "diteruskan ke Dinas Pendidikan")
    await first.tap(SAID("verb-accept"), "tidak ada di dinas", screen=card)

    await second.hears(f"Permohonan baru: {number}", "Diteruskan oleh Dinas Sosial", SAID("verb-answer"))
    await second.tap(SAID("verb-answer"), number, SAID("decision-given"))
    await second.tap(SAID("decision-given"), SAID("answer-ask-text-given"))
    sent = second.person.send_document("penerima.pdf", LIST, caption="Daftarnya terlampir.")
    await second.does(sent, "1 berkas", SAID("button-done"))
    await second.tap(SAID("button-done"), SAID("answer-ask-format"))
    await second.tap(SAID("answer-format-asked"), SAID("answer-ask-cost"))
    await second.tap(SAID("answer-free"), SAID("answer-review"), "Daftarnya terlampir. (1 berkas)")
    await second.tap(SAID("button-send-answer"), number, SAID("applicant-told"))

    answer = await citizen.hears(f"Jawaban atas permohonan {number}", SAID("button-object"))
    given = answer if answer.file else await citizen.file()
    assert given.file and (given.file.name, given.file.data) == ("penerima.pdf", LIST)

    await citizen.tap(SAID("button-object"), number, "d.")
    await citizen.tap("d", SAID("button-next"))
    await citizen.tap(SAID("button-next"), SAID("button-use-suggestion"))
    await citizen.tap(SAID("button-use-suggestion"), SAID("button-send-objection"))
    receipt = await citizen.tap(SAID("button-send-objection"), "Nomor keberatan: ")
    [objection] = [line[17:] for line in receipt.text.splitlines() if line.startswith("Nomor keberatan: ")]

    await superior.hears(
        f"Keberatan baru: {objection}", "Daftarnya terlampir.", SAID("verb-objection-respond")
    )
    await superior.tap(SAID("verb-objection-respond"), objection, SAID("ruling-partly"))
    await superior.tap(SAID("ruling-partly"), SAID("ruling-ask-text-partly"))
    await superior.say("Nama desanya diberikan.", SAID("button-done"))
    await superior.tap(SAID("button-done"), SAID("ruling-review"))
    await superior.tap(SAID("button-send-response"), objection)
    await citizen.hears(objection, "Nama desanya diberikan.", SAID("button-dispute"))
    await second.hears(objection, "sudah ditanggapi Atasan PPID")


async def test_who_has_no_number_files_by_the_user_id_and_keeps_a_draft_when_it_changes(desk: Desk) -> None:
    citizen = desk.person("Rina", username="rina.marlina")
    await at_name(citizen)

    await citizen.person.change_user_id("ID.880000000000000001")
    await citizen.say("Rina Marlina", SAID("ask-address"))
    await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))
    await citizen.person.change_user_id("ID.880000000000000002")
    await citizen.say("status", SAID("ask-reach"))

    names = [given.input for given in citizen.sent]
    assert len(set(names)) == 3 and names[-1] == "ID.880000000000000002"


async def test_who_changes_the_number_keeps_the_draft(desk: Desk) -> None:
    citizen = desk.person("Rina")
    await at_name(citizen)

    await citizen.person.change_number("6281299990000")
    await citizen.say("Rina Marlina", SAID("ask-address"))

    assert citizen.sent[-1].input == "+6281299990000"


async def test_one_person_goes_on_where_they_were_on_another_platform(tmp_path: Path) -> None:
    """Begun on Telegram, joined by a code, finished on WhatsApp, where the news goes from then on."""
    chat = 700000001
    async with whatsapp_desk(tmp_path, telegram=True) as desk:
        telegram = desk.telegram
        assert telegram is not None
        officer = await desk.officer("Budi", "DISDIK")
        citizen = desk.person("Rina")
        for text in ("ajukan", "1", "Rina Marlina", "hubungkan"):
            await telegram.say(chat, text)
        told = await shown(telegram, chat, "hubungkan ")
        [code] = [line for line in told.text.splitlines() if line.startswith("hubungkan ")]

        await citizen.say(code, SAID("link-yes"))
        await citizen.tap(SAID("link-yes"), "Telegram")
        await shown(telegram, chat, SAID("link-yes"))
        await telegram.press(chat, SAID("link-yes"))
        await citizen.hears(SAID("link-done"))
        await shown(telegram, chat, SAID("link-done"))
        desk.passes(minutes=1)
        await citizen.say("menu", SAID("menu-resume"))
        await citizen.tap(SAID("menu-resume"), SAID("ask-address"))
        await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))
        await reviews(citizen, "daftar sekolah dasar penerima dana BOS tahun 2025")
        number = await sends(citizen)

        on_telegram = len(telegram.sent(chat))
        await officer.hears(number, SAID("verb-accept"))
        await officer.tap(SAID("verb-accept"), SAID("applicant-told"))
        await citizen.hears(number, "mulai dikerjakan")
        assert len(telegram.sent(chat)) == on_telegram


async def shown(telegram: FakeTelegram, chat: int, piece: str) -> Reply:
    """The newest message on Telegram that holds it, in its text or on a button."""

    def found() -> list[Reply]:
        return [reply for reply in telegram.sent(chat) if piece in reply.text or piece in reply.labels]

    assert await telegram.deliveries.until(found, SECONDS), piece
    return found()[-1]


# -- what people send instead ----------------------------------------------------------------------


async def test_what_cannot_be_read_is_answered_and_the_question_stands(desk: Desk) -> None:
    citizen = desk.person("Rina")
    await at_name(citizen)
    me, asked = citizen.person, SAID("ask-name-person")

    await citizen.does(me.send_sticker(), SAID("invalid-sticker"), asked)
    await citizen.does(me.send_voice(), SAID("invalid-voice"), asked)
    await citizen.does(me.send_location(), SAID("invalid-location"), asked)
    await citizen.does(me.send_contact("Budi", "+6281200000018"), SAID("invalid-contact"), asked)
    await citizen.does(me.send_document(), SAID("identity-not-here-form").partition(".")[0], asked)
    await citizen.does(me.send_unsupported(), asked)
    await citizen.does(me.send_document(size=101 * 1024 * 1024), asked)
    await citizen.does(me.edit(me.party.wrote[0], "apa kabar"), SAID("invalid-edited"), asked)
    await citizen.does(me.forge("r1:1:accept"), SAID("old-button"), asked)
    before = len(me.screens)
    await me.react(me.screens[-1].id)
    await citizen.say("Rina Marlina", SAID("ask-address"))

    assert len(me.screens) == before + 1  # nobody answers a reaction


async def test_a_number_of_identity_is_asked_about_and_stands_in_no_log(desk: Desk) -> None:
    citizen = desk.person("Rina")
    await at_name(citizen)
    await citizen.say("Rina Marlina", SAID("ask-address"))
    await citizen.say("Desa Siulak Gedang", SAID("ask-reach"))
    await citizen.tap(SAID("reach-chat-only"), SAID("ask-information"))
    await citizen.say(f"data bantuan untuk NIK {NIK}", SAID("button-done"))

    await citizen.tap(SAID("button-done"), SAID("identifiers-mask"))

    assert NIK not in desk.log.getvalue()


# -- what WhatsApp does ----------------------------------------------------------------------------


async def test_a_batch_of_a_thousand_is_taken_whole_and_each_message_answered_once(desk: Desk) -> None:
    people = [desk.person(f"Warga {number}") for number in range(20)]
    await desk.fake.taken()
    posted, kept = len(desk.fake.deliveries.posted), len(await desk.rows(Inbox))
    async with desk.fake.deliveries.held(batch=1000) as held:
        for citizen in people:
            await citizen.person.say("ajukan")
            await citizen.person.react("wamid.none")
        held.extend(held * 24)

    for citizen in people:
        await citizen.hears(SAID("ask-kind"))
    posts = [post for post in desk.fake.deliveries.posted[posted:] if b'"messages":[' in post.body]
    assert (len(posts), len(await desk.rows(Inbox)) - kept) == (1, 40)
    assert [len(citizen.person.screens) for citizen in people] == [1] * len(people)


@pytest.mark.parametrize("kind", ["too fast", "busy"])
async def test_what_whatsapp_does_not_take_is_sent_again_in_order(desk: Desk, kind: str) -> None:
    """Its own limit for one person, and a server of its own that is not there."""
    citizen, other = desk.person("Rina"), desk.person("Sari")
    to = f"+{citizen.person.phone}"
    if kind == "too fast":
        desk.fake.refuse(131056, "too many messages to this person", to=to)
    else:
        desk.fake.fault(Fault(status=503, to=to))

    await citizen.person.say("menu")
    await citizen.person.say("ajukan")
    await other.say("ajukan", SAID("ask-kind"))
    await citizen.hears(SAID("menu"))
    await citizen.hears(SAID("ask-kind"))

    assert len(citizen.person.screens) == 2
    assert not [fault for fault in desk.fake.faults if fault.times]


async def test_what_whatsapp_took_without_a_word_comes_once_and_the_next_after_it(desk: Desk) -> None:
    citizen = desk.person("Rina")
    desk.fake.cut(accepted=True, to=f"+{citizen.person.phone}")

    await citizen.say("ajukan", SAID("ask-kind"))
    await citizen.tap(SAID("kind-person"), SAID("ask-name-person"))

    assert len(citizen.person.screens) == 2


async def test_what_comes_twice_has_one_effect(desk: Desk, wild: FakeWhatsApp) -> None:
    wild.duplicate = True
    citizen = desk.person("Rina")

    await at_name(citizen)
    await citizen.say("Rina Marlina", SAID("ask-address"))
    await desk.fake.taken()

    assert len(citizen.person.screens) == 3


async def test_what_was_written_before_the_question_is_quoted_back_and_never_its_answer(desk: Desk) -> None:
    citizen = desk.person("Rina")
    await at_name(citizen)
    quoted = SAID("came-late", text="sebentar, saya tanya dulu")

    await citizen.say("sebentar, saya tanya dulu", quoted, SAID("ask-name-person"), ago=60)
    await citizen.say("Rina Marlina", SAID("ask-address"))

    async with desk.fake.deliveries.held(order=lambda events: events[::-1]):
        await citizen.person.say("Desa Siulak Gedang", ago=90)
        await citizen.person.say("Desa Siulak Deras, Kecamatan Siulak")
    await citizen.hears(SAID("ask-reach"))
    await citizen.hears(SAID("came-late", text="Desa Siulak Gedang"), SAID("ask-reach"))


async def test_a_bad_signature_stores_nothing(desk: Desk) -> None:
    citizen, kept = desk.person("Rina"), len(await desk.rows(Inbox))
    async with desk.fake.deliveries.held() as held:
        await citizen.person.say("ajukan")
        [event] = held
        body = merged(desk.fake.state, [event])
        for signature in ("", "sha256=", "sha256=" + "0" * 64, desk.fake.deliveries.signature(body + b" ")):
            assert await desk.fake.deliveries.post(body, signature) == 401
        assert len(await desk.rows(Inbox)) == kept
        held.clear()

    assert not await desk.fake.subscribe(f"{desk.settings.public_url}/whatsapp/webhook", "another")


async def test_what_came_while_the_desk_was_closed_comes_again(desk: Desk) -> None:
    citizens = [desk.person(f"Warga {number}") for number in range(3)]
    for citizen in citizens:
        await at_name(citizen)

    await desk.stop()
    for citizen in citizens:
        await citizen.person.say("Rina Marlina")
    await desk.fake.deliveries.until(lambda: desk.fake.deliveries.posted[-1].status == 0, 5)
    await desk.start()

    for citizen in citizens:
        await citizen.hears(SAID("ask-address"))
        assert len(citizen.person.screens) == 3


async def test_while_the_store_is_away_whatsapp_is_told_to_come_again(desk: Desk) -> None:
    citizen = desk.person("Rina")
    await at_name(citizen)
    await desk.fake.taken()
    await desk.lose_store()
    await citizen.person.say("Rina Marlina")
    assert await desk.fake.deliveries.until(lambda: desk.fake.deliveries.posted[-1].status == 503, 5)

    await desk.stop()
    await desk.start()

    await citizen.hears(SAID("ask-address"))


async def test_statuses_may_come_before_the_answer_in_any_order_or_never(
    desk: Desk, wild: FakeWhatsApp
) -> None:
    citizen = desk.person("Rina")
    wild.status_first = True
    await citizen.say("ajukan", SAID("ask-kind"))
    wild.status_first, wild.statuses = False, ("read", "delivered", "sent")
    await citizen.tap(SAID("kind-person"), SAID("ask-name-person"))
    wild.statuses = ()
    await citizen.say("Rina Marlina", SAID("ask-address"))
    await wild.taken()

    assert len(citizen.person.screens) == 3
