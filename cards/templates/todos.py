"""待办: the open promises of a person (B3, A11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards.actions import ROW
from cards.model import Card, CardState, Fact, MessageKind, Text, Tone
from cards.templates.next_step_due import ACTS
from cards.templates.parts import first_rows, others, page, press
from cards.templates.rows import DueStep, pick, step_row
from cards.wording import Reader, join_facts


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


def noted(*, step: DueStep, at: datetime | None, reader: Reader) -> Card:
    """A plan became a promise: what, for whom, and when its owner is told."""
    when = reader.when(at, near=True) if at is not None else reader.day(step.due_on, near=True)
    told = "到点提醒你" if at is not None else "当天早上提醒你"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"step:{step.step_id}",
        version=step.version,
        summary=f"记下了：{step.what} · {when}，{told}。",
        title="待办",
        status="记下了",
        facts=(
            Fact(label="要做", value=step.what),
            *((Fact(label="客户", value=step.company),) if step.company else ()),
            Fact(label="时间", value=when),
        ),
        lines=(f"{told}。",),
        buttons=(
            press("撤销", "step", "drop", step.step_id, step.version),
            press("推迟", "step", "snooze", step.step_id, step.version),
        ),
    )


def dropped(*, step: DueStep, reader: Reader) -> Card:
    """A plan that was taken back."""
    what = join_facts(step.what, reader.day(step.due_on, near=True))
    return Card(
        kind=MessageKind.ANSWER,
        key=f"step:{step.step_id}",
        version=step.version + 1,
        summary=f"已撤销：{what}",
        title="待办",
        status="已撤销",
        tone=Tone.CLOSED,
        lines=(what,),
        state=CardState.SKIPPED,
    )


def nothing() -> Text:
    """No open promise."""
    return Text(text="没有待办。写跟进时说一句「下周给反馈」，我会记成待办。")
