"""Rows of any table, filled in so that the database takes them."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, LargeBinary, Table, insert
from sqlmodel import Session, SQLModel

from storage import tables
from storage.types import Json, UtcTime

assert tables  # fills SQLModel.metadata

_NUMBERS = count(1)


def row_of(session: Session, name: str, **given: Any) -> Any:
    """The key of a new row of a table; the rows that it must refer to are made with it."""
    table = SQLModel.metadata.tables[name]
    values = {c.name: _value(session, c) for c in table.columns if _needed(c) and c.name not in given}
    inserted = session.execute(insert(table).values(values | given).returning(*table.primary_key))
    return inserted.one()[0]


def referring(to: str) -> list[tuple[Table, str]]:
    """Every table that refers to another one, with the column that does."""
    return [
        (table, key.parent.name)
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == to
    ]


def _needed(column: Column[Any]) -> bool:
    by_itself = column.primary_key and isinstance(column.type, Integer) and not column.foreign_keys
    return not (column.nullable or by_itself or column.server_default is not None)


def _value(session: Session, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return row_of(session, key.column.table.name)
    number = next(_NUMBERS)
    kinds: list[tuple[type, Any]] = [
        (Json, {}),
        (UtcTime, datetime(2026, 11, 23, tzinfo=UTC)),
        (Date, date(2026, 11, 23)),
        (Integer, number),
        (LargeBinary, b"bytes"),
        (Boolean, False),
        (Float, 0.0),
    ]
    known = [value for kind, value in kinds if isinstance(column.type, kind)]
    return known[0] if known else f"{column.name}{number}"
