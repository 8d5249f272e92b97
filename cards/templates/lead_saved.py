"""A lead is saved, undone, or could be completed (CONVERSATION 3.1; A1, A2, E1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards import wording
from cards.model import Card, CardState, Fact, MessageKind, Select, Text, Tone
from cards.templates.parts import options, press
from cards.wording import Reader


@dataclass(frozen=True, slots=True)
class Proposal:
    """One field that could be completed: `source` says where the value was found (官网, 名片 …).

    `old` is None where the field isn't compared, empty where it had no value.
    """

    label: str
    new: str
    source: str
    old: str | None = None


def saved(
    *,
    lead_id: int,
    version: int,
    company: str,
    phone: str,
    stage: str,
    reader: Reader,
    first_contact_by: datetime | None = None,
    points: tuple[int, int] | None = None,
    virtual_prefix: str = "",
    similar_to: str = "",
) -> Card:
    """What was saved, with undo. `points` is (change, balance); one hint line at most, the riskiest first."""
    line = wording.join_facts(wording.short_name(company, 20), wording.mask_phone(phone), stage)
    hint = ""
    if virtual_prefix:
        hint = f"⚠️ {virtual_prefix} 为虚拟号段，先不计入转化率。"
    elif similar_to:
        hint = f"名称与「{similar_to}」相近，手机号不同，已按新线索保存。"
    elif first_contact_by is not None:
        hint = f"首次联系：{reader.when(first_contact_by, near=True)} 前"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"lead:{lead_id}",
        version=version,
        summary=f"已保存：{line}",
        title="已保存",
        status=wording.points(*points) if points else "",
        tone=Tone.DONE,
        lines=(line, *((hint,) if hint else ())),
        buttons=(
            press("补全", "lead", "complete", lead_id, version, style="primary"),
            press("改", "lead", "edit", lead_id, version),
            press("撤销", "lead", "undo", lead_id, version),
        ),
    )


def undone(
    *,
    lead_id: int,
    version: int,
    company: str,
    at: datetime,
    reader: Reader,
    points: tuple[int, int] | None = None,
) -> Card:
    """The saved lead was undone; 恢复 brings it back."""
    line = wording.join_facts(wording.short_name(company, 20), reader.closing(at))
    return Card(
        kind=MessageKind.ANSWER,
        key=f"lead:{lead_id}",
        version=version,
        summary=f"已撤销：{line}",
        title="已撤销",
        status=wording.points(*points) if points else "",
        tone=Tone.CLOSED,
        lines=(line,),
        buttons=(press("恢复", "lead", "restore", lead_id, version),),
        state=CardState.UNDONE,
    )


def _fact(number: int, proposal: Proposal) -> Fact:
    value = proposal.new if proposal.old is None else wording.arrow(proposal.old, proposal.new)
    return Fact(label=f"{wording.number_mark(number)}{proposal.label}", value=value, evidence=proposal.source)


def completion(*, lead_id: int, version: int, company: str, proposals: Sequence[Proposal]) -> Card:
    """补全建议: nothing is written before 采用."""
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"completion:{lead_id}",
        version=version,
        summary=f"补全建议：{wording.short_name(company, 16)} · {len(proposals)} 项，采用前不会写入",
        title="补全建议",
        status="待确认",
        tone=Tone.WAITING,
        subtitle=wording.join_facts(wording.short_name(company, 20), f"{len(proposals)} 项"),
        facts=tuple(_fact(n, proposal) for n, proposal in enumerate(proposals, start=1)),
        buttons=(
            press("全部采用", "lead", "adopt_all", lead_id, version, style="primary"),
            press("逐项选", "lead", "pick", lead_id, version),
            press("不用", "lead", "adopt_none", lead_id, version),
        ),
        hint="要选几项就回编号，例：1 3",
        footer=("采用前不会写入",),
    )


def completion_choice(*, lead_id: int, version: int, company: str, proposals: Sequence[Proposal]) -> Card:
    """逐项选: what to adopt, all of it chosen at first; the choice travels as `items`."""
    pairs = [(n, f"{proposal.label}：{proposal.new}") for n, proposal in enumerate(proposals, start=1)]
    return Card(
        kind=MessageKind.QUESTION,
        key=f"completion:{lead_id}",
        version=version,
        summary=f"{wording.short_name(company, 16)} 采用哪几项？",
        title="采用哪几项？",
        status="待确认",
        tone=Tone.WAITING,
        subtitle=wording.short_name(company, 20),
        selects=(Select(name="items", label="采用", options=options(pairs), several=True),),
        buttons=(
            press("采用", "lead", "adopt", lead_id, version, style="primary"),
            press("不用", "lead", "adopt_none", lead_id, version),
        ),
        hint="要选几项就回编号，例：1 3",
    )


def nothing_found() -> Text:
    """There is nothing to complete."""
    return Text(text="没找到能补的。想补的话直接发：联系人 李工，来源 展会。")
