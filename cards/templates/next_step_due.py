"""Promises that fall due (CONVERSATION 3.8; A11, D2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards import limits, wording
from cards.actions import ROW
from cards.model import Card, CardState, Fact, MessageKind, Select, Tone
from cards.templates.parts import Identifier, first_rows, options, others, page, press
from cards.templates.rows import DueStep, pick, step_row
from cards.wording import Reader

WHY = "因为你是负责人"
ACTS = (("已完成", "step", "done"), ("推迟", "step", "snooze"))


def _snooze(choices: Sequence[tuple[Identifier, str]]) -> Select:
    return Select(name="until", label="推迟到", options=options(choices), word="推迟")


def one(
    *,
    step: DueStep,
    reader: Reader,
    last_time: str = "",
    phone: str = "",
    snooze: Sequence[tuple[Identifier, str]] = (),
) -> Card:
    """One thing. `snooze` are (value, label) choices of when to be told again.

    The value of `until` is an ISO instant or date of the caller's choice; 「推迟 周四」 may be typed as well.
    """
    facts = [Fact(label="约定", value=reader.day(step.due_on, near=True))]
    if last_time:
        facts.append(Fact(label="上次", value=last_time))
    if phone:
        facts.append(Fact(label="电话", value=wording.mask_phone(phone)))
    subject = wording.join_facts(step.what, wording.short_name(step.company, 20))
    late = f"逾期 {step.overdue_days} 天" if step.overdue_days else ""
    return Card(
        kind=MessageKind.ALERT,
        key=f"step:{step.step_id}",
        version=step.version,
        summary=f"{late or '今天到期'}：{subject}",
        title=late or "今天到期",
        status="逾期" if late else "",
        tone=Tone.RISK if late else Tone.INFO,
        subtitle=subject,
        facts=tuple(facts),
        selects=(_snooze(snooze),) if snooze else (),
        buttons=(
            press("已完成", "step", "done", step.step_id, step.version, style="primary"),
            press("写跟进", "step", "write", step.step_id, step.version),
            *((press("推迟", "step", "snooze", step.step_id, step.version),) if snooze else ()),
        ),
        hint="也可以直接回「推迟 周四」" if snooze else "",
        footer=(WHY,),
    )


def several(
    *,
    steps: Sequence[DueStep],
    total: int,
    reader: Reader,
    list_id: str,
    version: int = 1,
) -> Card:
    """The morning's list: two or more things, five of them shown. 推迟 without a choice of time asks for it."""
    rows = first_rows(steps)
    first = rows[0]
    sections = tuple(step_row(n, step, reader, ACTS) for n, step in enumerate(rows, start=1))
    return Card(
        kind=MessageKind.DIGEST,
        key=f"steps:{list_id}",
        version=version,
        summary=f"今天有 {total} 件到期：{first.judgement}",
        title=f"今天有 {total} 件到期",
        subtitle=first.judgement,
        sections=sections,
        selects=(pick(sections),),
        buttons=(
            press("已完成", "step", "done", ROW, version, style="primary", on_pick=True),
            press("推迟", "step", "snooze", ROW, version, on_pick=True),
            page("看全部", "todos"),
        ),
        lines=others(total, len(rows)),
        footer=(WHY,),
    )


def ask_when(*, step: DueStep, snooze: Sequence[tuple[Identifier, str]]) -> Card:
    """推迟 was pressed in a list: until when?"""
    return Card(
        kind=MessageKind.QUESTION,
        key=f"step:{step.step_id}",
        version=step.version,
        summary=f"推迟到哪天？{wording.join_facts(step.what, wording.short_name(step.company, 16))}",
        title="推迟到哪天？",
        subtitle=wording.join_facts(step.what, wording.short_name(step.company, 20)),
        selects=(_snooze(snooze),),
        buttons=(press("推迟", "step", "snooze", step.step_id, step.version, style="primary"),),
        hint="也可以直接回「推迟 周四」",
    )


def snoozed(*, step: DueStep, until: datetime, times: int, reader: Reader) -> Card:
    """The card after 推迟; from the third time it says that the manager will see the count."""
    line = f"已推迟到 {reader.when(until)}"
    warning = f"第 {times} 次。周报里主管能看到推迟次数。" if times >= 3 else ""
    return Card(
        kind=MessageKind.ANSWER,
        key=f"step:{step.step_id}",
        version=step.version,
        summary=f"{line}：{step.what}{'。' + warning if warning else ''}",
        title=limits.cut(step.what, limits.TITLE),
        status="已推迟",
        tone=Tone.CLOSED,
        lines=(line, *((warning,) if warning else ())),
        state=CardState.DONE,
    )


def done(*, step: DueStep, by: str, at: datetime, reader: Reader) -> Card:
    """The card after 已完成."""
    line = wording.join_facts("已完成", by, reader.closing(at))
    return Card(
        kind=MessageKind.ANSWER,
        key=f"step:{step.step_id}",
        version=step.version,
        summary=f"{line}：{step.what}",
        title=limits.cut(step.what, limits.TITLE),
        status="已完成",
        tone=Tone.CLOSED,
        lines=(line,),
        state=CardState.DONE,
    )
