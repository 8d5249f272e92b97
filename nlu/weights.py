"""Weights that were learnt: which features of a text speak for or against which labels, and how much.

A file under nlu/data, written by `python deploy/train_judges.py`: the labels in its first line, then a feature a line
with the number of each label it speaks of and a weight in hundredths, so that sums are exact in any order.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import cache
from struct import Struct
from typing import cast

from nlu.wordlists import DATA

BIAS = "bias"
"""The feature that everything has."""

_SCALE = 100
_SUREST = 3000
_BITS = 32
_MIDDLE = 1 << (_BITS - 1)


class Weights:
    """The weights of one file.

    Those of a feature are one number, with 32 bits for each label, so that one addition serves all labels.
    """

    def __init__(self, name: str) -> None:
        with (DATA / name).open(encoding="utf-8") as lines:
            self.labels = tuple(next(lines).split())
            # Of tens of thousands of features a message has a hundred: the line of each is read when it is first met.
            parted = (line.partition("\t") for line in lines)
            self._told: dict[str, str | int] = {feature: told for feature, _, told in parted}
        self._none = sum(_MIDDLE << (_BITS * label) for label in range(len(self.labels)))
        self._sums = Struct(f"<{len(self.labels)}I")

    def totals(self, seen: Collection[str]) -> list[int]:
        """How much speaks for each label given what is seen, in hundredths."""
        told = [*filter(None, map(self._told.get, seen))]
        try:
            total = sum(cast("list[int]", told), self._none)
        except TypeError:  # The lines of some features have not been read yet.
            total = sum((self._read(feature) for feature in seen if feature in self._told), self._none)
        return [each - _MIDDLE for each in self._sums.unpack(total.to_bytes(self._sums.size, "little"))]

    def _read(self, feature: str) -> int:
        told = self._told[feature]
        if isinstance(told, str):
            told = self._told[feature] = _joined(told)
        return told

    def likelihoods(self, seen: Collection[str]) -> tuple[float, ...]:
        """How likely each label is, from 0 to 1, given what is seen; each by itself."""
        return tuple(map(likelihood, self.totals(seen)))


def likelihood(total: int) -> float:
    """How likely a label is for which so much speaks, from 0 to 1."""
    return 1 / (1 + math.exp(-max(-_SUREST, min(_SUREST, total)) / _SCALE))


def _joined(line: str) -> int:
    """The weights of a line («3:-28» and so on) as one number."""
    pairs = (each.split(":") for each in line.split("\t"))
    return sum(int(weight) << (_BITS * int(label)) for label, weight in pairs)


@cache
def weights(name: str) -> Weights:
    """The weights of a file, read once."""
    return Weights(name)
