"""今日: what is due, or that nothing is (CONVERSATION 3.11; B3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards import wording
from cards.actions import ROW
from cards.model import Button, Card, Fact, MessageKind, Section
from cards.templates.parts import first_rows, others, page, press
from cards.templates.rows import DueStep, pick, step_row
from cards.wording import Reader


def _acts() -> tuple[Button, ...]:
    return (page("记一条", "record"), page("新线索", "new_lead"))


def due(*, steps: Sequence[DueStep], total: int, reader: Reader, ahead: str = "") -> Card:
    """What is due today or late. `ahead` is one sentence on what else may be worth a call."""
    rows = first_rows(steps)
    judgement = rows[0].judgement
    acts = (("已完成", "step", "done"),)
    sections = tuple(step_row(n, step, reader, acts) for n, step in enumerate(rows, start=1))
    return Card(
        kind=MessageKind.LIST,
        summary=f"今日 {total} 件：{judgement}",
        title=f"今日 {total} 件",
        subtitle=judgement,
        sections=sections,
        selects=(pick(sections),),
        buttons=(press("已完成", "step", "done", ROW, on_pick=True), *_acts()),
        hint=ahead,
        lines=tuple(f"{line}，回「待办」看全部" for line in others(total, len(rows))),
    )


def nothing_due(*, reader: Reader, next_on: date | None = None, next_what: str = "", ahead: str = "") -> Card:
    """Nothing is due: the next promise, and who could be called ahead of time (one sentence)."""
    line = "今天没有到期的事。"
    coming = f"最近的一件：{reader.day(next_on)} {next_what}。" if next_on is not None else ""
    return Card(
        kind=MessageKind.LIST,
        summary=line,
        title="今日",
        lines=tuple(part for part in (line, coming, ahead) if part),
        buttons=_acts(),
    )


def late(*, companies: Sequence[tuple[str, int, int]], hours: int) -> Card:
    """In the morning: leads of one's own that nobody has followed up, as (company, idle hours, lead id)."""
    first, idle, _ = companies[0]
    judgement = f"先联系{wording.short_name(first, 12)}：{wording.hours(idle)}没联系"
    rows = first_rows(companies)
    sections = tuple(_late_row(n, *row) for n, row in enumerate(rows, start=1))
    return Card(
        kind=MessageKind.DIGEST,
        summary=f"有 {len(companies)} 条线索超 {hours} 小时没跟进：{judgement}",
        title=f"{len(companies)} 条线索没跟进",
        status=f"超 {hours} 小时",
        subtitle=judgement,
        sections=sections,
        selects=(pick(sections),),
        lines=others(len(companies), len(rows)),
        buttons=(press("写跟进", "lead", "write", ROW, style="primary", on_pick=True), page("看今日", "today")),
        footer=("因为你是负责人 · 回「提醒设置」可改",),
    )


def _late_row(number: int, company: str, idle: int, lead_id: int) -> Section:
    mark, name = wording.number_mark(number), wording.short_name(company, 14)
    return Section(
        title=f"{mark} {name}",
        lines=(f"{wording.hours(idle)}没联系",),
        buttons=(press("写跟进", "lead", "write", lead_id, word=f"{mark}写跟进"),),
        key=str(lead_id),
        row=Fact(label=mark, value=wording.join_facts(name, f"{idle} 小时")),
    )
