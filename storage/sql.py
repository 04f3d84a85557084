"""Text statements with our column types: written once at import, the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import TextClause, TextualSelect, bindparam, text

from storage.types import Json, UtcTime


def write(statement: str, *, times: str = "", json: str = "") -> TextClause:
    """A statement whose named parameters `times` and `json` (space-separated) carry those types."""
    typed = [bindparam(name, type_=UtcTime()) for name in times.split()]
    typed += [bindparam(name, type_=Json()) for name in json.split()]
    return text(statement).bindparams(*typed)


def select(
    statement: str, *, times: str = "", json: str = "", columns: dict[str, Any] | None = None
) -> TextualSelect:
    """A query whose result columns in `columns` come back as those types, the others as they are."""
    return write(statement, times=times, json=json).columns(**(columns or {}))
