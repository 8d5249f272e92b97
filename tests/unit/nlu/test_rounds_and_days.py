"""Several contacts in one message: where each begins, on which day it was, and which place is meant (A2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

# A Thursday.
NOW = datetime(2026, 5, 21, 18, 30, tzinfo=UTC)
NAMES = Names(
    [
        KnownCustomer(1, "安吉远山竹业有限公司", (KnownContact("祝敏", "厂长"),)),
        KnownCustomer(2, "湖州丰泽电缆有限公司", (KnownContact("于飞", "采购经理"), KnownContact("童娟", "会计"))),
        KnownCustomer(3, "嘉善春和门窗有限公司", (KnownContact("钮强", "总经理"),)),
        KnownCustomer(4, "鸿图精工（无锡）有限公司", (KnownContact("乐平", "总经理"),)),
        KnownCustomer(5, "鸿图精工（太仓）有限公司", (KnownContact("安琪", "总经理"),)),
        KnownCustomer(6, "台州锦辰塑业有限公司", (KnownContact("应天", "经理"),)),
        KnownCustomer(7, "衢州育欣书店有限公司", (KnownContact("龚芳", "店长"),)),
    ]
)


def told(text: str) -> list[tuple[int | None, str, str, str | None]]:
    """Customer, channel, day of May and contact of each contact told."""
    return [
        (d.customer_id, d.channel.value, f"{d.on.value:%m-%d}", d.contact.value if d.contact else None)
        for d in understand(text, NOW, NAMES).follow_ups
    ]


@pytest.mark.parametrize(
    "text",
    [
        "本周:\n周一 电话 远山竹业 祝敏,谈竹板\n周二 上门 丰泽电缆 于飞,没在\n周三 视频会 春和门窗 钮强,聊型材",
        "周报\n- 周一 电话 远山竹业祝敏,谈竹板\n- 周二 上门 丰泽电缆于飞,没在\n- 周三 视频会 春和门窗钮强,聊型材",
        "本周:1. 5月18日,致电远山竹业祝敏,谈竹板。2. 5月19日,拜访丰泽电缆于飞。3. 5月20日,与春和门窗钮强开视频会。",
    ],
)
def test_what_heads_an_item_belongs_to_it(text: str) -> None:
    """A2: the day and the channel in front of a name are that contact's, not the one's before it."""
    assert told(text) == [
        (1, "call", "05-18", "祝敏"),
        (2, "visit", "05-19", "于飞"),
        (3, "meeting", "05-20", "钮强"),
    ]


def test_a_heading_is_no_contact() -> None:
    text = "一、拜访情况:上午到丰泽电缆,未见到于经理。\n二、电话情况:下午致电春和门窗钮总,谈型材。"
    assert told(text) == [(2, "visit", "05-21", "于经理"), (3, "call", "05-21", "钮总")]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5月19日在湖州,上午到丰泽电缆,于经理接待,谈了电缆;下午与春和门窗钮总通话,谈了型材", ["05-19", "05-19"]),
        ("补录5月18日的:请丰泽电缆于经理吃饭,谈了账期", ["05-18"]),
        ("五一期间(5月3日)在服务区偶遇丰泽电缆于经理,聊了电缆", ["05-03"]),
        ("节后首访:丰泽电缆 于经理,聊电缆", ["05-21"]),
        ("端午节前走访两家:丰泽电缆于经理,谈电缆;春和门窗钮总,谈型材", ["05-21", "05-21"]),
        ("昨天上午去了丰泽电缆,于经理在,聊了电缆。今天下午去春和门窗见了钮总", ["05-20", "05-21"]),
    ],
)
def test_the_day_of_a_contact(text: str, days: list[str]) -> None:
    """A2: a part of the day goes on with the day told; a holiday around it tells the season only."""
    assert [day for _, _, day, _ in told(text)] == days


@pytest.mark.parametrize(
    "text",
    [
        "丰泽电缆于经理让我补5月28日的检测报告,今天上门谈的",
        "上门丰泽电缆见于经理,端午前再去一次",
    ],
)
def test_a_day_to_come_is_not_the_day_of_the_contact(text: str) -> None:
    assert [day for _, _, day, _ in told(text)] == ["05-21"]


def test_one_verb_behind_two() -> None:
    """A2: «A和B今天都见了» tells of both, in the order said."""
    text = "远山竹业祝厂长和丰泽电缆于经理 今天都见了 远山那边聊的竹板"
    assert [(customer, channel) for customer, channel, _, _ in told(text)] == [(1, "visit"), (2, "visit")]


def test_a_meal_alone_is_no_contact() -> None:
    assert len(told("上午去了丰泽电缆跟于经理聊电缆 中午吃的面自己吃的")) == 1


@pytest.mark.parametrize(
    ("text", "customer", "company"),
    [
        ("鸿图精工(无锡)乐总来电,聊交期", 4, "鸿图精工(无锡)"),
        ("拜访鸿图精工太仓 安总,聊刀具", 5, "鸿图精工太仓"),
        ("到鸿图精工(太仓)有限公司,聊刀具", 5, "鸿图精工(太仓)有限公司"),
        ("拜访台州锦辰塑业有限公司,聊色母", 6, "台州锦辰塑业有限公司"),
        ("从远山竹业出来,见了祝厂长", 1, "远山竹业"),
    ],
)
def test_how_far_a_name_reaches(text: str, customer: int, company: str) -> None:
    """A2: the place of the branch and the legal form belong to the name; the legal form tells no trade."""
    (draft,) = understand(text, NOW, NAMES).follow_ups
    assert draft.company is not None
    assert (draft.customer_id, draft.company.value) == (customer, company)


@pytest.mark.parametrize(
    "text",
    [
        "应天经理今晨致电我司,问色母的交期",
        "到远山竹业,与信息中心祝厂长就竹板进行了沟通",
        "远山竹业祝厂长,去了他车间现场,又谈了竹板和保险代办进行了沟通",
        "今天上门远山竹业,找负责安保的祝厂长,聊了竹板",
    ],
)
def test_what_is_no_company(text: str) -> None:
    """A2: parts of the day, departments and whole phrases are nobody's name."""
    names = {d.company.value for d in understand(text, NOW, NAMES).follow_ups if d.company}
    assert names <= {"远山竹业"}


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("丰泽电缆 于经理:电话打了两次没接;干脆去他厂里,聊了电缆", ["call", "visit"]),
        ("丰泽电缆于经理上午来电催发票;下午我到他们那送发票,并交流了电缆的规格", ["inbound", "visit"]),
        ("上午去了丰泽电缆见于经理,聊了电缆。下午三点,我还在路上,于经理致电于我,问账期", ["visit", "inbound"]),
        ("远山竹业祝敏 打了没通 丰泽电缆的于飞通了 说了两句电缆", ["call", "call"]),
        ("昨天跟钮总开的视频会 从八点开到九点半 聊了型材", ["meeting"]),
        ("上午去丰泽电缆跟于经理谈续签 他说去年漏水打电话半天才来人", ["visit"]),
    ],
)
def test_another_contact_with_the_same_company(text: str, channels: list[str]) -> None:
    """A2: another way, told with an hour or after an attempt in vain, is another contact; a former one is none."""
    assert [channel for _, channel, _, _ in told(text)] == channels


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("拜访丰泽电缆,与其总经理欧阳敏谈了电缆", "欧阳敏"),
        ("丰泽电缆 于副理来电,聊交期", "于副理"),
        ("湖州丰泽电缆财务部童会计来电,聊账期", "童会计"),
        ("前往丰泽电缆,跟 Farid 工程师谈了电缆", "Farid 工程师"),
    ],
)
def test_the_contact_as_spoken(text: str, contact: str) -> None:
    """A2: a compound surname, a title behind a space and uncommon titles belong to the person."""
    assert [name for _, _, _, name in told(text)] == [contact]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("麻烦建一下舟山远洋冷藏 还没要到电话 展会扫码进来的", "lead"),
        ("远山竹业祝厂长介绍的,聊城光明锻件,找郑厂长,137 9350 2216,先建上", "lead"),
        ("去远山竹业见了祝厂长,他建议下周再谈", "report"),
        ("远山竹业祝厂长说仓库建上海了,聊了运费", "report"),
    ],
)
def test_what_is_to_be_recorded(text: str, kind: str) -> None:
    """A1: 建一下 and 先建上 record a lead; 建议 and 建上海 are other words."""
    assert understand(text, NOW, NAMES).kind == kind


def test_a_person_of_another_customer_heads_a_line() -> None:
    """A2: a name on a line of its own is not the company's of the line before."""
    assert [c for c, *_ in told("丰泽电缆于飞 微信聊了电缆\n钮强 电话,谈型材")] == [2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "去了远山竹业见祝厂长,聊竹板。春和门窗就在隔壁 没进去",
        "在沈阳展会上碰着远山竹业祝厂长 聊了竹板 春和门窗的钮总说来也没来",
        "远山竹业祝厂长,不是在他公司见的,在论坛上,聊了竹板",
    ],
)
def test_where_nobody_went(text: str) -> None:
    assert [customer for customer, *_ in told(text)] == [1]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5.8 远山竹业 祝敏 visit,谈竹板;5.9 丰泽电缆 于飞 call,聊电缆", ["05-08", "05-09"]),
        ("5.8去了丰泽电缆见于经理,聊电缆", ["05-08"]),
        ("丰泽电缆于经理来电,铜价涨了5.8去年没涨,聊电缆", ["05-21"]),
    ],
)
def test_a_date_with_a_point(text: str, days: list[str]) -> None:
    """A2: 5.8 at the head of a line is a day, a price elsewhere is none."""
    assert [day for _, _, day, _ in told(text)] == days


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("下周要去丰泽电缆,今天先跟于经理通了个电话,聊了电缆", "丰泽电缆"),
        ("今天没见到钮总,约了周六再去春和门窗", "春和门窗"),
        ("今天跟于经理通了电话,聊了电缆,下周要去春和门窗", None),
    ],
)
def test_a_company_named_in_a_plan_only(text: str, company: str | None) -> None:
    """A2: the company of a plan is that of the contact when the person is its own."""
    (draft,) = understand(text, NOW, NAMES).follow_ups
    assert (draft.company.value if draft.company else None) == company
