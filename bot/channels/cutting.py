"""Long texts in pieces that a platform takes."""

import unicodedata
from collections.abc import Callable, Iterator

_ENDS = ("\n\n", "\n", ". ", "? ", "! ", "; ", " ")  # where a text is cut, best first
_JOINERS = "\u200d\ufe0e\ufe0f"  # between the parts of one emoji

Measure = Callable[[str], int]
"""The length of a text as a platform counts it; no character counts as less than 1."""


def clean(text: str) -> str:
    """Halves of surrogate pairs cannot be sent: whole pairs are joined, lone halves replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text  # nearly always, and looked at in no time


def cut(text: str, limit: int, measure: Measure = len) -> Iterator[str]:
    """`text` in pieces of at most `limit`, cut after a paragraph, sentence or word.

    Only white space at the ends of pieces is lost; a word longer than a piece is cut inside.
    `limit` is at least the size of one character.
    """
    rest = clean(text).strip()
    while rest:
        window = _window(rest, limit, measure)
        if window < len(rest):
            window = _end(rest, window)
        yield rest[:window].rstrip()
        rest = rest[window:].lstrip()


def shortened(text: str, limit: int, measure: Measure = len) -> str:
    """`text` in one line of at most `limit`: what is over goes, after a word where possible, for "…"."""
    line = " ".join(clean(text).split())
    if measure(line) <= limit:
        return line
    kept = next(cut(line, limit - 1, measure), "")
    return f"{kept.rstrip(' .,;:-')}…"


def _window(text: str, limit: int, measure: Measure) -> int:
    """How many characters of `text` fit into `limit`."""
    if measure(text[: limit + 1]) <= limit:
        return len(text)
    used = 0
    for index, char in enumerate(text):
        used += measure(char)
        if used > limit:
            return index
    return len(text)


def _end(text: str, window: int) -> int:
    """Where to cut before `window`: the best kind of end that leaves no piece less than half full."""
    for end in _ENDS:
        # The end itself may stand astride the window: what follows it is white space.
        found = text.rfind(end, 0, window + 1)
        if found + 1 > window // 2:
            return min(found + len(end), window)
    cluster = window
    while cluster > 1 and _joined(text, cluster):
        cluster -= 1
    return cluster if cluster > window // 2 else window


def _joined(text: str, index: int) -> bool:
    """Whether the characters on both sides of `index` make one sign."""
    after, before = text[index], text[index - 1]
    return (
        after in _JOINERS
        or before == "\u200d"
        or unicodedata.combining(after) != 0
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin colours
    )
