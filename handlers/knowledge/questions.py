"""Questions often asked: which of them a text asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.knowledge.index import Document, Index, Query

FITS = 0.6  # of 1: alike enough to be answered without a doubt worth mentioning
LIKELY = 0.4  # below it, it is another question
TRIED = 12  # wordings compared closely


class Asked(Protocol):
    """What an entry has (storage.faq.FaqEntry does)."""

    @property
    def slug(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def also(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Answerable:
    """A question often asked that a text is like; `score` of 1 has the same words."""

    slug: str
    score: float
    words: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether its answer may be given at once."""
        return self.score >= FITS


class Questions:
    """All entries by their wordings (slug, text), each a document; English and Indonesian find each other."""

    def __init__(self, wordings: Sequence[tuple[str, str]]) -> None:
        self._slugs = tuple(slug for slug, _ in wordings)
        self._index = Index([Document(texts=((text, 1.0),)) for _, text in wordings], fillers=True)
        self._stems = tuple(self._telling(self._index.read(text)) for _, text in wordings)
        self._sums = tuple(self._sum(stems) for stems in self._stems)

    def ask(self, text: str, *, most: int = 3) -> tuple[Answerable, ...]:
        """The questions that are like `text`, best first, each once."""
        query = self._index.read(text)
        asked = self._telling(query)
        total = self._sum(asked)
        best: dict[str, Answerable] = {}
        for hit in self._index.search(query, most=TRIED):
            shared = self._stems[hit.document] & asked
            alike = 2 * self._sum(shared) / (total + self._sums[hit.document])
            slug = self._slugs[hit.document]
            if alike >= LIKELY and (slug not in best or best[slug].score < alike):
                said = tuple(dict.fromkeys(t.typed for t in query.tokens if t.stem in shared))
                best[slug] = Answerable(slug=slug, score=round(alike, 3), words=said)
        return tuple(sorted(best.values(), key=lambda found: -found.score)[:most])

    def _telling(self, query: Query) -> frozenset[str]:
        """What is compared: fillers count only where some question has them ("berapa", not "min")."""
        return frozenset(token.stem for token in query.tokens if token.known or not token.filler)

    def _sum(self, stems: Iterable[str]) -> float:
        return sum(self._index.worth(stem) for stem in stems)
