"""今日: what is due, or that nothing is (CONVERSATION 3.11; B3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards.actions import ROW
from cards.model import Button, Card, MessageKind, Text
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


def not_fetched(*, number: str) -> Text:
    """A failed fetch is not an empty day."""
    return Text(text=f"没取到今日清单，不代表没有。1 分钟后再发「今日」。编号 {number}")
