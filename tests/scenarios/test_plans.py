"""A plan told by itself becomes a promise with its reminder (A11, B3)."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.scenarios.company import NINE, Company


@pytest.fixture
async def hengrui(wecom: Company) -> Company:
    await wecom.has_customer("恒瑞", owner="张三", contacts=["李总"])
    return wecom


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("明天去恒瑞拜访李总", ("去恒瑞拜访李总", "明天 3月3日 周二", "当天早上提醒你")),
        ("下周三给恒瑞寄样品", ("给恒瑞寄样品", "3月11日 周三")),
        ("记得明天催恒瑞的合同", ("催恒瑞的合同", "明天 3月3日 周二")),
        ("后天上午10点和恒瑞李总开会", ("开会", "3月4日 周三 10:00", "到点提醒你")),
        ("周五提醒我寄样品", ("寄样品", "3月6日 周五")),
        ("提醒我周五给李总打电话", ("给李总打电话", "3月6日 周五")),
    ],
)
async def test_a_plan_is_noted_and_can_be_taken_back(hengrui: Company, said: str, noted: tuple[str, ...]) -> None:
    """A11: what is to be done, for whom and when; 撤销 takes it back."""
    zhangsan = hengrui["张三"]
    await zhangsan.says(said)
    await zhangsan.sees("记下了", *noted)
    await zhangsan.says("待办")
    await zhangsan.sees("待办 1 件", noted[0])
    await zhangsan.says("撤销")
    await zhangsan.sees("已撤销", noted[0])
    await zhangsan.says("待办")
    await zhangsan.sees("没有待办")


async def test_it_comes_back_at_its_hour(company: Company) -> None:
    """A11, D2: the reminder by itself, on every platform."""
    await company.has_customer("恒瑞", owner="张三", contacts=["李总"])
    zhangsan = company["张三"]
    await zhangsan.says("今天下午3点给恒瑞李总回电话")
    await zhangsan.sees("记下了", "15:00")
    await company.sets_clock(datetime(2026, 3, 2, 15, 0, 30, tzinfo=NINE.tzinfo))
    await zhangsan.sees("到期", "回电话")


@pytest.mark.parametrize("said", ["明天放假", "明早9点开会", "昨天去恒瑞了吗", "明天天气怎么样", "提醒我开会"])
async def test_what_is_no_plan_of_ours_is_not_noted(hengrui: Company, said: str) -> None:
    zhangsan = hengrui["张三"]
    await zhangsan.says(said)
    await hengrui.settles()
    assert zhangsan.count("记下了：") == 0
