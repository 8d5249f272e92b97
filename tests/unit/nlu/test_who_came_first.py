"""Who began a contact, where it took place, and what only looks like one (A2, A4, CONTRACT `channel`)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
NAMES = Names(
    [
        KnownCustomer(1, "衡水天润橡胶制品有限公司", (KnownContact("甄建业", "厂长"),)),
        KnownCustomer(2, "沧州宏达管道有限公司", (KnownContact("石磊", "经理"),)),
        KnownCustomer(3, "沧州宏大管件有限公司", (KnownContact("石敏", "会计"),)),
        KnownCustomer(4, "保定师范附属学校", (KnownContact("门雪", "总务主任"),)),
        KnownCustomer(5, "秦皇岛供热总公司海港分公司", (KnownContact("计伟", "经理"),)),
        KnownCustomer(6, "秦皇岛供热总公司山海关分公司", (KnownContact("计红", "副经理"),)),
    ]
)


def told(text: str) -> list[tuple[str, int]]:
    return [(d.channel.value, d.on.value.day) for d in understand(text, NOW, NAMES).follow_ups]


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("天润橡胶甄厂长刚才打给我,问密封条的库存", "inbound"),
        ("天润橡胶甄厂长下午拨我手机,问密封条的库存", "inbound"),
        ("天润橡胶甄厂长亲自跑到我们厂里来,看密封条", "inbound"),
        ("天润橡胶甄厂长今天特地过来签的合同", "inbound"),
        ("天润橡胶甄厂长 email 来催发票", "inbound"),
        ("给天润橡胶甄厂长打了电话,没人接", "call"),
        ("天润橡胶 打了电话,没人接", "call"),
        ("天润橡胶 电话 催合同,甄厂长说月底回签", "call"),
        ("天润橡胶 电话 催货,甄厂长很急", "inbound"),
        ("找天润橡胶甄厂长没碰着,样品放传达室了", "visit"),
        ("天润橡胶甄厂长带我们看了车间,聊了密封条", "visit"),
        ("季度电话回访:天润橡胶甄厂长说去年的密封条好用", "call"),
    ],
)
def test_one_contact(text: str, channel: str) -> None:
    """A2: who came first is inbound, whatever the medium; seeking in vain is an attempt by its own channel."""
    assert [c for c, _ in told(text)] == [channel]


def test_a_pronoun_that_writes_again() -> None:
    """A3: «他又发微信来» on another day is another contact of the same customer."""
    text = "昨天上午 天润橡胶的甄厂长打给我 问密封条 今天中午他又发微信来 问交期"
    assert told(text) == [("inbound", 19), ("inbound", 20)]


def test_met_at_the_same_event() -> None:
    """A3: «会上另遇» was at the event just told."""
    text = "今天在橡胶展会上,与天润橡胶甄厂长聊了密封条。会上另遇宏达管道的石经理,换了名片。"
    assert [c for c, _ in told(text)] == ["event", "event"]


def test_a_private_meal_is_no_contact() -> None:
    """A2: a meal with one's own friends is nobody's follow-up."""
    assert [c for c, _ in told("上午去天润橡胶见了甄厂长,聊了密封条,晚上六点跟老同学喝酒")] == ["visit"]


@pytest.mark.parametrize(
    "text",
    [
        "听同行讲天润橡胶跟外地厂签了合同,请勿记录",
        "今日待办:\n上午 天润橡胶 送样\n下午 宏达管道 催款",
        "甄厂长要是月底前能回来 我就跑一趟天润 你看成不成",
    ],
)
def test_hearsay_to_do_lists_and_ideas(text: str) -> None:
    """A4: nothing took place."""
    assert understand(text, NOW, NAMES).kind == "other"


@pytest.mark.parametrize(
    ("text", "company", "customer"),
    [
        ("周一到附属学校,与后勤的门主任谈了饮水机", "附属学校", 4),
        ("上午跑海港供热找计经理聊了换热站", "海港供热", 5),
        ("秦皇岛供热我今天去了,计副经理接的我,聊了换热站", "秦皇岛供热", 6),
        ("今天前往宏达管道厂拜访,石经理陪着看了车间", "宏达管道厂", 2),
    ],
)
def test_generic_names_beside_a_known_contact(text: str, company: str, customer: int) -> None:
    """A2: what only names a kind of organisation is the customer whose contact was met there."""
    [draft] = understand(text, NOW, NAMES).follow_ups
    assert draft.company is not None
    assert (draft.company.value, draft.customer_id) == (company, customer)


def test_a_card_handed_over_is_no_lead() -> None:
    """A1, A2: «留了张名片» tells of a visit, nobody asks to record anything."""
    text = "今天扫街,只有一家肯聊,叫青禾烘焙坊,跟店长小潘聊了冷柜,留了张名片"
    assert understand(text, NOW, Names(())).kind == "report"
