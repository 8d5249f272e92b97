"""By which channel a contact took place (CONTRACT `channel`, A6)."""

from datetime import UTC, datetime

import pytest

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NAMES = Names([KnownCustomer(1, "A公司", (KnownContact("王刚", "总经理"),))])
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("A公司王总上门来考察,聊了样机", "inbound"),
        ("A公司王总在群里@我,问样机", "inbound"),
        ("A公司王总发来询价单", "inbound"),
        ("A公司王总刚打我电话问样机", "inbound"),
        ("到A公司,王总聊了样机", "visit"),
        ("顺路去A公司坐了坐,王总聊了样机", "visit"),
        ("电话拜访A公司王总,聊了样机", "call"),
        ("A公司王总 zoom 30min,聊了样机", "meeting"),
        ("约A公司王总喝茶,聊了样机", "meal"),
        ("行业峰会见到A公司王总,聊了样机", "event"),
        ("陪A公司王总打高尔夫,聊了样机", "other"),
        ("机场偶遇A公司王总,聊了样机", "other"),
    ],
)
def test_channel(text: str, channel: str) -> None:
    """A6: the initiative wins over the medium, the medium over a bare verb of going."""
    (draft,) = understand(text, NOW, NAMES).follow_ups
    assert draft.channel.value == channel
