"""Text statements on libpq itself (psycopg.org/psycopg3/docs/api/pq.html), prepared once for each connection.

A cursor of psycopg takes four times as long for the same: it finds out at each call what to do with the
parameters and with each column, which for a statement of ours is always the same.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import pq

_NAMED = re.compile(r"(?<![:\w]):(\w+)")
_ROWS, _DONE = int(pq.ExecStatus.TUPLES_OK), int(pq.ExecStatus.COMMAND_OK)
_LAST_WORDS = (b"FATAL", b"PANIC")  # of a server, before it hangs up

# Types as the catalogue of PostgreSQL numbers them (pg_type.dat); what is read and not here is text.
_DATE, _TIME = 1082, 1184  # date, timestamp with time zone
_READ: dict[int, Callable[[bytes], Any]] = {
    16: lambda value: value == b"t",  # boolean
    17: lambda value: bytes.fromhex(value[2:].decode()),  # bytea
    20: int,
    21: int,
    23: int,
    26: int,
    700: float,
    701: float,
    _DATE: lambda value: date.fromisoformat(value.decode()),
    _TIME: lambda value: datetime.fromisoformat(value.decode()),
    1700: lambda value: Decimal(value.decode()),
}


class Wired:
    """One statement. Its name is made of its text, so that it means the same in every process that shares a
    connection by way of PgBouncer."""

    __slots__ = ("_names", "_read", "_types", "columns", "name", "said")

    def __init__(self, statement: str, *, times: Collection[str] = (), dates: Collection[str] = ()) -> None:
        """`times` and `dates`: parameters that are such; what the others are the server sees for itself."""
        names: dict[str, int] = {}
        said = _NAMED.sub(lambda found: f"${names.setdefault(found[1], len(names) + 1)}", statement)
        self.said = said.encode()
        self.columns: Sequence[str] = ()  # known after the first rows
        self._names = tuple(names)
        self._types = [_TIME if name in times else _DATE if name in dates else 0 for name in names]
        self.name = b"ppid_" + hashlib.sha256(f"{said} {self._types}".encode()).hexdigest()[:24].encode()
        self._read: tuple[tuple[int, Callable[[bytes], Any]], ...] = ()  # known with them

    def run(
        self, connection: pq.abc.PGconn, values: Mapping[str, Any], prepared: set[bytes]
    ) -> tuple[list[list[Any]], int]:
        """Rows, and how many there are or were changed. `prepared`: the names that the connection knows.

        Raises psycopg's errors; KeyError for a parameter that is missing.
        """
        if self.name not in prepared:
            self.prepare(connection)
            prepared.add(self.name)
        written: list[Any] = []
        for name in self._names:
            value = values[name]
            written.append((_WRITE.get(type(value)) or _writer(value))(value))
        result = connection.exec_prepared(self.name, written)
        if result.status != _ROWS:
            return [], _checked(connection, result).command_tuples or 0
        if not self._read:
            self.columns = [(result.fname(n) or b"").decode() for n in range(result.nfields)]
            self._read = tuple((n, _READ.get(result.ftype(n), bytes.decode)) for n in range(result.nfields))
        get, many = result.get_value, result.ntuples
        rows = [
            [None if (value := get(row, place)) is None else read(value) for place, read in self._read]
            for row in range(many)
        ]
        return rows, many

    def prepare(self, connection: pq.abc.PGconn) -> None:
        """Make it known to a connection. Raises psycopg's errors."""
        _checked(connection, connection.prepare(self.name, self.said, self._types))


def command(connection: pq.abc.PGconn, said: bytes) -> None:
    """BEGIN and the like. Raises psycopg's errors."""
    _checked(connection, connection.exec_(said))


def _checked(connection: pq.abc.PGconn, result: pq.abc.PGresult) -> pq.abc.PGresult:
    if result.status in (_ROWS, _DONE):
        return result
    said_by_server = result.error_field(pq.DiagnosticField.SQLSTATE) is not None
    if not said_by_server or result.error_field(pq.DiagnosticField.SEVERITY_NONLOCALIZED) in _LAST_WORDS:
        connection.finish()  # the library finds out at the next call only
    if not said_by_server:
        raise psycopg.OperationalError(result.get_error_message())
    raise psycopg.errors.error_from_result(result)


def _text(value: str) -> bytes:
    if "\x00" in value:
        raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return value.encode()


def _hexed(value: bytes) -> bytes:
    return b"\\x" + value.hex().encode()


def _printed(value: Any) -> bytes:
    return str(value).encode()


def _dated(value: date) -> bytes:
    return value.isoformat().encode()


# A parameter as a literal; what it means the statement tells the server.
_WRITE: dict[type, Callable[[Any], bytes | None]] = {
    type(None): lambda value: None,
    str: _text,
    bytes: _hexed,
    bool: lambda value: b"t" if value else b"f",
    int: _printed,
    float: _printed,
    Decimal: _printed,
    date: _dated,
    datetime: _dated,
}


def _writer(value: Any) -> Callable[[Any], bytes | None]:
    """For a value of a class that is made of one of these."""
    for kind, write in _WRITE.items():
        if isinstance(value, kind):
            return write
    raise TypeError(f"no way is known to write {type(value).__name__} for PostgreSQL")
