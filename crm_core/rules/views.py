"""The rules in force, and the ones that wait to be enabled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal


@dataclass(frozen=True, slots=True)
class CompanyRules:
    """The rules in force. Hours are clock hours; times are in the company's zone.

    `times_since` is when the newest of the times of day began to count, None where all are the defaults: what was
    due before went by other times.
    """

    overdue_hours: int = 24
    pool_hours: int = 72
    first_response_target_hours: int = 18
    digest_at: time = time(9, 0)
    morning_at: time = time(8, 45)
    points_lead: int = 5
    points_follow_up: int = 1
    times_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuleDefinition:
    """One rule that can be set: the word an admin says, its unit and what it may be."""

    name: str
    word: str
    kind: Literal["hours", "time", "points"]
    low: int
    high: int
    effect: str


@dataclass(frozen=True, slots=True)
class RuleToCome:
    """A value that was enabled and has not begun to count."""

    name: str
    value: int | time
    effective_from: datetime


@dataclass(frozen=True, slots=True)
class RuleProposal:
    """A change that was asked for and not yet enabled."""

    id: int
    definition: RuleDefinition
    before: int | time
    after: int | time
    asked_by: int
    asked_at: datetime
    state: str
