"""What others see of a list that comes in: its columns, its rows as understood, and what would become of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Sheet(NamedTuple):
    """A table as text; `name` is empty where the file holds just one."""

    name: str
    rows: Sequence[Sequence[str]]


class Field(StrEnum):
    """What a column of a list of customers tells."""

    COMPANY = "company"
    CONTACT = "contact"
    TITLE = "title"
    PHONE = "phone"
    OWNER = "owner"
    STAGE = "stage"
    SOURCE = "source"
    TAG = "tag"
    NOTE = "note"
    REMARK = "remark"  # joins the note behind its heading: 「预算：50 万」
    NOTED_AT = "noted_at"
    NOTED_BY = "noted_by"
    ADDED_AT = "added_at"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its heading; `field` is None where nobody knows what it tells."""

    at: int
    heading: str
    field: Field | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as understood; `number` is the row's number as a person sees it in the file.

    Without a `company` it is about a person; `normal_company` is the form in which names are compared. `stage` is one
    of ours; a stage that isn't is among the tags.
    """

    number: int
    company: str
    normal_company: str
    contact: str
    title: str
    phones: tuple[str, ...]
    is_virtual: bool
    owner: str
    stage: str
    source: str
    tags: tuple[str, ...]
    note: str
    noted_at: datetime | None
    noted_by: str
    added_at: datetime | None

    @property
    def name(self) -> str:
        """What the customer is called."""
        return self.company or self.contact


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that can't come in: why (a stable word), and the words that it is about."""

    number: int
    reason: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class CustomerList:
    """A sheet as understood. `rows` are its cells, the first of them row number 1."""

    rows: Sequence[Sequence[str]] = field(repr=False)
    header_number: int
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...] = field(repr=False)
    faults: tuple[Fault, ...] = field(repr=False)
    unknown_stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would become of the rows: how many bring something (`new` are customers that aren't there yet, `leads` the
    leads among them), how many are there already; the owners' names that stand for nobody to whom he may give one."""

    new: int
    joining: int
    there: int
    leads: int
    faults: tuple[Fault, ...]
    unknown_owners: tuple[str, ...]

    @property
    def coming(self) -> int:
        """Rows that bring something."""
        return self.new + self.joining


@dataclass(frozen=True, slots=True)
class Import:
    """A list that was sent: `state` is open, running, done, undoing, undone, dropped or expired; `at_number` is how far
    it has come; `kept` are the customers that stayed when it was taken back."""

    id: int
    employee_id: int
    conversation: str
    name: str
    state: str
    total: int
    at_number: int
    made: int
    joined: int
    there: int
    faulty: int
    kept: int
    expires_at: datetime
