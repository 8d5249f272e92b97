"""Leads in one line (A1, A14, A15, F4, J5)."""

import pytest

from nlu.lead_parser import read_lead


def fields(text: str) -> tuple[str | None, str | None, str | None]:
    lead = read_lead(text)
    return tuple(value.value if value else None for value in (lead.phone, lead.company, lead.stage))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新线索 13912345678 宁波东方精工 初步沟通", ("13912345678", "宁波东方精工", "初步沟通")),
        ("初步沟通 恒瑞医疗科技(上海) 138 0000 1111", ("13800001111", "恒瑞医疗科技(上海)", "初步沟通")),
        ("新线索 A&B/C 公司 13800002222 需求确认", ("13800002222", "A&B/C 公司", "需求确认")),
        ("新线索 苏州明远 初步沟通", (None, "苏州明远", "初步沟通")),
        ("13912345670", ("13912345670", None, None)),
        ("苏州明远", (None, "苏州明远", None)),
        ("初步沟通", (None, None, "初步沟通")),
        ("+86 139-1234-5678，宁波东方精工，报价谈判", ("13912345678", "宁波东方精工", "报价谈判")),
    ],
)
def test_fields_in_any_order(text: str, expected: tuple[str | None, str | None, str | None]) -> None:
    """A1: three fields in any order, or a part of them."""
    assert fields(text) == expected


def test_wrong_number_is_shown_as_typed() -> None:
    """A15: a number of the wrong length is no number, and is named."""
    lead = read_lead("新线索 1391234567 宏伟门窗 初步沟通")
    assert lead.phone is None
    assert lead.phone_problem is not None
    assert lead.phone_problem.value == "1391234567"


def test_virtual_operator() -> None:
    """A15: 170/171 prefixes are flagged."""
    assert read_lead("新线索 17012345678 宏伟门窗 初步沟通").virtual


def test_values_carry_their_words() -> None:
    text = "新线索 13912345678 宁波东方精工 初步沟通"
    lead = read_lead(text)
    assert lead.company is not None
    assert lead.company.span is not None
    assert text[lead.company.span.start : lead.company.span.end] == "宁波东方精工"
