"""Toneless, folded pinyin of characters, from a table built once (RESEARCH §3.2).

Speech recognition confuses zh/z, ch/c, sh/s, n/l and -ng/-n; the table has them folded already.
pypinyin itself is not imported at run time: it takes a second and 55 MB to load.
"""

from __future__ import annotations

from functools import cache, lru_cache

from nlu.wordlists import read_lines


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in read_lines("pinyin.txt"):
        syllable, characters = line.split(" ", 1)
        for character in characters:
            table[character] = syllable
    return table


def syllables(text: str) -> list[str]:
    """One syllable for each character; a character without a reading stands for itself, in lower case."""
    table = _table()
    return [table.get(character) or character.lower() for character in text]


@cache
def _one_of_a_sound() -> dict[int, str]:
    firsts: dict[str, str] = {}
    return {ord(character): firsts.setdefault(syllable, character) for character, syllable in _table().items()}


@lru_cache(maxsize=65536)
def heard(text: str) -> str:
    """The text with each character replaced by the first of its sound: what is heard alike is equal."""
    return text.translate(_one_of_a_sound())


def sounds_like(left: str, right: str) -> bool:
    """Whether two strings of equal length are heard alike."""
    return len(left) == len(right) and syllables(left) == syllables(right)
