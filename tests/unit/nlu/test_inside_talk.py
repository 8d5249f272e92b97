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
