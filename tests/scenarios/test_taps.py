"""Selects, one visit after the other, other people's buttons, two people at one thing (3.5, §2.4, §4.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from crm_core.audit.model import AuditRow
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import LeadRow
from crm_core.reminders.queries import open_steps
from tests.scenarios.company import Company, employee_named
from tests.scenarios.test_daily_report import SEED, SEVERAL, three_customers
from tests.scenarios.test_lead import LINE


async def test_the_due_day_is_chosen_on_the_card(company: Company) -> None:
    """C1, A11: 「下周」 proposes Friday and offers other days; what is chosen is what is promised."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says(SEED)
    await zhangsan.sees("待确认", "3月13日 周五")
    await zhangsan.chooses("3月11日 周三", then="确认")
    await company.settles()
    if await company.count(FollowUpRow) == 0:  # Where choosing is an act of its own, the draft still waits.
        await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    (step,) = await company.read(lambda s: open_steps(s, employee_named(s, "张三").id))
    assert step.due_on == date(2026, 3, 11)


async def test_one_visit_after_the_other(company: Company) -> None:
    """C2: 逐条看 shows each with its words; one can be confirmed, the others left out."""
    await three_customers(company)
    zhangsan = company["张三"]
    await zhangsan.says(SEVERAL)
    await zhangsan.sees("3 条", "待确认")
    await zhangsan.presses("逐条看")
    await zhangsan.sees("1/3", "恒瑞", "李总", "50 万")
    await zhangsan.presses("下一条")
    await zhangsan.sees("2/3", "东方精工", "拜访未遇")
    await zhangsan.presses("上一条")
    await zhangsan.sees("1/3", "恒瑞")
    await zhangsan.presses("确认")
    await zhangsan.sees("①已写入")
    assert await company.count(FollowUpRow) == 1
    await zhangsan.says("重来")
    await company.settles()
    assert await company.count(FollowUpRow) == 1


async def test_another_persons_button_does_nothing(wecom: Company) -> None:
    """I2, §2.4, PERFORMANCE §6 row 14: who taps is checked, not what the key says."""
    zhangsan, lisi = wecom.people("张三", "李四")
    await zhangsan.says(LINE)
    saved = await zhangsan.sees("已保存")
    undo = next(one for one in saved.buttons if one.label == "撤销")
    stand_in: Any = wecom.stand_in
    press = {"Event": "template_card_event", "EventKey": undo.id, "TaskId": "x", "CardType": "button_interaction"}
    for forged in (undo.id, undo.id[:-1] + "0", "lead:undo:1@1", "x" * 3000):
        event = stand_in._event("lisi", {**press, "EventKey": forged, "ResponseCode": "code"})
        await stand_in._push(event)
    await wecom.settles()
    assert lisi.messages() == []
    assert await wecom.count(LeadRow, LeadRow.__table__.c.deleted_at.is_(None)) == 1


async def test_two_managers_ask_about_the_same_lead(wecom: Company) -> None:
    """§4.8, D2: the first asks, the second hears that it was done; the rep is asked once."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    chenjingli, zhouzong, zhangsan = wecom.people("陈经理", "周总", "张三")
    for manager in (chenjingli, zhouzong):
        await manager.says("逾期")
        await manager.sees("苏州明远")
        await manager.presses("催办")
        await manager.sees("已催过张三" if manager is zhouzong else "已催张三")
    assert zhangsan.count("想知道苏州明远的情况") == 1
    assert await wecom.count(AuditRow, AuditRow.__table__.c.act == "nudged") == 1


async def test_a_lead_that_two_managers_give_away(feishu: Company) -> None:
    """§4.8: after the first has given it to 李四, the second's confirmation for the same receiver changes nothing."""
    await feishu.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    chenjingli, zhouzong, lisi = feishu.people("陈经理", "周总", "李四")
    for manager in (chenjingli, zhouzong):
        await manager.says("逾期")
        await manager.sees("苏州明远")
        await manager.presses("转给")
        await manager.sees("转给谁")
        await manager.chooses("李四", then="转给")
        await manager.sees("转给 李四？")
    await chenjingli.presses("确认")
    await chenjingli.sees("已转给 李四")
    await zhouzong.presses("确认")
    await zhouzong.sees("已经处理过了")
    assert lisi.count("到你名下") == 1
    assert await feishu.count(AuditRow, AuditRow.__table__.c.act == "customer_transferred") == 1
