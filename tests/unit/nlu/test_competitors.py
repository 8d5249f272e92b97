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


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("王工说施耐德和欧姆龙都来谈过,他要慎重对比", ["施耐德", "欧姆龙"]),
        ("他吐槽我们太贵,库卡报二十三万", ["库卡"]),
        ("隔壁厂用顺丰 德邦,比我们便宜", ["顺丰", "德邦"]),
        ("目前的是岛津,用了五年", ["岛津"]),
        ("单子丢给安川了", ["安川"]),
        ("那边也在看阳光电源,费率低", ["阳光电源"]),
    ],
)
def test_well_known_vendors(text: str, rivals: list[str]) -> None:
    """A12: a well-known vendor counts where the talk is of price, use or choice, also without a telling verb."""
    assert names(text) == rivals


@pytest.mark.parametrize(
    "text",
    [
        "今天去了施耐德,聊了报价",
        "拜访西门子的王经理,他说价格高",
        "跟他聊ABB变频器,报价三万",
        "腾讯会议上演示了方案",
        "客户是华为的供应商,嫌价格贵",
        "给顺丰报了价",
    ],
)
def test_a_well_known_name_is_no_rival_by_itself(text: str) -> None:
    """A12: visited, sold or supplied by the customer, a well-known name is none."""
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("给他们做保养的一直是宏拓", ["宏拓"]),
        ("不行就换宏拓。", ["宏拓"]),
        ("今天聊得不错,同款机型宏拓的报价低两万", ["宏拓"]),
        ("他说宏拓 38,太贵", ["宏拓"]),
        ("最后定由宏拓智能中标", ["宏拓智能"]),
        ("她讲盖章要走三天流程", []),
        ("软件是十年前自己找人写的", []),
        ("去了青川幼儿园,之前吃过宏拓的亏", ["宏拓"]),
        ("去了青川幼儿园,竞品情况:宏拓 报价12万", ["宏拓"]),
        ("最终由集团招采委员会负责", []),
        ("维修由市公司负责", []),
        ("换了两台电机", []),
        ("比我方最初报价低", []),
    ],
)
def test_more_frames(text: str, rivals: list[str]) -> None:
    assert names(text) == rivals
