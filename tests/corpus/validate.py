"""Checks labelled messages against those rules of the language contract that a machine can check.

A label that passes is well formed and drawn from its message; whether it is the right one is for a reader.
Run ``python -m tests.corpus.validate [FILE ...]`` to check files by hand; without a file, all independent sets.
"""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError

SETS = tuple(
    Path(__file__).parent / name
    for name in (
        *(
            "own",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ),
        "taught",
    )
)

Stage = Literal["初步沟通", "需求确认", "方案演示", "报价谈判", "已签约", "暂不推进", "已流失"]
Channel = Literal["visit", "call", "wechat", "email", "meeting", "event", "meal", "inbound", "other"]
Pain = Literal["delivery", "price", "service", "comparing", "quality", "budget", "decision"]
AmountKind = Literal["budget", "quote", "contract", "payment", "other"]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
_BARE_ROLES = frozenset(("老板", "老板娘", "前台", "采购", "经理", "厂长", "院长", "主任", "店长", "保安", "门卫"))


class _Model(BaseModel):
    """Nothing may be missing, misspelt or of another type: a typing mistake must not pass as a label."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Person(_Model):
    """A contact of a customer in the sender's list."""

    name: str
    title: str


class Customer(_Model):
    """A customer that the sender may see."""

    id: int
    name: str
    contacts: list[Person]


class Due(_Model):
    """The interval of a next step: ISO local dates, or minutes when an hour was said; both ends count."""

    start: str | None = Field(alias="from")
    end: str = Field(alias="to")


class NextStep(_Model):
    """What was agreed, and by whom it is to be done."""

    who: Literal["us", "them"]
    what: str
    due: Due | None


class Amount(_Model):
    """A sum in yuan."""

    yuan: PositiveInt
    kind: AmountKind


class FollowUp(_Model):
    """One contact that took place."""

    company: str | None
    customer_id: int | None
    candidates: list[int]
    contact: str | None
    channel: Channel
    date: str
    topics: list[str]
    next_steps: list[NextStep]
    amounts: list[Amount]
    stage: Stage | None
    pains: list[Pain]
    competitors: list[str]


class Lead(_Model):
    """A lead to capture."""

    phone: str | None
    company: str | None
    stage: Stage | Literal["新线索"] | None
    contact: str | None
    source: str | None


class Expect(_Model):
    """The right reading of a message."""

    kind: Literal["report", "lead", "other"]
    follow_ups: list[FollowUp]
    lead: Lead | None


class Message(_Model):
    """One line of a labelled file; ``customers`` may be absent."""

    id: str
    now: str
    text: str
    customers: list[Customer] = []
    expect: Expect


def files() -> list[Path]:
    """The files of the independent sets, in a fixed order."""
    return [path for folder in SETS for path in sorted(folder.glob("*.jsonl"))]


def messages(path: Path) -> Iterator[Message]:
    """Read a labelled file; raises ``ValidationError`` for a line of another shape."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield Message.model_validate_json(line)


def problems(message: Message) -> list[str]:
    """What is wrong with one message's labels, in words; empty when nothing is."""
    found = list(_about_the_message(message))
    now = datetime.fromisoformat(message.now)
    for follow_up in message.expect.follow_ups:
        found += _about_the_link(follow_up, message.customers)
        found += _about_the_words(follow_up, message.text)
        found += _about_the_times(follow_up, now)
    if message.expect.lead is not None:
        found += _about_the_lead(message.expect.lead, message.text)
    return found


def _about_the_message(message: Message) -> Iterator[str]:
    if datetime.fromisoformat(message.now).tzinfo is None:
        yield "now has no offset"
    if not message.text.strip():
        yield "there is no text"
    if len({customer.id for customer in message.customers}) < len(message.customers):
        yield "two customers share an id"
    expect = message.expect
    if (expect.kind == "report") != bool(expect.follow_ups):
        yield "a report, and nothing else, has follow-ups"
    if (expect.kind == "lead") != (expect.lead is not None):
        yield "a lead, and nothing else, has a lead"
    forms: dict[int, str] = {}
    for follow_up in expect.follow_ups:
        if follow_up.customer_id is not None and follow_up.company is not None:
            first = forms.setdefault(follow_up.customer_id, follow_up.company)
            if first != follow_up.company:
                yield f"{follow_up.company} was first named {first}"
    contacts = Counter((f.company, f.contact, f.channel, f.date) for f in expect.follow_ups)
    yield from (f"told twice: {key}" for key, times in contacts.items() if times > 1)


def _about_the_link(follow_up: FollowUp, customers: list[Customer]) -> Iterator[str]:
    known = {customer.id for customer in customers}
    if follow_up.customer_id is not None and follow_up.customer_id not in known:
        yield f"customer {follow_up.customer_id} is not in the list"
    if not set(follow_up.candidates) <= known:
        yield f"candidates {follow_up.candidates} are not all in the list"
    if follow_up.candidates and follow_up.customer_id is not None:
        yield "a customer that is settled leaves no candidates"
    if len(set(follow_up.candidates)) == 1:
        yield "a tie needs two candidates"
    if follow_up.company is None and follow_up.contact is None:
        yield "a follow-up names a company or a person"


def _about_the_words(follow_up: FollowUp, text: str) -> Iterator[str]:
    copied = [*follow_up.topics, *follow_up.competitors, *(step.what for step in follow_up.next_steps)]
    copied += [name for name in (follow_up.company, follow_up.contact) if name is not None]
    yield from (f"not in the text: {words}" for words in copied if not _is_copied(words, text))
    if follow_up.contact in _BARE_ROLES:
        yield f"a bare role is no contact: {follow_up.contact}"
    for values in (follow_up.topics, follow_up.pains, follow_up.competitors):
        yield from (f"listed twice: {value}" for value, times in Counter(values).items() if times > 1)


def _about_the_times(follow_up: FollowUp, now: datetime) -> Iterator[str]:
    if not _is_time(follow_up.date, _DAY):
        yield f"no such day: {follow_up.date}"
    elif date.fromisoformat(follow_up.date) > now.date():
        yield f"a contact that took place lies in the future: {follow_up.date}"
    for due in (step.due for step in follow_up.next_steps if step.due is not None):
        shape = _MINUTE if "T" in due.end else _DAY
        if not _is_time(due.end, shape) or not (due.start is None or _is_time(due.start, shape)):
            yield f"no such interval: {due.start} to {due.end}"
        elif due.start is not None and due.start > due.end:
            yield f"the interval ends before it begins: {due.start} to {due.end}"
        elif due.end[:10] < now.date().isoformat():
            yield f"what is to be done lies in the past: {due.end}"


def _about_the_lead(lead: Lead, text: str) -> Iterator[str]:
    if lead.phone is not None and not _PHONE.fullmatch(lead.phone):
        yield f"no number of a person or a company: {lead.phone}"
    copied = [value for value in (lead.company, lead.contact, lead.source) if value is not None]
    yield from (f"not in the text: {words}" for words in copied if not _is_copied(words, text))


def _is_copied(words: str, text: str) -> bool:
    return _folded(words) in _folded(text) and bool(_folded(words))


def _folded(text: str) -> str:
    """Without spaces and punctuation, width and case folded, as the score compares strings."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _is_time(value: str, shape: re.Pattern[str]) -> bool:
    if not shape.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def main(arguments: list[str]) -> int:
    """Print every problem of the files; the exit status tells whether there was one."""
    status = 0
    for path in map(Path, arguments) if arguments else files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                message = Message.model_validate_json(line)
            except ValidationError as error:
                found = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
            else:
                found = [f"{message.id}: {problem}" for problem in problems(message)]
            for problem in found:
                status = 1
                print(f"{path.parent.name}/{path.name}:{number}: {problem}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
