"""The publication list as a file: CSV or XLSX, in the columns of the law's list and a few more.

    entries = read(path, agencies).entries     # PublicationFileError names every bad line and column
    path.write_text(write(entries), encoding="utf-8-sig")

Column names are taken as people write them ("Pejabat/Unit yang Menguasai"), in Indonesian or English.
"""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from storage.publications import Category, Entry, folded
from storage.sheet import Row, SheetError
from storage.sheet import read as read_tables

NAMES: Mapping[str, tuple[str, ...]] = {
    "nomor": ("no", "number", "no urut", "nomor urut"),
    "judul": ("judul informasi", "nama informasi", "nama dokumen", "informasi", "title"),
    "ringkasan": ("ringkasan isi", "ringkasan isi informasi", "isi informasi", "deskripsi", "summary"),
    "jenis": ("jenis informasi", "kategori", "kategori informasi", "klasifikasi", "category"),
    "perangkat_daerah": ("opd", "skpd", "kode opd", "nama opd", "instansi", "unit kerja", "satker", "agency"),
    "tahun": ("tahun anggaran", "tahun informasi", "ta", "year"),
    "pasal": ("dasar hukum", "dasar", "article"),
    "pejabat_penguasa": (
        "pejabat yang menguasai",
        "unit yang menguasai",
        "pejabat unit yang menguasai",
        "pejabat unit yang menguasai informasi",
        "pejabat unit satker yang menguasai informasi",
        "holder",
    ),
    "penanggung_jawab": (
        "penanggungjawab",
        "penanggung jawab pembuatan",
        "penanggung jawab pembuatan informasi",
        "penanggung jawab pembuatan atau penerbitan informasi",
        "maker",
    ),
    "waktu_pembuatan": (
        "waktu",
        "tanggal",
        "tanggal pembuatan",
        "waktu pembuatan informasi",
        "waktu dan tempat pembuatan",
        "waktu dan tempat pembuatan informasi",
        "made on",
    ),
    "tempat_pembuatan": ("tempat", "tempat pembuatan informasi", "made at"),
    "bentuk": ("bentuk informasi", "bentuk informasi yang tersedia", "format"),
    "retensi": (
        "masa simpan",
        "jangka waktu simpan",
        "jangka waktu penyimpanan",
        "retensi arsip",
        "jangka waktu penyimpanan atau retensi arsip",
        "retention",
    ),
    "tautan": ("link", "url", "laman", "alamat laman", "tautan unduh"),
    "contoh": ("data contoh", "sample"),
}
MARKS = {"berkala": Category.PERIODIC, "serta merta": Category.IMMEDIATE, "setiap saat": Category.ALWAYS}
TITLE, SUMMARY, SHORT, LINK = 300, 2000, 300, 2000  # characters
FIRST_YEAR, LAST_YEAR = 1945, 2100
_COLUMN = {folded(said): name for name, others in NAMES.items() for said in (name, *others)}
_CATEGORY = {
    "berkala": Category.PERIODIC,
    "wajib berkala": Category.PERIODIC,
    "secara berkala": Category.PERIODIC,
    "periodic": Category.PERIODIC,
    "serta merta": Category.IMMEDIATE,
    "sertamerta": Category.IMMEDIATE,
    "immediate": Category.IMMEDIATE,
    "setiap saat": Category.ALWAYS,
    "tersedia setiap saat": Category.ALWAYS,
    "always": Category.ALWAYS,
}
_PRINTED = {"cetak", "tercetak", "hardcopy", "hardfile", "hard", "buku", "kertas"}
_RECORDED = {
    "rekam",
    "softcopy",
    "softfile",
    "soft",
    "digital",
    "elektronik",
    "daring",
    "pdf",
    "excel",
    "csv",
}
_YES = {"ya", "y", "yes", "1", "true", "contoh", "x", "v"}
_NO = {"", "tidak", "no", "0"}
_TICKS = "√✓✔☑"
_NOTHING = frozenset(("", "-", "–", "—"))
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_SPOKEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_NO_LINK = re.compile(r"[\s<>\"'`\\]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PublicationFileError(Exception):
    """A file that cannot be taken; `problems` names every bad line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A file that was read whole, and the columns of it that nobody needs."""

    entries: list[Entry]
    unused: list[str]


def read(path: Path, agencies: Mapping[str, str]) -> Read:
    """All lines of a file; `agencies` gives the code for each folded name (`publications.names_of`).

    Raises PublicationFileError, or OSError.
    """
    try:
        tables = read_tables(path, _likeness)
    except SheetError as error:
        raise PublicationFileError(error.problems) from None
    problems: list[str] = []
    entries: list[Entry] = []
    unused: list[str] = []
    seen: dict[str, str] = {}
    for table in tables:
        columns = [_column(said) for said in table.heading.cells]
        if wrong := list(_wrong_columns(columns)):
            problems += [f"{table.heading.where}: {problem}" for problem in wrong]
            continue
        unused += [said for said, name in zip(table.heading.cells, columns, strict=True) if said and not name]
        for row in table.rows:
            entry = _entry(row, columns, agencies, problems)
            if entry is None:
                continue
            first = seen.setdefault(entry.key, row.where)
            if first is not row.where:
                problems.append(f"{row.where}: judul, perangkat daerah, dan tahunnya sama dengan {first}")
            entries.append(entry)
    if not problems and not entries:
        problems.append("tidak ada satu informasi pun di bawah judul kolom")
    if problems:
        raise PublicationFileError(problems)
    return Read(entries=entries, unused=list(dict.fromkeys(unused)))


def write(entries: Iterable[Entry]) -> str:
    """The list as CSV that Excel opens in Indonesia, to be written with a mark (utf-8-sig)."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(NAMES)
    for e in entries:
        category = Category(e.category).value.replace("-", " ")
        cells = [e.number, e.title, e.summary, category, e.agency, str(e.year or ""), e.article, e.holder]
        cells += [e.maker, e.made_on, e.made_at, e.format, e.retention, e.link, "ya" if e.sample else ""]
        rows.writerow([_guarded(cell) for cell in cells])
    return out.getvalue()


def _guarded(cell: str) -> str:
    """What a spreadsheet would take for a formula begins with an apostrophe, which `read` takes away."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


# -- the heading ----------------------------------------------------------------------------------


def _likeness(cells: list[str]) -> int:
    return len({name for cell in cells if (name := _column(cell))})


def _column(said: str) -> str:
    """Which column a heading means; "" where none."""
    plain = folded(said)
    return _COLUMN.get(plain, "") or (plain if plain in MARKS else "")


def _wrong_columns(columns: list[str]) -> Iterator[str]:
    for name in dict.fromkeys(columns):
        if name and columns.count(name) > 1:
            yield f"kolom {_shown(name)} ada lebih dari satu"
    for name, others in (("judul", ("ringkasan",)), ("jenis", tuple(MARKS)), ("perangkat_daerah", ())):
        if not {name, *others} & set(columns):
            yield f"tidak ada kolom {_shown(name)}"


def _shown(name: str) -> str:
    return name.replace("_", " ")


# -- a line ---------------------------------------------------------------------------------------


def _entry(row: Row, columns: list[str], agencies: Mapping[str, str], problems: list[str]) -> Entry | None:
    """The line, or None where something is wrong with it, which `problems` then names."""
    if sum(map(bool, row.cells)) == 1 and len(columns) > 1:
        alone = next(filter(None, row.cells))
        problems.append(
            f"{row.where}: hanya satu kolom yang terisi ({alone[:60]!r}); lengkapi, atau hapus barisnya"
        )
        return None
    if any(row.cells[len(columns) :]):
        problems.append(f"{row.where}: ada {len(row.cells)} kolom, padahal judul kolomnya {len(columns)}")
        return None
    line = _Line({name: _clean(cell) for name, cell in zip(columns, row.cells, strict=False) if cell})
    titled = line.has("judul") or not line.has("ringkasan")  # the law's own list has no titles
    title = line.needed("judul") if titled else line.text("ringkasan", TITLE)
    category = line.category()
    entry = Entry(
        title=title,
        summary=line.text("ringkasan", SUMMARY) if titled else "",
        category=category or "",
        agency=line.agency(agencies),
        year=line.year(),
        article=line.text("pasal", SHORT) or (category.article if category else ""),
        link=line.link(),
        holder=line.text("pejabat_penguasa", SHORT),
        maker=line.text("penanggung_jawab", SHORT),
        made_on=line.day(),
        made_at=line.text("tempat_pembuatan", SHORT),
        format=line.format(),
        retention=line.text("retensi", SHORT),
        number=line.text("nomor", SHORT),
        sample=line.sample(),
    )
    problems += [f"{row.where}, kolom {_shown(name)}: {problem}" for name, problem in line.problems]
    return None if line.problems else entry


def _clean(cell: str) -> str:
    """Without what cannot be seen (control and direction marks), one space between words."""
    if not (cell.isascii() and cell.isprintable()):
        cell = "".join(map(_seen, unicodedata.normalize("NFC", cell)))
    text = " ".join(cell.split())
    if text.startswith("'") and text[1:].startswith(_FORMULA):
        text = text[1:]
    return "" if text in _NOTHING else text


def _seen(c: str) -> str:
    if c.isspace():
        return " "
    return "" if unicodedata.category(c)[0] == "C" else c


class _Line:
    """The cells of a line by column, and what is found wrong with them."""

    def __init__(self, cells: dict[str, str]) -> None:
        self._cells = cells
        self.problems: list[tuple[str, str]] = []

    def has(self, name: str) -> bool:
        return bool(self._cells.get(name))

    def wrong(self, name: str, problem: str) -> str:
        self.problems.append((name, problem))
        return ""

    def text(self, name: str, most: int) -> str:
        value = self._cells.get(name, "")
        if len(value) > most:
            return self.wrong(name, f"{len(value)} huruf, paling banyak {most}")
        return value

    def needed(self, name: str) -> str:
        return self.text(name, TITLE) if self.has(name) else self.wrong(name, "kosong")

    def category(self) -> Category | None:
        said = self._cells.get("jenis", "")
        marked = [name for name in MARKS if self._marked(name)]
        plain = folded(said).removeprefix("informasi ").removeprefix("yang ")
        if not said and len(marked) == 1:
            return MARKS[marked[0]]
        if plain in _CATEGORY and not marked:
            return _CATEGORY[plain]
        if "dikecualikan" in plain:
            self.wrong(
                "jenis", "informasi yang dikecualikan tidak masuk daftar ini (UU 14/2008 Pasal 11 ayat (1) a)"
            )
        elif len(marked) > 1:
            self.wrong("jenis", f"ditandai lebih dari satu: {', '.join(marked)}")
        else:
            choices = ", ".join(MARKS)
            self.wrong(
                "jenis", f"{said!r} tidak dikenal; pilih {choices}" if said else f"kosong; pilih {choices}"
            )
        return None

    def _marked(self, name: str) -> bool:
        """Any mark but a "no"; of a tick, folding leaves nothing."""
        said = self._cells.get(name, "")
        return bool(said) and (folded(said) not in _NO or any(tick in said for tick in _TICKS))

    def agency(self, agencies: Mapping[str, str]) -> str:
        said = self._cells.get("perangkat_daerah", "")
        plain = folded(said)
        if plain in agencies:
            return agencies[plain]
        if not said:
            return self.wrong("perangkat_daerah", "kosong")
        near = _nearest(plain, tuple(agencies))
        hint = f"; mungkin {agencies[near]}" if near else ""
        return self.wrong("perangkat_daerah", f"{said!r} tidak dikenal{hint}")

    def year(self) -> int | None:
        """The last of the years that are named: "2025-2030" is 2030's."""
        said = self._cells.get("tahun", "")
        years = [int(year) for year in _YEAR.findall(said)]
        if (said and not years) or any(not FIRST_YEAR <= year <= LAST_YEAR for year in years):
            self.wrong("tahun", f"{said!r} bukan tahun, misalnya 2026")
        return years[-1] if years else None

    def day(self) -> str:
        """As it was written; a day in figures becomes 2026-11-23."""
        said = self.text("waktu_pembuatan", SHORT)
        figures = _SPOKEN_DAY.fullmatch(said)
        if not figures:
            return said
        day, month, year = map(int, figures.groups())
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return self.wrong("waktu_pembuatan", f"{said!r} bukan tanggal, misalnya 23/11/2026")

    def format(self) -> str:
        said = self.text("bentuk", SHORT)
        words = set(folded(said).split())
        known = [name for name, same in (("cetak", _PRINTED), ("rekam", _RECORDED)) if words & same]
        return " dan ".join(known) or said

    def link(self) -> str:
        said = self.text("tautan", LINK)
        if not said:
            return ""
        link = said if "://" in said or ":" in said.partition("/")[0] else f"https://{said}"
        if not _is_link(link):
            return self.wrong("tautan", f"{said[:80]!r} bukan alamat http atau https")
        return link

    def sample(self) -> bool:
        said = folded(self._cells.get("contoh", ""))
        if said not in _YES | _NO:
            self.wrong("contoh", f"{said!r} tidak dikenal; tulis ya, atau kosongkan")
        return said in _YES


@cache
def _nearest(said: str, known: tuple[str, ...]) -> str:
    """The known name that is most like it; "" where none is. A file repeats its mistakes."""
    return next(iter(difflib.get_close_matches(said, known, n=1, cutoff=0.75)), "")


def _is_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        sound = "." in host and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False
    return sound and parts.scheme in ("http", "https") and not _NO_LINK.search(link)


def example(agency: str) -> Entry:
    """The one line of the template; `agency` is a code of the body."""
    return Entry(
        title="Laporan Kinerja Instansi Pemerintah (LKjIP)",
        summary="Capaian sasaran, indikator kinerja utama, dan realisasi anggaran",
        category=Category.PERIODIC,
        agency=agency,
        year=2025,
        article="UU 14/2008 Pasal 9 ayat (2) huruf b",
        link="https://ppid.example/lkjip-2025.pdf",
        holder="Sekretaris",
        maker="Subbagian Perencanaan",
        made_on="2026-02-27",
        made_at="Kantor",
        format="rekam",
        retention="menurut JRA",
        number="1",
        sample=True,
    )
