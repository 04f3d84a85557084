"""What a person should look at before the texts of a pack go to the public. Doubts, not faults: a pack with
doubts can be loaded."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kip.clocks import ANSWER, EXTENSION, PERIODS
from storage import faq, kinds, prepared
from storage.texts import LANGUAGES

LONG = 650  # characters; more than a small screen shows at once
FEWEST_WAYS = 6  # of asking a question
_DAYS = re.compile(
    r"(?P<times>\d+) ?[x×] ?24\b|(?P<count>\d+) (?P<unit>hari kerja|working days?|hari|days?)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\bRp\.? ?\d|\bIDR\b|\brupiah\b", re.IGNORECASE)
_LAW = re.compile(r"\b\d{1,3}/\d{4}\b")
_PASAL = re.compile(r"(?:Pasal|Articles?) (\d+)(?:(?:, (\d+))*,? (?:dan|and|sampai|to) (\d+)\b)?")

_Cited = tuple[str, str]  # "14/2008", "22"; no article where the period's own is not known

# Periods that are nobody's clock here, as (unit, days, law).
_ELSEWHERE = (
    ("working_days", ANSWER.days + EXTENSION.days, ("14/2008", "22")),
    ("working_days", 3, ("1/2019", "")),  # KPU and Bawaslu answer
    ("calendar_days", 14, ("25/2009", "")),  # a complaint is answered
    ("calendar_days", 60, ("25/2009", "")),  # a complaint is decided
)


def doubts(texts: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """All that is doubtful in the texts of a pack, each line beginning with the text it is about."""
    found: list[str] = []
    for key in (faq.KEY, kinds.KEY, prepared.KEY):
        rows = texts.get(key, ())
        for row in rows:
            name = f"{key}/{row['language']}/{_slug(row)}"
            found += [f"{name}: {doubt}" for doubt in _doubts(row)]
        found += [f"{key}/{twin}: terjemahannya belum ada" for twin in _missing(rows)]
        found += [f"{key}/{said}" for said in _twice(rows)]
    return found


def _slug(row: Mapping[str, Any]) -> str:
    return str(row.get("slug") or row["kind"])


def _doubts(row: Mapping[str, Any]) -> Iterator[str]:
    text = str(row.get("answer") or row["template"])
    cited = [_cited(article) for article in row["articles"]]
    if len(text) > LONG:
        yield f"panjangnya {len(text)} karakter, sebaiknya paling banyak {LONG}"
    if _MONEY.search(text):
        yield "menyebut jumlah uang"
    if "also" in row and len(row["also"]) < FEWEST_WAYS:
        yield f"baru {len(row['also'])} cara lain menanyakannya, sebaiknya paling sedikit {FEWEST_WAYS}"
    for match in _DAYS.finditer(text):
        if not _is_period(match, cited):
            yield f"{match[0]!r} bukan jangka waktu dari pasal yang disebut"
    laws = set(_LAW.findall(text))
    for law in sorted(laws ^ {law for law, _ in cited}):
        yield f"{law} disebut di teks atau di articles saja, tidak di keduanya"
    named = {number for match in _PASAL.finditer(text) for number in match.groups() if number}
    for number in sorted(named - {pasal for _, pasal in cited}):
        yield f"Pasal {number} ada di teks, tidak di articles"
    for number in sorted({pasal for _, pasal in cited if pasal}):
        if not re.search(rf"\b{number}\b", text):
            yield f"Pasal {number} ada di articles, tidak di teks"


def _is_period(match: re.Match[str], cited: list[_Cited]) -> bool:
    """Whether the law that the text cites gives so many days."""
    if match["times"]:
        unit, count = "clock_hours", int(match["times"])
    else:
        worked = match["unit"].lower().startswith(("hari kerja", "working"))
        unit, count = "working_days" if worked else "calendar_days", int(match["count"])
    known = [law for u, days, law in _ELSEWHERE if (u, days) == (unit, count)]
    for period in PERIODS:
        if (period.unit, period.days) == (unit, count):
            known += _cited_all(period.article)
    return any(law == its and pasal in ("", number) for law, pasal in known for its, number in cited)


def _cited_all(articles: str) -> list[_Cited]:
    """ "UU 27/2022 Ps 30, 32(2)" as ("27/2022", "30"), ("27/2022", "32")."""
    found: list[_Cited] = []
    for part in articles.split(";"):
        law = _LAW.search(part)
        numbers = re.findall(r"(?<![(\d])\d+", part.partition(" Ps ")[2])
        found += [(law[0], number) for number in numbers or [""]] if law else []
    return found


def _cited(article: str) -> _Cited:
    return _cited_all(re.split(" angka | huruf ", article)[0])[0]


def _missing(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    there = {(row["language"], _slug(row)) for row in rows}
    slugs = {slug for _, slug in there}
    return sorted(f"{lang}/{slug}" for slug in slugs for lang in LANGUAGES if (lang, slug) not in there)


def _twice(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Ways of asking that lead to two answers."""
    ways = Counter(
        (row["language"], " ".join(re.findall(r"\w+", way.casefold())))
        for row in rows
        if "also" in row
        for way in (row["question"], *row["also"])
    )
    return [f"{language}: {way!r} ada {n} kali" for (language, way), n in sorted(ways.items()) if n > 1]
