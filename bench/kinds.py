"""Learns what the signs of a kind of ask weigh: `python -m bench.kinds [--write] [requests.tsv]`.

From bench/asks.tsv, sentences of our own; the labelled requests are never learned from, only judged. First
how well it does by cross-validation (learned from nine tenths, judged on the tenth), at several degrees of
caution; `--write` then learns from all, and writes handlers/knowledge/kinds.json.
"""

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bench.routing import REQUESTS, asks, rows, subjects
from handlers.knowledge import kinds
from handlers.knowledge.concepts import known_concepts
from handlers.knowledge.kinds import KINDS, Kinds, signs
from handlers.knowledge.ranking import Ranking

FOLDS = 10
SHRINK = 0.02  # how much large weights cost
STEPS, STEP = 600, 1.5
CAUTIONS = (0.0, 0.4, 0.8, 1.2, 1.6, 2.0)

Signs = Mapping[str, float]


def read(texts: Sequence[str]) -> list[Signs]:
    """The signs of each text."""
    known = subjects()
    ranking, judge = Ranking(known), Kinds(known, {})
    found = []
    for text in texts:
        ranked = ranking.rank(text, most=12)
        found.append(signs(judge.case(text, ranked, known=ranking.index.stems)))
    return found


def learn(examples: Sequence[Signs], said: Sequence[str]) -> dict[str, list[float]]:
    """Softmax regression, every kind as important as the others; the weights of each sign by kind."""
    names = sorted({name for example in examples for name in example})
    places = {name: place for place, name in enumerate(names)}
    matrix = np.zeros((len(examples), len(names)))
    for row, example in enumerate(examples):
        for name, value in example.items():
            matrix[row, places[name]] = value
    kinds_of = np.array([KINDS.index(kind) for kind in said])
    truth = np.eye(len(KINDS))[kinds_of]
    often = np.bincount(kinds_of, minlength=len(KINDS))
    share = 1.0 / often[kinds_of]
    share /= share.sum()
    weights = np.zeros((len(names), len(KINDS)))
    for _ in range(STEPS):
        sums = matrix @ weights
        likely = np.exp(sums - sums.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        weights -= STEP * (matrix.T @ ((likely - truth) * share[:, None]) + SHRINK / 3 * weights)
    return {name: [round(float(one), 3) for one in weights[place]] for name, place in places.items()}


def judged(weights: Mapping[str, Sequence[float]], example: Signs, caution: float) -> str:
    """The kind, as Kinds.judge finds it."""
    sums = [caution] + [0.0] * (len(KINDS) - 1)
    for sign, value in example.items():
        for place, weight in enumerate(weights.get(sign, ())):
            sums[place] += value * weight
    return KINDS[sums.index(max(sums))].value


def report(title: str, truth: Sequence[str], said: Sequence[str]) -> str:
    """One line: right, recognised, and sent away."""
    others = [(t, s) for t, s in zip(truth, said, strict=True) if t != "info"]
    info = [s for t, s in zip(truth, said, strict=True) if t == "info"]
    right = sum(t == s for t, s in zip(truth, said, strict=True)) / len(truth)
    known = sum(s != "info" for _, s in others) / len(others)
    named = sum(t == s for t, s in others) / len(others)
    away = sum(s != "info" for s in info)
    return (
        f"  {title}: right {right:.1%}; of no info recognised {known:.1%}, named {named:.1%};"
        f" sent away {away} of {len(info)}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report, and writes the weights where told to."""
    parser = argparse.ArgumentParser(description="Learn what the signs of a kind of ask weigh.")
    parser.add_argument("requests", nargs="?", type=Path, default=REQUESTS)
    parser.add_argument("--write", action="store_true", help=f"write {kinds.WEIGHTS.name}")
    chosen = parser.parse_args(arguments)
    known_concepts()
    texts, truth = zip(*asks(), strict=True)
    examples = read(texts)
    order = list(range(len(texts)))
    random.Random(7).shuffle(order)
    folds = [order[fold::FOLDS] for fold in range(FOLDS)]
    learned = []
    for fold in folds:
        rest = [place for place in order if place not in set(fold)]
        learned.append(learn([examples[place] for place in rest], [truth[place] for place in rest]))
    weights = learn(examples, truth)
    labelled = rows(chosen.requests) if chosen.requests.exists() else []
    others = read([row.text for row in labelled])
    lines = [f"{len(texts)} sentences of our own, {len(weights)} signs"]
    for caution in CAUTIONS:
        said = dict.fromkeys(order, "")
        for fold, of in zip(folds, learned, strict=True):
            said |= {place: judged(of, examples[place], caution) for place in fold}
        lines.append(f"caution {caution}{' (in use)' if caution == kinds.CAUTION else ''}")
        lines.append(report("our own, by cross-validation", truth, [said[n] for n in range(len(truth))]))
        if labelled:
            found = [judged(weights, example, caution) for example in others]
            lines.append(report("labelled, not learned from  ", [row.kind for row in labelled], found))
    if chosen.write:
        table = ",\n".join(f"{json.dumps(name)}: {json.dumps(one)}" for name, one in weights.items())
        kinds.WEIGHTS.write_text("{\n" + table + "\n}\n", encoding="utf-8")
        lines.append(f"written: {kinds.WEIGHTS.name}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
