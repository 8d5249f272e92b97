"""A reminder is answered by thumb, in passing: done, later, another day (A11, D2; 3.8)."""

from __future__ import annotations

import pytest

from crm_core.reminders.model import NextStepRow
from tests.scenarios.company import Company
from tests.scenarios.person import Person


async def is_reminded(company: Company) -> Person:
    """张三 promised something for tomorrow, and tomorrow morning he is told."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says("今天拜访了A公司王总，聊了新产品，他明天给反馈")
    await zhangsan.sees("等王总给反馈")
    await zhangsan.says("确认")
    await zhangsan.sees("已写入 1 条跟进")
    zhangsan.looks_away()
    await company.sets_clock("2026-03-03T08:45:20+08:00")
    await zhangsan.sees("今天到期")
    return zhangsan


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("下周一", "3月9日 周一 09:00"),
        ("明天下午三点", "3月4日 周三 15:00"),
        ("周五上午吧", "3月6日 周五 09:00"),
        ("推迟到明天下午三点", "3月4日 周三 15:00"),
    ],
)
async def test_answers_with_a_time(wecom: Company, words: str, until: str) -> None:
    """A11, 3.8: 「直接回「周四」」; a morning begins at nine."""
    zhangsan = await is_reminded(wecom)
    await zhangsan.says(words)
    await zhangsan.sees(f"已推迟到 {until}")


async def test_later_and_then_another_day(company: Company) -> None:
    """A11: 「晚点」 asks until when; who thinks again moves it again."""
    zhangsan = await is_reminded(company)
    await zhangsan.says("晚点再说")
    await zhangsan.sees("推迟到哪天")
    await zhangsan.says("下周一")
    await zhangsan.sees("已推迟到 3月9日 周一 09:00")
    await zhangsan.says("推迟到周四")
    await zhangsan.sees("已推迟到 3月5日 周四 09:00")


@pytest.mark.parametrize("words", ["搞定了", "完成", "做完了", "已经办好了"])
async def test_done_in_passing(wecom: Company, words: str) -> None:
    """D2: the step is closed, and only under its reminder."""
    zhangsan = await is_reminded(wecom)
    await zhangsan.says(words)
    await zhangsan.sees("已完成")
    steps = NextStepRow.__table__.c
    assert await wecom.count(NextStepRow, steps.state == "done") == 1
