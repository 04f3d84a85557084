"""The search engine beside simpler ones: `python -m bench.engines [requests.tsv]`.

Each ranks the same agencies by the same words, for the same labelled requests; none of them learns
anything, so there is nothing to hold back. Each is measured in a process of its own.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import log
from pathlib import Path

from bench.routing import REQUESTS, Row, label, memory, misspell, rows, subjects

Terms = Callable[[str], list[str]]
_WORD = re.compile(r"[a-z]+")


class Plain:
    """BM25 over whatever terms a text is cut into."""

    def __init__(self, texts: Iterable[str], terms: Terms) -> None:
        self._terms = terms
        counted = [Counter(terms(text)) for text in texts]
        mean = sum(sum(one.values()) for one in counted) / len(counted)
        having = Counter(term for one in counted for term in one)
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, one in enumerate(counted):
            damp = 1.2 * (0.25 + 0.75 * sum(one.values()) / mean)
            for term, many in one.items():
                idf = log(1 + (len(counted) - having[term] + 0.5) / (having[term] + 0.5))
                self._postings.setdefault(term, []).append((number, idf * many * 2.2 / (many + damp)))

    def scores(self, text: str) -> dict[int, float]:
        found: dict[int, float] = {}
        for term in set(self._terms(text)):
            for number, worth in self._postings.get(term, ()):
                found[number] = found.get(number, 0.0) + worth
        return found


def as_typed(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def stemmed(text: str) -> list[str]:
    from handlers.knowledge.words import words

    return [word.stem for word in words(text, most=5_000) if not word.filler]


def letters(text: str) -> list[str]:
    """Runs of three to five letters of each word."""
    runs = []
    for word in as_typed(text):
        padded = f" {word} "
        runs += [padded[i : i + n] for n in (3, 4, 5) for i in range(len(padded) - n + 1)]
    return runs


def engine(name: str) -> Callable[[str], list[str]]:
    """The codes that an engine finds for a text, best first."""
    known = subjects()
    if name == "ours":
        from handlers.knowledge.ranking import Ranking

        ranking = Ranking(known)
        return lambda text: [match.code for match in ranking.rank(text, most=20)]
    cuts: dict[str, tuple[Terms, ...]] = {
        "words": (as_typed,),
        "stems": (stemmed,),
        "letters": (letters,),
        "stems and letters": (stemmed, letters),
    }
    texts = [" ".join((one.name, one.tasks, *one.keywords)) for one in known]
    parts = [Plain(texts, cut) for cut in cuts[name]]

    def found(text: str) -> list[str]:
        total: dict[int, float] = {}
        for part in parts:
            scores = part.scores(text)
            most = max(scores.values(), default=1.0)
            for number, score in scores.items():
                total[number] = total.get(number, 0.0) + score / most
        order = sorted(total, key=lambda number: (-total[number], number))
        return [known[number].code for number in order]

    return found


ENGINES = ("words", "stems", "letters", "stems and letters", "ours")


def measured(name: str, judged: Sequence[Row]) -> dict[str, float]:
    """What one engine does, in this process."""
    before, start = memory(), time.process_time()
    find = engine(name)
    find("jalan")
    ready = time.process_time() - start
    used = memory() - before
    luck = random.Random(27)
    spoilt = [misspell(row.text, share=0.3, luck=luck) for row in judged]
    for row in judged:
        find(row.text)
    start = time.process_time()
    found = [_labels(find(row.text)) for row in judged]
    spent = (time.process_time() - start) / len(judged)
    misspelt = [_labels(find(text)) for text in spoilt]
    return {
        "first": _share(judged, found, 1),
        "three": _share(judged, found, 3),
        "first misspelt": _share(judged, misspelt, 1),
        "three misspelt": _share(judged, misspelt, 3),
        "ms": spent * 1000,
        "ready": ready * 1000,
        "mb": used,
    }


def _labels(codes: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(map(label, codes)))


def _share(judged: Sequence[Row], found: Sequence[Sequence[str]], most: int) -> float:
    return sum(bool(set(got[:most]) & set(row.right)) for row, got in zip(judged, found, strict=True)) / len(
        found
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a table; 2 when there are no labelled requests to read."""
    parser = argparse.ArgumentParser(description="The search engine beside simpler ones.")
    parser.add_argument("requests", nargs="?", type=Path, default=REQUESTS)
    parser.add_argument("--only", choices=ENGINES, help="one engine, as JSON")
    chosen = parser.parse_args(arguments)
    if not chosen.requests.exists():
        sys.stderr.write(f"There are no labelled requests at {chosen.requests}; give a file to read.\n")
        return 2
    labels = {label(one.code) for one in subjects()}
    judged = [row for row in rows(chosen.requests) if row.opd in labels]
    if chosen.only:
        sys.stdout.write(json.dumps(measured(chosen.only, judged)))
        return 0
    out = [
        "| engine | first / in three | with typos | ms a query | ready in ms | MB |",
        "|---|---|---|---|---|---|",
    ]
    for name in ENGINES:
        command = [sys.executable, "-m", "bench.engines", str(chosen.requests), "--only", name]
        done = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        out.append(
            f"| {name} | {done['first']:.1%} / {done['three']:.1%}"
            f" | {done['first misspelt']:.1%} / {done['three misspelt']:.1%}"
            f" | {done['ms']:.2f} | {done['ready']:.0f} | {done['mb']:.1f} |"
        )
    sys.stdout.write("\n".join(out) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
