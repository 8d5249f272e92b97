"""What was talked about, also after a pause, and what is no topic (CONTRACT `topics`)."""

from datetime import UTC, datetime

import pytest

from nlu.linking import KnownCustomer, Names
from nlu.report_parser import understand

NAMES = Names([KnownCustomer(1, "A公司", ())])
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


def topics(text: str) -> list[str]:
    (draft,) = understand(text, NOW, NAMES).follow_ups
    return [topic.value for topic in draft.topics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天拜访了A公司王总,聊的,冷库改造+托盘租赁", ["冷库改造", "托盘租赁"]),
        ("今天拜访了A公司王总 聊的什么呢 冷库改造 他挺感兴趣", ["冷库改造"]),
        ("今天拜访了A公司王总,聊了 冷库改造,他挺感兴趣", ["冷库改造"]),
        ("今天拜访了A公司王总,议题为冷库改造和托盘租赁", ["冷库改造", "托盘租赁"]),
        ("今天拜访了A公司王总,沟通了三次", []),
        ("今天拜访了A公司王总,交谈约四十分钟", []),
    ],
)
def test_topics(text: str, expected: list[str]) -> None:
    assert topics(text) == expected
