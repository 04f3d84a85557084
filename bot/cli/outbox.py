"""`ppid outbox`: letters that could not be sent."""

from typing import Annotated

import typer

from bot.cli.database import numbers_of, opened, settings_for, zone_of
from bot.cli.terminal import say, stop, voice

app = typer.Typer(no_args_is_help=True)


@app.command("dead", help=voice("cli-help-dead"))
def list_dead() -> None:
    from storage import outbox

    settings = settings_for("command")
    with opened(settings) as store:
        found = store.read_sync(outbox.dead)
        zone = store.read_sync(zone_of, settings)
        numbers = store.read_sync(numbers_of, [letter.request_id for letter in found])
    if not found:
        say("cli-no-dead")
    for letter in found:
        kind = f"cli-notice-{letter.notice or 'reply'}"
        said = {
            "id": str(letter.id),
            "channel": letter.channel,
            "notice": voice(kind) if voice.has(kind) else letter.notice,
            "attempts": str(letter.attempts),
            "at": voice.moment(letter.created_at, zone),
            "error": letter.error,
        }
        if letter.request_id in numbers:
            say("cli-dead-request", **said, number=numbers[letter.request_id])
        else:
            say("cli-dead", **said)


@app.command(help=voice("cli-help-revive"))
def retry(id: Annotated[int, typer.Argument(metavar="NOMOR", help=voice("cli-help-dead-id"))]) -> None:
    from bot.clock import Clock
    from storage import outbox

    with opened(settings_for("command")) as store:
        if not store.transact_sync(outbox.revive, id, at=Clock().now()):
            stop("cli-no-such-dead", id=str(id))
    say("cli-revived", id=str(id))
