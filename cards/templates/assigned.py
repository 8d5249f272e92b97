"""New leads find their owner (CONVERSATION 3.19; H1–H8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards import wording
from cards.model import Button, Card, Fact, MessageKind, Section, Text
from cards.templates import question
from cards.templates.parts import first_rows, others, page, press

DECLINE_REASONS = ("休假", "不是我的行业", "号码不通")


@dataclass(frozen=True, slots=True)
class NewLead:
    """A lead as it came in: `said` is what the customer wrote, `why` how it was assigned (湖南 · 轮到你)."""

    lead_id: int
    version: int
    company: str
    phone: str
    source: str
    said: str = ""
    why: str = ""

    @property
    def line(self) -> str:
        """「湘江重工 · 137****6001 · 官网表单」."""
        return wording.join_facts(wording.short_name(self.company, 16), wording.mask_phone(self.phone), self.source)


def one(*, lead: NewLead, within_hours: int, call_page: str = "") -> Card:
    """To the rep; `call_page` shows the whole number (audited), messages never do."""
    facts = [Fact(label="他填的", value=lead.said)] if lead.said else []
    facts += [Fact(label="分配", value=lead.why)] if lead.why else []
    call = (Button(label="现在打电话", url=call_page, style="primary"),) if call_page else ()
    return Card(
        kind=MessageKind.ALERT,
        key=f"assigned:{lead.lead_id}",
        version=lead.version,
        summary=f"新线索给你：{lead.line}",
        title="新线索给你",
        status=f"{within_hours} 小时内联系",
        lines=(lead.line,),
        facts=tuple(facts),
        buttons=(
            *call,
            press("已联系", "lead", "contacted", lead.lead_id, lead.version),
            press("接不了", "lead", "decline", lead.lead_id, lead.version),
        ),
    )


def several(*, leads: Sequence[NewLead], total: int, within_hours: int, batch_id: str) -> Card:
    """More than three in ten minutes are one card."""
    rows = first_rows(leads)
    return Card(
        kind=MessageKind.ALERT,
        key=f"assigned:{batch_id}",
        summary=f"这批给你 {total} 条新线索，先联系{wording.short_name(rows[0].company, 12)}",
        title=f"这批给你 {total} 条新线索",
        status=f"{within_hours} 小时内联系",
        sections=tuple(
            Section(
                title=f"{wording.number_mark(n)} {wording.short_name(lead.company, 16)}",
                lines=(wording.join_facts(wording.mask_phone(lead.phone), lead.source),),
                key=str(lead.lead_id),
            )
            for n, lead in enumerate(rows, start=1)
        ),
        lines=others(total, len(rows)),
        buttons=(page("看全部", "todos"),),
    )


def why_declined(*, dialog_id: str, version: int = 1) -> Card:
    """接不了: the reason decides who is next; 号码不通 also marks the number for checking."""
    return question.ask(
        dialog_id=dialog_id, version=version, title="接不了", asked="为什么接不了？", choices=DECLINE_REASONS
    )


def to_admin(*, run_id: str, leads: int, people: int, skipped: Sequence[str]) -> Card:
    """One per run: 「已分配 23 条给 11 人。已跳过：88721（待激活）」."""
    left_out = f"已跳过：{'、'.join(skipped[:5])}" if skipped else ""
    line = f"已分配 {leads} 条给 {people} 人。{left_out}"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"assignment:{run_id}",
        summary=line,
        title="线索已分配",
        lines=(line,),
        buttons=(
            press("看明细", "assignment", "details", run_id),
            press("设备用人", "assignment", "substitute", run_id),
        ),
    )


def repaired(*, leads: int) -> Text:
    """「补派20条，没有重复。」."""
    return Text(text=f"补派{leads}条，没有重复。")


def received_late(*, leads: int) -> Text:
    """「已补收1条」: what waited for an alias is in."""
    return Text(text=f"已补收{leads}条。")
