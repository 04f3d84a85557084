"""One database's rows into another, SQLite or PostgreSQL, either way; each row is read back and compared.

    with reading(url) as old, target.engine.begin() as new:   # both of the newest schema
        counts = copy_rows(old, new)                          # {"request": 812, ...}; raises CopyError

Texts are carried as they are: JSON is not parsed and written anew. `new` is the caller's to commit.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from storage import tables
from storage.types import Json

assert tables  # fills SQLModel.metadata

BATCH = 500  # rows
_SEQUENCE = sa.text("SELECT pg_get_serial_sequence(:table, :column)")
_SET_SEQUENCE = sa.text(
    "SELECT setval(CAST(pg_get_serial_sequence(:table, :column) AS regclass), :next, false)"
)


class CopyError(Exception):
    """A row that cannot be copied, or is not the same on the other side; names table and key."""


@contextmanager
def reading(url: str) -> Iterator[sa.Connection]:
    """A read-only connection over one snapshot; nobody who writes meanwhile has to wait."""
    where = sa.make_url(url)
    if where.get_backend_name() == "sqlite":
        engine = sa.create_engine(where, poolclass=sa.NullPool)
        sa.event.listen(engine, "connect", _only_read)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    else:
        where = where.set(drivername="postgresql+psycopg")
        engine = sa.create_engine(
            where,
            poolclass=sa.NullPool,
            isolation_level="REPEATABLE READ",
            connect_args={"options": "-c default_transaction_read_only=on"},
        )
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def _only_read(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver would not begin for what only reads
    connection.execute("PRAGMA query_only = ON")


def plain_tables() -> list[sa.Table]:
    """Every table, those that others point to first; JSON as the text it is kept as."""
    plain = sa.MetaData()
    for table in SQLModel.metadata.sorted_tables:
        for column in table.to_metadata(plain).columns:
            if isinstance(column.type, Json):
                column.type = sa.Text()
    return plain.sorted_tables


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in plain_tables()
    }


def copy_rows(source: sa.Connection, target: sa.Connection, *, clear: bool = False) -> dict[str, int]:
    """Copy all rows and compare them; how many there were, by table.

    The target must be empty; with `clear` it is emptied first, in the same transaction. Raises CopyError.
    """
    everything = plain_tables()
    if clear:
        for table in reversed(everything):
            _loosen(target, table)
            target.execute(table.delete())
    for table in everything:
        for rows in _batches(source, table):
            _insert(target, table, rows)
        _tie(source, target, table)
        _set_sequence(target, table)
    return {table.name: _compare(source, target, table) for table in everything}


def _batches(source: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    """All rows in the order of their key, streamed."""
    wanted = sa.select(table).order_by(*table.primary_key.columns)
    with source.execute(wanted, execution_options={"yield_per": BATCH}) as result:
        for part in result.mappings().partitions():
            yield [dict(row) for row in part]


def _insert(target: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    own = _own_references(table)
    values = [row | dict.fromkeys(own) for row in rows]
    try:
        with target.begin_nested():
            target.execute(table.insert(), values)
    except (DBAPIError, ValueError):
        for row in values:  # which one it was, and nothing of what it says
            try:
                with target.begin_nested():
                    target.execute(table.insert(), row)
            except (DBAPIError, ValueError) as error:
                raise CopyError(f"{table.name} {_key(table, row)}: {_reason(error)}") from None
        raise


def _own_references(table: sa.Table) -> list[str]:
    """Columns that point into their own table, whose rows may stand in any order."""
    return [c.name for c in table.columns if any(k.column.table is table for k in c.foreign_keys)]


def _tie(source: sa.Connection, target: sa.Connection, table: sa.Table) -> None:
    """Set what `_insert` left open."""
    for name in _own_references(table):
        column, keys = table.c[name], table.primary_key.columns
        for row in source.execute(sa.select(*keys, column).where(column.is_not(None))):
            same = [key == row._mapping[key.name] for key in keys]
            target.execute(table.update().where(*same).values({name: row._mapping[name]}))


def _loosen(target: sa.Connection, table: sa.Table) -> None:
    for name in _own_references(table):
        target.execute(table.update().values({name: None}))


def _set_sequence(target: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL counts on by itself, from where it is told; SQLite from the largest there is."""
    counted = table.autoincrement_column
    if target.dialect.name != "postgresql" or counted is None:
        return
    asked = {"table": table.name, "column": counted.name}
    if target.execute(_SEQUENCE, asked).scalar() is not None:
        following = sa.select(sa.func.coalesce(sa.func.max(counted), 0) + 1).scalar_subquery()
        target.execute(_SET_SEQUENCE, asked | {"next": target.execute(sa.select(following)).scalar_one()})


def _compare(source: sa.Connection, target: sa.Connection, table: sa.Table) -> int:
    """Read every row on both sides; how many there are. Raises CopyError at the first difference."""
    keys = list(table.primary_key.columns)
    total = 0
    for rows in _batches(source, table):
        these = [_key_of(keys, row) for row in rows]
        one_of = keys[0].in_(k for (k,) in these) if len(keys) == 1 else sa.tuple_(*keys).in_(these)
        wanted = sa.select(table).where(one_of)
        found = {_key_of(keys, row): dict(row) for row in target.execute(wanted).mappings()}
        for row in rows:
            if found.get(_key_of(keys, row)) != row:
                raise CopyError(f"{table.name} {_key(table, row)}: not the same on the other side")
        total += len(rows)
    there = target.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    if there != total:
        raise CopyError(f"{table.name}: {total} rows here, {there} there")
    return total


def _key_of(keys: Sequence[sa.Column[Any]], row: Any) -> tuple[Any, ...]:
    return tuple(row[key.name] for key in keys)


def _key(table: sa.Table, row: dict[str, Any]) -> str:
    return ", ".join(f"{key.name}={row[key.name]}" for key in table.primary_key.columns)


def _reason(error: DBAPIError | ValueError) -> str:
    """What the database says, without the values of the row."""
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    return said.splitlines()[0] if said else type(error).__name__
