"""Somebody whom DingTalk's robot can't reach: a work notice, or a word to the admin (J9, J24)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.scenarios.company import Company, running_company


@pytest.fixture(params=["dingtalk", "dingtalk-card"])
async def dingtalk(request: pytest.FixtureRequest, embedded_database: str) -> AsyncIterator[Company]:
    """The company on DingTalk, with and without cards."""
    async with running_company(request.param, embedded_database) as running:
        yield running


def platform_of(company: Company) -> Any:
    """What DingTalk knows and does."""
    return company.stand_in.state  # type: ignore[attr-defined]


async def test_the_morning_list_arrives_as_a_notice(dingtalk: Company) -> None:
    """D2, J9: a rep who never opened the robot gets his list all the same, with the words that answer it."""
    await dingtalk.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    platform_of(dingtalk).without_robot.add("zhangsan")
    await dingtalk.sets_clock("2026-03-03T08:45:00+08:00")
    shown = await dingtalk["张三"].sees("苏州明远", "先用工作通知 · 编号")
    assert shown.chat == "工作通知"


async def test_an_admin_hears_who_can_not_be_reached(dingtalk: Company) -> None:
    """J24: the message is dropped, not tried for ever; the admin knows whose it was."""
    await dingtalk.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    platform_of(dingtalk).unseen.add("zhangsan")
    await dingtalk.sets_clock("2026-03-03T08:45:00+08:00")
    await dingtalk["老吴"].sees("钉钉发不到张三", "可见范围")
