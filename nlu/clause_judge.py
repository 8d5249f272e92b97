"""What a clause tells, learnt from the labelled messages of `tests/corpus`: a complaint, a stage, a way of contact, a
step that was agreed, a thing talked of.

Rules read what is said in ways that are known; these are said in ways without end. A logistic regression over the
characters of a clause and of those beside it is a second voice: it proposes what no rule holds, and doubts what one
holds by accident. `python deploy/train_judges.py` writes its weights; how much it adds on unread messages stands in
`nlu/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlu.clauses import Clause
from nlu.drafts import CHANNELS, PAINS, Channel
from nlu.shown import squeezed
from nlu.stages import STAGES
from nlu.stretches import Stretch
from nlu.weights import BIAS, weights

WEIGHTS = "clause_weights.txt"

STEP, TOPIC = "step", "topic"
TOLD_CHANNELS: tuple[Channel, ...] = tuple(channel for channel in CHANNELS if channel != "other")
LABELS: tuple[str, ...] = (*PAINS, *STAGES, *TOLD_CHANNELS, STEP, TOPIC)

_INDEX = {label: index for index, label in enumerate(LABELS)}
_SHORTEST = 3
_CUT = re.compile(r"[,。;!?]| (?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Telling:
    """A clause, and how likely it tells each of LABELS, from 0 to 1."""

    start: int
    end: int
    likelihoods: tuple[float, ...]

    def __getitem__(self, label: str) -> float:
        return self.likelihoods[_INDEX[label]]


def tellings(shown: str, clauses: Sequence[Clause], start: int, end: int) -> list[Telling]:
    """What each clause of a stretch tells. `shown`: the text with what it names hidden."""
    stretches = pieces(shown, clauses, start, end)
    judge = weights(WEIGHTS)
    judged = [judge.likelihoods(seen) for seen in seen_in(shown, stretches)]
    return [Telling(first, last, likelihoods) for (first, last), likelihoods in zip(stretches, judged, strict=True)]


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


def seen_in(shown: str, stretches: Sequence[Stretch]) -> Iterator[dict[str, None]]:
    """What the model looks at in clauses that follow one another: the characters of each alone, in pairs and in threes,
    its ends, and the pairs of those beside it."""
    clauses = [squeezed(shown[first:last]) for first, last in stretches]
    pairs = [[clause[at : at + 2] for at in range(len(clause) - 1)] for clause in clauses]
    for index, clause in enumerate(clauses):
        seen = dict.fromkeys((BIAS, f"^{clause[:2]}", f"{clause[-2:]}$"))
        seen.update(dict.fromkeys(clause))
        seen.update(dict.fromkeys(pairs[index]))
        seen.update(dict.fromkeys(clause[at : at + 3] for at in range(len(clause) - 2)))
        if index:
            seen.update(dict.fromkeys([f"<{pair}" for pair in pairs[index - 1]]))
        else:
            seen["first"] = None
        if index + 1 < len(clauses):
            seen.update(dict.fromkeys([f">{pair}" for pair in pairs[index + 1]]))
        else:
            seen["last"] = None
        yield seen
