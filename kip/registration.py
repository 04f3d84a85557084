"""Registration numbers (nomor pendaftaran), given at once on receipt: UU 14/2008 Ps 22(4)."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from string import Formatter

from kip.errors import KipError

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_TYPED = {
    "sequence": "[0-9]{1,9}",
    "year": "[0-9]{4}",
    "month": "[0-9]{1,2}",
    "month_roman": "[IVX]{1,4}",
}
_PADDED = re.compile("0[1-9]")
_SPACE = r"[\s\xa0]"


class PatternError(KipError):
    """The pattern of registration numbers is wrong; `problems` has one line for each fault."""

    def __init__(self, pattern: str, problems: Iterable[str]) -> None:
        self.pattern = pattern
        self.problems = tuple(problems)
        super().__init__(pattern, self.problems)

    def __str__(self) -> str:
        return f"pola nomor {self.pattern!r}: " + "; ".join(self.problems)


@lru_cache(maxsize=32)
def check_pattern(pattern: str) -> None:
    """Raise PatternError naming all that is wrong with `pattern`, such as "{sequence:03}/PPID/{year}".

    Fields: sequence and year (both needed), month, month_roman; sequence and month may be padded with
    zeros. Two different numbers must never print alike, so fields may not touch each other or a digit.
    """
    parts = _split(pattern)
    problems = list(_faults(parts))
    if problems:
        raise PatternError(pattern, problems)


def format_number(pattern: str, *, sequence: int, on: date) -> str:
    """The number of the `sequence`-th (from 1) registration of the year, received `on`.

    Raises PatternError for a bad pattern, ValueError for a sequence below 1.
    """
    check_pattern(pattern)
    if sequence < 1:
        raise ValueError(f"a sequence starts at 1, got {sequence}")
    return _print(pattern, sequence, on.year, on.month)


def find_numbers(text: str, pattern: str) -> str | None:
    """The first number of this pattern in what somebody typed, as it would be printed; None if there is none.

    Case, spaces around separators and leading zeros may differ. Raises PatternError for a bad pattern.
    """
    check_pattern(pattern)
    for found in _typed(pattern).finditer(text):
        typed = found.groupdict()
        sequence, year = int(typed["sequence"]), int(typed["year"])
        for month, roman in enumerate(_ROMAN, start=1):
            agrees = int(typed.get("month", month)) == month
            if agrees and typed.get("month_roman", roman).upper() == roman and sequence >= 1:
                return _print(pattern, sequence, year, month)
    return None


def _print(pattern: str, sequence: int, year: int, month: int) -> str:
    return pattern.format(sequence=sequence, year=f"{year:04}", month=month, month_roman=_ROMAN[month - 1])


@lru_cache(maxsize=32)
def _typed(pattern: str) -> re.Pattern[str]:
    """What a person may type for a number of this pattern."""
    pieces: list[str] = []
    for literal, field, _, _ in _split(pattern):
        # A word stays whole; what stands between words may have spaces around it.
        for word in re.findall(r"[^\W_]+|\s+|[\W_]", literal):
            pieces.append(_SPACE + "{1,3}" if word.isspace() else re.escape(word))
        if field is not None:
            pieces.append(f"(?P<{field}>{_TYPED[field]})")
    body = (_SPACE + "{0,3}").join(pieces)  # bounded: a hostile text cannot make the search slow
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])", re.IGNORECASE | re.ASCII)


_Part = tuple[str, str | None, str, str | None]  # literal, field, format, conversion; as Formatter has it


def _split(pattern: str) -> list[_Part]:
    try:
        return [(lit, field, spec or "", conv) for lit, field, spec, conv in Formatter().parse(pattern)]
    except ValueError as error:
        raise PatternError(pattern, ["kurung kurawal tidak berpasangan atau isinya salah"]) from error


def _faults(parts: list[_Part]) -> Iterator[str]:
    fields = [field for _, field, _, _ in parts if field is not None]
    for needed in ("sequence", "year"):
        if needed not in fields:
            yield f"harus memuat {{{needed}}}"
    for name in dict.fromkeys(fields):
        if name not in _TYPED:
            yield f"bidang tidak dikenal: {{{name}}}; yang ada: {', '.join(_TYPED)}"
        elif fields.count(name) > 1:
            yield f"{{{name}}} hanya boleh satu kali"
    for _, field, spec, conversion in parts:
        padded = field in ("sequence", "month") and _PADDED.fullmatch(spec)
        if field in _TYPED and (conversion or (spec and not padded)):
            yield f"format {{{field}}} salah; yang boleh hanya seperti {{sequence:03}} atau {{month:02}}"
    if parts and (parts[0][0][:1].isspace() or (parts[-1][1] is None and parts[-1][0][-1:].isspace())):
        yield "diawali atau diakhiri spasi"
    if any(not char.isprintable() for literal, *_ in parts for char in literal):
        yield "memuat karakter yang tidak dapat dicetak"
    yield from _touching(parts)


def _touching(parts: list[_Part]) -> Iterator[str]:
    """Fields that touch each other, a digit, or (the Roman month) a letter: such numbers could coincide."""
    before: str | None = None
    for literal, field, _, _ in parts:
        if before is not None:
            if not literal and field is not None:
                yield f"{{{before}}} dan {{{field}}} harus dipisahkan"
            elif _runs_on(before, literal[:1]):
                yield f"sesudah {{{before}}} harus ada pemisah, bukan {literal[0]!r}"
        if field is not None and _runs_on(field, literal[-1:]):
            yield f"sebelum {{{field}}} harus ada pemisah, bukan {literal[-1]!r}"
        before = field


def _runs_on(field: str, char: str) -> bool:
    return char.isalnum() if field == "month_roman" else char.isdigit()
