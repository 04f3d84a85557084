"""Why a date is what it is: each running period with its article, day by day (UU 14/2008 Ps 22, 36, 37).

One period is one message of fewer than LONGEST characters; a long run is told in stretches of days
where it would not fit otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlmodel import Session

from handlers.desk import Desk
from handlers.objections import standing
from handlers.voice import Voice
from kip.calendar import Count, Day, UnknownYear, WorkCalendar
from kip.case import Status
from kip.clocks import (
    ANSWER,
    COMPLETION,
    DISPUTE_WINDOW,
    EXTENSION,
    OBJECTION_ANSWER,
    OBJECTION_WINDOW,
    Clock,
    Period,
    period_named,
    start,
)
from kip.objection import ObjectionStatus
from storage import chain, requests
from storage.tables import Objection, Request

LONGEST = 4096  # characters of one message, in the narrowest of the channels


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """One running period: when it ends (None: its calendar is awaited), and why."""

    period: Period
    due: date | None
    waiting_for: int | None
    text: str


def of_request(
    session: Session, voice: Voice, desk: Desk, request: Request, now: datetime
) -> tuple[Explained, ...]:
    """Every period that runs for a request now, in the order of the law; empty where none does."""
    return tuple(_explained(voice, desk, clock) for clock in _of_request(session, desk, request, now))


def of_objection(
    session: Session, voice: Voice, desk: Desk, objection: Objection, now: datetime
) -> tuple[Explained, ...]:
    """Every period that runs for an objection now; empty where none does."""
    return tuple(_explained(voice, desk, clock) for clock in _of_objection(desk, objection, now))


# -- what runs ------------------------------------------------------------------------------------


def _of_request(session: Session, desk: Desk, request: Request, now: datetime) -> Iterator[Clock]:
    assert request.id is not None
    kept = {row.period: row for row in chain.clocks(session, requests.subject(request.id))}  # newest each
    status, calendar = Status(request.status), desk.calendar
    since = request.answered_on
    if status.open:
        ten = start(ANSWER, desk.today(request.received_at), calendar)
        yield ten
        if request.extended and ten.due is not None:
            yield start(EXTENSION, ten.due, calendar)
        if status is Status.INCOMPLETE and COMPLETION.key in kept:
            yield start(COMPLETION, kept[COMPLETION.key].start_on, calendar)
        overdue = request.due_on is not None and desk.today(now) > request.due_on
        since = request.due_on if overdue else None
    over = status in (Status.WITHDRAWN, Status.CLOSED) or standing(session, request) is not None
    if since is not None and not over:
        yield start(OBJECTION_WINDOW, since, calendar)


def _of_objection(desk: Desk, objection: Objection, now: datetime) -> Iterator[Clock]:
    calendar, status = desk.calendar, ObjectionStatus(objection.status)
    if status is ObjectionStatus.LODGED:
        answer = start(OBJECTION_ANSWER, desk.today(objection.received_at), calendar)
        yield answer
        if answer.due is not None and desk.today(now) > answer.due:
            yield start(DISPUTE_WINDOW, answer.due, calendar)
    elif status is ObjectionStatus.RESPONDED and objection.responded_at is not None:
        responded = start(DISPUTE_WINDOW, desk.today(objection.responded_at), calendar)
        silence = start(DISPUTE_WINDOW, objection.due_on, calendar) if objection.due_on else responded
        yield silence if silence.due == objection.dispute_until else responded


# -- in words -------------------------------------------------------------------------------------


def _explained(voice: Voice, desk: Desk, clock: Clock) -> Explained:
    period = period_named(clock.period)
    return Explained(
        period=period,
        due=clock.due,
        waiting_for=clock.waiting_for,
        text=explain(voice, desk.calendar, period, clock.start),
    )


def explain(voice: Voice, calendar: WorkCalendar, period: Period, on: date) -> str:
    """A period from its first day to its end, in one message."""
    heading = [
        voice(f"explain-{period.key}", start=voice.long_date(on)),
        voice("why", days=str(period.days), article=voice.article(period.article)),
    ]
    try:
        count = calendar.count(on, period.days)
    except UnknownYear as unknown:
        known = [str(year) for year in sorted(calendar.years)]
        waits = voice("explain-unknown", year=str(unknown.year), known=", ".join(known))
        return "\n\n".join([*heading, waits, *_notes(voice, period)])
    end = voice("why-end", date=voice.long_date(count.due))
    for days in (_each_day(voice, calendar, count), _stretches(voice, calendar, count)):
        text = "\n\n".join(
            [*heading, "\n".join([*days, end]), *_decrees(voice, calendar, count), *_notes(voice, period)]
        )
        if len(text) < LONGEST:
            return text
    return "\n\n".join([*heading, _totals(voice, count), end, *_notes(voice, period)])


def _each_day(voice: Voice, calendar: WorkCalendar, count: Count) -> list[str]:
    return [_day(voice, calendar, day) for day in count.days]


def _day(voice: Voice, calendar: WorkCalendar, day: Day) -> str:
    when = voice.long_date(day.day)
    if day.reason == "start":
        return voice("why-start", date=when)
    if day.number is not None and day.struck:
        return voice("explain-struck", date=when, number=str(day.number), source=day.struck)
    if day.number is not None:
        return voice("why-counted", date=when, number=str(day.number))
    return voice("why-skipped", date=when, reason=_reason(voice, calendar, day))


def _reason(voice: Voice, calendar: WorkCalendar, day: Day) -> str:
    """Why a day is not counted: its holiday, with the decree where it is not the year's own."""
    if day.off is None:
        return voice("why-weekend")
    by_the_year = day.off.source == calendar.decree(day.day.year)
    name = day.off.name if by_the_year else voice("explain-sourced", name=day.off.name, source=day.off.source)
    return voice("explain-also", name=name) if day.reason == "weekend" else name


def _stretches(voice: Voice, calendar: WorkCalendar, count: Count) -> list[str]:
    """The same, with neighbouring days of one sort on one line."""
    lines = []
    for (_, reason), group in groupby(count.days, key=lambda day: _sort(voice, calendar, day)):
        days = list(group)
        first, last = days[0], days[-1]
        if len(days) == 1:
            lines.append(_day(voice, calendar, first))
            continue
        between = {"first": voice.long_date(first.day), "last": voice.long_date(last.day)}
        if first.number is not None:
            numbers = {"from": str(first.number), "to": str(last.number)}
            lines.append(voice("explain-stretch-counted", **between, **numbers))
        else:
            lines.append(voice("explain-stretch-skipped", **between, reason=reason))
    return lines


def _sort(voice: Voice, calendar: WorkCalendar, day: Day) -> tuple[str, str]:
    if day.reason == "start":
        return "start", ""
    if day.number is not None:
        return "counted", day.struck
    return "skipped", _reason(voice, calendar, day)


def _totals(voice: Voice, count: Count) -> str:
    skipped = sum(day.number is None for day in count.days[1:])
    return voice("explain-totals", start=voice.long_date(count.start), skipped=str(skipped))


def _decrees(voice: Voice, calendar: WorkCalendar, count: Count) -> list[str]:
    """The decrees of the years whose holidays were skipped; nothing where none was."""
    years = dict.fromkeys(day.day.year for day in count.days[1:] if day.off is not None)
    sources = [voice("explain-decree", decree=calendar.decree(year), year=str(year)) for year in years]
    return [voice("explain-decrees", sources="; ".join(sources))] if sources else []


def _notes(voice: Voice, period: Period) -> Sequence[str]:
    """What has to be known with the date: how sure we are of it, and what becomes of a late filing."""
    notes = []
    if period.confidence != "V":
        notes.append(voice("explain-not-verified"))
    if period is OBJECTION_WINDOW:
        notes.append(voice("explain-late-objection"))
    return notes
