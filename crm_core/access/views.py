"""Who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_core.organisation.views import Role


class Operation(StrEnum):
    """What needs more than a look."""

    CAPTURE = "capture"  # leads, reports, next steps of one's own
    LEAD_TEAM = "lead_team"  # digests, nudging, transfers, approvals
    CONFIGURE = "configure"  # rules, members, aliases


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person for whom something is read or written. `team` holds the ids of all below him."""

    employee_id: int
    name: str
    role: Role
    team: frozenset[int]

    @property
    def owners(self) -> frozenset[int]:
        """Whose records he sees as theirs: his own and his team's (I2, I3)."""
        return self.team | {self.employee_id}
