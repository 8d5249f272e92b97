"""The week, ready to send on: asked for at any time, and sent by itself on its last work day (C12, E4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crm_core.points import queries as points
from tests.scenarios.company import Company, employee_named
from tests.scenarios.test_daily_report import SEED
from tests.words import says

LEAD = "新线索 13912345678 宁波东方精工 初步沟通"
MONDAY = datetime.fromisoformat("2026-03-02T00:00:00+08:00")


async def records_a_lead_and_a_visit(company: Company) -> None:
    """张三 earns 5 for a lead and 1 for a visit on Monday."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says(LEAD)
    await zhangsan.sees("已保存：宁波东方精工")
    await zhangsan.says(SEED)
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")


async def test_the_week_is_told_and_sent_on(company: Company) -> None:
    """C12, E4: the counts are the week's rows, the points the ledger's sum; the whole text can be copied and sent."""
    await records_a_lead_and_a_visit(company)
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await zhangsan.says("周报")
    card = await zhangsan.sees("本周周报", "3月2日–6日", "跟进 1", "新线索 1", "+6", "宁波东方精工", "A公司")
    assert "每天积分" in card.text
    assert says(card.text, "周一 +6") or says(card.text, "周一 6"), "in words, or in the chart"
    ledger = await company.read(lambda s: points.sum_since(s, employee_named(s, "张三").id, MONDAY))
    assert ledger == 6

    await zhangsan.presses("复制全文")
    await zhangsan.sees(
        "张三 周报（3月2日–6日）", "跟进 1 · 新线索 1 · 积分 +6（共 6）", "聊了新产品", "新线索 宁波东方精工"
    )
    await zhangsan.says("发给主管")
    await zhangsan.sees("发给陈经理了")
    report = await chenjingli.sees("张三 周报（3月2日–6日）", "A公司", "宁波东方精工")
    assert not says(report.text, "13912345678")


async def test_friday_brings_the_week_by_itself(company: Company) -> None:
    """E4: to each rep with something recorded, once; nothing to the others."""
    await records_a_lead_and_a_visit(company)
    zhangsan, lisi = company.people("张三", "李四")
    await company.sets_clock("2026-03-06T17:09:00+08:00")
    assert zhangsan.count("本周周报") == 0
    await company.sets_clock("2026-03-06T17:10:10+08:00")
    await zhangsan.sees("本周周报", "+6")
    await company.sets_clock("2026-03-07T09:00:00+08:00")
    assert zhangsan.count("本周周报") == 1
    assert lisi.count("周报") == 0


async def test_a_point_taken_back_is_in_the_week(feishu: Company) -> None:
    """E4: a reversing entry counts on the day on which it was made."""
    zhangsan = feishu["张三"]
    await zhangsan.says(LEAD)
    await zhangsan.sees("已保存：宁波东方精工")
    await zhangsan.says("撤销")
    await zhangsan.sees("已撤销")
    await zhangsan.says("周报")
    await zhangsan.sees("新线索 0", "积分 +0", "每天积分（共 0）", "周一 0")


async def test_a_week_without_records_says_so(feishu: Company) -> None:
    """Rule 11: a real zero, and of what."""
    zhangsan = feishu["张三"]
    await zhangsan.says("上周周报")
    await zhangsan.sees("2月23日–3月1日 还没有记录")


async def test_feishu_draws_the_points_as_a_chart(feishu: Company) -> None:
    """E4: a native chart, in place of the line with the same figures."""
    await records_a_lead_and_a_visit(feishu)
    zhangsan = feishu["张三"]
    await zhangsan.says("周报")
    card = await zhangsan.sees("本周周报")
    chart = next(one for one in _elements(card.raw) if one.get("tag") == "chart")
    values = chart["chart_spec"]["data"]["values"]
    assert values == [{"label": f"周{day}", "value": 6 if day == "一" else 0} for day in "一二三四五"]
    assert chart["chart_spec"]["title"]["text"] == "每天积分（共 6）"
    assert not says(card.text, "每天积分：")


def _elements(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for one in node for found in _elements(one)]
    if not isinstance(node, dict):
        return []
    return [node, *(found for one in node.values() for found in _elements(one))]
