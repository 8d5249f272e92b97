"""What others see of external contacts, and what is told of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ContactTag:
    """A tag on an external contact. `tag_id` is empty for one that the colleague keeps for himself."""

    tag_id: str
    name: str


@dataclass(frozen=True, slots=True)
class SeenContact:
    """An external contact as the platform tells of him today, with the colleague's own notes.

    `company` and `phones` are what the colleague has typed (or the contact's own company, where it is told).
    """

    external_id: str
    name: str
    added_at: datetime
    remark: str = ""
    company: str = ""
    title: str = ""
    phones: tuple[str, ...] = ()
    tags: tuple[ContactTag, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class ExternalContact:
    """One person outside, as one colleague has him. `customer_id` is None while nobody has said whose he is, or when
    that customer was taken back; `ended_by` is rep, customer, or empty where nobody told."""

    id: int
    platform: str
    external_id: str
    employee_id: int
    name: str
    remark: str
    company: str
    title: str
    phones: tuple[str, ...]
    tags: tuple[ContactTag, ...]
    source: str
    customer_id: int | None
    added_at: datetime
    ignored_at: datetime | None
    ended_at: datetime | None
    ended_by: str

    @property
    def called(self) -> str:
        """How the colleague calls him: the first word of his own note, else the name that he gave himself."""
        return next(iter(self.remark.split()), "") or self.name
