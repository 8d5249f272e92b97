"""WeCom's directory as a self-built app sees it: scopes with holes, missing fields, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from adapters import registry
from adapters.errors import Misconfigured, Unavailable
from adapters.wecom.settings import WeComSettings

KEY = "Q0rmU2lkZWJhclRlc3RLZXkwMTIzNDU2Nzg5YWJjZGU"


@pytest.fixture
async def company(aiohttp_server):
    """A company whose server answers as told: path → answer, or department id → people."""
    answers: dict[str, Any] = {}

    async def handle(request: web.Request) -> web.Response:
        path = request.path.removeprefix("/cgi-bin/")
        if path == "gettoken":
            return web.json_response({"errcode": 0, "access_token": "t", "expires_in": 7200})
        for name in ("department_id", "id", "userid"):
            if name in request.query:
                path = f"{path}/{request.query[name]}"
        if answers.get(path) == 502:
            return web.Response(status=502)
        return web.json_response(answers.get(path, {"errcode": 60111, "errmsg": "not found"}))

    app = web.Application()
    app.router.add_get("/{path:.*}", handle)
    server = await aiohttp_server(app)
    settings = WeComSettings(
        corp_id="ww1", agent_id="1", secret="s", token="t", encoding_aes_key=KEY, api_base=str(server.make_url(""))
    )
    platform = registry.create("wecom", settings)
    yield answers, platform
    await platform.stop()


def departments(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"errcode": 0, "department": list(entries)}


def people(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"errcode": 0, "userlist": list(entries)}


async def test_a_scope_with_holes_is_read_as_far_as_it_goes(company):
    """Parents outside the scope are missing; a department may be refused; the rest must come."""
    answers, platform = company
    answers["department/list"] = departments(
        {"id": 7, "name": "华东组", "parentid": 3, "department_leader": ["boss"]},
        {"id": 8, "parentid": 7},
        {"name": "?"},
    )
    answers["user/list/7"] = people({"userid": "rep", "name": "张三", "department": [7]}, {"name": "没有账号"})
    answers["user/list/8"] = {"errcode": 60011, "errmsg": "no privilege"}
    read = await platform.read_directory()
    assert [(person.user_id, person.manager_user_id) for person in read.people] == [("rep", "boss")]
    assert [(each.department_id, each.name, each.parent_id) for each in read.departments] == [
        ("7", "华东组", "3"),
        ("8", "部门8", "7"),
    ]
    assert len(read.notes) == 3
    assert not read.is_whole
    assert any("60011" in note for note in read.notes)


async def test_a_department_that_is_out_of_reach_stops_the_reading(company):
    """Half a directory would look as if the others had left."""
    answers, platform = company
    answers["department/list"] = departments({"id": 1, "parentid": 0}, {"id": 2, "parentid": 1})
    answers["user/list/1"] = people({"userid": "rep", "department": [1]})
    answers["user/list/2"] = 502
    with pytest.raises(Unavailable):
        await platform.read_directory()


async def test_a_person_of_two_departments_comes_once_with_the_main_one_first(company):
    answers, platform = company
    answers["department/list"] = departments({"id": 1, "parentid": 0}, {"id": 2, "parentid": 1})
    rep = {"userid": "rep", "name": "张三", "department": [1, 2], "main_department": 2}
    answers["user/list/1"] = answers["user/list/2"] = people(rep)
    read = await platform.read_directory()
    assert read.is_whole
    (person,) = read.people
    assert person.department_ids == ("2", "1")
    assert person.manager_user_id == ""


async def test_who_is_marked_as_leader_leads_where_no_leader_is_named(company):
    answers, platform = company
    answers["department/list"] = departments({"id": 1, "parentid": 0}, {"id": 2, "parentid": 1})
    answers["user/list/1"] = people()
    answers["user/list/2"] = people(
        {"userid": "boss", "department": [1, 2], "is_leader_in_dept": [0, 1]},
        {"userid": "rep", "department": [2], "is_leader_in_dept": [0], "direct_leader": ["rep"]},
    )
    managers = {person.user_id: person.manager_user_id for person in (await platform.read_directory()).people}
    assert managers == {"boss": "", "rep": "boss"}


@pytest.mark.parametrize(("status", "active"), [(1, True), (2, False), (4, True), (5, False), (None, True)])
async def test_who_is_disabled_or_has_left_is_not_active(company, status, active):
    answers, platform = company
    member = {"errcode": 0, "userid": "rep", "department": [], **({} if status is None else {"status": status})}
    answers["user/get/rep"] = member
    person = await platform.find_person("rep")
    assert (person.active, person.name) == (active, "rep")


async def test_one_look_up_climbs_to_the_leader_above(company):
    answers, platform = company
    answers["user/get/rep"] = {"errcode": 0, "userid": "rep", "department": [3], "main_department": 3}
    answers["department/get/3"] = {"errcode": 0, "department": {"id": 3, "parentid": 2}}
    answers["department/get/2"] = {"errcode": 0, "department": {"id": 2, "parentid": 9, "department_leader": ["boss"]}}
    assert (await platform.find_person("rep")).manager_user_id == "boss"


async def test_nothing_in_sight_is_told_to_the_admin(company):
    answers, platform = company
    with pytest.raises(Misconfigured) as caught:
        await platform.read_directory()
    assert "可见范围" in caught.value.remedy
    answers["department/list"] = departments()
    assert "可见范围" in (await platform.read_directory()).notes[0]
    assert [check.name for check in await platform.check() if not check.ok] == ["应用", "通讯录", "接收消息", "侧边栏"]


@pytest.mark.parametrize(
    "answer", [{"errcode": 0}, {"errcode": 0, "userid": 5, "department": "x"}, {"errcode": 0, "userid": ""}]
)
async def test_a_strange_answer_is_nobody_or_somebody_and_never_a_traceback(company, answer):
    answers, platform = company
    answers["user/get/rep"] = answer
    person = await platform.find_person("rep")
    assert person is None or person.user_id == "5"
