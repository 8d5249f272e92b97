"""`re` for this room: a pattern is compiled when it is first tried, and searched for only where it can begin.

Some five hundred patterns stand beside the rules that use them, and a message tries half of them; to compile them all
takes longer than everything else before the first answer. Imported as `from nlu import lazy_re as re`.
"""

from __future__ import annotations

import re
from re import ASCII, IGNORECASE, Match, Pattern, escape, findall, finditer, fullmatch, match, search, split, sub
from typing import Any, cast

from nlu.first_characters import compiled

__all__ = [
    "ASCII",
    "IGNORECASE",
    "Match",
    "Pattern",
    "compile",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
]

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class Uncompiled:
    """Stands for a pattern; from its first use on, the pattern's own methods are called."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        pattern = compiled(self.pattern, self.flags)
        self.__dict__.update((method, getattr(pattern, method)) for method in _METHODS)
        return getattr(pattern, name)


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern, to be compiled by its first search or match."""
    return cast("re.Pattern[str]", Uncompiled(pattern, flags))
