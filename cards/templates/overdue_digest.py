"""The morning digest of leads without follow-up (CONVERSATION 3.9; D1, K3, K4, K13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from cards import wording
from cards.actions import ROW
from cards.model import Bar, Card, Chart, MessageKind, Text, Tone
from cards.templates.parts import cut_off, first_rows, others, page, press
from cards.templates.rows import IdleLead, idle_row, pick
from cards.wording import Reader

_ACTS = (("催办", "digest", "nudge"), ("转给", "digest", "transfer"))


def _pool_line(rows: Sequence[IdleLead]) -> str:
    marks = "".join(wording.number_mark(n) for n, lead in enumerate(rows, start=1) if lead.in_pool)
    return f"{marks} 已在待激活池" if marks else ""


def top5(
    *,
    leads: Sequence[IdleLead],
    total: int,
    over_72: int,
    cut_off_at: datetime,
    reader: Reader,
    digest_id: str,
    version: int = 1,
    note: str = "",
    hours: int = 24,
    pool_hours: int = 72,
) -> Card:
    """The longest idle first, with acts per row. `total` counts all that are late; `note` is one more figure."""
    rows = first_rows(leads)
    judgement = rows[0].judgement
    remark = wording.join_facts(*others(total, len(rows)), _pool_line(rows))
    sections = tuple(idle_row(n, lead, _ACTS) for n, lead in enumerate(rows, start=1))
    return Card(
        kind=MessageKind.DIGEST,
        key=f"digest:{digest_id}",
        version=version,
        summary=f"未跟进超{hours}小时 TOP5：{judgement}",
        title=f"未跟进超{hours}小时 TOP5",
        status=f"{over_72} 条超 {pool_hours} 小时" if over_72 else "",
        tone=Tone.RISK if over_72 else Tone.INFO,
        subtitle=judgement,
        lines=tuple(line for line in (remark, note) if line),
        sections=sections,
        chart=Chart(
            title="多少小时没跟进",
            bars=tuple(Bar(label=wording.short_name(lead.company, 8), value=lead.idle_hours) for lead in rows),
        ),
        selects=(pick(sections, everything=True),),
        buttons=(
            press("催办", "digest", "nudge", ROW, version, style="primary", on_pick=True),
            press("转给", "digest", "transfer", ROW, version, on_pick=True),
            page("看全部", "overdue"),
        ),
        footer=(cut_off(reader, cut_off_at, f"最近跟进时间为空或早于{hours}小时前"),),
    )


def rates(
    *,
    lead_to_opportunity: Decimal | None,
    opportunity_to_deal: Decimal | None,
    deal_last_year: Decimal | None,
    cut_off_at: datetime,
    reader: Reader,
    definition: str,
) -> Text:
    """To a 总监: rates of the last 30 days, no totals (K4). None is «nothing to divide by», not zero."""
    parts = []
    if lead_to_opportunity is not None:
        parts.append(f"有效线索→商机 {wording.percent(lead_to_opportunity)}")
    if opportunity_to_deal is not None:
        before = f"（去年同期 {wording.percent(deal_last_year)}）" if deal_last_year is not None else ""
        parts.append(f"商机→成交 {wording.percent(opportunity_to_deal)}{before}")
    said = f"近30天 {' ｜ '.join(parts)}" if parts else "暂无数据：近30天没有新建商机。"
    return Text(text=f"{said}\n{cut_off(reader, cut_off_at, definition)}")


def nothing_late(
    *, average_hours: Decimal | None, target_hours: int, cut_off_at: datetime, reader: Reader, hours: int = 24
) -> Text:
    """晨会 was asked for and nothing is late."""
    average = ""
    if average_hours is not None:
        average = f"团队平均首次跟进 {average_hours.normalize():f} 小时（目标 {target_hours}）。"
    return Text(text=f"没有超 {hours} 小时的线索。{average}\n{cut_off(reader, cut_off_at)}")
