"""`ppid content`: the pack of one public body."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.database import opened, settings_for
from bot.cli.holidays import desk_opener, finish
from bot.cli.terminal import say, stop, voice

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.content import Pack

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `load` a command of its own while it is the only one."""


@app.command(help=voice("cli-help-content-load"))
def load(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=voice("cli-help-folder"))],
) -> None:
    from bot.clock import Clock
    from handlers.recalculation import change_calendar
    from storage import calendar_changes, content, migrate, recounts

    settings = settings_for("command")
    # With a new calendar the dates of all that is open move, which SECRET_KEY has to sign.
    desk_of = desk_opener(settings) if settings.secret_key.get_secret_value() else None
    now = Clock().now()
    if not folder.is_dir():
        stop("cli-no-folder", folder=str(folder))
    try:
        pack = content.read_pack(folder)
    except content.ContentError as error:
        stop("cli-content-wrong", folder=str(folder), lines=error.problems)
    with opened(settings, check=False) as store:
        migrate.upgrade(store)
        changed, settled = store.transact_sync(
            change_calendar, lambda session: _load(session, pack, now), open_desk=desk_of, now=now
        )
        if desk_of is not None:
            finish(store, desk_of, now)
        waiting = store.read_sync(calendar_changes.recount_wanted) and desk_of is None
        moved = store.read_sync(recounts.moved_at, now)
    name = str(pack.body["body"]["name"])
    if not changed:
        say("cli-content-same", name=name)
        return
    external = sum(agency["external"] for agency in pack.agencies)
    say(
        "cli-content-loaded",
        name=name,
        agencies=str(len(pack.agencies) - external),
        external=str(external),
        years=", ".join(tomllib.loads(pack.calendar)["years"]),
    )
    for day in settled:
        say("cli-content-settled", day=day.isoformat())
    if waiting:
        say("cli-recount-later")
    elif moved:
        say("cli-recounted", count=str(moved))


def _load(session: "Session", pack: "Pack", now: datetime) -> tuple[bool, list[date]]:
    """Load it; whether it was new, and the days whose later change it has made its own."""
    from storage import calendar_changes, content

    changed = content.load(session, pack, now=now)
    return changed, [c.day for c in calendar_changes.settle(session)] if changed else []
