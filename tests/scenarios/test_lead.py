"""Scenario 1: a rep tells a lead in three fields."""

from __future__ import annotations

from crm_core.leads.model import LeadRow
from crm_core.points import queries as points
from tests.scenarios.company import Company, employee_named

LINE = "新线索 13912345678 宁波东方精工 初步沟通"


async def test_a_rep_tells_a_lead_on_one_line(company_any: Company) -> None:
    """A1, E1, H8, C4: saved at once with points and buttons; the same message delivered again changes nothing."""
    zhangsan = company_any["张三"]
    sent = await zhangsan.says(LINE)
    card = await zhangsan.sees("已保存：宁波东方精工 · 139****5678 · 初步沟通", "+5 积分（共 5）")
    assert zhangsan.buttons(card) == ["补全", "改", "撤销"]

    await zhangsan.says(LINE, message_id=sent["message_id"])
    await zhangsan.sees_nothing()

    assert await company_any.count(LeadRow) == 1
    assert await balance(company_any, "张三") == 5


async def test_only_the_missing_number_is_asked(company_any: Company) -> None:
    """A1: 「还缺手机号」 and nothing else; the number alone saves it."""
    zhangsan = company_any["张三"]
    await zhangsan.says("新线索 苏州明远 初步沟通")
    asked = await zhangsan.sees_only("还缺手机号")
    assert "阶段" not in asked.text
    assert "企业名称" not in asked.text
    await zhangsan.says("13912345670")
    await zhangsan.sees("已保存：苏州明远 · 139****5670 · 初步沟通", "+5 积分（共 5）")


async def test_taken_back_and_brought_back_by_buttons(company_any: Company) -> None:
    """A1, E1, §4.5: 撤销 on the card, then 恢复 on the changed card, each with its points."""
    zhangsan = company_any["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存：宁波东方精工")
    await zhangsan.presses("撤销")
    await zhangsan.sees("已撤销：宁波东方精工", "−5 积分（共 0）")
    assert await balance(company_any, "张三") == 0
    await zhangsan.presses("恢复")
    await zhangsan.sees("已保存：宁波东方精工", "+5 积分（共 5）")
    assert await balance(company_any, "张三") == 5
    assert await company_any.count(LeadRow, LeadRow.__table__.c.deleted_at.is_(None)) == 1


async def balance(company: Company, name: str) -> int:
    """The points of a person."""
    return await company.read(lambda session: points.balance(session, employee_named(session, name).id))
