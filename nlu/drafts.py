"""What was understood from a message: drafts whose every value carries the words that support it.

A draft is a proposal, never a fact: the bot shows each value with its span and writes nothing before the
person has confirmed (ARCHITECTURE §4, FEATURES «Read these» 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from nlu.spans import Span

T = TypeVar("T")

Kind = Literal["report", "lead", "other"]
Channel = Literal["visit", "call", "wechat", "email", "meeting", "event", "meal", "inbound", "other"]
Pain = Literal["delivery", "price", "service", "comparing", "quality", "budget", "decision"]
AmountKind = Literal["budget", "quote", "contract", "payment", "other"]
Party = Literal["us", "them"]

CHANNELS: tuple[Channel, ...] = (
    "visit",
    "call",
    "wechat",
    "email",
    "meeting",
    "event",
    "meal",
    "inbound",
    "other",
)
PAINS: tuple[Pain, ...] = ("delivery", "price", "service", "comparing", "quality", "budget", "decision")


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """One understood value, the stretch of the original text that supports it (None: nothing was said and
    the value is a default), and how sure the parser is, from 0 to 1."""

    value: T
    span: Span | None
    confidence: float


@dataclass(frozen=True, slots=True)
class DueInterval:
    """When a step is to happen, both ends included; local dates, or naive local date-times by the sender's
    own offset when an hour was said. `from_` is None for «before …»."""

    from_: date | datetime | None
    to: date | datetime
    span: Span | None


@dataclass(frozen=True, slots=True)
class NextStepDraft:
    """Something agreed: who acts, what, by when."""

    who: Party
    what: Value[str]
    due: DueInterval | None


@dataclass(frozen=True, slots=True)
class AmountDraft:
    """A sum in whole yuan and what it is."""

    yuan: Value[int]
    kind: AmountKind


@dataclass(frozen=True, slots=True)
class FollowUpDraft:
    """One contact with a customer that took place, or was tried (`met` False: no valid interaction, F3)."""

    company: Value[str] | None
    customer_id: int | None
    candidates: tuple[int, ...]
    contact: Value[str] | None
    channel: Value[Channel]
    met: bool
    on: Value[date]
    topics: tuple[Value[str], ...]
    next_steps: tuple[NextStepDraft, ...]
    amounts: tuple[AmountDraft, ...]
    stage: Value[str] | None
    pains: tuple[Value[Pain], ...]
    competitors: tuple[Value[str], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class LeadDraft:
    """A lead to capture (A1). `phone_problem` holds the digits as typed when no valid number was found;
    `virtual` marks numbers of the virtual operators (A15)."""

    phone: Value[str] | None
    phone_problem: Value[str] | None
    virtual: bool
    company: Value[str] | None
    stage: Value[str] | None
    contact: Value[str] | None
    source: Value[str] | None


@dataclass(frozen=True, slots=True)
class Understanding:
    """The whole message: its kind and the drafts."""

    kind: Kind
    follow_ups: tuple[FollowUpDraft, ...]
    lead: LeadDraft | None
    confidence: float
