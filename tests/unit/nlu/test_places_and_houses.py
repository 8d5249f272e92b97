"""Which customer a name with a place or a kind of house means, and which words are only a place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlu.companies import name_parts
from nlu.drafts import FollowUpDraft
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)


def known(*customers: tuple[str, str, str]) -> Names:
    return Names(
        [
            KnownCustomer(number, name, (KnownContact(person, title),) if person else ())
            for number, (name, person, title) in enumerate(customers, 1)
        ]
    )


def drafts(text: str, names: Names) -> list[tuple[str | None, int | None, str | None]]:
    found = understand(text, NOW, names).follow_ups
    return [(_plain(d, "company"), d.customer_id, _plain(d, "contact")) for d in found]


def _plain(draft: FollowUpDraft, name: str) -> str | None:
    value = getattr(draft, name)
    return value.value if value else None


HOUSES = known(
    ("柳川市儿童医院", "麻静", "药剂科科长"),
    ("柳川市儿童医院河西分院", "游蓉", "护士长"),
    ("柳川市中医院", "钮敏", "设备科科长"),
    ("泗河县实验小学", "钮平", "校长"),
)


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("上午去市儿童医院拜访麻科长,谈了雾化器", ("市儿童医院", 1, "麻科长")),
        ("上午给中医院设备科钮科长打电话,谈了监护仪", ("中医院", 3, "钮科长")),
        ("下午去实验小学找钮校长,聊了课桌", ("实验小学", 4, "钮校长")),
    ],
)
def test_the_houses_of_a_town_no_list_knows(text: str, draft: tuple[str, int, str]) -> None:
    """The town is no part of the brand, so that the house is found without it; of a house and its branch the
    house itself is meant when the branch isn't named."""
    assert drafts(text, HOUSES) == [draft]


def test_a_town_that_no_list_knows_is_a_region() -> None:
    assert name_parts("柳川市儿童医院").region == "柳川市"
    assert name_parts("红星市政工程").region == ""


def test_a_single_character_ends_a_name_alone() -> None:
    """«知行包装» is the brand 知行, no bank 知."""
    assert name_parts("知行包装").brand == "知行"
    assert name_parts("鼎新商行").brand == "鼎新"


def test_the_trade_said_comes_before_the_place() -> None:
    names = known(("浙江宏发丝织有限公司", "强敏", "厂长"), ("湖州宏发饭店", "强燕", "经理"))
    assert drafts("今天去了湖州的宏发丝织 见的强厂长 聊了染料", names) == [("宏发丝织", 1, "强厂长")]


def test_where_we_were_is_no_company() -> None:
    names = known(("苏州昆山宏泰涂料有限公司", "厉强", "部长"), ("昆山宏泰置业", "厉红", "经理"))
    assert drafts("今天在苏州昆山这边堵了半天 下午去宏泰涂料找厉部长聊了固化剂", names) == [("宏泰涂料", 1, "厉部长")]
