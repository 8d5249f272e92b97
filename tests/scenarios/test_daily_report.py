"""Scenarios 3 and 4: a report, spoken or typed, becomes drafts that are confirmed."""

from __future__ import annotations

from datetime import date

import pytest

from crm_core.customers.queries import customer
from crm_core.follow_ups.model import FollowUpRow
from crm_core.reminders.model import NextStepRow
from crm_core.reminders.queries import open_steps
from tests.scenarios.company import Company, employee_named, viewer_of
from tests.scenarios.test_duplicate import hengrui_is_known
from tests.scenarios.test_lead import balance
from tests.words import says

SEED = "今天拜访了A公司王总,聊了新产品,他下周给反馈"
SEVERAL = (
    "上午跟恒瑞的李总通了电话,预算大概五十万,让我周五前发方案;下午去了东方精工,没见到人;晚上和王总吃饭,他说价格偏高"
)


async def test_a_spoken_report_is_written_when_confirmed(company_any: Company) -> None:
    """C1, A6, A11: the draft shows every field with its words; nothing is written before 确认."""
    a = await company_any.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company_any["张三"]
    await zhangsan.speaks(SEED)
    draft = await zhangsan.sees(
        "待确认", "A公司", "王总", "拜访", "3月2日", "聊了新产品", "等王总给反馈", "3月13日 周五"
    )
    assert says(draft.text, "3月9日–15日")
    for evidence in ("今天拜访了A公司王总", "他下周给反馈"):
        assert says(draft.text, evidence)
    assert {"确认", "改", "不记"} <= set(zhangsan.buttons(draft))
    await company_any.settles()
    assert await company_any.count(FollowUpRow) == 0
    assert await company_any.count(NextStepRow) == 0

    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进", "+1 积分（共 1）")
    assert await company_any.count(FollowUpRow) == 1
    (step,) = await company_any.read(lambda s: open_steps(s, employee_named(s, "张三").id))
    assert (step.what, step.due_on) == ("等王总给反馈", date(2026, 3, 13))
    followed = await company_any.read(lambda s: customer(s, viewer_of(s, "张三"), a).last_followed_up_at)
    assert followed is not None
    assert followed.astimezone(company_any.application.settings.zone).date() == date(2026, 3, 2)


async def three_customers(company: Company) -> None:
    """What 张三 has in scenario 4."""
    await hengrui_is_known(company)
    await company.has_customer("宁波东方精工", owner="张三", phone="13912345678")
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    await company.has_customer("华星", owner="张三", contacts=["王总"])


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        ("今天跑了四家：1恒瑞李总不在 2A公司王总聊价格 3东方红没人 4红日没谈成", "你说了 4 家，只听出 2 家"),
        ("今天拜访了两家：恒瑞李总，A公司王总，都聊了新产品", ""),
        ("拜访了A公司王总，他们今年新开了5家店", ""),
    ],
)
async def test_how_many_were_told_of_and_how_many_heard(wecom: Company, words: str, remark: str) -> None:
    """C2: a visit that was not understood is never lost in silence where the person said how many there were."""
    await three_customers(wecom)
    zhangsan = wecom["张三"]
    await zhangsan.says(words)
    await zhangsan.sees("待确认", remark, without=() if remark else ("只听出",))


async def test_several_customers_in_one_report(company_any: Company) -> None:
    """C2, A14, F3: three drafts, a missed visit, one ambiguous person who is asked for and answered with 「1」."""
    await three_customers(company_any)
    zhangsan = company_any["张三"]
    await zhangsan.says(SEVERAL)
    draft = await zhangsan.sees("3 条", "待确认", "恒瑞", "李总", "50 万", "发方案", "3月6日", "东方精工", "拜访未遇")
    assert says(draft.text, "哪位王总? ①A公司 ②华星")
    assert says(draft.text, "不算有效互动")
    assert says(draft.text, "价格高")
    assert await company_any.count(FollowUpRow) == 0

    await zhangsan.says("1")
    await zhangsan.sees("A公司", "王总", "价格高", without=("哪位王总",))
    await zhangsan.presses("全部确认")
    await zhangsan.sees("已写入 3 条跟进", "拜访未遇（不计分）", "+2 积分（共 2）")
    assert await company_any.count(FollowUpRow) == 3
    assert await company_any.count(FollowUpRow, FollowUpRow.__table__.c.quality == "missed") == 1
    assert await balance(company_any, "张三") == 2


async def test_what_is_clear_is_written_before_the_question_is_answered(company: Company) -> None:
    """C2, A14: 全部确认 writes ① and ② and goes on asking about ③; the answer writes it."""
    await three_customers(company)
    zhangsan = company["张三"]
    await zhangsan.says(SEVERAL)
    await zhangsan.sees("哪位王总? ①A公司 ②华星")
    await zhangsan.presses("全部确认")
    await zhangsan.sees("①②已写入", "哪位王总? ①A公司 ②华星")
    assert await company.count(FollowUpRow) == 2
    await zhangsan.says("2")
    await zhangsan.sees("已写入 3 条跟进", "华星")
    assert await company.count(FollowUpRow) == 3
