"""Decisions about the organisation: pure functions."""

from __future__ import annotations

from collections.abc import Mapping

from crm_core.organisation.views import Role


def roles_by_leading(managers: Mapping[int, int | None]) -> dict[int, Role]:
    """Roles that follow the directory: who leads people is 主管, who leads a 主管 is 总监 (INTERFACES «People»).

    `managers` maps every active employee to the one he reports to.
    """
    leaders = {manager for manager in managers.values() if manager is not None and manager in managers}
    upper = {managers[leader] for leader in leaders if managers[leader] is not None}
    return {
        person: Role.DIRECTOR if person in upper else Role.MANAGER if person in leaders else Role.REP
        for person in managers
    }


def makes_a_ring(managers: Mapping[int, int | None], person: int, manager: int | None) -> bool:
    """Whether a person would end up as his own superior."""
    step = manager
    for _ in range(len(managers) + 1):
        if step is None:
            return False
        if step == person:
            return True
        step = managers.get(step)
    return True
