"""Builds the table of sounds from pypinyin: `python deploy/word_tables.py`.

pypinyin is needed only here (the development lock has it), the product reads the table: `nlu/data/pinyin.txt`, the
toneless sound of each character of GBK, with what speech recognition confuses folded.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parent.parent / "nlu" / "data"

IN_NAMES = {
    "长": "can", "行": "han", "厦": "xia", "解": "xie", "仇": "qiu", "都": "du", "卜": "bu", "曾": "zen",
    "晟": "sen",
}  # fmt: skip
"""How these sound in names of firms and people, where it is not their most frequent reading."""


def gbk_characters() -> list[str]:
    """The Han characters that GBK can write."""
    found = []
    for code in range(0x4E00, 0x9FFF + 1):
        character = chr(code)
        try:
            character.encode("gbk")
        except UnicodeEncodeError:
            continue
        found.append(character)
    return found


def folded(syllable: str) -> str:
    """zh=z, ch=c, sh=s, n=l, -ng=-n: what speech recognition confuses."""
    for heard, written in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(heard):
            syllable = written + syllable[2:]
    if syllable.startswith("n"):
        syllable = "l" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def pinyin_lines() -> list[str]:
    """One syllable a line, then its characters."""
    from pypinyin import Style, pinyin

    table: dict[str, list[str]] = defaultdict(list)
    for character in gbk_characters():
        syllable = pinyin(character, style=Style.NORMAL, heteronym=False)[0][0]
        if syllable != character:
            table[IN_NAMES.get(character) or folded(syllable)].append(character)
    return [f"{syllable} {''.join(characters)}" for syllable, characters in sorted(table.items())]


if __name__ == "__main__":
    path = DATA / "pinyin.txt"
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    path.write_text("\n".join([*head, *pinyin_lines()]) + "\n", encoding="utf-8")
