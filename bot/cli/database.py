"""The database behind a command, and `ppid db`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.terminal import say, stop, voice

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Need, Settings
    from storage.store import Store

app = typer.Typer(no_args_is_help=True)


@app.command("upgrade", help=voice("cli-help-db-upgrade"))
def upgrade() -> None:
    from storage import migrate

    with opened(settings_for("command"), check=False) as store:
        before = migrate.upgrade(store)
    say("cli-db-current" if before.up_to_date else "cli-db-upgraded", revision=before.head)


@app.command("copy", help=voice("cli-help-db-copy"))
def copy(
    source: Annotated[str, typer.Argument(metavar="DARI", help=voice("cli-help-copy-source"))],
    target: Annotated[str, typer.Argument(metavar="KE", help=voice("cli-help-copy-target"))],
) -> None:
    from sqlalchemy import make_url

    from storage import backup, copying, migrate

    old, new = (settings_for("command", database_url=url) for url in (source, target))
    urls = [make_url(settings.database_url) for settings in (old, new)]
    if urls[0] == urls[1]:
        stop("cli-copy-same", status=2)
    file = Path(str(urls[0].database)) if urls[0].get_backend_name() == "sqlite" else None
    if file is not None and not file.is_file():
        stop("cli-copy-nothing", file=str(file))
    with opened(old):
        pass
    if file is not None:
        try:
            backup.let_go(file)  # what were written meanwhile would stay behind
        except backup.BackupError as error:
            stop("cli-backup-in-use", detail=error.detail)
    with opened(new, check=False) as store:
        migrate.upgrade(store)
        try:
            with copying.reading(old.database_url) as rows, store.engine.begin() as there:
                full = [f"{name} {count}" for name, count in copying.counts(there).items() if count]
                if full:
                    stop("cli-copy-full", tables=", ".join(full))
                copied = copying.copy_rows(rows, there)
        except copying.CopyError as error:
            stop("cli-copy-wrong", error=str(error))
    for name, count in copied.items():
        if count:
            say("cli-copied-table", table=name, count=str(count))
    say("cli-copied", rows=str(sum(copied.values())), url=urls[1].render_as_string(hide_password=True))


def settings_for(need: "Need", **given: str | None) -> "Settings":
    """The settings, or the end with all that is wrong in them; `given`, unless None, outranks all others."""
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings(need, given={name: value for name, value in given.items() if value is not None})
    except SettingsError as error:
        stop("settings-wrong", status=2, lines=[*error.problems, voice("settings-where")])


@contextmanager
def opened(settings: "Settings", *, check: bool = True) -> Iterator["Store"]:
    """The store, closed afterwards. A database that is away, too new, or (with `check`) behind ends
    the command in one line."""
    from storage import migrate
    from storage.store import StoreUnavailable, open_store

    try:
        store = open_store(settings.database_url)
    except OSError as error:
        stop("cli-folder", error=str(error))
    try:
        if check and not migrate.schema(store).up_to_date:
            stop("cli-db-behind")
        yield store
    except StoreUnavailable as error:
        stop("cli-store-away", error=" ".join(str(error).split()))
    except migrate.NewerSchema as error:
        stop("cli-db-newer", revision=error.revision)
    finally:
        store.close()


def zone_of(session: "Session", settings: "Settings") -> ZoneInfo:
    """In which times are told: TIMEZONE, else the body's, else UTC."""
    from storage import content

    body = content.value_of(session, "body").get("body", {})
    return ZoneInfo(settings.timezone or body.get("timezone", "UTC"))


def numbers_of(session: "Session", requests: "Iterable[int | None]") -> dict[int, str]:
    """The registration numbers of requests, by id."""
    from storage.tables import Request

    found = (session.get(Request, id) for id in {id for id in requests if id is not None})
    return {request.id: request.number for request in found if request is not None and request.id}
