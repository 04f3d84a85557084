"""A file of days added to the calendar or struck from it: TOML as in calendar.toml, or CSV.

    [[add]]                                   day,name,source
    day = 2027-03-08                          2027-03-08,Hari Suci Nyepi,SKB 3 Menteri No. ...
    name = "Hari Suci Nyepi"
    source = "SKB 3 Menteri No. ..."          (a fourth column `kind`, add or strike, is for days struck)

One bad line refuses the whole file, and is named.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from storage.calendar_changes import Change

KINDS = ("add", "strike")
_COLUMNS = frozenset({"day", "name", "source", "kind"})
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLACE = re.compile(r"at line ([0-9]+)")
_HEADER = re.compile(r"\s*\[\[\s*(add|strike)\s*\]\]")


class HolidayFileError(Exception):
    """A file that cannot be taken; `problems` names every bad line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A change, and the line of the file that says it."""

    number: int
    change: Change


def read(path: Path) -> list[Line]:
    """The changes in a file, in its order; raises HolidayFileError, or OSError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise HolidayFileError([f"bukan teks UTF-8: {error}"]) from None
    rows = _toml(text) if path.suffix.casefold() == ".toml" else _csv(text)
    problems: list[str] = []
    lines: list[Line] = []
    seen: dict[date, int] = {}
    for number, entry in rows:
        wrong = [f"baris {number}: {problem}" for problem in _wrong(entry)]
        problems += wrong
        if wrong:
            continue
        change = _change(entry)
        if change.day in seen:
            problems.append(f"baris {number}: {change.day} sudah ada di baris {seen[change.day]}")
        seen[change.day] = number
        lines.append(Line(number=number, change=change))
    if not problems and not lines:
        problems.append("tidak ada satu hari pun")
    if problems:
        raise HolidayFileError(problems)
    return lines


def _toml(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = _PLACE.search(str(error))  # otherwise "at end of document"
        line = said[1] if said else str(len(text.splitlines()))
        raise HolidayFileError([f"baris {line}: {error}"]) from None
    strange = [f"bagian tidak dikenal: {name}" for name in table if name not in KINDS]
    if strange:
        raise HolidayFileError(strange)
    places: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            places[header[1]].append(number)
    for kind in KINDS:
        entries = table.get(kind, [])
        if not isinstance(entries, list) or len(entries) != len(places[kind]):
            raise HolidayFileError([f"{kind}: tulis setiap hari di bawah [[{kind}]]"])
        yield from ((n, {**entry, "kind": kind}) for n, entry in zip(places[kind], entries, strict=True))


def _csv(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    first = text.splitlines()[0] if text.strip() else ""
    rows = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",", strict=True)
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
        if "day" not in header or "source" not in header:
            raise HolidayFileError(["baris 1: harus menyebut kolom day, name, source"])
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                problem = f"baris {rows.line_num}: ada {len(row)} kolom, seharusnya {len(header)}"
                raise HolidayFileError([problem])
            yield rows.line_num, dict(zip(header, (cell.strip() for cell in row), strict=True))
    except csv.Error as error:
        raise HolidayFileError([f"baris {rows.line_num}: {error}"]) from None


def _wrong(entry: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one day."""
    yield from (f"{name} tidak dikenal" for name in sorted(entry.keys() - _COLUMNS))
    if _day(entry.get("day")) is None:
        yield f"day harus tanggal seperti 2027-03-08, bukan {str(entry.get('day', ''))!r}"
    kind = entry.get("kind") or "add"
    if kind not in KINDS:
        yield f"kind harus add atau strike, bukan {kind!r}"
    for name in ("source", *(("name",) if kind == "add" else ())):
        value = entry.get(name)
        if not isinstance(value, str) or not value.strip():
            yield f"{name} kosong atau bukan teks"


def _change(entry: dict[str, Any]) -> Change:
    day = _day(entry["day"])
    assert day is not None
    name = str(entry.get("name") or "").strip()
    return Change(kind=entry.get("kind") or "add", day=day, name=name, source=entry["source"].strip())


def _day(value: Any) -> date | None:
    if type(value) is date:
        return value
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None
