"""What the rest of the product sees of an allowance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """What was spent of one kind in a month, and how much of it there is."""

    spent: str
    used: int
    most: int
