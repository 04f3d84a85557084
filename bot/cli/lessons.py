"""`ppid lessons`: what was learned from corrections, and to undo what was learned wrongly."""

from typing import Annotated

import typer

from bot.cli.database import opened, settings_for, zone_of
from bot.cli.terminal import say, stop, voice

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=voice("cli-help-lessons-list"))
def list_all(
    agency: Annotated[str, typer.Option(metavar="KODE", help=voice("cli-help-agency"))] = "",
) -> None:
    from handlers.knowledge.lessons import spelt
    from storage import lessons

    settings = settings_for("command")
    with opened(settings) as store:
        found = store.read_sync(lessons.taught)
        zone = store.read_sync(zone_of, settings)
    shown = [one for one in found if not agency or one.agency == agency.upper()]
    if not shown:
        say("cli-no-lessons")
    for one in shown:
        known, hidden = spelt(one.stems)
        words = ", ".join([*known, *(["…"] if hidden else [])])
        source = voice(f"cli-lesson-{one.source}")
        at = voice.moment(one.at, zone)
        say("cli-lesson", id=str(one.id), agency=one.agency, words=words, source=source, at=at)


@app.command(help=voice("cli-help-lessons-undo"))
def undo(id: Annotated[int, typer.Argument(metavar="NOMOR", help=voice("cli-help-lesson-id"))]) -> None:
    from bot.clock import Clock
    from storage import lessons

    with opened(settings_for("command")) as store:
        if not store.transact_sync(lessons.undo, id, now=Clock().now()):
            stop("cli-no-lesson", id=str(id))
    say("cli-lesson-undone", id=str(id))
