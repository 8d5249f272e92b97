"""Talk among colleagues, desk work, hearsay, questions and requests are no reports (CONTRACT `kind`; A7)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nlu.inside_talk import who_was_spoken_with
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NAMES = Names(
    [
        KnownCustomer(1, "A公司", (KnownContact("王总", ""),)),
        KnownCustomer(2, "上海恒瑞医疗科技有限公司", (KnownContact("李总", ""),)),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "小陈你明天去恒瑞一趟，把合同给李总送过去",
        "让小陈去恒瑞找李总把发票换了",
        "你跟李总说一声，货明天到",
        "按分管领导要求，由小曹、小田分两路，月底前完成全部客户的告知，见不到负责人的要留书面通知",
        "恒瑞李总说他们换地址了，你把客户资料里的地址改成建设大街88号",
        "刚才那条拜访恒瑞的记录日期填错了，是昨天",
        "给恒瑞加个备注，别周末打电话",
        "李总的职务改成董事长",
        "本周拟安排两项拜访：周二拜访恒瑞李总，商谈维保；周四赴A公司面见王总",
        "十月份计划：一是催收恒瑞尾款，二是走访A公司，三是参加展会。请领导指示",
        "明天的安排 上午先到恒瑞 下午拜访A公司谈合同",
        "等会儿去趟恒瑞，找李总签字",
        "申请下周去上海出差，拜访恒瑞李总，请领导批准",
        "在去恒瑞的高铁上，两点半到",
        "今天先不去恒瑞了，明天再说",
        "上半年共走访客户四十二家次，签约三单。下半年重点跟进恒瑞",
        "听同事讲恒瑞的李总要跳槽，今天没跑客户也没打电话",
        "朋友圈看到恒瑞搬新厂房了",
        "恒瑞这个月我们拜访了几次",
        "导航到恒瑞要多久",
        "哥几个谁有空跟我去趟恒瑞",
        "话说恒瑞的李总是王总的小舅子",
        "本月目标：签下恒瑞，回款五十万",
        "最近一次跟李总吃饭是哪天",
        "和技术部开会讨论了恒瑞的方案",
        "给仓库打电话催了A公司的货",
        "跟主管汇报了恒瑞的进度",
        "法务在审A公司的合同",
        "加班到十点，写了恒瑞的方案",
        "听说恒瑞的李总离职了",
        "恒瑞的合同签了没",
        "今天拜访了恒瑞算不算有效",
        "给王总发个短信",
        "跟老板碰了一下，他说恒瑞的返点最多给三个点。大家知悉",
        "今天部门例会，领导说下季度主推新品，小客户先别跑了",
        "恭喜小王升职，请客请客",
        "周哥你上次推荐的那个话术好用，客户嫌贵就先讲价值",
        "要是恒瑞李总明天还不回话，我就直接上门找他",
        "今天没出门。明天计划：上午去恒瑞拜访李总；下午去A公司送样",
        "本周拟办：一、催收A公司尾款；二、赴恒瑞踏勘",
        "3/5 PLAN：AM 去恒瑞 demo；PM 去A公司收款 3w",
        "明天上午去拜访恒瑞李总，谈二期，下午陪领导去A公司开会",
    ],
)
def test_nothing_took_place_at_a_customer(text: str) -> None:
    """A7: a customer is spoken of, nobody there was met."""
    assert understand(text, NOW, NAMES).kind == "other"


@pytest.mark.parametrize(
    "text",
    [
        "跟主管一起见了恒瑞李总，聊了交期",
        "今天去恒瑞，和技术部开会讨论了方案",
        "跟恒瑞的财务对了一下账",
        "给王总发了个短信，说了方案的事",
        "加班到十点，陪A公司王总吃饭聊了新产品",
        "老板带我去了恒瑞，见了李总。他说返点最多三个点",
        "去恒瑞见了李总，他说要是能降五个点就签，我当场给老板打了电话",
        "今天去恒瑞拜访了李总，合同还没签，请勿登记为已签约",
        "请李总吃饭，聊了采购流程，他让我周五前把入库资料发给他",
        "微信跟恒瑞的李总聊了聊交期，哪个厂区的我忘了记，反正是李总",
        "周报：昨天上门恒瑞李总，谈维保",
    ],
)
def test_a_contact_in_company_or_at_their_department(text: str) -> None:
    """C1: the same words in a message that tells of somebody met."""
    assert understand(text, NOW, NAMES).kind == "report"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("跟李四聊了一下恒瑞的情况", "李四"),
        ("刚跟陈经理开完周会", "陈经理"),
        ("李四跟恒瑞签了", "李四"),
        ("和李四一起去拜访了恒瑞李总", ""),
        ("今天拜访了A公司王总", ""),
    ],
)
def test_who_may_be_a_colleague(text: str, who: str) -> None:
    """The name is told; whether it is a colleague's is for whoever knows them."""
    assert who_was_spoken_with(text) == who


def test_many_times_of_day_are_no_work() -> None:
    """L: words that repeat without end are read like any other."""
    assert who_was_spoken_with("刚刚" * 2000 + "今天，" * 1000) == ""
