"""What others see of follow-ups and drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any


@dataclass(frozen=True, slots=True)
class NewNextStep:
    """A promise: who acts (us, them), what, and when. `at` is the hour, where one was said."""

    who: str
    what: str
    due_from: date | None
    due_on: date | None
    at: time | None = None


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """A follow-up as confirmed. Without a customer only the record is kept. `words` are the person's own."""

    customer_id: int | None
    contact: str
    channel: str
    happened_on: date
    met: bool
    topics: tuple[str, ...]
    amounts: tuple[dict[str, Any], ...]
    pains: tuple[str, ...]
    competitors: tuple[str, ...]
    stage_said: str
    words: str
    next_steps: tuple[NewNextStep, ...]
    company_said: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One recorded contact with a customer. `quality` is valid, missed, boilerplate, copied or imported (A7, A17,
    E7, F3)."""

    id: int
    customer_id: int | None
    contact_id: int | None
    author_id: int
    draft_id: int | None
    channel: str
    happened_on: date
    met: bool
    topics: list[str]
    amounts: list[dict[str, Any]]
    pains: list[str]
    competitors: list[str]
    stage_said: str
    words: str
    quality: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What was understood from one message and waits for its person: a report, or a lead that can't be saved yet.

    `items` are plain data, one for each visit; their meaning belongs to whoever made them. `version` grows with
    every change.
    """

    id: int
    employee_id: int
    kind: str
    conversation: str
    said: str
    spoken: bool
    said_at: datetime
    items: list[Any]
    state: str  # open, closed, expired
    version: int
    expires_at: datetime
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A labelled pair: what was understood of the words, and what the person made of it."""

    id: int
    employee_id: int
    draft_id: int | None
    field: str
    before: str
    after: str
    said: str
    at: datetime
