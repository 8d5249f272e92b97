"""Who of the people named was met, and which contact with whom each sentence tells (A2, A3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nlu.drafts import FollowUpDraft
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
NAMES = Names(
    [
        KnownCustomer(
            1, "烟台港汇冷链有限公司", (KnownContact("孔令辉", "总经理"), KnownContact("姚丽萍", "采购经理"))
        ),
        KnownCustomer(
            2, "威海远洋渔具有限公司", (KnownContact("迪丽达尔", "厂长"), KnownContact("Sean O’Neil", "Buyer"))
        ),
        KnownCustomer(3, "荣成市林业局", (KnownContact("曲波", "副局长"),)),
    ]
)


def drafts(text: str, names: Names = NAMES) -> tuple[FollowUpDraft, ...]:
    return understand(text, NOW, names).follow_ups


def contacts(text: str, names: Names = NAMES) -> list[str | None]:
    return [d.contact.value if d.contact else None for d in drafts(text, names)]


@pytest.mark.parametrize(
    ("text", "contact", "customer"),
    [
        ("丽萍姐今天打电话问冷库的租金", "丽萍姐", 1),
        ("上午跟丽萍聊了冷库的租金", "丽萍", 1),
        ("达尔厂长昨天来电,谈了鱼线的交期", "达尔厂长", 2),
        ("去荣成林业局见了曲局,谈了防火无人机", "曲局", 3),
        ("荣成林业局曲局 微信聊了防火无人机", "曲局", 3),
        ("跟O'Neil通了电话,聊了鱼线", "O'Neil", 2),
    ],
)
def test_known_people_by_a_part_of_their_name(text: str, contact: str, customer: int) -> None:
    """A2: a given name, an office or a Latin surname with an apostrophe names a known contact."""
    [draft] = drafts(text)
    assert draft.contact is not None
    assert draft.contact.value == contact
    assert draft.customer_id == customer


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("拜访康宁药房的陈小梅店长,聊了会员系统", "陈小梅店长"),
        ("今天见了德胜机电张立军总工程师,聊了轴承", "张立军总工程师"),
        ("上午向管理部部长汇报后拜访了德胜机电的李经理", "李经理"),
    ],
)
def test_a_full_name_keeps_the_title_behind_it(text: str, contact: str) -> None:
    """A2: the title that follows a name belongs to it; a department before a title is nobody."""
    assert contacts(text, Names(())) == [contact]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("去港汇冷链,孔总下乡了,姚经理接待的,聊了冷库", "姚经理"),
        ("去港汇冷链,本来约孔总,后来跟姚经理聊了冷库", "姚经理"),
        ("今天去港汇冷链,孔总的助理小范出面,聊了冷库", "小范"),
        ("今天去港汇冷链,孔总出差回来了,聊了冷库", "孔总"),
    ],
)
def test_who_stood_in(text: str, contact: str) -> None:
    """A2: of several, the one who was met."""
    assert contacts(text) == [contact]


def test_two_companies_contacted_by_one_verb() -> None:
    """A3: what is told of each further down belongs to its one contact, by the channel that both share."""
    text = "中午宴请了港汇冷链的姚经理和远洋渔具的达尔厂长。姚经理嫌租金贵;达尔厂长聊了鱼线。港汇那边预算20万。"
    found = drafts(text)
    assert [(d.customer_id, d.channel.value) for d in found] == [(1, "meal"), (2, "meal")]
    assert [pain.value for pain in found[0].pains] == ["price"]
    assert [amount.yuan.value for amount in found[0].amounts] == [200000]
    assert [topic.value for topic in found[1].topics] == ["鱼线"]


def test_a_colleague_of_theirs_is_no_other_customer() -> None:
    """A3: «他手下的小孔» works there although another customer has a contact of that surname."""
    found = drafts("去了远洋渔具,达尔厂长不在,跟他手下的小孔聊了鱼线")
    assert [(d.customer_id, d.contact.value if d.contact else None) for d in found] == [(2, "小孔")]


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("姚经理上午发邮件来问冷库,我随即赶到港汇冷链拜访,聊了租金", ["inbound", "visit"]),
        ("上午去港汇冷链,跟孔总聊了冷库。傍晚,姚经理又主动来电,问了租金", ["visit", "inbound"]),
        ("联系港汇冷链孔总:电话没接,微信没回", ["call", "wechat"]),
        ("今天去港汇冷链,孔总说返修没人管,售后电话打不通", ["visit"]),
        ("孔总在会客厅接待了我们,聊了冷库", ["visit"]),
        ("今天我们接待了港汇冷链的孔总,聊了冷库", ["inbound"]),
    ],
)
def test_each_contact_is_told_once(text: str, channels: list[str]) -> None:
    """A3: one follow-up for each channel and day, also when the attempts failed; complaints are no attempts."""
    assert [d.channel.value for d in drafts(text)] == channels


def test_lines_of_one_customer_keep_their_days() -> None:
    """A3: a line that begins with a day is a contact of that day."""
    found = drafts(
        "5/14 远洋渔具 达尔厂长 微信 聊鱼线\n5/15 远洋渔具 达尔厂长 电话 谈交期\n5/18 远洋渔具 达尔厂长 邮件 寄样品"
    )
    assert [d.on.value.day for d in found] == [14, 15, 18]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("下午去港汇冷链找孔总 他没在 跟姚经理聊了冷库", "姚经理"),
        ("和港汇冷链的项目经理孙倩视频沟通了冷库", "孙倩"),
        ("今日接待港汇冷链孔令辉总经理一行,参观了展厅", "孔令辉总经理"),
    ],
)
def test_more_of_who_was_met(text: str, contact: str) -> None:
    """A2: «he was out» speaks of the one just named; a full name behind a role ends before a verb."""
    assert contacts(text) == [contact]


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("孔令辉总经理今日到访我司,商谈冷库", "inbound"),
        ("今日接待港汇冷链孔总一行,参观了展厅", "inbound"),
        ("港汇冷链姚经理 wx 催发票", "inbound"),
    ],
)
def test_more_of_who_came(text: str, channel: str) -> None:
    """A2: guests received and media that urge are inbound."""
    assert [d.channel.value for d in drafts(text)] == [channel]


def test_a_helper_of_the_person_just_met() -> None:
    """A2: without a company the contact of another day stays with the customer of the one before."""
    found = drafts("昨天跟孔总吃饭 今天他秘书小崔给我发微信要资料")
    assert [(d.customer_id, d.on.value.day) for d in found] == [(1, 19), (1, 20)]


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("跟A公司王总撸串,他说打你们售后电话三天没人接", True),
        ("在A公司见了王总,他抱怨客服热线老打不通", True),
        ("给A公司王总打电话,没人接", False),
    ],
)
def test_nobody_of_ours_was_reached(text: str, met: bool) -> None:
    """F3: that our service could not be reached makes no attempt in vain of a contact that took place."""
    assert [d.met for d in drafts(text)] == [met]


def test_a_short_form_of_another_than_the_pieces_belong_to() -> None:
    """CONTRACT `customer_id`: the person known at the one whose name the short form fits settles it."""
    names = Names(
        [
            KnownCustomer(1, "北京丰台区人民法院", (KnownContact("庄严", "信息中心主任"),)),
            KnownCustomer(2, "北京丰台科技园区法务服务公司", (KnownContact("庄妍", "行政"),)),
        ]
    )
    assert [d.customer_id for d in drafts("去了丰台法院 跟庄主任聊了存储扩容", names)] == [1]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("去了港汇冷链 孔总在车间修车 跟他媳妇儿姚丽萍聊了聊电子围栏", "姚丽萍"),
        ("孔总今天上午来我公司考察,谈了冷库,他说要招标", "孔总"),
        ("5月9日随同陈总赴港汇冷链,拜访孔总,谈了冷库", "孔总"),
    ],
)
def test_who_of_two_was_met(text: str, contact: str) -> None:
    """CONTRACT `contact`: a relative who was talked to, no guest «开会 in the morning», no superior of ours."""
    assert contacts(text)[0] == contact
