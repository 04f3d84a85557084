"""`ppid faq`: what the desk answers by itself, and what it could not answer."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.database import opened, settings_for, zone_of
from bot.cli.terminal import say, stop, voice, whole

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=voice("cli-help-faq-list"))
def list_entries(
    language: Annotated[str, typer.Option("--language", help=voice("cli-help-faq-language"))] = "id",
) -> None:
    from storage import faq

    with opened(settings_for("command")) as store:
        found = [entry for entry in store.read_sync(faq.entries) if entry.language == language]
    if not found:
        say("cli-no-faq")
    for entry in found:
        say(
            "cli-faq",
            slug=entry.slug,
            question=entry.question,
            confidence=entry.confidence,
            articles="; ".join(entry.articles) or "-",
            checked=entry.checked.isoformat() if entry.checked else "-",
        )


@app.command(help=voice("cli-help-faq-check"))
def check(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=voice("cli-help-folder"))],
) -> None:
    from storage import content, review

    if not folder.is_dir():
        stop("cli-no-folder", folder=str(folder))
    try:
        pack = content.read_pack(folder)
    except content.ContentError as error:
        stop("cli-faq-wrong", folder=str(folder), lines=error.problems)
    if doubts := review.doubts(pack.texts):
        stop("cli-faq-doubtful", folder=str(folder), lines=doubts)
    say("cli-faq-sound", count=str(sum(len(rows) for rows in pack.texts.values())))


@app.command(help=voice("cli-help-faq-unanswered"))
def unanswered(
    most: Annotated[str, typer.Option("--most", help=voice("cli-help-faq-most"))] = "50",
) -> None:
    from storage.unanswered import most_asked

    settings, limit = settings_for("command"), whole(most, "cli-bad-most")
    with opened(settings) as store:
        found = store.read_sync(most_asked, most=limit)
        zone = store.read_sync(zone_of, settings)
    if not found:
        say("cli-no-unanswered")
    for row in found:
        kind = f"cli-kind-{row.kind}"
        say(
            "cli-unanswered",
            id=str(row.id),
            count=str(row.count),
            last=voice.moment(row.last_at, zone),
            kind=voice(kind) if voice.has(kind) else row.kind or "-",
            text=row.text,
        )


@app.command(help=voice("cli-help-faq-drop"))
def drop(id: Annotated[str, typer.Argument(metavar="NOMOR", help=voice("cli-help-faq-drop-id"))]) -> None:
    from storage.unanswered import drop as forget

    number = whole(id, "cli-bad-unanswered")
    with opened(settings_for("command")) as store:
        if not store.transact_sync(forget, number):
            stop("cli-no-such-unanswered", id=id)
    say("cli-unanswered-dropped", id=id)
