"""Who the app can see: recipients and the address book (document/path/90200…90208).

Mobile, e-mail, avatar and the like are not given to apps created after 2022-06-20.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.world import ROOT, Department, Person, World

_MOST_USERS = 1000
_MOST_PARTIES = 100
Json = dict[str, Any]


@dataclass(frozen=True)
class Recipients:
    """Whom a message reaches, and what was not found."""

    users: tuple[str, ...]
    invalid_users: tuple[str, ...] = ()
    invalid_parties: tuple[str, ...] = ()
    invalid_tags: tuple[str, ...] = ()


class Directory:
    """The app's view: the departments of its visible scope with all below them."""

    def __init__(self, world: World, scope: Iterable[int] = (ROOT,)) -> None:
        self._world = world
        self.scope = frozenset(scope)

    def departments(self, top: int | None = None) -> list[Department]:
        """A department and all below it, as far as they are visible; all visible ones without `top`."""
        seen: list[Department] = []
        tops = self.scope if top is None else {top}
        waiting = [self._world.departments[each] for each in sorted(tops) if each in self._world.departments]
        while waiting:
            department = waiting.pop(0)
            seen.append(department)
            waiting += self._world.children(department.id)
        if top is None:
            return seen
        visible = {each.id for each in self.departments()}
        return [each for each in seen if each.id in visible]

    def people(self) -> list[Person]:
        """Everyone in the visible scope."""
        visible = {each.id for each in self.departments()}
        return [person for person in self._world.people() if person.department in visible]

    def person(self, userid: str | None) -> Person:
        """Someone visible; WeCom compares userids without case."""
        if not userid:
            raise WeComError(codes.MISSING_USERID, "missing userid")
        for person in self._world.people():
            if person.key.lower() == userid.lower():
                if person not in self.people():
                    raise WeComError(codes.OUTSIDE_SCOPE, "no privilege to access/modify contact/party/agent")
                return person
        raise WeComError(60111, "userid not found")

    def recipients(self, body: Json) -> Recipients:
        """Resolve `touser`, `toparty` and `totag`."""
        users, parties, tags = (_names(body, name) for name in ("touser", "toparty", "totag"))
        if not users and not parties and not tags:
            raise WeComError(codes.NO_RECIPIENT, "touser, toparty and totag are all empty")
        if len(users) > _MOST_USERS:
            raise WeComError(codes.TOO_MANY_USERS, "too many users")
        if len(parties) > _MOST_PARTIES:
            raise WeComError(codes.TOO_MANY_PARTIES, "too many parties")
        if len(tags) > _MOST_PARTIES:
            raise WeComError(codes.TOO_MANY_TAGS, "too many tags")
        visible = {person.key.lower(): person.key for person in self.people()}
        if users == ["@all"]:
            return Recipients(tuple(visible.values()))
        reached = [visible[user.lower()] for user in users if user.lower() in visible]
        departments = {str(each.id) for each in self.departments()}
        for party in parties:
            reached += [person.key for person in self._below(party)] if party in departments else []
        found = Recipients(
            tuple(dict.fromkeys(reached)),
            tuple(user.lower() for user in users if user.lower() not in visible),
            tuple(party for party in parties if party not in departments),
            tuple(tags),
        )
        if not found.users:
            raise WeComError(codes.NO_RECIPIENT_ALLOWED, "user & party & tag all invalid or no privilege to the app")
        return found

    def _below(self, party: str) -> list[Person]:
        inside = {each.id for each in self.departments(int(party))}
        return [person for person in self.people() if person.department in inside]

    def department(self, department_id: str | None) -> Department:
        """One visible department."""
        visible = {str(each.id): each for each in self.departments()}
        if department_id not in visible:
            raise WeComError(codes.NO_SUCH_DEPARTMENT, "invalid party id")
        return visible[department_id]

    def as_department(self, department: Department) -> Json:
        """A department with its leaders."""
        return {
            "id": department.id,
            "name": department.name,
            "name_en": "",
            "department_leader": [person.key for person in self._world.leaders(department.id)],
            "parentid": department.parent,
            "order": 100000 - department.id,
        }

    def as_user(self, person: Person) -> Json:
        """A member, without what newer apps don't get."""
        return {
            "userid": person.key,
            "name": person.name,
            "department": [person.department],
            "order": [0],
            "position": person.title,
            "status": 1 if person.is_active else 4,
            "isleader": int(person.is_leader),
            "is_leader_in_dept": [int(person.is_leader)],
            "direct_leader": [person.manager] if person.manager else [],
            "enable": 1,
            "hide_mobile": 0,
            "telephone": "",
            "extattr": {"attrs": []},
            "main_department": person.department,
            "alias": "",
        }


def _names(body: Json, name: str) -> list[str]:
    value = body.get(name) or ""
    if not isinstance(value, str):
        raise WeComError(codes.BAD_PARAMETER, f"invalid parameter, Warning: wrong json format. {name}")
    return [each.strip() for each in value.split("|") if each.strip()]
