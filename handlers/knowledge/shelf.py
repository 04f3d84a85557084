"""The publication list: what is public already, and may be just what is asked for."""

import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from handlers.knowledge.index import Document, Index

TITLE, SUMMARY, HOLDER = 1.0, 0.4, 0.3  # how much a word says, by where the line has it
LEAST = 0.8  # of what a word that one line alone has is worth
SHARE = 0.5  # of the telling words of what is asked, by worth; a line with fewer is about something else
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SAME_YEAR, OTHER_YEAR = 1.3, 0.8  # a line of a year that is asked for, and one of another
TRIED = 30


class Listed(Protocol):
    """What a line has (storage.publications.Publication does)."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def year(self) -> int | None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A line of the list that fits."""

    id: int
    score: float
    words: tuple[str, ...]


_kept: dict[bytes, "Shelf"] = {}  # the last one made: a desk is opened anew more often than its list


def shelf_of(lines: Iterable[Listed], names: Mapping[str, str]) -> "Shelf":
    """The shelf of these lines; the same lines as the last time give the same shelf."""
    known = tuple(lines)
    digest = blake2b(digest_size=16)
    for line in known:
        digest.update(repr((line.id, line.title, line.summary, line.agency, line.year)).encode())
    digest.update(repr(sorted(names.items())).encode())
    key = digest.digest()
    shelf = _kept.get(key)
    if shelf is None:
        shelf = Shelf(known, names)
        _kept.clear()
        _kept[key] = shelf
    return shelf


class Shelf:
    """The list, ready to be searched. `names` are the agencies' by code."""

    def __init__(self, lines: Iterable[Listed], names: Mapping[str, str]) -> None:
        self._ids = array("I")
        self._years = array("H")
        self._index = Index(self._documents(lines, names))

    def __len__(self) -> int:
        return len(self._ids)

    def _documents(self, lines: Iterable[Listed], names: Mapping[str, str]) -> Iterable[Document]:
        for line in lines:
            self._ids.append(line.id)
            self._years.append(line.year or 0)
            texts = ((line.title, TITLE), (line.summary, SUMMARY), (names.get(line.agency, ""), HOLDER))
            yield Document(texts=texts)

    def find(self, text: str, *, most: int = 3) -> tuple[Published, ...]:
        """The lines that fit, best first; those of a year that is named before the same of another."""
        query = self._index.read(text)
        asked = sum(self._index.worth(term.stem) for term in query.terms)
        unknown = {t.stem for t in query.tokens if not t.known and not t.filler}
        asked += len(unknown) * self._index.unique
        years = {int(year) for year in YEAR.findall(text)}
        found = []
        for hit in self._index.search(query, most=TRIED, least=LEAST * self._index.unique):
            given = self._index.given(query, hit.document)
            if sum(self._index.worth(query.tokens[place].stem) for place in given) < SHARE * asked:
                continue
            year = self._years[hit.document]
            matters = SAME_YEAR if year in years else OTHER_YEAR if years and year else 1.0
            words = tuple(dict.fromkeys(query.tokens[place].typed for place in sorted(given)))
            found.append(
                Published(id=self._ids[hit.document], score=round(hit.score * matters, 3), words=words)
            )
        return tuple(sorted(found, key=lambda one: (-one.score, -one.id))[:most])
