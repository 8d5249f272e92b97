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


def to_rep(*, lead_id: int, version: int, company: str, hours: int = 72) -> Card:
    """To the owner, before or with the manager's card."""
    line = f"{hours} 小时没人联系，已移到待激活池。现在写跟进就移回来。"
    return Card(
        kind=MessageKind.ALERT,
        key=f"escalation:{lead_id}",
        version=version,
        summary=f"{company} {line}",
        title=wording.short_name(company, limits.TITLE),
        status="逾期",
        tone=Tone.RISK,
        lines=(line,),
        buttons=(
            press("写跟进", "lead", "write", lead_id, version, style="primary"),
            press("说明原因", "lead", "explain", lead_id, version),
        ),
        footer=(f"因为你是负责人 · 规则：首次跟进 {hours} 小时",),
    )
