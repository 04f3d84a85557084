"""The periods of the law and the clocks that run on them."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kip import clocks
from kip.calendar import WorkCalendar, national_days_off
from kip.clocks import PERIODS, Period, days_left, local_date, period_named, start

WIB = ZoneInfo("Asia/Jakarta")


def d(text: str) -> date:
    return date.fromisoformat(text)


@cache
def known() -> WorkCalendar:
    return WorkCalendar(years={2026: "SKB", 2027: "SKB"}, off=national_days_off([2026, 2027]))


def due(period: Period, on: str) -> date | None:
    return start(period, d(on), known()).due


# -- The periods


@pytest.mark.parametrize(
    ("period", "days", "unit", "whose"),
    [
        (clocks.COMPLETENESS_CHECK, 3, "working_days", "body"),
        (clocks.COMPLETION, 3, "working_days", "person"),
        (clocks.ANSWER, 10, "working_days", "body"),
        (clocks.EXTENSION, 7, "working_days", "body"),
        (clocks.OBJECTION_WINDOW, 30, "working_days", "person"),
        (clocks.OBJECTION_ANSWER, 30, "working_days", "body"),
        (clocks.DISPUTE_WINDOW, 14, "working_days", "person"),
        (clocks.COMMISSION_START, 14, "working_days", "commission"),
        (clocks.COMMISSION_END, 100, "working_days", "commission"),
        (clocks.COURT, 14, "calendar_days", "person"),
        (clocks.CASSATION, 14, "calendar_days", "person"),
        (clocks.DATA_RIGHTS, 3, "clock_hours", "body"),
        (clocks.BREACH_NOTICE, 3, "clock_hours", "body"),
    ],
)
def test_each_period_is_as_the_law_gives_it(period: Period, days: int, unit: str, whose: str) -> None:
    assert (period.days, period.unit, period.whose) == (days, unit, whose)
    assert period in PERIODS


def test_every_period_has_a_key_of_its_own_an_article_and_words_for_its_start() -> None:
    assert len({period.key for period in PERIODS}) == len(PERIODS) == 13
    for period in PERIODS:
        assert period_named(period.key) is period
        assert period.article.startswith(("UU ", "Perki "))
        assert period.counted_from.startswith(("sejak ", "setelah "))


def test_a_period_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="jawab"):
        period_named("jawab")


def test_what_was_not_read_in_the_regulation_itself_is_not_called_verified() -> None:
    unread = {period.key for period in PERIODS if period.confidence != "V"}

    assert unread == {"completeness_check", "completion"}  # Perki 1/2021 was read in fragments only


# -- Starting


@pytest.mark.parametrize(
    ("received", "answer", "extended"),
    [
        ("2026-01-02", "2026-01-19", "2026-01-28"),
        ("2026-03-13", "2026-04-06", "2026-04-15"),
        ("2026-03-21", "2026-04-08", "2026-04-17"),
        ("2026-12-18", "2027-01-07", "2027-01-18"),
    ],
)
def test_an_extension_starts_where_the_ten_days_end(received: str, answer: str, extended: str) -> None:
    assert due(clocks.ANSWER, received) == d(answer)
    assert due(clocks.EXTENSION, answer) == d(extended)


def test_a_filing_on_a_saturday_counts_from_the_next_working_day() -> None:
    saturday, friday = start(clocks.ANSWER, d("2026-07-04"), known()), due(clocks.ANSWER, "2026-07-03")

    assert saturday.start == d("2026-07-04")
    assert saturday.due == friday == d("2026-07-17")


def test_an_objection_runs_thirty_days_and_then_opens_fourteen() -> None:
    answer = due(clocks.OBJECTION_ANSWER, "2026-11-23")

    assert answer == d("2027-01-08")
    assert due(clocks.DISPUTE_WINDOW, "2027-01-08") == d("2027-01-28")


def test_the_commission_has_a_hundred_working_days() -> None:
    clock = start(clocks.COMMISSION_END, d("2027-01-28"), known())

    assert clock.due is not None
    assert known().working_days_between(clock.start, clock.due) == 100


def test_the_court_is_told_in_calendar_days_which_end_before_working_days_do() -> None:
    assert due(clocks.COURT, "2026-03-13") == d("2026-03-27")
    assert known().count(d("2026-03-13"), 14).due > d("2026-03-27")


def test_three_times_24_hours_run_through_the_weekend() -> None:
    assert due(clocks.BREACH_NOTICE, "2026-07-03") == d("2026-07-06")


def test_a_clock_that_runs_into_an_unknown_year_waits_for_it() -> None:
    clock = start(clocks.ANSWER, d("2027-12-20"), known())

    assert (clock.period, clock.due, clock.waiting_for) == ("answer", None, 2028)


def test_the_last_clock_that_fits_the_known_years_does_not_wait() -> None:
    assert due(clocks.ANSWER, "2027-12-16") == d("2027-12-31")
    assert start(clocks.ANSWER, d("2027-12-17"), known()).waiting_for == 2028


def test_calendar_days_need_no_calendar() -> None:
    clock = start(clocks.CASSATION, d("2031-02-20"), known())

    assert (clock.due, clock.waiting_for) == (d("2031-03-06"), None)


@settings(deadline=None)
@given(period=st.sampled_from(PERIODS), on=st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_starting_never_fails_and_always_gives_a_date_or_the_year_it_waits_for(
    period: Period, on: date
) -> None:
    clock = start(period, on, known())

    assert clock.start == on
    assert (clock.due is None) == (clock.waiting_for is not None)
    assert clock.due is None or clock.due > on
    assert clock.waiting_for not in (2026, 2027)


def test_a_clock_starts_on_a_date_and_not_on_a_moment() -> None:
    for period in (clocks.ANSWER, clocks.COURT):
        with pytest.raises(TypeError, match="not a moment"):
            start(period, datetime(2026, 7, 6, 9, tzinfo=UTC), known())


# -- The body's own midnight


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 23, 23, 59, 59, tzinfo=WIB), "2026-11-23"),
        (datetime(2026, 11, 24, 0, 0, 0, tzinfo=WIB), "2026-11-24"),
        (datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC), "2026-11-23"),  # the same two moments in UTC
        (datetime(2026, 11, 23, 17, 0, 0, tzinfo=UTC), "2026-11-24"),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_the_day_turns_at_midnight_in_the_bodys_zone(at: datetime, day: str) -> None:
    assert local_date(at, WIB) == d(day)


def test_one_second_before_midnight_makes_a_day_of_difference() -> None:
    midnight = datetime(2026, 11, 24, tzinfo=WIB)

    before = start(clocks.ANSWER, local_date(midnight - timedelta(seconds=1), WIB), known())
    after = start(clocks.ANSWER, local_date(midnight, WIB), known())

    assert (before.due, after.due) == (d("2026-12-07"), d("2026-12-08"))


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="must be aware"):
        local_date(datetime(2026, 11, 23, 12), WIB)  # noqa: DTZ001  # naive is what is refused


# -- Days left


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("2026-07-03", 5),  # Friday a week before
        ("2026-07-04", 5),  # Saturday
        ("2026-07-05", 5),
        ("2026-07-06", 4),
        ("2026-07-09", 1),  # the day before
        ("2026-07-10", 0),  # on the day, a Friday
        ("2026-07-11", -1),  # late is late, though no working day has passed
        ("2026-07-12", -1),
        ("2026-07-13", -1),
        ("2026-07-14", -2),
    ],
)
def test_days_left_to_a_friday(today: str, left: int) -> None:
    assert days_left(d("2026-07-10"), d(today), known()) == left


def test_days_left_over_the_lebaran_run() -> None:
    assert days_left(d("2026-03-25"), d("2026-03-17"), known()) == 1
    assert days_left(d("2026-03-17"), d("2026-03-24"), known()) == -1


@pytest.mark.parametrize(
    ("clock_due", "today"),
    [("2028-01-03", "2027-12-30"), ("2027-12-30", "2028-01-03"), (None, "2026-07-10")],
)
def test_days_left_are_unknown_where_a_year_or_the_due_date_is(clock_due: str | None, today: str) -> None:
    assert days_left(d(clock_due) if clock_due else None, d(today), known()) is None


def test_on_the_day_itself_nothing_is_left_even_in_an_unknown_year() -> None:
    assert days_left(d("2031-03-06"), d("2031-03-06"), known()) == 0


@settings(deadline=None)
@given(
    due_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    today=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_days_left_are_negative_exactly_when_it_is_late(due_on: date, today: date) -> None:
    left = days_left(due_on, today, known())

    assert left is not None
    assert (left < 0) == (today > due_on)
