"""Scenario 7: the manager's list at nine, and what it takes to be on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from crm_core.leads.model import LeadRow
from tests.scenarios.company import NINE, Company, running_company
from tests.scenarios.conftest import PLATFORMS
from tests.words import says

OVER_A_DAY = {
    "苏州明远": 120,
    "华东阀门": 90,
    "德塔机电": 73,
    "新港物流": 41,
    "海川包装": 30,
    "绿源食品": 26,
    "北辰仪器": 25,
}
A_MINUTE_SHORT = {"长风电子": 24 - 1 / 60}
CUT_OFF = "数据截止：2026-03-02 09:00|口径:最近跟进时间为空或早于24小时前"


@pytest.fixture(params=PLATFORMS)
async def before_nine(request: pytest.FixtureRequest, embedded_database: str) -> AsyncIterator[Company]:
    """The company ten seconds before the digest is due."""
    async with running_company(request.param, embedded_database, at=NINE - timedelta(seconds=10)) as running:
        yield running


async def has_late_leads(company: Company) -> None:
    """Seven leads that nobody has followed up for over 24 hours by nine o'clock, and one a minute short of it."""
    for n, (name, hours) in enumerate({**OVER_A_DAY, **A_MINUTE_SHORT}.items()):
        owner = "李四" if n % 2 else "张三"
        await company.has_lead(name, owner=owner, phone=f"1390001{n:04d}", hours_ago=hours)


async def test_the_managers_list_at_nine(before_nine: Company) -> None:
    """D1, D3, D4, K3, K4, K13: TOP5 with age and owner, the others as a number; the pooled ones told once each."""
    company = before_nine
    chenjingli, zhouzong, laowu = company.people("陈经理", "周总", "老吴")
    await has_late_leads(company)
    await company.sets_clock(NINE)

    escalation = await chenjingli.sees("超 72 小时未首次跟进", "苏州明远", "华东阀门", "德塔机电")
    assert not says(escalation.text, "新港物流")
    card = await chenjingli.sees("未跟进超24小时 TOP5", "另有2条", CUT_OFF)
    hours = ["120", "90", "73", "41", "30"]
    names = list(OVER_A_DAY)[:5]
    for order in ([card.text.rindex(name) for name in names], [card.text.index(one) for one in hours[1:]]):
        assert order == sorted(order)
    for absent in ("绿源食品", "北辰仪器", "长风电子"):
        assert absent not in card.text
    assert says(card.text, "张三")
    assert {"催办", "转给"} <= {label.rstrip("▾ ") for label in chenjingli.buttons(card)}
    assert await company.count(LeadRow, LeadRow.__table__.c.pool == "待激活") == 3

    rates = await zhouzong.sees("有效线索→商机")
    assert not says(rates.text, "条")
    assert laowu.messages() == []

    await company.sets_clock(NINE + timedelta(days=1))
    assert chenjingli.count("超 72 小时未首次跟进") == 1
    await chenjingli.says("待激活")
    await chenjingli.sees("苏州明远", "华东阀门", "德塔机电")


async def test_a_pooled_lead_is_on_one_digest_only(before_nine: Company) -> None:
    """D1, D4: in the first digest after it moved to the pool, and never again."""
    company, chenjingli = before_nine, before_nine["陈经理"]
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=120)
    await company.sets_clock(NINE)
    await chenjingli.sees("未跟进超24小时", "苏州明远")
    await company.sets_clock(NINE + timedelta(days=1))
    assert chenjingli.count("未跟进超24小时") == 1


@pytest.mark.parametrize(
    ("created", "is_late"),
    [("2026-03-01T09:01:00+08:00", False), ("2026-03-01T08:59:00+08:00", True)],
    ids=["23h59", "24h01"],
)
async def test_the_edge_of_24_hours(embedded_database: str, created: str, is_late: bool) -> None:
    """D1: a lead without follow-up for 23 h 59 min is not on the list, one for 24 h 01 min is."""
    async with running_company("wecom", embedded_database, at=NINE - timedelta(seconds=10)) as company:
        age = (NINE - datetime.fromisoformat(created)).total_seconds() / 3600
        await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=age)
        await company.sets_clock(NINE)
        assert company["陈经理"].count("苏州明远") == int(is_late)


async def test_a_team_without_late_leads_hears_nothing(before_nine: Company) -> None:
    """D2, rule 7: no digest, no list, when there is nothing to say."""
    company = before_nine
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=1)
    await company.sets_clock(NINE + timedelta(minutes=1))
    for name in ("陈经理", "张三", "李四", "老吴", "小林"):
        assert company[name].messages() == []


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        ("2026-02-28", True),
        ("2026-03-01", False),
        ("2026-02-17", False),
        ("2026-05-09", True),
        ("2026-05-01", False),
        ("2026-03-07", False),
    ],
    ids=["make-up Saturday", "Sunday", "Spring Festival", "make-up Saturday in May", "Labour Day", "Saturday"],
)
async def test_the_calendar_of_work_days(embedded_database: str, day: str, is_workday: bool) -> None:
    """D2: lists and digests go out on work days of the company's calendar, make-up Saturdays among them."""
    nine = datetime.fromisoformat(f"{day}T09:00:00+08:00")
    async with running_company("wecom", embedded_database, at=nine - timedelta(hours=10)) as company:
        before = (NINE - nine).total_seconds() / 3600
        await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=before + 30)
        await company.sets_clock(nine + timedelta(seconds=30))
        assert company["陈经理"].count("未跟进超24小时") == int(is_workday)
        assert company["张三"].count("苏州明远") == int(is_workday)


async def test_the_digest_tells_how_fast_the_team_is(before_nine: Company) -> None:
    """D7, E7: the average first response of the last 30 days, and copied records as one figure."""
    company, zhangsan = before_nine, before_nine["张三"]
    names = ["宁波东方精工", "华东阀门", "新港物流"]
    for n, name in enumerate(names):
        await company.has_lead(name, owner="张三", phone=f"1391234567{n}", hours_ago=6)
    await company.has_lead("苏州明远", owner="李四", phone="13900010001", hours_ago=40)
    for name in names:
        await zhangsan.says(f"今天拜访了{name}，聊了新一代伺服驱动器的选型和交付安排")
        await zhangsan.sees("待确认", name)
        await zhangsan.says("确认")
        await zhangsan.sees("已写入 1 条跟进")
    await company.sets_clock(NINE + timedelta(seconds=30))
    await company["陈经理"].sees("未跟进超24小时", "苏州明远", "平均首次跟进 6 小时（目标 18）", "1 条雷同，未计分")
