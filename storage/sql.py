"""Text statements with our column types: written once at import, the same on SQLite and PostgreSQL.

They are ordinary SQLAlchemy statements, which any Session runs. The store's own sessions (`Work`) run them
on the driver, by the `Direct` that stands beside each: SQLAlchemy's way through compiler, context and result
costs several times what the statement itself does (bench/throughput.py).
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any

import orjson
from sqlalchemy import Boolean, Date, Integer, Text, TextClause, TextualSelect, bindparam, text
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlmodel import Session

from storage.types import Json, UtcTime


def write(statement: str, *, times: str = "", json: str = "", dates: str = "") -> TextClause:
    """A statement whose named parameters `times`, `json` and `dates` (space-separated) carry those types."""
    made = _typed(statement, times, json, dates)
    made.direct = Direct(statement, times=times, json=json, dates=dates)  # type: ignore[attr-defined]
    return made


def select(
    statement: str, *, times: str = "", json: str = "", columns: Mapping[str, Any] | None = None
) -> TextualSelect:
    """A query whose result columns in `columns` come back as those types, the others as they are."""
    made = _typed(statement, times, json, "").columns(**(columns or {}))
    made.direct = Direct(statement, times=times, json=json, columns=columns or {})  # type: ignore[attr-defined]
    return made


def on_postgres(session: Session) -> bool:
    """Whether there are other processes to lock out; SQLite has one writer anyway."""
    return session.bind is not None and session.bind.dialect.name == "postgresql"


def _typed(statement: str, times: str, json: str, dates: str) -> TextClause:
    typed: list[Any] = [bindparam(name, type_=UtcTime()) for name in times.split()]
    typed += [bindparam(name, type_=Date()) for name in dates.split()]
    typed += [bindparam(name, type_=Json()) for name in json.split()]
    return text(statement).bindparams(*typed)


_ID = " RETURNING id"
_ONE_ROW = re.compile(rf"INSERT INTO \w+ \([^)]*\) VALUES (?!.* DO UPDATE ).*{_ID}")


class Direct:
    """A statement as the driver takes it, and what its values become on the way in and out."""

    __slots__ = (
        "_columns",
        "_inward",
        "_outward",
        "_row",
        "dates",
        "statement",
        "times",
        "without_id",
    )

    def __init__(
        self,
        statement: str,
        *,
        times: str = "",
        json: str = "",
        dates: str = "",
        columns: Mapping[str, Any] | None = None,
    ) -> None:
        self.statement = statement
        # An insert that returns its id and no more: without that, SQLite is quicker, and tells the id.
        self.without_id = statement.removesuffix(_ID) if _ONE_ROW.fullmatch(statement) else ""
        self.times = tuple(times.split())
        self.dates = tuple(dates.split())
        as_json: dict[str, Callable[[Any], Any]] = dict.fromkeys(json.split(), _json_text)
        as_text = dict.fromkeys(self.times, _utc_text) | dict.fromkeys(self.dates, _iso)
        self._inward = tuple((as_text | as_json).items())
        self._columns = dict(columns or {})
        self._row: Any = None  # made when the first result tells the names
        self._outward: tuple[tuple[int, Callable[[Any], Any]], ...] = ()

    def bound(self, params: Mapping[str, Any] | None) -> Mapping[str, Any]:
        """The parameters as the driver takes them: times, dates and JSON are text."""
        if not params or not self._inward:
            return params or {}
        values = dict(params)
        for name, convert in self._inward:
            if (value := values[name]) is not None:
                values[name] = convert(value)
        return values

    def rows(self, columns: Callable[[], Sequence[str]], found: Sequence[Sequence[Any]], many: int) -> "Rows":
        """What a driver brought, its columns by name; `many`: how many rows it says there are, or changed."""
        if not found:
            return Rows((), many)
        if self._row is None:
            names = columns()
            self._outward = tuple(
                (names.index(name), _outward(kind)) for name, kind in self._columns.items() if name in names
            )
            self._row = _row_of(names)
        if self._outward:
            found = [self._converted(row) for row in found]
        return Rows([*map(self._row, found)], many)

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for place, convert in self._outward:
            if (value := values[place]) is not None:
                values[place] = convert(value)
        return values


class Rows:
    """The result of a direct statement: as much of SQLAlchemy's Result as is used."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        return self._rows

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        if len(self._rows) == 1:
            return self._rows[0]
        raise MultipleResultsFound if self._rows else NoResultFound

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        return self.one()[0]

    def scalars(self) -> Sequence[Any]:
        return [row[0] for row in self._rows]


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a time must be aware, got {moment!r}")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


@lru_cache(maxsize=256)  # one message writes the same moment several times
def _utc_text(moment: datetime) -> str:
    return _utc(moment).isoformat(" ", "microseconds")


def _iso(day: date) -> str:
    return day.isoformat()


def _json_text(value: Any) -> str:
    return orjson.dumps(value).decode()


def _row_of(names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    made: Any = namedtuple("Row", list(names), rename=True)  # type: ignore[misc]
    return partial(tuple.__new__, made)  # _make does the same, by a function in Python


def _outward(kind: Any) -> Callable[[Any], Any]:
    kind = kind() if isinstance(kind, type) else kind
    if isinstance(kind, Json):
        return orjson.loads
    if isinstance(kind, UtcTime):
        return _moment
    if isinstance(kind, Date):
        return _day
    if isinstance(kind, Boolean):
        return bool
    if isinstance(kind, (Integer, Text)):
        return _as_it_is
    raise TypeError(f"no way is known from a driver to {kind!r}")


def _as_it_is(value: Any) -> Any:
    return value


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: str | datetime) -> datetime:
    return _utc(datetime.fromisoformat(value) if isinstance(value, str) else value)
