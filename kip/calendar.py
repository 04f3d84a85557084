"""Working days (hari kerja): which day counts, and why a day does not.

UU 14/2008 counts in hari kerja without defining them. Perpres 21/2023 Ps 3 makes them Monday to Friday for
central and regional bodies; Ps 6 lets national holidays and cuti bersama take days away.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, get_args

from kip.errors import KipError

Kind = Literal["public", "joint_leave", "body"]

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_YEAR = re.compile("[12][0-9]{3}")
_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnknownYear(KipError):
    """The content pack does not list `year`, so none of its days can be told apart."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year

    def __str__(self) -> str:
        return f"kalender kerja {self.year} belum dimuat"


class CalendarError(KipError):
    """The calendar table is wrong; `problems` has one sentence for each bad entry, and names it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(self.problems)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOff:
    """A day on which the body does not work, and the decree that says so."""

    day: date
    name: str
    source: str
    kind: Kind  # libur nasional, cuti bersama, or the body's own


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day of a count. A holiday on a Saturday or Sunday has reason "weekend" and its `off` as well."""

    day: date
    number: int | None  # the nth counted working day; None where the day is not counted
    reason: Literal["start", "weekend", "off", "working"]
    off: DayOff | None = None
    struck: str = ""  # the source that turned a listed day off into a working day


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """A period counted out: `days` has the start first, then every day up to and including `due`."""

    start: date
    days: tuple[Day, ...]
    due: date


class WorkCalendar:
    """The working days of the listed years. Immutable; dates are those of the body's own time zone.

    `years` gives each year's decree. Where `off` names a day twice, the later entry stands; `working` strikes
    a day off (day, source), but never turns a Saturday or Sunday into a working day (Perpres 21/2023 Ps 3).
    """

    __slots__ = ("_off", "_struck", "_years")

    def __init__(
        self,
        *,
        years: Mapping[int, str],
        off: Iterable[DayOff],
        working: Iterable[tuple[date, str]] = (),
    ) -> None:
        listed = {entry.day: entry for entry in off}
        self._struck = {day: source for day, source in working if day in listed}
        self._off = {day: entry for day, entry in listed.items() if day not in self._struck}
        self._years = MappingProxyType(dict(years))

    @property
    def years(self) -> Mapping[int, str]:
        """The listed years, each with its decree."""
        return self._years

    def decree(self, year: int) -> str:
        """The decree that fixes the days off of `year`; raises UnknownYear."""
        if year not in self._years:
            raise UnknownYear(year)
        return self._years[year]

    def day_off(self, day: date) -> DayOff | None:
        """What makes `day` a day off, weekends apart; raises UnknownYear."""
        self._check(day)
        return self._off.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is a hari kerja (Perpres 21/2023 Ps 3 and 6); raises UnknownYear."""
        self._check(day)
        return day.weekday() < _SATURDAY and day not in self._off

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`; raises UnknownYear."""
        return next(d.day for d in self._after(day) if d.reason == "working")

    def count(self, start: date, days: int) -> Count:
        """Count `days` working days (at least 1) from `start`, which is not counted itself.

        "Sejak diterimanya" (UU 14/2008 Ps 22(7)): day 1 is the next working day, also where something came
        on a day off or late in the evening. Raises UnknownYear where the count runs into a year not listed.
        """
        if days < 1:
            raise ValueError(f"a period has at least 1 day, got {days}")
        off = self._off.get(start) if start.year in self._years else None
        seen = [Day(day=start, number=None, reason="start", off=off)]
        number = 0
        for day in self._after(start):
            if day.reason == "working":
                number += 1
                seen.append(replace(day, number=number))
            else:
                seen.append(day)
            if number == days:
                break
        return Count(start=start, days=tuple(seen), due=seen[-1].day)

    def due(self, start: date, days: int) -> date:
        """The day on which `count` ends, without its days; raises what `count` raises."""
        if days < 1:
            raise ValueError(f"a period has at least 1 day, got {days}")
        day = start
        while days:
            day += _ONE_DAY
            days -= self.is_working_day(day)
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """Working days in (a, b]; negative where b is before a; raises UnknownYear."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(a + _ONE_DAY * n) for n in range(1, (b - a).days + 1))

    def _after(self, day: date) -> Iterator[Day]:
        """Every day after `day`, unnumbered, until a year that is not listed."""
        _check_date(day)
        while True:
            day += _ONE_DAY
            self._check(day)
            off = self._off.get(day)
            if day.weekday() >= _SATURDAY:
                yield Day(day=day, number=None, reason="weekend", off=off)
            elif off is not None:
                yield Day(day=day, number=None, reason="off", off=off)
            else:
                yield Day(day=day, number=None, reason="working", struck=self._struck.get(day, ""))

    def _check(self, day: date) -> None:
        if type(day) is not date:
            _check_date(day)
        if day.year not in self._years:
            raise UnknownYear(day.year)


def _check_date(day: date) -> None:
    # A datetime is a date to the type checker, but equals no date, so it would pass every holiday unseen.
    if isinstance(day, datetime):
        raise TypeError(f"a calendar takes dates, not moments (kip.clocks.local_date), got {day!r}")


def national_days_off(years: Iterable[int]) -> list[DayOff]:
    """Libur nasional and cuti bersama of `years` as the `holidays` package knows them, in order of day.

    The package answers for any year and marks dates it only reckons "(perkiraan)"; whether a year is decreed
    is for the caller to know. `source` names the package and its version.
    """
    wanted = sorted(set(years))
    if not wanted:
        return []
    import holidays  # a third of a second, so only where it is needed
    from holidays.version import __version__

    source = f"pustaka holidays {__version__}"
    found: dict[date, DayOff] = {}
    kinds: tuple[tuple[str, Kind], ...] = (("government", "joint_leave"), ("public", "public"))
    for category, kind in kinds:  # public last: on one day the holiday outranks the joint leave
        listed = holidays.country_holidays("ID", years=wanted, categories=(category,), language="id")
        for day, name in listed.items():
            found[day] = DayOff(day=day, name=name, source=source, kind=kind)
    return [found[day] for day in sorted(found)]


def calendar_from(table: Mapping[str, Any]) -> WorkCalendar:
    """The calendar that a parsed calendar.toml describes; raises CalendarError with every bad entry named.

    `[years]` lists the known years (decree, and whether the package's list is taken), `[[add]]` days off of
    the body or of a later decree, `[[strike]]` listed days off that are worked after all. Dates may be TOML
    dates or ISO text.
    """
    problems = [
        f"bagian tidak dikenal: {section}" for section in table if section not in ("years", "add", "strike")
    ]
    decrees, national = _read_years(table.get("years"), problems)
    # A year is listed together with its decree, so the package's days carry that decree as their source.
    off = [replace(entry, source=decrees[entry.day.year]) for entry in national_days_off(national)]
    added = _read_added(table, decrees, problems)
    off += added.values()
    # The package returns years whose cuti bersama nobody has decreed yet without a word.
    leave = {entry.day.year for entry in off if entry.kind == "joint_leave"}
    problems += [
        f"[years] {year}: pustaka holidays belum memuat cuti bersama {year}; "
        "tulis national = false dan tambahkan semua hari libur tahun itu dengan [[add]]"
        for year in national
        if year not in leave
    ]
    struck = _read_struck(table, decrees, {entry.day for entry in off}, added, problems)
    if problems:
        raise CalendarError(problems)
    return WorkCalendar(years=decrees, off=off, working=struck.items())


def _read_years(years: Any, problems: list[str]) -> tuple[dict[int, str], list[int]]:
    """The decrees by year, and the years for which the package's list is taken."""
    decrees: dict[int, str] = {}
    national: list[int] = []
    if not isinstance(years, Mapping) or not years:
        problems.append("[years]: belum ada satu tahun pun")
        return decrees, national
    for key, entry in years.items():
        where = f"[years] {key}"
        if not _YEAR.fullmatch(str(key)):
            problems.append(f"{where}: bukan tahun empat angka")
        elif not isinstance(entry, Mapping):
            problems.append(f'{where}: tulis {{decree = "...", national = true}}')
        else:
            problems += [
                f"{where}: {extra} tidak dikenal" for extra in sorted(entry.keys() - {"decree", "national"})
            ]
            decrees[int(key)] = _read_text(entry, "decree", where, problems)
            if entry.get("national") is True:
                national.append(int(key))
            elif entry.get("national") is not False:
                problems.append(f"{where}: national harus true atau false")
    return decrees, national


def _read_added(
    table: Mapping[str, Any], years: Mapping[int, str], problems: list[str]
) -> dict[date, DayOff]:
    added: dict[date, DayOff] = {}
    for where, day, entry in _read_days(table, "add", {"day", "name", "source", "kind"}, years, problems):
        kind = entry.get("kind", "body")
        if kind not in get_args(Kind):
            problems.append(f"{where}: kind harus {' atau '.join(get_args(Kind))}, bukan {kind!r}")
        if day in added:
            problems.append(f"{where}: hari ini sudah ditambahkan sebagai {added[day].name!r}")
        name = _read_text(entry, "name", where, problems)
        source = _read_text(entry, "source", where, problems)
        added[day] = DayOff(day=day, name=name, source=source, kind=kind)
    return added


def _read_struck(
    table: Mapping[str, Any],
    years: Mapping[int, str],
    off: Container[date],
    added: Container[date],
    problems: list[str],
) -> dict[date, str]:
    struck: dict[date, str] = {}
    for where, day, entry in _read_days(table, "strike", {"day", "source"}, years, problems):
        if day in struck:
            problems.append(f"{where}: hari ini sudah dicoret")
        elif day in added:
            problems.append(f"{where}: hari ini ditambahkan oleh [[add]]; hapus salah satunya")
        elif day.weekday() >= _SATURDAY:
            problems.append(f"{where}: Sabtu dan Minggu tetap bukan hari kerja")
        elif day not in off:
            problems.append(f"{where}: hari ini memang hari kerja, tidak ada yang dicoret")
        struck[day] = _read_text(entry, "source", where, problems)
    return struck


def _read_days(
    table: Mapping[str, Any], section: str, keys: set[str], years: Mapping[int, str], problems: list[str]
) -> Iterator[tuple[str, date, Mapping[str, Any]]]:
    """The entries of one section whose day can be read, each with a name to complain by."""
    entries = table.get(section, [])
    if not isinstance(entries, list):
        problems.append(f"{section}: tulis dengan dua kurung siku, [[{section}]]")
        return
    for number, entry in enumerate(entries, start=1):
        where = f"[[{section}]] ke-{number}"
        if not isinstance(entry, Mapping):
            problems.append(f"{where}: bukan tabel")
            continue
        where += f" ({entry['day']})" if "day" in entry else ""
        problems += [f"{where}: {extra} tidak dikenal" for extra in sorted(entry.keys() - keys)]
        day = _read_date(entry.get("day"))
        if day is None:
            problems.append(f"{where}: day harus tanggal, misalnya day = 2026-12-09")
        elif day.year not in years:
            problems.append(f"{where}: tahun {day.year} tidak ada di [years]")
        else:
            yield where, day, entry


def _read_date(value: Any) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    # The table is also kept as JSON, where a date is text.
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def _read_text(entry: Mapping[str, Any], key: str, where: str, problems: list[str]) -> str:
    text = entry.get(key)
    if isinstance(text, str) and text.strip():
        return text.strip()
    problems.append(f"{where}: {key} kosong atau bukan teks")
    return ""
