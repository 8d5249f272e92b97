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
        ("节前走访A公司,与王总谈了样机", "visit"),
        ("A公司王总在院内接见我方,介绍了样机", "visit"),
        ("A公司王总一行三人到访我公司,看了样机", "inbound"),
        ("收到A公司王总传真,催样机", "inbound"),
        ("A公司王总来我们苏州工厂了,看了样机", "inbound"),
        ("接待A公司王总一行,看了样机", "inbound"),
        ("A公司王总甩语音过来,急要样机", "inbound"),
        ("跟A公司王总语音聊了样机", "call"),
        ("给A公司王总发了条语音,说了样机", "wechat"),
        ("跟A公司连了个线,王总问样机", "meeting"),
        ("跟A公司王总饮茶,聊了样机", "meal"),
        ("请A公司王总大排档,聊了样机", "meal"),
        ("到A公司,王总泡茶喝得我心慌,聊了样机", "visit"),
        ("商会活动上认识A公司王总,聊了样机", "event"),
        ("A公司设备停机三天,王总骂了我一通", "other"),
        ("A公司王总:尾款13万到账", "other"),
    ],
)
def test_channel(text: str, channel: str) -> None:
    """A6: the initiative wins over the medium, the medium over a bare verb of going."""
    (draft,) = understand(text, NOW, NAMES).follow_ups
    assert draft.channel.value == channel
