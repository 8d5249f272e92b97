"""From a message to drafts: the seed sentences and the rules of the contract (C1, C2, F3, A11)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from nlu.drafts import FollowUpDraft, Understanding
from nlu.lexicon import DEFAULT
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CUSTOMERS = Names(
    [
        KnownCustomer(1, "上海恒瑞医疗科技有限公司", (KnownContact("李强", "采购总监"),)),
        KnownCustomer(2, "宁波东方精工有限公司", ()),
        KnownCustomer(3, "A公司", (KnownContact("王刚", "总经理"),)),
        KnownCustomer(4, "华星", (KnownContact("王芳", "总经理"),)),
    ]
)


def read(text: str, names: Names = CUSTOMERS, now: datetime = NOW) -> Understanding:
    return understand(text, now, names)


def only(text: str, names: Names = CUSTOMERS, now: datetime = NOW) -> FollowUpDraft:
    understood = read(text, names, now)
    assert understood.kind == "report"
    (draft,) = understood.follow_ups
    return draft


def steps(draft: FollowUpDraft) -> list[tuple[str, str, object, object]]:
    return [(s.who, s.what.value, s.due and s.due.from_, s.due and s.due.to) for s in draft.next_steps]


def test_seed_sentence() -> None:
    """C1, A11: the spoken daily report of scenario 3."""
    draft = only("今天拜访了A公司王总,聊了新产品,他下周给反馈")
    assert draft.customer_id == 3
    assert draft.contact is not None
    assert draft.contact.value == "王总"
    assert draft.channel.value == "visit"
    assert draft.met
    assert draft.on.value == date(2026, 3, 2)
    assert [topic.value for topic in draft.topics] == ["新产品"]
    assert steps(draft) == [("them", "给反馈", date(2026, 3, 9), date(2026, 3, 15))]


def test_three_customers_one_missed_one_ambiguous() -> None:
    """C2, A14, F3: scenario 4: three drafts, a visit in vain, and 王总 who may be of either customer."""
    understood = read(
        "上午跟恒瑞的李总通了电话,预算大概五十万,让我周五前发方案;下午去了东方精工,没见到人;晚上和王总吃饭,他说价格偏高"
    )
    first, second, third = understood.follow_ups
    assert (first.customer_id, first.channel.value) == (1, "call")
    assert [(a.yuan.value, a.kind) for a in first.amounts] == [(500000, "budget")]
    assert steps(first) == [("us", "发方案", None, date(2026, 3, 6))]
    assert (second.customer_id, second.channel.value, second.met) == (2, "visit", False)
    assert second.topics == ()
    assert third.company is None
    assert (third.customer_id, third.candidates) == (None, (3, 4))
    assert third.channel.value == "meal"
    assert [pain.value for pain in third.pains] == ["price"]


@pytest.mark.parametrize(
    "text",
    [
        "明天准备去A公司",
        "提醒我周五下午三点给王总打电话",
        "恒瑞上次是什么时候跟进的?",
        "把恒瑞的阶段改成已签约",
        "收到,谢谢",
        "A公司王总的电话",
        "A公司没什么问题吧?",
        "下周计划拜访三家客户:恒瑞、华星和A公司,主要聊聊新报价",
        "",
        "。。。",
    ],
)
def test_nothing_took_place(text: str) -> None:
    """A plan, a question, a command and small talk are no report."""
    assert read(text).kind == "other"


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("今天拜访了A公司王总", "visit"),
        ("给A公司王总打了个电话,聊了续费", "call"),
        ("微信跟A公司王总聊了续费", "wechat"),
        ("给A公司王总发了邮件,沟通了续费", "email"),
        ("跟A公司王总开了个视频会,聊了续费", "meeting"),
        ("在展会上碰到A公司王总,聊了续费", "event"),
        ("昨天请A公司王总吃饭,聊了续费", "meal"),
        ("A公司王总主动打电话来问续费", "inbound"),
        ("给A公司王总发短信问了续费", "other"),
    ],
)
def test_channels(text: str, channel: str) -> None:
    assert only(text).channel.value == channel


@pytest.mark.parametrize("text", ["拜访了A公司王总,没聊什么实质的", "去了A公司,王总没说啥", "上午给A公司王总打的电话"])
def test_nothing_much_is_a_contact_still(text: str) -> None:
    """C1: behind a denial 什么 asks nothing."""
    understood = read(text)
    assert (understood.kind, [draft.customer_id for draft in understood.follow_ups]) == ("report", [3])


def test_a_range_of_sums_is_no_visit() -> None:
    """«一百万到一百五十万»: the word between two sums goes nowhere."""
    (draft,) = read("A公司预算一百万到一百五十万,王总嫌贵").follow_ups
    assert (draft.channel.value, [one.yuan.value for one in draft.amounts]) == ("other", [1_250_000])


def test_what_supports_a_channel_begins_behind_the_name() -> None:
    """3.5: «下午又来电话», not with the end of the caller's title before it."""
    text = "A公司王总下午又来电话,说下周三签合同"
    (draft,) = read(text).follow_ups
    assert draft.channel.span is not None
    assert draft.channel.span.words(text) == "下午又来电话"


def test_correction_wins() -> None:
    """A day, a person and a sum taken back are gone."""
    draft = only("今天拜访了A公司,不是李总,是王总,报价报了23万,不对,是32万,他周三 不对 周四给答复")
    assert draft.contact is not None
    assert draft.contact.value == "王总"
    assert [a.yuan.value for a in draft.amounts] == [320000]
    assert [s[2] for s in steps(draft)] == [date(2026, 3, 5)]


def test_homophones_of_speech_recognition() -> None:
    """A14: 恒锐 is heard for 恒瑞; the company is kept as spoken."""
    draft = only("今天去了恒锐医疗,跟李总聊了样机")
    assert draft.customer_id == 1
    assert draft.company is not None
    assert draft.company.value == "恒锐医疗"


def test_a_tie_is_a_tie() -> None:
    """Precision first: two branches that fit equally well are offered, none is taken."""
    names = Names([KnownCustomer(7, "恒达汽车(苏州)有限公司", ()), KnownCustomer(8, "恒达汽车(武汉)有限公司", ())])
    draft = only("今天拜访了恒达汽车,聊了新产品", names)
    assert (draft.customer_id, draft.candidates) == (None, (7, 8))
    assert only("今天拜访了武汉恒达汽车,聊了新产品", names).customer_id == 8


def test_lost_to_a_rival() -> None:
    draft = only("拜访A公司,王总嫌我们太贵,已经跟利勃海尔签了,这单丢了")
    assert draft.stage is not None
    assert draft.stage.value == "已流失"
    assert [pain.value for pain in draft.pains] == ["price"]
    assert [name.value for name in draft.competitors] == ["利勃海尔"]


def test_extended_lexicon() -> None:
    """A company's own words are understood, too."""
    lexicon = DEFAULT.extended(competitors=["飞鸟"], products=["年框服务"], stages={"打样": "需求确认"})
    understood = understand("今天拜访了A公司王总,聊了新产品,看了年框服务,飞鸟嘛一般,目前打样", NOW, CUSTOMERS, lexicon)
    (draft,) = understood.follow_ups
    assert [name.value for name in draft.competitors] == ["飞鸟"]
    assert draft.stage is not None
    assert draft.stage.value == "需求确认"


@pytest.mark.parametrize(
    "text",
    [
        "下午去恒瑞,帮我准备一下",  # a request about an hour that is still ahead
        "下午去恒瑞拜访李总",  # at nine in the morning: a plan
    ],
)
def test_what_is_still_ahead_is_no_report(text: str) -> None:
    """C1: only what happened becomes a follow-up; preparing a visit is another errand."""
    assert not read(text).follow_ups


def test_an_hour_already_past_is_a_report() -> None:
    """C1: the same words in the evening tell of a visit."""
    evening = NOW.replace(hour=20)
    assert only("下午去恒瑞拜访李总,聊了新产品", now=evening).customer_id == 1
