"""Whether a reading of the directory is whole: who is missing from one with gaps may still be there (I23)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters import registry
from adapters.contract import ChatPlatform
from adapters.errors import Misconfigured, OutOfSight
from tests.contract.adapters.product import Stage, emulated, settings_of

REFUSED: dict[str, dict[str, Any]] = {
    "wecom": {"path": "/cgi-bin/user/list", "answer": {"errcode": 60011, "errmsg": "no privilege"}},
    "dingtalk": {"path": "/topapi/v2/user/list", "answer": {"errcode": 50004, "errmsg": "部门id不在授权范围内"}},
    "feishu": {
        "path": "/open-apis/contact/v3/users/find_by_department",
        "status": 403,
        "answer": {"code": 40004, "msg": "no dept authority error"},
    },
}
SCOPE_IS_AT = {"wecom": "可见范围", "dingtalk": "通讯录接口权限范围", "feishu": "通讯录权限范围"}


@pytest.fixture(params=sorted(REFUSED))
async def stage(request: pytest.FixtureRequest, aiohttp_server: Any) -> AsyncIterator[Stage]:
    """Each platform's stand-in."""
    async with emulated(request.param, aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def platform(stage: Stage) -> AsyncIterator[ChatPlatform]:
    """The platform that reads it."""
    platform = registry.create(stage.name, settings_of(stage.name, stage.environment))
    yield platform
    await platform.stop()


async def test_a_department_that_is_refused_leaves_a_gap(stage: Stage, platform: ChatPlatform) -> None:
    """I23: its people are missing, and the reading says so; the next one has them again."""
    await stage.act("fail", times=1, **REFUSED[stage.name])
    with_gap, again = await platform.read_directory(), await platform.read_directory()
    assert len(with_gap.people) < 6
    assert (with_gap.is_whole, len(with_gap.notes)) == (False, 1)
    assert (again.is_whole, len(again.people)) == (True, 6)
    assert SCOPE_IS_AT[stage.name] in again.scope_remedy


async def test_a_narrowed_range_is_all_that_there_is(stage: Stage, platform: ChatPlatform) -> None:
    """I23: a platform can't tell who left from who is out of sight; DingTalk's root may not be read any more."""
    await stage.act("scope", departments=["客服部"])
    if stage.name == "dingtalk":
        with pytest.raises(Misconfigured) as refused:
            await platform.read_directory()
        assert SCOPE_IS_AT["dingtalk"] in refused.value.remedy
        return
    seen = await platform.read_directory()
    assert ([person.name for person in seen.people], seen.is_whole) == (["小林"], True)
    await stage.act("scope")
    assert len((await platform.read_directory()).people) == 6


async def test_who_is_out_of_sight_is_not_unknown(stage: Stage, platform: ChatPlatform) -> None:
    """I23: of one the platform tells nothing, of the other that there is no such person."""
    await stage.act("scope", departments=["客服部"])
    with pytest.raises(OutOfSight):
        await platform.find_person(stage.user("zhangsan"))
    await stage.control("people/leave", {"id": "zhangsan"})
    assert await platform.find_person(stage.user("zhangsan")) is None
    assert await platform.find_person(stage.user("xiaolin")) is not None


async def test_a_list_that_breaks_off_leaves_a_gap(aiohttp_server: Any) -> None:
    """I23: DingTalk says that there are more people, but not where."""
    page = {"errcode": 0, "result": {"has_more": True, "list": [{"userid": "zhouzong", "name": "周总"}]}}
    async with emulated("dingtalk", aiohttp_server) as stage:
        platform = registry.create("dingtalk", settings_of("dingtalk", stage.environment))
        await stage.act("fail", path="/topapi/v2/user/list", times=1, answer=page)
        seen = await platform.read_directory()
        await platform.stop()
    assert "周总" in {person.name for person in seen.people}
    assert not seen.is_whole
