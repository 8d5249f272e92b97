"""周报: what a rep recorded in a week and what it earned, ready to send on (CONVERSATION 3.23; C12, E4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cards import wording
from cards.model import Bar, Card, Chart, Fact, MessageKind, Section
from cards.templates.parts import cut_off, first_rows, others, press
from cards.wording import Reader

DEFINITION = "这几天记下的，积分=明细之和"
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of a week; `balance` is all points up to the cut-off."""

    follow_ups: int
    leads: int
    points: int
    balance: int


@dataclass(frozen=True, slots=True)
class Worked:
    """A customer of the week: what was done, and the page that shows it."""

    company: str
    done: str
    url: str = ""


def report(
    *,
    first: date,
    last: date,
    totals: Totals,
    by_day: Sequence[tuple[date, int]],
    worked: Sequence[Worked],
    reader: Reader,
    cut_off_at: datetime,
) -> Card:
    """The week from Monday on; `by_day` are the points of each day, of which the chart is drawn."""
    days = reader.range(first, last)
    week = "本周" if reader.today <= last else "上周"
    figures = f"跟进 {totals.follow_ups} · 新线索 {totals.leads}"
    points = f"积分 {wording.signed(totals.points)}"
    rows = first_rows(worked)
    each_day = " · ".join(f"周{_WEEKDAYS[on.weekday()]} {wording.signed(sum_) if sum_ else 0}" for on, sum_ in by_day)
    told = f"每天积分：{each_day}（共 {totals.balance}）"
    return Card(
        kind=MessageKind.DIGEST,
        summary=f"{week}（{days}）：{figures} · {points}",
        title=f"{week}周报",
        status=points,
        subtitle=wording.join_facts(days, figures),
        sections=tuple(_row(n, one) for n, one in enumerate(rows, start=1)),
        lines=(*others(len(worked), len(rows), "家"), told),
        chart=Chart(
            title=f"每天积分（共 {totals.balance}）",
            bars=tuple(Bar(label=f"周{_WEEKDAYS[on.weekday()]}", value=sum_) for on, sum_ in by_day),
            instead_of=told,
        ),
        buttons=(
            press("复制全文", "week", "copy", f"{first:%Y%m%d}", style="primary"),
            press("发给主管", "week", "send", f"{first:%Y%m%d}"),
        ),
        footer=(cut_off(reader, cut_off_at, DEFINITION),),
    )


def _row(number: int, one: Worked) -> Section:
    mark, company = wording.number_mark(number), wording.short_name(one.company, 18)
    return Section(
        title=f"{mark} {company}",
        lines=(one.done,),
        url=one.url,
        row=Fact(label=mark, value=wording.join_facts(company, one.done), url=one.url),
    )
