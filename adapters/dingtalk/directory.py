"""DingTalk's directory: departments one level at a time, people page by page (protocols: 通讯录管理).

A permission that is missing makes fields absent, and some samples quote numbers and truth values: both are taken.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from functools import partial

from adapters.bodies import JsonObject, flag, part, parts, word, words
from adapters.contract import Department, Directory, DirectoryPerson
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.limits import PAGE_SIZE, Paces
from adapters.errors import Misconfigured, OutOfSight, RecipientGone, Refused
from adapters.patience import patiently
from adapters.reporting_lines import manager_of

SCOPE_REMEDY = "到 开发者后台 → 应用 → 权限管理 → 通讯录接口权限范围 设为全部员工"

ROOT = "1"
AT_ONCE = 8
"""Look-ups of people at the same time."""

CLIMB = 10
"""Levels of departments that one look-up climbs in search of a leader."""


@dataclass(slots=True)
class _Reading:
    """What has been read so far; people under their user id, with their direct leader apart."""

    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, DirectoryPerson] = field(default_factory=dict)
    leaders: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_whole: bool = True

    def skip(self, note: str) -> None:
        """Something could not be read, so that people may be missing."""
        self.notes.append(note)
        self.is_whole = False


async def read_directory(client: DingTalkClient, paces: Paces) -> Directory:
    """All departments and people that the app may see."""
    reading = _Reading()
    await _read_departments(client, paces, reading)
    for department_id in tuple(reading.departments):
        await _read_members(client, paces, reading, department_id)
    await _read_leaders(client, paces, reading)
    people = tuple(
        replace(
            person,
            manager_user_id=manager_of(
                person.user_id,
                direct_leaders=(reading.leaders.get(person.user_id, ""),),
                department_ids=person.department_ids,
                departments=reading.departments,
            ),
        )
        for person in reading.people.values()
    )
    return Directory(
        people,
        tuple(reading.departments.values()),
        tuple(reading.notes),
        is_whole=reading.is_whole,
        scope_remedy=SCOPE_REMEDY,
    )


async def find_person(client: DingTalkClient, user_id: str) -> DirectoryPerson | None:
    """One person, with the manager; None when unknown. Raises OutOfSight."""
    item = await _seen(client, "/topapi/v2/user/get", {"userid": user_id})
    person = person_of(item)
    if person is None:
        return None
    departments: dict[str, Department] = {}
    leader = word(item, "manager_userid")
    if not leader:
        for department_id in person.department_ids:
            await _climb(client, department_id, departments)
    manager = manager_of(
        user_id, direct_leaders=(leader,), department_ids=person.department_ids, departments=departments
    )
    return replace(person, manager_user_id=manager)


def person_of(item: JsonObject) -> DirectoryPerson | None:
    """A person of the directory, None where the id is missing."""
    user_id = word(item, "userid")
    if not user_id:
        return None
    return DirectoryPerson(
        user_id=user_id,
        name=word(item, "name") or user_id,
        title=word(item, "title"),
        department_ids=words(item, "dept_id_list"),
        phone=word(item, "mobile"),
        active=flag(item, "active", default=True),
    )


async def _read_departments(client: DingTalkClient, paces: Paces, reading: _Reading) -> None:
    """The tree from the root down, each department with those who lead it."""
    waiting = [ROOT]
    while waiting:
        department_id = waiting.pop(0)
        if department_id in reading.departments:
            continue
        try:
            async with paces.contacts.turn():
                found = await patiently(partial(_department, client, department_id))
            listing = {"dept_id": int(department_id)}
            below = await _listed(client, paces, "/topapi/v2/department/listsub", listing)
        except (Misconfigured, RecipientGone, Refused) as error:
            if department_id == ROOT:
                raise
            reading.skip(f"部门 {department_id} 读不了（{error.facts.get('code', '')}），跳过")
            continue
        reading.departments[department_id] = found
        waiting += [below_id for item in parts(below, "result") if (below_id := word(item, "dept_id")).isdigit()]


async def _listed(client: DingTalkClient, paces: Paces, path: str, payload: JsonObject) -> JsonObject:
    """One of the many questions of a reading, in its turn; a busy moment is waited out."""
    async with paces.contacts.turn():
        return await patiently(partial(client.oapi, path, payload))


async def _department(client: DingTalkClient, department_id: str) -> Department:
    answer = await client.oapi("/topapi/v2/department/get", {"dept_id": int(department_id)})
    item = part(answer, "result")
    parent = word(item, "parent_id")
    return Department(
        department_id=department_id,
        name=word(item, "name") or f"部门{department_id}",
        parent_id="" if parent == "0" else parent,
        leader_user_ids=words(item, "dept_manager_userid_list"),
    )


async def _read_members(client: DingTalkClient, paces: Paces, reading: _Reading, department_id: str) -> None:
    flagged: list[str] = []
    try:
        async for item in _members(client, paces, department_id):
            person = person_of(item)
            if person is None:
                reading.skip("跳过一个没有账号的成员")
                continue
            known = reading.people.get(person.user_id, person)
            joined = dict.fromkeys((*known.department_ids, *person.department_ids, department_id))
            reading.people[person.user_id] = replace(known, department_ids=tuple(joined))
            if flag(item, "leader", default=False):
                flagged.append(person.user_id)
    except (Misconfigured, RecipientGone, Refused) as error:
        reading.skip(f"部门 {department_id} 的成员读不了（{error.facts.get('code', '')}），跳过")
    department = reading.departments[department_id]
    leaders = dict.fromkeys((*department.leader_user_ids, *flagged))
    reading.departments[department_id] = replace(department, leader_user_ids=tuple(leaders))


async def _members(client: DingTalkClient, paces: Paces, department_id: str) -> AsyncIterator[JsonObject]:
    cursor = 0
    while True:
        payload = {"dept_id": int(department_id), "cursor": cursor, "size": PAGE_SIZE}
        page = part(await _listed(client, paces, "/topapi/v2/user/list", payload), "result")
        for item in parts(page, "list"):
            yield item
        following = word(page, "next_cursor")
        if not flag(page, "has_more", default=False):
            return
        if not following.isdigit() or int(following) <= cursor:
            raise Refused("the list of people breaks off")
        cursor = int(following)


async def _read_leaders(client: DingTalkClient, paces: Paces, reading: _Reading) -> None:
    """Direct leaders: only the person's own page tells them."""
    missed = 0

    async def read(user_id: str) -> None:
        nonlocal missed
        try:
            answer = await _listed(client, paces, "/topapi/v2/user/get", {"userid": user_id})
        except (Misconfigured, RecipientGone, Refused):
            missed += 1
            return
        reading.leaders[user_id] = word(part(answer, "result"), "manager_userid")

    everyone = list(reading.people)
    for start in range(0, len(everyone), AT_ONCE):
        await asyncio.gather(*(read(user_id) for user_id in everyone[start : start + AT_ONCE]))
    if missed:
        reading.notes.append(f"{missed} 人的直属主管读不了，改用部门主管")


async def _climb(client: DingTalkClient, department_id: str, departments: dict[str, Department]) -> None:
    """Adds a department and those above it, as far as they can be seen."""
    for _ in range(CLIMB):
        if not department_id.isdigit() or department_id in departments:
            return
        try:
            departments[department_id] = await _department(client, department_id)
        except (RecipientGone, Refused, Misconfigured):
            return
        department_id = departments[department_id].parent_id


async def _seen(client: DingTalkClient, path: str, payload: JsonObject) -> JsonObject:
    """A result, empty where what is asked for is unknown. Raises OutOfSight."""
    try:
        return part(await client.oapi(path, payload), "result")
    except RecipientGone:
        return {}
    except Misconfigured as error:
        if error.facts.get("code") == "50004":
            raise OutOfSight("the person is outside the app's scope", **error.facts) from error
        raise
