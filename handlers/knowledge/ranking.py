"""Which subjects (agencies) a text speaks of: BM25 over stems, phrases, and letter pairs for typos.

Pure and in memory; nothing here knows an agency. What is known stands in the content pack.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from handlers.knowledge.words import Vocabulary, Word, is_filler, stem, words

KEYWORD, NAME, TASK, PART = 1.0, 0.8, 0.4, 0.2  # how much a word says, by where the subject has it
SATURATION, LENGTH = 1.2, 0.25  # BM25's k1 and b
PHRASE = 1.0  # a whole keyword of several words, on top of what its words say
COVERED = 0.5  # a word inside somebody's phrase ("rumah" of "rumah sakit") says less of the others
COMMON, FEW = 0.25, 3  # a word that more than this share of (and more than a few) subjects have is no clue
LONGEST_PHRASE = 6
LEAST = 0.3  # of what a word that one subject alone has is worth; below it nothing fits
GUESSES = 40  # spellings guessed in one text; a wall of nonsense must not hold up everybody else
REASON = 0.15  # a word that gave less than this share of the best one's is no reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What can be asked about. A keyword may be a phrase; a word alone says most on its own."""

    code: str
    name: str
    tasks: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A subject that fits; `words` led there, as typed, most telling first."""

    code: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    typed: str
    stem: str  # of the word that is meant
    sure: float  # 1, less where the spelling was guessed
    filler: bool


@dataclass(slots=True)
class _Tally:
    """What one group collected: its score, and how much each token (by place) gave to it."""

    score: float
    given: dict[int, float]

    def add(self, amount: float, places: Sequence[int]) -> None:
        self.score += amount
        for place in places:
            self.given[place] = self.given.get(place, 0.0) + amount / len(places)


class Ranking:
    """Subjects, ready to be ranked.

    Subjects with the same keywords are a group (the kecamatan) and share one score: what sets its
    members apart is the place in their name, and a place alone ("jalan di Siulak") speaks for none.
    """

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._subjects = tuple(subjects)
        self._groups = _grouped(self._subjects)
        self._places: list[frozenset[str]] = [frozenset()] * len(self._subjects)  # a member's own words
        self._glued: dict[str, tuple[str, str]] = {}  # "bedahrumah" -> its two words
        plains: set[str] = set()
        phrases: dict[tuple[str, ...], set[int]] = {}
        weights: list[dict[str, float]] = []
        for number, members in enumerate(self._groups):
            weight: dict[str, float] = {}
            first = self._subjects[members[0]]
            for word in self._common(members, plains):
                _raise(weight, word, NAME)
            tasks = [w for w in words(first.tasks) if not w.filler]
            plains.update(w.plain for w in tasks)
            for word in dict.fromkeys(w.stem for w in tasks):
                _raise(weight, word, TASK)
            for keyword in first.keywords:
                parts = words(keyword)
                plains.update(w.plain for w in parts if not w.filler)
                for phrase in self._keyword(parts, weight):
                    phrases.setdefault(phrase, set()).add(number)
            weights.append(weight)
        count = len(self._groups)
        self._vocabulary = Vocabulary(plains)
        self._postings = _postings(weights)
        self._phrases = {phrase: (_idf(len(who), count), frozenset(who)) for phrase, who in phrases.items()}
        self._least = LEAST * _idf(1, count)

    def _common(self, members: Sequence[int], plains: set[str]) -> list[str]:
        """The stems that all names of a group share; the others are each member's place."""
        names = [
            {w.stem: w.plain for w in words(self._subjects[member].name) if not w.filler}
            for member in members
        ]
        shared = set.intersection(*(set(name) for name in names))
        for member, name in zip(members, names, strict=True):
            plains.update(name.values())
            self._places[member] = frozenset(name) - shared
        return sorted(shared)

    def _keyword(self, parts: Sequence[Word], weight: dict[str, float]) -> list[tuple[str, ...]]:
        """Weighs the words of a keyword; gives the phrases it is found by: whole, and without filler."""
        if len(parts) == 1:
            _raise(weight, parts[0].stem, KEYWORD)
            return []
        telling = [part for part in parts if not part.filler]
        for part in telling:
            _raise(weight, part.stem, PART)
        if len(telling) == len(parts) == 2:
            glued = (parts[0].plain, parts[1].plain)
            self._glued.setdefault("".join(glued), glued)
        both = (tuple(w.stem for w in parts), tuple(w.stem for w in telling))
        return [phrase for phrase in dict.fromkeys(both) if len(phrase) > 1]

    def rank(self, text: str, *, most: int = 3) -> tuple[Match, ...]:
        """The subjects that fit, best first, at most `most`; () when nothing does. Never raises."""
        tokens = self._read(text)
        tallies: dict[int, _Tally] = {}
        covered = self._phrased(tokens, tallies)
        seen: set[str] = set()
        for place, token in enumerate(tokens):
            if token.filler or token.stem in seen:
                continue
            seen.add(token.stem)
            owners = covered.get(place)
            for number, worth in self._postings.get(token.stem, ()):
                part = 1.0 if owners is None or number in owners else COVERED
                _of(tallies, number).add(worth * token.sure * part, (place,))
        return self._matches(tokens, tallies, most)

    def _read(self, text: str) -> list[_Token]:
        """The words of `text` as they were meant."""
        tokens, guesses = [], 0
        for word in words(text):
            if word.filler or word.stem in self._vocabulary.stems:
                tokens.append(_Token(word.typed, word.stem, 1.0, word.filler))
                continue
            if word.plain in self._glued:
                tokens += [_Token(word.typed, stem(part), 1.0, False) for part in self._glued[word.plain]]
                continue
            guesses += 1
            meant = self._vocabulary.nearest(word.plain) if guesses <= GUESSES else None
            plain, sure = meant or (word.plain, 1.0)
            tokens.append(_Token(word.typed, stem(plain), sure, is_filler(plain)))
        return tokens

    def _phrased(self, tokens: list[_Token], tallies: dict[int, _Tally]) -> dict[int, set[int]]:
        """Counts the phrases of `tokens`; gives, for a place inside a phrase, the groups that have it."""
        covered: dict[int, set[int]] = {}
        counted: set[tuple[str, ...]] = set()
        telling = [place for place, token in enumerate(tokens) if not token.filler]
        for places in _runs(range(len(tokens)), telling):
            phrase = tuple(tokens[place].stem for place in places)
            if phrase not in self._phrases or phrase in counted:
                continue
            said = [place for place in places if not tokens[place].filler] or places
            counted |= {phrase, tuple(tokens[place].stem for place in said)}
            worth, groups = self._phrases[phrase]
            sure = min(tokens[place].sure for place in said)
            for number in groups:
                _of(tallies, number).add(worth * PHRASE * sure, said)
                for place in said:
                    covered.setdefault(place, set()).add(number)
        return covered

    def _matches(self, tokens: list[_Token], tallies: dict[int, _Tally], most: int) -> tuple[Match, ...]:
        said = {token.stem: place for place, token in reversed(list(enumerate(tokens)))}
        ranked: list[tuple[float, int, tuple[str, ...]]] = []
        for number, tally in tallies.items():
            if tally.score < self._least:
                continue
            members = self._groups[number]
            named = [m for m in members if self._places[m] and self._places[m] <= said.keys()]
            for member in named or members:
                places = [said[own] for own in self._places[member]] if named else []
                score = tally.score * (1 + len(places) / (len(places) + 1))
                ranked.append((-round(score, 3), member, _reasons(tokens, tally, places)))
        ranked.sort()
        return tuple(
            Match(code=self._subjects[member].code, score=-score, words=why)
            for score, member, why in ranked[: max(most, 0)]
        )


def _grouped(subjects: Sequence[Subject]) -> tuple[tuple[int, ...], ...]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, subject in enumerate(subjects):
        groups.setdefault(subject.keywords or (subject.code,), []).append(place)
    return tuple(tuple(members) for members in groups.values())


def _runs(*lines: Sequence[int]) -> Iterator[list[int]]:
    """Every run of 2 to LONGEST_PHRASE places of each line."""
    for line in lines:
        for start in range(len(line)):
            for end in range(start + 2, min(start + LONGEST_PHRASE, len(line)) + 1):
                yield list(line[start:end])


def _raise(weight: dict[str, float], word: str, by: float) -> None:
    weight[word] = weight.get(word, 0.0) + by


def _idf(having: int, count: int) -> float:
    return log(1 + (count - having + 0.5) / (having + 0.5))


def _postings(weights: list[dict[str, float]]) -> dict[str, list[tuple[int, float]]]:
    """stem -> (group, BM25 worth); words that too many groups have are left out."""
    count = len(weights)
    mean = sum(sum(weight.values()) for weight in weights) / count if count else 1.0
    having: dict[str, int] = {}
    for weight in weights:
        for word in weight:
            having[word] = having.get(word, 0) + 1
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, weight in enumerate(weights):
        damp = SATURATION * (1 - LENGTH + LENGTH * sum(weight.values()) / (mean or 1.0))
        for word, many in weight.items():
            if having[word] <= max(COMMON * count, FEW):
                worth = _idf(having[word], count) * many * (SATURATION + 1) / (many + damp)
                postings.setdefault(word, []).append((number, worth))
    return postings


def _of(tallies: dict[int, _Tally], number: int) -> _Tally:
    if number not in tallies:
        tallies[number] = _Tally(0.0, {})
    return tallies[number]


def _reasons(tokens: list[_Token], tally: _Tally, named: Sequence[int]) -> tuple[str, ...]:
    best = max(tally.given.values())
    order = sorted(tally.given, key=lambda place: (-tally.given[place], place))
    told = [place for place in order if tally.given[place] >= REASON * best]
    return tuple(dict.fromkeys(tokens[place].typed for place in [*told, *sorted(named)]))
