"""The one search engine: documents found by BM25 over stems, whole phrases, and guessed spellings.

    index = Index([Document(texts=(("Laporan keuangan 2025", 1.0),)), ...])
    query = index.read("lap keuangn")
    for hit in index.search(query, most=3): hit.document, hit.score, index.given(query, hit.document)

Pure and in memory, built once. Agencies, questions often asked and publications are all found by it.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest, nsmallest
from math import log

from handlers.knowledge.vocabulary import Vocabulary
from handlers.knowledge.words import Word, stem, word_of, words

KEYWORD, PART = 1.0, 0.2  # how much a keyword says: a word alone; a word of a phrase
SATURATION, LENGTH = 1.2, 0.25  # BM25's k1 and b
PHRASE = 1.0  # a whole keyword of several words, on top of what its words say
COVERED = 0.5  # a word inside somebody's phrase ("rumah" of "rumah sakit") says less of the others
COMMON, FEW = 0.25, 3  # a word that more than this share of (and more than a few) documents have is no clue
LONGEST_PHRASE = 6
GUESSES = 40  # spellings guessed in one text; a wall of nonsense must not hold up everybody else
_Posting = tuple["array[int]", "array[float]"]  # documents in order, and what a word is worth in each
LOOKS = 2_000  # places looked at for one text; words that are in more only tell the best apart
BEST = 100  # so many


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What can be found: texts, each with how much a word of it says; keywords, which may be phrases.

    The words of `spellings` say nothing, but are known when they are misspelt.
    """

    texts: tuple[tuple[str, float], ...] = ()
    keywords: tuple[str, ...] = ()
    spellings: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of what was asked."""

    typed: str
    stem: str  # of the word that is meant
    sure: float  # 1, less where the spelling was guessed
    filler: bool
    known: bool  # whether any document has it


@dataclass(frozen=True, slots=True)
class Hit:
    """A document (its place among them) that fits."""

    document: int
    score: float


@dataclass(frozen=True, slots=True)
class _Term:
    """What adds `worth` to documents: a phrase to `owners`, or a word (COVERED to others than `owners`)."""

    places: tuple[int, ...]
    stem: str  # empty for a phrase
    worth: float
    owners: frozenset[int] | None


class Query:
    """A text as an index read it."""

    def __init__(self, tokens: Sequence[Token], terms: Sequence[_Term]) -> None:
        self.tokens = tokens
        self.terms = terms

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each stem stands first."""
        return {token.stem: place for place, token in reversed(list(enumerate(self.tokens)))}


class Index:
    """Documents, ready to be searched; never changed afterwards, so any thread may search.

    `fillers`: words that any request might have count as well (questions consist of little else).
    `everyday`: words that are right as they are, and no misspelling of a document's.
    """

    def __init__(
        self, documents: Iterable[Document], *, fillers: bool = False, everyday: Iterable[str] = ()
    ) -> None:
        self._fillers = fillers
        self._glued: dict[str, tuple[str, str]] = {}  # "bedahrumah" -> its two words
        plains: set[str] = set(everyday)
        phrases: dict[tuple[str, ...], set[int]] = {}
        postings: dict[str, _Posting] = {}
        lengths = array("f")
        for number, document in enumerate(documents):
            weight: dict[str, float] = {}
            for text, worth in document.texts:
                telling = [w for w in words(text) if fillers or not w.filler]
                plains.update(w.plain for w in telling)
                for word in dict.fromkeys(w.stem for w in telling):
                    _raise(weight, word, worth)
            for keyword in document.keywords:
                parts = words(keyword)
                plains.update(w.plain for w in parts if not w.filler)
                for phrase in self._keyword(parts, weight):
                    phrases.setdefault(phrase, set()).add(number)
            plains.update(w.plain for w in words(document.spellings))
            lengths.append(sum(weight.values()))
            for word, many in weight.items():
                if word not in postings:
                    postings[word] = (array("I"), array("f"))
                postings[word][0].append(number)
                postings[word][1].append(many)
        self._count = len(lengths)
        self._vocabulary = Vocabulary(plains)
        self._worths = {word: _idf(len(numbers), self._count) for word, (numbers, _) in postings.items()}
        self.unique = _idf(1, self._count)  # what a word is worth that one document alone has
        self._postings = _weighed(postings, lengths)
        self._phrases = {
            phrase: (_idf(len(who), self._count), frozenset(who)) for phrase, who in phrases.items()
        }

    def __len__(self) -> int:
        return self._count

    @property
    def stems(self) -> frozenset[str]:
        """Of all words it knows."""
        return self._vocabulary.stems

    def worth(self, stem: str) -> float:
        """How telling a word is, known or not: its inverse document frequency."""
        return self._worths.get(stem, self.unique)

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

    def read(self, text: str) -> Query:
        """The words of `text` as they were meant, and what they are worth here. Never raises."""
        tokens = self._tokens(text)
        terms, covered = self._phrased(tokens)
        seen: set[str] = set()
        for place, token in enumerate(tokens):
            if (token.filler and not self._fillers) or token.stem in seen:
                continue
            seen.add(token.stem)
            if token.stem in self._postings:
                owners = frozenset(covered[place]) if place in covered else None
                terms.append(_Term((place,), token.stem, token.sure, owners))
        return Query(tokens, terms)

    def search(self, asked: str | Query, *, most: int, least: float = 0.0) -> list[Hit]:
        """The documents that fit, best first, at most `most`, none of a score under `least`."""
        query = self.read(asked) if isinstance(asked, str) else asked
        scores: dict[int, float] = {}
        left = LOOKS
        for term in sorted(query.terms, key=self._spread):
            left -= self._spread(term)
            if left >= 0 or not scores:
                self._add(term, scores)
                continue
            if len(scores) > BEST:
                scores = dict(nlargest(BEST, scores.items(), key=_second))
            for number in scores:
                scores[number] += self._amount(term, number)
        fitting = ((-score, number) for number, score in scores.items() if score >= least and score > 0)
        return [Hit(number, -score) for score, number in nsmallest(max(most, 0), fitting)]

    def _add(self, term: _Term, scores: dict[int, float]) -> None:
        """Give what a term gives to all documents that have it."""
        if not term.stem:
            for number in term.owners or ():
                scores[number] = scores.get(number, 0.0) + term.worth
            return
        numbers, worths = self._postings[term.stem]
        if term.owners is None:
            for number, worth in zip(numbers, worths, strict=True):
                scores[number] = scores.get(number, 0.0) + worth * term.worth
            return
        for number, worth in zip(numbers, worths, strict=True):
            part = term.worth if number in term.owners else term.worth * COVERED
            scores[number] = scores.get(number, 0.0) + worth * part

    def given(self, query: Query, document: int) -> dict[int, float]:
        """How much each token of `query`, by its place, gave to the score of a document."""
        given: dict[int, float] = {}
        for term in query.terms:
            amount = self._amount(term, document)
            for place in term.places if amount else ():
                given[place] = given.get(place, 0.0) + amount / len(term.places)
        return given

    def alone(self, query: Query, document: int, *, among: Collection[int]) -> float:
        """How much of a document's score comes from words and phrases that only documents `among` have."""
        return sum(
            self._amount(term, document)
            for term in query.terms
            if all(other in among for other in self._touched(term))
        )

    def _touched(self, term: _Term) -> Sequence[int] | frozenset[int]:
        """The documents that a term gives something to."""
        return self._postings[term.stem][0] if term.stem else term.owners or ()

    def _spread(self, term: _Term) -> int:
        return len(self._touched(term))

    def _amount(self, term: _Term, document: int) -> float:
        """What a term gives to one document."""
        owned = document in term.owners if term.owners is not None else True
        if not term.stem:
            return term.worth if owned else 0.0
        numbers, worths = self._postings[term.stem]
        place = bisect_left(numbers, document)
        if place == len(numbers) or numbers[place] != document:
            return 0.0
        return worths[place] * term.worth * (1.0 if owned else COVERED)

    def _tokens(self, text: str) -> list[Token]:
        tokens: list[Token] = []
        guesses = 0
        for word in words(text):
            known = word.stem in self._vocabulary.stems or word.plain in self._vocabulary.plains
            if word.filler or known:
                tokens.append(Token(word.typed, word.stem, 1.0, word.filler, known))
                continue
            if word.plain in self._glued:
                tokens += [
                    Token(word.typed, stem(part), 1.0, False, True) for part in self._glued[word.plain]
                ]
                continue
            guesses += 1
            meant = self._vocabulary.nearest(word.plain) if guesses <= GUESSES else None
            plain, sure = meant or (word.plain, 1.0)
            right = word_of(word.typed, plain)
            tokens.append(Token(word.typed, right.stem, sure, right.filler, meant is not None))
        return tokens

    def _phrased(self, tokens: list[Token]) -> tuple[list[_Term], dict[int, set[int]]]:
        """The phrases of `tokens`; and, for a place inside a phrase, the documents that have it."""
        if not self._phrases:
            return [], {}
        terms: list[_Term] = []
        covered: dict[int, set[int]] = {}
        counted: set[tuple[str, ...]] = set()
        telling = [place for place, token in enumerate(tokens) if not token.filler]
        for places in _runs(range(len(tokens)), telling):
            phrase = tuple(tokens[place].stem for place in places)
            if phrase not in self._phrases or phrase in counted:
                continue
            said = [place for place in places if not tokens[place].filler] or places
            counted |= {phrase, tuple(tokens[place].stem for place in said)}
            worth, owners = self._phrases[phrase]
            sure = min(tokens[place].sure for place in said)
            terms.append(_Term(tuple(said), "", worth * PHRASE * sure, owners))
            for place in said:
                covered.setdefault(place, set()).update(owners)
        return terms, covered


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


def _second(item: tuple[int, float]) -> float:
    return item[1]


def _weighed(postings: dict[str, _Posting], lengths: "array[float]") -> dict[str, _Posting]:
    """stem -> documents, and its BM25 worth in each, for how much of it each has; words that too many
    documents have are left out."""
    count = len(lengths)
    mean = (sum(lengths) / count if count else 1.0) or 1.0
    damps = array("f", (SATURATION * (1 - LENGTH + LENGTH * length / mean) for length in lengths))
    weighed: dict[str, _Posting] = {}
    for word, (numbers, manys) in postings.items():
        if len(numbers) > max(COMMON * count, FEW):
            continue
        idf = _idf(len(numbers), count) * (SATURATION + 1)
        worths = array("f", (idf * m / (m + damps[n]) for n, m in zip(numbers, manys, strict=True)))
        weighed[word] = (numbers, worths)
    return weighed
