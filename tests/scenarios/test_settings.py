"""Own settings, points and ranking, rules and members: all by talking (N3, E1, E4, E6, O4; 3.15, 3.16)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crm_core.audit.model import AuditRow
from crm_core.organisation.queries import employees_named
from crm_core.organisation.views import Role
from crm_core.points import queries as points
from crm_core.rules.queries import rules_in_force
from tests.scenarios.company import NINE, Company, employee_named
from tests.scenarios.test_lead import LINE


async def test_a_time_zone_of_ones_own(wecom: Company) -> None:
    """N3: times are said by the person's zone; an unknown city is told with examples."""
    zhangsan = wecom["张三"]
    await zhangsan.says("时区 纽约")
    await zhangsan.sees_only("时区改成 纽约，时间都按你那边说。现在你那边是 3月1日 周日 20:00")
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存", "3月2日 周一 20:00 前")
    await zhangsan.says("时区 火星")
    await zhangsan.sees_only("没认出「火星」的时区")
    await zhangsan.says("时区 上海")
    await zhangsan.sees_only("现在你那边是 3月2日 周一 09:00")


async def test_points_add_up(company: Company) -> None:
    """E1, E4: the balance is the sum of entries that can each be read, taking back is an entry of its own."""
    zhangsan = company["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await zhangsan.says("新线索 13912345679 苏州明远 初步沟通")
    await zhangsan.sees("已保存：苏州明远")
    await zhangsan.says("撤销")
    await zhangsan.sees("已撤销：苏州明远")
    await zhangsan.says("积分")
    await zhangsan.sees("积分 5", "新线索 宁波东方精工", "苏州明远 撤销，冲回", "−5")
    entries = await company.read(lambda s: points.statement(s, employee_named(s, "张三").id, 50))
    assert [entry.delta for entry in reversed(entries)] == [5, 5, -5]


async def test_ranking_and_staying_out_of_it(company: Company) -> None:
    """E6: ties share a rank, who stays out is a number, and points go on."""
    zhangsan, lisi = company.people("张三", "李四")
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await lisi.says("新线索 13912345679 苏州明远 初步沟通")
    await lisi.sees("已保存")
    await zhangsan.says("排行")
    shared = await zhangsan.sees("积分排行", "张三", "李四")
    assert "宁波东方精工" not in shared.text
    await zhangsan.presses("不参加排行")
    await zhangsan.sees("已退出排行，积分照常累计")
    await lisi.says("排行")
    await lisi.sees("积分排行", "李四", "1 人未参加", without=("张三",))
    await zhangsan.says("参加排行")
    await zhangsan.sees("重新参加排行")
    await lisi.says("排行")
    await lisi.sees("张三")


async def overdue_hours(company: Company, at: datetime) -> int:
    """The rule in force at an instant."""
    return (await company.read(lambda session: rules_in_force(session, at))).overdue_hours


async def test_a_rule_is_previewed_before_it_runs(company: Company) -> None:
    """O4, D1, 3.16: /规则 shows old → new and whom it would hit; enabled, it counts from the next midnight on."""
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    laowu, midnight = company["老吴"], datetime.fromisoformat("2026-03-03T00:00:00+08:00")
    await laowu.says("/规则 逾期 48 小时")
    await laowu.sees("逾期 24 小时 → 48 小时", "明天起，预计命中 1 条", "苏州明远")
    assert await overdue_hours(company, midnight) == 24
    await laowu.presses("启用")
    await laowu.sees("已启用", "规则 1", "逾期 48 小时，从 3月3日 周二 00:00 起")
    assert await overdue_hours(company, midnight - timedelta(seconds=1)) == 24
    assert await overdue_hours(company, midnight) == 48
    await laowu.says("/规则")
    await laowu.sees("逾期：24 小时，3月3日 周二 00:00 起 48 小时")
    await laowu.says("停用规则 1")
    await laowu.sees("已停用 规则 1，已发出的不收回")
    assert await overdue_hours(company, midnight) == 24
    audit = AuditRow.__table__
    assert await company.count(AuditRow, audit.c.subject == "rule") >= 2


async def test_a_rule_counts_from_midnight_until_it_is_put_back(wecom: Company) -> None:
    """3.16, O4: the evening still goes by the rule of the day; 停用 brings the value before back at once."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    laowu, chenjingli = wecom.people("老吴", "陈经理")
    await laowu.says("/规则 逾期 60 小时")
    await laowu.presses("启用")
    await laowu.sees("已启用 规则 1")
    await chenjingli.says("逾期")
    await chenjingli.sees("未跟进超24小时", "苏州明远")
    await wecom.sets_clock("2026-03-03T08:00:00+08:00")
    await chenjingli.says("逾期")
    await chenjingli.sees_only("没有超 60 小时的线索")
    await laowu.says("停用规则 1")
    await laowu.sees("已停用 规则 1")
    await chenjingli.says("逾期")
    await chenjingli.sees("未跟进超24小时", "苏州明远")


async def test_a_rule_that_changes_nothing(wecom: Company) -> None:
    """3.16: a value that holds already, or from tomorrow on, is said to; a later change replaces the one that waits."""
    laowu = wecom["老吴"]
    await laowu.says("/规则 逾期 1 天")
    await laowu.sees_only("不用改，已经是这样：逾期：24 小时")
    for hours in (36, 48):
        await laowu.says(f"/规则 逾期 {hours} 小时")
        await laowu.sees(f"→ {hours} 小时")
        await laowu.presses("启用")
        await laowu.sees("已启用", f"逾期 {hours} 小时")
    await laowu.says("/规则 逾期 48 小时")
    await laowu.sees_only("不用改，已经是这样：逾期：24 小时，3月3日 周二 00:00 起 48 小时")
    await laowu.says("停用规则 1")
    await laowu.sees_only("没有在用的规则 1")
    assert await overdue_hours(wecom, datetime.fromisoformat("2026-03-03T09:00:00+08:00")) == 48


async def test_another_hour_for_the_digest(wecom: Company) -> None:
    """D2, 3.16: today's digest came at its hour, tomorrow's comes at the new one, and none twice."""
    await wecom.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    laowu, chenjingli = wecom.people("老吴", "陈经理")
    await laowu.says("/规则 晨报时间 8:30")
    await laowu.presses("启用")
    await laowu.sees("已启用", "晨报时间 08:30，从 3月3日 周二 00:00 起")
    await wecom.sets_clock("2026-03-03T00:00:30+08:00")
    assert chenjingli.count("未跟进超24小时") == 0
    await wecom.sets_clock("2026-03-03T08:30:30+08:00")
    await wecom.sets_clock("2026-03-03T09:00:30+08:00")
    assert chenjingli.count("未跟进超24小时") == 1


async def test_a_rule_without_its_value(wecom: Company) -> None:
    """O4: the value is asked; one out of range, or in the wrong order, is refused with the reason."""
    laowu = wecom["老吴"]
    await laowu.says("/规则 逾期")
    await laowu.sees_only("逾期改成多少？例：48 小时")
    await laowu.says("2天")
    await laowu.sees("逾期 24 小时 → 48 小时")
    await laowu.says("不要了")
    await laowu.sees("已取消")
    await laowu.says("/规则 逾期 100 小时")
    await laowu.sees_only("逾期要比待激活短")
    await laowu.says("/规则 飞机 3")
    await laowu.sees_only("没有这条规则。能改的有：逾期、待激活")
    assert await overdue_hours(wecom, NINE + timedelta(days=1)) == 24


async def test_points_of_the_rules(wecom: Company) -> None:
    """E1, O4: what a lead earns is a rule; a change of it counts for the leads of the next day."""
    laowu, zhangsan = wecom.people("老吴", "张三")
    await laowu.says("/积分规则")
    await laowu.sees_only(
        "线索积分：5 分",
    )
    await laowu.says("/积分规则 线索 8")
    await laowu.sees("线索积分 5 分 → 8 分")
    await laowu.says("启用")
    await laowu.sees("已启用")
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存", "+5 积分（共 5）")
    await wecom.sets_clock("2026-03-03T08:00:00+08:00")
    await zhangsan.says("新线索 13912345679 苏州明远 初步沟通")
    await zhangsan.sees("已保存", "+8 积分（共 13）")


async def test_a_role_is_given(company: Company) -> None:
    """I13, I24, O4: previewed, in force after 启用, in the log; a ring of managers is refused."""
    laowu = company["老吴"]
    await laowu.says("/成员 小林 客服")
    await laowu.sees("小林", "销售 → 客服")
    assert await role_of(company, "小林") is Role.REP
    await laowu.presses("启用")
    await laowu.sees("已启用：小林 角色 → 客服")
    assert await role_of(company, "小林") is Role.SERVICE
    assert await company.count(AuditRow, AuditRow.__table__.c.act == "member_changed") == 1
    await laowu.says("/成员 陈经理 主管 张三")
    await laowu.sees("陈经理", "周总 → 张三")
    await laowu.presses("启用")
    await laowu.sees("不能启用：这样会绕成一圈")
    await laowu.says("/成员 王五 客服")
    await laowu.sees_only("没有叫「王五」的同事")


async def role_of(company: Company, name: str) -> Role:
    """The role of a colleague."""
    return (await company.read(lambda session: employees_named(session, name)))[0].role


async def test_another_manager_gets_the_digest(wecom: Company) -> None:
    """I3, I25, D1: who was made the manager of a rep sees his late leads, and the one before no longer."""
    await wecom.has_lead("苏州明远", owner="李四", phone="13900010001", hours_ago=30)
    laowu, zhangsan, chenjingli = wecom.people("老吴", "张三", "陈经理")
    await laowu.says("/成员 李四 主管 张三")
    await laowu.sees("陈经理 → 张三")
    await laowu.says("启用")
    await laowu.sees("已启用")
    await zhangsan.says("逾期")
    await zhangsan.sees("苏州明远", "李四")
    await wecom.sets_clock("2026-03-03T09:00:30+08:00")
    assert zhangsan.count("未跟进超24小时") == 2
    assert chenjingli.count("未跟进超24小时") == 0


@pytest.mark.parametrize("said", ["/规则", "/积分规则 线索 50", "/成员 张三 管理员", "/状态", "停用规则 1"])
async def test_configuring_is_for_admins(wecom: Company, said: str) -> None:
    """I13, I24: everybody else is refused, and nothing changes."""
    zhangsan = wecom["张三"]
    await zhangsan.says(said)
    await zhangsan.sees_only("没有权限，或没有这条记录")
    assert await role_of(wecom, "张三") is Role.REP
    assert await wecom.count(AuditRow, AuditRow.__table__.c.act == "refused") == 1


async def test_the_state_of_the_product(wecom: Company) -> None:
    """N8, K22: success rate of what runs by the clock, and what waits; an idle product has nothing waiting."""
    laowu = wecom["老吴"]
    await wecom.later(minutes=2)
    await laowu.says("/状态")
    await laowu.sees_only("成功率 100.00%（目标 99.95%）√")
    await laowu.sees("收件 0 条积压 · 发件 0 条排队", "企业微信通讯录 6 人")


async def test_what_the_nightly_reading_changed_or_skipped_is_told(company: Company) -> None:
    """I25: who came, who left, and what the platform did not show, for whoever asks how things are."""
    laowu = company["老吴"]
    company.world.leave("xiaolin")
    await company.sets_clock("2026-03-03T03:11:00+08:00")
    await laowu.says("/状态")
    await laowu.sees("通讯录 5 人", "离开 1 人：小林")


async def test_help_lists_what_the_asker_may_do(wecom: Company) -> None:
    """O11, 3.21: a rep sees no commands of managers and admins."""
    zhangsan, chenjingli, laowu = wecom.people("张三", "陈经理", "老吴")
    await zhangsan.says("帮助")
    rep = await zhangsan.sees("记线索", "写日报")
    assert "/规则" not in rep.text
    assert "晨会" not in rep.text
    await chenjingli.says("帮助")
    await chenjingli.sees("晨会", "逾期", without=("/规则",))
    await laowu.says("/帮助")
    await laowu.sees("/规则", "/成员", "/状态")
    await zhangsan.says("帮助 日报")
    await zhangsan.sees("写日报", "示例，不会写入")


async def test_the_first_opening_of_the_chat(feishu: Company) -> None:
    """3.22: one greeting, at the first opening and never again."""
    zhangsan = feishu["张三"]
    await zhangsan.opens_the_chat()
    await zhangsan.sees_only("张三，我是侧记，帮你记客户")
    await zhangsan.opens_the_chat()
    await zhangsan.sees_nothing()
