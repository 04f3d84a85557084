"""Questions often asked: which of them a text asks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.knowledge.index import Document, Index, Query
from handlers.knowledge.words import words

FITS = 0.51  # of 1: so alike that the answer may be given at once
LIKELY = 0.3  # below it, it is another question
WORDING, ALL, ANSWER = 0.4, 0.4, 0.2  # what counts: the nearest wording, all of them, the answer
SELDOM = 0.25  # power: how much less a word counts that few wordings of an entry have
TRIED = 12  # entries compared closely


class Asked(Protocol):
    """What an entry has (storage.faq.FaqEntry does)."""

    @property
    def slug(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def also(self) -> tuple[str, ...]: ...
    @property
    def answer(self) -> str: ...


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


@dataclass(frozen=True, slots=True)
class Wordings:
    """An entry in all languages: every way of asking it, and the answers."""

    slug: str
    texts: tuple[str, ...]
    answers: tuple[str, ...]


def wordings_of(entries: Iterable[Asked]) -> tuple[Wordings, ...]:
    """The entries by their slugs."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for entry in entries:
        texts, answers = found.setdefault(entry.slug, ([], []))
        texts += [entry.question, *entry.also]
        answers.append(entry.answer)
    return tuple(Wordings(slug, tuple(texts), tuple(answers)) for slug, (texts, answers) in found.items())


class Questions:
    """All entries; English and Indonesian find each other."""

    def __init__(self, entries: Sequence[Wordings]) -> None:
        self._slugs = tuple(entry.slug for entry in entries)
        self._index = Index(
            (Document(texts=tuple((text, 1.0) for text in entry.texts)) for entry in entries), fillers=True
        )
        self._asked = tuple(tuple(_stems(text) for text in entry.texts) for entry in entries)
        self._often = tuple(_often(wordings) for wordings in self._asked)
        self._answers = tuple(_stems(" ".join(entry.answers)) for entry in entries)
        self._worths = tuple(tuple(self._sum(stems) for stems in wordings) for wordings in self._asked)

    def ask(self, text: str, *, most: int = 3) -> tuple[Answerable, ...]:
        """The questions that are like `text`, best first."""
        query = self._index.read(text)
        asked = frozenset(token.stem for token in query.tokens if token.known or not token.filler)
        found = []
        for hit in self._index.search(query, most=TRIED):
            score = self._alike(hit.document, asked)
            if score >= LIKELY:
                found.append((-round(score, 3), hit.document))
        return tuple(
            Answerable(slug=self._slugs[place], score=-score, words=self._said(query, place))
            for score, place in sorted(found)[:most]
        )

    def _alike(self, place: int, asked: frozenset[str]) -> float:
        total = self._sum(asked)
        nearest = max(
            (
                2 * self._sum(shared) / (total + worth)
                for stems, worth in zip(self._asked[place], self._worths[place], strict=True)
                if (shared := stems & asked)
            ),
            default=0.0,
        )
        often = self._often[place]
        told = sum(often[stem] * self._index.worth(stem) for stem in asked if stem in often)
        answered = self._sum(asked & self._answers[place])
        return WORDING * nearest + (ALL * told + ANSWER * answered) / total

    def _said(self, query: Query, place: int) -> tuple[str, ...]:
        often = self._often[place]
        return tuple(dict.fromkeys(token.typed for token in query.tokens if token.stem in often))

    def _sum(self, stems: Iterable[str]) -> float:
        return sum(map(self._index.worth, stems))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text, most=2_000))


def _often(wordings: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much a word speaks for an entry, by how many of its wordings have it."""
    counted = Counter(stem for wording in wordings for stem in wording)
    return {stem: (count / len(wordings)) ** SELDOM for stem, count in counted.items()}
