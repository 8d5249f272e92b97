"""What has happened to a lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LeadCaptured:
    """A valid lead was saved (E1)."""

    lead_id: int
    owner_id: int
    company: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadUndone:
    """Its creator took it back."""

    lead_id: int
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadRestored:
    """Taking back was itself taken back."""

    lead_id: int
    owner_id: int
    company: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadChanged:
    """A field of a saved lead was corrected."""

    lead_id: int
    by: int
    field: str
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NumberFoundDead:
    """The number of a lead is 空号: the lead is not valid any more (A15, E1)."""

    lead_id: int
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NumberWorks:
    """A number that had been found dead works after all, or was replaced."""

    lead_id: int
    owner_id: int
    company: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadPooled:
    """Nobody followed it up in time: it lost its owner's attention (D4)."""

    lead_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadReturned:
    """It came back from a pool: `by` is a person, or None when a follow-up brought it back."""

    lead_id: int
    by: int | None
    at: datetime
