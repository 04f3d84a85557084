"""How often the ranking finds the right agency: `python -m bench.routing [requests.tsv] [--misses]`.

Reads labelled requests (text, opd, also_right, kind, source) and the content pack. A row counts as
right when its `opd`, or one of `also_right`, comes first (top 1) or among the first three (top 3). Rows
labelled NONE belong to nobody and are reported apart. `--misses` lists what was confused with what, by
code only: keywords must come from knowledge of the agencies' tasks, never from the wording of these rows.

The kinds of ask are judged on the same rows, and on bench/asks.tsv, sentences of our own that the rules
were written with. Then the figures: milliseconds a query, memory and seconds to start, with a publication
list of ten thousand made-up lines. Times are of the processor, so that a busy machine tells the same.
"""

import argparse
import csv
import os
import random
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from handlers.knowledge.knowledge import Knowledge
from handlers.knowledge.ranking import Ranking, Subject
from storage import faq
from storage.content import read_pack
from storage.faq import FaqEntry
from storage.publications import Line

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "content" / "kerinci" / "agencies.toml"
REQUESTS = ROOT.parent / "shared" / "routing" / "requests.tsv"
ASKS = ROOT / "bench" / "asks.tsv"
LINES = 10_000  # publications
Z = 1.96  # 95 %
RESAMPLES = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One labelled request; `right` holds its label first, then the others that are right too."""

    text: str
    opd: str
    right: tuple[str, ...]
    real: bool
    kind: str


def subjects(pack: Path = PACK) -> list[Subject]:
    """The agencies and the external bodies of a content pack, in its order."""
    content = tomllib.loads(pack.read_text(encoding="utf-8"))
    return [
        Subject(
            code=e["code"],
            name=e["name"],
            tasks=e["tasks"],
            keywords=tuple(e["keywords"]),
            kind=e.get("kind", ""),
            external=external,
        )
        for external, section in ((False, "agency"), (True, "external"))
        for e in content.get(section, [])
    ]


def rows(path: Path) -> list[Row]:
    """The labelled requests of a TSV file with a header line."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                text=line["text"],
                opd=line["opd"],
                right=(line["opd"], *filter(None, (line["also_right"] or "").split("|"))),
                real=line["source"].startswith("real"),
                kind=line["kind"],
            )
            for line in csv.DictReader(file, delimiter="\t")
        ]


def asks(path: Path = ASKS) -> list[tuple[str, str]]:
    """Our own sentences, each with its kind."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (line["text"], line["kind"])
            for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def label(code: str) -> str:
    """A code as the labels have it: they know one KECAMATAN, not eighteen."""
    return "KECAMATAN" if code.startswith("KEC-") else code


def misspell(text: str, *, share: float, luck: random.Random) -> str:
    """`text` with one letter dropped, doubled, swapped or replaced in `share` of its longer words."""
    spelt = []
    for word in text.split():
        if len(word) >= 5 and luck.random() < share:
            at = luck.randrange(1, len(word) - 1)
            spelt.append(
                luck.choice(
                    (
                        word[:at] + word[at + 1 :],
                        word[:at] + word[at] + word[at:],
                        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                        word[:at] + luck.choice("abdegiklmnoprstu") + word[at + 1 :],
                    )
                )
            )
        else:
            spelt.append(word)
    return " ".join(spelt)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if of == 0:
        return 0.0, 1.0
    share = hits / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of)) / (1 + Z * Z / of)
    return middle - half, middle + half


def over_agencies(rows: Sequence[Row], hits: Sequence[bool]) -> float:
    """The mean over agencies of each one's share, so that a much asked agency does not decide."""
    by: dict[str, list[bool]] = defaultdict(list)
    for row, hit in zip(rows, hits, strict=True):
        by[row.opd].append(hit)
    return sum(sum(found) / len(found) for found in by.values()) / len(by)


def bootstrap(rows: Sequence[Row], hits: Sequence[bool]) -> tuple[float, float]:
    """The 95 % interval of `over_agencies`, rows drawn anew."""
    luck = random.Random(14)
    means = []
    for _ in range(RESAMPLES):
        drawn = [luck.randrange(len(rows)) for _ in rows]
        means.append(over_agencies([rows[i] for i in drawn], [hits[i] for i in drawn]))
    means.sort()
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]


def found(ranking: Ranking, text: str) -> list[str]:
    """The first three labels."""
    return [label(match.code) for match in ranking.rank(text, most=3)]


def evaluate(rows: Sequence[Row], answers: Sequence[Sequence[str]], title: str) -> list[str]:
    """Lines of a report over `rows`, whose first three labels are `answers`."""
    lines = [f"{title}: {len(rows)} rows, {len({row.opd for row in rows})} agencies"]
    measures: list[tuple[str, Callable[[Row, Sequence[str]], bool]]] = [
        ("first, the label itself", lambda row, got: row.opd in got[:1]),
        ("first, right", lambda row, got: any(code in row.right for code in got[:1])),
        ("in three, right", lambda row, got: any(code in row.right for code in got[:3])),
    ]
    for name, measure in measures:
        hits = [measure(row, got) for row, got in zip(rows, answers, strict=True)]
        low, high = wilson(sum(hits), len(hits))
        under, over = bootstrap(rows, hits)
        lines.append(
            f"  {name:<24} rows {sum(hits) / len(hits):6.1%} ({low:.1%} to {high:.1%})"
            f"   agencies {over_agencies(rows, hits):6.1%} ({under:.1%} to {over:.1%})"
        )
    return lines


def of_kinds(judged: Sequence[tuple[str, str]], title: str) -> list[str]:
    """Lines of a report over (kind, judged to be)."""
    right = sum(kind == said for kind, said in judged)
    others = [(kind, said) for kind, said in judged if kind != "info"]
    known = sum(said != "info" for _, said in others)
    named = sum(kind == said for kind, said in others)
    info = [said for kind, said in judged if kind == "info"]
    lines = [f"{title}: {len(judged)} rows, {len(others)} of them no information request"]
    for name, hits, of in (
        ("kind right", right, len(judged)),
        ("no info, recognised", known, len(others)),
        ("no info, kind right", named, len(others)),
    ):
        low, high = wilson(hits, of)
        lines.append(f"  {name:<24} {hits / max(of, 1):6.1%} ({low:.1%} to {high:.1%})")
    lines.append(f"  information requests sent away: {sum(said != 'info' for said in info)} of {len(info)}")
    for kind in dict.fromkeys(kind for kind, _ in judged):
        said = Counter(said for real, said in judged if real == kind)
        lines.append(f"  {kind:<15} " + ", ".join(f"{one} {n}" for one, n in said.most_common()))
    return lines


def publications(known: Sequence[Subject], count: int = LINES) -> list[Line]:
    """A made-up list: every subject's words, three thousand places, twelve years."""
    luck = random.Random(3)
    syllables = (
        "sa",
        "ko",
        "lu",
        "ta",
        "mi",
        "ren",
        "du",
        "pung",
        "si",
        "la",
        "be",
        "ga",
        "ni",
        "wo",
        "jung",
    )
    papers = ("Laporan", "Daftar", "Rekapitulasi", "Profil", "Peta", "Statistik", "Keputusan", "Rincian")
    places = ["".join(luck.choices(syllables, k=luck.randint(2, 4))) for _ in range(3000)]
    lines = []
    for id in range(1, count + 1):
        subject, year = luck.choice(known), luck.randint(2015, 2026)
        one, two, three, four = (luck.choice(subject.keywords) for _ in range(4))
        lines.append(
            Line(
                id=id,
                title=f"{luck.choice(papers)} {one} dan {two} Desa {luck.choice(places)} Tahun {year}",
                summary=f"Memuat {three} dan {four} menurut kecamatan di {luck.choice(places)}, "
                "serta keterangan lain yang diumumkan secara berkala",
                agency=subject.code,
                year=year,
            )
        )
    return lines


def memory() -> float:
    """Megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def timed(knowledge: Knowledge, texts: Sequence[str]) -> list[float]:
    """Milliseconds of each query, sorted."""
    spent = []
    for text in texts:
        start = time.process_time()
        knowledge.about(text)
        spent.append((time.process_time() - start) * 1000)
    return sorted(spent)


def figures(known: Sequence[Subject], texts: Sequence[str]) -> list[str]:
    """Lines of a report on time and memory. In a process that has done nothing else, so it comes first."""
    lines = publications([subject for subject in known if not subject.external])
    entries = faq_entries()
    out = []
    before, start = memory(), time.process_time()
    knowledge = Knowledge(known, entries)
    knowledge.about("")
    out.append(f"agencies, kinds, {len(entries)} questions: ready in {time.process_time() - start:.2f} s")
    between, start = memory(), time.process_time()
    knowledge.shelve(lines)
    out.append(f"{len(lines)} publications: {time.process_time() - start:.2f} s, beside the desk's work")
    out.append(
        f"memory: {between - before:.1f} MB, and {memory() - between:.1f} MB for the publications;"
        f" {memory() - before:.1f} MB in all"
    )
    luck = random.Random(5)
    asked = [*texts, *(f"minta {line.title.lower()}" for line in luck.sample(lines, 200))]
    for title in ("new words", "words seen before"):
        spent = timed(knowledge, asked)
        half, most = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
        out.append(f"a query, {title}: p50 {half:.2f} ms, p95 {most:.2f} ms, the longest {spent[-1]:.2f} ms")
        knowledge.learn(())  # forgets the answers, not the words
    return out


def faq_entries() -> tuple[FaqEntry, ...]:
    """The questions of the pack."""
    return faq.entries_of(read_pack(PACK.parent).texts.get(faq.KEY, ()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report; 2 when there are no labelled requests to read."""
    parser = argparse.ArgumentParser(description="Accuracy and speed of routing on labelled requests.")
    parser.add_argument("requests", nargs="?", type=Path, default=REQUESTS)
    parser.add_argument("--pack", type=Path, default=PACK, help="agencies.toml of a content pack")
    parser.add_argument("--misses", action="store_true", help="list confusions, by code")
    chosen = parser.parse_args(arguments)
    if not chosen.requests.exists():
        sys.stderr.write(f"There are no labelled requests at {chosen.requests}; give a file to read.\n")
        return 2

    known = subjects(chosen.pack)
    everything = rows(chosen.requests)
    labels = {label(subject.code) for subject in known}
    strange = sorted({row.opd for row in everything} - labels - {"NONE"})
    judged = [row for row in everything if row.opd in labels]
    nobodys = [row for row in everything if row.opd == "NONE"]
    if not judged:
        sys.stderr.write(f"No row of {chosen.requests} is labelled with a code of {chosen.pack}.\n")
        return 2

    out = [f"{len(known)} subjects", *figures(known, [row.text for row in everything])]
    if strange:
        out.append(f"labels the pack does not know, left out: {', '.join(strange)}")
    ranking = Ranking(known)
    answers = [found(ranking, row.text) for row in judged]
    out += evaluate(judged, answers, "as written")
    for title, real in (("of these real", True), ("of these made up", False)):
        picked = [i for i, row in enumerate(judged) if row.real is real]
        if picked:
            out += evaluate([judged[i] for i in picked], [answers[i] for i in picked], title)
    luck = random.Random(27)
    spoilt = [misspell(row.text, share=0.3, luck=luck) for row in judged]
    out += evaluate(judged, [found(ranking, text) for text in spoilt], "with typos in 30 % of the words")
    for row in nobodys:
        out.append(f"belongs to nobody: {', '.join(found(ranking, row.text)) or 'nothing offered'}")
    knowledge = Knowledge(known)
    out += of_kinds([(row.kind, knowledge.about(row.text).kind.ask.value) for row in everything], "kinds")
    own = [(kind, knowledge.about(text).kind.ask.value) for text, kind in asks()]
    out += of_kinds(own, "kinds of our own sentences")
    if chosen.misses:
        wrong = Counter(
            (row.opd, got[0] if got else "-", "in three" if set(got) & set(row.right) else "missed")
            for row, got in zip(judged, answers, strict=True)
            if not set(got[:1]) & set(row.right)
        )
        out += [f"{n} x {opd} went to {went}, {how}" for (opd, went, how), n in sorted(wrong.items())]
    sys.stdout.write("\n".join(out) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
