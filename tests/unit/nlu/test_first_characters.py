"""A look at the first character changes no match."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.first_characters import compiled, first_characters
from nlu.patterns import sections
from nlu.wordlists import DATA

TEXTS = [
    json.loads(line)["text"]
    for file in sorted((Path(__file__).parents[2] / "corpus" / "own").glob("*.jsonl"))
    for line in file.open(encoding="utf-8")
]
PATTERNS = [
    (file.name, heading, pattern)
    for file in sorted((DATA / "patterns").glob("*.txt"))
    for heading, pattern in sections(file.name).items()
    if "<<" not in pattern
]


@pytest.mark.parametrize(("name", "heading", "pattern"), PATTERNS, ids=lambda value: str(value)[:20])
def test_every_pattern_of_ours_finds_the_same(name: str, heading: str, pattern: str) -> None:
    plain, quick = re.compile(pattern), compiled(pattern)
    for text in TEXTS:
        assert [m.span() for m in plain.finditer(text)] == [m.span() for m in quick.finditer(text)]


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("价格|报价", "价报"),
        ("(?:太|很)?贵", "太很贵"),
        ("(?i:po)单", "Pp"),
        ("(?<!不)(?:签|定)了", "定签"),
    ],
)
def test_what_it_begins_with(pattern: str, begins: str) -> None:
    assert {chr(code) for _, code in first_characters(pattern)} == set(begins)


@pytest.mark.parametrize("pattern", ["[^,。]展上", "(?:很)?", ".*这边", r"\W+", "^|说", "[\u4e00-\u9fff]{2}展", "价格"])
def test_what_can_begin_with_anything_or_is_plain_stays_as_it_is(pattern: str) -> None:
    assert not first_characters(pattern)


_PIECES = st.sampled_from(
    ["价", "贵", "(?:太|很)?", "[高低]", r"\d", "(?=价)", "(?<!不)", "(?i:po)", "x*", "|", "^", "$"]
)


@given(st.lists(_PIECES, min_size=1, max_size=8), st.text("价贵太很高低不5poPOx", max_size=12))
def test_no_pattern_changes_its_matches(pieces: list[str], text: str) -> None:
    pattern = "".join(pieces)
    found = [m.span() for m in re.finditer(pattern, text)]
    assert [m.span() for m in compiled(pattern).finditer(text)] == found
