"""What has happened in assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CustomerTransferred:
    """A customer changed hands; its new owner is told at once (H8)."""

    transfer_id: int
    customer_id: int
    from_id: int
    to_id: int
    by: int
    at: datetime
