"""Clocks counted anew under another calendar. Each starts where it started: only the end moves.

A clock that runs from the end of another one (the extension from the end of the ten days, the way to the
Commission from the end of silence) starts where that one now ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kip.calendar import WorkCalendar
from kip.clocks import ANSWER, EXTENSION, Clock, Period, period_named, start


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """An end that was `old` and is `new`; None where the year was not, or is no longer, known."""

    period: Period
    old: date | None
    new: date | None


def recount(clock: Clock, calendar: WorkCalendar) -> Clock:
    """A clock that starts by itself."""
    return start(period_named(clock.period), clock.start, calendar)


def recount_after(earlier: Clock, period: Period, calendar: WorkCalendar) -> Clock:
    """A clock that starts where another one ends; it waits for the year that the other one waits for."""
    if earlier.due is None:
        return Clock(period=period.key, start=earlier.start, due=None, waiting_for=earlier.waiting_for)
    return start(period, earlier.due, calendar)


def recount_answer(clocks: Sequence[Clock], calendar: WorkCalendar, *, extended: bool) -> tuple[Clock, ...]:
    """The clock of the answer, and that of its extension where there was one (UU 14/2008 Ps 22(7)-(8)).

    `clocks` has the answer's; the extension's is missing where it was said before the ten days could be
    counted. Newest last: its due date is the request's.
    """
    answer = recount(next(c for c in clocks if c.period == ANSWER.key), calendar)
    return (answer, recount_after(answer, EXTENSION, calendar)) if extended else (answer,)


def sources_of_change(old: WorkCalendar, new: WorkCalendar) -> tuple[str, ...]:
    """What says so: the decrees of years that are new, and the source of each day that differs."""
    found: dict[str, None] = {}
    for year in new.years:
        if year not in old.years:
            found[new.decree(year)] = None
            continue
        day = date(year, 1, 1)
        while day.year == year:
            before, after = old.is_working_day(day), new.is_working_day(day)
            off = new.day_off(day)
            if before != after:
                found[off.source if off is not None else new.decree(year)] = None
            day += timedelta(days=1)
    return tuple(found)
