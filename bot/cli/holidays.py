"""`ppid holidays`: days that a later decree adds to the calendar, or makes working days after all."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.database import opened, settings_for
from bot.cli.terminal import say, stop, voice, whole

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings
    from handlers.desk import Desk
    from storage.calendar_changes import Edit
    from storage.holiday_file import Line
    from storage.store import Store

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True)


@app.command(help=voice("cli-help-holidays-add"))
def add(
    day: Annotated[str, typer.Argument(metavar="TANGGAL", help=voice("cli-help-holiday"))],
    name: Annotated[str, typer.Argument(metavar="NAMA", help=voice("cli-help-holiday-name"))],
    source: Annotated[str, typer.Option(metavar="DASAR", help=voice("cli-help-holiday-source"))],
) -> None:
    _one("add", _date(day), source, name=_text(name))


@app.command(help=voice("cli-help-holidays-remove"))
def remove(
    day: Annotated[str, typer.Argument(metavar="TANGGAL", help=voice("cli-help-holiday"))],
    source: Annotated[str, typer.Option(metavar="DASAR", help=voice("cli-help-holiday-source"))],
) -> None:
    _one("strike", _date(day), source)


@app.command("list", help=voice("cli-help-holidays-list"))
def list_all(
    year: Annotated[str | None, typer.Option(metavar="TAHUN", help=voice("cli-help-holiday-year"))] = None,
) -> None:
    from storage import calendar_changes, content

    wanted = None if year is None else whole(year, "cli-bad-year")
    with opened(settings_for("command")) as store:
        if not store.read_sync(content.digest_of):
            stop("cli-no-content")
        calendar = store.read_sync(content.calendar)
        struck = store.read_sync(calendar_changes.struck)
    known = sorted(calendar.years)
    if wanted is not None and wanted not in calendar.years:
        stop("cli-year-not-loaded", year=str(wanted), years=", ".join(map(str, known)))
    for one in known if wanted is None else [wanted]:
        days = [date(one, 1, 1) + timedelta(days=n) for n in range(366)]
        days = [day for day in days if day.year == one]
        working = sum(map(calendar.is_working_day, days))
        say("cli-holiday-year", year=str(one), decree=calendar.decree(one), days=str(working))
        for day in days:
            off = calendar.day_off(day)
            if off is not None:
                kind = voice(f"cli-off-{off.kind}")
                say("cli-holiday", day=_named(day), name=off.name, kind=kind, source=off.source)
            elif day in struck:
                say("cli-holiday-struck", day=_named(day), source=struck[day])


@app.command("import", help=voice("cli-help-holidays-import"))
def import_file(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help=voice("cli-help-holiday-file"))],
) -> None:
    from storage import holiday_file

    try:
        lines = holiday_file.read(file)
    except OSError as error:
        stop("cli-no-holiday-file", file=str(file), error=str(error.strerror))
    except holiday_file.HolidayFileError as error:
        stop("cli-holiday-file-wrong", file=str(file), lines=error.problems)
    sources = "; ".join(dict.fromkeys(line.change.source for line in lines))
    settings = settings_for("replay")
    with opened(settings) as store:
        try:
            done, moved = _changed(store, settings, lambda session, now: _apply(session, lines, now), sources)
        except holiday_file.HolidayFileError as error:
            stop("cli-holiday-file-wrong", file=str(file), lines=error.problems)
    counted = Counter(done)
    changed = sum(counted[edit] for edit in counted if edit.changes)
    say("cli-holidays-imported", changed=str(changed), same=str(len(done) - changed))
    say("cli-recounted", count=str(moved))


def _apply(session: "Session", lines: "Iterable[Line]", now: datetime) -> "list[Edit]":
    """All of a file, or HolidayFileError with what cannot be done of it."""
    from kip.calendar import CalendarError
    from storage import calendar_changes, holiday_file

    done, problems = [], []
    for line in lines:
        try:
            done.append(calendar_changes.apply(session, line.change, now=now))
        except CalendarError as error:
            problems += [f"baris {line.number}: {problem}" for problem in error.problems]
    if problems:
        raise holiday_file.HolidayFileError(problems)
    return done


def _one(kind: str, day: date, source: str, *, name: str = "") -> None:
    from kip.calendar import CalendarError
    from storage import calendar_changes
    from storage.calendar_changes import Change

    change: Change = Change(kind=kind, day=day, source=_text(source), name=name)
    settings = settings_for("replay")
    with opened(settings) as store:
        try:
            done, moved = _changed(
                store,
                settings,
                lambda session, now: calendar_changes.apply(session, change, now=now),
                change.source,
            )
        except CalendarError as error:
            stop("cli-holiday-wrong", lines=error.problems)
    if not done.changes:
        stop(f"cli-holiday-{kind}-{done}", day=_named(day))
    say(f"cli-holiday-{kind}-{done}", day=_named(day))
    say("cli-recounted", count=str(moved))


def _changed(
    store: "Store", settings: "Settings", change: "Callable[[Session, datetime], T]", source: str
) -> tuple[T, int]:
    """Make the change and count every clock anew; what came of it, and how many had a date that moved."""
    from bot.clock import Clock
    from handlers import recalculation
    from storage import content, recounts

    if not store.read_sync(content.digest_of):
        stop("cli-no-content")
    now = Clock().now()
    desk = store.read_sync(desk_opener(settings))

    def renewed(session: "Session") -> "Desk":
        return recalculation.renewed(session, desk)

    result = store.transact_sync(
        recalculation.change_calendar,
        lambda session: change(session, now),
        open_desk=renewed,
        now=now,
        source=source,
    )
    finish(store, renewed, now)
    return result, store.read_sync(recounts.moved_at, now)


def desk_opener(settings: "Settings") -> "Callable[[Session], Desk]":
    """How a desk of the loaded content is opened."""
    from handlers.desk import open_desk

    secret = settings.secret_key.get_secret_value().encode()
    return lambda session: open_desk(session, secret=secret, timezone=settings.timezone)


def finish(store: "Store", desk_of: "Callable[[Session], Desk]", now: datetime) -> None:
    """All batches of a recount, each in its own transaction."""
    from handlers import recalculation

    desk = store.read_sync(desk_of)
    while store.transact_sync(recalculation.carry_on, desk, now=now):
        pass


def _date(value: str) -> date:
    try:
        found = date.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or found.isoformat() != value:
        stop("cli-bad-holiday", status=2, value=value)
    return found


def _text(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        stop("cli-holiday-empty", status=2)
    return text


def _named(day: date) -> str:
    """2027-03-08 Senin"""
    return f"{day} {voice.long_date(day).partition(',')[0]}"
