"""Tables out of the files that offices send: CSV of any separator and encoding, XLSX, XLS.

tables = read(path, likeness)   # likeness(cells): how many of them look like column names
tables[0].heading, tables[0].rows

A title above the heading is passed over. Every cell comes as text; a date as 2026-11-23.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

LARGEST = 20 * 1024 * 1024  # bytes
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LARGEST_UNPACKED = 300 * 1024 * 1024  # bytes
LONGEST_CELL_START = 200  # bytes of the opening tag of a cell
LOOK = 25  # rows in which the heading is looked for
LEAST = 2  # column names that make a heading
_SEPARATORS = ";,\t|"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

_FILLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]*[^/>])?>')
_BROKEN = "berkas XLSX rusak atau bukan lembar kerja"
_SPRAWL = "lembar kerjanya terlalu luas"

Likeness = Callable[[list[str]], int]


class SheetError(Exception):
    """A file that is no table, or a broken one; `problems` says where."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row that is not empty, and where it stands."""

    where: str  # "baris 7"
    cells: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A heading and the rows below it."""

    heading: Row
    rows: list[Row] = field(default_factory=list)


def read(path: Path, likeness: Likeness) -> list[Table]:
    """The tables of a file, one a worksheet that has a heading. Raises SheetError, or OSError."""
    if path.stat().st_size > LARGEST:
        raise SheetError([f"lebih besar dari {LARGEST // 1024 // 1024} MB"])
    raw = path.read_bytes()
    pages = list(_workbook(raw)) if raw.startswith((_ZIP, _OLE)) else [_csv(_text(raw), likeness)]
    tables = [table for page in pages if (table := _table(page, likeness)) is not None]
    if not tables:
        raise SheetError(["tidak ada baris judul kolom yang dikenal"])
    return tables


def _table(rows: list[Row], likeness: Likeness) -> Table | None:
    scores = [likeness(row.cells) for row in rows[:LOOK]]
    best = max(scores, default=0)
    if best < LEAST:
        return None
    at = scores.index(best)
    if at and scores[at - 1] >= LEAST:
        at -= 1
    heading, below = rows[at], rows[at + 1 :]
    if below and likeness(below[0].cells) >= max(LEAST, sum(map(bool, below[0].cells)) / 2):
        heading, below = _over(below[0], heading), below[1:]
    if below and _is_numbering(below[0].cells):
        below = below[1:]
    if len(below) > MOST_ROWS:
        raise SheetError([f"lebih dari {MOST_ROWS} baris"])
    return Table(heading=heading, rows=below)


def _over(second: Row, first: Row) -> Row:
    """A heading of two rows, as where one name spans several columns."""
    pairs = zip_longest(second.cells, first.cells, fillvalue="")
    return Row(where=first.where, cells=[below or above for below, above in pairs])


def _is_numbering(cells: list[str]) -> bool:
    """The row 1, 2, 3, ... that printed tables have below their heading."""
    filled = [cell for cell in cells if cell]
    return len(filled) > LEAST and filled == [str(n) for n in range(1, len(filled) + 1)]


# -- CSV ------------------------------------------------------------------------------------------


def _text(raw: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else what Windows writes here."""
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetError(["bukan berkas CSV atau XLSX"])


def _csv(text: str, likeness: Likeness) -> list[Row]:
    """Split where the heading shows the most columns that are known."""
    start = "\n".join(text.splitlines()[:LOOK])
    scores = {s: max(map(likeness, _start(start, s)), default=0) for s in _SEPARATORS}
    return list(_records(text, max(scores, key=lambda s: scores[s])))


def _start(text: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        return


def _records(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise SheetError([f"baris {line}: tanda kutip tidak ditutup, atau ada di tengah teks"]) from None
        if any(cells):
            yield Row(where=f"baris {line}", cells=cells)


# -- workbooks ------------------------------------------------------------------------------------


def _workbook(raw: bytes) -> Iterator[list[Row]]:
    import python_calamine  # only when there is one: it is a library of its own size

    if raw.startswith(_ZIP):
        _refuse_sprawl(raw)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        for name in book.sheet_names:
            yield list(_rows(book.get_sheet_by_name(name), alone=len(book.sheet_names) == 1))
    except python_calamine.PasswordError:
        raise SheetError(["berkas dilindungi kata sandi; simpan tanpa kata sandi"]) from None
    except python_calamine.CalamineError:
        raise SheetError([_BROKEN]) from None


def _refuse_sprawl(raw: bytes) -> None:
    """One forgotten cell in the last row makes the library take the memory of all, and end the program."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            names = book.namelist()
            if "xl/workbook.xml" not in names:
                raise SheetError(["bukan XLSX; simpan dahulu sebagai XLSX atau CSV"])
            if sum(entry.file_size for entry in book.infolist()) > LARGEST_UNPACKED:
                raise SheetError([_SPRAWL])
            for name in names:
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with book.open(name) as sheet:
                        _look_through(sheet)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
        raise SheetError([_BROKEN]) from None


def _look_through(sheet: IO[bytes]) -> None:
    rest = b""
    while piece := sheet.read(1 << 20):
        text = rest + piece
        for column, row in _FILLED_CELL.findall(text):
            if int(row) > MOST_ROWS or len(column) > 2:  # beyond ZZ, the 702nd column
                place = (column + row).decode()
                raise SheetError([f"{_SPRAWL}; hapus isi sel {place}"])
        rest = text[-LONGEST_CELL_START:]


def _rows(sheet: Any, *, alone: bool) -> Iterator[Row]:
    if sheet.total_height > MOST_ROWS + LOOK or sheet.total_width > MOST_COLUMNS:
        raise SheetError([f"lembar {sheet.name!r} lebih dari {MOST_ROWS} baris atau {MOST_COLUMNS} kolom"])
    before = "" if alone else f"lembar {sheet.name!r} "
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        cells = [_said(value).strip() for value in values]
        if any(cells):
            yield Row(where=f"{before}baris {number}", cells=cells)


def _said(value: Any) -> str:
    """A cell as one would read it."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
