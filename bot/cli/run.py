"""What goes on running: `ppid serve`, `ppid demo`, `ppid chat`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.database import settings_for
from bot.cli.officer import role_named
from bot.cli.terminal import stop, voice

if TYPE_CHECKING:
    from bot.settings import Settings


def serve() -> None:
    settings = settings_for("serve")
    _log(settings, settings.log_level)
    from bot import app

    raise typer.Exit(app.serve(settings))


def demo(
    listen: Annotated[str | None, typer.Option(metavar="HOST:PORT", help=voice("cli-help-listen"))] = None,
) -> None:
    settings = settings_for("command", listen=listen)
    if settings.telegram_token.get_secret_value():
        stop("demo-token-set", status=2)
    told = "log_level" in settings.model_fields_set
    _log(settings, settings.log_level if told else "WARNING")  # one looks for the address, not for a log
    from bot import demo

    with _good_content(settings):
        try:
            status = demo.run(content_dir=settings.content_dir, host=settings.host, port=settings.port)
        except OSError as error:
            stop("cli-cannot-listen", listen=settings.listen, error=error.strerror or str(error))
    raise typer.Exit(status)


def chat(
    officer: Annotated[str, typer.Option(metavar="KODE", help=voice("cli-help-as-officer"))] = "",
    role: Annotated[str, typer.Option(metavar="PERAN", help=voice("cli-help-role"))] = "pelaksana",
    name: Annotated[str, typer.Option(metavar="NAMA", help=voice("cli-help-name"))] = "",
    transcript: Annotated[
        Path | None, typer.Option(metavar="BERKAS", help=voice("cli-help-transcript"))
    ] = None,
    script: Annotated[Path | None, typer.Option(metavar="BERKAS", help=voice("cli-help-script"))] = None,
    at: Annotated[str, typer.Option(metavar="WAKTU", help=voice("cli-help-at"))] = "",
) -> None:
    role_named(role)
    if at:
        try:
            datetime.strptime(at, "%Y-%m-%d %H:%M")  # noqa: DTZ007  # in the body's zone, which the chat knows
        except ValueError:
            stop("cli-bad-at", status=2, value=at)
    if script is not None and not script.is_file():
        stop("cli-no-script", status=2, file=str(script))
    settings = settings_for("command")
    _log(settings, "WARNING")  # anything less would stand between the lines of the conversation
    from bot import chat

    with _good_content(settings):
        try:
            status = chat.run(
                content_dir=settings.content_dir,
                officer=officer,
                role=role,
                name=name,
                at=at,
                script=script,
                save=transcript,
            )
        except ValueError as error:
            stop("cli-chat-wrong", error=str(error))
    raise typer.Exit(status)


def _log(settings: "Settings", level: str) -> None:
    from bot.log import set_up_logging

    set_up_logging(level, secrets=settings.secrets)


@contextmanager
def _good_content(settings: "Settings") -> Iterator[None]:
    """A pack that cannot be loaded ends the command with all that is wrong in it."""
    from storage.content import ContentError

    try:
        yield
    except ContentError as error:
        stop("cli-content-wrong", folder=str(settings.content_dir), lines=error.problems)
