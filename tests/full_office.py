"""An office with rows in every table there is, of values that are hard to carry."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from storage import tables
from storage.types import Json, UtcTime

assert tables  # fills SQLModel.metadata

ROWS = 3  # of each table
_MOMENT = datetime(2026, 11, 23, 16, 59, 59, 999999, tzinfo=UTC)


def fill(engine: sa.Engine) -> None:
    """Rows 1 to ROWS of each table; what points to other rows points to the row of its own number, and within
    the same table to a row that comes later."""
    with engine.begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            rows = [{c.name: _value(c, n) for c in table.columns} for n in range(1, ROWS + 1)]
            own = [c.name for c in table.columns if any(k.column.table is table for k in c.foreign_keys)]
            connection.execute(table.insert(), [row | dict.fromkeys(own) for row in rows])
            for name in own:
                key = table.primary_key.columns[0]
                for n in range(1, ROWS):
                    later = {name: _value(key, n + 1)}
                    connection.execute(table.update().where(key == _value(key, n)).values(later))


def _value(column: sa.Column[Any], n: int) -> Any:
    for pointer in column.foreign_keys:
        return _value(pointer.column, n)
    kind = column.type
    if column.nullable and n == ROWS:
        return None
    if isinstance(kind, UtcTime):
        return _MOMENT + timedelta(days=n)
    if isinstance(kind, Json):
        return {"b": [n, None, "“é”\n", "𝄞"], "a": {"c": 0.1}}
    if isinstance(kind, sa.Date):
        return date(2026, 12, 30) + timedelta(days=n)
    if isinstance(kind, sa.Boolean):
        return n % 2 == 0
    if isinstance(kind, sa.LargeBinary):
        return bytes([0, 255, n])
    if isinstance(kind, sa.Integer):
        return n
    return f"{column.name} {n} “é” 𝄞\n\\ ' \" ;"
