"""Toneless, folded pinyin of characters, from a table built once (RESEARCH §3.2).

Speech recognition confuses zh/z, ch/c, sh/s, n/l and -ng/-n; the table has them folded already.
pypinyin itself is not imported at run time: it takes a second and 55 MB to load.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from nlu.wordlists import read_lines

_FIRST_HAN, _LAST_HAN = "\u3400", "\uffff"


@cache
def _spelt() -> dict[str, str]:
    """For each syllable the first of its characters, which stands for all of them."""
    return {line.split(" ", 1)[0]: line.split(" ", 1)[1][0] for line in read_lines("pinyin.txt")}


@cache
def _spellings() -> dict[str, str]:
    """The syllable of each character that stands for one."""
    return {first: syllable for syllable, first in _spelt().items()}


@cache
def _heard_as() -> str:
    """By code point the character that stands for its sound, or itself: a string, which is small and quickly read."""
    characters = [chr(code) for code in range(ord(_LAST_HAN) + 1)]
    for line in read_lines("pinyin.txt"):
        _, alike = line.split(" ", 1)
        for character in alike:
            characters[ord(character)] = alike[0]
    return "".join(characters)


def syllables(text: str) -> list[str]:
    """One syllable for each character; a character without a reading stands for itself, in lower case."""
    spellings = _spellings()
    return [
        spellings.get(sound) or character.lower()
        for character, sound in zip(text, text.translate(_heard_as()), strict=True)
    ]


def sounds(units: Iterable[str]) -> list[str]:
    """What stands for the sound of each unit of a name, equal where two are heard alike; a Latin word may spell the
    syllable of a character."""
    heard_as, spelt = _heard_as(), _spelt()
    return [heard_as[ord(unit)] if _FIRST_HAN <= unit <= _LAST_HAN else spelt.get(unit, unit) for unit in units]


@lru_cache(maxsize=65536)
def heard(text: str) -> str:
    """The text with each character replaced by the first of its sound: what is heard alike is equal."""
    return text.translate(_heard_as())


def sounds_like(left: str, right: str) -> bool:
    """Whether two strings of equal length are heard alike."""
    return len(left) == len(right) and syllables(left) == syllables(right)
