"""Leads without a first follow-up after 72 hours (CONVERSATION 3.10; D3–D6)."""

from __future__ import annotations

from collections.abc import Sequence

from cards import limits, wording
from cards.actions import ROW
from cards.model import Card, MessageKind, Tone
from cards.templates.parts import first_rows, others, page, press
from cards.templates.rows import IdleLead, idle_row, pick

_ACTS = (("转给", "escalation", "transfer"), ("退回负责人", "escalation", "return"))


def to_manager(*, leads: Sequence[IdleLead], total: int, run_id: str, hours: int = 72, version: int = 1) -> Card:
    """All that fell due in one run, each lead once ever."""
    rows = first_rows(leads)
    sections = tuple(idle_row(n, lead, _ACTS) for n, lead in enumerate(rows, start=1))
    return Card(
        kind=MessageKind.ALERT,
        key=f"escalation:{run_id}",
        version=version,
        summary=f"⚠️ {total} 条超 {hours} 小时未首次跟进，已移入待激活池",
        title=f"⚠️ 超 {hours} 小时未首次跟进",
        status=f"{total} 条",
        tone=Tone.RISK,
        subtitle="已移入待激活池",
        sections=sections,
        selects=(pick(sections, everything=True),),
        lines=others(total, len(rows)),
        buttons=(
            press("转给", "escalation", "transfer", ROW, version, style="primary", on_pick=True),
            press("退回负责人", "escalation", "return", ROW, version, on_pick=True),
            page("看待激活池", "pool"),
        ),
        footer=(f"因为你是主管 · 规则：首次跟进 {hours} 小时",),
    )


def to_rep(*, leads: Sequence[IdleLead], run_id: str, hours: int = 72) -> Card:
    """To the owner, with the manager's card: all of his leads that fell due in one run are one message (D2)."""
    first = leads[0]
    if len(leads) > 1:
        return _several_of_rep(leads, run_id, hours)
    line = f"{hours} 小时没人联系，已移到待激活池。现在写跟进就移回来。"
    return Card(
        kind=MessageKind.ALERT,
        key=f"escalation:{run_id}",
        summary=f"{first.company} {line}",
        title=wording.short_name(first.company, limits.TITLE),
        status="逾期",
        tone=Tone.RISK,
        lines=(line,),
        buttons=(
            press("写跟进", "lead", "write", first.lead_id, first.version, style="primary"),
            press("说明原因", "lead", "explain", first.lead_id, first.version),
        ),
        footer=(_why(hours),),
    )


def _several_of_rep(leads: Sequence[IdleLead], run_id: str, hours: int) -> Card:
    rows = first_rows(leads)
    line = f"{len(leads)} 条 {hours} 小时没人联系，已移到待激活池。现在写跟进就移回来。"
    acts = (("写跟进", "lead", "write"), ("说明原因", "lead", "explain"))
    sections = tuple(idle_row(n, lead, acts) for n, lead in enumerate(rows, start=1))
    return Card(
        kind=MessageKind.ALERT,
        key=f"escalation:{run_id}",
        summary=line,
        title="已移到待激活池",
        status="逾期",
        tone=Tone.RISK,
        subtitle="现在写跟进就移回来",
        sections=sections,
        selects=(pick(sections),),
        buttons=tuple(press(label, subject, act, ROW, on_pick=True) for label, subject, act in acts),
        lines=others(len(leads), len(rows)),
        footer=(_why(hours),),
    )


def _why(hours: int) -> str:
    return f"因为你是负责人 · 规则：首次跟进 {hours} 小时"
