"""Which known word a misspelt one stands for. Pure and in memory."""

import re
from collections.abc import Iterable
from functools import lru_cache

from handlers.knowledge.words import STOP, stem

ALIKE = 0.5  # Dice of letter pairs below which two spellings are not compared further
FEWEST = 5  # letters; shorter words are too like one another to guess
VOWELS = re.compile(r"[aiueo]")
_Entry = tuple[str, int, int]  # a word, its letter pairs as bits, how many they are


class Vocabulary:
    """Words we know, fillers among them, to find the one a misspelt word stands for.

    Candidates share letter pairs with it (Dice); the one fewest typing errors away is taken. Looked at
    are those that begin with the same letter, then those that end with the same two: nearly all typing
    errors leave one of these alone, and ten thousand words are too many to compare each.
    """

    def __init__(self, plains: Iterable[str]) -> None:
        known = sorted({*plains, *STOP})
        self.plains = frozenset(known)
        self.stems = frozenset(stem(plain) for plain in known)
        self._bones: dict[str, list[str]] = {}  # consonants -> words
        self._bits: dict[str, int] = {}  # letter pair -> its bit
        self._starts: dict[tuple[str, int], list[_Entry]] = {}  # first letter, letters -> words
        self._ends: dict[tuple[str, int], list[_Entry]] = {}  # last two letters, letters -> words
        for plain in known:
            if len(plain) < FEWEST:
                continue
            self._bones.setdefault(VOWELS.sub("", plain), []).append(plain)
            pairs = _pairs(plain)
            mask = sum(self._bits.setdefault(pair, 1 << len(self._bits)) for pair in pairs)
            entry = (plain, mask, len(pairs))
            self._starts.setdefault((plain[0], len(plain)), []).append(entry)
            self._ends.setdefault((plain[-2:], len(plain)), []).append(entry)
        self.nearest = lru_cache(maxsize=5_000)(self._nearest)

    def _nearest(self, plain: str) -> tuple[str, float] | None:
        """The word meant by one we do not know and how alike it is (0 to 1), or None."""
        if plain.endswith("o") and stem(heard := plain[:-1] + "a") in self.stems:
            return heard, 0.9  # the Malay of Jambi: "kerjo", "jalannyo"
        if len(plain) >= FEWEST and (found := self._misspelt(plain)):
            return found
        return self._shortened(plain)

    def _shortened(self, plain: str) -> tuple[str, float] | None:
        """Vowels left out: "pnddukan", "jmbtn"."""
        bones = VOWELS.sub("", plain)
        longer = [known for known in self._bones.get(bones, ()) if len(known) > len(plain)]
        if len(bones) < 4 or not longer:
            return None
        return min(longer, key=lambda known: (_apart(plain, known), known)), 0.7

    def _misspelt(self, plain: str) -> tuple[str, float] | None:
        pairs = _pairs(plain)
        mask = sum(self._bits.get(pair, 0) for pair in pairs)
        for words, letter in ((self._starts, plain[0]), (self._ends, plain[-2:])):
            if found := _closest(plain, mask, len(pairs), words, letter):
                return found
        return None


def _closest(
    plain: str, mask: int, many: int, words: dict[tuple[str, int], list[_Entry]], letter: str
) -> tuple[str, float] | None:
    errors = 1 if len(plain) < 8 else 2
    best: tuple[int, float, str] | None = None
    for letters in range(len(plain) - errors, len(plain) + errors + 1):
        for known, theirs, count in words.get((letter, letters), ()):
            dice = 2 * (mask & theirs).bit_count() / (many + count)
            if dice >= ALIKE and (apart := _apart(plain, known)) <= errors:
                found = (apart, -dice, known)
                best = found if best is None else min(best, found)
    return (best[2], -best[1]) if best else None


def _pairs(plain: str) -> frozenset[str]:
    padded = f"^{plain}$"
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))


def _apart(one: str, other: str) -> int:
    """Typing errors between two words: a letter more, less, other, or two swapped."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, theirs in enumerate(other, 1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]
