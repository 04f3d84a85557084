"""Objections in the chat and in the database: lodged once, on record, reminded of, answered anew."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.room import CHANNEL, STEP, Room
from handlers import objection_notices
from handlers.incoming import Incoming, Kind
from handlers.say import Say
from handlers.voice import COPY, voice_of
from kip.actions import Answer, Decision
from kip.errors import ActionRefused, Why
from kip.grounds import Ground
from kip.objection import CloseObjection, Respond, Ruling, decide_objection
from kip.people import Actor, Role
from kip.reminders import ReminderKind
from storage import contacts, outbox
from storage import objections as register
from storage.outbox import Letter
from storage.requests import Stale
from tests.rooms import wib
from tests.town import Town, moment, quick_town

REFUSED = Answer(decision=Decision.REFUSED, text="Data pribadi.", ground=Ground.H)
GIVEN = Answer(decision=Decision.GIVEN, text="Terlampir.")
UPHELD = Respond(ruling=Ruling.UPHELD, text="Berikan seluruhnya.")
REJECTED = Respond(ruling=Ruling.REJECTED, text="Keputusan PPID tepat.")


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Town]:
    with quick_town(tmp_path) as built:
        yield built


def refused(people: Town) -> int:
    """A request of `warga` that the PPID Utama has refused."""
    request = people.file()
    people.act(request, REFUSED, by="utama")
    people.room.listen()
    return request


def heard(said: list[tuple[str, Say]], who: str) -> str:
    return "\n\n".join(say.text for to, say in said if to == who)


def labels(said: list[tuple[str, Say]], who: str) -> list[str]:
    return [option.label for to, say in said if to == who for option in say.options]


def open_kinds(people: Town, subject: str) -> set[str]:
    return {t.kind for t in people.timers(subject) if t.fired_at is None and t.void_at is None}


def send(people: Town, *words: str, who: str = "warga") -> list[tuple[str, Say]]:
    """Say one thing after the other; what came of the last."""
    return [people.room.speak(who, word) for word in words][-1]


def block(people: Town, who: str) -> None:
    """Let nothing reach `who` any more."""

    def blocked(session: Session) -> None:
        found = contacts.find(session, channel=CHANNEL, account="room", value=who)
        assert found is not None
        contacts.set_reachable(session, found.address, False)

    people.room.store.transact_sync(blocked)


# -- lodging --------------------------------------------------------------------------------------


def test_an_objection_takes_the_next_number_of_its_own_register(people: Town) -> None:
    for information in ("satu", "dua"):
        request = people.file(information=f"Data guru {information}")
        people.act(request, REFUSED, by="utama")
        people.object(request)

    found = people.room.store.read_sync(register.queue)

    assert [k.number for k in found] == ["001/KEB/PPID/XI/2026", "002/KEB/PPID/XI/2026"]


def test_there_is_one_objection_to_a_request_at_a_time(people: Town) -> None:
    request = refused(people)
    people.object(request)

    with pytest.raises(ActionRefused, match=Why.OBJECTION_RUNS):
        people.object(request)


def test_a_response_that_rejects_leads_to_the_commission_and_not_to_another_objection(people: Town) -> None:
    request = refused(people)
    people.rule(people.object(request), REJECTED)

    with pytest.raises(ActionRefused, match=Why.OBJECTION_RUNS):
        people.object(request)


def test_after_withdrawing_one_may_object_again_and_is_reminded_of_it_again(people: Town) -> None:
    request = refused(people)
    objection = people.object(request)
    during = open_kinds(people, f"r{request}")
    people.rule(objection, CloseObjection(reason="dicabut"), by="warga")

    assert during == set()
    assert open_kinds(people, f"r{request}") == {ReminderKind.OBJECTION_WINDOW}
    assert open_kinds(people, f"k{objection}") == set()
    assert people.object(request) != objection


def test_an_objection_has_reminders_of_its_own(people: Town) -> None:
    objection = people.object(refused(people))

    assert open_kinds(people, f"k{objection}") == {
        ReminderKind.OBJECTION_DUE_TODAY,
        ReminderKind.OBJECTION_LATE,
        ReminderKind.OBJECTION_SILENCE,
        ReminderKind.DISPUTE_WINDOW,
    }


def test_the_button_that_sends_it_sends_it_once(people: Town) -> None:
    refused(people)
    send(people, "keberatan", "1", "a", "lanjut", "1")
    first = heard(send(people, "[Kirim keberatan]"), "warga")

    second = heard(send(people, "[Kirim keberatan]"), "warga")

    assert "001/KEB/PPID/XI/2026" in first
    assert second.startswith("Tombol itu dari keberatan yang sudah terkirim, nomor 001/KEB/PPID/XI/2026.")
    assert len(people.room.store.read_sync(register.queue)) == 1


# -- the form -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "grounds"),
    [("a, c", "ac"), ("g dan a", "ag"), ("d", "d"), ("A; A; F.", "af"), ("b c d e f g a", "abcdefg")],
)
def test_grounds_are_typed_by_their_letters(people: Town, typed: str, grounds: str) -> None:
    refused(people)
    send(people, "keberatan", "1", typed)
    if len(grounds) == 1:  # as good as pressed: there may be more
        send(people, "selesai")
    send(people, "1", "kirim keberatan")

    assert people.room.store.read_sync(register.queue)[0].grounds == grounds


@pytest.mark.parametrize("typed", ["h", "a, z", "ya", "ditolak", "a-g", "<stiker>", "9"])
def test_anything_else_is_asked_again(people: Town, typed: str) -> None:
    refused(people)
    send(people, "keberatan", "1")

    said = send(people, typed)

    assert "Apa alasan keberatan Bapak/Ibu?" in heard(said, "warga")
    assert people.room.store.read_sync(register.queue) == []


def test_a_pressed_letter_can_be_taken_back(people: Town) -> None:
    refused(people)
    send(people, "keberatan", "1", "[a]", "[c]")

    assert "Lanjut" in labels(send(people, "[a ✓]"), "warga")
    assert "Lanjut" not in labels(send(people, "[c ✓]"), "warga")


def test_the_account_from_the_records_can_be_taken_with_a_file(people: Town) -> None:
    refused(people)
    send(people, "keberatan", "1", "a, d", "<foto surat.jpg>", "[Pakai uraian ini]", "kirim keberatan")

    [objection] = people.room.store.read_sync(register.queue)

    assert objection.position.startswith("Pada Senin, 23 November 2026 saya mengajukan permohonan 001/PPID")
    assert objection.position.endswith("Ditolak. Dasarnya UU 14/2008 Pasal 17 huruf h (rahasia pribadi).")
    assert len(objection.files) == 1


def test_the_purpose_is_carried_over_and_can_be_changed(people: Town) -> None:
    refused(people)
    send(people, "keberatan", "1", "a, d", "1")

    send(people, "3", "mengawasi layanan publik", "kirim keberatan")

    assert people.room.store.read_sync(register.queue)[0].purpose == "Mengawasi layanan publik"


def test_a_nik_in_the_account_is_asked_about_first(people: Town) -> None:
    refused(people)
    send(people, "keberatan", "1", "a, d", "Saya dengan NIK 1501021203900001 meminta data guru")

    assert labels(send(people, "selesai"), "warga") == ["Samarkan", "Biarkan"]


def test_an_unfinished_objection_is_offered_again(people: Town) -> None:
    refused(people)
    send(people, "keberatan", "1", "a, d")

    assert labels(send(people, "menu"), "warga")[0] == "Lanjutkan isian"
    assert "Ceritakan apa yang terjadi." in heard(send(people, "1"), "warga")


def test_a_withdrawn_request_leaves_nothing_to_object_to(people: Town) -> None:
    people.file()
    send(people, "cabut", "1")

    said = heard(send(people, "keberatan"), "warga")

    assert "001/PPID/XI/2026" not in said


# -- in and out of time ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-12-07 23:59:59", "masih dalam waktunya: dijawab paling lambat Senin, 7 Desember 2026"),
        ("2026-12-08 00:00:00", "dapat diajukan sampai Jumat, 22 Januari 2027"),
        ("2027-01-22 23:59:30", "dapat diajukan sampai Jumat, 22 Januari 2027"),
        ("2027-01-23 00:00:00", "22 Januari 2027, sudah lewat. Keberatan ini tetap kami terima"),
    ],
)
def test_one_is_told_whether_it_is_early_or_late(people: Town, now: str, said: str) -> None:
    people.file()

    people.now(now)
    people.room.at -= 2 * STEP  # each of the two messages moves the clock by one step
    pressed = send(people, "keberatan", "1")

    assert people.room.at == moment(now)
    assert said in heard(pressed, "warga")


def test_before_its_time_one_may_object_all_the_same(people: Town) -> None:
    people.file()
    send(people, "keberatan", "1", "[Tetap ajukan]", "c, e", "1", "kirim keberatan")

    [objection] = people.room.store.read_sync(register.queue)

    assert (objection.grounds, objection.late) == ("ce", False)


def test_a_late_objection_says_that_a_person_decides(people: Town) -> None:
    refused(people)
    people.now("2027-01-11 09:00")
    said = send(people, "keberatan", "1", "a, d", "1", "kirim keberatan")

    [objection] = people.room.store.read_sync(register.queue)

    assert objection.late
    assert "kami tandai terlambat. Atasan PPID yang memutuskan" in heard(said, "warga")
    assert "Bapak/Ibu yang memutuskan" in heard(said, "atasan")


# -- the superior ---------------------------------------------------------------------------------


def test_an_upheld_objection_lets_the_agency_answer_anew_and_then_no_more(people: Town) -> None:
    request = refused(people)
    objection = people.object(request)
    people.rule(objection, UPHELD)
    assert "Jawab" in labels(people.room.listen(), "petugas")

    people.room.at = people.room.at.replace(hour=10)
    people.act(request, GIVEN)

    said = people.room.listen()
    assert "Keputusan: Diberikan seluruhnya." in heard(said, "warga")
    assert "Ajukan keberatan" in labels(said, "warga")  # the new answer can be objected to
    with pytest.raises(ActionRefused, match=Why.ALREADY_DONE):
        people.act(request, GIVEN)


def test_a_rejected_objection_leaves_the_answer_as_it_was(people: Town) -> None:
    request = refused(people)
    people.rule(people.object(request), REJECTED)

    with pytest.raises(ActionRefused, match=Why.ALREADY_DONE):
        people.act(request, GIVEN)


def test_an_answer_while_the_objection_runs_says_that_it_goes_on(people: Town) -> None:
    request = refused(people)
    people.object(request)
    people.room.listen()

    people.act(request, GIVEN)

    said = people.room.listen()
    assert "Keberatan Bapak/Ibu nomor 001/KEB/PPID/XI/2026 tetap berjalan." in heard(said, "warga")
    assert "Lihat keberatan" in labels(said, "warga")


def test_of_two_responses_the_second_is_told_who_was_first(people: Town) -> None:
    people.room.direct("masuk atasan2 SETDA atasan Yusuf", wib)
    people.object(refused(people))
    for who in ("atasan", "atasan2"):
        send(people, "keberatan", "1", "[Tanggapi]", who=who)
        send(people, "ditolak", "Keputusan PPID tepat.", "selesai", who=who)
    send(people, "kirim tanggapan", who="atasan")

    said = heard(send(people, "kirim tanggapan", who="atasan2"), "atasan2")

    assert said.startswith("Keberatan ini sudah ditanggapi. Terakhir: ditanggapi Atasan PPID: Ditolak, oleh")


def test_what_was_decided_on_an_older_version_is_not_recorded(people: Town) -> None:
    objection, room = people.object(refused(people)), people.room

    def twice(session: Session) -> None:
        row = register.get(session, objection)
        assert row is not None
        by = Actor(role=Role.ATASAN, id=3, agency="SETDA")
        outcome = decide_objection(register.case_of(row), REJECTED, by=by, at=room.at, rules=room.desk.rules)
        for _ in range(2):
            register.record(session, row, outcome, now=room.at, secret=room.secret)

    with pytest.raises(Stale):
        room.store.transact_sync(twice)


def test_the_agency_looks_at_an_objection_but_has_no_button_to_respond(people: Town) -> None:
    people.object(refused(people))

    said = send(people, "keberatan", "1", who="petugas")

    assert "Tanggapi" not in labels(said, "petugas")


def test_nobody_opens_the_objection_of_another(people: Town) -> None:
    people.object(refused(people))

    assert heard(send(people, "001/KEB/PPID/XI/2026", who="tetangga"), "tetangga").startswith(
        "Nomor itu tidak ada di antara keberatan"
    )


def test_without_a_superior_in_the_chat_the_ppid_utama_is_told_and_a_task_is_opened(
    people: Town,
) -> None:
    block(people, "atasan")
    people.object(refused(people))

    said = people.room.listen()

    assert [to for to, _ in said].count("utama") == 1
    assert "Atasan PPID belum terhubung dengan layanan ini" in heard(said, "utama")
    assert [t.kind for t in people.tasks()] == ["unattended-objection"]


@pytest.mark.parametrize(
    ("who", "data", "said"),
    [
        ("petugas", "k1:1:respond", "Tindakan itu bukan wewenang peran Bapak/Ibu."),
        ("petugas", "k1:1:lapse", "Tindakan itu bukan wewenang peran Bapak/Ibu."),
        ("atasan", "k1:1:lapse", "Keberatan ini baru dapat ditutup setelah"),
        ("atasan", "k1:9:respond", "Keberatan ini sudah berubah sejak pesan itu dikirim."),
        ("atasan", "k999:1:show", "Keberatan itu tidak ada pada Bapak/Ibu."),
        ("atasan", "k1:1:burn", "Tombol itu sudah tidak berlaku."),
        ("atasan", "k1", "Tombol itu sudah tidak berlaku."),
        ("warga", "k1:1:respond", "Tombol itu sudah tidak berlaku."),
        ("warga", "m:disputed:1", "Atasan PPID masih dapat menanggapi"),
        ("warga", "m:object:999", "Tombol itu sudah tidak berlaku."),
        ("tetangga", "m:objection:1", "Tombol itu sudah tidak berlaku."),
        ("tetangga", "m:disputed:1", "Tombol itu sudah tidak berlaku."),
        ("tetangga", "m:kwithdraw:1", "Tombol itu sudah tidak berlaku."),
        ("tetangga", "m:object:1", "Tombol itu sudah tidak berlaku."),
        ("tetangga", "m:objectnow:-1", "Tombol itu sudah tidak berlaku."),
    ],
)
def test_a_forged_or_old_button_does_nothing_and_says_why(
    people: Town, who: str, data: str, said: str
) -> None:
    people.object(refused(people))
    people.room.listen()

    people.room.receive(
        Incoming(
            channel=CHANNEL,
            account="room",
            key="forged",
            at=people.room.at,
            address=who,
            kind=Kind.BUTTON,
            data=data,
        )
    )

    assert heard(people.room.listen(), who).startswith(said)
    [objection] = people.room.store.read_sync(register.queue)
    assert (objection.status, objection.version) == ("lodged", 1)


def test_whoever_holds_two_offices_is_told_once(people: Town) -> None:
    block(people, "atasan")
    block(people, "petugas")  # so that the PPID Utama has the agency's requests too
    people.object(refused(people))

    told = [say.text for to, say in people.room.listen() if to == "utama"]

    assert len([text for text in told if text.startswith("Keberatan baru")]) == 1


# -- delivery -------------------------------------------------------------------------------------


def test_a_new_objection_that_was_withdrawn_meanwhile_is_not_sent_to_the_superior(people: Town) -> None:
    objection = people.object(refused(people))
    people.rule(objection, CloseObjection(reason="dicabut"), by="warga")

    said = heard(people.room.listen(), "atasan")

    assert "Keberatan baru" not in said
    assert "ditutup" in said


def test_a_response_that_cannot_be_delivered_is_handed_over_by_the_ppid_utama(people: Town) -> None:
    objection = people.object(refused(people))
    people.room.listen()
    block(people, "warga")

    people.rule(objection, REJECTED)

    said = people.room.listen()
    assert "Tanggapan atas keberatan 001/KEB/PPID/XI/2026 perlu disampaikan langsung" in heard(said, "utama")
    assert [(t.kind, t.text) for t in people.tasks()] == [("deliver-objection", "001/KEB/PPID/XI/2026")]


def waiting_letter(room: Room, notice: str) -> Letter:
    """The letter of this notice, once those before it have been sent."""
    while heads := room.store.read_sync(outbox.pending, channel=CHANNEL, now=room.at, most=100):
        for letter in heads:
            if letter.notice == notice:
                return letter
            room.store.transact_sync(outbox.void, letter.id, at=room.at)
    raise LookupError(notice)


@pytest.mark.parametrize(("notice", "tasks"), [("objection-answered", 1), ("objection-closed", 0)])
def test_a_letter_that_came_back_is_a_task_where_the_law_wants_it_told(
    people: Town, notice: str, tasks: int
) -> None:
    objection = people.object(refused(people))
    people.rule(objection, REJECTED)
    room = people.room
    letter = waiting_letter(room, "objection-answered")

    came_back = replace(letter, notice=notice)
    for _ in range(2):
        room.store.transact_sync(
            objection_notices.undeliverable, came_back, room.desk, room.at, "403: blocked"
        )

    assert len(people.tasks()) == tasks


# -- copy -----------------------------------------------------------------------------------------


def test_everything_about_objections_is_said_in_both_languages_with_the_same_gaps() -> None:
    def gaps(language: str) -> dict[str, set[str]]:
        text = (COPY / language / "objection.ftl").read_text(encoding="utf-8")
        entries = re.findall(r"^([a-z][\w-]*) =((?:.*\n)(?:(?: .*)?\n)*)", text + "\n", re.MULTILINE)
        return {key: set(re.findall(r"\$(\w+)", value)) for key, value in entries}

    assert gaps("id") == gaps("en")


def test_every_reason_why_not_has_its_sentence() -> None:
    for language in ("id", "en"):
        voice = voice_of(language)
        for why in (
            Why.NOT_YOURS,
            Why.ALREADY_DONE,
            Why.TOO_EARLY_TO_CLOSE,
        ):
            assert voice.has(f"objection-{why}")
        for why in (
            Why.REASONS_MISSING,
            Why.OBJECTION_RUNS,
            Why.RESPONDED_ALREADY,
            Why.NO_RESPONSE_YET,
        ):
            assert voice.has(why)
