"""`ppid content`: the pack of one public body."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.database import opened, settings_for
from bot.cli.terminal import say, stop, voice

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `load` a command of its own while it is the only one."""


@app.command(help=voice("cli-help-content-load"))
def load(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=voice("cli-help-folder"))],
) -> None:
    from bot.clock import Clock
    from storage import content, migrate

    settings = settings_for("command")
    if not folder.is_dir():
        stop("cli-no-folder", folder=str(folder))
    try:
        pack = content.read_pack(folder)
    except content.ContentError as error:
        stop("cli-content-wrong", folder=str(folder), lines=error.problems)
    with opened(settings, check=False) as store:
        migrate.upgrade(store)
        changed = store.transact_sync(content.load, pack, now=Clock().now())
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
