"""Registration numbers: printed, checked, and known again when somebody types one."""

import time
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kip.registration import PatternError, check_pattern, find_numbers, format_number

KERINCI = "{sequence:03}/PPID/{month_roman}/{year}"
NOVEMBER = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("pattern", "sequence", "number"),
    [
        (KERINCI, 7, "007/PPID/XI/2026"),
        (KERINCI, 999, "999/PPID/XI/2026"),
        (KERINCI, 1000, "1000/PPID/XI/2026"),  # never cut short
        ("{sequence}/{year}", 7, "7/2026"),
        ("REG-{year}-{month:02}-{sequence:05}", 12, "REG-2026-11-00012"),
        ("PPID {year}.{sequence:04}", 3, "PPID 2026.0003"),
        ("{{PPID}}{sequence}/{year}", 3, "{PPID}3/2026"),
    ],
)
def test_a_number_is_printed_by_its_pattern(pattern: str, sequence: int, number: str) -> None:
    assert format_number(pattern, sequence=sequence, on=NOVEMBER) == number


def test_every_month_has_its_roman_numeral() -> None:
    romans = [format_number(KERINCI, sequence=1, on=date(2026, m, 1)).split("/")[2] for m in range(1, 13)]

    assert romans == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@pytest.mark.parametrize("sequence", [0, -1])
def test_a_sequence_starts_at_one(sequence: int) -> None:
    with pytest.raises(ValueError, match="starts at 1"):
        format_number(KERINCI, sequence=sequence, on=NOVEMBER)


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ("", "harus memuat {sequence}"),
        ("{sequence:03}/PPID", "harus memuat {year}"),
        ("PPID/{year}", "harus memuat {sequence}"),
        ("{sequence}/{year}/{opd}", "bidang tidak dikenal: {opd}"),
        ("{}/{sequence}/{year}", "bidang tidak dikenal: {}"),
        ("{sequence.real}/{sequence}/{year}", "bidang tidak dikenal: {sequence.real}"),
        ("{sequence}/{year}/{year}", "{year} hanya boleh satu kali"),
        ("{sequence:x}/{year}", "format {sequence} salah"),
        ("{sequence:3}/{year}", "format {sequence} salah"),  # would pad with spaces
        ("{sequence!r}/{year}", "format {sequence} salah"),
        ("{sequence:{year}}/{year}", "format {sequence} salah"),
        ("{sequence}/{year:02}", "format {year} salah"),
        ("{sequence}/{month_roman:04}/{year}", "format {month_roman} salah"),
        ("{sequence}/{year", "kurung kurawal"),
        ("{sequence}/{year}}", "kurung kurawal"),
        ("{sequence}{year}", "{sequence} dan {year} harus dipisahkan"),
        ("{sequence}/{month}{month_roman}/{year}", "{month} dan {month_roman} harus dipisahkan"),
        ("{sequence}1/{year}", "sesudah {sequence} harus ada pemisah, bukan '1'"),
        ("{sequence}/2{year}", "sebelum {year} harus ada pemisah, bukan '2'"),
        ("{sequence}/{month_roman}I/{year}", "sesudah {month_roman} harus ada pemisah, bukan 'I'"),
        ("{sequence}/{year}\n", "diawali atau diakhiri spasi"),
        (" {sequence}/{year}", "diawali atau diakhiri spasi"),
        ("{sequence}/\t{year}", "tidak dapat dicetak"),
    ],
)
def test_a_bad_pattern_is_refused_and_says_why(pattern: str, wrong: str) -> None:
    with pytest.raises(PatternError) as caught:
        check_pattern(pattern)

    assert any(problem.startswith(wrong) or wrong in problem for problem in caught.value.problems)
    assert repr(pattern) in str(caught.value)


def test_all_faults_of_a_pattern_are_told_at_once() -> None:
    with pytest.raises(PatternError) as caught:
        check_pattern("{nomor}/{sequence:x}")

    assert len(caught.value.problems) == 3


def test_a_bad_pattern_never_prints_or_finds_a_number() -> None:
    with pytest.raises(PatternError):
        format_number("{sequence}", sequence=1, on=NOVEMBER)
    with pytest.raises(PatternError):
        find_numbers("1", "{sequence}")


# -- Typed in chat


@pytest.mark.parametrize(
    "typed",
    [
        "007/PPID/XI/2026",
        "007/ppid/xi/2026",
        "7/PPID/XI/2026",
        "0007/PPID/XI/2026",
        "status 007/PPID/XI/2026?",
        "No. 007 / PPID / XI / 2026.",
        "nomor:007/ PPID/Xi /2026, sudah sampai mana",
        "007\xa0/\xa0PPID/XI/2026",
        "(007/PPID/XI/2026)",
        "0/PPID/XI/2026 eh 7/PPID/XI/2026",
        "007/PPID/IIX/2026 eh 7/PPID/XI/2026",
        "007/PPID/XI/2026 dan 008/PPID/XI/2026",  # the first of two
    ],
)
def test_a_typed_number_is_known_again(typed: str) -> None:
    assert find_numbers(typed, KERINCI) == "007/PPID/XI/2026"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "status",
        "007/PPID/2026",
        "007/PPID/XIII/2026",
        "007/PPID/IIII/2026",
        "000/PPID/XI/2026",
        "007/PPID/XI/20261",
        "A007/PPID/XI/2026",
        "007/P PID/XI/2026",
        "007/PPID/XI/26",
        "007-PPID-XI-2026",
        "٠٠٧/PPID/XI/2026",
    ],
)
def test_what_is_no_number_is_not_taken_for_one(typed: str) -> None:
    assert find_numbers(typed, KERINCI) is None


def test_a_month_in_figures_must_be_a_month() -> None:
    pattern = "{sequence:03}-{month:02}-{year}"

    assert find_numbers("7-3-2026", pattern) == "007-03-2026"
    assert find_numbers("007-13-2026", pattern) is None


def test_two_months_in_one_number_must_agree() -> None:
    pattern = "{sequence}/{month}/{month_roman}/{year}"

    assert find_numbers("7/11/xi/2026", pattern) == "7/11/XI/2026"
    assert find_numbers("7/10/XI/2026", pattern) is None


def test_a_space_in_the_pattern_must_be_typed() -> None:
    assert find_numbers("ppid  2026 7", "PPID {year} {sequence:02}") == "PPID 2026 07"
    assert find_numbers("ppid 20267", "PPID {year} {sequence:02}") is None


def test_a_long_hostile_text_is_searched_quickly() -> None:
    began = time.perf_counter()

    for text in ("1" * 4096, "1 " * 2048, "007/PPID/" * 455, "7 /  PPID /" + " " * 4000, "1/" * 2048):
        assert find_numbers(text, KERINCI) is None

    assert time.perf_counter() - began < 1


# -- For any pattern

SEPARATORS = st.text(alphabet="/-. _#ABP{}", min_size=1, max_size=6)


@st.composite
def patterns(draw: st.DrawFn) -> str:
    months = draw(st.lists(st.sampled_from(["{month}", "{month_roman}"]), unique=True))
    fields = ["{sequence}", "{year}", *months]
    pattern = ""
    for field in draw(st.permutations(fields)):
        pattern += draw(SEPARATORS).replace("{", "{{").replace("}", "}}") + field
    try:
        check_pattern(pattern)
    except PatternError:
        assume(False)
    return pattern


NUMBERS = st.tuples(st.integers(1, 99_999), st.dates(date(2020, 1, 1), date(2039, 12, 31)))


@settings(deadline=None)
@given(pattern=patterns(), number=NUMBERS)
def test_what_is_printed_is_found_again(pattern: str, number: tuple[int, date]) -> None:
    printed = format_number(pattern, sequence=number[0], on=number[1])

    assert find_numbers(printed, pattern) == printed
    assert find_numbers(f"status {printed.lower()} ?", pattern) == printed


@settings(deadline=None)
@given(pattern=patterns(), one=NUMBERS, other=NUMBERS)
def test_two_registrations_never_print_alike(
    pattern: str, one: tuple[int, date], other: tuple[int, date]
) -> None:
    assume((one[0], one[1].year) != (other[0], other[1].year))

    assert format_number(pattern, sequence=one[0], on=one[1]) != format_number(
        pattern, sequence=other[0], on=other[1]
    )


@settings(deadline=None)
@given(pattern=st.text(alphabet="{}sequenceyarmonth_:03!/ ", max_size=40))
def test_any_pattern_is_either_usable_or_refused(pattern: str) -> None:
    try:
        check_pattern(pattern)
    except PatternError:
        return
    assert format_number(pattern, sequence=1, on=NOVEMBER)
