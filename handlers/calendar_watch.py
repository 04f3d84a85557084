"""Telling the admin in time that next year's calendar is not loaded: on 1 November, and again each Monday."""

from datetime import date, datetime, timedelta

from handlers.desk import Desk
from handlers.rounds import Round
from handlers.say import Say
from kip.people import Role
from kip.reminders import working_day_from

SUBJECT = "calendar"
FROM_MONTH = 11  # the joint decree on next year's holidays is usually out by then


def look(round: Round) -> bool:
    """Tell whoever runs the program that a year is missing; False where none is."""
    missing = missing_years(round.desk, round.today)
    if not missing:
        return False
    seats = round.in_role(Role.ADMIN) or round.in_role(Role.UTAMA)
    for contact in dict.fromkeys(seat.contact for seat in seats):
        voice = round.voice(contact)
        years = ", ".join(str(year) for year in missing)
        round.tell(contact, Say(text=voice("reminder-calendar", years=years)))
    return True


def missing_years(desk: Desk, today: date) -> list[int]:
    """The years that should be known by `today` and are not."""
    wanted = [today.year] + ([today.year + 1] if today.month >= FROM_MONTH else [])
    return [year for year in wanted if year not in desk.calendar.years]


def next_look(desk: Desk, now: datetime) -> datetime:
    """The first opening after `now` that belongs to a Monday or to 1 November; where that is a day off,
    the next working day's."""
    day = desk.today(now) - timedelta(days=7)  # a day off may have put an earlier one here
    while True:
        if day.isoweekday() == 1 or (day.month, day.day) == (FROM_MONTH, 1):
            at = desk.opening(working_day_from(day, desk.calendar))
            if at > now:
                return at
        day += timedelta(days=1)
