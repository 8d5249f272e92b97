"""What others see of the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log."""

    id: int
    at: datetime
    actor_id: int | None
    act: str
    subject: str
    subject_id: int | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class UndoableAct:
    """Something a person did in a conversation and may take back until `until`."""

    id: int
    employee_id: int
    kind: str
    subject_id: int
    label: str
    at: datetime
    until: datetime
    undone_at: datetime | None
    facts: dict[str, Any]
