"""Copied and scripted notes (A7, E7)."""

import pytest

from nlu.boilerplate import fingerprint, is_boilerplate, similarity


@pytest.mark.parametrize(
    "text",
    ["了解需求,持续跟进", "了解需求，持续跟进。", "已联系客户，客户有意向，继续跟进", "跟进", "日常拜访，保持联系", ""],
)
def test_scripted(text: str) -> None:
    """E7: stock phrases alone earn nothing."""
    assert is_boilerplate(text)


@pytest.mark.parametrize("text", ["嫌贵", "聊了样机,下周三试用", "预算80万，等院长签字", "今天拜访了王总,聊了样机"])
def test_honest(text: str) -> None:
    assert not is_boilerplate(text)


def test_copies_are_alike_whatever_the_punctuation() -> None:
    """A7: near-equal notes are found."""
    assert fingerprint("了解需求,持续跟进") == fingerprint("了解需求，持续跟进。")
    assert similarity("上午去看了样机，对方要报价", "对方要报价，上午去看了样机") == 100
    assert similarity("上午去看了样机", "电话没打通") < 50
