"""What kind of ask a text is: an information request, or something else that is better helped elsewhere.

Rules over concepts (kinds.toml), and over the bodies that the words lead to, give points. How much the
points and the concepts weigh for each kind was learned from sentences of our own (bench/kinds.py, which
writes kinds.json). The bot suggests, no more: the person may always file all the same.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp
from pathlib import Path

from handlers.knowledge.concepts import Reading, known_concepts
from handlers.knowledge.ranking import Match, Subject

ON_BEHALF = re.compile(r"\ba\s?[./]\s?n\b\.?", re.IGNORECASE)  # a.n., a/n
CALLED = re.compile(r"\b(?:[Pp]ak|[Bb]apak|[Bb]u|[Ii]bu|[Ss]i|[Mm]r|[Mm]rs|[Mm]s)\.? [A-Z][a-z]+")
VILLAGE_NAMED = re.compile(r"\b[Dd]esa [A-Z]\w+")
REPLACED = re.compile(r"\[nama[^\]]*\]", re.IGNORECASE)  # a name that was taken out
OWN = 2.0  # times what a body's own words say
NAMED = 1.6  # less is no more than a word of a phrase of its
CLEARLY = 1.1  # times the best agency's score: so much more must speak for a body outside
EVERYDAY = "everyday"  # words that say nothing of a kind
CAUTION = 1.6  # for an information request, besides what was learned: to send one away is worse
WEIGHTS = Path(__file__).with_name("kinds.json")
VILLAGE = "desa"  # kind of the subject that stands for all villages


class Ask(StrEnum):
    """The ten kinds."""

    INFO = "info"
    SERVICE = "layanan"
    COMPLAINT = "pengaduan"
    PERSONAL = "data_pribadi"
    OUTSIDE = "eksternal"
    VILLAGE = "desa"
    UNCLEAR = "tidak_jelas"
    OBJECTION = "keberatan"
    SENSITIVE = "sensitif"
    FOREIGN = "legal_standing"


KINDS = tuple(Ask)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind, how sure it is (0 to 1), and the person's words that led there."""

    ask: Ask
    score: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What is looked at of a text."""

    text: str
    reading: Reading
    ranked: Sequence[Match]
    villages: frozenset[str]  # codes of the subjects that stand for villages

    @property
    def data(self) -> int:
        """How many different things are asked for that an information request asks for."""
        return self.reading.kinds_of("data")

    def lead(self, *, village: bool) -> float:
        """By how much a body outside (or a village) is ahead of the body's agencies: 1 is as good.

        Of a body outside only what its own words say counts, double: figures that it keeps as well as an
        agency does are asked of the agency.
        """
        ours = max((m.score for m in self.ranked if not m.external), default=0.0)
        theirs = [
            m.score if village else min(m.score, OWN * m.own)
            for m in self.ranked
            if m.external and (m.code in self.villages) is village and (village or m.own >= NAMED)
        ]
        return max(theirs, default=0.0) / max(ours, 0.1)


class Kinds:
    """Judges texts; `subjects` are those that the ranking knows."""

    def __init__(
        self, subjects: Iterable[Subject], weights: Mapping[str, Sequence[float]] | None = None
    ) -> None:
        self._villages = frozenset(s.code for s in subjects if s.external and s.kind == VILLAGE)
        self._concepts = known_concepts()
        self._weights = learned() if weights is None else weights

    def judge(self, text: str, ranked: Sequence[Match], *, known: Collection[str] = ()) -> Kind:
        """The kind of a text whose subjects were `ranked`; an information request where in doubt.

        `known`: stems that are no misspelling of anything.
        """
        case = self.case(text, ranked, known=known)
        sums = [0.0] * len(KINDS)
        sums[0] = CAUTION
        for sign, value in signs(case).items():
            for place, weight in enumerate(self._weights.get(sign, ())):
                sums[place] += value * weight
        most = max(sums)
        likely = [exp(one - most) for one in sums]
        place = sums.index(most)
        ask = KINDS[place]
        words: tuple[str, ...] = ()
        if ask in RULES:
            words = case.reading.typed(RULES[ask][1]) or (ranked[0].words if ranked else ())
        return Kind(ask=ask, score=round(likely[place] / sum(likely), 3), words=words)

    def case(self, text: str, ranked: Sequence[Match], *, known: Collection[str] = ()) -> Case:
        """What is looked at of a text."""
        reading = self._concepts.read(text, known=known)
        return Case(text=text, reading=reading, ranked=ranked, villages=self._villages)


@lru_cache(maxsize=1)
def learned() -> Mapping[str, Sequence[float]]:
    """What each sign says for each kind (in the order of KINDS), as it was learned."""
    weights: dict[str, list[float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights


def signs(case: Case) -> dict[str, float]:
    """All that speaks for one kind or another: the rules' points, concepts that are spoken of, length."""
    found = {"always": 1.0, "no data": float(case.data == 0), "words": min(len(case.reading.tokens), 30) / 30}
    found["outside"] = min(case.lead(village=False), 3.0)
    found["village"] = min(case.lead(village=True), 3.0)
    for ask, (rule, _) in RULES.items():
        points = rule(case)
        found[f"points {ask}"] = max(-1.0, min(points, 2.0))
        found[f"enough {ask}"] = float(points >= 1)
    return found | {f"of {concept}": 1.0 for concept in case.reading.concepts - {EVERYDAY}}


def _foreign(case: Case) -> float:
    reading = case.reading
    points = 0.0
    topic = reading.has("visitors") or reading.near("number", "foreigner", within=3)
    if reading.has("foreigner") and not topic:
        points += 3
    if reading.has("country"):
        points += 3 * (reading.near("self", "country", within=3) or reading.near("country", "self", within=0))
    return points


def _objection(case: Case) -> float:
    reading = case.reading
    if reading.has("about_objections"):
        return 0
    points = 1.6 * reading.has("object")
    if reading.has("request_made"):
        points += 1.6 * reading.has("unmet")
        points += 0.4
    return points


def _personal(case: Case) -> float:
    reading = case.reading
    someone = reading.has("someone") or bool(
        ON_BEHALF.search(case.text) or CALLED.search(case.text) or REPLACED.search(case.text)
    )
    if reading.has("nameless", "office_contact"):
        return 0
    points = 1.0 * reading.has("private")
    points += 0.8 * (someone and reading.has("private", "owned"))
    points += 0.4 * (someone and reading.kinds_of("owned") > 1)
    points += 0.8 * (someone and reading.has("group"))
    points += 1.0 * (reading.has("names") and reading.has("group", "private"))
    points += 0.5 * (reading.has("names") and reading.has("private"))
    points += 0.4 * (someone and reading.has("owned") and reading.has("names"))
    return points * 1.3 if points > 0.9 else points


def _sensitive(case: Case) -> float:
    reading = case.reading
    points = 1.5 * reading.has("guarded")
    if reading.has("secret", "guarded"):
        points += 1.2 * reading.has("not_yet")
    return points


def _outside(case: Case) -> float:
    """Its services and what goes wrong there are its own as well."""
    lead = case.lead(village=False)
    return 2.0 + min(lead - CLEARLY, 1.0) if lead >= CLEARLY else 0.0


def _village(case: Case) -> float:
    reading = case.reading
    if reading.has("all_villages"):
        return 0
    paper = reading.has("village_paper")
    points = 0.6 * paper + (0.5 if paper else 0.3) * reading.has("one_village")
    points += 0.3 * (paper and bool(VILLAGE_NAMED.search(case.text)))
    lead = case.lead(village=True)
    return points + min(lead, 1.0) * 0.6


def _service(case: Case) -> float:
    reading = case.reading
    if not reading.has("thing"):
        return 0
    points = 0.7 * reading.near("do", "thing", within=3)
    points += 0.5 * reading.near("thing", "do", within=3)
    points += 0.7 * reading.near("how", "thing", within=6, ordered=False)
    points += 0.7 * reading.near("get", "thing", within=2)
    points += 0.4 * reading.near("get", "paper_of_mine", within=2)
    points += 0.5 * reading.near("thing", "mine", within=3, ordered=False)
    points += 0.4 * (reading.has("mine") and reading.near("get", "do", within=0))
    return points - 0.8 * case.data - 0.8 * reading.has("count")


def _complaint(case: Case) -> float:
    reading = case.reading
    points = 1.1 * reading.has("complain")
    points += 0.6 * min(reading.kinds_of("trouble"), 3)
    points += 0.6 * min(reading.kinds_of("demand"), 2) + 0.3 * reading.has("since")
    if case.data == 0 and reading.has("trouble") and not reading.has("get", "how", "number"):
        points += 0.4
    return points - 0.9 * case.data - 0.5 * reading.has("count")


def _unclear(case: Case) -> float:
    telling = [t for t in case.reading.tokens if not t.filler]
    generic = {p for spot in case.reading["generic"] for p in range(spot.start, spot.end)}
    left = [t for place, t in enumerate(case.reading.tokens) if not t.filler and place not in generic]
    if not left:
        return 1.5
    return 1.2 if not case.ranked and len(telling) <= 2 else 0.0


_Rule = tuple[Callable[[Case], float], tuple[str, ...]]
RULES: dict[Ask, _Rule] = {
    Ask.FOREIGN: (_foreign, ("foreigner", "country")),
    Ask.OBJECTION: (_objection, ("object", "request_made", "unmet")),
    Ask.PERSONAL: (_personal, ("private", "someone", "names", "group")),
    Ask.SENSITIVE: (_sensitive, ("guarded", "secret", "not_yet")),
    Ask.OUTSIDE: (_outside, ()),
    Ask.VILLAGE: (_village, ("village_paper", "one_village")),
    Ask.SERVICE: (_service, ("do", "thing", "how", "get")),
    Ask.COMPLAINT: (_complaint, ("complain", "trouble", "demand")),
    Ask.UNCLEAR: (_unclear, ()),
}
"""Each kind's rule, and the concepts whose words are shown as its reason; the first of equals is said."""
