"""What a draft keeps of a second reading: said as the draft itself says it, and without effect until it is taken."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.heard import Proposals
from bot.report_items import ReportItem, as_plain, item_from
from bot.second_opinion import with_proposals
from cards.wording import Reader
from nlu.calendars import WorkCalendar
from nlu.language_model import read_answer
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.masking import mask
from nlu.merging import compare, to_ask
from nlu.report_parser import understand

NOW = datetime.fromisoformat("2026-03-02T17:00:00+08:00")
NAMES = Names(
    [
        KnownCustomer(1, "上海云启医疗科技有限公司", (KnownContact("王建国", "总经理"),)),
        KnownCustomer(2, "苏州明远机械有限公司", (KnownContact("李红", "采购"),)),
    ]
)
CALENDAR = WorkCalendar()
TOLD = (
    "今天见了王总，聊了新产品，预算大概六十万，他嫌交付慢，让我周五前发方案，月底前签合同，友商甲也在跟，明远那边不急"
)


def reader(text: str) -> Proposals:
    return Proposals(text, Reader(NOW, ZoneInfo("Asia/Shanghai")), CALENDAR.is_workday)


def items(text: str) -> list[ReportItem]:
    """The draft as it is kept: through plain data."""
    return [ReportItem.load(as_plain(item_from(visit, text))) for visit in understand(text, NOW, NAMES).follow_ups]


def second(visit: dict[str, Any], text: str = TOLD) -> list[ReportItem]:
    """The draft after the model has answered this."""
    opinions = read_answer({"visits": [visit]}, mask(text, NOW, NAMES), NOW, NAMES)
    return with_proposals(items(text), to_ask(compare(understand(text, NOW, NAMES).follow_ups, opinions)), reader(text))


def follow_ups(kept: list[ReportItem]) -> list[Any]:
    """What 确认 would write."""
    return [item.as_follow_up(CALENDAR.is_workday) for item in kept]


@pytest.mark.parametrize(
    ("text", "visit", "said", "field", "value"),
    [
        (
            "今天见了王总，聊了新产品，友商甲也在跟",
            {"stage": {"value": "报价谈判", "quote": "友商甲也在跟"}},
            ("阶段", "报价谈判", ""),
            "stage",
            "报价谈判",
        ),
        (
            "见了王总，聊了新产品，他说贵",
            {"channel": {"value": "meal", "quote": "见了"}},
            ("方式", "吃饭", "拜访"),
            "channel",
            "meal",
        ),
        (
            "今天见了王总，他昨天看了样品",
            {"date": "昨天"},
            ("时间", "3月1日 周日", "3月2日 周一"),
            "on",
            "2026-03-01",
        ),
        (
            "今天见了王总，预算六十万",
            {"amounts": [{"kind": "quote", "quote": "六十万"}]},
            ("60 万", "报价", "预算"),
            "amounts",
            [{"yuan": 600_000, "kind": "quote", "words": "六十万"}],
        ),
        (
            "今天见了王总，聊了新产品，他手里不止咱一家",
            {"pains": [{"value": "comparing", "quote": "他手里不止咱一家"}], "competitors": ["咱一家"]},
            ("痛点", "竞品对比中", ""),
            "pains",
            ["comparing"],
        ),
        (
            "今天见了王总，聊了新产品，样品收到",
            {"topics": ["样品收到"]},
            ("内容", "样品收到", ""),
            "topics",
            ["新产品", "样品收到"],
        ),
    ],
)
def test_a_proposal_is_said_like_the_draft_and_taken_whole(
    text: str, visit: dict[str, Any], said: tuple[str, str, str], field: str, value: object
) -> None:
    """C1, C3: label and value in the words of the card; taking it changes that field."""
    before = items(text)
    (item,) = second(visit, text)
    (heard, *_) = item.proposed
    assert (heard.label, heard.value, heard.instead) == said
    assert heard.words
    assert as_plain(item.taken(heard))[field] == value
    assert follow_ups([item]) == follow_ups(before)


def test_another_day_for_a_promise_is_asked_about_that_promise() -> None:
    text = "今天见了王总，让我周五前发方案，月底再碰"
    (item,) = second({"next_steps": [{"who": "us", "what": "发方案", "due": "月底"}]}, text)
    (heard,) = item.proposed
    assert (heard.label, heard.value, heard.instead) == ("「发方案」截止", "3月31日 周二", "3月6日 周五")
    (step, *_) = follow_ups([item.taken(heard)])[0].next_steps
    assert (step.what, step.due_on) == ("发方案", date(2026, 3, 31))


def test_another_company_unhangs_the_visit_from_the_one_it_hung_on() -> None:
    """A14: the customer goes with the company; what is shown of it is looked up again."""
    text = "今天去了云启医疗见王总，聊了明远机械的案例"
    (after,) = second({"company": "〔公司2〕"}, text)
    (heard,) = after.proposed
    assert (heard.label, heard.value, heard.instead) == ("客户", "明远机械", "云启医疗")
    taken = after.taken(heard)
    assert (taken.company, taken.customer_id, taken.customer_name) == ("明远机械", 2, "")


def test_what_was_changed_meanwhile_is_no_longer_proposed() -> None:
    text = "今天见了王总，预算六十万"
    (item,) = second({"amounts": [{"kind": "quote", "quote": "六十万"}]}, text)
    assert item.proposed
    changed = ReportItem.load({**as_plain(item), "amounts": []})
    assert changed.heard
    assert not changed.proposed


def test_proposals_survive_the_database() -> None:
    (item,) = second({"stage": {"value": "报价谈判", "quote": "友商甲也在跟"}})
    assert ReportItem.load(as_plain(item)).proposed == item.proposed
    assert ReportItem.load({name: value for name, value in as_plain(item).items() if name != "heard"}).heard == ()


QUOTES = st.sampled_from(
    [
        "〔人名1〕",
        "〔公司1〕",
        "新产品",
        "六十万",
        "周五前",
        "月底前",
        "今天",
        "发方案",
        "签合同",
        "交付慢",
        "友商甲",
        "没说",
    ]
)
LABELLED = st.fixed_dictionaries(
    {
        "value": st.sampled_from(["visit", "meal", "call", "已签约", "已流失", "delivery", "price", "x"]),
        "kind": st.sampled_from(["budget", "contract", "quote"]),
        "who": st.sampled_from(["us", "them"]),
        "what": QUOTES,
        "due": QUOTES,
        "quote": QUOTES,
    }
)
VISITS = st.fixed_dictionaries(
    {},
    optional={
        "company": QUOTES,
        "contact": QUOTES,
        "date": QUOTES,
        "channel": LABELLED,
        "stage": LABELLED,
        "topics": st.lists(QUOTES, max_size=3),
        "competitors": st.lists(QUOTES, max_size=3),
        "amounts": st.lists(LABELLED, max_size=3),
        "pains": st.lists(LABELLED, max_size=3),
        "next_steps": st.lists(LABELLED, max_size=3),
    },
)


@given(VISITS)
@settings(max_examples=150, deadline=None)
def test_with_any_answer_what_is_written_stays_until_somebody_presses(visit: dict[str, Any]) -> None:
    """C1: not one field of what 确认 writes depends on the model; every proposal can be taken and then is gone."""
    before = items(TOLD)
    after = second(visit)
    assert follow_ups(after) == follow_ups(before)
    asked = [heard for item in after for heard in item.proposed]
    assert len(asked) <= 3
    assert sum(bool(heard.instead) for heard in asked) <= 1
    for item in after:
        taken = item
        for heard in item.proposed:
            assert heard.value != heard.instead
            taken = taken.taken(heard)
        assert not item.proposed or follow_ups([taken]) != follow_ups([item]) or taken.company != item.company
