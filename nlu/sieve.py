"""Hundreds of patterns, of which only those are tried on a text that holds what they need.

A message says one or two of the hundreds of things that rules look for. One look at its characters and their pairs
leaves the patterns that can match in it (`needed_characters`), some one in thirty; only they are tried, and only what
was ever possible is compiled. The matches are the same as without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import heapify, heappop, heapreplace
from typing import Generic, TypeVar

from nlu import lazy_re as re
from nlu.needed_characters import held, needed
from nlu.patterns import alternatives

T = TypeVar("T")

_ASKED = 3
"""Needs of a pattern that are asked for, those with the fewest answers; a fourth leaves hardly fewer patterns."""


class Sieve(Generic[T]):
    """Patterns with a label each, in order."""

    def __init__(self, patterns: Iterable[tuple[T, str]]) -> None:
        self._patterns = [(label, re.compile(pattern)) for label, pattern in patterns]

    @classmethod
    def of_file(cls, name: str, headings: Iterable[tuple[T, str]]) -> Sieve[T]:
        """The alternatives of some sections of a file of patterns, a label for each section."""
        return cls((label, pattern) for label, heading in headings for pattern in alternatives(name, heading))

    @cached_property
    def _met(self) -> tuple[int, dict[str, int]]:
        """The needs met by any text, and those that a character or a pair meets.

        A set of needs is a number: its first bits are for the first need of each pattern, the next for its second …
        """
        always, met = 0, dict[str, int]()
        for index, (_, pattern) in enumerate(self._patterns):
            needs = needed(pattern.pattern)
            for nth in range(_ASKED):
                bit = 1 << (nth * len(self._patterns) + index)
                if nth >= len(needs):
                    always |= bit
                    continue
                for word in needs[nth]:
                    met[word] = met.get(word, 0) | bit
        return always, met

    def possible(self, text: str) -> list[tuple[T, re.Pattern[str]]]:
        """The patterns that can match somewhere in a text, in order."""
        bits, met = self._met
        for word in held(text) & met.keys():
            bits |= met[word]
        size = len(self._patterns)
        left = (1 << size) - 1
        for nth in range(_ASKED):
            left &= bits >> (nth * size)
        found = list[tuple[T, re.Pattern[str]]]()
        while left:
            index = left.bit_length() - 1
            left ^= 1 << index
            found.append(self._patterns[index])
        found.reverse()
        return found

    def grouped(self, text: str) -> dict[T, list[tuple[T, re.Pattern[str]]]]:
        """The patterns that can match somewhere in a text, by label."""
        groups: dict[T, list[tuple[T, re.Pattern[str]]]] = {}
        for label, pattern in self.possible(text):
            groups.setdefault(label, []).append((label, pattern))
        return groups


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
    return next((match for _, match in joint_matches(patterns, text, start, end)), None)
