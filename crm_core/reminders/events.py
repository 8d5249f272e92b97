"""What has happened to next steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NextStepDone:
    """A promise was kept, or is no longer needed."""

    step_id: int
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NextStepPutOff:
    """A reminder was put off."""

    step_id: int
    by: int
    times: int
    at: datetime
