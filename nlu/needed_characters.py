"""What a text must hold for a pattern to match anywhere in it: characters, and pairs of neighbours.

«报价(?:太|有点)?[高贵]» can match only where 报价 stands, and 高 or 贵. Asked of hundreds of patterns before any is
tried, it leaves a handful for a message. As in `first_characters` the standard library parses the pattern, and where it
says something unknown nothing is demanded of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from operator import add
from re import _constants as said  # type: ignore[attr-defined]
from re import _parser as reader  # type: ignore[attr-defined]
from typing import Any

Needs = list[frozenset[str]]

_REPEATS = (said.MAX_REPEAT, said.MIN_REPEAT, said.POSSESSIVE_REPEAT)
_FORWARD = 1
_WIDEST = 40
"""Characters of a range beyond which asking for one of them gains nothing."""


_DIGIT = re.compile(r"\d")
_ANY_DIGIT = "\0"
"""Stands among the words of a text for all characters that are digits."""

_PAUSES = ((" ", ","), ("\n", "。"))


def words_of(text: str) -> set[str]:
    """The characters of a text and their pairs, also as they stand where a space or a line is a mark of punctuation."""
    words = {*text, *map(add, text, text[1:])}
    for pause, mark in _PAUSES:
        if pause in text:
            words.update((mark, mark + mark))
            for before, behind in pairwise(text.split(pause)):
                words.update((before[-1:] + mark, mark + behind[:1]))
    if _DIGIT.search(text):
        words.add(_ANY_DIGIT)
    return words


def needed(pattern: str) -> Needs:
    """Sets of characters and pairs, the rarest first; a text that doesn't hold one of each set holds no match."""
    return sorted(_of_sequence(reader.parse(pattern), ignores_case=False), key=_how_often)


def _how_often(need: frozenset[str]) -> int:
    """How many texts hold one of a set, as a measure to compare by: a character is in as many as a dozen pairs."""
    pairs = sum(map(len, need)) - len(need)
    return pairs + 12 * (len(need) - pairs)


def _of_sequence(pattern: Any, *, ignores_case: bool) -> Needs:
    needs: Needs = []
    word: list[str] = []
    for kind, argument in pattern.data:
        if kind is said.LITERAL and (cases := _cases(chr(argument), ignores_case)):
            word.append(cases)
            continue
        if word:
            needs += _of_word(word)
            word = []
        needs += _of_item(kind, argument, ignores_case=ignores_case)
    return needs + _of_word(word) if word else needs


_UNICODE_CASES = frozenset("iksIKS")
"""Letters that more than two characters stand for where case is ignored."""


def _cases(character: str, ignores_case: bool) -> str:
    """The characters that a literal stands for; none where they are not known."""
    if not ignores_case or character.lower() == character.upper():
        return character
    known = character.isascii() and character not in _UNICODE_CASES
    return character.lower() + character.upper() if known else ""


def _of_word(word: list[str]) -> Needs:
    if len(word) == 1:
        return [frozenset(word[0])]
    return [frozenset([first + second for first in one for second in other]) for one, other in pairwise(word)]


def _of_item(kind: Any, argument: Any, *, ignores_case: bool) -> Needs:
    if kind is said.IN:
        return [] if ignores_case else _of_class(argument)
    if kind is said.SUBPATTERN:
        _, added, _, inner = argument
        return _of_sequence(inner, ignores_case=ignores_case or bool(added & re.IGNORECASE))
    if kind is said.BRANCH:
        return _of_branches([_of_sequence(branch, ignores_case=ignores_case) for branch in argument[1]])
    if kind in _REPEATS and argument[0] > 0:
        return _of_sequence(argument[2], ignores_case=ignores_case)
    if kind is said.ASSERT and argument[0] == _FORWARD:
        return _of_sequence(argument[1], ignores_case=ignores_case)
    return []


def _of_branches(branches: list[Needs]) -> Needs:
    """What is needed whichever branch is taken: one of the rarest needs of each, one of the next rare, and so on."""
    for branch in branches:
        if len(branch) > 1:
            branch.sort(key=_how_often)
    return [frozenset().union(*together) for together in zip(*branches, strict=False)]


def _of_class(members: Iterable[tuple[Any, Any]]) -> Needs:
    found: set[str] = set()
    for kind, argument in members:
        if kind is said.LITERAL:
            found.add(chr(argument))
        elif kind is said.RANGE and argument[1] - argument[0] < _WIDEST:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        elif kind is said.CATEGORY and argument is said.CATEGORY_DIGIT:
            found.add(_ANY_DIGIT)
        else:
            return []
    return [frozenset(found)]
