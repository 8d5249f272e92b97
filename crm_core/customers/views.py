"""What others see of customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """A company record."""

    id: int
    name: str
    owner_id: int
    created_at: datetime
    last_followed_up_at: datetime | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A customer who is there already: only what may be told to anybody (F18, I2).

    `reason` is phone, name or alike; `likeness` is 0–100.
    """

    customer_id: int
    name: str
    owner_id: int
    reason: str
    likeness: float


@dataclass(frozen=True, slots=True)
class NamedCustomer:
    """A customer with the names under which a person may speak of it."""

    id: int
    name: str
    contacts: tuple[tuple[str, str], ...]  # (name, title)
    aliases: tuple[str, ...]
