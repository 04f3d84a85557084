"""`ppid identity`: who has looked at whose identity."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.database import opened, settings_for, zone_of
from bot.cli.terminal import say, stop, voice

if TYPE_CHECKING:
    from sqlmodel import Session

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """A group, also while it has one command."""


@app.command(help=voice("cli-help-identity-looks"))
def looks(
    number: Annotated[str, typer.Argument(metavar="NOMOR", help=voice("cli-help-identity-number"))] = "",
) -> None:
    from storage import identities

    settings = settings_for("command")
    with opened(settings) as store:
        request = store.read_sync(_request, number) if number else None
        if number and request is None:
            stop("cli-no-request", number=number)
        found = store.read_sync(identities.looks, request=request)
        zone = store.read_sync(zone_of, settings)
    if not found:
        say("cli-no-looks")
    for seen, of, officer in found:
        say(
            "cli-look",
            at=voice.moment(seen.at, zone),
            number=of.number,
            officer=str(officer.id),
            name=officer.name,
            agency=officer.agency,
        )


def _request(session: "Session", number: str) -> int | None:
    from storage import requests

    found = requests.by_number(session, number)
    return found.id if found else None
