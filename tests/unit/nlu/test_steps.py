"""Next steps in the ways they are agreed (CONTRACT `next_steps`, A9)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

WEDNESDAY = datetime(2026, 9, 16, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMES = Names([KnownCustomer(1, "A公司", (KnownContact("王刚", "总经理"),))])


def steps(told: str) -> list[tuple[str, str, str]]:
    """What, who and the last day of each step told after a visit."""
    found = understand(f"拜访A公司王总,聊了样机,{told}", WEDNESDAY, NAMES).follow_ups
    assert len(found) == 1
    return [
        (step.what.value, step.who, step.due.to.isoformat()[:10] if step.due else "") for step in found[0].next_steps
    ]


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("预算60万,周五寄样品", ("寄样品", "us", "2026-09-18")),
        ("合同下周三签", ("签", "us", "2026-09-23")),
        ("月底发货", ("发货", "us", "2026-09-30")),
        ("下周约了看厂", ("看厂", "us", "2026-09-27")),
        ("9.28前补齐资质", ("补齐资质", "us", "2026-09-28")),
        ("拟明日提交报价单", ("提交报价单", "us", "2026-09-17")),
        ("下周他们过会", ("过会", "them", "2026-09-27")),
        ("他月底拍板", ("拍板", "them", "2026-09-30")),
        ("约定明日下午三时由我再次致电", ("再次致电", "us", "2026-09-17")),
        ("对方要求我方人员于9月25日上午九时到场取样", ("到场取样", "us", "2026-09-25")),
        ("周五15:00我去他那儿过合同草稿", ("去他那儿过合同草稿", "us", "2026-09-18")),
        ("周四他来厂里提货", ("来厂里提货", "them", "2026-09-17")),
        ("下周三王总来签合同", ("来签合同", "them", "2026-09-23")),
        ("礼拜天我陪他钓鱼", ("陪他钓鱼", "us", "2026-09-20")),
        ("他催货,答应周五寄", ("寄", "us", "2026-09-18")),
        ("让我换个配方送两箱试试,这周六之前", ("换个配方送两箱试试", "us", "2026-09-19")),
        ("安排下周一早上师傅到厂", ("师傅到厂", "us", "2026-09-21")),
        ("他们本月底前挂网", ("挂网", "them", "2026-09-30")),
        ("我承诺明天将报价单传真过去", ("将报价单传真过去", "us", "2026-09-17")),
        ("要求将检测报告于下周一前发至其邮箱", ("发至其邮箱", "us", "2026-09-21")),
        ("我9月底再联系他", ("再联系他", "us", "2026-09-30")),
        ("他月底定", ("定", "them", "2026-09-30")),
        ("样品我后天寄", ("寄", "us", "2026-09-18")),
        ("他要样册,明天寄", ("寄", "us", "2026-09-17")),
        ("我让王总下礼拜来厂里看样机", ("来厂里看样机", "them", "2026-09-27")),
        ("请他们下周把图纸发过来", ("把图纸发过来", "them", "2026-09-27")),
        ("请他下周六吃饭", ("吃饭", "us", "2026-09-26")),
        ("月底前下500套的单", ("下500套的单", "them", "2026-09-30")),
        ("同意9月底试用两台", ("试用两台", "them", "2026-09-30")),
        ("周四线上会对需求", ("线上会对需求", "us", "2026-09-17")),
        ("周五我再跑一趟", ("再跑一趟", "us", "2026-09-18")),
        ("他说十月一号以后再联系他", ("再联系他", "us", "2026-10-02")),
        ("我说明天之前复他", ("复他", "us", "2026-09-17")),
        ("咱得把标书这礼拜五前弄好", ("弄好", "us", "2026-09-18")),
        ("催我把发票开了,月底前", ("把发票开了", "us", "2026-09-30")),
        ("他要月底前交货", ("交货", "us", "2026-09-30")),
        ("他要求我们月底前准备资料", ("准备资料", "us", "2026-09-30")),
        ("王总后天到我们厂", ("到我们厂", "them", "2026-09-18")),
        ("月底前有望定标", ("定标", "them", "2026-09-30")),
        ("年框480w 法务审中 10.15前签", ("签", "us", "2026-10-15")),
        ("尾款8万月底付", ("付", "them", "2026-09-30")),
        ("让我下周三带设备过去试洗一台预算给到八万", ("带设备过去试洗一台", "us", "2026-09-23")),
        ("she'll confirm by 9/25", ("confirm", "them", "2026-09-25")),
        ("we'll send the quote by Friday", ("send the quote", "us", "2026-09-18")),
    ],
)
def test_agreed_with_a_day(told: str, step: tuple[str, str, str]) -> None:
    """A9: the day may stand before, behind or apart from its verb, and the verb may be any."""
    assert steps(told) == [step]


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("他同意先试用一个月,时间定在下周", ("先试用一个月", "them", "2026-09-27")),
        ("原定周五送货,改到下周一", ("送货", "us", "2026-09-21")),
        ("他说可以先送样 这个月底之前", ("先送样", "us", "2026-09-30")),
        ("下一步:9/22寄样", ("寄样", "us", "2026-09-22")),
        ("next:周五call他", ("call他", "us", "2026-09-18")),
        ("next:发合同模板", ("发合同模板", "us", "")),
        ("让我出个对比表,周五之前给他", ("出个对比表", "us", "2026-09-18")),
        ("要我们派人去看,时间是下周二之前", ("派人去看", "us", "2026-09-22")),
        ("让他把图纸发来", ("把图纸发来", "them", "")),
        ("待会儿把报价发他", ("把报价发他", "us", "")),
        ("答应给他申请个折扣", ("给他申请个折扣", "us", "")),
        ("让给她换个新", ("给她换个新", "us", "")),
    ],
)
def test_the_day_told_apart(told: str, step: tuple[str, str, str]) -> None:
    """A9: a clause that tells only when belongs to the act before it; a heading makes a plan of what follows."""
    assert steps(told) == [step]


def test_items_of_a_list() -> None:
    """A9: under a heading each numbered item is a step of its own, and its number no part of a day."""
    assert steps("下一步:1.发合同 2.周五回访") == [("发合同", "us", ""), ("回访", "us", "2026-09-18")]
    assert steps("确认两点:1.接受报价;2.9月28日前下达订单") == [("下达订单", "them", "2026-09-28")]


@pytest.mark.parametrize(
    "told",
    [
        "回头再联系他",
        "招标延期到11月了",
        "就选型及夜间错峰策略进行交流",
        "他称3号坞延误已达23天",
        "同意继续听取介绍",
        "回头找你报销",
        "昨天他们试了样",
        "国庆前那批货有裂纹",
        "他们年底要搬厂",
        "他下周要休年假",
        "他要出差,下周三回来再约",
        "去年10月签的合同下个月到期",
        "上周五送的样他试了",
        "他说考虑考虑,下周再说",
        "他说试好了再签",
        "项目明年三月才启动",
        "随后顺路看了车间",
        "他请我吃羊肉",
        "他要求我们赔三千",
    ],
)
def test_nothing_agreed(told: str) -> None:
    """A9: what the customer does for himself, what a day only describes, and vague words are no steps."""
    assert steps(told) == []


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("我们周五前升级固件", ("升级固件", "us", "2026-09-18")),
        ("让我们月底前腾出两个车位", ("腾出两个车位", "us", "2026-09-30")),
        ("他答应下周三腾空库房", ("腾空库房", "them", "2026-09-23")),
        ("我方承诺三日内消缺", ("消缺", "us", "2026-09-19")),
        ("我方答应9月22日前返镀完毕", ("返镀完毕", "us", "2026-09-22")),
        ("王总月底前走完内部流程", ("走完内部流程", "them", "2026-09-30")),
        ("他们明早九点点货", ("点货", "them", "2026-09-17")),
        ("让我十月初再问", ("再问", "us", "2026-10-10")),
        ("约定9月27日上午在校面谈", ("在校面谈", "us", "2026-09-27")),
        ("要求我方9月18日带负责人来沟通整改", ("带负责人来沟通整改", "us", "2026-09-18")),
        ("我 9.25 带工程师去复查", ("带工程师去复查", "us", "2026-09-25")),
        ("我 9.30 带工程师去复查", ("带工程师去复查", "us", "2026-09-30")),
        ("我 10.9 带工程师去复查", ("带工程师去复查", "us", "2026-10-09")),
        ("让我们国庆前把三号出口换好", ("把三号出口换好", "us", "2026-09-30")),
        ("他说那成,明天把合同发过来", ("把合同发过来", "them", "2026-09-17")),
        ("周五下午两点带我去看场地", ("带我去看场地", "them", "2026-09-18")),
        ("约定其月底前试用我方系统", ("试用我方系统", "them", "2026-09-30")),
        ("他说园长下周三回来,让我那天上午再来一趟", ("再来一趟", "us", "2026-09-23")),
        ("she'll send PO by 9/30. 报价先不记", ("send PO", "them", "2026-09-30")),
    ],
)
def test_what_is_promised_may_be_any_act(told: str, step: tuple[str, str, str]) -> None:
    """A9: after a promise, a request or who acts, any verb with a day is a step; what comes over here is theirs."""
    assert steps(told) == [step]


def test_a_list_of_days_is_a_list_of_steps() -> None:
    """A9: «…付4万、…付3.5万» promises twice."""
    assert steps("答应国庆前付4万、10月底付3.5万") == [
        ("付4万", "them", "2026-09-30"),
        ("付3.5万", "them", "2026-10-31"),
    ]


@pytest.mark.parametrize(
    "told",
    [
        "他下周一生日",
        "他们周五团建",
        "她下周三值夜班",
        "他下周回老家",
        "他们月底前订单爆满",
        "他说国庆人多顾不上",
        "他说年内定不下来",
        "合约年底届满",
        "等了一小时后离开",
        "指出8月批次落屑超标",
        "去年冬天半夜爆管咱们的人俩钟头才到",
        "找了负责安保的老阎",
        "要咱也做到六块",
        "同意采用我方密封方案",
        "请我去他们食堂吃的工作餐",
        "回头补是哪家",
        "给王总送端午粽子",
    ],
)
def test_what_nobody_agreed_to_do(told: str) -> None:
    """A9: what befalls people, what lapses, what cannot be done, how long it took: no steps."""
    assert steps(told) == []
