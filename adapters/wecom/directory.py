"""The company's directory as far as the app may see it (developer.work.weixin.qq.com, paths 90208, 90196, 90201).

A self-built app sees its visible scope only: parents may be missing, and phones are not told.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping

from adapters.bodies import JsonObject, part, parts, word, words
from adapters.contract import Department, Directory, DirectoryPerson
from adapters.errors import Misconfigured, OutOfSight, RecipientGone, Refused
from adapters.reporting_lines import manager_of
from adapters.wecom.client import WeComClient
from adapters.wecom.codes import NOBODY
from adapters.wecom.limits import DIRECTORY_CALLS, DIRECTORY_LIMIT

SCOPE_REMEDY = "把要使用的部门加进 应用管理 → 应用 → 这个应用 → 可见范围"

_USABLE = frozenset({1, 4})
"""Statuses of people who are with the company: active, not yet activated. 2 is disabled, 5 has left."""

_CLIMB = 10
"""Levels of departments that one look-up climbs in search of a leader."""


async def read_directory(client: WeComClient) -> Directory:
    """Departments, people and their managers. What can't be read is skipped and noted."""
    try:
        listed = await client.get("department/list", body_limit=DIRECTORY_LIMIT)
    except (RecipientGone, Refused) as error:
        raise Misconfigured("no department can be read", remedy=SCOPE_REMEDY, **error.facts) from error
    notes: list[str] = []
    departments = _read_departments(parts(listed, "department"), notes)
    members = await _read_members(client, tuple(departments), notes)
    departments = _with_flagged_leaders(departments, members)
    people = tuple(_person(member, departments) for member in members.values())
    is_whole = not notes  # Until here a note is about something that was skipped.
    if not people:
        notes.append(f"应用看不到任何成员：{SCOPE_REMEDY}")
    return Directory(people, tuple(departments.values()), tuple(notes), is_whole=is_whole, scope_remedy=SCOPE_REMEDY)


async def find_person(client: WeComClient, user_id: str) -> DirectoryPerson | None:
    """One person with his manager, None when unknown to the company. Raises OutOfSight."""
    try:
        member = await client.get("user/get", userid=user_id)
    except (RecipientGone, Refused) as error:
        if error.facts.get("code") in NOBODY:
            return None
        raise OutOfSight("the person is outside the app's scope", **error.facts) from error
    if not word(member, "userid"):
        return None
    departments: dict[str, Department] = {}
    if not _direct_leaders(member):
        for department_id in _department_ids(member):
            await _climb(client, department_id, departments)
    return _person(member, departments)


async def _climb(client: WeComClient, department_id: str, departments: dict[str, Department]) -> None:
    """Adds a department and those above it, as far as they can be seen."""
    for _ in range(_CLIMB):
        if department_id in departments or not department_id:
            return
        try:
            answer = await client.get("department/get", id=department_id)
        except (RecipientGone, Refused):
            return
        found = _read_departments([part(answer, "department")], [])
        if department_id not in found:
            return
        departments[department_id] = found[department_id]
        department_id = found[department_id].parent_id


def _read_departments(listed: list[JsonObject], notes: list[str]) -> dict[str, Department]:
    found: dict[str, Department] = {}
    for entry in listed:
        department_id = word(entry, "id")
        if not department_id:
            notes.append("跳过一个没有编号的部门")
            continue
        parent = word(entry, "parentid")
        found[department_id] = Department(
            department_id=department_id,
            name=word(entry, "name") or f"部门{department_id}",
            parent_id="" if parent == "0" else parent,
            leader_user_ids=words(entry, "department_leader"),
        )
    return found


async def _read_members(
    client: WeComClient, department_ids: tuple[str, ...], notes: list[str]
) -> dict[str, JsonObject]:
    """Everyone once, whichever of his departments told of him first."""
    turns = asyncio.Semaphore(DIRECTORY_CALLS)

    async def read(department_id: str) -> list[JsonObject]:
        async with turns:
            try:
                answer = await client.get("user/list", department_id=department_id, body_limit=DIRECTORY_LIMIT)
            except (RecipientGone, Refused) as error:
                notes.append(f"部门 {department_id} 的成员读不了（{error.facts.get('code', '')}），跳过")
                return []
        return parts(answer, "userlist")

    members: dict[str, JsonObject] = {}
    readings = await asyncio.gather(*(read(department_id) for department_id in department_ids))
    for member in itertools.chain(*readings):
        if user_id := word(member, "userid"):
            members.setdefault(user_id, member)
        else:
            notes.append("跳过一个没有账号的成员")
    return members


def _with_flagged_leaders(
    departments: Mapping[str, Department], members: Mapping[str, JsonObject]
) -> dict[str, Department]:
    """Departments that name no leader get those of their people who are marked as one."""
    flagged: dict[str, list[str]] = {}
    for user_id, member in members.items():
        flags = words(member, "is_leader_in_dept")
        for department_id, flag in zip(words(member, "department"), flags, strict=False):
            if flag == "1":
                flagged.setdefault(department_id, []).append(user_id)
    return {
        department_id: department
        if department.leader_user_ids
        else Department(department_id, department.name, department.parent_id, tuple(flagged.get(department_id, ())))
        for department_id, department in departments.items()
    }


def _person(member: JsonObject, departments: Mapping[str, Department]) -> DirectoryPerson:
    user_id = word(member, "userid")
    department_ids = _department_ids(member)
    return DirectoryPerson(
        user_id=user_id,
        name=word(member, "name") or user_id,
        title=word(member, "position"),
        department_ids=department_ids,
        manager_user_id=manager_of(
            user_id,
            direct_leaders=_direct_leaders(member),
            department_ids=department_ids,
            departments=departments,
        ),
        phone=word(member, "mobile"),
        active=member.get("status", 1) in _USABLE,
    )


def _department_ids(member: JsonObject) -> tuple[str, ...]:
    """The main department first."""
    main = word(member, "main_department")
    others = [department_id for department_id in words(member, "department") if department_id != main]
    return tuple([main, *others] if main and main != "0" else others)


def _direct_leaders(member: JsonObject) -> list[str]:
    return [leader for leader in words(member, "direct_leader") if leader != word(member, "userid")]
