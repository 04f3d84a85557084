"""Days added to the calendar, or struck from it, since the pack was loaded; and the recount of clocks.

A change is checked against the whole calendar before it is kept, so that the desk can always be opened.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from kip.calendar import CalendarError, WorkCalendar, calendar_from
from storage import content
from storage.tables import CalendarChange, Content

_SATURDAY = 5
_RECOUNT = "recount"  # the key of the row in `content`


class Edit(StrEnum):
    """What was done with a day."""

    ADDED = "added"
    STRUCK = "struck"
    UNDONE = "undone"  # an earlier change of the same day was undone
    SAME = "same"  # it was so already
    WEEKEND = "weekend"  # a day off that takes no working day away

    @property
    def changes(self) -> bool:
        """Whether the calendar is another one now."""
        return self in (Edit.ADDED, Edit.STRUCK, Edit.UNDONE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One day off more ("add"), or one less ("strike"), and the decree that says so."""

    kind: str  # add, strike
    day: date
    source: str
    name: str = ""  # of a day off


def apply(session: Session, change: Change, *, now: datetime) -> Edit:
    """Keep a change; raises CalendarError for a year that is not known, and for a Sunday to be worked on."""
    calendar, day = content.calendar(session), change.day
    if day.year not in calendar.years:
        raise CalendarError([f"{day}: kalender kerja {day.year} belum dimuat"])
    if day.weekday() >= _SATURDAY:
        if change.kind == "strike":
            raise CalendarError([f"{day}: Sabtu dan Minggu tetap bukan hari kerja"])
        return Edit.WEEKEND
    if (calendar.day_off(day) is not None) == (change.kind == "add"):
        return Edit.SAME
    earlier = session.get(CalendarChange, day)
    if earlier is not None:
        session.delete(earlier)
        session.flush()
        return Edit.UNDONE
    row = CalendarChange(day=day, kind=change.kind, name=change.name, source=change.source, at=now)
    session.add(row)
    session.flush()
    return Edit.ADDED if change.kind == "add" else Edit.STRUCK


def kept(session: Session) -> list[CalendarChange]:
    """All changes, by day."""
    return list(session.exec(select(CalendarChange).order_by(col(CalendarChange.day))))


def struck(session: Session) -> dict[date, str]:
    """Listed days off that are worked after all, by the pack or a later change, each with its source."""
    table = calendar_table(snapshot(session))
    return {date.fromisoformat(str(entry["day"])): str(entry["source"]) for entry in table.get("strike", ())}


def settle(session: Session) -> list[CalendarChange]:
    """Drop, and return, the changes that a newly loaded pack says itself, or knows no year for."""
    pack = calendar_from(tomllib.loads(content.value_of(session, "calendar")["toml"]))
    dropped = []
    for change in kept(session):
        known = change.day.year in pack.years
        if not known or (pack.day_off(change.day) is not None) == (change.kind == "add"):
            session.delete(change)
            dropped.append(change)
    session.flush()
    return dropped


def hold(session: Session) -> None:
    """Let nobody else change the calendar until the commit."""
    session.get(Content, "calendar", populate_existing=True, with_for_update=True)


# -- the calendar as it was -----------------------------------------------------------------------


def snapshot(session: Session) -> dict[str, Any]:
    """The calendar as it stands, JSON-able; {} where no content is loaded."""
    table = content.value_of(session, "calendar")
    if not table:
        return {}
    changes = [[c.day.isoformat(), c.kind, c.name, c.source] for c in kept(session)]
    return {"toml": table["toml"], "changes": changes}


def calendar_of(taken: dict[str, Any]) -> WorkCalendar:
    """The calendar that a snapshot holds."""
    return calendar_from(calendar_table(taken))


def calendar_table(taken: dict[str, Any]) -> dict[str, Any]:
    """The same as calendar.toml would say it."""
    table = tomllib.loads(taken["toml"])
    for day, kind, name, source in taken["changes"]:
        entry = {"day": day, "source": source}
        table.setdefault(kind, []).append(entry | {"name": name} if kind == "add" else entry)
    return table


# -- the recount under way ------------------------------------------------------------------------


def recount_wanted(session: Session) -> bool:
    """Whether clocks are still to be counted anew."""
    return session.get(Content, _RECOUNT, populate_existing=True) is not None


def recount_under_way(session: Session) -> dict[str, Any]:
    """How far the clocks have been counted anew; {} where nothing is to be done. It is this transaction's
    until the commit: of two processes only one counts."""
    row = session.get(Content, _RECOUNT, populate_existing=True, with_for_update=True)
    return dict(row.value) if row else {}


def keep_recount(session: Session, value: dict[str, Any], *, now: datetime) -> None:
    """Remember it; {} forgets it."""
    row = session.get(Content, _RECOUNT, populate_existing=True)
    if not value:
        if row is not None:
            session.delete(row)
    else:
        row = row or Content(key=_RECOUNT, value={}, digest="", loaded_at=now)
        row.value, row.loaded_at = value, now
        session.add(row)
    session.flush()
