"""Where something was said: a stretch of the text that was handed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open offsets `[start, end)` into the text handed in, in characters."""

    start: int
    end: int

    def touches(self, other: Span) -> bool:
        """Do the two stretches share at least one character?"""
        return self.start < other.end and other.start < self.end

    def words(self, text: str) -> str:
        """The words of `text` under this span."""
        return text[self.start : self.end]


def masked(text: str, spans: Iterable[Span]) -> str:
    """`text` with every character under `spans` replaced by U+FFFC, so that offsets stay the same.

    The replacement is in no pattern of this package, so nothing is read into or across it.
    """
    characters: list[str] | None = None
    for span in spans:
        if characters is None:
            characters = list(text)
        characters[span.start : span.end] = "\ufffc" * (min(span.end, len(text)) - span.start)
    return text if characters is None else "".join(characters)
