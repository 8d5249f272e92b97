"""Which contacts a message tells: another day or medium, what only sounds like one, and who told it (A2, A3, A14)."""

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
        KnownCustomer(1, "南通海盛渔网有限公司", (KnownContact("柯大伟", "生产厂长"), KnownContact("金海", "工程师"))),
        KnownCustomer(2, "如皋白蒲粮油连锁有限公司", (KnownContact("施琳", "店总"), KnownContact("撖平", "队长"))),
        KnownCustomer(3, "启东吕四幼儿园（南区）", (KnownContact("顾阿兰", "园长"),)),
        KnownCustomer(4, "启东吕四幼儿园（北区）", (KnownContact("黄蓉", "园长"),)),
        KnownCustomer(5, "南通正大律师事务所", (KnownContact("常远", "合伙人"), KnownContact("谷雨", "总务主任"))),
    ]
)


def read(text: str) -> Understanding:
    return understand(text, NOW, NAMES)


def told(text: str) -> list[tuple[int | None, str | None, str, int]]:
    """Each contact: the customer, the person, the channel and the day of May."""
    return [
        (d.customer_id, d.contact.value if d.contact else None, d.channel.value, d.on.value.day)
        for d in read(text).follow_ups
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("周一,海盛柯厂长谈网具维修;周二,同厂采购部来电询问运费", [(1, "visit", 18), (1, "inbound", 19)]),
        ("上午跟海盛柯厂长通了电话聊了网线,下午三点他又打回来问运费", [(1, "call", 20), (1, "inbound", 20)]),
        ("给白蒲粮油施店总打了两次电话都没接,后在微信留言,没回", [(2, "call", 20), (2, "wechat", 20)]),
        ("跟海盛开了腾讯会议,聊了网线。会后我给柯厂长发了邮件", [(1, "meeting", 20), (1, "email", 20)]),
        ("周一去海盛跟柯厂长聊了网线,周二他打电话过来催样品", [(1, "visit", 18), (1, "inbound", 19)]),
        ("跑了趟海盛门卫不让进说没预约打柯厂长电话关机白跑", [(1, "visit", 20), (1, "call", 20)]),
        ("中午没吃饭就赶去海盛,跟柯厂长聊了网线", [(1, "visit", 20)]),
        ("海盛那个年会用品的单子黄了,柯厂长说选了别家", [(1, "other", 20)]),
        ("上午去海盛跟柯厂长聊了网线,下午让我把报价发过去", [(1, "visit", 20)]),
        ("一早给海盛柯厂长发了微信,到现在没回;下午打他座机,前台说他请假了", [(1, "wechat", 20), (1, "call", 20)]),
        ("礼拜一跟海盛柯厂长聊了网线 昨儿个酒醒了我给他微信发了报价", [(1, "visit", 18), (1, "wechat", 19)]),
        ("上午海盛,下午白蒲粮油,都没见到人", [(1, "visit", 20), (2, "visit", 20)]),
        ("给柯厂长和施店总各打了个电话拜年", [(1, "call", 20), (2, "call", 20)]),
        ("分别给海盛柯厂长、白蒲粮油施店总发了邮件", [(1, "email", 20), (2, "email", 20)]),
        ("先到海盛再到白蒲粮油,海盛柯厂长说要试样,白蒲粮油施店总不在", [(1, "visit", 20), (2, "visit", 20)]),
        (
            "白蒲粮油没人,海盛柯厂长说再等等,正大常律师让我下周带合同",
            [(2, "visit", 20), (1, "visit", 20), (5, "visit", 20)],
        ),
        ("今天在海盛碰上白蒲粮油的施店总了,聊了两句配送", [(2, "other", 20)]),
        ("去海盛找柯厂长扑了个空。打他电话倒是通了,说下周付尾款", [(1, "visit", 20), (1, "call", 20)]),
        ("周一在沙龙上碰到海盛柯厂长,聊了网线;今天去给他送图,他当场付了定金", [(1, "event", 18), (1, "visit", 20)]),
        ("上午海盛柯厂长到我们公司来看样,聊了网线。刚才又微信聊了两句运费", [(1, "inbound", 20), (1, "wechat", 20)]),
        ("海盛 柯厂长，微信，渔博会展台，预算 6w", [(1, "wechat", 20)]),
        ("中午约的海盛柯厂长吃面,谈了网线", [(1, "meal", 20)]),
        ("给海盛柯厂长打了电话聊网线。路过白蒲粮油,施店总说样品不错", [(1, "call", 20), (2, "visit", 20)]),
        ("柯厂长打来电话问网线,我让他周六来公司看样", [(1, "inbound", 20)]),
        ("今天参加海盛的设备验收,柯厂长在场", [(1, "visit", 20)]),
        ("上午去了海盛跟柯厂长聊了网线,晚上还得陪正大的常律师吃饭", [(1, "visit", 20)]),
    ],
)
def test_another_day_or_medium_is_another_contact(text: str, expected: list[tuple[int, str, int]]) -> None:
    """A3: a day or a medium of its own tells a further contact; a meal missed and an event provided for tell none."""
    found = [(customer, channel, day) for customer, _, channel, day in told(text)]
    # What is only talked of in a round has no medium of its own.
    assert [(c, "visit" if ch == "other" and len(found) > 1 else ch, d) for c, ch, d in found] == expected


@pytest.mark.parametrize(
    ("text", "customer", "contact"),
    [
        ("下午去海盛找柯厂,聊了网线", 1, "柯厂"),
        ("白蒲粮油施店总,微信聊了配送", 2, "施店总"),
        ("白蒲粮油的老撖今天给我打电话了", 2, "老撖"),
        ("正大常律,电话里聊了合同审查", 5, "常律"),
        ("正大谷总务上午来电催发票", 5, "谷总务"),
        ("去了海盛,质量部金工说网线要换", 1, "金工"),
        ("吕四幼儿园南区的园长阿兰,微信上聊了滑梯", 3, "阿兰"),
        ("我跟小刘一块去的海盛,柯厂长不在,见的是他助理小孙", 1, "小孙"),
        ("小马今天陪我去的海盛,见了柯厂长", 1, "柯厂长"),
        ("徐哥让我今天去一趟海盛,柯厂长说网线要换", 1, "柯厂长"),
        ("跟技术老周一起去了海盛,柯厂长试了样机", 1, "柯厂长"),
        ("柯厂长陪我们看了车间,聊了网线", 1, "柯厂长"),
        ("海盛柯厂长介绍我去见了他们集团的陈副总裁,聊了网线", 1, "陈副总裁"),
        ("今天海盛验收,我和售后小陈在现场,柯厂长签了验收单", 1, "柯厂长"),
    ],
)
def test_who_was_met(text: str, customer: int, contact: str) -> None:
    """A2: a title of the records or cut to one character, a rare surname, a given name; never the colleague."""
    assert [(c, who, day) for c, who, _, day in told(text)] == [(customer, contact, 20)]


@pytest.mark.parametrize(
    ("text", "company", "customer"),
    [
        ("拜访了白蒲粮油年度采购的施店总", "白蒲粮油", 2),
        ("吕四幼儿园北区那个,我在门口等到放学,黄园长出来聊了两句", "吕四幼儿园北区", 4),
        ("今天跑了一天累死了,先去的海盛,柯厂长不在", "海盛", 1),
        ("海盛的货梯前前后后跑了五趟,今天柯厂长终于松口了", "海盛", 1),
        ("还有一个新的,苏州博雅的杨总,聊了渔网", "苏州博雅", None),
    ],
)
def test_which_company(text: str, company: str, customer: int | None) -> None:
    """A14: a branch behind the name belongs to it; words that only sound like a part of it, or count, do not."""
    assert [(d.company.value if d.company else None, d.customer_id) for d in read(text).follow_ups] == [
        (company, customer)
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("给海盛发了报价单柯厂长说太高了让我看看能不能分两期做", "report"),
        ("海盛那边定下来了合同32万明天我去签", "report"),
        ("记:海盛柯大伟 预算砍到60万,让我们报两个方案,周五前", "report"),
        ("海盛柯厂长于今日下午签署网具采购协议", "report"),
        ("小赵说海盛那边换采购了新来的叫方敏我还没见过打算下周去拜访一下", "other"),
        ("小赵说海盛那边换采购了,今天我去见了柯厂长", "report"),
        ("你怎么把我没见着柯厂长写成见着了 改过来", "other"),
        ("帮我记一下海盛的地址", "other"),
        ("能不能帮我看看海盛上次什么时候去的", "other"),
        ("把启东的吕四五金制品加进来,只有400热线,算初步沟通", "lead"),
        ("海盛柯厂长转介绍了隔壁厂的一个老板姓钱电话是13588886666我还没联系", "lead"),
    ],
)
def test_the_kind(text: str, kind: str) -> None:
    """A3: what a customer asked, settled or signed is a report; hearsay, a plan, a note and a complaint are none."""
    assert read(text).kind == kind
