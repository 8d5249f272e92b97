"""The contacts interface of oapi.dingtalk.com: departments one level at a time, people page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.emulator.dingtalk import codes
from adapters.emulator.dingtalk.app import Credentials
from adapters.emulator.world import ROOT, Department, Person, World

_LARGEST_PAGE = 100


class Directory:
    """Answers of `/topapi/v2/…`; each takes the body's fields and returns the `result`. Raises OapiRefusal.

    The app sees the departments of its scope with all below them.
    """

    def __init__(self, world: World, credentials: Credentials) -> None:
        self._world = world
        self._credentials = credentials
        self.scope = frozenset({ROOT})

    def departments_below(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """`department/listsub`: one level only; the root is 1."""
        return [self._department(each) for each in self._world.children(self._wanted(body, default=1).id)]

    def department_ids_below(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`department/listsubid`."""
        return {"dept_id_list": [each.id for each in self._world.children(self._wanted(body, default=1).id)]}

    def department(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`department/get`, with the userids of who leads it."""
        wanted = self._wanted(body)
        leaders = [person.account("dingtalk") for person in self._world.leaders(wanted.id)]
        return {**self._department(wanted), "dept_manager_userid_list": leaders}

    def user_ids(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`user/listid`: everyone of a department itself."""
        members = self._world.members(self._wanted(body).id)
        return {"userid_list": [person.account("dingtalk") for person in members]}

    def users_simple(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`user/listsimple`: ids and names, page by page."""
        page = self._page(body)
        page["list"] = [{"userid": p.account("dingtalk"), "name": p.name} for p in page["list"]]
        return page

    def users(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`user/list`: phone and mail are absent, as without their permissions."""
        page = self._page(body)
        page["list"] = [self._listed(person) for person in page["list"]]
        return page

    def user(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`user/get`: with the direct manager and the departments that the person leads."""
        person = self._person(body.get("userid"))
        boss = self._world.staff.get(person.manager or "")
        details = self._listed(person)
        details.pop("dept_order")
        details.pop("leader")
        return {
            **details,
            **({"manager_userid": boss.account("dingtalk")} if boss and not boss.has_left else {}),
            "leader_in_dept": [{"dept_id": person.department, "leader": person.is_leader}],
            "dept_order_list": [{"dept_id": person.department, "order": 1}],
            "role_list": [],
            "senior": False,
            "real_authed": True,
        }

    def user_by_mobile(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`user/getbymobile`."""
        mobile = str(body.get("mobile", ""))
        if not (mobile.isdigit() and len(mobile) == 11):
            raise codes.OapiRefusal(40104, "无效的手机号码")
        for person in self._world.people():
            if person.mobile == mobile:
                return {"userid": person.account("dingtalk"), "exclusive_account_userid_list": []}
        raise codes.user_unknown()

    def user_by_code(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """`user/getuserinfo`: who a login code stands for."""
        if not body.get("code"):
            raise codes.OapiRefusal(40035, "缺少参数 code")
        person = self._person(self._credentials.redeem(body["code"]))
        return {
            "userid": person.account("dingtalk"),
            "unionid": union_id(person),
            "associated_unionid": f"a{union_id(person)}",
            "device_id": "emulated-device",
            "sys": person.title == "管理员",
            "sys_level": 1 if person.title == "管理员" else 0,
            "name": person.name,
        }

    def _wanted(self, body: Mapping[str, Any], default: int | None = None) -> Department:
        raw = body.get("dept_id", default)
        if raw is None:
            raise codes.OapiRefusal(40035, "缺少参数 dept_id")
        found = self._world.departments.get(int(raw)) if str(raw).isdigit() else None
        if found is None:
            raise codes.department_unknown()
        if not self._sees(found.id):
            raise codes.outside_scope()
        return found

    def _sees(self, department: int) -> bool:
        return department in self._world.within(self.scope)

    def _person(self, userid: object) -> Person:
        if not userid:
            raise codes.OapiRefusal(40035, "缺少参数 userid")
        for person in self._world.people():
            if person.account("dingtalk") == userid:
                if not self._sees(person.department):
                    raise codes.outside_scope()
                return person
        raise codes.user_unknown()

    def _page(self, body: Mapping[str, Any]) -> dict[str, Any]:
        members = self._world.members(self._wanted(body).id)
        cursor, size = body.get("cursor"), body.get("size")
        if not str(cursor).isdigit() or not str(size).isdigit():
            raise codes.OapiRefusal(40035, "缺少参数 cursor 或 size")
        start, count = int(str(cursor)), int(str(size))
        if not 1 <= count <= _LARGEST_PAGE:
            raise codes.OapiRefusal(400002, "无效的参数 size")
        page: dict[str, Any] = {
            "has_more": start + count < len(members),
            "list": members[start : start + count],
        }
        if page["has_more"]:
            page["next_cursor"] = start + count
        return page

    def _department(self, department: Department) -> dict[str, Any]:
        return {
            "dept_id": department.id,
            "name": department.name,
            "parent_id": department.parent,
            "create_dept_group": False,
            "auto_add_user": False,
        }

    def _listed(self, person: Person) -> dict[str, Any]:
        return {
            "userid": person.account("dingtalk"),
            "unionid": union_id(person),
            "name": person.name,
            "title": person.title,
            "job_number": "",
            "dept_id_list": [person.department],
            "dept_order": 1,
            "leader": person.is_leader,
            "admin": person.title == "管理员",
            "boss": False,
            "active": person.is_active,
            "hide_mobile": False,
        }


def union_id(person: Person) -> str:
    """A person's id across the apps of one developer."""
    return f"un_{person.key}"
