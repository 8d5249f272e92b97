"""Scenario 7 and the rules of the clock: who is told what about leads that nobody follows up."""

from __future__ import annotations

import pytest

from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company

LATE = {
    "苏州明远": 120,
    "华东阀门": 90,
    "德塔机电": 73,
    "新港物流": 41,
    "海川包装": 30,
    "绿源食品": 26,
    "北辰仪器": 25,
}
ALMOST = {"差一分钟": 24 - 1 / 60}


async def has_late_leads(company: Company) -> None:
    """Seven leads over 24 hours and one a minute short of it, at nine o'clock."""
    for n, (name, hours) in enumerate({**LATE, **ALMOST}.items()):
        owner = "李四" if n % 2 else "张三"
        await company.has_lead(name, owner=owner, phone=f"1390001{n:04d}", hours_ago=hours)


@pytest.mark.parametrize("at", ["2026-03-02T08:59:50+08:00"])
async def test_the_managers_list_at_nine(company_before_nine: Company, at: str) -> None:
    """D1, D2, D3, D4, D7, K3, K4, K13: TOP5 with age and owner, the rest as a number, the pool told once."""
    company = company_before_nine
    chenjingli, zhouzong, zhangsan = company.people("陈经理", "周总", "张三")
    await company.sets_clock("2026-03-02T09:00:00+08:00")
    card = await chenjingli.sees("未跟进超24小时 TOP5", "120 小时", "90 小时", "73 小时", "41 小时", "30 小时")
    order = [card.text.index(name) for name in list(LATE)[1:5]]
    assert order == sorted(order)
    assert "另有2条" in card.text.replace(" ", "")
    for absent in ("绿源食品", "北辰仪器", "差一分钟"):
        assert absent not in card.text
    assert zhangsan is not None
    assert zhouzong is not None
    assert at
    assert await company.count(LeadRow, LeadRow.__table__.c.pool == "待激活") == 3
