"""群推送: a team's figures in its chat group every morning, and nothing that a group may not see (O4, I1, E6)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.emulator.wecom.webhooks import GROUP, KEY
from crm_core.audit.model import AuditRow
from crm_core.database.types import table
from crm_core.group_pushes.model import GroupPushRow
from tests.scenarios.company import NINE, Company, running_company

ADDRESS = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
TOMORROW = NINE + timedelta(days=1)


@pytest.fixture
async def company(embedded_database: str) -> AsyncIterator[Company]:
    """The company on WeCom ten seconds after nine: today's digests are out."""
    async with running_company("wecom", embedded_database, at=NINE + timedelta(seconds=10)) as running:
        yield running


def in_group(company: Company) -> list[str]:
    """What stands in the team's group."""
    return [seen.text for seen in company["李四"].messages() if seen.chat == GROUP]


async def test_a_teams_figures_go_to_its_group_after_they_were_previewed(company: Company) -> None:
    """O4, D2, E6, I1: nothing before 启用; then totals and the ranking on each work day, no customer, no number."""
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=100)
    await company.has_lead("新港物流", owner="李四", phone="13900010002", hours_ago=20)
    await company["张三"].says("新线索 13912345678 宁波东方精工 初步沟通")
    await company["张三"].sees("已保存")
    laowu = company["老吴"]
    await laowu.says(f"/群推送 陈经理 {ADDRESS}")
    card = await laowu.sees("群推送预览", "陈经理", "每个工作日 09:00", "超 24 小时没跟进 1 条，其中 1 条超 72 小时")
    assert KEY not in card.text
    await company.settles()
    assert in_group(company) == []

    await laowu.presses("启用")
    await laowu.sees("群推送 1", "已启用")
    await company.sets_clock(TOMORROW)
    (told,) = in_group(company)
    assert "陈经理团队 · 3月3日" in told
    assert "超 24 小时没跟进 2 条，其中 1 条超 72 小时" in told
    assert "张三 10 分" in told
    for hidden in ("苏州明远", "新港物流", "东方精工", "139"):
        assert hidden not in told


async def test_it_can_be_stopped_and_its_key_is_forgotten(company: Company) -> None:
    """O4: 停用; the log tells who did what, and neither it nor the table holds the key."""
    laowu = company["老吴"]
    await laowu.says(f"/群推送 陈经理 {ADDRESS}")
    await laowu.presses("启用")
    await laowu.sees("已启用")
    stored = table(GroupPushRow)
    kept = await company.read(lambda session: session.execute(stored.select()).one().sealed_key)
    assert kept
    assert KEY not in kept
    await laowu.says("停用群推送 1")
    await laowu.sees("已停用 群推送 1")
    assert await company.read(lambda session: session.execute(stored.select()).one().sealed_key) == ""
    acts = table(AuditRow)
    lines = await company.read(
        lambda session: session.execute(acts.select().where(acts.c.subject == "group_push")).all()
    )
    assert [line.act for line in lines] == ["group_push_enabled", "group_push_disabled"]
    assert KEY not in str(lines)
    await company.sets_clock(TOMORROW)
    assert in_group(company) == []
    await laowu.says("停用群推送 1")
    await laowu.sees("没有正在用的群推送 1")


async def test_an_address_that_works_no_more_is_told_to_the_admin(company: Company) -> None:
    """93000: the group's own push was deleted."""
    laowu = company["老吴"]
    await laowu.says(f"/群推送 陈经理 {ADDRESS}")
    await laowu.presses("启用")
    await laowu.sees("已启用")
    company.stand_in.webhooks.groups.clear()
    await company.sets_clock(TOMORROW)
    await laowu.sees("群推送 1 发不进群", "重新添加消息推送")


async def test_only_an_admin_sets_it_up(company: Company) -> None:
    """O4, I1: a manager is refused; without an address the admin hears how it is done."""
    chenjingli, laowu = company.people("陈经理", "老吴")
    await chenjingli.says(f"/群推送 陈经理 {ADDRESS}")
    await chenjingli.sees("没有权限")
    await laowu.says("/群推送")
    await laowu.sees("还没有群推送", "/群推送 主管姓名 地址")
    await laowu.says(f"/群推送 张三 {ADDRESS}")
    await laowu.sees("张三 名下没有成员")
    assert await company.count(GroupPushRow) == 0
