"""The contacts interface: what the app may see, departments and people page by page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.emulator.feishu.chats import NAME, person_ids
from adapters.emulator.feishu.codes import Refusal
from adapters.emulator.world import ROOT, Department, Person, World

_LARGEST_PAGE = 50
_DEFAULT_PAGE = 10


class Contacts:
    """Answers of `/open-apis/contact/v3/…`; phone and mail are absent, as without their scopes.

    The app sees the departments of its scope with all below them.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.scope = frozenset({ROOT})

    def scopes(self, query: Mapping[str, str]) -> dict[str, Any]:
        """What the app may see."""
        tops = [open_department_id(self._world.departments[each]) for each in sorted(self.scope)]
        return {"department_ids": tops, "user_ids": [], "group_ids": [], "has_more": False}

    def children(self, department_id: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Departments below one, all levels with `fetch_child`."""
        parent = self._department(department_id, query)
        below = self._below(parent, recursive=query.get("fetch_child") == "true")
        return _page([self._department_json(each) for each in below], query)

    def department(self, department_id: str, query: Mapping[str, str]) -> dict[str, Any]:
        """One department."""
        return {"department": self._department_json(self._department(department_id, query))}

    def members(self, query: Mapping[str, str]) -> dict[str, Any]:
        """The people of a department itself."""
        wanted = query.get("department_id")
        if not wanted:
            raise Refusal(40008, "department_id is required")
        found = self._world.members(self._department(wanted, query).id)
        return _page([self._person_json(each) for each in found], query)

    def user(self, user_id: str, query: Mapping[str, str]) -> dict[str, Any]:
        """One person; someone who has left or never was is 41012."""
        return {"user": self._person_json(self._person(user_id, query))}

    def ids_of(self, body: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
        """`batch_get_id`: who has these phone numbers."""
        mobiles, emails = body.get("mobiles") or [], body.get("emails") or []
        if not mobiles and not emails:
            raise Refusal(40003, "mobiles and emails are both empty")
        if len(mobiles) > 50 or len(emails) > 50:
            raise Refusal(40003, "at most 50 mobiles and 50 emails")
        key = {"open_id": "open_id", "union_id": "union_id", "user_id": "user_id"}[_id_type(query)]
        found = []
        for mobile in mobiles:
            person = next((each for each in self._world.people() if each.mobile == str(mobile)), None)
            found.append({"mobile": mobile, **({"user_id": person_ids(person)[key]} if person else {})})
        return {"user_list": found + [{"email": email} for email in emails]}

    def person_json(self, person: Person) -> dict[str, Any]:
        """A person as events show him."""
        return self._person_json(person)

    def _below(self, parent: Department, recursive: bool) -> list[Department]:
        found: list[Department] = []
        for each in self._world.children(parent.id):
            found.append(each)
            if recursive:
                found.extend(self._below(each, recursive=True))
        return found

    def _department(self, wanted: str, query: Mapping[str, str]) -> Department:
        kind = query.get("department_id_type", "open_department_id")
        if kind not in ("open_department_id", "department_id"):
            raise Refusal(40008, f"invalid department_id_type: {kind}")
        for each in self._world.departments.values():
            ids = {"open_department_id": open_department_id(each), "department_id": str(each.id)}
            if (wanted == ids[kind] or (wanted == "0" and each.id == ROOT)) and self._sees(each.id):
                return each
        raise Refusal(40004, "no dept authority error", status=403)

    def _person(self, wanted: str, query: Mapping[str, str]) -> Person:
        kind = _id_type(query)
        for person in self._world.people():
            if person_ids(person)[kind] == wanted:
                if not self._sees(person.department):
                    raise Refusal(41050, "no user authority error", status=403)
                return person
        raise Refusal(41012, "user id invalid error")

    def _sees(self, department: int) -> bool:
        return department in self._world.within(self.scope)

    def _department_json(self, department: Department) -> dict[str, Any]:
        leaders = self._world.leaders(department.id)
        parent = self._world.departments.get(department.parent)
        shown: dict[str, Any] = {
            "name": department.name,
            "parent_department_id": open_department_id(parent) if parent else "0",
            "department_id": str(department.id),
            "open_department_id": open_department_id(department),
            "member_count": len(self._world.members(department.id)),
            "primary_member_count": len(self._world.members(department.id)),
            "order": str(department.id),
            "status": {"is_deleted": False},
        }
        if leaders:
            shown["leader_user_id"] = leaders[0].account(NAME)
            shown["leaders"] = [{"leaderType": 1, "leaderID": each.account(NAME)} for each in leaders]
        return shown

    def _person_json(self, person: Person) -> dict[str, Any]:
        boss = self._world.staff.get(person.manager or "")
        department = open_department_id(self._world.departments[person.department])
        shown: dict[str, Any] = {
            **person_ids(person),
            "name": person.name,
            "en_name": "",
            "nickname": "",
            "mobile_visible": False,
            "gender": 0,
            "status": {
                "is_frozen": False,
                "is_resigned": person.has_left,
                "is_activated": person.is_active,
                "is_exited": False,
                "is_unjoin": not person.is_active,
            },
            "department_ids": [department],
            "is_tenant_manager": person.title == "管理员",
            "employee_type": 1,
            "job_title": person.title,
            "orders": [{"department_id": department, "user_order": 0, "department_order": 1, "is_primary_dept": True}],
        }
        if boss is not None and not boss.has_left:
            shown["leader_user_id"] = boss.account(NAME)
        return shown


def open_department_id(department: Department) -> str:
    """A department's id for apps; the root is "0"."""
    return "0" if department.id == ROOT else f"od-{department.id:08d}"


def _id_type(query: Mapping[str, str]) -> str:
    kind = query.get("user_id_type", "open_id")
    if kind not in ("open_id", "union_id", "user_id"):
        raise Refusal(40008, f"invalid user_id_type: {kind}")
    return kind


def _page(items: Sequence[dict[str, Any]], query: Mapping[str, str]) -> dict[str, Any]:
    size_text = query.get("page_size", str(_DEFAULT_PAGE))
    if not size_text.isdigit() or not 1 <= int(size_text) <= _LARGEST_PAGE:
        raise Refusal(40011, "page size is invalid")
    start, size = _offset(query.get("page_token", "")), int(size_text)
    page: dict[str, Any] = {"has_more": start + size < len(items), "items": list(items[start : start + size])}
    if page["has_more"]:
        page["page_token"] = base64.urlsafe_b64encode(f"offset:{start + size}".encode()).decode()
    return page


def _offset(token: str) -> int:
    if not token:
        return 0
    try:
        word, _, number = base64.urlsafe_b64decode(token).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise Refusal(40012, "page token is invalid") from error
    if word != "offset" or not number.isdigit():
        raise Refusal(40012, "page token is invalid")
    return int(number)
