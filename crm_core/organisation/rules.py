"""Decisions about the organisation: pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from crm_core.organisation.views import ListedPerson, Role

FEW = 5
"""So many may leave between two readings of a directory, in however small a company."""

SHARE = 3
"""Where more than one in three is missing, the reading is doubted."""


def is_doubtful(missing: int, shown_before: int) -> bool:
    """Whether a reading misses more people than can well have left since the one before (I23)."""
    return missing > FEW and missing * SHARE > shown_before


@dataclass(frozen=True, slots=True)
class Sight:
    """Whom a reading of a directory shows, by user id, and what it tells of those whom it does not show.

    `gone` are shown as disabled, or unknown though asked for by themselves. `missed` were shown before, and are too
    many to have left. `absence_tells` is whether anybody who is not shown has left: not where there are gaps or doubts.
    """

    listed: frozenset[str]
    gone: frozenset[str]
    missed: frozenset[str] = frozenset()
    absence_tells: bool = False

    def has_lost(self, user_id: str, *, is_missed: bool) -> bool:
        """Whether somebody has left; of him who is missed already his absence tells nothing new."""
        is_absent = user_id not in self.listed
        return user_id in self.gone or (is_absent and self.absence_tells and not is_missed)


def sight_of(
    people: Iterable[ListedPerson], shown_before: Collection[str], *, is_whole: bool, unknown: Collection[str]
) -> Sight:
    """What a reading tells; `unknown` are those whom the platform, asked for each by himself, does not know."""
    active = {person.user_id: person.active for person in people}
    listed = frozenset(user_id for user_id, is_active in active.items() if is_active)
    disabled = frozenset(active) - listed
    missing = frozenset(shown_before) - frozenset(active)
    if not is_whole:
        missing &= frozenset(unknown)
    if is_doubtful(len(missing), len(shown_before)):
        return Sight(listed, disabled, missed=missing)
    return Sight(listed, disabled | missing, absence_tells=is_whole)


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
