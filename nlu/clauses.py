"""Cuts a folded text into clauses: at punctuation, and in unpunctuated speech at spaces and connectives."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from nlu import lazy_re as re
from nlu.patterns import compiled

_HARD = re.compile(r"[。;!?\n]+|…+")
# A space parts clauses only between Chinese characters («demo 账号» is one phrase).
_SOFT = compiled("clauses.txt", "soft")
_CONNECTIVES = compiled("clauses.txt", "connectives")
_LONGEST = 240
"""Characters of a clause: what goes on without any boundary is cut, so that whoever searches a clause stays linear."""


class Clause(NamedTuple):
    """A stretch without inner boundary. `sentence` counts the sentences before it."""

    start: int
    end: int
    sentence: int


class Clauses:
    """The clauses of a text, found by offset."""

    def __init__(self, text: str, keep: list[tuple[int, int]], opening: set[int], bound: set[int]) -> None:
        """`keep` holds the stretches that must not be cut (amounts, times, names), `opening` further places
        where a clause begins, `bound` the places that no connective may cut (right after a time)."""
        self.text = text
        inner = _inside(keep)
        cuts: dict[int, bool] = {0: True}
        skip: list[tuple[int, int]] = []
        for match in _HARD.finditer(text):
            if match.start() not in inner:
                cuts[match.end()] = True
                skip.append(match.span())
        for match in _SOFT.finditer(text):
            if match.start() not in inner:
                cuts.setdefault(match.end(), False)
                skip.append(match.span())
        for match in _CONNECTIVES.finditer(text):
            if match.start() not in inner and match.start() not in bound:
                cuts.setdefault(match.start(), False)
        for offset in opening:
            cuts.setdefault(offset, False)
        if len(text) > _LONGEST:
            _cut_long_stretches(cuts, inner.difference(start for start, _ in keep), len(text))
        ends = {end: start for start, end in skip}
        self.items: list[Clause] = []
        sentence = -1
        for start, stop in pairwise([*sorted(cuts), len(text)]):
            sentence += cuts[start]
            end = ends.get(stop, stop)
            if start < end:
                self.items.append(Clause(start, end, sentence))
        self._starts = [clause.start for clause in self.items]

    def at(self, offset: int) -> Clause:
        """The clause that holds an offset (the last one before it where it falls on a boundary)."""
        return self.items[self.index(offset)]

    def following(self, offset: int, count: int) -> tuple[Clause, int]:
        """The clause that holds an offset, and the end of the `count`th clause after it."""
        index = self.index(offset)
        return self.items[index], self.items[min(index + count, len(self.items) - 1)].end

    def index(self, offset: int) -> int:
        """The index of the clause that holds an offset."""
        return max(0, bisect_right(self._starts, offset) - 1)


def _cut_long_stretches(cuts: dict[int, bool], within: set[int], end: int) -> None:
    """Cuts what no boundary parts, but for the places `within` a name, a sum or a time."""
    for start, stop in pairwise([*sorted(cuts), end]):
        while stop - start > _LONGEST:
            start = next((offset for offset in range(start + _LONGEST, stop) if offset not in within), stop)
            cuts.setdefault(start, False)


def _inside(keep: list[tuple[int, int]]) -> set[int]:
    return {offset for start, end in keep for offset in range(start, end)}
