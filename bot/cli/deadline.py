"""`ppid deadline`: a period counted out, day by day."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal import say, stop, voice, whole
from kip.calendar import CalendarError, Day, UnknownYear, WorkCalendar, calendar_from


def deadline(
    start: Annotated[str, typer.Argument(metavar="TANGGAL", help=voice("cli-help-start"))],
    working_days: Annotated[str, typer.Option(metavar="N", help=voice("cli-help-days"))] = "10",
    content: Annotated[
        Path | None, typer.Option(envvar="CONTENT_DIR", metavar="FOLDER", help=voice("cli-help-calendar"))
    ] = None,
) -> None:
    first = _date(start)
    days = whole(working_days, "cli-bad-days")
    file = (content or usual_content()) / "calendar.toml"
    calendar = _calendar(file)
    try:
        count = calendar.count(first, days)
    except UnknownYear as error:
        stop("cli-unknown-year", year=str(error.year), file=str(file))
    print(count.due.isoformat())
    for day in count.days:
        _explain(day)


def usual_content() -> Path:
    """CONTENT_DIR of `.env`, or its default; all settings are not read, the others do not matter here."""
    from dotenv import dotenv_values

    return Path(dotenv_values(".env").get("CONTENT_DIR") or "content/kerinci")


def _date(value: str) -> date:
    """A date written as 2026-11-23, and not the last there is: nothing can be counted from it."""
    try:
        found = date.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or found.isoformat() != value or found == date.max:
        stop("cli-bad-date", status=2, value=value)
    return found


def _calendar(file: Path) -> WorkCalendar:
    try:
        return calendar_from(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        stop("cli-no-calendar", file=str(file), error=str(error.strerror))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        stop("cli-no-calendar", file=str(file), error=str(error))
    except CalendarError as error:
        stop("cli-bad-calendar", lines=[f"{file}: {problem}" for problem in error.problems])


def _explain(day: Day) -> None:
    """2026-11-24 Selasa: hari ke-1"""
    said = {"day": f"{day.day} {voice.long_date(day.day).partition(',')[0]}"}
    key = f"cli-day-{day.reason}"
    if day.number is not None:
        said["number"] = str(day.number)
    if day.off is not None:
        said |= {"name": day.off.name, "kind": voice(f"cli-off-{day.off.kind}"), "source": day.off.source}
        key = "cli-day-off" if day.reason == "off" else f"{key}-off"
    elif day.struck:
        said["source"] = day.struck
        key = "cli-day-struck"
    say(key, **said)
