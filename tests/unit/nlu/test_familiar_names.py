"""Known contacts in familiar forms, branches by their place, and who of several was met (A2, A3, A14)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlu.drafts import Understanding
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

# A Wednesday.
NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
NAMES = Names(
    [
        KnownCustomer(1, "扬州瘦西湖民宿有限公司", (KnownContact("谢婷", "店长"), KnownContact("宋莹莹", "采购"))),
        KnownCustomer(2, "盐城大丰船舶配件厂", (KnownContact("顾明三", "老板"), KnownContact("Judy", "采购"))),
        KnownCustomer(3, "金鹿自动化有限公司(胥口)", (KnownContact("柴总工", "总工程师"),)),
        KnownCustomer(4, "金鹿自动化有限公司(甪直)", (KnownContact("柳科", "采购科长"),)),
        KnownCustomer(5, "无锡梅园星耀照明有限公司", (KnownContact("翁副总", "副总"), KnownContact("鞠平", "工程师"))),
    ]
)


def read(text: str) -> Understanding:
    return understand(text, NOW, NAMES)


@pytest.mark.parametrize(
    ("text", "contact", "customer"),
    [
        ("瘦西湖民宿婷姐 电话聊了床品", "婷姐", 1),
        ("瘦西湖民宿莹莹今早发微信问床品", "莹莹", 1),
        ("大丰船舶老三 电话聊了缆绳", "老三", 2),
        ("去大丰船舶找顾老三聊了缆绳", "顾老三", 2),
        ("大丰船舶Judy姐 微信聊了缆绳", "Judy姐", 2),
        ("拜访甪直金鹿柳科长,聊了传感器", "柳科长", 4),
        ("瘦西湖民宿莹莹代表全店送来锦旗,在我公司坐了坐", "莹莹", 1),
    ],
)
def test_known_people_in_familiar_forms(text: str, contact: str, customer: int) -> None:
    """A2: the last character with 姐, the place in the family, a doubled name; 代表 as a verb is no title."""
    [draft] = read(text).follow_ups
    assert draft.contact is not None
    assert draft.contact.value == contact
    assert draft.customer_id == customer


@pytest.mark.parametrize(
    ("text", "company", "customer"),
    [
        ("拜访胥口金鹿,聊了传感器", "胥口金鹿", 3),
        ("去了甪直金鹿,聊了传感器", "甪直金鹿", 4),
        ("今天去了梅园 星耀照明 鞠工聊了灯带", "星耀照明", 5),
    ],
)
def test_a_branch_by_the_place_before_its_name(text: str, company: str, customer: int) -> None:
    """A14: the place in brackets said first settles the branch; a place alone gives way to the name behind it."""
    [draft] = read(text).follow_ups
    assert draft.company is not None
    assert draft.company.value == company
    assert draft.customer_id == customer


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("上午去星耀照明,翁副总因开会未能会面,鞠平工程师出面接待,聊了灯带", "鞠平工程师"),
        ("下午去瘦西湖民宿,没找谢店长,找的莹莹,聊了床品", "莹莹"),
        ("致陈总:今天拜访星耀照明鞠工,聊了灯带", "鞠工"),
        ("陪同公司蒋副总拜访星耀照明鞠工,聊了灯带", "鞠工"),
    ],
)
def test_who_was_met(text: str, contact: str) -> None:
    """A2: who received us was met; whom the report is for, or who came along, was not."""
    [draft] = read(text).follow_ups
    assert draft.contact is not None
    assert draft.contact.value == contact


@pytest.mark.parametrize(
    "text",
    [
        "明天先不去大丰船舶了,改去瘦西湖民宿找婷姐试样",
        "请财务核实:大丰船舶四月所付定金是否到账",
        "请协助查询:今年以来星耀照明鞠工来电几次",
        "请将星耀照明的阶段由需求确认调整为报价谈判",
        "上回请婷姐吃饭花了三百,财务说报不了",
        "大丰船舶那笔首款付没付?财务查一下",
        "星耀照明到底报的 12 万还是 16 万?翻不到了",
    ],
)
def test_what_tells_no_contact(text: str) -> None:
    """A6: a plan, a request about records or money, and our expenses are no report."""
    assert read(text).kind == "other"


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("去大丰船舶,顾老板不在,转头打他手机,他说在外地", ["visit", "call"]),
        ("星耀照明鞠工 dh 聊了灯带", ["call"]),
        ("周报(5月18日至20日):1. 周一拜访星耀照明鞠工,聊了灯带", ["visit"]),
        ("大丰船舶顾老板电话聊了缆绳,样品已寄回去了", ["call"]),
        ("星耀照明鞠工电话聊了灯带,我礼拜天上门去看看", ["call"]),
        ("瘦西湖民宿谢店长把章给盖了,头款四万", ["other"]),
    ],
)
def test_contacts_told(text: str, channels: list[str]) -> None:
    """A3: another medium after an attempt in vain is a contact of its own; a return or a day to come is none."""
    assert [draft.channel.value for draft in read(text).follow_ups] == channels
