"""Logistic regression in plain Python, for the weights under nlu/data: a label at a time, by stochastic gradient
descent with step sizes of its own for each feature (Duchi et al. 2011). The same examples give the same weights."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import add
from pathlib import Path

from nlu.weights import Seen

KEPT = 15
"""The least weight that is written down, in hundredths."""
_DOUBTFUL = -0.8
_STEEPEST = 30


@dataclass(frozen=True, slots=True)
class Course:
    """How is learnt: so many rounds over all bags in steps of a size, weights shrinking a little at each; errors
    below `sure` teach nothing, features seen in fewer than `seen` places neither. What is learnt is the mean of the
    weights after the later rounds, from `settled` on, so that the order of the bags matters less."""

    rounds: int
    settled: int
    step: float
    shrink: float
    sure: float
    seen: int


JUDGES = Course(rounds=8, settled=3, step=0.15, shrink=5e-4, sure=0.02, seen=4)


@dataclass(frozen=True, slots=True)
class Bag:
    """Some places of one message and what is seen in each.

    `where`: labels of which it is known which places have them. `somewhere`: labels that at least one place has, no one
    says which. `first_guess`: the place that a rule would take for such a label.
    """

    places: Sequence[Sequence[str]]
    where: Mapping[str, Sequence[bool]]
    somewhere: frozenset[str] = frozenset()
    first_guess: Mapping[str, int] = field(default_factory=dict)


def learnt(bags: Sequence[Bag], labels: Iterable[str], course: Course = JUDGES) -> dict[str, dict[str, float]]:
    """The weights of each label by feature."""
    count = Counter(feature for bag in bags for seen in bag.places for feature in seen)
    features = sorted(feature for feature, times in count.items() if times >= course.seen)
    numbers = {feature: number for number, feature in enumerate(features)}
    places = [[[numbers[feature] for feature in seen if feature in numbers] for seen in bag.places] for bag in bags]
    return {
        label: dict(zip(features, _learn(label, bags, places, len(features), course), strict=True)) for label in labels
    }


def _learn(
    label: str, bags: Sequence[Bag], places: Sequence[Sequence[Sequence[int]]], size: int, course: Course
) -> list[float]:
    weights, squares, settled = [0.0] * size, [1e-6] * size, [0.0] * size
    chance = random.Random(7)  # noqa: S311
    order = list(range(len(bags)))
    for turn in range(course.rounds):
        chance.shuffle(order)
        for number in order:
            sums = [sum([weights[feature] for feature in seen]) for seen in places[number]]
            for seen, total, has in zip(places[number], sums, _truth(label, bags[number], sums, turn), strict=True):
                error = 0.0 if has is None else _likelihood(total) - has
                if abs(error) < course.sure:
                    continue
                for feature in seen:
                    slope = error + course.shrink * weights[feature]
                    squares[feature] += slope * slope
                    weights[feature] -= course.step * slope / math.sqrt(squares[feature])
        if turn >= course.settled:
            settled = [*map(add, settled, weights)]
    return [weight / (course.rounds - course.settled) for weight in settled]


def _truth(label: str, bag: Bag, sums: Sequence[float], turn: int) -> Sequence[bool | None]:
    """Which places have a label; None where nobody can say: beside the likeliest, others may have it, too."""
    if label in bag.where:
        return bag.where[label]
    if label not in bag.somewhere:
        return [False] * len(sums)
    if turn:
        best = max(range(len(sums)), key=sums.__getitem__)
    elif label in bag.first_guess:
        best = bag.first_guess[label]
    else:
        return [None] * len(sums)
    return [True if place == best else None if total > _DOUBTFUL else False for place, total in enumerate(sums)]


def _likelihood(total: float) -> float:
    return 1 / (1 + math.exp(-max(-_STEEPEST, min(_STEEPEST, total))))


def features(seen: Seen) -> list[str]:
    """What is seen of a place, as features by name: «kind value»."""
    return sorted(f"{kind} {value}" for kind, values in seen for value in values)


def write(weights: Mapping[str, Mapping[str, float]], path: Path, least: int = KEPT) -> None:
    """The weights that are not less than `least`, as `nlu/weights.py` reads them."""
    labels = list(weights)
    kinds: dict[str, list[str]] = {}
    for feature in sorted({feature for told in weights.values() for feature in told}):
        told = [round(100 * weights[label].get(feature, 0.0)) for label in labels]
        kept = [f"{number}:{weight}" for number, weight in enumerate(told) if abs(weight) >= least]
        if kept:
            kind, _, value = feature.partition(" ")
            kinds.setdefault(kind, []).append("\t".join([value, *kept]))
    lines = ["\t".join(labels)]
    for kind, values in kinds.items():
        lines += ["", kind, *values]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
