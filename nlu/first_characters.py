"""Which characters a pattern can begin with, so that a search tries it only where one of them stands.

The patterns of this room are alternations of hundreds of words. Python's `re` tries every alternative at every
character of a text unless it can see what all begin with, which it can't behind groups and looks around; said in front
of the pattern, it makes searches three to fifteen times as fast and changes no match. The standard library parses a
pattern for us and compiles it, by modules without promises; where a pattern says something unknown, it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as said  # type: ignore[attr-defined]
from re import _parser as reader  # type: ignore[attr-defined]
from typing import Any

from nlu import pattern_compiler

_HAN = range(0x4E00, 0xA000)
"""Of a range of these, nearly every character of a text is one."""

_CLASSES = (said.CATEGORY_DIGIT, said.CATEGORY_SPACE)
_FORWARD = 1

Members = set[tuple[Any, Any]]
"""Of a character class, as the standard library writes them: characters, ranges, and classes like digits."""


class _Any(Exception):
    """The pattern can begin with anything, or without any character."""


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern behind a look at the first character."""
    parsed = reader.parse(pattern, flags)
    first = _first_of(parsed)
    if first:
        parsed.data.insert(0, (said.ASSERT, (_FORWARD, [(said.IN, list(first))])))
    return pattern_compiler.compiled(parsed)


def first_characters(pattern: str, flags: int = 0) -> Members:
    """What a pattern can begin with; nothing where that can be any, or where `re` looks at it by itself."""
    return _first_of(reader.parse(pattern, flags))


def _first_of(parsed: Any) -> Members:
    if parsed.state.flags & re.IGNORECASE or (parsed.data and parsed.data[0][0] in (said.LITERAL, said.IN)):
        return set()
    try:
        found, may_be_empty = _of_sequence(parsed, ignores_case=False)
    except _Any:
        return set()
    return set() if may_be_empty else found


def _of_sequence(pattern: Any, *, ignores_case: bool) -> tuple[Members, bool]:
    """What it can begin with, and whether it can match nothing at all."""
    found: Members = set()
    for kind, argument in pattern.data:
        members, may_be_empty = _of_item(kind, argument, ignores_case=ignores_case)
        found |= members
        if not may_be_empty:
            return found, False
    return found, True


def _of_item(kind: Any, argument: Any, *, ignores_case: bool) -> tuple[Members, bool]:
    if kind is said.LITERAL:
        return _cases(argument, ignores_case), False
    if kind is said.IN:
        return _of_class(argument, ignores_case), False
    if kind is said.SUBPATTERN:
        _, added, _, inner = argument
        return _of_sequence(inner, ignores_case=ignores_case or bool(added & re.IGNORECASE))
    if kind is said.BRANCH:
        branches = [_of_sequence(branch, ignores_case=ignores_case) for branch in argument[1]]
        return set().union(*(members for members, _ in branches)), any(empty for _, empty in branches)
    if kind in (said.MAX_REPEAT, said.MIN_REPEAT, said.POSSESSIVE_REPEAT):
        members, may_be_empty = _of_sequence(argument[2], ignores_case=ignores_case)
        return members, may_be_empty or argument[0] == 0
    if kind is said.ASSERT and argument[0] == _FORWARD:
        return _of_sequence(argument[1], ignores_case=ignores_case)
    if kind in (said.ASSERT, said.ASSERT_NOT, said.AT):
        return set(), True
    raise _Any


def _of_class(members: Iterable[tuple[Any, Any]], ignores_case: bool) -> Members:
    found: Members = set()
    for kind, argument in members:
        if kind is said.LITERAL:
            found |= _cases(argument, ignores_case)
            continue
        if kind is said.RANGE:
            tells = not ignores_case and (argument[1] < _HAN.start or _HAN.stop <= argument[0])
        else:
            tells = kind is said.CATEGORY and argument in _CLASSES
        if not tells:
            raise _Any
        found.add((kind, argument))
    return found


def _cases(code: int, ignores_case: bool) -> Members:
    character = chr(code)
    cases = {character, character.lower(), character.upper()} if ignores_case else {character}
    return {(said.LITERAL, ord(one)) for one in cases}
