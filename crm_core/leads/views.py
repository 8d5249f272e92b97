"""What others see of leads, and what is needed to capture one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm_core.customers.views import Duplicate


@dataclass(frozen=True, slots=True)
class NewLead:
    """The three fields, and what else was said. `external_contact_id` is the person in the platform's chat whose
    customer this is, where it began there."""

    phone: str  # digits only
    company: str
    stage: str
    contact: str = ""
    source: str = ""
    external_contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """One pursuit of a customer. `pool` is 待激活 or empty."""

    id: int
    customer_id: int
    contact_id: int | None
    owner_id: int
    company: str
    phone: str
    is_virtual: bool
    number_dead_at: datetime | None
    stage: str
    source: str
    created_at: datetime
    created_by: int
    first_followed_up_at: datetime | None
    last_followed_up_at: datetime | None
    pool: str
    version: int
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Captured:
    """A saved lead; `alike` is a customer of a similar name, worth one line of hint."""

    lead: Lead
    alike: Duplicate | None


@dataclass(frozen=True, slots=True)
class Blocked:
    """Not saved: somebody has this customer already."""

    new: NewLead
    duplicate: Duplicate


@dataclass(frozen=True, slots=True)
class Completion:
    """A value that could be filled in from what is already recorded (A2): field, before, after, where from."""

    field: str
    before: str
    after: str
    source: str
