"""Reads the plain word lists under nlu/data: UTF-8, words separated by white space, # starts a comment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read_lines(name: str) -> list[str]:
    """The lines of a data file without comments and blank ones."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def words(name: str) -> frozenset[str]:
    """All words of a data file."""
    return frozenset(word for line in read_lines(name) for word in line.split())


def made_of_common_words(name: str) -> bool:
    """Whether a text can be cut into frequent words: then it is hardly a name."""
    common = words("common_words.txt")
    reachable = {0}
    for end in range(2, len(name) + 1):
        for size in (2, 3, 4):
            if end - size in reachable and name[end - size : end] in common:
                reachable.add(end)
                break
    return len(name) in reachable
