"""Rival vendors in the ways they are named (CONTRACT `competitors`, A12)."""

import pytest

from nlu.competitors import find_competitors
from nlu.lexicon import DEFAULT


def names(text: str) -> list[str]:
    return [name for name, _, _ in find_competitors(text, [], DEFAULT)]


@pytest.mark.parametrize(
    "text",
    [
        "他们现在用的是威图",
        "目前供应商是威图,合同到年底",
        "在拿威图跟我们比",
        "已经跟威图签了",
        "我们报价比威图高两成",
        "他说威图在搞活动",
        "威图给的价低",
        "打算换威图。",
        "威图的业务员天天来",
        "如果我们不降他就找威图",
        "上一批是从威图拿的货",
        "担心换掉威图麻烦",
        "被威图抢走了",
    ],
)
def test_named(text: str) -> None:
    assert names(text) == ["威图"]


def test_lists() -> None:
    assert names("在拿有赞、客如云跟我们比") == ["有赞", "客如云"]
    assert names("正在跟太平和阳光的比") == ["太平", "阳光"]


@pytest.mark.parametrize(
    "text",
    [
        "他说价格有点高",
        "我们的方案比较好",
        "用了两年了",
        "换了个对接人",
        "聊了新产品",
        "合同正式签了",
        "他们在看方案",
        "找了三家在比",
    ],
)
def test_nobody(text: str) -> None:
    assert names(text) == []
