"""Which contacts a report tells, and what is only planned, called off or asked (CONTRACT `follow_ups`, `kind`)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime.fromisoformat("2026-06-10T18:00:00+08:00")
NAMES = Names(
    [
        KnownCustomer(1, "海州市档案管理中心", (KnownContact("沈立", "科长"),)),
        KnownCustomer(2, "海州理工学院", (KnownContact("苗青", "主任"),)),
        KnownCustomer(3, "嘉兴明德纺织有限公司", (KnownContact("陶欣", "厂长"), KnownContact("倪芳", "采购"))),
        KnownCustomer(4, "桐乡云锦家纺有限公司", (KnownContact("曹阳", "经理"),)),
        KnownCustomer(5, "平湖远航箱包有限公司", (KnownContact("岑亮", "总经理"),)),
    ]
)

Told = tuple[int | None, str, date]


def told(text: str) -> list[Told]:
    """Customer, channel and day of every follow-up heard."""
    return [
        (draft.customer_id, draft.channel.value, draft.on.value) for draft in understand(text, NOW, NAMES).follow_ups
    ]


def channels(text: str) -> list[tuple[int | None, str]]:
    """Customer and channel of every follow-up heard."""
    return [(customer, channel) for customer, channel, _ in told(text)]


def test_a_house_of_another_customer_is_no_department() -> None:
    """A6: two houses of one town are two customers, also where the second has a contact of its own."""
    heard = told("上午海州理工学院苗主任来我公司看样机。下午去档案管理中心找沈科长,没见到")
    assert [channel for _, channel, _ in heard] == ["inbound", "visit"]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("明德纺织:打的总机,等了好久没人转", [(3, "call")]),
        ("给云锦家纺曹经理打了 4 次都忙音", [(4, "call")]),
        ("远航箱包打了半天没人接", [(5, "call")]),
        ("明德纺织倪采购加我微信,问了印花布", [(3, "inbound")]),
        ("云锦家纺曹经理打了个电话进来,问被套", [(4, "inbound")]),
        ("明德纺织陶厂长在电话里主动表示项目先缓一缓", [(3, "inbound")]),
        ("明德纺织陶厂长微信跟我聊了印花布,说颜色发暗", [(3, "wechat")]),
        ("在全市座谈会上与明德纺织陶厂长聊了印花布", [(3, "event")]),
        ("去了云锦家纺,没进去大门,说要预约", [(4, "visit")]),
        ("微信上和明德纺织陶厂长聊了产线上云", [(3, "wechat")]),
    ],
)
def test_how_a_contact_took_place(text: str, heard: list[tuple[int, str]]) -> None:
    """A6: the words that tell a medium, whose initiative it was, and what only sounds like a medium."""
    assert channels(text) == heard


@pytest.mark.parametrize(
    "text",
    [
        "上午去了明德纺织见陶厂长,聊了印花布。跟云锦家纺的视频会取消了",
        "上午去了明德纺织见陶厂长,聊了印花布,中午在镇上吃的馄饨",
        "上午去了明德纺织见陶厂长,他说尾款月底打过来",
        "上午去了明德纺织见陶厂长,他嫌我们误了展会",
        "上午去了明德纺织,陶厂长正在打麻将,没空理我",
    ],
)
def test_what_is_no_contact_of_its_own(text: str) -> None:
    """A6: what was called off, eaten alone, paid, missed or played by others."""
    assert channels(text) == [(3, "visit")]


@pytest.mark.parametrize(
    "text",
    [
        "明德纺织的陶厂长微信转给我一下呗",
        "明年目标:\n明德纺织 续约\n云锦家纺 试样",
        "我先问一声 明德纺织那笔尾款是不是到账了",
        "明德纺织陶厂长周五来访,会议室订好了,不作走访记录",
        "要是能约到陶厂长就带曹经理去,这件事先不用登记",
        "明德纺织的巡检单谁填的?公里数不对",
        "今天谁都没联系,写了一天方案。明天打算去明德纺织找陶厂长聊聊印花布",
        "下午三点约了陶厂长看样,帮我在日历上记一下",
    ],
)
def test_plans_questions_and_notices_are_no_report(text: str) -> None:
    """A6: nothing of this took place."""
    assert understand(text, NOW, NAMES).kind == "other"


def test_what_was_done_is_no_command() -> None:
    """A6: «把…那单谈成了» begins like a command and tells a deal."""
    assert understand("把明德纺织那单谈成了!陶厂长今天签了合同", NOW, NAMES).kind == "report"


def test_a_day_that_comes_sooner_than_it_was_is_to_come() -> None:
    """A6: «周六我去…», said on a Wednesday behind what was told, is a plan and no visit of last week."""
    assert told("刚在机场碰到明德纺织陶厂长,聊了几句印花布,周六我去他办公室细谈。出来又去了云锦家纺") == [
        (3, "other", date(2026, 6, 10)),
        (4, "visit", date(2026, 6, 10)),
    ]


def test_a_day_of_the_year_that_has_just_been() -> None:
    """A6: «5/28 下班前», said in June, is no day of the next year."""
    assert told("明德纺织 陶厂长 5/28 下班前打电话来催印花布")[0] == (3, "inbound", date(2026, 5, 28))


def test_the_first_line_of_a_list_is_no_heading() -> None:
    """A6: where the lines of a list tell their own days, the one that tells none is of today."""
    heard = told("6/8 明德纺织陶厂长:上门,聊印花布\n6/9 云锦家纺曹经理:我打给他,聊被套\n远航箱包岑总:微信聊了拉链")
    assert [day.day for *_, day in heard] == [8, 9, 10]


def test_whose_initiative_the_calls_of_a_heading_were() -> None:
    """A6: «全是客户打来的» holds for all that follow."""
    heard = channels("今天接了两个电话,全是客户打来的:第一个明德纺织陶厂长,聊了印花布;第二个云锦家纺曹经理,聊了被套")
    assert heard == [(3, "inbound"), (4, "inbound")]


def test_what_is_to_follow_a_plan_makes_it_one() -> None:
    """A6: «谈完了我再回» is said before going."""
    assert understand("我今早直接去平湖找远航箱包的岑总 谈完了我再回单位", NOW, NAMES).kind == "other"


def test_credit_of_so_many_days_is_no_date() -> None:
    """A6: «三十日账期» is a term."""
    assert told("今天去了明德纺织见陶厂长,他要三十日账期,我说要申请")[0][2] == date(2026, 6, 10)
