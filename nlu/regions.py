"""Names of provinces, cities and counties, to tell a region from the rest of a company's name."""

from __future__ import annotations

from functools import cache

from nlu.wordlists import words

_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "省", "市", "区", "县", "州", "镇")
_LAST = frozenset(suffix[-1] for suffix in _SUFFIXES)


@cache
def region_names() -> frozenset[str]:
    """Short names («上海», «浦东») of levels one to three."""
    return words("regions.txt")


@cache
def _heads() -> frozenset[str]:
    """The first two characters of each."""
    return frozenset(name[:2] for name in region_names())


def is_region(text: str) -> bool:
    """Whether the whole text names a region, with or without its suffix."""
    names = region_names()
    if text in names or text == "中国":
        return True
    return text[-1:] in _LAST and any(text.removesuffix(suffix) in names for suffix in _SUFFIXES)


def is_place(text: str) -> bool:
    """Whether nothing but names of regions make up a text («镇江句容»)."""
    size = leading_region(text)[1]
    return is_region(text) or (0 < size < len(text) and is_place(text[size:]))


def leading_region(name: str) -> tuple[str, int]:
    """The short form of the region that a name begins with, and how many characters it takes («上海市恒瑞»
    gives («上海», 3)); («», 0) when it begins with none. The longest region wins; at least two characters
    must be left."""
    if name[:2] not in _heads():
        return "", 0
    names = region_names()
    for length in range(min(6, len(name) - 2), 1, -1):
        head = name[:length]
        if head in names:
            for suffix in _SUFFIXES:
                if name.startswith(suffix, length) and len(name) - length - len(suffix) >= 2:
                    return head, length + len(suffix)
            return head, length
    return "", 0
