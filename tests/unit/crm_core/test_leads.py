"""Leads: capture, duplicates, undo, points, visibility; on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from crm_core.access.views import Viewer
from crm_core.audit import queries as audit
from crm_core.customers.queries import search
from crm_core.database.engine import Database
from crm_core.errors import Gone, Invalid, NotVisible, TooLate
from crm_core.leads import service as leads
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.views import Blocked, Captured, NewLead
from crm_core.points import queries as points
from crm_core.points.service import grant
from crm_core.points.views import Reason
from tests.unit.crm_core.people import NOW, hire

HENGRUI = NewLead("13800001111", "上海恒瑞医疗科技有限公司", "需求确认")


async def capture(database: Database, by: Viewer, new: NewLead) -> Captured | Blocked:
    return await database.write(lambda session: leads.capture_lead(session, by, new, NOW, "wecom:x:"))


async def saved(database: Database, by: Viewer, new: NewLead) -> Captured:
    outcome = await capture(database, by, new)
    assert isinstance(outcome, Captured)
    return outcome


async def test_a_lead_is_three_fields_and_earns_five_points(database: Database) -> None:
    """A1, E1: saved with its customer, owner and +5 in the ledger."""
    team = await database.write(hire)
    outcome = await saved(database, team.zhangsan, NewLead("13912345678", "宁波东方精工", "初步沟通", contact="李工"))
    assert (outcome.lead.owner_id, outcome.lead.stage) == (team.zhangsan.employee_id, "初步沟通")
    assert await database.read(lambda s: points.balance(s, team.zhangsan.employee_id)) == 5
    assert [one.name for one in await database.read(lambda s: search(s, team.zhangsan, "东方精工", 5))] == [
        "宁波东方精工"
    ]


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("恒瑞医疗科技(上海)", "13800001111"),
        ("上海恒瑞医疗科技", "13700002222"),
        ("恒瑞医疗科技（上海）有限公司", "13700002222"),
        ("上海 恒瑞医疗科技", "13700002222"),
    ],
)
async def test_a_customer_of_somebody_else_is_found_however_it_is_written(
    database: Database, typed: str, phone: str
) -> None:
    """F4, F8–F11, F18: same number or same name in other spelling; nothing saved, no points."""
    team = await database.write(hire)
    await saved(database, team.zhangsan, HENGRUI)
    outcome = await capture(database, team.lisi, NewLead(phone, typed, "需求确认"))
    assert isinstance(outcome, Blocked)
    assert (outcome.duplicate.name, outcome.duplicate.owner_id) == (HENGRUI.company, team.zhangsan.employee_id)
    assert await database.read(lambda s: points.balance(s, team.lisi.employee_id)) == 0


async def test_a_similar_name_is_a_hint_never_a_block(database: Database) -> None:
    """F8, «Read these» 1: 恒润 is another firm, 87.5 alike."""
    team = await database.write(hire)
    await saved(database, team.zhangsan, HENGRUI)
    outcome = await saved(database, team.lisi, NewLead("13700002222", "上海恒润医疗科技", "初步沟通"))
    assert outcome.alike is not None
    assert outcome.alike.likeness == pytest.approx(87.5)


async def test_two_reps_at_the_same_moment_make_one_customer(database: Database) -> None:
    """F12: safe in parallel."""
    team = await database.write(hire)
    outcomes = await asyncio.gather(
        *(capture(database, by, HENGRUI) for by in (team.zhangsan, team.lisi, team.other, team.chen) * 3)
    )
    assert sum(isinstance(outcome, Captured) for outcome in outcomes) == 1


async def test_names_with_ampersand_and_slash_stay_whole(database: Database) -> None:
    """J5: «A&B/C» round-trips."""
    team = await database.write(hire)
    outcome = await saved(database, team.zhangsan, NewLead("13912345678", "A&B/C", "初步沟通"))
    assert outcome.lead.company == "A&B/C"


@pytest.mark.parametrize(
    "new",
    [
        NewLead("1391234567", "东方精工", "初步沟通"),
        NewLead("12345678901", "东方精工", "初步沟通"),
        NewLead("13912345678", "公司", "初步沟通"),
        NewLead("13912345678", "东方精工", "不存在的阶段"),
    ],
)
async def test_a_field_that_breaks_a_rule_saves_nothing(database: Database, new: NewLead) -> None:
    """A1, A14, A15: refused, no record, no points."""
    team = await database.write(hire)
    with pytest.raises(Invalid):
        await capture(database, team.zhangsan, new)
    assert await database.read(lambda s: search(s, team.zhangsan, "东方精工", 5)) == []


async def test_virtual_operators_numbers_count_but_are_marked(database: Database) -> None:
    """A15, E1: 170 is accepted, flagged, and pays."""
    team = await database.write(hire)
    outcome = await saved(database, team.zhangsan, NewLead("17012345678", "东方精工", "初步沟通"))
    assert outcome.lead.is_virtual
    assert await database.read(lambda s: points.balance(s, team.zhangsan.employee_id)) == 5


async def test_undo_takes_lead_customer_and_points_away_and_restore_brings_them_back(database: Database) -> None:
    """CONVERSATION §4.5: undo is a new row; 恢复 undoes it."""
    team = await database.write(hire)
    me = team.zhangsan
    lead = (await saved(database, me, HENGRUI)).lead
    await database.write(lambda s: leads.undo_capture(s, me, lead.id, NOW))
    assert await database.read(lambda s: points.balance(s, me.employee_id)) == 0
    assert await database.read(lambda s: search(s, me, "恒瑞", 5)) == []
    await database.write(lambda s: leads.restore(s, me, lead.id, NOW, "wecom:x:"))
    assert await database.read(lambda s: points.balance(s, me.employee_id)) == 5
    assert len(await database.read(lambda s: points.statement(s, me.employee_id, 10))) == 3
    with pytest.raises(Gone):
        await database.write(lambda s: leads.restore(s, me, lead.id, NOW, "wecom:x:"))


async def test_undo_ends_after_a_day(database: Database) -> None:
    """CONVERSATION §4.5: 24 hours."""
    team = await database.write(hire)
    lead = (await saved(database, team.zhangsan, HENGRUI)).lead
    with pytest.raises(TooLate):
        await database.write(
            lambda s: leads.undo_capture(s, team.zhangsan, lead.id, NOW + timedelta(hours=24, seconds=1))
        )


async def test_reps_see_their_own_and_managers_their_team(database: Database) -> None:
    """I2, I3, I13: a foreign lead and a missing one are the same answer; an admin sees no customers."""
    team = await database.write(hire)
    lead = (await saved(database, team.zhangsan, HENGRUI)).lead
    for viewer in (team.zhangsan, team.chen, team.zhou):
        assert (await database.read(lambda s, v=viewer: read_lead(s, v, lead.id))).id == lead.id
    for viewer in (team.lisi, team.other, team.laowu):
        with pytest.raises(NotVisible) as foreign:
            await database.read(lambda s, v=viewer: read_lead(s, v, lead.id))
        with pytest.raises(NotVisible) as missing:
            await database.read(lambda s, v=viewer: read_lead(s, v, 999))
        assert str(foreign.value) == str(missing.value)
        assert await database.read(lambda s, v=viewer: search(s, v, "恒瑞", 5)) == []


async def test_the_ledger_pays_one_cause_once_and_can_not_be_changed(database: Database) -> None:
    """E1, E7: told twice is paid once; the database refuses to rewrite history."""
    team = await database.write(hire)
    lead = (await saved(database, team.zhangsan, HENGRUI)).lead
    await database.write(lambda s: grant(s, team.zhangsan.employee_id, 5, Reason.LEAD, "lead", lead.id, "恒瑞", NOW))
    assert await database.read(lambda s: points.balance(s, team.zhangsan.employee_id)) == 5
    for table in ("points_entries", "audit_entries"):
        with pytest.raises(Exception, match="append-only"):
            await database.write(lambda s, t=table: s.connection().exec_driver_sql(f"DELETE FROM {t}"))
    assert await database.read(lambda s: audit.count(s, "lead_captured")) == 1
