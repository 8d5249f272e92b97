"""What others see of approvals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Approval:
    """A request. `kind` is new_despite_duplicate or share; `wanted` holds what is to be done."""

    id: int
    kind: str
    wanted: dict[str, Any]
    asked_by: int
    approver_id: int
    state: str  # open, agreed, refused, expired
    reason: str
    asked_at: datetime
    expires_at: datetime
    reminded_at: datetime | None
