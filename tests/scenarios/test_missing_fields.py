"""A lead of which something is missing or wrong, and the form of three fields (CONVERSATION 3.2, 3.3)."""

from __future__ import annotations

import pytest

from crm_core.follow_ups.model import DraftRow
from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company, running_company
from tests.scenarios.test_lead import LINE, balance


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("新线索 苏州明远 初步沟通", "还缺手机号。直接发号码就行"),
        ("新线索 13912345670 初步沟通", "还缺企业名称。发全称或简称都行"),
        ("新线索 13912345670 苏州明远", "还缺阶段：①初步沟通 ②需求确认 ③方案演示 ④报价谈判 ⑤已签约"),
        ("新线索 苏州明远", "还缺手机号和阶段。例：139… 初步沟通"),
        ("新线索 13912345670 苏州明远 已经成仙", "还缺阶段"),
        ("新线索 29912345678 苏州明远 初步沟通", "****5678 不是手机号的开头"),
    ],
)
async def test_only_what_is_missing_is_asked(wecom: Company, said: str, asked: str) -> None:
    """A1, A15: one question, about what is missing and nothing else; nothing is saved meanwhile."""
    zhangsan = wecom["张三"]
    await zhangsan.says(said)
    await zhangsan.sees_only(asked)
    assert await wecom.count(LeadRow) == 0


@pytest.mark.parametrize("answer", ["2", "②", "需求确认", "第二个"])
async def test_a_stage_by_number_or_name(wecom: Company, answer: str) -> None:
    """A1, §4.4: the stage as a number or in words."""
    zhangsan = wecom["张三"]
    await zhangsan.says("13912345670 苏州明远")
    await zhangsan.sees("还缺阶段")
    await zhangsan.says(answer)
    await zhangsan.sees("已保存：苏州明远 · 139****5670 · 需求确认")


async def test_a_stage_by_button(company: Company) -> None:
    """A1: the stage by its button."""
    zhangsan = company["张三"]
    await zhangsan.says("13912345670 苏州明远")
    await zhangsan.sees("还缺阶段")
    await zhangsan.presses("方案演示")
    await zhangsan.sees("已保存：苏州明远 · 139****5670 · 方案演示")


async def test_a_number_with_too_few_digits(company: Company) -> None:
    """A15, 3.2: says how many digits there are and takes the next number."""
    zhangsan = company["张三"]
    await zhangsan.says("新线索 苏州明远 初步沟通")
    await zhangsan.sees("还缺手机号")
    await zhangsan.says("13912345")
    await zhangsan.sees_only("13912345 只有 8 位，手机号是 11 位。重发号码就行")
    await zhangsan.says("+86 139 1234 5670")
    await zhangsan.sees("已保存：苏州明远 · 139****5670 · 初步沟通")


async def test_a_virtual_number_counts_but_is_flagged(wecom: Company) -> None:
    """A15, E1: 170 and 171 are saved and earn, with a warning."""
    zhangsan = wecom["张三"]
    await zhangsan.says("新线索 17012345678 海峰电子 初步沟通")
    await zhangsan.sees("已保存：海峰电子", "⚠️ 170 为虚拟号段", "+5 积分")


async def test_no_number_yet(company: Company) -> None:
    """3.2: the second miss offers a draft; at 18:00 it is asked once, and the number saves the lead."""
    zhangsan = company["张三"]
    await zhangsan.says("新线索 苏州明远 初步沟通")
    await zhangsan.sees("还缺手机号")
    await zhangsan.says("没有")
    await zhangsan.sees_only("「没有」没对上")
    await zhangsan.says("还没有呢")
    await zhangsan.sees_only("还差手机号，否则存不下。没有号码？回「先记着」")
    await zhangsan.says("先记着")
    await zhangsan.sees_only("存成草稿了，今天 18:00 提醒你补手机号")
    zhangsan.looks_away()
    await company.sets_clock("2026-03-02T18:00:10+08:00")
    await zhangsan.sees_only("苏州明远 还差手机号。直接发号码就能存")
    await zhangsan.says("13912345670")
    await zhangsan.sees("已保存：苏州明远 · 139****5670 · 初步沟通")
    assert await company.count(DraftRow, DraftRow.__table__.c.state == "open") == 0


async def test_the_form(feishu: Company) -> None:
    """A1, B5, 3.3: three inputs; a number too short keeps the form, a right one saves the lead."""
    zhangsan = feishu["张三"]
    await zhangsan.says("新线索")
    form = await zhangsan.sees("新线索", "3 项即可")
    assert {each.name for each in form.inputs} == {"phone", "company", "stage"}
    fields = {"company": "宁波东方精工", "stage": "初步沟通"}
    await zhangsan.presses("保存", {"phone": "1391234", **fields}, on=form)
    await zhangsan.sees("只有 7 位")
    assert await feishu.count(LeadRow) == 0
    await zhangsan.presses("保存", {"phone": "13912345678", **fields}, on=form)
    await zhangsan.sees("已保存：宁波东方精工 · 139****5678 · 初步沟通")
    assert await balance(feishu, "张三") == 5


async def test_the_form_where_cards_have_no_inputs(wecom: Company) -> None:
    """A1, 3.3: WeCom has no text inputs; the line does it, the stage can be chosen."""
    zhangsan = wecom["张三"]
    await zhangsan.says("新线索")
    await zhangsan.sees("手机号 企业名称 阶段")
    await zhangsan.says("13912345678 宁波东方精工 初步沟通")
    await zhangsan.sees("已保存：宁波东方精工 · 139****5678 · 初步沟通")


async def test_the_form_in_the_interactive_card(embedded_database: str) -> None:
    """A1, 3.3: DingTalk's card template has inputs too."""
    async with running_company("dingtalk-card", embedded_database) as company:
        zhangsan = company["张三"]
        await zhangsan.says("新线索")
        form = await zhangsan.sees("3 项即可")
        values = {"phone": "13912345678", "company": "宁波东方精工", "stage": "初步沟通"}
        await zhangsan.presses("保存", values, on=form)
        await zhangsan.sees("已保存：宁波东方精工 · 139****5678 · 初步沟通")


async def test_completing_a_lead(company: Company) -> None:
    """A2: 补全 proposes what is recorded elsewhere; without anything it says how to fill in by hand."""
    zhangsan = company["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await zhangsan.presses("补全")
    await zhangsan.sees_only("没找到能补的。想补的话直接发：联系人 李工，来源 展会")
    await zhangsan.says("联系人 李工，来源 展会")
    await zhangsan.sees_only("已改：联系人 （空） → 李工；来源 （空） → 展会")


async def test_completion_is_written_when_adopted(company: Company) -> None:
    """A2: a proposal is old → new with its source, and nothing is written before 采用."""
    zhangsan = company["张三"]
    await zhangsan.says(LINE)
    saved = await zhangsan.sees("已保存")
    await zhangsan.says("今天拜访了东方精工李工，聊了交期")
    await zhangsan.sees("待确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    lead = LeadRow.__table__
    await zhangsan.taps("补全", saved)
    await zhangsan.sees("补全", "联系人", "李工")
    assert await company.count(LeadRow, lead.c.contact_id.is_not(None)) == 0
    await zhangsan.presses("全部采用")
    await zhangsan.sees("已写入：联系人 李工")
    assert await company.count(LeadRow, lead.c.contact_id.is_not(None)) == 1


async def test_changing_a_saved_lead(wecom: Company) -> None:
    """3.1, A15: 改 asks what; a wrong number is not written."""
    zhangsan = wecom["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await zhangsan.presses("改")
    await zhangsan.sees_only("改什么？")
    await zhangsan.says("手机号 13912345679")
    await zhangsan.sees_only("已改：手机号 139****5678 → 139****5679")
    assert await wecom.count(LeadRow, LeadRow.__table__.c.phone == "13912345679") == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("电话写错了，是13912345679", "手机号 139****5678 → 139****5679"),
        ("电话不对 应该是13912345679", "手机号 139****5678 → 139****5679"),
        ("公司名不对，应该是宁波东方精密", "企业名称 宁波东方精工 → 宁波东方精密"),
        ("公司改成宁波东方精密", "企业名称 宁波东方精工 → 宁波东方精密"),
    ],
)
async def test_putting_a_saved_lead_right_by_word(wecom: Company, said: str, told: str) -> None:
    """3.1, §4.6: what was wrong in the lead just saved is changed in it; no further lead begins."""
    zhangsan = wecom["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await zhangsan.says(said)
    await zhangsan.sees_only(f"已改：{told}")
    assert await wecom.count(LeadRow) == 1
