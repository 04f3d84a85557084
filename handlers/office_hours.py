"""When people may be written to of our own accord: while the office is open (content pack, [[office.open]]).

The break at noon does not count as closed: nothing is due in it, and what was missed need not wait for it.
"""

from datetime import date, datetime, time, timedelta

from handlers.desk import Desk
from kip.reminders import working_day_from

CLOSING = time(16)  # where the content pack gives no hours


def is_open(desk: Desk, now: datetime) -> bool:
    """Whether the office is open at a moment."""
    today = desk.today(now)
    works = working_day_from(today, desk.calendar) == today
    return works and desk.opening(today) <= now < closing(desk, today)


def closing(desk: Desk, day: date) -> datetime:
    """When the office closes on a working day."""
    rows = desk.office.get("open", ())
    hours = [r["closes"] for r in rows if r["first_day"] <= day.isoweekday() <= r["last_day"]]
    closes = time.fromisoformat(hours[-1]) if hours else CLOSING
    return datetime.combine(day, closes, tzinfo=desk.zone)


def opening_after(desk: Desk, now: datetime) -> datetime:
    """The next moment, after `now`, at which the office opens."""
    today = working_day_from(desk.today(now), desk.calendar)
    if desk.opening(today) > now:
        return desk.opening(today)
    return desk.opening(working_day_from(today + timedelta(days=1), desk.calendar))
