"""The publication list (daftar informasi publik): what the body has published, and where it is found.

Lines marked as samples stand in only until the body's own come: a sample is never shown beside a real one.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Boolean
from sqlmodel import Session

from storage.sql import select, write
from storage.tables import Content

_KEY = "publications"  # the key of the row in `content`


class Category(StrEnum):
    """How the law wants it made known; the member knows where it says so."""

    PERIODIC = "berkala"
    IMMEDIATE = "serta-merta"
    ALWAYS = "setiap-saat"

    @property
    def article(self) -> str:
        """UU 14/2008 Ps 9, 10, 11"""
        return f"UU 14/2008 Pasal {9 + list(Category).index(self)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A line of the list, as a file gives it. Empty text where it says nothing."""

    title: str
    summary: str = ""
    category: str  # of Category
    agency: str  # code
    year: int | None = None
    article: str
    link: str = ""  # http or https
    holder: str = ""
    maker: str = ""
    made_on: str = ""
    made_at: str = ""
    format: str = ""
    retention: str = ""
    number: str = ""
    sample: bool = False

    @property
    def key(self) -> str:
        """The same agency, year and title are the same line."""
        return f"{self.agency}|{self.year or ''}|{folded(self.title)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication(Entry):
    """A line that is kept."""

    id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What came of a load, in lines."""

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0  # real ones
    samples_removed: int = 0
    samples_skipped: int = 0  # there are real ones


class Line(NamedTuple):
    """What a search looks at of a line."""

    id: int
    title: str
    summary: str
    agency: str
    year: int | None


_FIELDS = tuple(field.name for field in fields(Entry))
_ALL = tuple(field.name for field in fields(Publication))
_TYPES = {"sample": Boolean(), "from_pack": Boolean()}
_EVERY = select(
    f"SELECT {', '.join(_ALL)} FROM publication ORDER BY agency, id", columns={"sample": Boolean()}
)
_ONE = select(f"SELECT {', '.join(_ALL)} FROM publication WHERE id = :id", columns={"sample": Boolean()})
_LINES = select(f"SELECT {', '.join(Line._fields)} FROM publication ORDER BY id")
_KEPT = select(f"SELECT id, key, from_pack, {', '.join(_FIELDS)} FROM publication", columns=_TYPES)
_COLUMNS = ("key", *_FIELDS, "from_pack", "loaded_at")
_PUT = write(
    f"INSERT INTO publication ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
    " ON CONFLICT (key) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "key"),
    times="loaded_at",
)
_DELETE = write("DELETE FROM publication WHERE id = :id")
_VERSION = write(f"SELECT digest FROM content WHERE key = '{_KEY}'")


def all_of(session: Session) -> list[Publication]:
    """The whole list, by agency, oldest line first."""
    return [Publication(**row._asdict()) for row in session.execute(_EVERY)]


def lines(session: Session) -> list[Line]:
    """The whole list as it is searched, in the order of the numbers."""
    return [Line(*row) for row in session.execute(_LINES)]


def get(session: Session, id: int) -> Publication | None:
    """One line; None where it is gone."""
    row = session.execute(_ONE, {"id": id}).first() if 0 < id < 2**31 else None
    return Publication(**row._asdict()) if row else None


def version_of(session: Session) -> str:
    """Changes whenever the list does; "" where there has never been one. One look by primary key."""
    found: str | None = session.execute(_VERSION).scalar()
    return found or ""


def load(session: Session, entries: Sequence[Entry], *, now: datetime, replace: bool = False) -> Loaded:
    """Add what is new and change what is known; with `replace` all other lines go."""
    return _load(session, entries, now=now, replace=replace, pack=None)


def load_pack(session: Session, entries: Sequence[Entry], *, digest: str, now: datetime) -> Loaded:
    """The content pack's own list: it never touches a line that came from elsewhere. A list that has been
    loaded before, by its `digest`, is not loaded again: what was removed since stays away."""
    row = session.get(Content, _KEY)
    if row is not None and row.value.get("pack") == digest:
        return Loaded()
    return _load(session, entries, now=now, replace=False, pack=digest)


def remove(session: Session, id: int, *, now: datetime) -> Publication | None:
    """Take a line off the list; what it was, None where there was none."""
    found = get(session, id)
    if found is not None:
        session.execute(_DELETE, {"id": id})
        _turn_page(session, now=now)
    return found


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text as it is compared: no case, no accents, no marks, one space between words."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def _load(
    session: Session, entries: Sequence[Entry], *, now: datetime, replace: bool, pack: str | None
) -> Loaded:
    kept = {row.key: row for row in session.execute(_KEPT)}
    if pack is not None:
        entries = [e for e in entries if e.key not in kept or kept[e.key].from_pack]
    ours = pack is not None

    def stays(row: Any) -> bool:
        return not replace and not (ours and row.from_pack)

    real = any(not e.sample for e in entries) or any(stays(row) and not row.sample for row in kept.values())
    wanted = {entry.key: entry for entry in entries if not (real and entry.sample)}
    gone = [r for key, r in kept.items() if key not in wanted and (not stays(r) or (real and r.sample))]
    changes = [
        _values(entry, ours=ours, now=now)
        for key, entry in wanted.items()
        if key not in kept or _differs(kept[key], entry, ours=ours)
    ]
    if changes:
        session.execute(_PUT, changes)
    if gone:
        session.execute(_DELETE, [{"id": row.id} for row in gone])
    if changes or gone or pack is not None:
        _turn_page(session, now=now, pack=pack)
    new = sum(key not in kept for key in wanted)
    samples = sum(row.sample for row in gone)
    return Loaded(
        new=new,
        changed=len(changes) - new,
        same=len(wanted) - len(changes),
        removed=len(gone) - samples,
        samples_removed=samples,
        samples_skipped=len(entries) - len(wanted),
    )


def _differs(row: Any, entry: Entry, *, ours: bool) -> bool:
    return (row.from_pack, *(getattr(row, name) for name in _FIELDS)) != (ours, *astuple(entry))


def _values(entry: Entry, *, ours: bool, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = dict(zip(_FIELDS, astuple(entry), strict=True))
    return values | {"key": entry.key, "from_pack": ours, "loaded_at": now}


def _turn_page(session: Session, *, now: datetime, pack: str | None = None) -> None:
    """Tell every process, by another version, that the list is another one now."""
    row = session.get(Content, _KEY, populate_existing=True, with_for_update=True)
    row = row or Content(key=_KEY, value={"turn": 0}, digest="", loaded_at=now)
    value = row.value | {"turn": row.value["turn"] + 1}
    row.value = value if pack is None else value | {"pack": pack}
    row.digest, row.loaded_at = str(value["turn"]), now
    session.add(row)
    session.flush()


def names_of(agencies: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """What a file may call an agency, folded, with its code; from (code, name, short)."""
    return {folded(said): code for code, name, short in agencies for said in (name, short, code)}
