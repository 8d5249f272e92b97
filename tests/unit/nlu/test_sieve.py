"""Trying only the patterns that can match a text changes no match."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.needed_characters import needed
from nlu.patterns import alternatives, listed
from nlu.sieve import Sieve, joint_match, joint_matches
from nlu.wordlists import DATA

TEXTS = [
    json.loads(line)["text"]
    for file in sorted((Path(__file__).parents[2] / "corpus" / "own").glob("*.jsonl"))
    for line in file.open(encoding="utf-8")
]
SECTIONS = [(file.name, heading) for file in sorted((DATA / "patterns").glob("*.txt")) for heading in listed(file.name)]


def spans(patterns: list[str], text: str) -> list[tuple[int, int]]:
    sieve = Sieve().section((0, pattern) for pattern in patterns)
    return [match.span() for _, match in joint_matches(sieve.possible(text), text, 0, len(text))]


@pytest.mark.parametrize(("name", "heading"), SECTIONS)
def test_every_section_of_ours_finds_the_same(name: str, heading: str) -> None:
    """Of the alternatives that can't match nothing."""
    unnamed = [pattern.replace("?P<name>", "").replace("?P<rest>", "") for pattern in alternatives(name, heading)]
    patterns = [pattern.replace("?P<weak>", "") for pattern in unnamed if re.search(pattern, "们") is None]
    joined = re.compile("|".join(patterns) or "(?!)")
    sieve = Sieve().section((heading, pattern) for pattern in patterns)
    for text in TEXTS[::4]:
        told = joint_matches(sieve.possible(text), text, 0, len(text))
        assert [(heading, match.span()) for match in joined.finditer(text)] == [
            (label, match.span()) for label, match in told
        ]


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("报价太高", [{"报价"}, {"价太"}, {"太高"}]),
        ("(?:太|很)?[贵高]了?", [{"贵", "高"}]),
        ("比.{2,4}很贵(?=的)", [{"很贵"}, {"比"}, {"的"}]),
        ("(?i:po)单", [{"po", "pO", "Po", "PO"}, {"单"}]),
        ("(?i:skype)", [{"yp", "yP", "Yp", "YP"}, {"pe", "pE", "Pe", "PE"}]),
        ("[甲乙]价低|(?:很|太)高", [{"价低", "高"}, {"甲", "乙", "很", "太"}]),
        ("(?<=不)签|(?i:po)|\\w", []),
        ("[\\d一二]万?", [{"\0", "一", "二"}]),
    ],
)
def test_what_it_needs(pattern: str, needs: list[set[str]]) -> None:
    """The rarest first."""
    assert needed(pattern) == needs


def test_of_two_that_begin_together_the_first_listed_counts() -> None:
    sieve = Sieve().section([("long", "太贵了"), ("short", "太贵"), ("other", "贵了")])
    text = "说太贵了,太贵"
    found = [(label, match.start()) for label, match in joint_matches(sieve.possible(text), text, 0, len(text))]
    assert found == [("long", 1), ("short", 5)]


def test_only_what_can_match_is_left() -> None:
    sieve = Sieve().section([("price", "报价.*高"), ("price", "太贵"), ("late", "交期.*晚")])
    assert [pattern.pattern for _, pattern in sieve.possible("说交期太晚,报价还行")] == ["交期.*晚"]
    assert list(sieve.grouped("报价高,交期晚")) == ["price", "late"]
    assert joint_match(sieve.possible("没说什么"), "没说什么", 0, 4) is None


def test_a_pause_may_be_read_as_punctuation() -> None:
    """Some rules put a mark where speech has a space, or a line ends; what can match then is left, too."""
    sieve = Sieve().section([("price", "价高,"), ("late", "晚了。"), ("other", "贵。")])
    assert [label for label, _ in sieve.possible("价高 说晚了\n贵")] == ["price", "late"]


_PIECES = st.sampled_from(
    ["价", "高", "价高", "(?:太|很)?", "[高低]", r"\d", "(?=价)", "(?!价)", "(?<!不)", "(?i:po)", "(?:价|高低)+", "$"]
)
_PATTERN = st.lists(_PIECES, min_size=1, max_size=5).map(lambda pieces: "".join(["贵", *pieces]))


@given(st.lists(_PATTERN, min_size=1, max_size=4), st.text("价贵太很高低不5poPO", max_size=14))
def test_no_match_is_lost(patterns: list[str], text: str) -> None:
    assert spans(patterns, text) == [match.span() for match in re.finditer("|".join(patterns), text)]
