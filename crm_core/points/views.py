"""What others see of the points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why an entry was made."""

    LEAD = "lead"
    FOLLOW_UP = "follow_up"
    LEAD_UNDONE = "lead_undone"
    FOLLOW_UP_UNDONE = "follow_up_undone"
    DEAD_NUMBER = "dead_number"


@dataclass(frozen=True, slots=True)
class PointsEntry:
    """One line of the ledger; `label` names what it was for."""

    id: int
    delta: int
    reason: Reason
    label: str
    at: datetime
    reverses_id: int | None


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of a ranking; equal points share a rank (E6)."""

    rank: int
    employee_id: int
    name: str
    points: int
