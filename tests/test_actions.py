"""What an officer does between filing and answer, in chat: in the right state, by the right person, once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from handlers import reasons
from handlers.incoming import Incoming, Kind
from handlers.say import Say
from handlers.voice import voice_of
from kip.actions import Accept, Answer, AskMaterial, Decision, DeclareIncomplete, Extend
from kip.grounds import Ground
from storage import chain, contacts, officers, requests
from storage.tables import MaterialAsk, Officer, Request
from tests.rooms import wib
from tests.town import Town, quick_town

GIVEN = Answer(decision=Decision.GIVEN, text="Daftarnya terlampir.")
REFUSED = Answer(decision=Decision.REFUSED, text="Data pribadi.", ground=Ground.H)
INCOMPLETE = DeclareIncomplete(missing="Rincian informasi yang diminta")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with quick_town(tmp_path) as built:
        yield built


def join(place: Town, *officers_of: str) -> None:
    """More officers, as `petugas2 DISDIK pelaksana Wati`."""
    for line in officers_of:
        place.room.direct(f"masuk {line}", wib)
    place.room.listen()


def says(place: Town, who: str, *texts: str) -> str:
    """What `who` is answered to the last of these, in one text with its buttons."""
    told: list[tuple[str, Say]] = []
    for text in texts:
        told = place.room.speak(who, text)
    return "\n".join(shown(say) for to, say in told if to == who)


def shown(say: Say) -> str:
    return say.text + "".join(f" [{o.label}]" for o in say.options)


def press(place: Town, who: str, data: str) -> str:
    """The answer to a button that this person was perhaps never shown."""
    place.room.receive(
        Incoming(
            channel="console",
            account="room",
            key=f"forged {data} {place.room.at} {who}",
            at=place.room.at,
            address=who,
            name=who,
            raw=b"",
            kind=Kind.BUTTON,
            data=data,
        )
    )
    return "\n".join(shown(say) for to, say in place.room.listen() if to == who)


def row(place: Town, request: int) -> Request:
    found = place.room.store.read_sync(requests.get, request)
    assert found is not None
    return found


def history(place: Town, request: int) -> list[tuple[str, dict[str, Any]]]:
    return [(e.kind, d) for e, d in place.room.store.read_sync(chain.history, f"r{request}")]


def hear(place: Town) -> dict[str, str]:
    """What everybody was told, by person."""
    told: dict[str, str] = {}
    for who, say in place.room.listen():
        told[who] = f"{told.get(who, '')}\n{shown(say)}"
    return told


# -- an old button, after its day -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "at", "told"),
    [
        ("incomplete", "2026-11-26 23:59:59", "Apa yang masih kurang"),
        ("incomplete", "2026-11-27 00:00:00", "hanya dapat diminta dalam 3 hari kerja"),
        ("extend", "2026-12-07 23:59:59", "Mengapa perlu waktu lebih lama?"),
        ("extend", "2026-12-08 00:00:00", "selama 10 hari kerja untuk menjawab belum lewat"),
        ("close", "2026-12-08 00:00:00", "baru dapat ditutup"),
        ("complete", "2026-11-24 09:00:00", "tidak sedang menunggu kelengkapan"),
        ("give", "2026-11-24 09:00:00", "Tidak ada bahan yang sedang diminta"),
        ("confirm", "2026-11-24 09:00:00", "bukan wewenang"),
        ("return", "2026-11-24 09:00:00", "bukan wewenang"),
        ("teleport", "2026-11-24 09:00:00", "Tombol itu sudah tidak berlaku"),
    ],
)
def test_a_button_asks_first_whether_it_still_can_be(place: Town, verb: str, at: str, told: str) -> None:
    request = place.file()
    place.now(at)

    assert told in press(place, "petugas", f"r{request}:1:{verb}")


def test_what_is_refused_says_who_was_last_and_what_is_possible_now(place: Town) -> None:
    request = place.file()
    place.act(request, Extend(reason="Masih dihimpun"))
    hear(place)

    said = press(place, "petugas", f"r{request}:2:extend")

    assert "hanya dapat satu kali (UU 14/2008 Pasal 22 ayat (8))" in said
    assert "oleh Budi" in said and "[Terima] [Teruskan] [Jawab] [Lainnya]" in said


@pytest.mark.parametrize("verb", ["accept", "answer", "extend", "incomplete", "ask", "close", "more", "give"])
def test_another_agencys_request_is_nobodys_to_touch(place: Town, verb: str) -> None:
    request = place.file()
    join(place, "petugas2 DINKES pelaksana Wati")

    assert "tidak ada di dinas Bapak/Ibu" in press(place, "petugas2", f"r{request}:1:{verb}")
    assert row(place, request).version == 1


@pytest.mark.parametrize("verb", ["accept", "answer", "extend", "incomplete", "ask", "close", "give"])
def test_the_superior_reads_and_does_nothing(place: Town, verb: str) -> None:
    request = place.file()

    said = press(place, "atasan", f"r{request}:1:{verb}")

    assert "bukan wewenang peran Bapak/Ibu" in said and said.endswith("[Antrean]")
    assert row(place, request).version == 1


def test_two_who_extend_at_once_extend_once(place: Town) -> None:
    request = place.file()
    join(place, "petugas2 DISDIK pelaksana Wati")
    for who in ("petugas", "petugas2"):
        press(place, who, f"r{request}:1:extend")
        says(place, who, "Belum dikuasai")

    first, second = says(place, "petugas2", "Perpanjang"), says(place, "petugas", "Perpanjang")

    assert "Tenggatnya sekarang Rabu, 16 Desember 2026" in first
    assert "hanya dapat satu kali" in second and "oleh Wati" in second
    assert row(place, request).due_on == date(2026, 12, 16)


# -- incomplete, and completed --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "paper"), [("person", "KTP"), ("group", "Kuasa dan KTP"), ("legal", "Akta")]
)
def test_each_kind_of_applicant_lacks_its_own_paper(place: Town, kind: str, paper: str) -> None:
    request = place.file()
    place.room.store.transact_sync(_change, request, applicant_kind=kind)

    said = press(place, "petugas", f"r{request}:1:incomplete")

    assert said.endswith(f"[Rincian informasi] [Alamat] [{paper}] [Surat kuasa]")


def _change(session: Session, request: int, **values: Any) -> None:
    found = session.get(Request, request)
    assert found is not None
    for name, value in values.items():
        setattr(found, name, value)
    session.add(found)


def test_papers_are_never_asked_for_in_the_chat(place: Town) -> None:
    place.act(place.file(), INCOMPLETE)
    assert "jangan dikirim di percakapan ini" not in hear(place)["warga"]

    place.act(place.file(by="warga2"), DeclareIncomplete(missing=reasons.kept("missing-identity-person")))
    assert "KTP dan surat-surat jangan dikirim di percakapan ini" in hear(place)["warga2"]


@pytest.mark.parametrize(
    ("at", "key", "late"),
    [
        ("2026-11-26 23:59:00", "sudah kami terima dan petugas sudah diberi tahu", False),
        ("2026-11-27 00:00:00", "kami tandai terlambat", True),
    ],
)
def test_what_was_missing_is_taken_until_its_day_and_after(
    place: Town, at: str, key: str, late: bool
) -> None:
    request = place.file()
    place.act(request, INCOMPLETE)
    hear(place)
    place.now(at)

    said = says(place, "warga", "[Lengkapi]", "SD Negeri 12", "<foto surat.jpg>", "selesai")

    assert key in said
    assert history(place, request)[-1] == (
        "completed",
        {"text": "SD Negeri 12"} | ({"late": True} if late else {}),
    )
    assert len(place.room.store.read_sync(requests.files_of, request, role="question")) == 1
    assert row(place, request).due_on == date(2026, 12, 7)


def test_a_nik_among_what_completes_is_asked_about_before_it_goes_on(place: Town) -> None:
    request = place.file()
    place.act(request, INCOMPLETE)
    hear(place)

    said = says(place, "warga", "[Lengkapi]", "NIK saya 1501014107900001", "selesai")

    assert "NIK" in said and row(place, request).status == "incomplete"


def test_what_comes_after_the_officer_went_on_is_refused_with_its_files(place: Town) -> None:
    request = place.file()
    place.act(request, INCOMPLETE)
    hear(place)
    says(place, "warga", "[Lengkapi]", "SD Negeri 12", "<foto surat.jpg>")
    place.act(request, Accept())
    hear(place)

    assert "tidak sedang menunggu kelengkapan" in says(place, "warga", "selesai")
    assert place.room.store.read_sync(requests.files_of, request, role="question") == []


def test_nobody_else_completes_a_request(place: Town) -> None:
    request = place.file()
    place.act(request, INCOMPLETE)
    hear(place)

    assert "Tombol itu sudah tidak berlaku" in press(place, "warga2", f"m:complete:{request}")


def test_an_officer_completes_for_somebody_who_is_in_no_chat(place: Town) -> None:
    request = place.file(by="")
    join(place, "petugas2 DISDIK pelaksana Wati")
    place.act(request, INCOMPLETE)
    told = hear(place)["petugas"]
    assert "perlu disampaikan langsung kepada Rina Marlina" in told and "- Rincian informasi" in told
    assert [t.key for t in place.tasks()] == [f"{request}:incomplete"]

    press(place, "petugas", f"r{request}:2:complete")
    place.room.speak("petugas", "Rincian disebut lewat telepon")
    told_of_it = dict(place.room.speak("petugas", "selesai"))

    assert row(place, request).status == "submitted"
    assert "Rincian disebut lewat telepon" in told_of_it["petugas2"].text
    assert "dinyatakan lengkap" in told_of_it["petugas"].text


def test_an_extension_reaches_who_is_in_no_chat_by_the_officers_hand(place: Town) -> None:
    request = place.file(by="")
    hear(place)

    place.act(request, Extend(reason=reasons.kept("extend-reason-not-held")))

    told = hear(place)["petugas"]
    assert "belum dikuasai atau didokumentasikan" in told and "Rabu, 16 Desember 2026" in told
    assert [t.key for t in place.tasks()] == [f"{request}:extended"]
    assert "ditandai selesai" in says(place, "petugas", "[Sudah selesai]")
    assert place.tasks() == []


# -- in the reader's language ---------------------------------------------------------------------


def test_a_reason_from_the_list_is_read_in_ones_own_language(place: Town) -> None:
    request = place.file()
    place.room.store.transact_sync(_speak_english, "warga")
    hear(place)

    place.act(request, Extend(reason=reasons.kept("extend-reason-undecided")))

    told = hear(place)["warga"]
    assert "the consequence test goes on (Law 14/2008 Article 19)" in told
    assert history(place, request)[-1][1]["reason"].startswith("Belum dapat diputuskan")


def _speak_english(session: Session, who: str) -> None:
    found = contacts.find(session, channel="console", account="room", value=who)
    assert found is not None
    contacts.choose_language(session, found.id, "en")


def test_words_of_ones_own_stay_as_they_were_written() -> None:
    missing = reasons.lines(["identity-person", "details"], "nama sekolahnya")

    assert reasons.listed(voice_of("en"), missing).splitlines() == [
        "- Details of the information that is asked for",
        "- KTP or another valid proof of identity",
        "- nama sekolahnya",
    ]


# -- material -------------------------------------------------------------------------------------


def asked(place: Town) -> int:
    """A request of DISDIK that asks DINSOS, which has an officer."""
    join(place, "petugas2 DINSOS pelaksana Wati")
    request = place.file()
    place.act(request, AskMaterial(of="DINSOS", text="Jumlah penerima"))
    return request


def test_who_is_asked_sees_nothing_of_the_applicant(place: Town) -> None:
    request = asked(place)

    seen = [hear(place)["petugas2"], says(place, "petugas2", row(place, request).number)]

    for text in seen:
        assert "Jumlah penerima" in text and "Data guru 2026" in text
        assert "Rina" not in text and "Siulak" not in text
    assert "Tombol itu sudah tidak berlaku" in press(place, "petugas2", f"r{request}:2:print")


@pytest.mark.parametrize("verb", ["accept", "answer", "forward", "extend", "close"])
def test_who_is_asked_gives_and_does_nothing_else(place: Town, verb: str) -> None:
    request = asked(place)

    said = press(place, "petugas2", f"r{request}:2:{verb}")

    assert "tidak ada di dinas Bapak/Ibu" in said and "Rina" not in said


def test_material_is_given_whatever_else_has_happened_meanwhile(place: Town) -> None:
    request = asked(place)
    place.act(request, Accept())
    hear(place)

    told = press(place, "petugas2", f"r{request}:2:give")

    assert "Tulis bahan untuk permohonan" in told


def test_material_for_what_is_answered_comes_too_late_and_says_so(place: Town) -> None:
    request = asked(place)
    press(place, "petugas2", f"r{request}:2:give")
    place.act(request, GIVEN)
    hear(place)

    assert "sudah selesai" in says(place, "petugas2", "412 keluarga", "selesai")
    assert place.room.store.read_sync(_asks, request)[0].answered_at is None


def _asks(session: Session, request: int) -> list[MaterialAsk]:
    return requests.asks(session, request)


def test_the_ppid_utama_gives_for_an_agency_that_nobody_attends(place: Town) -> None:
    request = place.file()
    place.act(request, AskMaterial(of="BPKPD", text="Realisasi"))
    assert "[Beri bahan]" in hear(place)["utama"]

    says(place, "utama", "[Beri bahan]", "98 persen", "selesai")

    assert history(place, request)[-1] == ("material-given", {"from": "BPKPD", "text": "98 persen"})
    assert place.room.store.read_sync(_asks, request)[0].reply == "98 persen"


def test_the_ppid_utama_gives_nothing_for_an_agency_that_is_attended(place: Town) -> None:
    request = asked(place)

    assert "Tidak ada bahan yang sedang diminta" in press(place, "utama", f"r{request}:2:give")


def test_ones_own_agency_is_not_asked(place: Town) -> None:
    request = place.file()
    press(place, "petugas", f"r{request}:1:ask")

    said = says(place, "petugas", "Dinas Pendidikan", "Jumlah guru", "Minta bahan")

    assert "sudah ada di dinas itu" in said
    assert place.room.store.read_sync(_asks, request) == []


# -- closing --------------------------------------------------------------------------------------


def test_an_answered_request_is_closed_when_the_window_is_over_and_the_applicant_hears_why(
    place: Town,
) -> None:
    request = place.file()
    place.act(request, GIVEN)
    hear(place)
    place.now("2027-01-09 09:00")

    assert "[Tutup permohonan]" in press(place, "petugas", f"r{request}:2:more")
    asked_first = says(place, "petugas", "[Tutup permohonan]")
    told = dict(place.room.speak("petugas", "[Tutup permohonan]"))

    assert "tidak dapat dibuka lagi" in asked_first
    assert row(place, request).status == "closed"
    assert "masa untuk mengajukan keberatan sudah lewat" in told["warga"].text
    assert "tidak dapat diubah lagi" in press(place, "petugas", f"r{request}:3:close")


def test_what_was_never_completed_is_closed_for_that(place: Town) -> None:
    request = place.file()
    place.act(request, INCOMPLETE)
    hear(place)
    place.now("2026-11-27 09:00")
    press(place, "petugas", f"r{request}:2:close")

    told = dict(place.room.speak("petugas", "1"))

    assert "Tidak dilengkapi dalam waktunya (3 hari kerja, Perki 1/2021)" in told["warga"].text


# -- on leave -------------------------------------------------------------------------------------


def on_leave(place: Town, who: str, until: str, deputy: str = "Tanpa pengganti") -> None:
    says(place, who, "cuti", until, deputy)
    hear(place)


def test_news_goes_to_the_deputy_until_and_including_the_last_day(place: Town) -> None:
    join(place, "petugas2 DISDIK pelaksana Wati", "petugas3 DISDIK pelaksana Dedi")
    on_leave(place, "petugas", "24-11-2026", "Wati, Dinas Pendidikan")

    place.now("2026-11-24 23:59:59")
    place.file()
    assert {"petugas2", "petugas3"} == hear(place).keys() - {"warga"}
    place.now("2026-11-25 00:00:00")
    place.file(by="warga2")
    assert {"petugas", "petugas2", "petugas3"} == hear(place).keys() - {"warga2"}


def test_a_deputy_who_is_away_has_a_deputy_too(place: Town) -> None:
    join(place, "petugas2 DISDIK pelaksana Wati")
    on_leave(place, "petugas", "27-11-2026", "Wati, Dinas Pendidikan")
    on_leave(place, "petugas2", "27-11-2026", "Sari, Diskominfo")

    place.file()

    told = hear(place)
    assert told.keys() == {"warga", "utama"}
    assert "sebagai pengganti petugas Dinas Pendidikan" in told["utama"]
    assert "sedang cuti" not in told["warga"]


def test_who_stand_in_for_each_other_leave_nobody(place: Town) -> None:
    join(place, "petugas2 DISDIK pelaksana Wati")
    on_leave(place, "petugas", "27-11-2026", "Wati, Dinas Pendidikan")
    place.room.store.transact_sync(_stand_in, "Wati", "Budi")

    place.file()

    told = hear(place)
    assert told.keys() == {"warga", "utama"}
    assert "Petugas Dinas Pendidikan sedang cuti, jadi PPID Utama yang menanganinya" in told["warga"]


def _stand_in(session: Session, who: str, deputy: str) -> None:
    by_name = {o.name: o for o in session.exec(select(Officer))}
    officers.leave(session, by_name[who], until=date(2026, 11, 27), deputy=by_name[deputy].id)


def test_an_agency_whose_only_officer_is_away_is_the_ppid_utamas(place: Town) -> None:
    on_leave(place, "petugas", "27-11-2026")

    place.file()

    told = hear(place)
    assert told.keys() == {"warga", "utama"}
    assert "sedang cuti" in told["warga"]


def test_a_deputy_who_was_revoked_is_no_deputy(place: Town) -> None:
    join(place, "petugas2 DISDIK pelaksana Wati")
    on_leave(place, "petugas", "27-11-2026", "Wati, Dinas Pendidikan")
    place.room.store.transact_sync(_revoke, "Wati", place.room.at)

    place.file()

    assert hear(place).keys() == {"warga", "utama"}


def _revoke(session: Session, who: str, now: Any) -> None:
    found = session.exec(select(Officer).where(Officer.name == who)).one()
    officers.revoke(session, found.id or 0, now=now)


def test_who_is_back_early_is_told_again_and_the_deputy_no_more(place: Town) -> None:
    join(place, "petugas2 DINSOS pelaksana Wati")
    on_leave(place, "petugas", "27-11-2026", "Sari, Diskominfo")

    place.room.speak("petugas", "cuti")
    told = dict(place.room.speak("petugas", "[Saya sudah kembali]"))
    place.file()

    assert "sudah kembali" in told["utama"].text
    assert hear(place).keys() == {"warga", "petugas"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("22-11-2026", "sudah lewat"),
        ("24-11-2028", "Paling lama satu tahun"),
        ("30-02-2027", "belum terbaca"),
        ("kapan-kapan", "belum terbaca"),
    ],
)
def test_a_last_day_that_cannot_be_is_asked_again(place: Town, typed: str, told: str) -> None:
    says(place, "petugas", "cuti")

    said = says(place, "petugas", typed)

    assert told in said and "Cuti sampai tanggal berapa" in said


def test_the_one_superior_has_nobody_to_stand_in(place: Town) -> None:
    said = says(place, "atasan", "cuti", "Besok")

    assert said.endswith("[Tanpa pengganti]")


def test_a_refusal_is_proposed_to_who_stands_in_for_the_ppid_utama(place: Town) -> None:
    join(place, "utama2 DISKOMINFO utama Hasan")
    on_leave(place, "utama", "27-11-2026", "Hasan, Diskominfo")
    request = place.file()
    hear(place)

    place.act(request, REFUSED)

    assert hear(place).keys() == {"utama2"}


# -- what is late, and the queue ------------------------------------------------------------------


def test_what_is_late_stands_by_agency_the_latest_first(place: Town) -> None:
    for n in range(4):
        place.file(by=f"warga{n}", agency="PUPR")
    place.now("2026-11-25 09:00")
    place.file(agency="DINSOS")
    place.now("2026-12-14 09:00")

    said = says(place, "utama", "terlambat")

    assert "Lewat tenggat: 5 permohonan di 2 dinas" in said
    assert said.index("Penataan Ruang: 4 permohonan, yang terlama lewat 5 hari kerja") < said.index(
        "Dinas Sosial: 1 permohonan, yang terlama lewat 3 hari kerja"
    )
    assert "Dan 1 lagi." in said
    assert "Tidak ada yang lewat tenggat" in says(place, "petugas", "terlambat")


def test_what_is_answered_is_late_no_more(place: Town) -> None:
    request = place.file()
    place.now("2026-12-14 09:00")
    assert "[Terlambat]" in says(place, "petugas", "antrean")

    place.act(request, GIVEN)
    hear(place)

    assert "Tidak ada yang lewat tenggat" in says(place, "petugas", "terlambat")


def test_an_objection_without_a_response_is_late_too(place: Town) -> None:
    request = place.file()
    place.act(request, GIVEN)
    place.object(request)
    hear(place)
    place.now("2027-01-11 09:00")

    assert "Keberatan yang belum ditanggapi Atasan PPID: 1" in says(place, "atasan", "terlambat")


def test_a_long_queue_has_pages(place: Town) -> None:
    for n in range(12):
        place.file(by=f"warga{n}")
    hear(place)

    first = says(place, "petugas", "antrean")
    second = says(place, "petugas", "[Berikutnya]")

    assert "Dan 2 lagi." in first and first.count("/PPID/XI/2026,") == 10
    assert second.count("/PPID/XI/2026,") == 2 and "Berikutnya" not in second


def test_a_page_that_is_no_more_shows_the_last_one(place: Town) -> None:
    request = place.file()

    assert row(place, request).number in press(place, "petugas", "m:queue:99999")
