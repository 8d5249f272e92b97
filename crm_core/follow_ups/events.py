"""What has happened to follow-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FollowUpRecorded:
    """A follow-up was confirmed; `quality` decides whether it earns points (E1, E7, F3)."""

    follow_up_id: int
    customer_id: int | None
    author_id: int
    label: str
    quality: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpUndone:
    """Its author took it back."""

    follow_up_id: int
    customer_id: int | None
    author_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpCorrected:
    """A written follow-up was corrected."""

    follow_up_id: int
    by: int
    field: str
    before: str
    after: str
    at: datetime
