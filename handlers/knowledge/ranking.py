"""Which subjects (agencies) a text speaks of.

Pure and in memory; nothing here knows an agency. What is known stands in the content pack.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from handlers.knowledge.concepts import known_concepts
from handlers.knowledge.index import FEW, Document, Index, Query
from handlers.knowledge.lessons import Taught
from handlers.knowledge.words import words

NAME, TASK = 0.8, 0.4  # how much a word says where it stands in the name or the tasks
LEAST = 0.28  # of what a word that one subject alone has is worth; below it nothing fits
TAUGHT = 1.25  # of the best score: what a correction of the very same words is worth
REASON = 0.15  # a word that gave less than this share of the best one's is no reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What can be asked about. A keyword may be a phrase; a word alone says most on its own."""

    code: str
    name: str
    tasks: str
    keywords: tuple[str, ...]
    kind: str = ""  # of an agency: dinas, badan, …
    external: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A subject that fits; `words` led there, as typed, most telling first.

    `own`: how much of an external one's score comes from words that no agency of the body has.
    """

    code: str
    score: float
    words: tuple[str, ...]
    external: bool = False
    own: float = 0.0


@dataclass(slots=True)
class _Found:
    """A subject that fits: by which document, and places that speak for it besides."""

    score: float = 0.0
    document: int | None = None
    places: tuple[int, ...] = ()


NOTHING: Mapping[str, Taught] = MappingProxyType({})


class Ranking:
    """Subjects, ready to be ranked.

    Subjects with the same keywords are a group (the kecamatan) and share one score: what sets its
    members apart is the place in their name, and a place alone ("jalan di Siulak") speaks for none.
    """

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self.subjects = tuple(subjects)
        self._members = {subject.code: member for member, subject in enumerate(self.subjects)}
        self._groups = _grouped(self.subjects)
        self._places: list[frozenset[str]] = [frozenset()] * len(self.subjects)  # a member's own words
        self._outside = frozenset(
            group for group, members in enumerate(self._groups) if self.subjects[members[0]].external
        )
        self._usual = self._usual_names()
        self.index = Index(
            (self._document(members) for members in self._groups), everyday=known_concepts().plains
        )
        self._least = LEAST * self.index.unique

    def _usual_names(self) -> frozenset[str]:
        """Words of many names, that tell of none: "dinas", "badan", the name of the place itself."""
        having = Counter(
            stem
            for members in self._groups
            for stem in {word.stem for member in members for word in words(self.subjects[member].name)}
        )
        return frozenset(stem for stem, count in having.items() if count > FEW)

    def _document(self, members: Sequence[int]) -> Document:
        """A group, found by the words that all its names share; the others are each member's place."""
        names = [{w.stem: w.plain for w in words(self.subjects[m].name) if not w.filler} for m in members]
        shared = set.intersection(*(set(name) for name in names))
        for member, name in zip(members, names, strict=True):
            self._places[member] = frozenset(name) - shared
        first = self.subjects[members[0]]
        common = " ".join(names[0][word] for word in sorted(shared - self._usual))
        every = " ".join(plain for name in names for plain in name.values())
        return Document(texts=((common, NAME), (first.tasks, TASK)), keywords=first.keywords, spellings=every)

    def rank(
        self, asked: str | Query, *, most: int = 3, taught: Mapping[str, Taught] = NOTHING
    ) -> tuple[Match, ...]:
        """The subjects that fit, best first, at most `most`; () when nothing does. Never raises.

        `taught`: what past corrections say, by code.
        """
        query = self.index.read(asked) if isinstance(asked, str) else asked
        found = self._found(query)
        best = max((one.score for one in found.values()), default=self.index.unique)
        for code, said in taught.items():
            member = self._members.get(code)
            if member is None:  # the content pack has dropped it
                continue
            one = found.setdefault(member, _Found())
            one.score += TAUGHT * best * said.strength
            one.places += said.places
        ranked = sorted((-round(one.score, 3), member) for member, one in found.items())
        return tuple(
            Match(
                code=self.subjects[member].code,
                score=-score,
                words=self._reasons(query, found[member]),
                external=self.subjects[member].external,
                own=self._own(query, found[member]) if self.subjects[member].external else 0.0,
            )
            for score, member in ranked[: max(most, 0)]
        )

    def places(self, query: Query) -> frozenset[int]:
        """Where the names of places stand that set the members of a group apart."""
        named = (own for own in self._places if own and own <= query.places.keys())
        return frozenset(query.places[word] for own in named for word in own)

    def _found(self, query: Query) -> dict[int, _Found]:
        found: dict[int, _Found] = {}
        for hit in self.index.search(query, most=len(self.index), least=self._least):
            members = self._groups[hit.document]
            named = [m for m in members if self._places[m] and self._places[m] <= query.places.keys()]
            for member in named or members:
                own = [query.places[word] for word in self._places[member]] if named else []
                score = hit.score * (1 + len(own) / (len(own) + 1))
                found[member] = _Found(score, hit.document, tuple(sorted(own)))
        return found

    def _own(self, query: Query, found: _Found) -> float:
        if found.document is None:
            return 0.0
        return round(self.index.alone(query, found.document, among=self._outside), 3)

    def _reasons(self, query: Query, found: _Found) -> tuple[str, ...]:
        given = {} if found.document is None else self.index.given(query, found.document)
        best = max(given.values(), default=0.0)
        order = sorted(given, key=lambda place: (-given[place], place))
        told = [place for place in order if given[place] >= REASON * best]
        return tuple(dict.fromkeys(query.tokens[place].typed for place in [*told, *found.places]))


def _grouped(subjects: Sequence[Subject]) -> tuple[tuple[int, ...], ...]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, subject in enumerate(subjects):
        groups.setdefault(subject.keywords or (subject.code,), []).append(place)
    return tuple(tuple(members) for members in groups.values())
