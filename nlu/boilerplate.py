"""Copied or scripted follow-up notes («了解需求,持续跟进»): they earn nothing and are reported (A7, E7)."""

from __future__ import annotations

import hashlib

from rapidfuzz import fuzz

from nlu.normalise import fold
from nlu.wordlists import read_lines, words

_FEW = 4


def _phrases() -> tuple[str, ...]:
    return tuple(sorted(words("boilerplate.txt"), key=len, reverse=True))


_PHRASES = _phrases()
_NAMES_DROPPED = tuple(read_lines("boilerplate_fillers.txt"))


def is_boilerplate(text: str) -> bool:
    """Whether a note says nothing of its own: all of it is stock phrases, or fewer than two characters.

    Names, figures, days and objects are what remains of an honest note, so one of four characters beside the
    stock phrases is enough to count.
    """
    said = rest = fold(text)
    for phrase in _PHRASES:
        rest = rest.replace(phrase, "")
    if rest == said:
        return len(said) < 2
    for filler in _NAMES_DROPPED:
        rest = rest.replace(filler, "")
    return len(rest) < _FEW and not any(character.isdigit() for character in rest)


def similarity(a: str, b: str) -> float:
    """How alike two notes are, 0 to 100, without regard to width, punctuation and the order of clauses."""
    left, right = fold(a), fold(b)
    if left == right:
        return 100.0
    if not left or not right:
        return 0.0
    return float(max(fuzz.ratio(left, right), fuzz.token_sort_ratio(_clauses(a), _clauses(b))))


def _clauses(text: str) -> str:
    separated = "".join(c if c.isalnum() else " " for c in text)
    return " ".join(fold(part) for part in separated.split())


def fingerprint(text: str) -> str:
    """A short key that is equal for notes that differ only in width, case, spaces and punctuation."""
    return hashlib.sha256(fold(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]
