"""The schema of the database: brought to the newest version under a lock, whoever starts first.

upgrade(store)              # `ppid serve`, `ppid db upgrade`; a second process waits, then finds it done
schema(store).current       # what the database has, against .head
revise("add a fax number")  # a developer: writes storage/migrations/versions/<next>.py from tables.py
"""

import logging
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import OperationalError

from storage.store import Store, StoreUnavailable, open_store

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE = 60_000  # milliseconds to wait for another process that migrates this SQLite file
_LOCK = 0x70706964  # "ppid": the key of PostgreSQL's advisory lock


class NewerSchema(Exception):
    """The database has a `revision` that this version of the program does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"schema {revision} is not known; a newer version made this database")
        self.revision = revision


@dataclass(frozen=True, kw_only=True, slots=True)
class Schema:
    """The revision that a database has ("" for an empty one), and the newest there is."""

    current: str
    head: str

    @property
    def up_to_date(self) -> bool:
        return self.current == self.head


def upgrade(where: Store | Engine) -> Schema:
    """Bring the database to the newest schema; gives the one it had before.

    One process at a time: others wait for the lock, and find nothing left to do. All or nothing, on both
    databases. Raises StoreUnavailable where there is no database or no lock, and NewerSchema.
    """
    with _locked(_engine(where)) as connection:
        before = _schema(connection)
        if not before.up_to_date:
            from alembic import command  # large, and a database that is up to date does without

            command.upgrade(_config(connection), "head")
            _check_references(connection)
            log.info("the database goes from schema %s to %s", before.current or "none", before.head)
        connection.commit()
        return before


def schema(where: Store | Engine) -> Schema:
    """Where the database stands. Raises StoreUnavailable, and NewerSchema."""
    try:
        with _engine(where).connect() as connection:
            return _schema(connection)
    except OperationalError as error:
        raise StoreUnavailable(str(error.orig)) from error


def revise(message: str) -> Path:
    """Write the next migration: what tables.py has and the migrations do not. To be read before use."""
    from alembic import command

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/scratch.db")
        try:
            upgrade(store)
            number = len(_revisions()) + 1
            with store.engine.connect() as connection:
                made = command.revision(
                    _config(connection), message, autogenerate=True, rev_id=f"{number:04}"
                )
        finally:
            store.close()
    return Path(made.path)  # type: ignore[union-attr]  # a list only where several are asked for


def _engine(where: Store | Engine) -> Engine:
    return where.engine if isinstance(where, Store) else where


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _schema(connection: Connection) -> Schema:
    known, current = _revisions(), ""
    if inspect(connection).has_table("alembic_version"):
        current = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
    if current and current not in known:
        raise NewerSchema(current)
    return Schema(current=current, head=known[-1] if known else "")


def _revisions() -> list[str]:
    """Every revision there is, oldest first, by the names of their files."""
    return sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that no other process of ours can be in. It commits nothing by itself."""
    try:
        connection = engine.connect()
        connection.detach()  # SQLite's settings below are for this use only: closed after, not pooled
    except OperationalError as error:
        raise StoreUnavailable(str(error.orig)) from error
    with connection:
        try:
            raw = connection.connection.dbapi_connection
            if isinstance(raw, sqlite3.Connection):
                raw.execute(f"PRAGMA busy_timeout = {PATIENCE}")
                # A table is altered by copying and dropping it, which its references would forbid. This has
                # no effect inside a transaction (sqlite.org/lang_altertable.html, "making other kinds of").
                raw.execute("PRAGMA foreign_keys = OFF")
                connection.begin()
                if not raw.in_transaction:  # an engine that is not the store's begins at the first write
                    raw.execute("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        except OperationalError as error:
            raise StoreUnavailable(str(error.orig)) from error
        yield connection


def _check_references(connection: Connection) -> None:
    """SQLite, whose references were off: no row may point nowhere now."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise RuntimeError(f"the migration left {len(lost)} rows that point nowhere, first: {lost[0]}")


if __name__ == "__main__":
    revise(" ".join(sys.argv[1:]))  # Alembic says which file it writes
