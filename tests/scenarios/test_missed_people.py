"""A directory that shows very few, or not all: nobody loses access by it before an admin has said so (I23, I25)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.emulator.faults import Fault
from adapters.emulator.world import World, default_world
from crm_core.audit.model import AuditRow
from crm_core.organisation.queries import active_employees
from tests.scenarios.company import Company, running_company
from tests.scenarios.conftest import PLATFORMS

MARKETING = ("王敏", "赵强", "孙丽", "周建国", "吴霞", "郑爽", "冯涛", "陈晓")
NIGHT, NEXT_NIGHT = "2026-03-03T03:11:00+08:00", "2026-03-04T03:11:00+08:00"
REFUSED: dict[str, tuple[str, int | None, dict[str, Any]]] = {
    "wecom": ("/cgi-bin/user/list", None, {"errcode": 60011, "errmsg": "no privilege"}),
    "dingtalk": ("/topapi/v2/user/list", None, {"errcode": 60003, "errmsg": "部门不存在"}),
    "feishu": ("/contact/v3/users/find_by_department", 403, {"code": 40004, "msg": "no dept authority error"}),
}
REFUSED_ALONE: dict[str, tuple[str, int | None, dict[str, Any]]] = {
    "wecom": ("/cgi-bin/user/get", None, {"errcode": 60011, "errmsg": "no privilege"}),
    "dingtalk": ("/topapi/v2/user/get", None, {"errcode": 50004, "errmsg": "部门id不在授权范围内"}),
    "feishu": ("*/contact/v3/users/ou_*", 403, {"code": 41050, "msg": "no user authority error"}),
}


def with_marketing() -> World:
    """The company with eight more people in a department of their own."""
    world = default_world()
    for number, name in enumerate(MARKETING):
        world.join(f"m{number}", name, "市场", department="市场部")
    return world


@pytest.fixture(params=PLATFORMS)
async def larger(request: pytest.FixtureRequest, embedded_database: str) -> AsyncIterator[Company]:
    """That company on each platform."""
    async with running_company(request.param, embedded_database, world=with_marketing()) as running:
        yield running


async def names(company: Company) -> set[str]:
    """Who has access."""
    return {one.name for one in await company.read(active_employees)}


def marketing_vanishes(company: Company) -> None:
    """The range of the app is narrowed; DingTalk would refuse such a reading as a whole: there they are gone in fact,
    and no event has told of it."""
    if company.platform == "dingtalk":
        for number in range(len(MARKETING)):
            company.world.leave(f"m{number}")
        return
    still = [one.id for one in company.world.departments.values() if one.name in ("销售部", "行政部", "客服部")]
    company.stand_in.narrow(frozenset(still))


async def test_very_many_at_once_are_asked_about(larger: Company) -> None:
    """I23: told once with what probably happened and where to mend it; closed with one press; taken back as one."""
    laowu = larger["老吴"]
    everybody = await names(larger)
    marketing_vanishes(larger)
    await larger.sets_clock(NIGHT)
    card = await laowu.sees("通讯录里一下少了", "可见范围被改小了", "账号先没停", "怎么办", "范围")
    assert [label for label in laowu.buttons(card) if "停账号" in label] == ["都离职了，停账号"]
    assert await names(larger) == everybody
    await larger.sets_clock(NEXT_NIGHT)
    assert laowu.count("通讯录里一下少了") == 1
    await laowu.says("/状态")
    await laowu.sees("不见了", "账号先没停")

    await laowu.presses("都离职了，停账号")
    await laowu.sees("人的账号停了", "记录都还在")
    assert everybody - await names(larger) >= set(MARKETING)
    closed = await larger.count(AuditRow, AuditRow.__table__.c.act == "employee_left")
    assert closed == len(everybody - await names(larger))
    await laowu.says("/成员 王敏 恢复")
    await laowu.sees("王敏的账号恢复了")
    assert "王敏" in await names(larger)
    await laowu.says("撤销")
    await laowu.sees("王敏的账号又停了")


async def test_all_of_them_are_taken_back(larger: Company) -> None:
    """I23: 撤销 gives all of them their access again."""
    laowu = larger["老吴"]
    everybody = await names(larger)
    marketing_vanishes(larger)
    await larger.sets_clock(NIGHT)
    await laowu.sees("通讯录里一下少了")
    await laowu.presses("都离职了，停账号")
    await laowu.sees("人的账号停了")
    await laowu.says("撤销")
    await laowu.sees("人的账号恢复了")
    assert await names(larger) == everybody


async def test_a_range_that_is_widened_again(embedded_database: str) -> None:
    """I23: nothing has happened to anybody, and the old card does nothing any more."""
    async with running_company("wecom", embedded_database, world=with_marketing()) as company:
        laowu = company["老吴"]
        everybody = await names(company)
        marketing_vanishes(company)
        await company.sets_clock(NIGHT)
        await laowu.sees("通讯录里一下少了")
        company.stand_in.narrow(frozenset({1}))
        await company.sets_clock(NEXT_NIGHT)
        await laowu.presses("都离职了，停账号")
        await laowu.sees("已经处理过了")
        assert await names(company) == everybody
        await laowu.says("/状态")
        await laowu.sees("自动任务成功率", without=("不见了",))


async def test_a_directory_with_a_gap_closes_nobody(company: Company) -> None:
    """I23: a department is refused at night, and who sits there is not to be seen by himself either; /状态 tells of
    it until a reading has no gaps."""
    laowu = company["老吴"]
    everybody = await names(company)
    path, status, answer = REFUSED[company.platform]
    company.stand_in.faults.order(Fault(path, 1, status, answer))
    path, status, answer = REFUSED_ALONE[company.platform]
    company.stand_in.faults.order(Fault(path, 20, status, answer))
    await company.sets_clock(NIGHT)
    assert await names(company) == everybody
    await laowu.says("/状态")
    await laowu.sees("⚠️", "读不了", "跳过")
    company.stand_in.faults.clear()
    await company.sets_clock(NEXT_NIGHT)
    await laowu.says("/状态")
    await laowu.sees("自动任务成功率", without=("跳过",))
