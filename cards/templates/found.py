"""查: what was found (B8, I2); refusal is the same for «not yours» and «not there» (rule 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards import limits, wording
from cards.actions import ROW
from cards.model import Button, Card, Fact, MessageKind, Section
from cards.templates.parts import first_rows, others, press
from cards.templates.rows import pick


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer or lead that the reader may see."""

    customer_id: int
    company: str
    stage: str
    owner: str
    last_time: str = ""


def _row(number: int, hit: Hit) -> Section:
    mark, company = wording.number_mark(number), wording.short_name(hit.company, 18)
    return Section(
        title=f"{mark} {company}",
        lines=(wording.join_facts(hit.stage, hit.owner, hit.last_time),),
        buttons=(press("打开", "customer", "open", hit.customer_id, word=str(number)),),
        key=str(hit.customer_id),
        row=Fact(label=mark, value=wording.join_facts(company, hit.stage, hit.owner)),
    )


def hits(*, query: str, found: Sequence[Hit], total: int) -> Card:
    """Several; five are shown, and the person is asked to say more."""
    rows = first_rows(found)
    said = wording.short_name(query, 10)
    sections = tuple(_row(n, hit) for n, hit in enumerate(rows, start=1))
    return Card(
        kind=MessageKind.LIST,
        summary=f"查「{said}」有 {total} 个，最像的是{wording.short_name(rows[0].company, 16)}",
        title=f"查「{wording.short_name(query, 8)}」",
        status=f"{total} 个",
        sections=sections,
        selects=(pick(sections),),
        buttons=(press("打开", "customer", "open", ROW, style="primary", on_pick=True),),
        lines=tuple(f"{line}，多写几个字会更准" for line in others(total, len(rows))),
    )


def owned(*, whose: str, owned_by: Sequence[Hit], total: int) -> Card:
    """The customers of a colleague, a team or the reader himself: who has waited longest comes first (rule 2, I3)."""
    rows = first_rows(owned_by)
    sections = tuple(_row(n, hit) for n, hit in enumerate(rows, start=1))
    first = rows[0]
    waits = f"上次跟进 {first.last_time}" if first.last_time else "还没有跟进"
    return Card(
        kind=MessageKind.LIST,
        summary=f"{whose}有 {total} 个客户，先看{wording.short_name(first.company, 16)}：{waits}",
        title=f"{whose}的客户",
        status=f"{total} 个",
        sections=sections,
        selects=(pick(sections),),
        buttons=(press("打开", "customer", "open", ROW, style="primary", on_pick=True),),
        lines=tuple(f"{line}，找某一个就回「查 名称」" for line in others(total, len(rows), "个")),
    )


def customer(
    *,
    customer_id: int,
    may_write: bool,
    company: str,
    stage: str,
    owner: str,
    facts: Sequence[Fact],
    page: str = "",
) -> Card:
    """One customer: the facts that the reader may see (上次 待办 电话 …). `page` is its address in the sidebar."""
    return Card(
        kind=MessageKind.LIST,
        key=f"customer:{customer_id}",
        summary=wording.join_facts(wording.short_name(company, 20), stage, owner),
        title=wording.short_name(company, limits.TITLE),
        status=stage,
        subtitle=f"负责人 {owner}" if owner else "",
        facts=tuple(facts),
        buttons=(
            *((press("写跟进", "customer", "write", customer_id, style="primary"),) if may_write else ()),
            press("历史", "customer", "history", customer_id),
            *((Button(label="打开侧边栏", url=page),) if page else ()),
        ),
    )
