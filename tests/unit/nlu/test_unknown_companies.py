"""Companies that nobody knows yet: found by the verb that contacts them, by their person, or behind a place (A2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)


def companies(text: str, names: Names | None = None) -> list[tuple[str | None, str | None]]:
    found = understand(text, NOW, names or Names(())).follow_ups
    return [(d.company.value if d.company else None, d.contact.value if d.contact else None) for d in found]


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("下午给欧姆龙打了电话,聊了交期", "欧姆龙"),
        ("上午跟西奥通了话,谈了扶梯的维保", "西奥"),
        ("今天拜访了迅达,聊了扶梯", "迅达"),
        ("去了趟银河湾,聊了门禁", "银河湾"),
        ("上午去了建材城对面的旭日玻璃厂,聊了胶条", "旭日玻璃厂"),
        ("首次拜访榆林的天昊兰炭公司,聊了皮带", "天昊兰炭公司"),
        ("拜访成都锦江宾馆,聊了门锁", "成都锦江宾馆"),
        ("今天泰国客户Siam Thai纺织的林先生来厂里,聊了纱线", "Siam Thai纺织"),
    ],
)
def test_a_brand_alone(text: str, company: str) -> None:
    """A2: what is called, visited or talked to is the company, also without a word for its kind."""
    assert [name for name, _ in companies(text)] == [company]


@pytest.mark.parametrize(
    ("text", "company", "contact"),
    [
        ("徽商银行信息科技部的夏总 线上会 聊了容灾", "徽商银行", "夏总"),
        ("下午约了云锦湾物业的葛主任喝茶,聊了门禁", "云锦湾物业", "葛主任"),
        ("东海农商行采购部的毕经理 电话 聊了点钞机", "东海农商行", "毕经理"),
    ],
)
def test_a_company_at_the_head_of_a_clause(text: str, company: str, contact: str) -> None:
    """A2: a name before its person, without a verb; a department is no part of it."""
    assert companies(text) == [(company, contact)]


@pytest.mark.parametrize(
    "text",
    [
        "今天给客户打了电话,聊了车库和充电桩,跟老婆聊了孩子",
        "上午跟领导谈了预算,下午去了仓库,给售后打了电话",
        "上午聊了床垫和护理床,给前台打了电话",
    ],
)
def test_everyday_words_are_no_company(text: str) -> None:
    """A2: products, places and people of every day are not invented as companies."""
    assert all(name is None for name, _ in companies(text))


KNOWN = Names(
    [
        KnownCustomer(1, "镇江恒瑞医疗科技有限公司", (KnownContact("李强", "总经理"), KnownContact("钱进", "工程师"))),
        KnownCustomer(2, "A公司", (KnownContact("王刚", "总经理"),)),
        KnownCustomer(3, "镇江金牌橱柜有限公司", (KnownContact("庄敏", "总监"),)),
        KnownCustomer(4, "北方大学镇江附属小学", (KnownContact("常乐", "校长"),)),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("上午见了恒瑞李总不对是A公司王总聊了新产品", [("A公司", "王总")]),
        ("今天见到李总,哦不对见的是钱工,在恒瑞聊了探头", [("恒瑞", "钱工")]),
        ("本来约了A公司王总,他临时有事,改见了副总小韩,聊了新产品", [("A公司", "小韩")]),
        ("1、拜访恒瑞,李总接待。2、电话联系金牌橱柜庄敏总监,未接通。", [("恒瑞", "李总"), ("金牌橱柜", "庄敏总监")]),
        ("(1)恒瑞:李总,微信,聊打样 (2)金牌:庄总监,电话,没接", [("恒瑞", "李总"), ("金牌", "庄总监")]),
        ("北方附小常校长 电话 聊空调", [("北方附小", "常校长")]),
    ],
)
def test_known_companies_and_their_people(text: str, found: list[tuple[str, str]]) -> None:
    """A2, A3: what is taken back goes with its person; a name ends where its person begins."""
    assert companies(text, KNOWN) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("上午跟恒瑞的李总通了电话,下午去了东方精工,没见到人", [("恒瑞", "李总"), ("东方精工", None)]),
        ("去恒瑞见了李总,另外打了个电话给东方精工的张工", [("恒瑞", "李总"), ("东方精工", "张工")]),
        ("去恒瑞见了李总,又拜访了宏达精密的刘工,聊了备件", [("恒瑞", "李总"), ("宏达精密", "刘工")]),
        ("去恒瑞见了李总,他们也约了宏达精密的刘工", [("恒瑞", "李总")]),
    ],
)
def test_a_further_company_that_was_contacted(text: str, found: list[tuple[str, str | None]]) -> None:
    """A12, C2: who is called or visited beside a known customer is a customer of its own, not that one's rival."""
    assert companies(text, KNOWN) == found


def test_a_question_that_somebody_asked_us() -> None:
    """A4: «李总微信上问我什么时候到» tells of a contact, it asks nothing."""
    [draft] = understand("李总今天微信上问我探头什么时候到", NOW, KNOWN).follow_ups
    assert (draft.customer_id, draft.channel.value) == (1, "inbound")


def test_chance_meetings_at_an_exhibition() -> None:
    """A3: who was run into at an exhibition was met there."""
    text = "参加镇江建材展,碰到金牌橱柜的庄总监,聊了五金,又碰到恒瑞的李总"
    assert [d.channel.value for d in understand(text, NOW, KNOWN).follow_ups] == ["event", "event"]
