"""Hundreds of patterns, of which only those are tried on a text that holds what they need.

A message says one or two of the hundreds of things that rules look for. One look at its characters and their pairs
leaves the patterns that can match in it (`needed_characters`), some one in thirty; only they are tried, and only what
was ever possible is compiled. The matches are the same as without.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial, reduce
from heapq import heapify, heappop, heapreplace
from operator import or_
from typing import Generic, TypeVar

from nlu import lazy_re as re
from nlu.needed_characters import Needs, needed, words_of
from nlu.patterns import alternatives

T = TypeVar("T")

_ASKED = 3
"""Needs of a pattern that are asked for, those with the fewest answers; a fourth leaves hardly fewer patterns."""

_TEXTS = 2
"""A message, and it without the spaces around it or as one line: all rules ask about the same one."""


class Sieve:
    """All that a room looks for; one pass over a text tells every rule which of its patterns can match."""

    def __init__(self) -> None:
        self._asked: list[Callable[[], Needs]] = []
        self.possible = lru_cache(maxsize=_TEXTS)(self._sifted)
        """What a text may hold: a bit for each pattern that was taken in."""

    def section(self, patterns: Iterable[tuple[T, str]]) -> Section[T]:
        """Takes in a section: patterns with a label each, in order."""
        labelled = list(patterns)
        return Section(self, self._take_in(partial(needed, pattern) for _, pattern in labelled), labelled)

    def section_of_file(self, name: str, headings: Iterable[tuple[T, str]]) -> Section[T]:
        """Takes in the alternatives of some headings of a file of patterns, a label for each heading."""
        return self.section((label, line) for label, heading in headings for line in alternatives(name, heading))

    def pattern(self, pattern: str) -> Sifted:
        """Takes in a single pattern."""
        return Sifted(self, self._take_in([partial(needed, pattern)]), pattern)

    def any_of(self, words: Callable[[], Iterable[str]]) -> Callable[[str], bool]:
        """Takes in characters and pairs of them; whether a text holds any of them."""
        bit = 1 << self._take_in([lambda: [frozenset(words())]])
        return lambda text: self.possible(text) & bit != 0

    def _take_in(self, asked: Iterable[Callable[[], Needs]]) -> int:
        first = len(self._asked)
        self._asked += asked
        self.__dict__.pop("_met", None)
        self.possible.cache_clear()
        return first

    @cached_property
    def _met(self) -> tuple[int, dict[str, int]]:
        """The needs met by any text, and those that a character or a pair meets.

        A set of needs is a number: its first bits are for the first need of each pattern, the next for its second …
        """
        always, met = 0, dict[str, int]()
        for index, asked in enumerate(self._asked):
            needs = asked()
            for nth in range(_ASKED):
                bit = 1 << (nth * len(self._asked) + index)
                if nth >= len(needs):
                    always |= bit
                    continue
                for word in needs[nth]:
                    met[word] = met.get(word, 0) | bit
        return always, met

    def _sifted(self, text: str) -> int:
        always, met = self._met
        bits = reduce(or_, filter(None, map(met.get, words_of(text))), always)
        size = len(self._asked)
        possible = (1 << size) - 1
        for nth in range(_ASKED):
            possible &= bits >> (nth * size)
        return possible


class Section(Generic[T]):
    """Patterns of one subject, with a label each, in order."""

    def __init__(self, sieve: Sieve, first: int, patterns: Sequence[tuple[T, str]]) -> None:
        self._sieve, self._first = sieve, first
        self._patterns = [(label, re.compile(pattern)) for label, pattern in patterns]
        self._all = (1 << len(patterns)) - 1

    def possible(self, text: str) -> list[tuple[T, re.Pattern[str]]]:
        """The patterns that can match somewhere in a text, in order."""
        left = self._sieve.possible(text) >> self._first & self._all
        found: list[tuple[T, re.Pattern[str]]] = []
        while left:
            lowest = left & -left
            found.append(self._patterns[lowest.bit_length() - 1])
            left ^= lowest
        return found

    def grouped(self, text: str) -> dict[T, list[tuple[T, re.Pattern[str]]]]:
        """The patterns that can match somewhere in a text, by label."""
        groups: dict[T, list[tuple[T, re.Pattern[str]]]] = {}
        for label, pattern in self.possible(text):
            groups.setdefault(label, []).append((label, pattern))
        return groups


class Sifted:
    """A pattern of which most messages hold no match; tried on those that can, told by the sieve. For whole messages:
    to ask the sieve of a part of one costs more than to try."""

    def __init__(self, sieve: Sieve, place: int, pattern: str) -> None:
        self._sieve, self._bit = sieve, 1 << place
        self._pattern = re.compile(pattern)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterable[re.Match[str]]:
        """As of a pattern."""
        return self._pattern.finditer(text, start, end) if self._sieve.possible(text) & self._bit else ()

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As of a pattern."""
        return self._pattern.search(text, start, end) if self._sieve.possible(text) & self._bit else None


SIEVE = Sieve()
"""Of the patterns of this room."""


def joint_matches(
    patterns: Sequence[tuple[T, re.Pattern[str]]], text: str, start: int, end: int
) -> Iterator[tuple[T, re.Match[str]]]:
    """What `finditer` would yield for all patterns joined by |: from left to right, none over another, the pattern
    that stands first where two begin at one place."""
    ahead = [
        (match.start(), order, match)
        for order, (_, pattern) in enumerate(patterns)
        if (match := pattern.search(text, start, end))
    ]
    heapify(ahead)
    while ahead:
        first, order, match = ahead[0]
        label, pattern = patterns[order]
        if first >= start:
            yield label, match
            start = max(match.end(), first + 1)
        following = pattern.search(text, start, end)
        if following:
            heapreplace(ahead, (following.start(), order, following))
        else:
            heappop(ahead)


def joint_match(patterns: Sequence[tuple[T, re.Pattern[str]]], text: str, start: int, end: int) -> re.Match[str] | None:
    """The first of the joint matches."""
    return next((match for _, match in joint_matches(patterns, text, start, end)), None) if patterns else None
