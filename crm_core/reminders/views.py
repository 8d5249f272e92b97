"""What others see of next steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class NextStep:
    """A promise. `remind_at` is when its owner is told by itself; None when the morning list tells it.

    `who` is us or them; `due_on` the last day; `snoozes` how often it was put off.
    """

    id: int
    owner_id: int
    customer_id: int | None
    follow_up_id: int | None
    who: str
    what: str
    due_from: date | None
    due_on: date | None
    remind_at: datetime | None
    state: str  # open, done, dropped
    snoozes: int
    created_at: datetime
    version: int
