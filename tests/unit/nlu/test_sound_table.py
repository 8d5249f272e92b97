"""The shipped table of sounds is the one that its command builds."""

from __future__ import annotations

import runpy
from pathlib import Path

from nlu.pinyin import sounds_like

ROOT = Path(__file__).parents[3]


def test_the_table_of_sounds_is_what_its_command_builds() -> None:
    """A14: nobody has edited the table by hand."""
    built = runpy.run_path(str(ROOT / "deploy" / "word_tables.py"))["pinyin_lines"]()
    shipped = (ROOT / "nlu" / "data" / "pinyin.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in shipped if not line.startswith("#")] == built


def test_characters_of_names_have_their_reading_in_names() -> None:
    """A2: 晟 is heard as 盛 in the names of firms and people."""
    assert sounds_like("恒晟", "恒盛")
