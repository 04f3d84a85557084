"""What a platform is given with a message and gives back with its receipts: letter, part, number of parts."""

import re
from dataclasses import dataclass

from storage.deliveries import TEMPLATE

_TAG = re.compile(r"(\d{1,18})\.(-1|\d{1,4})\.(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Tag:
    letter: int
    part: int
    parts: int

    def __str__(self) -> str:
        return f"{self.letter}.{self.part}.{self.parts}"


def template_tag(letter: int) -> Tag:
    return Tag(letter, TEMPLATE, 1)


def read_tag(text: str) -> Tag | None:
    """None for what is none of ours."""
    found = _TAG.fullmatch(text)
    return Tag(int(found[1]), int(found[2]), int(found[3])) if found else None
