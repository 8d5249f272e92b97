"""What others see of figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LateLead:
    """A lead that nobody has looked after: `idle_hours` are whole clock hours, rounded down."""

    lead_id: int
    customer_id: int
    company: str
    owner_id: int
    idle_hours: int
    since: datetime
    pool: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of two counts; None when there is nothing to divide by (K34)."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Funnel:
    """有效线索→商机→成交 of the leads captured in a span of time (K4, K8)."""

    to_opportunity: Rate
    to_won: Rate
