"""`ppid backup` and `ppid restore`: the whole office in one sealed file, and back."""

import errno
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.cli.database import opened, settings_for
from bot.cli.terminal import say, stop, voice

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.backup import BackupError, Manifest, Unpacked

NEW_KEY = "new-key"


def backup(
    file: Annotated[str, typer.Argument(metavar="BERKAS|new-key", help=voice("cli-help-backup-file"))],
) -> None:
    from bot.clock import Clock
    from storage import backup
    from storage.copying import CopyError
    from storage.vault import new_key

    if file == NEW_KEY:
        print(new_key())
        return
    settings = settings_for("backup")
    now = Clock().now()
    out = Path(file)
    if out.is_dir():
        out = out / f"ppid-{now:%Y%m%d-%H%M%S}.cadangan"
    elif file.endswith("/"):  # a disk that is not mounted
        stop("cli-cannot-write", file=file, error=os.strerror(errno.ENOENT))
    with opened(settings, check=not settings.database_url.startswith("sqlite")):
        pass  # a database that is away, or too old to be copied row by row, is named by that
    try:
        made = backup.make(
            settings.database_url,
            settings.data_dir,
            out,
            key=_key(settings),
            secret=_secret(settings),
            now=now,
        )
    except backup.BackupError as error:
        _refuse(error)
    except CopyError as error:
        stop("cli-copy-wrong", error=str(error))
    except OSError as error:
        stop("cli-cannot-write", file=str(out), error=str(error.strerror))
    say("cli-backup-made", file=str(out), size=_size(out.stat().st_size), **_told(made))
    if not made.secret:
        say("cli-backup-no-secret")


def restore(
    file: Annotated[Path, typer.Argument(metavar="BERKAS", help=voice("cli-help-restore-file"))],
    into: Annotated[str, typer.Option(metavar="FOLDER|URL", help=voice("cli-help-restore-into"))] = "",
    force: Annotated[bool, typer.Option("--force", help=voice("cli-help-restore-force"))] = False,
    check: Annotated[bool, typer.Option("--check", help=voice("cli-help-restore-check"))] = False,
) -> None:
    from bot.clock import Clock
    from storage import backup

    settings = _target(into)
    try:
        with backup.unpacked(file, _key(settings), beside=settings.data_dir) as office:
            _refuse_newer(office)
            if check:
                say("cli-restore-good", file=str(file), **_told(office.manifest))
                return
            _put(office, settings, force=force, now=Clock().now())
    except backup.BackupError as error:
        _refuse(error)
    except OSError as error:
        stop("cli-restore-io", file=str(error.filename or file), error=str(error.strerror))
    say("cli-restored", file=str(file), **_told(office.manifest))
    if office.manifest.secret and office.manifest.secret != backup.secret_mark(_secret(settings)):
        say("cli-restore-other-secret")


def _target(into: str) -> "Settings":
    """The settings with `into` in the place of the configured office: a folder, or the URL of a database."""
    if not into:
        return settings_for("backup")
    if "://" in into:
        return settings_for("backup", database_url=into)
    return settings_for("backup", data_dir=into, database_url=f"sqlite:///{into}/ppid.db")


def _refuse_newer(office: "Unpacked") -> None:
    from storage import migrate
    from storage.store import open_store

    store = open_store(f"sqlite:///{office.database}")
    try:
        migrate.schema(store)
    except migrate.NewerSchema as error:
        stop("cli-db-newer", revision=error.revision)
    finally:
        store.close()


def _put(office: "Unpacked", settings: "Settings", *, force: bool, now: datetime) -> None:
    from sqlalchemy import make_url

    from storage import backup
    from storage.copying import CopyError

    where = make_url(settings.database_url)
    if where.get_backend_name() == "sqlite":
        database = Path(str(where.database))
        old = backup.put(office, database, settings.data_dir, force=force, now=now)
        if old is not None:
            say("cli-restore-old", file=str(old))
    else:
        with opened(settings, check=False) as store:
            try:
                backup.put_rows(office, store, settings.data_dir, force=force)
            except CopyError as error:
                stop("cli-copy-wrong", error=str(error))


def _told(made: "Manifest") -> dict[str, str]:
    at = datetime.fromisoformat(made.made_at)
    return {
        "at": f"{at:%Y-%m-%d %H:%M} UTC",
        "schema": made.schema,
        "requests": str(made.rows.get("request", 0)),
        "objections": str(made.rows.get("objection", 0)),
        "rows": str(sum(made.rows.values())),
        "files": str(len(made.files) - 1),
    }


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 100 * 1024 else f"{count / 1024:.1f} KB"


def _refuse(error: "BackupError") -> NoReturn:
    stop(f"cli-backup-{error.problem}", detail=error.detail)


def _key(settings: "Settings") -> bytes:
    from storage.vault import read_key

    return read_key(settings.backup_key.get_secret_value())


def _secret(settings: "Settings") -> bytes:
    return settings.secret_key.get_secret_value().encode()
