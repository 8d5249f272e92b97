"""What stands behind `ceji nlu parse --jsonl` and `ceji nlu score FILE` (CONTRACT «The command»)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TextIO

from nlu.drafts import DueInterval, FollowUpDraft, LeadDraft, Understanding, Value
from nlu.linking import KnownContact, KnownCustomer, Names
from nlu.report_parser import understand
from nlu.score import Score, as_table, score

_LONGEST_LINE = 2_000_000


class BadLineError(ValueError):
    """An input line that is no message: not JSON, not an object, a field missing or of the wrong type."""


def _plain(value: Value[Any] | None) -> Any:
    return None if value is None else value.value


def _iso(value: date | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if value else None


def _due(due: DueInterval | None) -> dict[str, str | None] | None:
    return {"from": _iso(due.from_), "to": _iso(due.to)} if due else None


def _follow_up(draft: FollowUpDraft) -> dict[str, Any]:
    return {
        "company": _plain(draft.company),
        "customer_id": draft.customer_id,
        "candidates": list(draft.candidates),
        "contact": _plain(draft.contact),
        "channel": draft.channel.value,
        "date": draft.on.value.isoformat(),
        "topics": [topic.value for topic in draft.topics],
        "next_steps": [{"who": step.who, "what": step.what.value, "due": _due(step.due)} for step in draft.next_steps],
        "amounts": [{"yuan": amount.yuan.value, "kind": amount.kind} for amount in draft.amounts],
        "stage": _plain(draft.stage),
        "pains": [pain.value for pain in draft.pains],
        "competitors": [name.value for name in draft.competitors],
    }


def _lead(draft: LeadDraft | None) -> dict[str, Any] | None:
    if draft is None:
        return None
    return {name: _plain(getattr(draft, name)) for name in ("phone", "company", "stage", "contact", "source")}


def as_record(message_id: str, understanding: Understanding) -> dict[str, Any]:
    """An understanding in CONTRACT's output form."""
    return {
        "id": message_id,
        "kind": understanding.kind,
        "follow_ups": [_follow_up(draft) for draft in understanding.follow_ups],
        "lead": _lead(understanding.lead),
    }


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str):
        raise BadLineError(f"{name}: a string is required")
    return value


def _now(record: dict[str, Any]) -> datetime:
    text = _text(record, "now")
    try:
        now = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadLineError(f"now: {error}") from None
    if now.tzinfo is None:
        raise BadLineError("now: an offset is required (2026-03-02T09:00:00+08:00)")
    return now


_Customer = tuple[int, str, tuple[tuple[str, str], ...]]
"""Id, name, and the names and titles of the contacts."""


def _customer(item: Any) -> _Customer:
    if not isinstance(item, dict) or not isinstance(item.get("id"), int) or isinstance(item["id"], bool):
        raise BadLineError("customers: each needs an integer id and a name")
    contacts = item.get("contacts") or []
    if not isinstance(contacts, list) or not all(isinstance(contact, dict) for contact in contacts):
        raise BadLineError("customers.contacts: a list of objects is required")
    people = tuple((str(contact.get("name") or ""), str(contact.get("title") or "")) for contact in contacts)
    return item["id"], _text(item, "name"), people


@lru_cache(maxsize=16)
def _names(customers: tuple[_Customer, ...]) -> Names:
    """The index of a sender's customers, kept for his next messages, as the product keeps it."""
    return Names(
        KnownCustomer(number, name, tuple(KnownContact(*contact) for contact in contacts))
        for number, name, contacts in customers
    )


def customers_of(record: dict[str, Any]) -> Names:
    """The customers of an input record; raises BadLineError with what is wrong."""
    customers = record.get("customers") or []
    if not isinstance(customers, list):
        raise BadLineError("customers: a list is required")
    return _names(tuple(_customer(item) for item in customers))


def parse_record(record: Any) -> dict[str, Any]:
    """Parses one input record; raises BadLineError with what is wrong."""
    if not isinstance(record, dict):
        raise BadLineError("a JSON object is required")
    message_id, text, now = _text(record, "id"), _text(record, "text"), _now(record)
    return as_record(message_id, understand(text, now, customers_of(record)))


def _load(line: str) -> Any:
    if len(line) > _LONGEST_LINE:
        raise BadLineError(f"longer than {_LONGEST_LINE} characters")
    try:
        line.encode()
        return json.loads(line)
    except UnicodeEncodeError:
        raise BadLineError("not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLineError("not JSON") from None


def parse_stream(source: Iterable[str], target: TextIO) -> int:
    """One JSON object a line in, one out, in the same order; exit status 1 when any line was malformed."""
    status = 0
    for line in source:
        if not line.strip():
            continue
        record: Any = None
        try:
            record = _load(line)
            answer = parse_record(record)
        except BadLineError as error:
            status = 1
            message_id = record.get("id") if isinstance(record, dict) else None
            answer = {"id": message_id, "error": str(error)}
        target.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return status


def score_records(records: Iterable[dict[str, Any]]) -> Score:
    """Parses labelled records (with `expect`) and scores the answers."""
    return score((record["expect"], parse_record(record)) for record in records)


def score_file(lines: Sequence[str] | Iterable[str], target: TextIO) -> int:
    """Scores a file of labelled messages; 1 when a line can't be read, with its number."""
    pairs = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            pairs.append(_scored(_load(line)))
        except BadLineError as error:
            target.write(f"line {number}: {error}\n")
            return 1
    target.write(as_table(score(pairs)) + "\n")
    return 0


def _scored(record: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is expected of a labelled record and what we answer; raises BadLineError when the two can't be compared."""
    if not isinstance(record, dict) or not isinstance(record.get("expect"), dict):
        raise BadLineError("no «expect»")
    pair = record["expect"], parse_record(record)
    try:
        score([pair])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BadLineError("«expect» is not as CONTRACT.md has it") from None
    return pair
