"""Weights that were learnt: which features of a text speak for or against which labels, and how much.

A file under nlu/data, written by `python deploy/train_judges.py`: the labels in its first line, then a feature a line
with the number of each label it speaks of and a weight in hundredths, so that sums are exact in any order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

from nlu.wordlists import DATA

BIAS = "bias"
"""The feature that everything has."""

_SCALE = 100
_SUREST = 3000


class Weights:
    """The weights of one file."""

    def __init__(self, name: str) -> None:
        head, *lines = (DATA / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
        self.labels = tuple(head.split("\t"))
        # Of the tens of thousands of features a message has a hundred: each is read when it is first met.
        self._unread = dict(line.split("\t", 1) for line in lines)
        self._read: dict[str, list[tuple[int, int]]] = {}

    def likelihoods(self, seen: Iterable[str]) -> tuple[float, ...]:
        """How likely each label is, from 0 to 1, given what is seen; each by itself."""
        sums = [0] * len(self.labels)
        read, unread = self._read, self._unread
        for feature in seen:
            if feature in unread:
                for label, weight in read.get(feature) or self._told(feature):
                    sums[label] += weight
        return tuple(1 / (1 + math.exp(-max(-_SUREST, min(_SUREST, total)) / _SCALE)) for total in sums)

    def _told(self, feature: str) -> list[tuple[int, int]]:
        pairs = (each.split(":") for each in self._unread[feature].split("\t"))
        told = self._read[feature] = [(int(label), int(weight)) for label, weight in pairs]
        return told


@cache
def weights(name: str) -> Weights:
    """The weights of a file, read once."""
    return Weights(name)
