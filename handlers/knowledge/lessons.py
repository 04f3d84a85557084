"""What corrections teach: when an officer forwards, or a citizen picks another agency than the first.

A lesson is the stems of a request and the agency that was right. It speaks for a new request by as much
as the two share of their telling words: the same request goes there at once, a distant one is not moved.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b

from handlers.knowledge.index import Index, Query

SHARED = 0.5  # of the telling words of both; below it a lesson says nothing
MARK = "~"  # before a word that only its hash is kept of
TRUST = {"forward": 1.0, "pick": 0.9}  # by who corrected: an officer, a citizen


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """A correction; `stems` as `stems_of` gives them."""

    stems: frozenset[str]
    agency: str
    source: str = "forward"  # forward, pick


@dataclass(frozen=True, kw_only=True, slots=True)
class Taught:
    """How sure past corrections are of an agency (0 to 1), and the places of the words they share."""

    strength: float
    places: tuple[int, ...]


def stems_of(query: Query, *, besides: Collection[int] = ()) -> frozenset[str]:
    """The telling words of a request, as a lesson keeps them, but for those at `besides` (names of places).

    Of a word that we do not know only a short hash: it may be somebody's name.
    """
    return frozenset(
        _kept(token.stem, known=token.known)
        for place, token in enumerate(query.tokens)
        if not token.filler and place not in besides
    )


class Lessons:
    """All corrections of a body, oldest first; of those with the same words the newest counts."""

    def __init__(self, lessons: Iterable[Lesson], index: Index) -> None:
        self._index = index
        newest = {lesson.stems: lesson for lesson in lessons if lesson.stems}
        self._lessons = tuple(newest.values())
        self._having: dict[str, list[int]] = {}
        for number, lesson in enumerate(self._lessons):
            for stem in lesson.stems:
                self._having.setdefault(stem, []).append(number)

    def __len__(self) -> int:
        return len(self._lessons)

    def taught(self, query: Query, *, besides: Collection[int] = ()) -> dict[str, Taught]:
        """What they say of a request, by agency. Many that agree are surer than one, never sure of all.

        Words at `besides` do not count, nor do those that neither an agency nor a lesson has: the same is
        asked of another village.
        """
        if not self._lessons:
            return {}
        places = self._places(query, besides)
        total = sum(self._index.worth(query.tokens[place].stem) for place in places.values())
        doubt: dict[str, float] = {}
        shared: dict[str, set[int]] = {}
        for number in {n for stem in places for n in self._having.get(stem, ())}:
            lesson = self._lessons[number]
            both = [places[stem] for stem in lesson.stems if stem in places]
            common = sum(self._index.worth(query.tokens[place].stem) for place in set(both))
            theirs = sum(self._index.worth(stem) for stem in lesson.stems)
            alike = common / (total + theirs - common) if common else 0.0
            if alike >= SHARED:
                sure = alike * alike * TRUST.get(lesson.source, 1.0)
                doubt[lesson.agency] = doubt.get(lesson.agency, 1.0) * (1 - sure)
                shared.setdefault(lesson.agency, set()).update(both)
        return {
            code: Taught(strength=1 - left, places=tuple(sorted(shared[code])))
            for code, left in doubt.items()
        }

    def _places(self, query: Query, besides: Collection[int]) -> dict[str, int]:
        """Where each telling word stands, in the form in which lessons have it."""
        places: dict[str, int] = {}
        for place, token in enumerate(query.tokens):
            if token.filler or place in besides:
                continue
            hashed = _kept(token.stem, known=False)
            if token.known or hashed in self._having:
                places.setdefault(hashed if hashed in self._having else token.stem, place)
        return places


def spelt(stems: Collection[str]) -> tuple[list[str], int]:
    """The words of a lesson that can be read, and how many cannot."""
    readable = sorted(stem for stem in stems if not stem.startswith(MARK))
    return readable, len(stems) - len(readable)


def _kept(stem: str, *, known: bool) -> str:
    return stem if known else MARK + blake2b(stem.encode(errors="replace"), digest_size=4).hexdigest()
