"""Who is whose manager, from what a directory says: the direct leader first, else the department's leader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.contract import Department


def manager_of(
    user_id: str,
    *,
    direct_leaders: Sequence[str],
    department_ids: Sequence[str],
    departments: Mapping[str, Department],
) -> str:
    """The manager's user id, "" when there is none.

    The first direct leader other than the person; else the leader of the first of `department_ids` that has one
    other than the person, looked for upwards through the parents. Departments outside the app's scope are unknown
    and end the way up.
    """
    for leader in direct_leaders:
        if leader and leader != user_id:
            return leader
    for department_id in department_ids:
        if leader := _leader_above(user_id, department_id, departments):
            return leader
    return ""


def _leader_above(user_id: str, department_id: str, departments: Mapping[str, Department]) -> str:
    climbed: set[str] = set()
    while department_id in departments and department_id not in climbed:
        climbed.add(department_id)
        department = departments[department_id]
        for leader in department.leader_user_ids:
            if leader != user_id:
                return leader
        department_id = department.parent_id
    return ""
