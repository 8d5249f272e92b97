"""What a clause tells, learnt from the labelled messages of `tests/corpus`: a complaint, a stage, a way of contact, a
step that was agreed, a thing talked of.

Rules read what is said in ways that are known; these are said in ways without end. A logistic regression over the
characters of a clause and of those beside it is a second voice: it proposes what no rule holds, and doubts what one
holds by accident. `python deploy/train_judges.py` writes its weights; how much it adds on unread messages stands in
`nlu/README.md`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import add

from nlu.clauses import Clause
from nlu.drafts import CHANNELS, PAINS, Channel
from nlu.shown import squeezed
from nlu.stages import STAGES
from nlu.stretches import Stretch
from nlu.weights import BIAS, Seen, likelihood, weights

WEIGHTS = "clause_weights.txt"

STEP, TOPIC = "step", "topic"
TOLD_CHANNELS: tuple[Channel, ...] = tuple(channel for channel in CHANNELS if channel != "other")
LABELS: tuple[str, ...] = (*PAINS, *STAGES, *TOLD_CHANNELS, STEP, TOPIC)

PROPOSED = 0.4
"""The likelihood from which a label may be proposed."""

_PROPOSED = 100 * math.log(PROPOSED / (1 - PROPOSED)) - 1
_INDEX = {label: index for index, label in enumerate(LABELS)}
_SHORTEST = 3
_CUT = re.compile(r"[,。;!?]| (?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Telling:
    """A clause, how much speaks for each of LABELS there, and those that may be proposed."""

    start: int
    end: int
    totals: Sequence[int]
    likely: Sequence[str]

    def __getitem__(self, label: str) -> float:
        """How likely it tells a label, from 0 to 1."""
        return likelihood(self.totals[_INDEX[label]])


def tellings(shown: str, clauses: Sequence[Clause], start: int, end: int) -> list[Telling]:
    """What each clause of a stretch tells. `shown`: the text with what it names hidden."""
    stretches = pieces(shown, clauses, start, end)
    judge = weights(WEIGHTS)
    told = []
    for (first, last), seen in zip(stretches, seen_in(shown, stretches), strict=True):
        totals = judge.totals(seen)
        likely: Sequence[str] = ()
        if max(totals) >= _PROPOSED:
            likely = [label for label, total in zip(LABELS, totals, strict=True) if total >= _PROPOSED]
        told.append(Telling(first, last, totals, likely))
    return told


def pieces(shown: str, clauses: Sequence[Clause], start: int, end: int) -> list[Stretch]:
    """The clauses of a stretch, cut at every pause."""
    found: list[Stretch] = []
    for clause in clauses:
        first, last = max(clause.start, start), min(clause.end, end)
        if first >= last:
            continue
        for match in _CUT.finditer(shown, first, last):
            if match.start() - first >= _SHORTEST:
                found.append((first, match.start()))
                first = match.end()
        if first < last:
            found.append((first, last))
    return found


def seen_in(shown: str, stretches: Sequence[Stretch]) -> Iterator[Seen]:
    """What the model looks at in clauses that follow one another: the characters of each alone, in pairs and in threes,
    its ends, and the pairs of those beside it."""
    clauses = [squeezed(shown[first:last]) for first, last in stretches]
    pairs = [dict.fromkeys(map(add, clause, clause[1:])) for clause in clauses]
    for index, clause in enumerate(clauses):
        yield (
            BIAS,
            ("^", (clause[:2],)),
            ("$", (clause[-2:],)),
            ("1", dict.fromkeys(clause)),
            ("2", pairs[index]),
            ("3", dict.fromkeys(map(add, map(add, clause, clause[1:]), clause[2:]))),
            ("<", pairs[index - 1]) if index else ("first", ("",)),
            (">", pairs[index + 1]) if index + 1 < len(clauses) else ("last", ("",)),
        )
