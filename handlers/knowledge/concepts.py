"""Concepts in a text: which words speak of a complaint, a service, a village's papers, by kinds.toml."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from handlers.knowledge.vocabulary import Vocabulary
from handlers.knowledge.words import Word, word_of, words

FILE = Path(__file__).with_name("kinds.toml")
ALIKE = 0.7  # of 1: how like a known word a misspelt one must be
GUESSES = 20  # spellings guessed in one text


@dataclass(frozen=True, slots=True)
class Spot:
    """A concept's words in a text: from place `start` to before `end`."""

    start: int
    end: int
    words: tuple[str, ...]  # of the entry, as stems


class Reading:
    """A text, and where in it each concept is spoken of; longer phrases first, no word twice."""

    def __init__(self, tokens: tuple[Word, ...], spots: Mapping[str, tuple[Spot, ...]]) -> None:
        self.tokens = tokens
        self._spots = spots

    def __getitem__(self, concept: str) -> tuple[Spot, ...]:
        return self._spots.get(concept, ())

    @property
    def concepts(self) -> frozenset[str]:
        """Those that are spoken of."""
        return frozenset(self._spots)

    def has(self, *concepts: str) -> bool:
        return any(self._spots.get(concept) for concept in concepts)

    def kinds_of(self, concept: str) -> int:
        """How many different things of a concept are spoken of."""
        return len({spot.words for spot in self[concept]})

    def near(self, one: str, other: str, *, within: int, ordered: bool = True) -> bool:
        """Whether something of `other` begins at most `within` words behind something of `one`."""
        for first in self[one]:
            for second in self[other]:
                if 0 <= second.start - first.end <= within:
                    return True
                if not ordered and 0 <= first.start - second.end <= within:
                    return True
        return False

    def typed(self, concepts: Iterable[str]) -> tuple[str, ...]:
        """The person's own words that speak of these, in their order."""
        places = {p for c in concepts for spot in self[c] for p in range(spot.start, spot.end)}
        return tuple(dict.fromkeys(self.tokens[place].typed for place in sorted(places)))


class Concepts:
    """Lists of words and phrases by concept. A word is known by its stem; "=lapor" only just so."""

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._entries: dict[tuple[str, ...], set[str]] = {}
        self._exact: dict[str, set[str]] = {}
        plains: set[str] = set()
        for concept, text in lists.items():
            for entry in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
                exact = entry.startswith("=")
                parts = words(entry.removeprefix("="))
                plains.update(part.plain for part in parts)
                if exact and len(parts) == 1:
                    self._exact.setdefault(parts[0].plain, set()).add(concept)
                elif parts:
                    self._entries.setdefault(tuple(part.stem for part in parts), set()).add(concept)
        self.plains = frozenset(plains)  # all words of the lists, spelt right
        self._longest = max(map(len, self._entries), default=1)
        self._vocabulary = Vocabulary(plains)

    def read(self, text: str, *, known: Collection[str] = ()) -> Reading:
        """Where `text` speaks of what; words with a stem of `known` are taken as they are. Never raises."""
        tokens = self._joined(self._meant(words(text), known))
        spots: dict[str, list[Spot]] = {}
        taken: dict[str, set[int]] = {}
        for length in range(min(self._longest, len(tokens)), 0, -1):
            for start in range(len(tokens) - length + 1):
                run = tokens[start : start + length]
                key = tuple(token.stem for token in run)
                concepts = self._entries.get(key, set())
                if length == 1:
                    concepts = concepts | self._exact.get(run[0].plain, set())
                for concept in concepts:
                    used = taken.setdefault(concept, set())
                    places = range(start, start + length)
                    if used.isdisjoint(places):
                        used.update(places)
                        spots.setdefault(concept, []).append(Spot(start, start + length, key))
        return Reading(
            tokens, {concept: tuple(sorted(found, key=_start)) for concept, found in spots.items()}
        )

    def _joined(self, tokens: tuple[Word, ...]) -> tuple[Word, ...]:
        """Without a "di" that belongs to the word behind it: "belum di jawab"."""
        kept = [
            token
            for token, after in pairwise((*tokens, None))
            if token and not (token.plain == "di" and after and "di" + after.plain in self.plains)
        ]
        return tuple(kept)

    def _meant(self, tokens: tuple[Word, ...], known: Collection[str]) -> tuple[Word, ...]:
        meant, guesses = [], 0
        for typed in tokens:
            token = typed
            sure = token.filler or token.stem in known or token.stem in self._vocabulary.stems
            if not sure and guesses < GUESSES:
                guesses += 1
                found = self._vocabulary.nearest(token.plain)
                if found and found[1] >= ALIKE:
                    token = word_of(typed.typed, found[0])
            meant.append(token)
        return tuple(meant)


def _start(spot: Spot) -> int:
    return spot.start


@lru_cache(maxsize=1)
def known_concepts() -> Concepts:
    """Those of kinds.toml."""
    return Concepts(tomllib.loads(FILE.read_text(encoding="utf-8")))
