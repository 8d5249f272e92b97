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


BRANCHES = Names(
    [
        KnownCustomer(11, "恒通电池(芜湖)有限公司", (KnownContact("陶然", "厂长"),)),
        KnownCustomer(12, "恒通电池(滁州)有限公司", (KnownContact("易安", "厂长"),)),
        KnownCustomer(13, "天台山矿泉水有限公司", (KnownContact("李想", "经理"),)),
        KnownCustomer(
            14, "淮北石油钢管有限责任公司", (KnownContact("斯琴巴特", "部长"), KnownContact("Anna Braun", ""))
        ),
        KnownCustomer(15, "昌盛冰箱厂", (KnownContact("端木山", "主任"),)),
        KnownCustomer(16, "昌盛压缩机厂", (KnownContact("端木海", "课长"),)),
    ]
)


def test_two_branches_told_in_one_breath() -> None:
    """A3: a contact of another branch begins another visit of the company that was named once."""
    found = drafts("今天联系了恒通电池的两个工厂:陶厂长通过视频会议聊了隔膜;易厂长的电话一直没人接", BRANCHES)
    assert found == [("恒通电池", 11, "陶厂长"), ("恒通电池", 12, "易厂长")]


def test_the_place_told_settles_a_tie_of_branches() -> None:
    """A2: a branch's city, said anywhere in the visit, tells which one is meant."""
    assert drafts("昨天在滁州拜访恒通电池,聊了隔膜", BRANCHES)[0][:2] == ("恒通电池", 12)
    assert drafts("昨天拜访恒通电池,聊了隔膜", BRANCHES)[0][1] is None


def test_a_company_that_the_heading_names_is_told_once() -> None:
    """A3: «走访了A和B。在A…；在B…» are two visits."""
    text = "今天走访了淮北石油钢管和恒通电池。在淮北石油钢管与斯琴部长谈了订货;在恒通电池跟易厂长聊了隔膜。"
    assert drafts(text, BRANCHES) == [("淮北石油钢管", 14, "斯琴部长"), ("恒通电池", 12, "易厂长")]


def test_names_reach_over_their_trades() -> None:
    """A2: the company is copied as spoken, with its trades and its legal form; another trade is another company."""
    assert drafts("上午拜访淮北石油钢管有限责任公司,聊了订货", BRANCHES)[0][0] == "淮北石油钢管有限责任公司"
    assert drafts("上午去了天台山竹业,聊了地板", BRANCHES)[0] == ("天台山竹业", None, None)


def test_a_product_is_no_company() -> None:
    """A2: what is talked of is a product, although a customer's name ends like it; the title settles the tie."""
    assert drafts("昌盛 端木主任 微信聊压缩机的装配线", BRANCHES) == [("昌盛", 15, "端木主任")]


def test_a_foreign_name_keeps_its_form_of_address() -> None:
    assert drafts("拜访了淮北石油钢管的Anna女士,聊了订货", BRANCHES)[0][2] == "Anna女士"


def test_a_surname_taken_back() -> None:
    assert drafts("去恒通电池见桃厂长 他不姓桃 姓陶 陶厂长聊了隔膜", BRANCHES)[0][1:] == (11, "陶厂长")
    assert drafts("给恒通电池的伊厂长打电话 不是 是陶厂长 聊了隔膜", BRANCHES)[0][1:] == (11, "陶厂长")


def test_items_of_unknown_companies() -> None:
    """A3: an item that begins with a name and a person is a visit, also of a company that nobody knows."""
    text = "今天上门两家\n1) 新客户 百川风机 钱工:聊了叶轮,预算20万\n2) 隔壁的福泽弹簧 没人"
    assert drafts(text, Names(())) == [("百川风机", None, "钱工"), ("福泽弹簧", None, None)]


def test_a_visit_after_a_call_of_the_same_day() -> None:
    """A3: another channel told with a time is another contact."""
    found = read("上午打电话给华锐轴承贺厂长,聊了滚子,下午我去他们车间聊了交期").follow_ups
    assert [d.channel.value for d in found] == ["call", "visit"]


@pytest.mark.parametrize(
    "text",
    [
        "转发一则行业消息:明珠纺织与某厂签订了3000万元合同,戴明厂长表示产能已满",
        "给明珠纺织的戴厂长写个节日问候,简短点",
        "今天计划:1 明珠纺织 送样 2 华锐轴承 打电话",
        "后天打算去一趟明珠纺织找戴厂长谈坯布,你觉得上午去合适还是下午去",
    ],
)
def test_news_plans_and_requests_are_no_reports(text: str) -> None:
    """A4: what was copied, is to be written or is only weighed tells of no contact."""
    assert read(text).kind == "other"


def test_a_surname_that_is_also_a_command() -> None:
    names = Names([KnownCustomer(21, "长丰机器人有限公司", (KnownContact("查思远", "采购"),))])
    assert read("查思远 上午发邮件来 订单到了", names).kind == "report"


def test_a_part_of_the_name_is_the_company_just_named() -> None:
    """A2: «大华电机…大华的陈经理» is one company although another customer's whole brand is 大华."""
    names = Names(
        [
            KnownCustomer(31, "台州大华电机股份有限公司", (KnownContact("陈立", "经理"),)),
            KnownCustomer(32, "大华食品有限公司", (KnownContact("程伟", "经理"),)),
        ]
    )
    assert drafts("下午跟大华电机开视频会 大华的陈经理在 聊了外壳", names) == [("大华电机", 31, "陈经理")]


def test_only_the_branch_is_named_later() -> None:
    """A3: a later contact copies the company in the form in which it was first named."""
    names = Names(
        [
            KnownCustomer(41, "云山实验学校(南校区)", (KnownContact("方明", "校长"),)),
            KnownCustomer(42, "云山实验学校(北校区)", (KnownContact("方正", "校长"),)),
        ]
    )
    text = "云山实验学校两个校区:南校区方校长今天跟我面谈了饮水机;北校区方校长我打了电话,没接通。"
    assert [d[:2] for d in drafts(text, names)] == [("云山实验学校", 41), ("云山实验学校", 42)]


def test_the_name_behind_a_correction_or_a_call() -> None:
    """A2: an unknown company is found behind «不是…是» and «叫»."""
    assert drafts("今天跑了一家 不是佳佳 是佳美口腔 金院长接待的,聊了口扫仪", Names(()))[0][0] == "佳美口腔"
    assert drafts("今天跑了一家 叫博远智能 跟钱总聊了传感器", Names(()))[0][0] == "博远智能"


def test_cantonese_address() -> None:
    assert drafts("跟华锐轴承那个贺生通了电话 聊了滚子")[0][2] == "贺生"


@pytest.mark.parametrize("text", ["今天没去华锐轴承,也没给贺厂长打电话", "今日拟拜访华锐轴承贺厂长,行程取消"])
def test_never_tried(text: str) -> None:
    """A2: what was not even tried is no contact."""
    assert read(text).kind == "other"


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("上午在明珠纺织,戴厂长和我们谈了坯布", "visit"),
        ("贺厂长昨晚9点微信我,问滚子的交期", "inbound"),
        ("明珠纺织戴厂长致电我司,询问坯布", "inbound"),
        ("贺厂长今天来展厅,聊了滚子", "inbound"),
        ("贺厂长下午来宁波找的我,聊了滚子", "inbound"),
        ("戴厂长今天派人送来一份函件,说付款推迟", "inbound"),
        ("贺厂长 晚饭 聊了滚子", "meal"),
        ("跟贺厂长在馆子里聊了滚子", "meal"),
        ("下午两点到三点跟华锐轴承的贺厂长喝咖啡,聊了滚子", "meal"),
        ("华锐轴承 贺厂长 飞书视频,聊了滚子", "meeting"),
        ("今天在农机论坛上,见着华锐轴承的贺厂长,聊了滚子", "event"),
    ],
)
def test_the_place_and_who_came_first_tell_the_channel(text: str, channel: str) -> None:
    """A2: «在X公司» is a visit, who was met at an event was met there, and who came first is inbound."""
    assert [d.channel.value for d in read(text).follow_ups] == [channel]


def test_a_round_at_an_exhibition() -> None:
    """A3: a heading at an exhibition gives its channel to all who were met there."""
    text = "今天在会展中心 国际电机展 碰到两个客户 头一个是华锐轴承的贺厂长 聊了滚子 下一个是明珠纺织的 聊了坯布"
    assert [d.channel.value for d in read(text).follow_ups] == ["event", "event"]


SHORT_FORMS = Names(
    [
        KnownCustomer(21, "双河市城乡环境卫生管理处", (KnownContact("贝宁", "处长"),)),
        KnownCustomer(22, "兴隆县中心粮库", (KnownContact("蔺香", "主任"),)),
        KnownCustomer(23, "兴隆县粮食局", (KnownContact("蔺山", "局长"),)),
        KnownCustomer(24, "安宁医药集团（绿坪）有限公司", (KnownContact("薄云", "总经理"),)),
        KnownCustomer(25, "安宁医药集团（红川）有限公司", (KnownContact("薄雨", "总经理"),)),
        KnownCustomer(26, "西港市港务集团股份有限公司", (KnownContact("斯琴巴特尔", "处长"),)),
    ]
)


@pytest.mark.parametrize(
    ("text", "company", "customer", "contact"),
    [
        ("上午接卫生管理处贝处长来电,问垃圾桶的交期", "卫生管理处", 21, "贝处长"),
        ("粮库蔺主任,我上午前往拜访,谈了熏蒸药", "粮库", 22, "蔺主任"),
        ("红川安宁的薄总来我公司考察,看了机房", "红川安宁", 25, "薄总"),
        ("在西港港口装备展览会上见到港务集团斯琴巴处长,介绍了岸电箱", "港务集团", 26, "斯琴巴处长"),
    ],
)
def test_short_forms_that_the_person_settles(text: str, company: str, customer: int, contact: str) -> None:
    """A2: a house's kind, a branch said first, a part of a name: the person behind tells which customer it is."""
    [draft] = understand(text, NOW, SHORT_FORMS).follow_ups
    assert draft.company is not None
    assert draft.contact is not None
    assert (draft.company.value, draft.customer_id, draft.contact.value) == (company, customer, contact)


def test_one_who_was_away_is_not_the_one_met() -> None:
    """A2: «没等着» far behind the name, or a meeting elsewhere, tells who was missed."""
    for text in (
        "到粮库等蔺主任等了一上午,他开会去了没等着,后来小季接待的,聊了药剂",
        "到粮库,蔺主任到省里开会去了,保管科的季科长接待的,讲了药剂",
    ):
        [draft] = understand(text, NOW, SHORT_FORMS).follow_ups
        assert draft.contact is not None
        assert draft.contact.value in ("小季", "季科长")


CUSTOMERS = Names(
    [
        KnownCustomer(31, "苏州明泽环保科技有限公司", (KnownContact("葛建平", "总经理"), KnownContact("秦霞", "经理"))),
        KnownCustomer(32, "常州恒力泵业制造有限公司", (KnownContact("段飞", "技术部长"),)),
        KnownCustomer(33, "Lakeview Instruments Ltd", (KnownContact("Sarah Lim", "Purchasing"),)),
        KnownCustomer(34, "盐城市大丰区农业农村局", (KnownContact("卞军", "副局长"),)),
    ]
)


def test_the_former_and_the_latter() -> None:
    """A2: «前者» and «后者» go on with the first and the second of two companies."""
    first, second = read("今天先后拜访明泽葛总和恒力段部长,前者聊了续约,后者聊了机封", CUSTOMERS).follow_ups
    assert [topic.value for topic in first.topics] == ["续约"]
    assert [topic.value for topic in second.topics] == ["机封"]


@pytest.mark.parametrize(
    ("text", "company", "channel"),
    [
        ("上午明泽葛总和秦经理一起过来看了样机", "明泽", "inbound"),
        ("恒力段部长一行三人昨日到访我公司,看了铸造线", "恒力", "inbound"),
        ("收到恒力段部长传真,催检定证书", "恒力", "inbound"),
        ("called Sarah at Lakeview, she is on leave", "Lakeview", "call"),
        ("去农业农村局送材料,卞局长在开会", "农业农村局", "visit"),
        ("昨天葛总约我在茶楼谈了返利", None, "meal"),
    ],
)
def test_who_came_and_how(text: str, company: str | None, channel: str) -> None:
    """A2: two who came together, English verbs, a place that sounds like a word of grammar, a date that was kept."""
    [draft] = read(text, CUSTOMERS).follow_ups
    assert (draft.company.value if draft.company else None) == company
    assert draft.channel is not None
    assert draft.channel.value == channel
