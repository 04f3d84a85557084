"""Working days: law.md's table, the boundaries, and numpy as the second opinion."""

import subprocess
import sys
import tomllib
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kip.calendar import CalendarError, DayOff, UnknownYear, WorkCalendar, calendar_from, national_days_off

KERINCI = Path(__file__).resolve().parents[1] / "content" / "kerinci" / "calendar.toml"

# Received; +3, +10 and +17 working days. Start-exclusive, less weekends, libur nasional and cuti bersama.
VECTORS = [
    ("2026-01-02", "2026-01-07", "2026-01-19", "2026-01-28"),
    ("2026-02-13", "2026-02-20", "2026-03-03", "2026-03-12"),
    ("2026-03-13", "2026-03-25", "2026-04-06", "2026-04-15"),
    ("2026-03-21", "2026-03-27", "2026-04-08", "2026-04-17"),
    ("2026-05-11", "2026-05-18", "2026-05-29", "2026-06-10"),
    ("2026-08-14", "2026-08-20", "2026-09-01", "2026-09-10"),
    ("2026-11-23", "2026-11-26", "2026-12-07", "2026-12-16"),
    ("2026-12-18", "2026-12-23", "2027-01-07", "2027-01-18"),
    ("2027-02-26", "2027-03-03", "2027-03-22", "2027-04-02"),
    ("2027-05-03", "2027-05-07", "2027-05-24", "2027-06-03"),
]

# 2026 as the SKB of three ministers lists it, typed by hand: the package is checked against it.
PUBLIC_2026 = "0101 0116 0217 0319 0321 0322 0403 0405 0501 0514 0527 0531 0601 0616 0817 0825 1225"
JOINT_2026 = "0216 0318 0320 0323 0324 0515 0528 1224"
PUBLIC_2027 = "0101 0105 0206 0308 0310 0311 0326 0328 0501 0506 0517 0520 0601 0606 0815 0817 1225 1226"
JOINT_2027 = "0205 0309 0312 0315 0325 0518 0519 1224"


def d(text: str) -> date:
    return date.fromisoformat(text)


@cache
def kerinci() -> WorkCalendar:
    return calendar_from(tomllib.loads(KERINCI.read_text(encoding="utf-8")))


def plain(*, years: dict[int, str] | None = None, off: str = "") -> WorkCalendar:
    """A calendar without national holidays; `off` has ISO dates."""
    days = [DayOff(day=d(one), name=f"Libur {one}", source="SK", kind="body") for one in off.split()]
    return WorkCalendar(years=years or {2026: "SKB"}, off=days)


def table(text: str) -> WorkCalendar:
    return calendar_from(tomllib.loads(text))


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(CalendarError) as caught:
        table(text)
    return caught.value.problems


# -- The table of the law sheet


@pytest.mark.parametrize(("received", "three", "ten", "seventeen"), VECTORS)
def test_the_vectors_of_the_law_sheet_hold(received: str, three: str, ten: str, seventeen: str) -> None:
    dues = [kerinci().count(d(received), days).due for days in (3, 10, 17)]

    assert dues == [d(three), d(ten), d(seventeen)]


@pytest.mark.parametrize(("received", "_three", "ten", "seventeen"), VECTORS)
def test_seven_days_counted_from_the_tenth_are_the_seventeenth(
    received: str, _three: str, ten: str, seventeen: str
) -> None:
    assert kerinci().count(d(ten), 7).due == d(seventeen)


def test_an_objection_of_november_and_the_dispute_after_it() -> None:
    answer = kerinci().count(d("2026-11-23"), 30).due
    dispute = kerinci().count(answer, 14).due

    assert (answer, dispute) == (d("2027-01-08"), d("2027-01-28"))


@pytest.mark.parametrize(("year", "days"), [(2026, 240), (2027, 242)])
def test_a_year_has_as_many_working_days_as_its_decree_leaves(year: int, days: int) -> None:
    calendar = WorkCalendar(years={year: "SKB"}, off=national_days_off([year]))

    found = calendar.working_days_between(date(year, 1, 1), date(year, 12, 31))  # 1 January is a holiday

    assert found == days


@pytest.mark.parametrize(
    ("year", "public", "joint"), [(2026, PUBLIC_2026, JOINT_2026), (2027, PUBLIC_2027, JOINT_2027)]
)
def test_the_package_lists_what_the_decree_lists(year: int, public: str, joint: str) -> None:
    found = {(off.kind, off.day.strftime("%m%d")) for off in national_days_off([year])}

    assert found == {("public", day) for day in public.split()} | {
        ("joint_leave", day) for day in joint.split()
    }


# -- Each weekday, before, on and after


@pytest.mark.parametrize(
    ("received", "first"),
    [
        ("2026-07-06", "2026-07-07"),  # Monday
        ("2026-07-07", "2026-07-08"),
        ("2026-07-08", "2026-07-09"),
        ("2026-07-09", "2026-07-10"),
        ("2026-07-10", "2026-07-13"),  # Friday
        ("2026-07-11", "2026-07-13"),
        ("2026-07-12", "2026-07-13"),  # Sunday
    ],
)
def test_day_one_is_the_next_working_day_after_each_weekday(received: str, first: str) -> None:
    assert kerinci().next_working_day(d(received)) == d(first)
    assert kerinci().count(d(received), 1).due == d(first)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-08-13", "2026-08-18"),  # Thursday before the 17th: Friday is day 1, Tuesday day 2
        ("2026-08-14", "2026-08-19"),  # Friday before
        ("2026-08-17", "2026-08-19"),  # on Independence Day itself
        ("2026-08-18", "2026-08-20"),  # the day after
    ],
)
def test_a_holiday_moves_the_deadline_before_and_on_it_but_not_after(received: str, due: str) -> None:
    assert kerinci().count(d(received), 2).due == d(due)


@pytest.mark.parametrize("received", ["2026-03-17", "2026-03-18", "2026-03-21", "2026-03-22", "2026-03-24"])
def test_everything_received_in_the_lebaran_run_of_2026_starts_on_25_march(received: str) -> None:
    assert kerinci().next_working_day(d(received)) == d("2026-03-25")


def test_the_day_before_the_lebaran_run_still_counts() -> None:
    assert kerinci().count(d("2026-03-16"), 2).due == d("2026-03-25")
    assert kerinci().is_working_day(d("2026-03-17"))


def test_the_year_end_is_crossed_over_christmas_and_new_year() -> None:
    count = kerinci().count(d("2026-12-23"), 5)

    assert [day.day for day in count.days if day.number] == [
        d("2026-12-28"),
        d("2026-12-29"),
        d("2026-12-30"),
        d("2026-12-31"),
        d("2027-01-04"),
    ]


def test_a_leap_day_is_counted_like_any_other() -> None:
    calendar = plain(years={2028: "SKB"})

    assert calendar.is_working_day(d("2028-02-29"))
    assert calendar.count(d("2028-02-28"), 2).due == d("2028-03-01")


# -- A count explains itself


def test_a_count_explains_every_day_of_the_lebaran_run() -> None:
    count = kerinci().count(d("2026-03-13"), 3)

    explained = [(day.day.day, day.number, day.reason, day.off.name if day.off else "") for day in count.days]
    assert explained == [
        (13, None, "start", ""),
        (14, None, "weekend", ""),
        (15, None, "weekend", ""),
        (16, 1, "working", ""),
        (17, 2, "working", ""),
        (18, None, "off", "Cuti Bersama Hari Suci Nyepi"),
        (19, None, "off", "Hari Suci Nyepi"),
        (20, None, "off", "Cuti Bersama Hari Raya Idul Fitri"),
        (21, None, "weekend", "Hari Raya Idul Fitri"),
        (22, None, "weekend", "Hari kedua dari Hari Raya Idul Fitri"),
        (23, None, "off", "Cuti Bersama Hari Raya Idul Fitri"),
        (24, None, "off", "Cuti Bersama Hari Raya Idul Fitri"),
        (25, 3, "working", ""),
    ]


def test_a_day_off_in_a_count_cites_its_decree() -> None:
    christmas = kerinci().count(d("2026-12-23"), 1).days[1].off

    assert christmas is not None
    assert christmas.kind == "joint_leave"
    assert christmas.source == kerinci().decree(2026)
    assert "1497/2025" in christmas.source


def test_a_start_on_a_holiday_tells_which_one() -> None:
    first = kerinci().count(d("2026-08-17"), 1).days[0]

    assert first.reason == "start"
    assert first.off is not None and first.off.name == "Hari Kemerdekaan Republik Indonesia"


@pytest.mark.parametrize("days", [0, -1])
def test_a_period_without_a_day_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="at least 1 day"):
        kerinci().count(d("2026-07-06"), days)
    with pytest.raises(ValueError, match="at least 1 day"):
        kerinci().due(d("2026-07-06"), days)


def test_a_moment_is_not_taken_for_a_date() -> None:
    moment = datetime(2026, 8, 17, 9, tzinfo=UTC)  # would find no holiday: a datetime equals no date

    for ask in (
        kerinci().is_working_day,
        kerinci().next_working_day,
        kerinci().day_off,
        lambda at: kerinci().count(at, 3),
        lambda at: kerinci().due(at, 3),
    ):
        with pytest.raises(TypeError, match="not moments"):
            ask(moment)


# -- Years that nobody has decreed


def test_an_unknown_year_is_named() -> None:
    for ask in (kerinci().is_working_day, kerinci().next_working_day, kerinci().day_off):
        with pytest.raises(UnknownYear, match="2028") as caught:
            ask(d("2028-01-03"))
        assert caught.value.year == 2028
    with pytest.raises(UnknownYear):
        kerinci().decree(2028)


def test_a_count_that_runs_into_an_unknown_year_names_it() -> None:
    assert kerinci().count(d("2027-12-20"), 8).due == d("2027-12-31")
    with pytest.raises(UnknownYear) as caught:
        kerinci().count(d("2027-12-20"), 9)
    assert caught.value.year == 2028
    with pytest.raises(UnknownYear) as caught:
        kerinci().due(d("2027-12-20"), 9)
    assert caught.value.year == 2028


def test_a_start_on_the_last_day_of_an_unknown_year_needs_only_the_next() -> None:
    count = kerinci().count(d("2025-12-31"), 1)

    assert count.due == d("2026-01-02")
    assert count.days[0].off is None


def test_the_package_is_asked_for_no_year_that_is_not_wanted() -> None:
    assert national_days_off([]) == []
    assert {off.day.year for off in national_days_off(iter([2027]))} == {2027}
    assert [off.day for off in national_days_off([2027, 2026, 2027])] == sorted(
        {off.day for off in national_days_off([2026, 2027])}
    )


def test_a_date_that_is_only_reckoned_says_so() -> None:
    names = {off.day: off.name for off in national_days_off([2026, 2027])}

    assert names[d("2027-03-10")] == "Hari Raya Idul Fitri (perkiraan)"
    assert names[d("2026-03-21")] == "Hari Raya Idul Fitri"


# -- Adding and striking


def test_a_day_added_by_the_body_is_skipped_with_its_source() -> None:
    calendar = table(
        KERINCI.read_text(encoding="utf-8")
        + '[[add]]\nday = 2026-11-25\nname = "Pilkada"\nsource = "Keppres 1/2026"\n'
    )

    count = calendar.count(d("2026-11-23"), 10)

    assert count.due == d("2026-12-08")
    assert count.days[2].off == DayOff(
        day=d("2026-11-25"), name="Pilkada", source="Keppres 1/2026", kind="body"
    )


def test_a_struck_holiday_counts_and_tells_why() -> None:
    calendar = table(
        KERINCI.read_text(encoding="utf-8") + '[[strike]]\nday = 2026-12-24\nsource = "SKB perubahan"\n'
    )

    day = calendar.count(d("2026-12-23"), 1).days[-1]

    assert (day.day, day.number, day.reason, day.struck) == (d("2026-12-24"), 1, "working", "SKB perubahan")
    assert calendar.day_off(d("2026-12-24")) is None


def test_an_added_day_stands_before_the_packages_own() -> None:
    calendar = table(
        '[years]\n2026 = {decree = "SKB", national = true}\n'
        '[[add]]\nday = 2026-12-24\nname = "Misa"\nsource = "SK Bupati"\nkind = "public"\n'
    )

    off = calendar.day_off(d("2026-12-24"))

    assert off is not None and (off.name, off.kind) == ("Misa", "public")


def test_a_year_can_be_listed_wholly_by_hand() -> None:
    calendar = table(
        '[years]\n2028 = {decree = "SKB 2028", national = false}\n'
        '[[add]]\nday = 2028-01-26\nname = "Imlek"\nsource = "SKB 2028"\nkind = "public"\n'
    )

    assert dict(calendar.years) == {2028: "SKB 2028"}
    assert calendar.count(d("2028-01-25"), 1).due == d("2028-01-27")


def test_a_table_kept_as_json_gives_the_same_calendar() -> None:
    calendar = calendar_from(
        {
            "years": {"2026": {"decree": "SKB", "national": True}},
            "add": [{"day": "2026-11-25", "name": "Pilkada", "source": "Keppres"}],
            "strike": [{"day": "2026-12-24", "source": "SKB perubahan"}],
        }
    )

    assert not calendar.is_working_day(d("2026-11-25"))
    assert calendar.is_working_day(d("2026-12-24"))


def test_striking_never_makes_a_sunday_a_working_day() -> None:
    calendar = WorkCalendar(
        years={2026: "SKB"}, off=national_days_off([2026]), working=[(d("2026-03-22"), "keliru")]
    )

    assert not calendar.is_working_day(d("2026-03-22"))


def test_striking_a_day_that_is_worked_anyway_leaves_no_mark() -> None:
    calendar = WorkCalendar(years={2026: "SKB"}, off=(), working=[(d("2026-07-06"), "SK")])

    assert calendar.count(d("2026-07-05"), 1).days[-1].struck == ""


def test_a_calendar_does_not_change_with_what_it_was_made_from() -> None:
    years, off = {2026: "SKB"}, [DayOff(day=d("2026-07-06"), name="Libur", source="SK", kind="body")]
    calendar = WorkCalendar(years=years, off=off)

    years[2027] = "SKB"
    off.clear()

    assert not calendar.is_working_day(d("2026-07-06"))
    with pytest.raises(UnknownYear):
        calendar.is_working_day(d("2027-07-06"))
    with pytest.raises(TypeError):
        calendar.years[2027] = "SKB"  # type: ignore[index]  # that it cannot be done is the point
    with pytest.raises(FrozenInstanceError):
        calendar.count(d("2026-07-01"), 1).due = d("2026-07-01")  # type: ignore[misc]  # likewise


# -- A bad table names its entry

YEARS = '[years]\n2026 = {decree = "SKB", national = true}\n'
ADD = '[[add]]\nday = 2026-07-06\nname = "Libur"\nsource = "SK"\n'


@pytest.mark.parametrize(
    ("text", "named", "wrong"),
    [
        ("", "[years]", "belum ada satu tahun pun"),
        ("[years]\n", "[years]", "belum ada satu tahun pun"),
        ('[years]\n26 = {decree = "SKB", national = true}', "[years] 26", "bukan tahun"),
        ('[years]\n2026 = "SKB"', "[years] 2026", "decree ="),
        ("[years]\n2026 = {national = true}", "[years] 2026", "decree kosong"),
        ('[years]\n2026 = {decree = " ", national = true}', "[years] 2026", "decree kosong"),
        ('[years]\n2026 = {decree = "SKB"}', "[years] 2026", "national harus true atau false"),
        ('[years]\n2026 = {decree = "SKB", national = "ya"}', "[years] 2026", "national harus true"),
        ('[years]\n2026 = {decree = "SKB", national = true, nasional = true}', "[years] 2026", "nasional"),
        ('[years]\n2028 = {decree = "SKB", national = true}', "[years] 2028", "belum memuat cuti bersama"),
        (YEARS + "[libur]\n", "libur", "bagian tidak dikenal"),
        (YEARS + "[add]\nday = 2026-07-06\n", "add", "dua kurung siku, [[add]]"),
        (YEARS + ADD + ADD, "[[add]] ke-2 (2026-07-06)", "sudah ditambahkan sebagai 'Libur'"),
        (YEARS + ADD + 'sumber = "SK"\n', "[[add]] ke-1 (2026-07-06)", "sumber tidak dikenal"),
        (YEARS + ADD + 'kind = "cuti"\n', "[[add]] ke-1 (2026-07-06)", "kind harus"),
        (YEARS + ADD.replace("2026", "2062"), "[[add]] ke-1 (2062-07-06)", "tahun 2062 tidak ada di [years]"),
        (YEARS + ADD.replace("2026-07-06", '"6 Juli 2026"'), "[[add]] ke-1 (6 Juli 2026)", "harus tanggal"),
        (YEARS + ADD.replace("2026-07-06", '"2026-02-30"'), "[[add]] ke-1 (2026-02-30)", "harus tanggal"),
        (YEARS + ADD.replace("2026-07-06", "2026-07-06T00:00:00Z"), "[[add]] ke-1", "harus tanggal"),
        (YEARS + '[[add]]\nname = "Libur"\nsource = "SK"\n', "[[add]] ke-1", "harus tanggal"),
        (YEARS + '[[add]]\nday = 2026-07-06\nsource = "SK"\n', "[[add]] ke-1", "name kosong"),
        (YEARS + '[[add]]\nday = 2026-07-06\nname = "Libur"\n', "[[add]] ke-1", "source kosong"),
        (YEARS + 'add = ["2026-07-06"]\n', "[years] add", "bukan tahun"),
        ('add = ["2026-07-06"]\n' + YEARS, "[[add]] ke-1", "bukan tabel"),
        (YEARS + '[[strike]]\nday = 2026-07-06\nsource = "SK"\n', "[[strike]] ke-1", "memang hari kerja"),
        (YEARS + '[[strike]]\nday = 2026-03-21\nsource = "SK"\n', "[[strike]] ke-1", "Sabtu dan Minggu"),
        (YEARS + "[[strike]]\nday = 2026-12-24\n", "[[strike]] ke-1 (2026-12-24)", "source kosong"),
        (
            YEARS + ADD + '[[strike]]\nday = 2026-07-06\nsource = "SK"\n',
            "[[strike]] ke-1",
            "hapus salah satu",
        ),
        (YEARS + '[[strike]]\nday = 2026-12-24\nsource = "SK"\n' * 2, "[[strike]] ke-2", "sudah dicoret"),
    ],
)
def test_a_bad_entry_is_named(text: str, named: str, wrong: str) -> None:
    found = problems(text)

    assert len(found) == 1, found
    assert named in found[0]
    assert wrong in found[0]


def test_all_bad_entries_are_told_at_once() -> None:
    found = problems(
        YEARS + '[[add]]\nday = 2062-01-01\n[[add]]\nday = 1\n[[strike]]\nday = 2026-07-06\nsource = "SK"\n'
    )

    assert [one.split(":")[0] for one in found] == [
        "[[add]] ke-1 (2062-01-01)",
        "[[add]] ke-2 (1)",
        "[[strike]] ke-1 (2026-07-06)",
    ]
    with pytest.raises(CalendarError, match=r"ke-1 .* ke-2 .*strike"):
        table(YEARS + "[[add]]\nday = 2062-01-01\n[[add]]\nday = 1\n[[strike]]\nday = 2\n")


def test_the_examples_in_the_content_pack_can_be_used_as_they_stand() -> None:
    text = KERINCI.read_text(encoding="utf-8")
    examples = [line.removeprefix("#   ") for line in text.splitlines() if line.startswith("#   ")]
    entries = "\n".join(line for line in examples if not line.startswith(("national", " ")))

    calendar = table(text + entries)

    assert not calendar.is_working_day(d("2027-06-30"))
    assert calendar.is_working_day(d("2027-03-10"))


# -- numpy agrees

unhurried = settings(deadline=None)  # the first example may load the holidays package
DATES = st.dates(date(2026, 1, 1), date(2027, 8, 31))
INVENTED = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=120)


def _counted(calendar: WorkCalendar, off: list[date], start: date, days: int) -> tuple[date, date]:
    """Our due date, and numpy's: from a day that is none, it rolls back to the working day before."""
    ours = calendar.count(start, days).due
    assert calendar.due(start, days) == ours
    theirs = np.busday_offset(start, days, roll="backward", holidays=np.array(off, dtype="datetime64[D]"))
    return ours, theirs.astype(date)


def _between(off: list[date], a: date, b: date) -> int:
    if b < a:
        return -_between(off, b, a)
    day = timedelta(days=1)  # numpy counts [a, b), we count (a, b]
    return int(np.busday_count(a + day, b + day, holidays=np.array(off, dtype="datetime64[D]")))


@cache
def _national() -> list[date]:
    return [off.day for off in national_days_off([2025, 2026, 2027])]


@cache
def _three_years() -> WorkCalendar:
    return WorkCalendar(
        years=dict.fromkeys((2025, 2026, 2027), "SKB"), off=national_days_off([2025, 2026, 2027])
    )


@unhurried
@given(start=DATES, days=st.integers(1, 60))
def test_numpy_counts_the_same_over_2026_and_2027(start: date, days: int) -> None:
    ours, theirs = _counted(_three_years(), _national(), start, days)

    assert ours == theirs


@unhurried
@given(a=DATES, b=DATES)
def test_numpy_finds_as_many_working_days_between_two_dates(a: date, b: date) -> None:
    assert _three_years().working_days_between(a, b) == _between(_national(), a, b)


@unhurried
@given(off=INVENTED, start=DATES, days=st.integers(1, 100), b=DATES)
def test_numpy_agrees_over_invented_calendars(off: frozenset[date], start: date, days: int, b: date) -> None:
    entries = [DayOff(day=day, name="Libur", source="SK", kind="body") for day in off]
    calendar = WorkCalendar(years=dict.fromkeys(range(2025, 2030), "SKB"), off=entries)

    ours, theirs = _counted(calendar, sorted(off), start, days)

    assert ours == theirs
    assert calendar.working_days_between(start, ours) == days
    assert calendar.working_days_between(start, b) == _between(sorted(off), start, b)


@unhurried
@given(off=INVENTED, start=DATES, days=st.integers(1, 100))
def test_a_count_alone_proves_its_due_date(off: frozenset[date], start: date, days: int) -> None:
    entries = [DayOff(day=day, name="Libur", source="SK", kind="body") for day in off]
    calendar = WorkCalendar(years=dict.fromkeys(range(2025, 2030), "SKB"), off=entries)

    count = calendar.count(start, days)

    assert [day.day for day in count.days] == [start + timedelta(days=n) for n in range(len(count.days))]
    assert [day.number for day in count.days if day.number] == list(range(1, days + 1))
    assert (count.days[0].reason, count.days[-1].number, count.days[-1].day) == ("start", days, count.due)
    for day in count.days[1:]:
        assert (day.number is not None) == (day.reason == "working") == calendar.is_working_day(day.day)
        assert (day.reason == "weekend") == (day.day.isoweekday() > 5)
        assert (day.off is not None) == (day.day in off)


@unhurried
@given(off=INVENTED, start=DATES, a=st.integers(1, 40), b=st.integers(1, 40))
def test_two_periods_in_a_row_are_one_long_one(off: frozenset[date], start: date, a: int, b: int) -> None:
    entries = [DayOff(day=day, name="Libur", source="SK", kind="body") for day in off]
    calendar = WorkCalendar(years=dict.fromkeys(range(2025, 2030), "SKB"), off=entries)

    assert calendar.count(calendar.count(start, a).due, b).due == calendar.count(start, a + b).due


def test_importing_the_law_does_not_load_the_holidays_package() -> None:
    code = (
        "import sys, kip.calendar, kip.clocks, kip.registration, kip.identifiers; "
        "sys.exit('holidays' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=KERINCI.parents[2], check=False).returncode == 0
