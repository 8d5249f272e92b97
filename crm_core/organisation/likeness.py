"""Who may be one person on two platforms. A name alone never proposes anybody: an admin decides in any case."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.organisation import queries
from crm_core.organisation.model import AccountRow, EmployeeRow, TeamRow
from crm_core.organisation.views import Employee, Likeness

_EMPLOYEES = table(EmployeeRow)
_ACCOUNTS = table(AccountRow)
_TEAMS = table(TeamRow)

PHONE_END = 4
_ORDER = ("phone", "phone_end", "manager", "team")


def likely_pairs(session: Session) -> list[Likeness]:
    """Active employees of one name, or one number, on different platforms; the surest first.

    A name counts with the same manager, the same team, or the same last digits of the number.
    """
    people = {someone.id: someone for someone in queries.active_employees(session)}
    facts = _facts(session)
    together: dict[str, list[int]] = defaultdict(list)
    for employee_id, known in facts.items():
        for key in {f"name {people[employee_id].name}", *(f"phone {one}" for one in known["phones"])}:
            together[key].append(employee_id)
    pairs = {tuple(sorted(pair)) for ids in together.values() for pair in combinations(ids, 2)}
    found = []
    for kept, joined in sorted(pairs):
        why = _why(people, facts, kept, joined)
        if why:
            found.append(Likeness(people[kept], people[joined], why))
    return sorted(found, key=lambda one: _ORDER.index(one.why))


def _facts(session: Session) -> dict[int, dict[str, Any]]:
    """Of each active employee with an account: his platforms, numbers and team."""
    rows = session.execute(
        select(_ACCOUNTS.c.employee_id, _ACCOUNTS.c.platform, _ACCOUNTS.c.phone, _TEAMS.c.name.label("team"))
        .join(_EMPLOYEES, _EMPLOYEES.c.id == _ACCOUNTS.c.employee_id)
        .outerjoin(_TEAMS, _TEAMS.c.id == _EMPLOYEES.c.team_id)
        .where(_ACCOUNTS.c.active, _EMPLOYEES.c.active)
        .order_by(_ACCOUNTS.c.employee_id)
    )
    facts: dict[int, dict[str, Any]] = {}
    for row in rows:
        known = facts.setdefault(row.employee_id, {"platforms": set(), "phones": set(), "team": row.team})
        known["platforms"].add(row.platform)
        known["phones"] |= {row.phone} - {""}
    return facts


def _why(people: dict[int, Employee], facts: dict[int, dict[str, Any]], kept: int, joined: int) -> str:
    one, other = facts[kept], facts[joined]
    if one["platforms"] & other["platforms"]:
        return ""
    if one["phones"] & other["phones"]:
        return "phone"
    if people[kept].name != people[joined].name:
        return ""
    if {each[-PHONE_END:] for each in one["phones"]} & {each[-PHONE_END:] for each in other["phones"]}:
        return "phone_end"
    managers = [people[one_id].manager_id for one_id in (kept, joined)]
    names = [people[one_id].name if one_id in people else "" for one_id in managers if one_id is not None]
    if len(names) == 2 and names[0] and names[0] == names[1]:
        return "manager"
    return "team" if one["team"] and one["team"] == other["team"] else ""
