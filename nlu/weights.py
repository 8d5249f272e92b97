"""Weights that were learnt: which features of a text speak for or against which labels, and how much.

A feature is a value of a kind: a pair of characters in the clause, the same pair right before the name. A file under
nlu/data, written by the trainers (`deploy/learning.py`), has the labels in its first line; then, behind an empty
line, the name of each kind and a value a line, with the number of each label it speaks of and a weight in hundredths,
so that sums are exact in any order.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import repeat
from struct import Struct
from sys import intern
from typing import cast

from nlu.wordlists import DATA

Seen = Sequence[tuple[str, Collection[str]]]
"""What is seen of a place: kinds of features, each with its different values."""

BIAS = ("bias", ("",))
"""The feature that everything has."""

_UNKNOWN: dict[str, str | int] = {}
_SCALE = 100
_SUREST = 3000
_BITS = 32
_MIDDLE = 1 << (_BITS - 1)


class Weights:
    """The weights of one file.

    Those of a feature are one number, with 32 bits for each label, so that one addition serves all labels.
    """

    def __init__(self, name: str) -> None:
        head, *kinds = (DATA / name).read_text(encoding="utf-8").removesuffix("\n").split("\n\n")
        self.labels = tuple(head.split("\t"))
        self._told = dict(map(_kind, kinds))
        self._middle = sum(_MIDDLE << (_BITS * label) for label in range(len(self.labels)))
        self._sums = Struct(f"<{len(self.labels)}i")

    def totals(self, seen: Seen) -> Sequence[int]:
        """How much speaks for each label given what is seen, in hundredths."""
        told: list[str | int | None] = []
        for kind, values in seen:
            told += map(self._told.get(kind, _UNKNOWN).get, values)
        try:
            total = sum(cast("Iterable[int]", filter(None, told)), self._middle)
        except TypeError:  # The lines of some features have not been read yet.
            total = sum(self._read(seen), self._middle)
        # Without the middle a sum has the sign of its label, as if it had been added up by itself.
        return self._sums.unpack((total ^ self._middle).to_bytes(self._sums.size, "little"))

    def _read(self, seen: Seen) -> Iterable[int]:
        """The weights of what is seen. Of tens of thousands of features a message has a hundred: the line of each is
        read when it is first met."""
        for kind, values in seen:
            lines = self._told.get(kind, _UNKNOWN)
            for value in values:
                told = lines.get(value, 0)
                if isinstance(told, str):
                    told = lines[value] = _joined(told)
                yield told


def likelihood(total: int) -> float:
    """How likely a label is for which so much speaks, from 0 to 1."""
    return 1 / (1 + math.exp(-max(-_SUREST, min(_SUREST, total)) / _SCALE))


def _kind(section: str) -> tuple[str, dict[str, str | int]]:
    """The name of a kind, and the line of each of its values."""
    kind, *lines = section.split("\n")
    values = map(str.partition, lines, repeat("\t"))
    return kind, {intern(value): intern(told) for value, _, told in values}


def _joined(line: str) -> int:
    """The weights of a line («3:-28» and so on) as one number."""
    pairs = (each.split(":") for each in line.split("\t"))
    return sum(int(weight) << (_BITS * int(label)) for label, weight in pairs)


@cache
def weights(name: str) -> Weights:
    """The weights of a file, read once."""
    return Weights(name)
