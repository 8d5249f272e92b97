"""What others see of welcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CUSTOMER, REP = "{客户}", "{我}"
"""What the words may hold for the customer's name and the colleague's."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """Words that were previewed (open), are in force (enabled), or were before (dropped, disabled)."""

    id: int
    words: str
    asked_by: int
    asked_at: datetime
    state: str

    def said(self, customer: str, rep: str) -> str:
        """The words to one customer."""
        return self.words.replace(CUSTOMER, customer).replace(REP, rep)
