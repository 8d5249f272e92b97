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


def test_where_many_met_settles_no_tie() -> None:
    """The place of an exhibition says nothing of where one of those met there is at home."""
    names = known(("合肥金麦烘焙有限公司", "", ""), ("芜湖金麦食品有限公司", "", ""))
    found = understand("在合肥的烘焙展会上跟金麦的郝总聊了奶油", NOW, names).follow_ups
    assert [(d.customer_id, d.candidates) for d in found] == [(None, (1, 2))]


TEAMS = known(
    ("嘉祥轧钢有限公司", "祝大力", "轧辊班长"), ("永泉水泵厂", "施家宝", "老板"), ("永泉酒店", "施佳", "经理")
)


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("去了趟嘉祥轧钢,跟轧修班长老祝说了轴承", ("嘉祥轧钢", 1, "老祝")),
        ("去了趟嘉祥轧钢,找车队长老祝聊了轮胎", ("嘉祥轧钢", 1, "老祝")),
        ("上午去永泉水泵 施生在 聊了叶轮", ("永泉水泵", 2, "施生")),
        ("永泉水泵的阿宝终于回我电话了,聊了叶轮", ("永泉水泵", 2, "阿宝")),
        ("去永泉水泵,碰到后厨的尹师傅,聊了水管", ("永泉水泵", 2, "尹师傅")),
        ("上午去机房找祝班长,聊了轴承", (None, 1, "祝班长")),
    ],
)
def test_who_is_a_person_and_what_is_a_place_of_theirs(text: str, draft: tuple[str | None, int, str]) -> None:
    assert drafts(text, TEAMS) == [draft]


def test_what_somebody_runs_is_no_name() -> None:
    names = known(("沅江孟家饭店", "孟国梁", "店主"), ("沅江供销超市", "", ""))
    assert drafts("给沅江开饭店的孟师傅打了个电话,聊了酱油", names) == [(None, 1, "孟师傅")]


def test_a_company_named_just_before_its_person_is_his() -> None:
    names = known(("太仓长宏电机厂", "滑永", "老板"), ("太仓启明塑料有限公司", "席文", "经理"))
    text = "上午去启明塑料 席经理谈了色母 报价三万 沙溪的长宏电机 下午三点我打电话过去 滑老板说月底再讲"
    assert drafts(text, names)[-1][:2] == ("长宏电机", 1)


OWNERS = known(
    ("老滕汽修服务部", "滕洪", "经营者"), ("浪岐海洋工程有限公司", "柴强", "主任"), ("金泰管业", "卜立", "经理")
)


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("刚给老滕发了微信,聊了举升机", (None, 1, "老滕")),
        ("今天去了浪岐海工,见到柴主任,聊了缆绳", ("浪岐海工", 2, "柴主任")),
        ("今天随薛总到金泰管业,卜经理介绍了扩产", ("金泰管业", 3, "卜经理")),
    ],
)
def test_owners_houses_and_superiors(text: str, draft: tuple[str | None, int, str]) -> None:
    """A shop named for its owner is not named where he is; 海工 ends a name where no 海 is known; whom we
    followed to a customer is one of ours."""
    assert drafts(text, OWNERS) == [draft]


def test_the_brand_that_only_sounds_alike_with_its_trade() -> None:
    """«Everyday word + trade» behind «去的» is a name, and the trade settles the homophone."""
    names = known(("镇江锦秀包装有限公司", "邬强", "老板"), ("镇江锦绣酒店", "邬敏", "经理"))
    assert drafts("上午打车去的锦绣包装 见到了邬老板 聊了纸箱", names)[0][:2] == ("锦绣包装", 1)


def test_a_company_said_of_before_its_person_is_his() -> None:
    """What reads as spoken of inside another's words still names whose person is contacted next."""
    names = known(("海门晨光齿科门诊部", "束岚", "院长"), ("海门宏业矿机有限公司", "童军", "工程师"))
    text = "今天两通电话 头一个是宏业矿机 童工程师说数对不上 第二个通州的晨光齿科 束院长 聊了聊保险 她嫌贵"
    assert drafts(text, names) == [("宏业矿机", 2, "童工程师"), ("晨光齿科", 1, "束院长")]


def test_a_park_is_no_company() -> None:
    names = known(("深圳博锐芯片技术有限公司", "", ""))
    assert drafts("今天去了南山软件园那边 先是博锐芯片 聊了服务器", names)[0][0] == "博锐芯片"
