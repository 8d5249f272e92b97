"""Feishu's directory: departments, people and who leads them (protocols: 通讯录 v3).

A permission that is missing makes fields absent, without an error: every field is optional here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import quote

from adapters.bodies import JsonObject, flag, part, parts, word, words
from adapters.contract import Department, Directory, DirectoryPerson
from adapters.errors import Misconfigured, OutOfSight, RecipientGone, Refused
from adapters.feishu.client import FeishuClient
from adapters.feishu.limits import Paces
from adapters.patience import patiently
from adapters.reporting_lines import manager_of

SCOPE_REMEDY = "到 开发者后台 → 权限管理 → 通讯录权限范围 设为全部成员，然后发布版本"

ROOT = "0"
_IDS = {"department_id_type": "open_department_id", "user_id_type": "open_id"}
_NOBODY = 41012
"""The code for a person who is unknown."""

_OUT_OF_SIGHT = frozenset({40004, 40014, 41050, 43004})
"""Codes for an id that is outside the contact scope."""

CLIMB = 10
"""Levels of departments that one look-up climbs in search of a leader."""


@dataclass(slots=True)
class _Reading:
    """What has been read so far; people under their open_id, with their direct leader apart."""

    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, DirectoryPerson] = field(default_factory=dict)
    leaders: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_whole: bool = True

    def skip(self, note: str) -> None:
        """Something could not be read, so that people may be missing."""
        self.notes.append(note)
        self.is_whole = False

    def keep(self, item: JsonObject, department_id: str = "") -> None:
        """Adds a person; one who sits in several departments is kept once, with all of them."""
        person = person_of(item)
        if person is None:
            self.skip("跳过一个没有账号的成员")
            return
        known = self.people.get(person.user_id, person)
        own = (department_id,) if department_id and department_id != ROOT else ()
        joined = dict.fromkeys((*known.department_ids, *person.department_ids, *own))
        self.people[person.user_id] = replace(known, department_ids=tuple(joined))
        self.leaders[person.user_id] = word(item, "leader_user_id")


async def read_directory(client: FeishuClient, paces: Paces) -> Directory:
    """All departments and people within the app's contact scope."""
    reading = _Reading()
    tops = await _read_departments(client, paces, reading)
    for department_id in (*tops, *reading.departments):
        await _read_members(client, paces, reading, department_id)
    nameless = sum(person.name == person.user_id for person in reading.people.values())
    if nameless:
        reading.notes.append(f"{nameless} 人没有姓名：到 权限管理 开通「获取用户基本信息」")
    people = tuple(_with_manager(person, reading) for person in reading.people.values())
    return Directory(
        people,
        tuple(reading.departments.values()),
        tuple(reading.notes),
        is_whole=reading.is_whole,
        scope_remedy=SCOPE_REMEDY,
    )


async def find_person(client: FeishuClient, user_id: str) -> DirectoryPerson | None:
    """One person by open_id, with the manager; None when unknown. Raises OutOfSight."""
    item = await _seen(client, f"/open-apis/contact/v3/users/{quote(user_id, safe='')}", "user")
    person = person_of(item)
    if person is None:
        return None
    departments: dict[str, Department] = {}
    leader = word(item, "leader_user_id")
    if not leader:
        for department_id in person.department_ids:
            await _climb(client, department_id, departments)
    manager = manager_of(
        user_id, direct_leaders=(leader,), department_ids=person.department_ids, departments=departments
    )
    return replace(person, manager_user_id=manager)


async def _climb(client: FeishuClient, department_id: str, departments: dict[str, Department]) -> None:
    """Adds a department and those above it, as far as they can be seen."""
    for _ in range(CLIMB):
        if not department_id or department_id in departments:
            return
        path = f"/open-apis/contact/v3/departments/{quote(department_id, safe='')}"
        try:
            found = department_of(await _seen(client, path, "department"))
        except OutOfSight:
            return
        if found is None:
            return
        departments[department_id] = found
        department_id = found.parent_id


async def _seen(client: FeishuClient, path: str, name: str) -> JsonObject:
    """The person or department at this path, empty where it is unknown. Raises OutOfSight."""
    try:
        return part(await client.call("GET", path, query=_IDS), "data", name)
    except RecipientGone:
        return {}
    except (Refused, Misconfigured) as error:
        if error.facts.get("code") == _NOBODY:
            return {}
        if error.facts.get("code") in _OUT_OF_SIGHT:
            raise OutOfSight("outside the contact scope", **error.facts) from error
        raise


def person_of(item: JsonObject) -> DirectoryPerson | None:
    """A person of the directory, None where the id is missing."""
    user_id, status = word(item, "open_id"), part(item, "status")
    if not user_id:
        return None
    gone = any(flag(status, name, default=False) for name in ("is_resigned", "is_frozen", "is_exited"))
    return DirectoryPerson(
        user_id=user_id,
        name=word(item, "name", "nickname", "en_name") or user_id,
        title=word(item, "job_title"),
        department_ids=tuple(each for each in words(item, "department_ids") if each != ROOT),
        phone=word(item, "mobile"),
        active=flag(status, "is_activated", default=True) and not gone,
    )


async def _read_departments(client: FeishuClient, paces: Paces, reading: _Reading) -> tuple[str, ...]:
    """The whole tree; where the app may see only parts of it, those parts, which is all that there is to it.

    Returns the root where it is in sight: people may sit there, outside any department.
    """
    try:
        await _read_below(client, paces, reading, ROOT)
    except Misconfigured:
        reading.notes.append("应用看不到整个通讯录，只读了权限范围内的部门：权限管理 → 通讯录权限范围 可改为全部成员")
        await _read_scope(client, paces, reading)
        return ()
    return (ROOT,)


async def _read_below(client: FeishuClient, paces: Paces, reading: _Reading, department_id: str) -> None:
    path = f"/open-apis/contact/v3/departments/{quote(department_id, safe='')}/children"
    async with paces.contacts.turn():
        async for item in client.items(path, {**_IDS, "fetch_child": "true"}):
            _keep_department(reading, item)


async def _read_scope(client: FeishuClient, paces: Paces, reading: _Reading) -> None:
    """The departments and people that the app may see, each with all below it."""
    page_token = ""
    while True:
        query = {"page_size": "100", **({"page_token": page_token} if page_token else {})}
        scope = await _asked(client, paces, "/open-apis/contact/v3/scopes", query)
        for department_id in words(scope, "department_ids"):
            path = f"/open-apis/contact/v3/departments/{quote(department_id, safe='')}"
            _keep_department(reading, part(await _asked(client, paces, path), "department"))
            await _read_below(client, paces, reading, department_id)
        for user_id in words(scope, "user_ids"):
            path = f"/open-apis/contact/v3/users/{quote(user_id, safe='')}"
            reading.keep(part(await _asked(client, paces, path), "user"))
        following = word(scope, "page_token")
        if scope.get("has_more") is not True:
            return
        if following in ("", page_token):
            reading.skip("权限范围只读到一部分")
            return
        page_token = following


async def _asked(client: FeishuClient, paces: Paces, path: str, query: Mapping[str, str] | None = None) -> JsonObject:
    """One of the many questions of a reading, in its turn; a busy moment is waited out."""
    async with paces.contacts.turn():
        return part(await patiently(partial(client.call, "GET", path, query={**_IDS, **(query or {})})), "data")


def department_of(item: JsonObject) -> Department | None:
    """A department, None where the id is missing or it was deleted; the main leader comes first."""
    department_id = word(item, "open_department_id")
    if not department_id or flag(part(item, "status"), "is_deleted", default=False):
        return None
    leaders = [word(each, "leaderID") for each in parts(item, "leaders")]
    named = dict.fromkeys(each for each in (word(item, "leader_user_id"), *leaders) if each)
    parent = word(item, "parent_department_id")
    return Department(
        department_id=department_id,
        name=word(item, "name") or department_id,
        parent_id="" if parent == ROOT else parent,
        leader_user_ids=tuple(named),
    )


def _keep_department(reading: _Reading, item: JsonObject) -> None:
    department = department_of(item)
    if department is not None:
        reading.departments[department.department_id] = department


async def _read_members(client: FeishuClient, paces: Paces, reading: _Reading, department_id: str) -> None:
    try:
        query = {**_IDS, "department_id": department_id}
        async with paces.contacts.turn():
            async for item in client.items("/open-apis/contact/v3/users/find_by_department", query):
                reading.keep(item, department_id)
    except (Misconfigured, Refused):
        department = reading.departments.get(department_id)
        reading.skip(f"部门「{department.name}」的人读不了，跳过" if department else "不在部门里的人读不了，跳过")


def _with_manager(person: DirectoryPerson, reading: _Reading) -> DirectoryPerson:
    manager = manager_of(
        person.user_id,
        direct_leaders=(reading.leaders.get(person.user_id, ""),),
        department_ids=person.department_ids,
        departments=reading.departments,
    )
    return replace(person, manager_user_id=manager)
