"""待办: the open promises of a person (B3, A11)."""

from __future__ import annotations

from collections.abc import Sequence

from cards.actions import ROW
from cards.model import Card, MessageKind, Text, Tone
from cards.templates.next_step_due import ACTS
from cards.templates.parts import first_rows, others, page, press
from cards.templates.rows import DueStep, pick, step_row
from cards.wording import Reader


def listed(*, steps: Sequence[DueStep], total: int, late: int, reader: Reader) -> Card:
    """Open next steps, the nearest first."""
    rows = first_rows(steps)
    judgement = rows[0].judgement
    sections = tuple(step_row(n, step, reader, ACTS) for n, step in enumerate(rows, start=1))
    return Card(
        kind=MessageKind.LIST,
        summary=f"待办 {total} 件{f'，逾期 {late} 件' if late else ''}：{judgement}",
        title=f"待办 {total} 件",
        status=f"逾期 {late} 件" if late else "",
        tone=Tone.RISK if late else Tone.INFO,
        subtitle=judgement,
        sections=sections,
        selects=(pick(sections),),
        buttons=(
            press("已完成", "step", "done", ROW, style="primary", on_pick=True),
            press("推迟", "step", "snooze", ROW, on_pick=True),
            page("记一条", "record"),
            *((page("看全部", "todos_all"),) if total > len(rows) else ()),
        ),
        lines=others(total, len(rows)),
    )


def nothing() -> Text:
    """No open promise."""
    return Text(text="没有待办。写跟进时说一句「下周给反馈」，我会记成待办。")
