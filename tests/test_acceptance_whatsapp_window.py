"""WhatsApp when a person has not written for a day, and when nobody knows what became of a message."""

from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.channels.base import TemplateText
from bot.channels.whatsapp import WhatsAppChannel
from storage import content, templates
from storage.tables import Task
from tests.test_acceptance_whatsapp import LIST, at_name, files, reviews, sends
from tests.whatsapp_desk import SAID, Desk, Someone, whatsapp_desk

INFORMATION = "daftar sekolah dasar penerima dana BOS tahun 2025"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with whatsapp_desk(tmp_path) as opened:
        yield opened


async def approve(desk: Desk) -> None:
    """Lay every template of the content pack before Meta, which takes them all."""
    with closing(desk.store) as store:
        rows = (await store.read(content.value_of, templates.KEY))["entries"]
    settings = desk.settings
    channel = WhatsAppChannel(
        settings.whatsapp_token.get_secret_value(),
        settings.whatsapp_phone_number_id,
        settings.whatsapp_api_url,
        business_account_id=settings.whatsapp_business_account_id,
    )
    for family in templates.families(rows):
        for language, wording in family.wordings.items():
            text = TemplateText(
                name=family.name,
                language=language,
                category="utility",
                body=wording.body,
                samples=family.samples,
                button=wording.button,
                footer=wording.footer,
            )
            await channel.create_template(text)
    await channel.close()
    await desk.fake.taken()
    assert {kept.status for kept in desk.fake.state.templates} == {"APPROVED"}


async def files_and_refuses_news(citizen: Someone) -> str:
    """The summary says that to send is to allow it, and how not to; the number of the request."""
    await at_name(citizen)
    await citizen.say("Rina Marlina", SAID("ask-address"))
    await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))
    summary = await reviews(citizen, INFORMATION)
    [line] = [line for line in summary.text.splitlines() if SAID("label-news") in line]
    await citizen.say(line.partition(".")[0], SAID("news-no"))
    await citizen.tap(SAID("news-no"), SAID("news-refused"), SAID("button-send"))
    return await sends(citizen)


async def answers(officer: Someone, number: str) -> None:
    """From the queue, a day after the card came."""
    await officer.say("antrean", "Permohonan terbuka", number)
    await officer.tap(number, SAID("verb-answer"))
    await officer.tap(SAID("verb-answer"), SAID("decision-given"))
    await officer.tap(SAID("decision-given"), SAID("answer-ask-text-given"))
    sent = officer.person.send_document("penerima.pdf", LIST, caption="Daftarnya terlampir.")
    await officer.does(sent, "1 berkas", SAID("button-done"))
    await officer.tap(SAID("button-done"), SAID("answer-ask-format"))
    await officer.tap(SAID("answer-format-asked"), SAID("answer-ask-cost"))
    await officer.tap(SAID("answer-free"), SAID("answer-review"))
    await officer.tap(SAID("button-send-answer"), number, SAID("applicant-told"))


@pytest.mark.parametrize("known_by", ["our own clock", "the answer", "a status", "a slow answer"])
async def test_outside_the_window_a_template_knocks_and_the_tap_brings_the_whole_answer(
    desk: Desk, known_by: str
) -> None:
    await approve(desk)
    officer, citizen = await desk.officer("Budi", "DISDIK"), desk.person("Rina")
    number = await files(citizen, INFORMATION)
    await officer.hears(f"Permohonan baru: {number}")

    if known_by in ("our own clock", "a slow answer"):
        desk.passes(hours=25)
    else:
        citizen.person.party.wrote_at = None  # as rarely happens, Meta does not see what we see
        desk.fake.late_refusals = known_by == "a status"
    if known_by == "a slow answer":  # the person is faster than the word that it was taken
        desk.fake.hang(0.3, to=f"+{citizen.person.phone}")
    await answers(officer, number)

    knock = await citizen.hears(number)
    assert knock.template.startswith("permohonan_dijawab") and knock.labels == ["Baca jawaban"]
    assert "terlampir" not in knock.text and not citizen.unread
    answer = await citizen.tap("Baca jawaban", f"Jawaban atas permohonan {number}", SAID("button-object"))
    given = answer if answer.file else await citizen.file()
    assert given.file and given.file.data == LIST


async def test_an_officer_is_knocked_at_once_for_all_that_waits(desk: Desk) -> None:
    await approve(desk)
    officer = await desk.officer("Budi", "DISDIK")
    desk.passes(hours=25)
    first = await files(desk.person("Rina"), INFORMATION)
    second = await files(desk.person("Sari"), INFORMATION)

    knock = await officer.hears()
    assert knock.template and len(knock.labels) == 1
    await officer.tap(knock.labels[0], first)
    await officer.hears(second, SAID("verb-accept"))
    assert [shown.template for shown in officer.person.screens].count(knock.template) == 1


@pytest.mark.parametrize("lacks", ["a yes", "a template"])
async def test_where_no_template_may_go_the_office_hands_the_answer_over(desk: Desk, lacks: str) -> None:
    officer, citizen = await desk.officer("Budi", "DISDIK"), desk.person("Rina")
    if lacks == "a yes":
        await approve(desk)
        number = await files_and_refuses_news(citizen)
    else:
        number = await files(citizen, INFORMATION)
    await officer.hears(f"Permohonan baru: {number}")
    before = len(citizen.person.screens)

    desk.passes(hours=25)
    await answers(officer, number)

    await officer.was_told(number, "perlu disampaikan langsung kepada Rina Marlina", SAID("verb-print"))
    assert len(citizen.person.screens) == before
    alarmed = any(task.kind == "template" for task in await desk.rows(Task))
    assert alarmed is (lacks == "a template")


async def test_what_may_have_gone_out_is_not_sent_again_where_a_status_tells_of_it(desk: Desk) -> None:
    citizen = desk.person("Rina")
    await at_name(citizen)
    desk.fake.cut(accepted=True)

    await citizen.say("Rina Marlina", SAID("ask-address"))
    await desk.fake.taken()
    await citizen.say("Desa Siulak Gedang, Kecamatan Siulak", SAID("ask-reach"))

    assert [screen.text for screen in citizen.person.screens].count(SAID("ask-address")) == 1


async def test_a_statutory_notice_of_which_no_word_comes_is_sent_once_more_and_says_so(desk: Desk) -> None:
    officer, citizen = await desk.officer("Budi", "DISDIK"), desk.person("Rina")
    number = await files(citizen, INFORMATION)
    await officer.hears(f"Permohonan baru: {number}")
    desk.fake.statuses = ()
    desk.fake.cut(accepted=True, to=f"+{citizen.person.phone}")
    await answers(officer, number)
    await citizen.hears(f"Jawaban atas permohonan {number}")

    desk.passes(minutes=9)
    await desk.stop()
    await desk.start()
    assert not citizen.unread
    desk.passes(minutes=2)
    await desk.stop()
    await desk.start()

    await citizen.hears(f"Jawaban atas permohonan {number}", SAID("sent-twice"))
