"""Stretches of a text that are spoken for, asked about in constant time whatever their number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

Stretch = tuple[int, int]


class Stretches:
    """A set of stretches of one text; both ends as in a slice."""

    def __init__(self, length: int, stretches: Iterable[Stretch] = ()) -> None:
        self._mask = bytearray(length + 1)
        self.add(stretches)

    def add(self, stretches: Iterable[Stretch]) -> None:
        """Marks more stretches."""
        for start, end in stretches:
            self._mask[start:end] = b"\x01" * (end - start)

    def touch(self, start: int, end: int) -> bool:
        """Whether any character of a stretch is spoken for."""
        return self._mask.find(1, start, end) >= 0

    def cover(self, start: int, end: int) -> bool:
        """Whether every character of a stretch is spoken for."""
        return self._mask.find(0, start, end) < 0

    def hidden(self, text: str, letter: str) -> str:
        """The text with a letter in place of each character that is spoken for."""
        if not any(self._mask):
            return text
        return "".join([letter if held else character for character, held in zip(text, self._mask, strict=False)])

    def next_at(self, start: int, end: int) -> int:
        """The first character in a stretch that is spoken for, else `end`."""
        found = self._mask.find(1, start, end)
        return end if found < 0 else found

    def last_at(self, start: int, end: int) -> int:
        """The last character in a stretch that is spoken for, else start - 1."""
        found = self._mask.rfind(1, start, end)
        return start - 1 if found < 0 else found


def within(starts: Sequence[int], start: int, end: int) -> range:
    """The indexes of the sorted offsets that lie in a stretch."""
    return range(bisect_left(starts, start), bisect_left(starts, end))
