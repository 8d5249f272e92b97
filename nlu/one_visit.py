"""One contact with a customer, and the day that is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from nlu import lazy_re as re
from nlu.drafts import Channel
from nlu.events import Event
from nlu.mentions import CompanyMention
from nlu.scan import Scan


@dataclass
class Visit:
    """One contact: the company named (None when only a person was), its stretch, what the verbs say. `continues`:
    another contact with the company of the visit before; `resumes`: more about one that was told earlier;
    `strongest`: the weight of its strongest event."""

    company: CompanyMention | None
    start: int
    end: int
    channel: Channel | None = None
    channel_span: tuple[int, int] | None = None
    on: date | None = None
    on_span: tuple[int, int] | None = None
    events: list[Event] = field(default_factory=list)
    strongest: float = 0
    met: bool = True
    inherited: bool = False
    continues: bool = False
    resumes: bool = False


# «节后», «双11前»: when about, not on which day.
_SEASON = re.compile(r"(?:节|年|假|国庆|五一|端午|中秋|清明|元旦|圣诞|双十?[一二1-2]+|618|周末)(?:之|以)?[前后]$")


Day = tuple[date, tuple[int, int]]
"""A day and the words that tell it."""


def day_of(scan: Scan, start: int, end: int) -> Day | None:
    """The day of a contact told in a stretch: the last mention of a past day there. A part of the day («下午»)
    names none, and a holiday («节后首访») only tells the season."""
    for mention in reversed(scan.times):
        if not start <= mention.span.start < end or scan.due[mention.span.start]:
            continue
        said = scan.text[mention.span.start : mention.span.end]
        if not mention.names_a_day or _SEASON.search(said):
            continue
        interval = mention.resolve("past")
        first = interval and (interval.start or interval.end)
        if interval is None or first is None:
            continue
        day = first.date() if isinstance(first, datetime) else first
        last = interval.end.date() if isinstance(interval.end, datetime) else interval.end
        if day > scan.now.date() or last is None or (last - day).days > 1:
            continue
        return day, (mention.span.start, mention.span.end)
    return None
