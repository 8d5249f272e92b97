"""Trains nlu/data/rival_weights.txt on the labelled messages: `python deploy/train_rivals.py`.

Logistic regression by stochastic gradient descent with step sizes of its own for each feature (Duchi et al. 2011).
The measures, which nobody reads (tests/corpus/README.md), are left out. The same messages give the same weights.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from nlu.coined_names import coined_names
from nlu.command import customers_of
from nlu.lexicon import DEFAULT
from nlu.normalise import fold
from nlu.report_parser import framed_rivals
from nlu.rival_judge import BIAS, WEIGHTS, candidates, named_features
from nlu.scan import scan
from nlu.wordlists import DATA

CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
SETS = ("dev", "own", "second", "third", "fourth", "fifth", "sixth", "seventh", "ninth", "taught")
ROUNDS, STEP, SHRINK = 20, 0.3, 2e-3
SEEN_TWICE = 2
KEPT = 0.02
"""The least weight that is written down."""

Example = tuple[list[str], bool]


def examples(sets: Sequence[str]) -> Iterator[Example]:
    """Every stretch of a report that may name a rival, and whether it does."""
    for name in sets:
        for path in sorted((CORPUS / name).glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                visits = record["expect"].get("follow_ups") or []
                if not visits:
                    continue
                rivals = {fold(rival).lower() for visit in visits for rival in visit["competitors"]}
                found = scan(record["text"], datetime.fromisoformat(record["now"]), customers_of(record), DEFAULT)
                coined = list(coined_names(found.text))
                framed, taken = framed_rivals(found, coined)
                for (start, end), seen in candidates(found, coined, framed, taken):
                    yield sorted(named_features(seen)), found.text[start:end].lower() in rivals


def trained(given: list[Example]) -> dict[str, float]:
    """The weights; features that occur once teach nothing."""
    count = Counter(feature for seen, _ in given for feature in seen)
    kept = [
        ([feature for feature in seen if count[feature] >= SEEN_TWICE] + [BIAS], is_rival) for seen, is_rival in given
    ]
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1e-6)
    chance = random.Random(len(kept))  # noqa: S311
    for _ in range(ROUNDS):
        chance.shuffle(kept)
        for seen, is_rival in kept:
            sure = max(-30.0, min(30.0, sum(weights[feature] for feature in seen)))
            error = 1 / (1 + math.exp(-sure)) - is_rival
            if abs(error) < 0.01:
                continue
            for feature in seen:
                slope = error + SHRINK * weights[feature]
                squares[feature] += slope * slope
                weights[feature] -= STEP * slope / math.sqrt(squares[feature])
    return weights


def write(weights: dict[str, float], path: Path) -> None:
    """One feature and its weight a line."""
    lines = [f"{feature}\t{weight:.2f}" for feature, weight in sorted(weights.items()) if abs(weight) >= KEPT]
    head = "# Weights of nlu/rival_judge.py, written by deploy/train_rivals.py: a feature, a tab, its weight."
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(trained(list(examples(sys.argv[1:] or SETS))), DATA / WEIGHTS)
