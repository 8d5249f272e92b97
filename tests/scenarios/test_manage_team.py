"""What a manager does about leads that nobody follows up: 催办, 转给, 退回, and what the rep answers (3.9, 3.10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_core.audit.model import AuditRow
from crm_core.leads.model import LeadRow
from crm_core.leads.queries import lead
from tests.scenarios.company import NINE, Company, employee_named, viewer_of


async def owner_of(company: Company, lead_id: int) -> str:
    """Who has a lead now."""
    owner = await company.read(lambda s: lead(s, viewer_of(s, "陈经理"), lead_id).owner_id)
    return await company.read(lambda s: "李四" if employee_named(s, "李四").id == owner else "张三")


async def test_nudging_and_explaining(company: Company) -> None:
    """D1, D2, rule 12: the owner is asked, once a day for each lead, and his reason reaches the manager as said."""
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await chenjingli.says("逾期")
    await chenjingli.sees("未跟进超24小时", "苏州明远", "30")
    await chenjingli.presses("催办")
    await chenjingli.sees("已催张三：苏州明远")
    await zhangsan.sees("陈经理想知道苏州明远的情况")
    await company.later(minutes=5)
    await chenjingli.presses("催办")
    await chenjingli.sees("今天 09:00 已催过张三")
    assert zhangsan.count("陈经理想知道") == 1

    await zhangsan.presses("说明原因")
    await zhangsan.sees_only("苏州明远 怎么回事？50 字以内")
    await zhangsan.says("客户出国，3月9日回")
    await zhangsan.sees_only("好，已告诉主管")
    await chenjingli.sees("苏州明远 · 张三：客户出国，3月9日回")
    assert await company.count(AuditRow, AuditRow.__table__.c.act == "explained") == 1


async def test_giving_a_lead_to_a_colleague_and_back(company: Company) -> None:
    """D1, H8, §4.5: 转给 asks whom and once more, tells the receiver at once, and can be taken back."""
    lead_id = await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    lisi, chenjingli = company.people("李四", "陈经理")
    await chenjingli.says("逾期")
    await chenjingli.sees("苏州明远")
    await chenjingli.presses("转给")
    await chenjingli.sees("苏州明远", "转给谁")
    await chenjingli.chooses("李四", then="转给")
    await chenjingli.sees("转给 李四？阶段、联系人、记录都跟着走")
    assert await owner_of(company, lead_id) == "张三"
    await chenjingli.presses("确认")
    await chenjingli.sees("苏州明远 已转给 李四")
    await lisi.sees("张三的 1 个客户到你名下", "苏州明远")
    assert await owner_of(company, lead_id) == "李四"
    assert await company.count(AuditRow, AuditRow.__table__.c.act == "customer_transferred") == 1

    await chenjingli.says("撤销")
    await chenjingli.sees("已还给张三，1 个客户都回来了")
    assert await owner_of(company, lead_id) == "张三"


async def test_giving_a_pooled_lead_back_to_its_owner(company: Company) -> None:
    """D4, 3.10: 退回负责人 takes it out of the pool, and the owner knows."""
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=80)
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await company.runs_what_is_due(NINE)
    await company.later(minutes=2)
    await chenjingli.says("待激活")
    await chenjingli.sees("待激活池 1 条", "苏州明远", "80")
    await chenjingli.presses("退回负责人")
    await chenjingli.sees("已退回负责人：苏州明远")
    await zhangsan.sees("陈经理把 苏州明远 退回给你了")
    await chenjingli.says("待激活")
    await chenjingli.sees("待激活池里没有线索")
    assert await company.count(LeadRow, LeadRow.__table__.c.pool != "") == 0


async def test_following_up_brings_a_lead_back(company: Company) -> None:
    """D3, D4: told once ever; a follow-up takes the lead out of the pool, and it is not moved a second time."""
    lead_id = await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=71.9)
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await company.runs_what_is_due(NINE)
    assert await company.count(LeadRow, LeadRow.__table__.c.pool != "") == 0
    await company.later(minutes=10)
    await zhangsan.sees("苏州明远 72 小时没人联系，已移到待激活池")
    await chenjingli.sees("超 72 小时未首次跟进", "苏州明远", "张三")
    await zhangsan.says("给苏州明远打了电话，聊了新产品")
    await zhangsan.sees("待确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    assert (await company.read(lambda s: lead(s, viewer_of(s, "张三"), lead_id))).pool == ""
    await company.later(hours=80)
    assert chenjingli.count("超 72 小时未首次跟进") == 1
    assert zhangsan.count("已移到待激活池") == 1


async def test_a_lead_followed_up_in_time_is_left_alone(wecom: Company) -> None:
    """D3: 72 hours count for leads without any follow-up only."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=60)
    zhangsan, chenjingli = wecom.people("张三", "陈经理")
    await zhangsan.says("给苏州明远打了电话，聊了新产品")
    await zhangsan.sees("待确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    await wecom.sets_clock(NINE + timedelta(hours=13))
    assert chenjingli.count("未首次跟进") == 0
    assert await wecom.count(LeadRow, LeadRow.__table__.c.pool != "") == 0


async def test_a_rep_cannot_do_what_a_manager_does(wecom: Company) -> None:
    """I3, I13: 晨会 is a manager's; the refusal says nothing about what there is."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    lisi = wecom["李四"]
    await lisi.says("晨会")
    refused = await lisi.sees_only("没有权限，或没有这条记录")
    assert "苏州明远" not in refused.text


async def test_one_persons_act_is_seen_by_the_other(company: Company) -> None:
    """§4.8: when a lead has been given away meanwhile, a late 退回 on the old card is answered, not carried out."""
    lead_id = await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=80)
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await company.runs_what_is_due(NINE)
    await company.later(minutes=2)
    card = await chenjingli.sees("超 72 小时未首次跟进", "苏州明远")
    await zhangsan.says("给苏州明远打了电话，聊了新产品")
    await zhangsan.sees("待确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    await chenjingli.presses("退回负责人", on=card)
    await chenjingli.sees("已经处理过了")
    assert (await company.read(lambda s: lead(s, viewer_of(s, "张三"), lead_id))).pool == ""


async def test_a_rep_sees_his_own_late_leads_without_a_managers_acts(company: Company) -> None:
    """I3, I13: 逾期 is for everybody, 催办 and 转给 are for those who lead."""
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    await company.has_lead("华东阀门", owner="李四", phone="13900010002", hours_ago=40)
    zhangsan = company["张三"]
    await zhangsan.says("逾期")
    card = await zhangsan.sees("苏州明远", without=("华东阀门",))
    assert not {"催办", "转给"} & set(zhangsan.buttons(card))


async def test_all_late_leads_behind_the_five(company: Company) -> None:
    """D1, 3.9: 看全部 lists every one, with age and owner."""
    names = ["苏州明远", "华东阀门", "德塔机电", "新港物流", "海川包装", "绿源食品", "北辰仪器"]
    for n, name in enumerate(names):
        await company.has_lead(name, owner="张三", phone=f"1390001{n:04d}", hours_ago=30 + n)
    chenjingli = company["陈经理"]
    await chenjingli.says("逾期")
    await chenjingli.sees("另有 2 条")
    await chenjingli.presses("看全部")
    await chenjingli.sees("超 24 小时没跟进 7 条", *names, "36 小时 · 张三")
    await chenjingli.says("更多")
    await chenjingli.sees("超 24 小时没跟进 7 条", *names)


async def test_a_call_that_was_not_answered(wecom: Company) -> None:
    """F3: no visit is asked for after a call; it counts as no valid interaction."""
    await wecom.has_customer("A公司", owner="张三")
    zhangsan = wecom["张三"]
    await zhangsan.says("今天给A公司打了电话，没接")
    await zhangsan.sees("电话未接通", "待确认")
    await zhangsan.says("确认")
    await zhangsan.sees("已写入 1 条跟进", "电话未接通（不计分）")


@pytest.mark.parametrize("said", ["②转给李四", "第二条转给李四", "把2转给李四"])
async def test_one_line_of_the_digest_to_a_colleague(wecom: Company, said: str) -> None:
    """D1, 3.9: the row's number and the name together do what 转给, the choice and the button do."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=40)
    lead_id = await wecom.has_lead("华东阀门", owner="张三", phone="13900010002", hours_ago=30)
    chenjingli = wecom["陈经理"]
    await chenjingli.says("逾期")
    await chenjingli.sees("苏州明远", "华东阀门")
    await chenjingli.says(said)
    await chenjingli.sees("华东阀门：转给 李四？")
    await chenjingli.presses("确认")
    await chenjingli.sees("华东阀门 已转给 李四")
    assert await owner_of(wecom, lead_id) == "李四"


async def test_whose_leads_nobody_followed_up_last_week(company: Company) -> None:
    """K6, K13, I3: the week that was asked for, by rep; each figure opens as many leads as it counts."""
    for n, (name, owner, hours) in enumerate(
        [
            ("苏州明远", "张三", 24 * 9),
            ("华东阀门", "张三", 24 * 5),
            ("德塔机电", "李四", 24 * 6),
            ("新港物流", "李四", 4),
        ]
    ):
        await company.has_lead(name, owner=owner, phone=f"1390001000{n}", hours_ago=hours)
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await zhangsan.says("上周五给华东阀门打了电话，聊了交期")
    await zhangsan.sees("待确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    await chenjingli.says("上周谁的线索没跟？")
    await chenjingli.sees(
        "上周 2 条没跟", "张三 1 · 李四 1", "上周（2月23日–3月1日）没有跟进记录", "数据截止：2026-03-02 09:00"
    )
    await chenjingli.presses("看张三的")
    await chenjingli.sees("张三 2月23日–3月1日 1 条没跟", "苏州明远", without=("华东阀门", "德塔机电"))
    await chenjingli.says("这周谁的线索没跟")
    await chenjingli.sees("这周 4 条没跟", "张三 2 · 李四 2")
    await zhangsan.says("上周谁的线索没跟")
    await zhangsan.sees("上周 1 条没跟", "张三 1", without=("李四",))


async def test_a_week_without_anything_to_follow_up(wecom: Company) -> None:
    """K34, rule 11: «all were followed» and «there was none» are two sentences, each with its cut-off."""
    zhangsan, chenjingli = wecom.people("张三", "陈经理")
    await chenjingli.says("上周谁的线索没跟")
    await chenjingli.sees_only("暂无数据：上周没有在跟的线索")
    await wecom.has_lead("华东阀门", owner="张三", phone="13900010001", hours_ago=24 * 5)
    await zhangsan.says("上周五给华东阀门打了电话，聊了交期")
    await zhangsan.sees("待确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    await chenjingli.says("上周谁的线索没跟")
    await chenjingli.sees_only("上周没有漏跟的：在跟的 1 条都有跟进")
