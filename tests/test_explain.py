"""Why a date is what it is: in one message, day by day, in the chat and on the command line."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import Settings
from handlers.explaining import LONGEST, explain, of_objection, of_request
from handlers.voice import voice_of
from kip.actions import Answer, Close, Decision, DeclareIncomplete, Extend
from kip.calendar import DayOff, WorkCalendar, national_days_off
from kip.clocks import (
    ANSWER,
    COMPLETION,
    DISPUTE_WINDOW,
    EXTENSION,
    OBJECTION_ANSWER,
    OBJECTION_WINDOW,
    Period,
)
from kip.grounds import Ground
from kip.objection import CloseObjection, FileDispute, Respond, Ruling
from storage import objections as register
from storage import requests
from tests.test_copying import url_of
from tests.town import Town, quick_town

ID = voice_of("id")
DECREES = {2026: "SKB 1497/2025", 2027: "SKB 2027"}
KNOWN = WorkCalendar(
    years=DECREES,
    off=[
        DayOff(day=o.day, name=o.name, source=DECREES[o.day.year], kind=o.kind)
        for o in national_days_off([2026, 2027])
    ],
)
PERIODS = (ANSWER, EXTENSION, COMPLETION, OBJECTION_WINDOW, OBJECTION_ANSWER, DISPUTE_WINDOW)
REFUSED = Answer(decision=Decision.REFUSED, text="Data pribadi.", ground=Ground.H)
REJECTED = Respond(ruling=Ruling.REJECTED, text="Keputusan PPID tepat.")


def d(text: str) -> date:
    return date.fromisoformat(text)


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Town]:
    with quick_town(tmp_path) as built:
        yield built


def running(people: Town, request: int = 0, objection: int = 0) -> list[tuple[str, date | None]]:
    """(period, end) of all that is explained now."""
    room = people.room

    def read(session: Session) -> list[tuple[str, date | None]]:
        if objection:
            one = register.get(session, objection)
            assert one is not None
            found = of_objection(session, ID, room.desk, one, room.at)
        else:
            asked = requests.get(session, request)
            assert asked is not None
            found = of_request(session, ID, room.desk, asked, room.at)
        return [(e.period.key, e.due) for e in found]

    return room.store.read_sync(read)


# -- the words ------------------------------------------------------------------------------------


def test_an_explanation_has_article_start_every_day_end_and_decree() -> None:
    said = lines(explain(ID, KNOWN, COMPLETION, d("2026-12-22")))

    assert said == [
        "Melengkapi permohonan: dihitung sejak pemberitahuan belum lengkap, Selasa, 22 Desember 2026.",
        "Mengapa tanggal itu? Dihitung 3 hari kerja (Perki 1/2021, standar permintaan informasi), "
        "Senin sampai Jumat tanpa hari libur dan cuti bersama.",
        "Selasa, 22 Desember 2026: awal hitungan, belum dihitung",
        "Rabu, 23 Desember 2026: hari ke-1",
        "Kamis, 24 Desember 2026: tidak dihitung, Cuti Bersama Hari Raya Natal",
        "Jumat, 25 Desember 2026: tidak dihitung, Hari Raya Natal",
        "Sabtu, 26 Desember 2026: tidak dihitung, akhir pekan",
        "Minggu, 27 Desember 2026: tidak dihitung, akhir pekan",
        "Senin, 28 Desember 2026: hari ke-2",
        "Selasa, 29 Desember 2026: hari ke-3",
        "Jadi, paling lambat Selasa, 29 Desember 2026.",
        "Hari libur dan cuti bersama menurut SKB 1497/2025 untuk 2026.",
        "Hitungan ini mengikuti praktik yang lazim menurut Perki 1/2021; bunyi pasalnya masih kami pastikan.",
    ]


def test_a_day_of_the_bodys_own_names_its_decree_and_a_struck_one_says_why_it_counts() -> None:
    calendar = WorkCalendar(
        years={2026: "SKB"},
        off=[
            DayOff(day=d("2026-03-03"), name="Pilkades", source="SK Bupati 1/2026", kind="body"),
            DayOff(day=d("2026-03-07"), name="Hari jadi", source="SKB", kind="public"),
            DayOff(day=d("2026-03-09"), name="Cuti bersama", source="SKB", kind="joint_leave"),
        ],
        working=[(d("2026-03-09"), "SKB perubahan")],
    )

    said = lines(explain(ID, calendar, EXTENSION, d("2026-03-02")))

    assert "Selasa, 3 Maret 2026: tidak dihitung, Pilkades (SK Bupati 1/2026)" in said
    assert "Sabtu, 7 Maret 2026: tidak dihitung, akhir pekan, juga Hari jadi" in said
    assert "Senin, 9 Maret 2026: hari ke-4, tetap hari kerja menurut SKB perubahan" in said


@pytest.mark.parametrize("on", ["2026-03-13", "2026-12-18", "2027-02-26", "2027-05-03"])
@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.key)
def test_every_day_from_the_start_to_the_end_has_its_line(period: Period, on: str) -> None:
    count = KNOWN.count(d(on), period.days)

    said = lines(explain(ID, KNOWN, period, d(on)))

    told = [line for line in said if any(line.startswith(f"{ID.long_date(day.day)}:") for day in count.days)]
    assert len(told) == len(count.days)
    assert sum(": hari ke-" in line for line in told) == period.days
    assert f"Jadi, paling lambat {ID.long_date(count.due)}." in said


@given(on=st.dates(d("2026-01-01"), d("2027-09-30")), period=st.sampled_from(PERIODS))
@settings(max_examples=60, deadline=None)
def test_it_is_one_message_whatever_the_year_brings(on: date, period: Period) -> None:
    assert len(explain(ID, KNOWN, period, on)) < LONGEST


@pytest.mark.parametrize("closed", [40, 300])
def test_a_body_that_was_closed_for_long_is_still_explained_in_one_message(closed: int) -> None:
    """Stretches of days where each day would not fit, and totals where no two days are alike."""
    first = d("2026-02-02")
    off = [
        DayOff(
            day=first + timedelta(days=n),
            name=f"Tanggap darurat bencana alam, hari {n}",
            source="SK",
            kind="body",
        )
        for n in range(closed)
    ]
    calendar = WorkCalendar(years=DECREES, off=off)

    text = explain(ID, calendar, OBJECTION_ANSWER, d("2026-02-01"))

    assert len(text) < LONGEST
    assert f"Jadi, paling lambat {ID.long_date(calendar.count(d('2026-02-01'), 30).due)}." in text


def test_neighbouring_days_of_one_sort_share_a_line_where_each_would_not_fit() -> None:
    off = [
        DayOff(
            day=d("2026-02-02") + timedelta(days=n), name="Tanggap darurat", source="SK 4/2026", kind="body"
        )
        for n in range(70)
    ]
    calendar = WorkCalendar(years=DECREES, off=off)

    said = lines(explain(ID, calendar, OBJECTION_ANSWER, d("2026-02-01")))

    assert "Senin, 13 April 2026 sampai Jumat, 17 April 2026: hari ke-1 sampai ke-5" in said


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.key)
def test_a_year_that_is_not_known_says_what_it_waits_for(period: Period) -> None:
    said = explain(ID, KNOWN, period, d("2027-12-31"))

    assert "hitungannya sampai ke tahun 2028" in said
    assert "(yang ada: 2026, 2027)" in said
    assert "paling lambat" not in said


# -- what runs ------------------------------------------------------------------------------------


def test_a_new_request_has_one_clock(people: Town) -> None:
    assert running(people, people.file()) == [("answer", d("2026-12-07"))]


def test_an_extension_is_counted_from_the_end_of_the_ten_days(people: Town) -> None:
    request = people.file()
    people.act(request, Extend(reason="Datanya tersebar di banyak sekolah."))

    assert running(people, request) == [("answer", d("2026-12-07")), ("extension", d("2026-12-16"))]


def test_an_incomplete_request_has_the_applicants_clock_beside_the_bodys(people: Town) -> None:
    request = people.file()
    people.now("2026-11-24 10:00")
    people.act(request, DeclareIncomplete(missing="Tahun datanya"))

    assert running(people, request) == [("answer", d("2026-12-07")), ("completion", d("2026-11-27"))]


@pytest.mark.parametrize(
    ("now", "periods"),
    [("2026-12-07 23:59:59", ["answer"]), ("2026-12-08 00:00:00", ["answer", "objection_window"])],
)
def test_silence_opens_the_window_to_object(people: Town, now: str, periods: list[str]) -> None:
    request = people.file()
    people.now(now)

    assert [period for period, _ in running(people, request)] == periods


def test_an_answer_ends_its_clock_and_opens_the_window(people: Town) -> None:
    request = people.file()
    people.act(request, REFUSED, by="utama")

    assert running(people, request) == [("objection_window", d("2027-01-08"))]


def test_an_objection_has_its_own_clock_and_ends_the_window(people: Town) -> None:
    request = people.file()
    people.act(request, REFUSED, by="utama")
    objection = people.object(request)

    assert running(people, request) == []
    assert running(people, objection=objection) == [("objection_answer", d("2027-01-08"))]


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2027-01-08 23:59:59", [("objection_answer", "2027-01-08")]),
        ("2027-01-09 00:00:00", [("objection_answer", "2027-01-08"), ("dispute_window", "2027-01-28")]),
    ],
)
def test_silence_opens_the_way_to_the_commission(people: Town, now: str, ends: list[tuple[str, str]]) -> None:
    request = people.file()
    people.act(request, REFUSED, by="utama")
    objection = people.object(request)
    people.now(now)

    assert running(people, objection=objection) == [(period, d(end)) for period, end in ends]


@pytest.mark.parametrize(
    ("responded", "end"), [("2026-12-01 10:00", "2026-12-21"), ("2027-01-11 10:00", "2027-01-28")]
)
def test_a_response_is_explained_by_the_reading_that_is_shown(people: Town, responded: str, end: str) -> None:
    request = people.file()
    people.act(request, REFUSED, by="utama")
    objection = people.object(request)
    people.now(responded)
    people.rule(objection, REJECTED)

    assert running(people, objection=objection) == [("dispute_window", d(end))]


def test_nothing_is_counted_any_more_of_what_has_ended(people: Town) -> None:
    request = people.file()
    people.act(request, REFUSED, by="utama")
    disputed, closed = people.object(request), people.file(information="Data lain")
    people.rule(disputed, REJECTED)
    people.rule(disputed, FileDispute(), by="warga")
    people.act(closed, REFUSED, by="utama")
    people.now("2027-03-01 09:00")
    people.act(closed, Close(reason="Batas waktunya lewat"))

    assert running(people, objection=disputed) == running(people, closed) == []


# -- in the chat ----------------------------------------------------------------------------------


def test_an_officer_asks_with_the_number(people: Town) -> None:
    people.file()
    people.room.listen()

    for who in ("petugas", "utama", "atasan"):
        [(to, say)] = people.room.speak(who, "kenapa 001/PPID/XI/2026?")
        assert to == who and say.text.startswith("Menjawab permohonan: dihitung sejak")


def test_nobody_is_told_of_another_persons_dates(people: Town) -> None:
    people.file()
    people.room.listen()

    [(_, say)] = people.room.speak("tetangga", "kenapa 001/PPID/XI/2026")

    assert say.text.startswith("Nomor itu tidak ada di antara permohonan Bapak/Ibu.")


def test_without_a_number_it_is_the_newest_date_of_ones_own(people: Town) -> None:
    people.room.listen()
    [(_, nothing)] = people.room.speak("warga", "kenapa tanggal ini?")
    request = people.file()
    people.act(request, REFUSED, by="utama")
    people.room.listen()
    [(_, window)] = people.room.speak("warga", "Kenapa tanggal ini?")
    objection = people.object(request)
    people.room.listen()
    [(_, answer)] = people.room.speak("warga", "mengapa")
    people.rule(objection, CloseObjection(reason="dicabut"), by="warga")

    assert nothing.text == "Saat ini tidak ada tanggal yang sedang dihitung."
    assert window.text.startswith("Mengajukan keberatan: dihitung sejak alasannya ditemukan")
    assert answer.text.startswith("Menanggapi keberatan: dihitung sejak keberatan diterima")


# -- ppid explain ---------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A town whose database the command line opens."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    with quick_town(tmp_path) as built:
        monkeypatch.setenv("DATABASE_URL", url_of(built.room.store))
        yield built


def ppid_explain(*words: str) -> Result:
    return CliRunner().invoke(app, ["explain", *words])


def test_the_first_line_is_the_number_and_the_date(office: Town) -> None:
    office.file()

    said = ppid_explain("001/ppid/xi/2026")

    assert said.exit_code == 0
    assert said.stdout.splitlines()[0] == "001/PPID/XI/2026 2026-12-07"
    assert "Selasa, 24 November 2026: hari ke-1" in said.stdout


def test_an_extended_request_is_due_at_the_end_of_the_extension(office: Town) -> None:
    office.act(office.file(), Extend(reason="Datanya tersebar di banyak sekolah."))

    said = ppid_explain("001/PPID/XI/2026").stdout

    assert said.startswith("001/PPID/XI/2026 2026-12-16\n")
    assert "Perpanjangan waktu menjawab" in said


def test_an_objection_is_explained_by_its_own_number(office: Town) -> None:
    request = office.file()
    office.act(request, REFUSED, by="utama")
    objection = office.object(request)
    waiting = ppid_explain("001/KEB/PPID/XI/2026").stdout
    office.rule(objection, REJECTED)
    responded = ppid_explain("001/KEB/PPID/XI/2026").stdout

    assert waiting.startswith("001/KEB/PPID/XI/2026 2027-01-08\n")
    assert responded.startswith("001/KEB/PPID/XI/2026 2026-12-11\n")


def test_where_nothing_is_counted_the_date_is_a_dash(office: Town) -> None:
    request = office.file()
    office.act(request, REFUSED, by="utama")
    office.object(request)

    said = ppid_explain("001/PPID/XI/2026")

    assert said.stdout == "001/PPID/XI/2026 -\nSaat ini tidak ada tanggal yang sedang dihitung.\n"


def test_a_date_that_waits_for_a_calendar_says_so_in_the_first_line(office: Town) -> None:
    office.room.at = datetime(2027, 12, 30, 9, tzinfo=ZoneInfo("Asia/Jakarta"))
    office.file()

    said = ppid_explain("001/PPID/XII/2027").stdout

    assert said.startswith("001/PPID/XII/2027 menunggu kalender 2028\n")


@pytest.mark.parametrize("number", ["002/PPID/XI/2026", "001/KEB/PPID/XI/2026", "nomor saya", ""])
def test_a_number_that_is_not_there_ends_with_one(office: Town, number: str) -> None:
    office.file()

    said = ppid_explain(number)

    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr == f"Tidak ada permohonan atau keberatan bernomor {number}.\n"
