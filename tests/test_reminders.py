"""Which reminder is for which day: by the law alone, without a database."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kip.actions import Decision, Submit
from kip.calendar import DayOff, WorkCalendar, national_days_off
from kip.case import Case, Status
from kip.clocks import ANSWER, EXTENSION
from kip.lifecycle import submit
from kip.objection import ObjectionCase, ObjectionStatus
from kip.people import Actor, Role
from kip.reminders import (
    ReminderKind,
    objection_reminders,
    request_reminders,
    working_day_after,
    working_day_from,
)
from kip.rules import Rules

WIB = ZoneInfo("Asia/Jakarta")
CALENDAR = WorkCalendar(years={2026: "SKB", 2027: "SKB"}, off=national_days_off([2026, 2027]))
RULES = Rules(calendar=CALENDAR, zone=WIB)


def filed(at: str) -> Case:
    """A request that was received at a moment in Kerinci."""
    received = datetime.fromisoformat(at).replace(tzinfo=WIB)
    by = Actor(role=Role.CITIZEN, id=7)
    return submit(Submit(agency="DISDIK"), by=by, at=received, rules=RULES, applicant=7).case


def days(case: Case, decision: Decision | None = None) -> dict[str, list[str]]:
    """Reminders by kind, each with its days as "MM-DD"."""
    found: dict[str, list[str]] = {}
    for reminder in request_reminders(case, RULES, decision=decision):
        found.setdefault(reminder.kind.value, []).append(f"{reminder.day:%m-%d}")
    return found


# received, half the time, the working day before, due, the first day late
FILINGS = {
    "a Monday": ("2026-11-23 09:00", "11-30", "12-04", "12-07", "12-08"),
    "a Tuesday": ("2026-11-24 09:00", "12-01", "12-07", "12-08", "12-09"),
    "a Wednesday": ("2026-11-25 09:00", "12-02", "12-08", "12-09", "12-10"),
    "a Thursday": ("2026-11-26 09:00", "12-03", "12-09", "12-10", "12-11"),
    "a Friday": ("2026-11-27 09:00", "12-04", "12-10", "12-11", "12-14"),
    "a Saturday": ("2026-11-28 09:00", "12-04", "12-10", "12-11", "12-14"),
    "a Sunday": ("2026-11-29 09:00", "12-04", "12-10", "12-11", "12-14"),
    "the last second of a Monday": ("2026-11-23 23:59:59", "11-30", "12-04", "12-07", "12-08"),
    "the first second of a Tuesday": ("2026-11-24 00:00:00", "12-01", "12-07", "12-08", "12-09"),
    # Nyepi and Idul Fitri 2026: no working day from 18 to 24 March
    "due before Lebaran": ("2026-03-03 09:00", "03-10", "03-16", "03-17", "03-25"),
    "halfway before Lebaran": ("2026-03-10 09:00", "03-17", "03-30", "03-31", "04-01"),
    "filed in Lebaran": ("2026-03-20 09:00", "03-31", "04-07", "04-08", "04-09"),
    # off: 24, 25 December, 1 and 5 January
    "due at the year's end": ("2026-12-15 09:00", "12-22", "12-30", "12-31", "01-04"),
    "due in the new year": ("2026-12-21 09:00", "12-30", "01-07", "01-08", "01-11"),
}


@pytest.mark.parametrize(
    ("received", "half", "before", "due", "late"), FILINGS.values(), ids=[f"filed on {w}" for w in FILINGS]
)
def test_the_days_of_a_request(received: str, half: str, before: str, due: str, late: str) -> None:
    case = filed(received)

    found = days(case)

    assert {kind: day for kind, [day, *_] in found.items() if kind != "objection-window"} == {
        "halfway": half,
        "due-soon": before,
        "due-today": due,
        "late": late,
        "silence": late,
    }


@given(st.dates(date(2026, 1, 1), date(2027, 10, 1)))
def test_every_reminder_is_for_a_working_day_and_in_its_order(received: date) -> None:
    case = filed(f"{received} 09:00")

    found = list(request_reminders(case, RULES, decision=None))

    assert all(CALENDAR.is_working_day(reminder.day) for reminder in found)
    assert [reminder.day for reminder in found] == sorted(reminder.day for reminder in found)
    assert case.due is not None
    counts = {r.kind: CALENDAR.working_days_between(case.received, r.day) for r in found}
    assert counts[ReminderKind.HALFWAY] == 5
    assert counts[ReminderKind.DUE_SOON] == ANSWER.days - 1
    assert counts[ReminderKind.DUE_TODAY] == ANSWER.days
    assert counts[ReminderKind.LATE] == counts[ReminderKind.SILENCE] == ANSWER.days + 1


def test_silence_opens_a_window_of_thirty_days_and_tells_five_and_one_before_it_closes() -> None:
    assert days(filed("2026-11-23 09:00"))["objection-window"] == ["01-15", "01-21"]
    assert CALENDAR.count(date(2026, 12, 7), 30).due == date(2027, 1, 22)


def test_an_extension_moves_all_that_hangs_on_the_due_date() -> None:
    case = filed("2026-11-23 09:00")
    assert case.due is not None
    extended = case.evolve(extended=True, due=CALENDAR.count(case.due, EXTENSION.days).due)

    found = days(extended)

    assert (found["halfway"], found["due-soon"], found["due-today"], found["late"]) == (
        ["11-30"],
        ["12-15"],
        ["12-16"],
        ["12-17"],
    )


@pytest.mark.parametrize("decision", [Decision.PARTLY, Decision.REFUSED, Decision.NOT_HELD])
def test_after_an_answer_that_keeps_something_back_only_the_window_to_object_is_told(
    decision: Decision,
) -> None:
    answered = filed("2026-11-23 09:00").evolve(status=Status.ANSWERED, answered=date(2026, 11, 30))

    assert days(answered, decision) == {"objection-window": ["01-08", "01-14"]}


def test_after_all_was_given_nobody_is_reminded() -> None:
    answered = filed("2026-11-23 09:00").evolve(status=Status.ANSWERED, answered=date(2026, 11, 30))

    assert days(answered, Decision.GIVEN) == {}


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.CLOSED])
def test_what_is_over_reminds_nobody(status: Status) -> None:
    assert days(filed("2026-11-23 09:00").evolve(status=status)) == {}


def test_while_an_objection_runs_the_body_is_reminded_and_the_applicant_is_not() -> None:
    objected = filed("2026-11-23 09:00").evolve(objection_runs=True)

    assert set(days(objected)) == {"halfway", "due-soon", "due-today", "late"}


def test_an_incomplete_request_tells_its_applicant_a_day_before_the_end() -> None:
    incomplete = filed("2026-11-23 09:00").evolve(status=Status.INCOMPLETE, completion_due=date(2026, 11, 27))

    assert days(incomplete)["completion"] == ["11-26"]


@pytest.mark.parametrize(
    ("due", "late"),
    [
        ("2026-12-07", "2026-12-08"),
        ("2026-03-17", "2026-03-25"),  # Lebaran lies between
        ("2026-12-31", "2027-01-04"),
    ],
)
def test_the_days_of_an_objection(due: str, late: str) -> None:
    until = CALENDAR.count(date.fromisoformat(due), 14).due
    case = ObjectionCase(
        status=ObjectionStatus.LODGED, agency="DISDIK", due=date.fromisoformat(due), dispute_until=until
    )

    found = [(r.kind.value, r.day.isoformat()) for r in objection_reminders(case, RULES)]

    assert found[:3] == [
        ("objection-due-today", due),
        ("objection-late", late),
        ("objection-silence", late),
    ]
    left = [CALENDAR.working_days_between(date.fromisoformat(day), until) for _, day in found[3:]]
    assert left == [5, 1]


@pytest.mark.parametrize("status", [ObjectionStatus.DISPUTED, ObjectionStatus.CLOSED])
def test_an_objection_that_is_over_reminds_nobody(status: ObjectionStatus) -> None:
    case = ObjectionCase(
        status=status, agency="DISDIK", due=date(2026, 12, 7), dispute_until=date(2027, 1, 7)
    )

    assert objection_reminders(case, RULES) == ()


# -- a year that nobody has loaded ----------------------------------------------------------------


def test_what_is_late_into_a_year_without_a_calendar_is_not_forgotten() -> None:
    case = filed("2026-11-23 09:00").evolve(due=date(2027, 12, 31))

    found = days(case)

    assert found["late"] == found["silence"] == ["01-03"]  # a Monday
    assert "objection-window" not in found  # its end cannot be counted yet


def test_without_a_due_date_nobody_is_reminded() -> None:
    assert days(filed("2026-11-23 09:00").evolve(due=None)) == {}


def test_in_a_year_without_a_calendar_monday_to_friday_are_worked() -> None:
    week = [date(2028, 5, 1) + timedelta(days=n) for n in range(7)]

    assert [working_day_from(day, CALENDAR) == day for day in week] == [True] * 5 + [False] * 2
    assert working_day_after(date(2028, 5, 5), CALENDAR) == date(2028, 5, 8)


def test_a_working_day_is_looked_for_over_days_off() -> None:
    off = [DayOff(day=date(2026, 6, day), name="Libur", source="SK", kind="body") for day in (1, 2, 3)]
    calendar = WorkCalendar(years={2026: "SKB"}, off=off)

    assert working_day_from(date(2026, 5, 30), calendar) == date(2026, 6, 4)
    assert working_day_from(date(2026, 6, 4), calendar) == date(2026, 6, 4)
    assert working_day_after(date(2026, 6, 4), calendar) == date(2026, 6, 5)
