"""Rounds of visits and what is no contact in them (CONTRACT `channel`, `company`, `kind`)."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime.fromisoformat("2026-06-10T18:00:00+08:00")
NAMES = Names(
    [
        KnownCustomer(1, "宁波海川机电有限公司", (KnownContact("沈立", "采购部部长"),)),
        KnownCustomer(2, "海川机电(嘉兴)有限公司", (KnownContact("沈红", "综合部部长"),)),
        KnownCustomer(3, "嘉兴明德纺织有限公司", (KnownContact("陶欣", "厂长"), KnownContact("Ken", "主管"))),
        KnownCustomer(4, "平湖县疾病预防控制中心", (KnownContact("苗青", "科长"),)),
        KnownCustomer(5, "安吉县竹海大酒店有限公司", (KnownContact("曹阳", "经理"),)),
        KnownCustomer(6, "湖州竹海酒店用品有限公司", (KnownContact("曹丽", "经理"),)),
        KnownCustomer(7, "桐乡云锦家纺有限公司", (KnownContact("倪芳", "科协秘书"),)),
    ]
)


def told(text: str) -> list[tuple[str | None, int | None, str | None, str]]:
    """Company, customer, contact and channel of every follow-up heard."""
    return [
        (
            draft.company.value if draft.company else None,
            draft.customer_id,
            draft.contact.value if draft.contact else None,
            draft.channel.value,
        )
        for draft in understand(text, NOW, NAMES).follow_ups
    ]


def test_a_round_is_of_visits() -> None:
    """A6: «今天两家» says how, where no verb does."""
    heard = told("今天两家:明德纺织,跟陶厂长谈了退租手续;云锦家纺,倪姐嫌空调太吵")
    assert [channel for *_, channel in heard] == ["visit", "visit"]


@pytest.mark.parametrize(
    "text",
    [
        "去了明德纺织见陶厂长,聊了染料,中午随便吃了碗面",
        "去了明德纺织见陶厂长,聊了染料,高兴得我晚上多吃了一碗饭",
        "去了明德纺织见陶厂长,聊了染料,他留我吃饭,我没吃",
        "去了明德纺织见陶厂长,聊了短信网关",
        "先找的明德纺织陶厂长,聊了染料",
        "去了明德纺织见陶厂长,他跟我诉苦说上批布有色差",
        "去了明德纺织见陶厂长,聊了染料,周五前我把清单打给他",
    ],
)
def test_one_visit_and_nothing_else(text: str) -> None:
    """A6: what the sender ate, a product named like a medium, a list that is sent are no contacts of their own."""
    assert [(customer, channel) for _, customer, _, channel in told(text)] == [(3, "visit")]


def test_what_others_did_gives_no_day() -> None:
    """A6: the day on which somebody else did something is not that of the visit."""
    (draft,) = understand("今天去了明德纺织,陶厂长说我们派的人昨天又跑了三个", NOW, NAMES).follow_ups
    assert draft.on.value == NOW.date()


def test_a_building_leads_to_who_sits_there() -> None:
    """A6: «去了东方大厦,那个叫…» belongs to the company named next."""
    heard = told("上午跟海川机电采购部沈部长通了电话 聊了轴承 下午去了东方大厦 那个叫云锦家纺 见到倪姐")
    assert [(customer, channel) for _, customer, _, channel in heard] == [(1, "call"), (7, "visit")]


def test_the_department_tells_which_of_two() -> None:
    """A6: the department said before a person settles a tie of two customers with such a person."""
    assert told("拜访了海川机电采购部沈部长,聊了轴承")[0][1] == 1
    assert told("拜访了海川机电综合部沈部长,聊了轴承")[0][1] == 2


def test_the_place_tells_which_of_two() -> None:
    """A6: so does the place said before a name."""
    assert told("给安吉的竹海酒店曹经理打电话,没人接")[0][1] == 5


def test_where_a_known_contact_works_is_no_company() -> None:
    """A6: «科协的倪姐» is at the company at hand."""
    assert told("去了云锦家纺 跟科协的倪姐聊了床品") == [("云锦家纺", 7, "倪姐", "visit")]


def test_houses_are_called_shorter_than_they_are_written() -> None:
    """A6: 疾控 is a 疾病预防控制中心."""
    assert told("去了平湖县疾控,跟苗科长聊了试剂")[0][:2] == ("平湖县疾控", 4)


def test_the_superior_who_is_told_was_not_met() -> None:
    """A6: «给张哥汇报» names a colleague."""
    assert told("给张哥汇报 今天去了明德纺织 陶厂长嫌交货慢")[0][2] == "陶厂长"


def test_who_was_out_is_not_who_was_met() -> None:
    """A6: «陶厂长钓鱼去了» was sought in vain."""
    assert told("去了明德纺织 陶厂长钓鱼去了 跟阿Ken聊了染料")[0][2] == "阿Ken"


@pytest.mark.parametrize(
    "text",
    [
        "这个月我的拜访量排第几",
        "明德上次给的进场费是1.2万还是1.5万?聊天记录翻不到了",
        "各位,月底了,凡是没续约的客户今天务必都打一遍电话,明德那边由小吴负责",
        "上周我报的明德那条 你帮我看看有没有存进去",
    ],
)
def test_talk_about_work_is_no_report(text: str) -> None:
    """A6: questions about records and orders to colleagues."""
    assert understand(text, NOW, NAMES).kind == "other"
