"""`ppid inbox`: messages that our code could not deal with, and another try at them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.database import opened, settings_for
from bot.cli.tasks import OPERATOR
from bot.cli.terminal import say, stop, voice

if TYPE_CHECKING:
    from sqlmodel import Session

    from handlers.desk import Desk
    from handlers.incoming import Incoming
    from storage.inbox import FailedMessage

app = typer.Typer(no_args_is_help=True)


@app.command("failed", help=voice("cli-help-failed"))
def list_failed() -> None:
    from storage import inbox

    with opened(settings_for("command")) as store:
        found = store.read_sync(inbox.failed)
    if not found:
        say("cli-no-failed")
    for message in found:
        error = message.error.strip().splitlines()
        say(
            "cli-failed",
            id=str(message.id),
            channel=message.channel,
            message=message.key,
            error=error[-1] if error else "",
        )


@app.command(help=voice("cli-help-retry"))
def retry(
    id: Annotated[int | None, typer.Argument(metavar="NOMOR", help=voice("cli-help-failed-id"))] = None,
    all: Annotated[bool, typer.Option("--all", help=voice("cli-help-all"))] = False,
) -> None:
    from bot import thinking
    from bot.clock import Clock
    from bot.log import set_up_logging
    from handlers.desk import NoContent, open_desk, restock
    from storage import inbox
    from storage.store import StoreUnavailable

    if (id is None) is not all:
        stop("cli-retry-what", status=2)
    settings = settings_for("replay")
    set_up_logging("WARNING", secrets=settings.secrets)
    with opened(settings) as store:
        chosen = [m for m in store.read_sync(inbox.failed) if all or m.id == id]
        if not chosen:
            if id is not None:
                stop("cli-no-such-failed", id=str(id))
            say("cli-no-failed")
        try:
            desk = store.read_sync(open_desk, secret=settings.secret_key.get_secret_value().encode())
        except NoContent:
            stop("cli-no-content")
        store.read_sync(restock, desk.knowledge)
        again = []
        for message in chosen:
            try:
                thinking.transact_sync(store, desk.knowledge, _replay, message, desk, Clock().now())
            except StoreUnavailable:
                raise
            except Unreadable:
                again.append(message.id)
                say("cli-unreadable", id=str(message.id), channel=message.channel)
            except Exception as error:  # noqa: BLE001  # whatever it is: the other messages have their turn
                again.append(message.id)
                say(
                    "cli-failed-again",
                    id=str(message.id),
                    error=f"{type(error).__name__}: {_first_line(error)}",
                )
            else:
                say("cli-replayed", id=str(message.id))
    if again:
        raise typer.Exit(1)


def _first_line(error: Exception) -> str:
    """What a database says after it would fill the screen."""
    return next(iter(str(error).splitlines()), "")


class Unreadable(Exception):
    """A kept body from which no message can be read."""


def _replay(session: "Session", message: "FailedMessage", desk: "Desk", now: datetime) -> None:
    """Receive a failed message as if it came now, and close its task; all or nothing.

    Life went on meanwhile: it is no answer to a question that was asked after it was written.
    """
    from handlers import reception
    from storage import inbox, tasks

    found = _parsed(session, message)
    if not found:
        raise Unreadable
    inbox.forget(session, message.id)
    for incoming in found:
        reception.receive(session, replace(incoming, ordered=False), desk, now)
    for task in tasks.unfinished(session):
        if (task.kind, task.key) == ("failed-message", str(message.id)):
            tasks.finish(session, task, now=now, officer=OPERATOR)


def _parsed(session: "Session", message: "FailedMessage") -> "list[Incoming]":
    """As its channel reads it. What the platform does not stamp came when we first had it: what a person
    filed then counts from then, however late the bug was mended."""
    from storage.tables import Inbox

    row = session.get(Inbox, message.id)
    if row is None or message.channel not in PARSERS:
        return []
    found = PARSERS[message.channel](message, row.received_at)
    # A body that could not be read at all was kept under a hash, and is one message all the same.
    return [incoming for incoming in found if incoming.key == message.key] or found


def _telegram(message: "FailedMessage", at: datetime) -> "list[Incoming]":
    from bot.channels.telegram.parse import parse_update

    return parse_update(message.raw, account=message.account, now=at)


def _whatsapp(message: "FailedMessage", at: datetime) -> "list[Incoming]":
    from bot.channels.whatsapp.parse import parse_body

    return parse_body(message.raw, account=message.account, now=at)


def _web(message: "FailedMessage", at: datetime) -> "list[Incoming]":
    from bot.channels.webchat import WebChatChannel

    return WebChatChannel(clock=lambda: at).parse(message.raw)


PARSERS: "dict[str, Callable[[FailedMessage, datetime], list[Incoming]]]" = {
    "telegram": _telegram,
    "whatsapp": _whatsapp,
    "web": _web,
}
