"""准备: what to know before seeing a customer (CONVERSATION 3.12; B8, M2, M3, M6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards import limits, wording
from cards.model import Button, Card, Fact, MessageKind, Tone
from cards.templates.parts import cut_off, press
from cards.wording import Reader

RENEWAL_PAUSED = "客户有未结投诉，续费提醒已暂停"
PROMISES = 3
TICKETS = 3


@dataclass(frozen=True, slots=True)
class Promise:
    """Something not done yet: `due` as said (3月6日 周五前), `late` 逾期 3 天."""

    what: str
    due: str
    late: str = ""

    @property
    def fact(self) -> Fact:
        """「逾期  寄样品 · 2月27日 周五 · 逾期 3 天」."""
        label = "逾期" if self.late else "待办"
        return Fact(label=label, value=wording.join_facts(self.what, self.due, self.late))


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket of the customer: 物流破损, 小林 处理中, 剩 6 小时."""

    what: str
    state: str
    left: str = ""

    @property
    def fact(self) -> Fact:
        """「工单  物流破损 · 小林 处理中 · 剩 6 小时」."""
        return Fact(label="工单", value=wording.join_facts(self.what, self.state, self.left))


def brief(
    *,
    lead_id: int,
    version: int,
    company: str,
    contact: str,
    stage: str,
    last_time: str,
    promises: Sequence[Promise],
    tickets: Sequence[Ticket],
    cut_off_at: datetime,
    reader: Reader,
    risk: str = "",
    renewal_paused: bool = False,
    suggestion: str = "",
    page: str = "",
) -> Card:
    """Risk, last conclusion, open promises, tickets, one suggestion: the order is fixed. `page` is the sidebar."""
    who = wording.join_facts(wording.short_name(company, 12), contact, stage)
    facts = [Fact(label="上次", value=last_time or "还没有跟进")]
    facts += [promise.fact for promise in promises[:PROMISES]]
    facts += [ticket.fact for ticket in tickets[:TICKETS]]
    facts += [Fact(label="建议", value=suggestion)] if suggestion else []
    buttons: tuple[Button, ...] = (press("写跟进", "lead", "write", lead_id, version, style="primary"),)
    if page:
        buttons += (Button(label="打开侧边栏", url=page),)
    return Card(
        kind=MessageKind.LIST,
        key=f"brief:{lead_id}",
        version=version,
        summary=f"⚠️ {risk} · {who}" if risk else f"拜访准备：{who}",
        title=limits.cut(f"⚠️ {risk}", limits.TITLE) if risk else "拜访准备",
        status="拜访准备" if risk else "",
        tone=Tone.RISK if risk else Tone.INFO,
        subtitle=who,
        facts=tuple(facts),
        warning=f"{RENEWAL_PAUSED}。" if renewal_paused else "",
        buttons=buttons,
        footer=(cut_off(reader, cut_off_at),),
    )
