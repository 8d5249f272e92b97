"""待激活池: leads that lost their owner's attention (D4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards.actions import ROW
from cards.model import Card, MessageKind, Text
from cards.templates.parts import cut_off, first_rows, others, press
from cards.templates.rows import IdleLead, idle_row, pick
from cards.wording import Reader

_MANAGER_ACTS = (("转给", "pool", "transfer"), ("退回负责人", "pool", "return"))
_OWNER_ACTS = (("写跟进", "lead", "write"),)


def listed(
    *,
    leads: Sequence[IdleLead],
    total: int,
    may_transfer: bool,
    cut_off_at: datetime,
    reader: Reader,
    hours: int = 72,
    version: int = 1,
) -> Card:
    """The longest idle first; a manager transfers, an owner writes."""
    rows = first_rows(leads)
    judgement = rows[0].judgement
    acts = _MANAGER_ACTS if may_transfer else _OWNER_ACTS
    sections = tuple(idle_row(n, lead, acts) for n, lead in enumerate(rows, start=1))
    return Card(
        kind=MessageKind.LIST,
        summary=f"待激活池 {total} 条：{judgement}",
        title=f"待激活池 {total} 条",
        subtitle=judgement,
        sections=sections,
        selects=(pick(sections, everything=may_transfer),),
        lines=others(total, len(rows)),
        buttons=tuple(press(label, subject, act, ROW, version, on_pick=True) for label, subject, act in acts),
        footer=(cut_off(reader, cut_off_at, f"首次跟进超过 {hours} 小时"),),
    )


def empty(*, cut_off_at: datetime, reader: Reader) -> Text:
    """Nothing is in the pool."""
    return Text(text=f"待激活池里没有线索。\n{cut_off(reader, cut_off_at)}")
