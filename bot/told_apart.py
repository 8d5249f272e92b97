"""One message that tells several things: two leads, or a lead and a report, each read by itself (A1, C2).

A person types as he thinks: 「13912345681 温州康达 初步沟通；13912345682 台州精工 需求确认」. Read as one, a stage or
a contact of the second would end up with the first, and the rest would be lost without a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.lead_parser import read_lead
from nlu.lexicon import Lexicon
from nlu.phones import find_phones

LONGEST = 2000
MOST_LEADS = 20
_BREAKS = (r"\n\s*\n+", r"[\n；;。]+", r"[\n；;。，,]+")
_ALSO = r"(?:另外|还有|顺便|对了|再)?[，,]?\s*(?:帮我|给我)?(?:新线索|(?:新?[加增记录]|登记).{0,4}(?:线索|客户))"
_NEXT = rf"[\n；;。]+|[，,\s]+(?={_ALSO})"


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells: the words of each lead, and the words that are none (a report, or nothing)."""

    leads: tuple[str, ...]
    rest: str = ""


def told_apart(words: str, lexicon: Lexicon) -> Told | None:
    """The parts of a message with several leads, or with one lead beside other words; None when it is one thing."""
    if len(words) > LONGEST:
        return None
    numbers = _numbers(words)
    if len(numbers) > 1:
        return next((told for pattern in _BREAKS if (told := _leads(words, pattern, len(numbers)))), None)
    return _lead_and_rest(words, lexicon) if numbers else None


def _leads(words: str, pattern: str, numbers: int) -> Told | None:
    """Every part with a number is a lead of its own, with a company; then the message is several leads."""
    parts = _parts(words, pattern)
    leads = [part for part in parts if _numbers(part)]
    if not 1 < len(leads) <= MOST_LEADS or sum(len(_numbers(part)) for part in leads) != numbers:
        return None
    if any(len(_numbers(part)) != 1 or read_lead(part).company is None for part in leads):
        return None
    return Told(tuple(leads), "；".join(part for part in parts if part not in leads))


def _lead_and_rest(words: str, lexicon: Lexicon) -> Told | None:
    """One part holds the whole lead, number, company and stage; the others tell something else."""
    parts = _parts(words, _NEXT)
    leads = [part for part in parts if _numbers(part)]
    if len(parts) < 2 or len(leads) != 1:
        return None
    lead = read_lead(leads[0], lexicon)
    if lead.company is None or lead.stage is None:
        return None
    return Told((leads[0],), "；".join(part for part in parts if part != leads[0]))


def _parts(words: str, pattern: str) -> list[str]:
    return [part.strip() for part in re.split(pattern, words) if part.strip()]


def _numbers(words: str) -> set[str]:
    return {found.digits for found in find_phones(words) if found.digits and found.kind == "mobile"}
