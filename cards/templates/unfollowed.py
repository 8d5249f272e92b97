"""「上周谁的线索没跟？」: a figure by rep, and the leads behind each (CONVERSATION 3.23; K6, K13, K34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards import limits, wording
from cards.model import Card, MessageKind, Text
from cards.templates.parts import cut_off, others, press
from cards.wording import Reader

SHOWN = 5
LINES = 30


@dataclass(frozen=True, slots=True)
class OfRep:
    """How many leads of one rep; `drill_id` names him and the days."""

    drill_id: str
    name: str
    total: int


@dataclass(frozen=True, slots=True)
class Days:
    """The days asked about: as they were said, and as dates."""

    said: str
    dates: str

    @property
    def definition(self) -> str:
        """What is counted."""
        when = self.said if self.said == self.dates else f"{self.said}（{self.dates}）"
        return f"{when}没有跟进记录、现在还在跟的线索"


def by_rep(*, days: Days, reps: Sequence[OfRep], cut_off_at: datetime, reader: Reader) -> Card:
    """Most first; each figure opens its leads."""
    total = sum(rep.total for rep in reps)
    shown = reps[:SHOWN]
    who = wording.join_facts(*(f"{rep.name} {rep.total}" for rep in shown))
    return Card(
        kind=MessageKind.LIST,
        summary=f"{days.said} {total} 条没跟：{who}",
        title=limits.cut(f"{days.said} {total} 条没跟", limits.TITLE),
        lines=(who, *others(len(reps), len(shown), "人")),
        buttons=tuple(
            press(f"看{wording.short_name(rep.name, 6)}的", "unfollowed", "show", rep.drill_id) for rep in shown
        ),
        footer=(cut_off(reader, cut_off_at, days.definition),),
    )


def nothing(*, days: Days, pursued: int, cut_off_at: datetime, reader: Reader) -> Text:
    """Every lead was followed up, or there was none: two different zeros (rule 11)."""
    said = (
        f"{days.said}没有漏跟的：在跟的 {pursued} 条都有跟进。" if pursued else f"暂无数据：{days.said}没有在跟的线索。"
    )
    return Text(text=f"{said}\n{cut_off(reader, cut_off_at, days.definition)}")


def of_rep(*, days: Days, name: str, companies: Sequence[str], cut_off_at: datetime, reader: Reader) -> Text:
    """The leads behind one figure: as many lines as it counts."""
    shown = [wording.short_name(company, 20) for company in companies[:LINES]]
    head = f"{name} {days.said} {len(companies)} 条没跟："
    more = others(len(companies), len(shown))
    return Text(text="\n".join([head, *shown, *more, cut_off(reader, cut_off_at, days.definition)]))
