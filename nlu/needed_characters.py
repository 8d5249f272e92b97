"""What a text must hold for a pattern to match anywhere in it: characters, and pairs of neighbours.

«报价(?:太|有点)?[高贵]» can match only where 报价 stands, and 高 or 贵. Asked of hundreds of patterns before any is
tried, it leaves a handful for a message. As in `first_characters` the standard library parses the pattern, and where it
says something unknown nothing is demanded of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
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


@lru_cache(maxsize=4)
def held(text: str) -> frozenset[str]:
    """The characters of a text and their pairs; several sieves ask for those of one message."""
    return frozenset((*text, *map(add, text, text[1:])))


def needed(pattern: str) -> Needs:
    """Sets of characters and pairs; a text that doesn't hold one of each set holds no match."""
    return _of_sequence(reader.parse(pattern))


def _of_sequence(items: Iterable[Any]) -> Needs:
    needs: Needs = []
    word = ""
    for kind, argument in items:
        if kind is said.LITERAL:
            word += chr(argument)
            continue
        needs += _of_word(word)
        needs += _of_item(kind, argument)
        word = ""
    return needs + _of_word(word)


def _of_word(word: str) -> Needs:
    return [frozenset((a + b,)) for a, b in pairwise(word)] if len(word) > 1 else [frozenset(word)] * len(word)


def _of_item(kind: Any, argument: Any) -> Needs:
    if kind is said.IN:
        return _of_class(argument)
    if kind is said.SUBPATTERN:
        _, added, _, inner = argument
        return [] if added & re.IGNORECASE else _of_sequence(inner)
    if kind is said.BRANCH:
        return _of_branches([_of_sequence(branch) for branch in argument[1]])
    if kind in _REPEATS and argument[0] > 0:
        return _of_sequence(argument[2])
    if kind is said.ASSERT and argument[0] == _FORWARD:
        return _of_sequence(argument[1])
    return []


def _of_branches(branches: list[Needs]) -> Needs:
    """What is needed whichever branch is taken: one of the first needs of each, one of the second, and so on."""
    return [frozenset().union(*together) for together in zip(*branches, strict=False)]


def _of_class(members: Iterable[tuple[Any, Any]]) -> Needs:
    found: set[str] = set()
    for kind, argument in members:
        if kind is said.LITERAL:
            found.add(chr(argument))
        elif kind is said.RANGE and argument[1] - argument[0] < _WIDEST:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return []
    return [frozenset(found)]
