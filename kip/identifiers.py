"""Personal identifiers typed into free text, to be noticed before they go on: UU 27/2022 Ps 4(3)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["nik", "phone", "email"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Identifier:
    """text[start:end] is one."""

    kind: Kind
    start: int
    end: int


_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)

# Written in one go, or in groups: 1501 0212 3490 0001, 150102.450390.0001. Not a piece of a longer number.
_SIXTEEN = re.compile(r"(?<![0-9])(?<![0-9][.\-])[0-9](?:[ .\-]?[0-9]){15}(?![.\-]?[0-9])")

# Mobile numbers in any dress; with +62 any Indonesian number. The first digits stand together and a bare
# 62 takes no dots and no Rp, so that "08.30-10.00" is no telephone, nor is Rp62.850.000.000.
_PHONES = (
    re.compile(r"(?<![0-9+])08[1-9][0-9](?:[ .\-]?[0-9]){6,9}(?![0-9])"),
    re.compile(
        r"(?<![0-9+])\+62[ .\-]?(?:\(0\)|0)?[ .\-]?\(?[2-9][0-9]{1,2}\)?(?:[ .\-]?[0-9]){5,9}(?![0-9])"
    ),
    re.compile(r"(?<![0-9+])(?<!Rp)(?<!Rp[ .])(?<!Rp\. )62[ \-]?8[1-9][0-9](?:[ \-]?[0-9]){6,9}(?![0-9])"),
)

_NO_DIGITS = re.compile(r"[^0-9]+")
_FEWEST = 9  # digits of a telephone number; a NIK has more

_PROVINCES = frozenset(
    [
        *range(11, 20),
        21,
        *range(31, 37),
        *range(51, 54),
        *range(61, 66),
        *range(71, 77),
        81,
        82,
        *range(91, 98),
    ]
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """The NIK, telephone numbers and e-mail addresses in `text`, in order, never overlapping.

    A NIK is told by its structure, not by a register: another number of 16 digits can look like one, and a
    family card number (nomor KK), built alike, is reported as one too.
    """
    if "@" not in text and len(_NO_DIGITS.sub("", text)) < _FEWEST:
        return ()
    found: list[Identifier] = []
    rest = text
    for kind, search in _SEARCHES:
        here = [Identifier(kind=kind, start=a, end=b) for a, b in search(rest)]
        for one in here:  # an address may hold a telephone number; what is found is not looked at again
            rest = rest[: one.start] + "\0" * (one.end - one.start) + rest[one.end :]
        found += here
    return tuple(sorted(found, key=lambda one: one.start))


def mask_identifiers(text: str) -> str:
    """`text` of the same length with every letter and digit of an identifier shown as "•"."""
    for one in find_identifiers(text):
        hidden = "".join("•" if char.isalnum() else char for char in text[one.start : one.end])
        text = text[: one.start] + hidden + text[one.end :]
    return text


def mask_niks(text: str) -> str:
    """`text` with every NIK shown as "•", whatever else is in it."""
    for start, end in _niks(text):
        text = text[:start] + "•" * (end - start) + text[end:]
    return text


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _EMAIL.finditer(text))


def _niks(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while match := _SIXTEEN.search(text, at):
        if _plausible_nik(re.sub("[^0-9]", "", match[0])):
            yield match.span()
            at = match.end()
        else:
            at = match.start() + 1  # a group before it may have been taken for its beginning


def _phones(text: str) -> Iterator[tuple[int, int]]:
    spans = sorted(match.span() for phone in _PHONES for match in phone.finditer(text))
    end = 0
    for span in spans:
        if span[0] >= end:
            yield span
            end = span[1]


def _plausible_nik(digits: str) -> bool:
    return not nik_faults(digits)


def nik_faults(digits: str) -> tuple[str, ...]:
    """What cannot be right in a NIK, as copy keys; empty where its structure holds.

    Province, regency, district, birth date (day + 40 for women), two-digit year, serial from 0001.
    """
    if not (digits.isascii() and digits.isdigit()):
        return ("nik-digits",) if digits else ("nik-missing",)
    if len(digits) != 16:
        return ("nik-length",)
    province, regency, district = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    day, month = int(digits[6:8]) % 40, int(digits[8:10])
    month_fits = 1 <= month <= 12
    right = {
        "nik-region": province in _PROVINCES and 1 <= regency <= 79 and district >= 1,
        "nik-month": month_fits,
        "nik-day": int(digits[6:8]) <= 71 and 1 <= day <= (_DAYS[month - 1] if month_fits else 31),
        "nik-serial": digits[12:] != "0000",
    }
    return tuple(fault for fault, fits in right.items() if not fits)


_SEARCHES: tuple[tuple[Kind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    ("email", _emails),
    ("nik", _niks),
    ("phone", _phones),
)
