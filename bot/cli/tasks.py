"""`ppid tasks`: what a person has to do, and to say that it is done."""

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.database import numbers_of, opened, settings_for, zone_of
from bot.cli.terminal import say, stop, voice

if TYPE_CHECKING:
    from sqlmodel import Session

app = typer.Typer(invoke_without_command=True)

OPERATOR = 0  # who did it where no officer did: the operator, from the command line
WIDTH = 160  # characters of a task's text in the list


@app.callback()
def list_open(context: typer.Context) -> None:
    if context.invoked_subcommand:
        return
    from storage import tasks

    settings = settings_for("command")
    with opened(settings) as store:
        found = store.read_sync(tasks.unfinished)
        zone = store.read_sync(zone_of, settings)
        numbers = store.read_sync(numbers_of, [task.request_id for task in found])
    if not found:
        say("cli-no-tasks")
    for task in found:
        kind = f"cli-task-{task.kind}"
        said = {
            "id": str(task.id),
            "kind": voice(kind) if voice.has(kind) else task.kind,
            "at": voice.moment(task.created_at, zone),
            "text": textwrap.shorten(task.text, WIDTH, placeholder="…"),
        }
        if task.request_id in numbers:
            say("cli-task-request", **said, number=numbers[task.request_id])
        else:
            say("cli-task", **said)


@app.command(help=voice("cli-help-task-done"))
def done(id: Annotated[int, typer.Argument(metavar="NOMOR", help=voice("cli-help-task-id"))]) -> None:
    from bot.clock import Clock

    with opened(settings_for("command")) as store:
        if not store.transact_sync(_finish, id, Clock().now()):
            stop("cli-no-task", id=str(id))
    say("cli-task-done", id=str(id))


def _finish(session: "Session", id: int, now: datetime) -> bool:
    from storage import tasks

    task = tasks.get(session, id)
    if task is None or task.done_at is not None:
        return False
    tasks.finish(session, task, now=now, officer=OPERATOR)
    return True
