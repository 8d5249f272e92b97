"""The score of CONTRACT «The score»: expected and returned records in, precision, recall and F1 a slot out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nlu.normalise import fold

FOLLOW_UP_SLOTS: tuple[str, ...] = (
    "company",
    "customer_id",
    "contact",
    "channel",
    "date",
    "topics",
    "next_steps.what",
    "next_steps.due",
    "amounts",
    "stage",
    "pains",
    "competitors",
)
LEAD_SLOTS: tuple[str, ...] = ("phone", "company", "stage")

Record = dict[str, Any]


@dataclass
class Tally:
    """Counts of one slot."""

    hits: int = 0
    returned: int = 0
    expected: int = 0

    @property
    def precision(self) -> float:
        return self.hits / self.returned if self.returned else 1.0

    @property
    def recall(self) -> float:
        return self.hits / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        if not self.returned and not self.expected:
            return 1.0
        return 2 * self.hits / (self.returned + self.expected)


@dataclass
class Score:
    """All tallies of a set, the accuracy of `kind`, and how many records were right in every slot."""

    slots: dict[str, Tally] = field(default_factory=lambda: {slot: Tally() for slot in FOLLOW_UP_SLOTS})
    lead: dict[str, Tally] = field(default_factory=lambda: {slot: Tally() for slot in LEAD_SLOTS})
    messages: int = 0
    kinds_right: int = 0
    reports: int = 0
    reports_exact: int = 0

    @property
    def mean_f1(self) -> float:
        return sum(tally.f1 for tally in self.slots.values()) / len(self.slots)

    @property
    def kind_accuracy(self) -> float:
        return self.kinds_right / self.messages if self.messages else 1.0

    @property
    def exact_reports(self) -> float:
        return self.reports_exact / self.reports if self.reports else 1.0


def same_string(left: str, right: str) -> bool:
    """Equal after removing spaces and punctuation and folding width and case."""
    return fold(left) == fold(right)


def close_string(left: str, right: str) -> bool:
    """One contains the other, or their character F1 is 0.6 or more (`topics`, `what`)."""
    a, b = fold(left), fold(right)
    if not a or not b:
        return a == b
    if a in b or b in a:
        return True
    common = sum((Counter(a) & Counter(b)).values())
    return 2 * common / (len(a) + len(b)) >= 0.6


def _day(value: str) -> date:
    return date.fromisoformat(value[:10])


def same_due(expected: Record, returned: Record) -> bool:
    """Intervals of days overlap by half of their union or more; hours, where expected, are equal.

    «Before …» has no first day: only its last day counts.
    """
    (start, end), (other_start, other_end) = (
        (_day(due.get("from") or due["to"]), _day(due["to"])) for due in (expected, returned)
    )
    overlap = (min(end, other_end) - max(start, other_start)).days + 1
    union = (max(end, other_end) - min(start, other_start)).days + 1
    if overlap * 2 < union:
        return False
    hours = [key for key in ("from", "to") if "T" in (expected.get(key) or "")]
    return all(expected[key] == returned.get(key) for key in hours)


def _match(expected: Sequence[Any], returned: Sequence[Any], same: Callable[[Any, Any], bool]) -> int:
    """How many of the returned values match an expected one, each used once; the largest possible number."""
    partner: dict[int, int] = {}

    def place(index: int, seen: set[int]) -> bool:
        for other, value in enumerate(returned):
            if other in seen or not same(expected[index], value):
                continue
            seen.add(other)
            if other not in partner or place(partner[other], seen):
                partner[other] = index
                return True
        return False

    return sum(place(index, set()) for index in range(len(expected)))


def _values(record: Record | None, slot: str) -> list[Any]:
    if record is None:
        return []
    if slot == "next_steps.what":
        return [step["what"] for step in record.get("next_steps", [])]
    if slot == "next_steps.due":
        return [step for step in record.get("next_steps", []) if step.get("due")]
    if slot == "amounts":
        return [(amount["yuan"], amount["kind"]) for amount in record.get("amounts", [])]
    if slot in ("topics", "pains", "competitors"):
        return list(record.get(slot, []))
    value = record.get(slot)
    return [] if value is None else [value]


def _same(slot: str) -> Callable[[Any, Any], bool]:
    if slot in ("topics", "next_steps.what"):
        return close_string
    if slot in ("company", "contact", "competitors"):
        return same_string
    if slot == "next_steps.due":
        return lambda a, b: same_due(a["due"], b["due"])
    return lambda a, b: bool(a == b)


def align(expected: Sequence[Record], returned: Sequence[Record]) -> list[tuple[Record | None, Record | None]]:
    """Pairs follow-ups one to one: first those with the same company, then the rest in order."""
    open_expected = list(range(len(expected)))
    open_returned = list(range(len(returned)))
    pairs: list[tuple[int, int]] = []
    for i in list(open_expected):
        for j in open_returned:
            a, b = expected[i].get("company"), returned[j].get("company")
            if a is not None and b is not None and same_string(a, b):
                pairs.append((i, j))
                open_expected.remove(i)
                open_returned.remove(j)
                break
    pairs.extend(zip(open_expected, open_returned, strict=False))
    shared = min(len(open_expected), len(open_returned))
    result: list[tuple[Record | None, Record | None]] = [(expected[i], returned[j]) for i, j in sorted(pairs)]
    result.extend((expected[i], None) for i in open_expected[shared:])
    result.extend((None, returned[j]) for j in open_returned[shared:])
    return result


def _count(expected: Record | None, returned: Record | None, slot: str, tally: Tally) -> bool:
    want, got = _values(expected, slot), _values(returned, slot)
    hits = _match(want, got, _same(slot))
    tally.hits += hits
    tally.returned += len(got)
    tally.expected += len(want)
    return hits == len(want) == len(got)


def score(pairs: Iterable[tuple[Record, Record]]) -> Score:
    """Scores (expected, returned) records of CONTRACT's output form."""
    result = Score()
    for expected, returned in pairs:
        result.messages += 1
        right = expected["kind"] == returned.get("kind")
        result.kinds_right += right
        exact = right
        for want, got in align(expected.get("follow_ups", []), returned.get("follow_ups", [])):
            for slot, tally in result.slots.items():
                exact &= _count(want, got, slot, tally)
            exact &= want is not None and got is not None
        if expected["kind"] == "report":
            result.reports += 1
            result.reports_exact += exact
        for slot, tally in result.lead.items():
            _count(expected.get("lead"), returned.get("lead"), slot, tally)
    return result


def as_table(result: Score) -> str:
    """The score as lines of text."""
    lines = [f"{'slot':<18}{'P':>8}{'R':>8}{'F1':>8}{'n':>6}"]
    rows = [*result.slots.items(), *((f"lead.{slot}", tally) for slot, tally in result.lead.items())]
    for slot, tally in rows:
        lines.append(f"{slot:<18}{tally.precision:>8.4f}{tally.recall:>8.4f}{tally.f1:>8.4f}{tally.expected:>6}")
    lines.append(f"{'mean F1':<18}{result.mean_f1:>24.4f}")
    lines.append(f"{'kind':<18}{result.kind_accuracy:>24.4f}{result.messages:>6}")
    lines.append(f"{'exact reports':<18}{result.exact_reports:>24.4f}{result.reports:>6}")
    return "\n".join(lines)
