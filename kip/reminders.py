"""Who is to be reminded of what, and on which day. Derived from a case; never kept in anybody's head.

A reminder is due on a working day, when the office opens. What it reminds of is looked at once more
before it goes out, so that nobody is reminded of what was answered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kip.actions import Decision
from kip.calendar import UnknownYear, WorkCalendar
from kip.case import Case, Status
from kip.clocks import ANSWER, OBJECTION_WINDOW
from kip.objection import ObjectionCase, ObjectionStatus
from kip.rules import Rules

WINDOW_DAYS = (5, 1)  # working days before a person's window closes


class ReminderKind(StrEnum):
    """The value is kept in `timer.kind` and part of the copy key."""

    HALFWAY = "halfway"  # to the applicant: half the time has gone with no news
    COMPLETION = "completion"  # to the applicant: a day is left to complete
    DUE_SOON = "due-soon"  # to the PPID Utama: due on the next working day
    DUE_TODAY = "due-today"  # to the agency and the PPID Utama
    LATE = "late"  # to agency, PPID Utama and Atasan PPID; again every working day
    SILENCE = "silence"  # to the applicant: they may object from today, and until when
    OBJECTION_WINDOW = "objection-window"  # to the applicant: the window closes soon
    OBJECTION_DUE_TODAY = "objection-due-today"  # to the Atasan PPID
    OBJECTION_LATE = "objection-late"  # to the Atasan PPID; again every working day
    OBJECTION_SILENCE = "objection-silence"  # to the applicant: they may go to the Commission
    DISPUTE_WINDOW = "dispute-window"  # to the applicant

    @property
    def repeats(self) -> bool:
        """Whether it comes again on every working day."""
        return self in (ReminderKind.LATE, ReminderKind.OBJECTION_LATE)

    @property
    def lasts(self) -> bool:
        """Whether it is still true on the days after its own."""
        return self.repeats or self in (ReminderKind.SILENCE, ReminderKind.OBJECTION_SILENCE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """One reminder and its day."""

    kind: ReminderKind
    day: date


def request_reminders(case: Case, rules: Rules, *, decision: Decision | None) -> tuple[Reminder, ...]:
    """All reminders of a request as it stands; `decision` is that of its answer, if it has one."""
    return tuple(_known(_of_request(case, rules, decision)))


def objection_reminders(case: ObjectionCase, rules: Rules) -> tuple[Reminder, ...]:
    """All reminders of an objection as it stands."""
    return tuple(_known(_of_objection(case, rules.calendar)))


def _known(found: Iterator[Reminder]) -> Iterator[Reminder]:
    """What can be told: a day in a year whose calendar is not loaded ends the list, not the program."""
    try:
        yield from found
    except UnknownYear:
        return


def _of_request(case: Case, rules: Rules, decision: Decision | None) -> Iterator[Reminder]:
    calendar = rules.calendar
    if case.status is Status.ANSWERED and not case.objection_runs and case.answered:
        if decision is not Decision.GIVEN:
            yield from _before_closing(
                ReminderKind.OBJECTION_WINDOW,
                calendar.due(case.answered, OBJECTION_WINDOW.days),
                calendar,
            )
        return
    if not case.status.open or case.due is None:
        return
    if case.status is Status.INCOMPLETE and case.completion_due:
        yield Reminder(kind=ReminderKind.COMPLETION, day=days_before(case.completion_due, 1, calendar))
    yield Reminder(kind=ReminderKind.HALFWAY, day=calendar.due(case.received, ANSWER.days // 2))
    yield Reminder(kind=ReminderKind.DUE_SOON, day=days_before(case.due, 1, calendar))
    yield Reminder(kind=ReminderKind.DUE_TODAY, day=case.due)
    late = working_day_after(case.due, calendar)
    yield Reminder(kind=ReminderKind.LATE, day=late)
    if not case.objection_runs:
        yield Reminder(kind=ReminderKind.SILENCE, day=late)
        closing = calendar.due(case.due, OBJECTION_WINDOW.days)
        yield from _before_closing(ReminderKind.OBJECTION_WINDOW, closing, calendar)


def _of_objection(case: ObjectionCase, calendar: WorkCalendar) -> Iterator[Reminder]:
    if case.status is ObjectionStatus.LODGED and case.due is not None:
        yield Reminder(kind=ReminderKind.OBJECTION_DUE_TODAY, day=case.due)
        late = working_day_after(case.due, calendar)
        yield Reminder(kind=ReminderKind.OBJECTION_LATE, day=late)
        yield Reminder(kind=ReminderKind.OBJECTION_SILENCE, day=late)
    waits = case.status in (ObjectionStatus.LODGED, ObjectionStatus.RESPONDED)
    if waits and case.dispute_until is not None:
        yield from _before_closing(ReminderKind.DISPUTE_WINDOW, case.dispute_until, calendar)


def _before_closing(kind: ReminderKind, closing: date, calendar: WorkCalendar) -> Iterator[Reminder]:
    for days in WINDOW_DAYS:
        yield Reminder(kind=kind, day=days_before(closing, days, calendar))


def days_before(day: date, days: int, calendar: WorkCalendar) -> date:
    """The working day that lies `days` working days before `day`; raises UnknownYear."""
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_working_day(day)
    return day


def working_day_from(day: date, calendar: WorkCalendar) -> date:
    """`day` if it is a working day, else the next one. In a year whose calendar is not loaded Monday to
    Friday count as such: what is late must not be forgotten because nobody loaded a calendar.
    """
    while not _worked(day, calendar):
        day += timedelta(days=1)
    return day


def working_day_after(day: date, calendar: WorkCalendar) -> date:
    """The working day that follows `day`; never raises, as `working_day_from`."""
    return working_day_from(day + timedelta(days=1), calendar)


def _worked(day: date, calendar: WorkCalendar) -> bool:
    try:
        return calendar.is_working_day(day)
    except UnknownYear:
        return day.weekday() < 5
