"""What has happened with an external contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ExternalContactLinked:
    """It is known whose he is: `by` is a person, or None where the same number told it."""

    contact_id: int
    customer_id: int
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ExternalContactIgnored:
    """A colleague says that he is nobody's customer."""

    contact_id: int
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ExternalContactUntagged:
    """He no longer has tags of the company's by these names: the colleague took them off, or the company renamed or
    deleted them."""

    contact_id: int
    customer_id: int
    names: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class ExternalContactEnded:
    """They no longer have each other: `ended_by` is rep, customer, or empty."""

    contact_id: int
    ended_by: str
    at: datetime
