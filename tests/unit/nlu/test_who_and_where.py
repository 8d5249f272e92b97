"""Who was met and where: what is denied, who is away, which word is a place, a title or the sender."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlu.drafts import FollowUpDraft, Understanding
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
NAMES = Names(
    [
        KnownCustomer(1, "宁波海曙华瑞电器有限公司", (KnownContact("时光", "总经理"), KnownContact("文洁", "采购"))),
        KnownCustomer(2, "宁波华锐轴承有限公司", (KnownContact("贺强", "副厂长"),)),
        KnownCustomer(3, "绍兴明珠纺织有限公司", (KnownContact("戴明", "厂长"), KnownContact("戴红", "经理"))),
    ]
)


def read(text: str, names: Names = NAMES) -> Understanding:
    return understand(text, NOW, names)


def drafts(text: str, names: Names = NAMES) -> list[tuple[str | None, int | None, str | None]]:
    return [(_plain(d, "company"), d.customer_id, _plain(d, "contact")) for d in read(text, names).follow_ups]


def _plain(draft: FollowUpDraft, name: str) -> str | None:
    value = getattr(draft, name)
    return value.value if value else None


@pytest.mark.parametrize(
    "text",
    [
        "去了华瑞电器,不是华锐轴承啊,跟时总聊了外壳",
        "华瑞电器 时总(不是华锐轴承!)见了面,聊外壳",
    ],
)
def test_a_denied_company_is_not_the_one(text: str) -> None:
    """A2: «A, not B» is about A; B opens no visit and replaces nothing."""
    assert drafts(text) == [("华瑞电器", 1, "时总")]


def test_a_correction_still_replaces() -> None:
    assert drafts("去了华锐轴承 哦不是 华瑞电器 跟时总聊了外壳") == [("华瑞电器", 1, "时总")]


def test_who_was_away_is_not_the_contact() -> None:
    """A2: the one who stood in for the person sought is the contact."""
    assert drafts("去明珠纺织,戴厂长请假,跟戴经理谈了坯布")[0][2] == "戴经理"
    assert drafts("去明珠纺织,戴厂长因公外出,由戴经理接待,谈了坯布")[0][2] == "戴经理"


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("拜访华锐轴承贺副厂长,聊了滚子", "贺副厂长"),
        ("去华瑞电器找采购的小文聊了外壳", "小文"),
        ("我是小孙,今天去华锐轴承跟贺厂长聊了滚子", "贺厂长"),
        ("小记同学帮我记一下,今天去华锐轴承跟贺厂长聊了滚子", "贺厂长"),
        ("今天拜访时总,聊了外壳", "时总"),
    ],
)
def test_contacts(text: str, contact: str) -> None:
    """A2: deputies keep their title, the sender and the assistant are nobody's contact."""
    assert drafts(text)[0][2] == contact


def test_neighbours_and_suppliers_are_no_visit() -> None:
    """A2: a company that only says whose supplier or neighbour another one is, was not visited."""
    assert drafts("上午去的是明珠纺织的供应商 华锐轴承 贺厂长聊了滚子") == [("华锐轴承", 2, "贺厂长")]
    assert drafts("上午去了明珠纺织旁边那个华锐轴承,跟贺厂长聊了滚子") == [("华锐轴承", 2, "贺厂长")]


def test_a_place_on_the_grounds_is_no_company() -> None:
    assert drafts("今天与明珠纺织的戴厂长在厂区见面,谈了坯布") == [("明珠纺织", 3, "戴厂长")]


def test_the_next_one_after_what_somebody_said() -> None:
    """A3: «后面去», «下一个是» begin another visit although somebody's words stand before."""
    found = drafts("先去的明珠纺织,找戴厂长,他说价格行,后面去华锐轴承,聊了滚子")
    assert [customer for _, customer, _ in found] == [3, 2]


def test_a_request_of_the_customer_is_no_denied_contact() -> None:
    """A2: «让我以后别打了» was said in a contact that took place."""
    found = drafts("今天打了两个电话,一个是明珠纺织戴厂长,聊了坯布,还有一个是华锐轴承的贺厂长,他说让我别打了")
    assert [customer for _, customer, _ in found] == [3, 2]
