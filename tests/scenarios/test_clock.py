"""What happens by the clock: reminders, the morning list, missed runs, jumps (D2, A11, N5, N8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm_core.database.job_runs import JobRun
from crm_core.leads.model import LeadRow
from crm_core.reminders.queries import open_steps
from tests.scenarios.company import NINE, Company, employee_named, running_company
from tests.scenarios.person import Person


async def promises(company: Company, said: str) -> Person:
    """张三 confirms a report with a promise."""
    await company.has_customer("A公司", owner="张三", phone="13912340000", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says(said)
    await zhangsan.sees("待确认", "A公司")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    return zhangsan


async def test_a_promise_with_an_hour_is_told_at_that_hour(company: Company) -> None:
    """A11, D2: one card at 15:00, none before, none again; 已完成 closes it."""
    zhangsan = await promises(company, "今天拜访了A公司王总，聊了新产品，明天下午3点给他打电话")
    await zhangsan.sees("3月3日 周二 15:00")
    await zhangsan.says("待办")
    await zhangsan.sees("打电话 15:00", "A公司")
    await company.sets_clock("2026-03-03T14:59:30+08:00")
    before = len(zhangsan.messages())
    zhangsan.looks_away()
    await company.sets_clock("2026-03-03T15:00:30+08:00")
    await zhangsan.sees("A公司", "打电话")
    assert len(zhangsan.messages()) == before + 1
    await company.later(minutes=30)
    assert len(zhangsan.messages()) == before + 1
    await zhangsan.presses("已完成")
    await zhangsan.sees("已完成")
    assert await company.read(lambda s: open_steps(s, employee_named(s, "张三").id)) == []


async def test_what_falls_due_today_is_one_list_in_the_morning(wecom: Company) -> None:
    """D2, B3: at 08:45 of its day a promise is told; what is put off comes at the chosen hour instead."""
    zhangsan = await promises(wecom, "今天拜访了A公司王总，聊了新产品，周四前把方案发给他")
    await wecom.sets_clock("2026-03-04T08:46:00+08:00")
    await wecom.sets_clock("2026-03-05T08:44:00+08:00")
    zhangsan.looks_away()
    assert zhangsan.count("今天到期") == 0
    await wecom.sets_clock("2026-03-05T08:45:30+08:00")
    await zhangsan.sees_only("方案")
    await zhangsan.says("推迟 周五")
    await zhangsan.sees("已推迟到 3月6日 周五 09:00")
    zhangsan.looks_away()
    await wecom.sets_clock("2026-03-06T09:00:30+08:00")
    await zhangsan.sees_only("方案")


async def test_putting_off_by_choice(company: Company) -> None:
    """A11, 3.8: 推迟 offers hours to choose from."""
    zhangsan = await promises(company, "今天拜访了A公司王总，聊了新产品，明天给他打电话")
    await zhangsan.says("待办")
    await zhangsan.sees("打电话", "A公司")
    await zhangsan.presses("推迟")
    await zhangsan.sees("推迟到哪天")
    await zhangsan.says("周五")
    await zhangsan.sees("已推迟到 3月6日 周五 09:00")


async def test_three_missed_mornings_become_one(wecom: Company) -> None:
    """N8, N9, D1: a clock that jumps three days forward runs each job once, with its own time as cut-off."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    chenjingli = wecom["陈经理"]
    await wecom.sets_clock("2026-03-05T10:30:00+08:00")
    digest = await chenjingli.sees("未跟进超24小时", "苏州明远")
    assert "2026-03-05 10:30" in digest.text
    assert chenjingli.count("未跟进超24小时") == 1
    assert wecom["张三"].count("超 24 小时没跟进") <= 1
    runs = JobRun.__table__
    assert await wecom.count(JobRun, runs.c.job == "morning_digest") == 1


async def test_a_clock_that_goes_back_repeats_nothing(wecom: Company) -> None:
    """N5, N9: an hour back and forward again sends no second digest."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    await wecom.sets_clock("2026-03-03T09:00:30+08:00")
    chenjingli = wecom["陈经理"]
    assert chenjingli.count("未跟进超24小时") == 1
    wecom.world.clock.set(datetime.fromisoformat("2026-03-03T08:00:30+08:00"))
    await wecom.sets_clock("2026-03-03T09:01:30+08:00")
    assert chenjingli.count("未跟进超24小时") == 1


async def test_quiet_hours_hold_the_message_and_not_the_move(embedded_database: str) -> None:
    """Rule 7, D3, D4: at 22:30 the lead moves to the pool; who is told hears it at eight."""
    start = NINE + timedelta(hours=12)
    async with running_company("wecom", embedded_database, at=start, quiet_hours="21:00-08:00") as company:
        await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=58.5)
        at = NINE + timedelta(hours=13, minutes=31)
        company.world.clock.set(at)
        await company.is_at(at)
        await company.runs_what_is_due(at)
        assert await company.count(LeadRow, LeadRow.__table__.c.pool != "") == 1
        assert company["张三"].messages() == []
        assert company["陈经理"].messages() == []
        await company.sets_clock("2026-03-03T08:00:30+08:00")
        await company["张三"].sees_only("已移到待激活池")
        await company["陈经理"].sees_only("超 72 小时未首次跟进")


async def test_an_answer_is_never_held_back(embedded_database: str) -> None:
    """Rule 7: quiet hours concern what nobody asked for."""
    async with running_company(
        "wecom", embedded_database, at=NINE + timedelta(hours=14), quiet_hours="21:00-08:00"
    ) as company:
        zhangsan = company["张三"]
        await zhangsan.says("新线索 13912345678 宁波东方精工 初步沟通")
        await zhangsan.sees("已保存：宁波东方精工")


async def test_jobs_go_by_shanghai_time(embedded_database: str) -> None:
    """N5: a rep who lives by New York time changes what he reads, not when the team's digest goes out."""
    async with running_company("wecom", embedded_database, at=NINE - timedelta(minutes=5)) as company:
        await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
        zhangsan = company["张三"]
        await zhangsan.says("时区 纽约")
        await zhangsan.sees("时区改成 纽约", "3月1日 周日 19:55")
        await company.sets_clock(NINE + timedelta(seconds=20))
        await company["陈经理"].sees("未跟进超24小时")
