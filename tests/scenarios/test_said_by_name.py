"""Acts by name without their card, and words that must not be taken for something else (§4.2, §4.5, §4.6)."""

from __future__ import annotations

import pytest

from crm_core.customers.model import CustomerRow
from crm_core.follow_ups.model import DraftRow, FollowUpRow
from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company


@pytest.mark.parametrize("words", ["把苏州明远转给李四", "苏州明远交给李四跟进吧"])
async def test_gives_a_customer_to_a_colleague(wecom: Company, words: str) -> None:
    """D1, §4.5: a manager says it; nothing changes hands before 确认."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    chenjingli = wecom["陈经理"]
    await chenjingli.says(words)
    await chenjingli.sees("转给 李四？", "阶段、联系人、记录都跟着走")
    await wecom["李四"].sees_nothing()
    await chenjingli.says("确认")
    await chenjingli.sees("苏州明远 已转给 李四")
    await wecom["李四"].sees("苏州明远")


async def test_a_rep_gives_nothing_away(wecom: Company) -> None:
    """I2: what only managers may do is refused with the usual sentence."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    await wecom["张三"].says("把苏州明远转给李四")
    await wecom["张三"].sees_only("没有权限，或没有这条记录")


async def test_asks_about_a_late_lead_by_name(company: Company) -> None:
    """D2: 「催一下苏州明远」 is 催办 for this one."""
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    chenjingli = company["陈经理"]
    await chenjingli.says("催一下苏州明远")
    await chenjingli.sees("已催张三：苏州明远")
    await company["张三"].sees("陈经理想知道苏州明远的情况")


@pytest.mark.parametrize("words", ["确认", "不知道", "没问", "公司"])
async def test_an_answer_that_is_no_name(wecom: Company, words: str) -> None:
    """A14: a word of the conversation never becomes a company."""
    zhangsan = wecom["张三"]
    await zhangsan.says("13912345678 初步沟通")
    await zhangsan.sees("还缺企业名称")
    await zhangsan.says(words)
    await zhangsan.sees("企业名称" if words != "公司" else "「公司」还不够认出是谁，发全称或简称")
    assert await wecom.count(LeadRow) == 0


@pytest.mark.parametrize("words", ["算了", "取消", "不用了"])
async def test_cancels_the_draft_in_front_of_him(company: Company, words: str) -> None:
    """§4.5: a draft that was cancelled is not written by a 确认 that comes later."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says("今天拜访了A公司王总，聊了新产品")
    await zhangsan.sees("待确认")
    await zhangsan.says(words)
    await zhangsan.sees("没有写入")
    assert await company.count(DraftRow, DraftRow.__table__.c.state == "open") == 0
    await zhangsan.says("确认")
    await company.settles()
    assert await company.count(FollowUpRow) == 0


async def test_corrects_the_lead_just_saved(wecom: Company) -> None:
    """§4.6: old → new, on the record that was just written."""
    zhangsan = wecom["张三"]
    await zhangsan.says("13912345678 宁波东方精工 初步沟通")
    await zhangsan.sees("已保存")
    await zhangsan.says("公司名改成宁波东方精工科技有限公司")
    await zhangsan.sees("已改：企业名称 宁波东方精工 → 宁波东方精工科技有限公司")
    assert await wecom.count(CustomerRow, CustomerRow.__table__.c.name == "宁波东方精工科技有限公司") == 1


async def test_answers_with_a_name_and_a_particle(wecom: Company) -> None:
    """A14: 「华星的」 is 华星."""
    for company in ("A公司", "华星"):
        await wecom.has_customer(company, owner="张三", contacts=["王总"])
    zhangsan = wecom["张三"]
    await zhangsan.says("晚上和王总吃饭，他说价格偏高")
    await zhangsan.sees("哪位王总？")
    await zhangsan.says("华星的")
    await zhangsan.sees("华星", "待确认")


async def test_searches_by_a_person(wecom: Company) -> None:
    """B2: 「查 王总」 finds the customer whose contact he is."""
    await wecom.has_customer("华星", owner="张三", contacts=["王总"])
    await wecom["张三"].says("查 王总")
    await wecom["张三"].sees("华星", "负责人 张三")
    await wecom["李四"].says("查 王总")
    await wecom["李四"].sees_only("没有权限，或没有这条记录")


async def test_a_visit_to_nobody_named(wecom: Company) -> None:
    """Rule 8: what was heard, and what is missing."""
    await wecom["张三"].says("今天见了个客户，聊得不错")
    await wecom["张三"].sees_only("见了哪家？带上公司名说一句就行")


async def test_takes_a_rule_back_that_is_not_there(wecom: Company) -> None:
    """O4: not «dealt with already», but that there is none."""
    await wecom["老吴"].says("停用规则 7")
    await wecom["老吴"].sees_only("没有在用的规则 7")
