"""Leads go to another owner (CONVERSATION 3.9, 3.23, 4.5; I23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards import limits, wording
from cards.model import Card, CardState, MessageKind, Select, Tone
from cards.templates.parts import Identifier, options, press
from cards.wording import Reader

ALL_GOES_ALONG = "阶段、联系人、记录都跟着走。"


@dataclass(frozen=True, slots=True)
class HandoverHint:
    """A customer to look at first, and why: 恒瑞（⚠️ 未结投诉）."""

    company: str
    why: str


def _what(companies: Sequence[str], total: int) -> str:
    names = "、".join(wording.short_name(company, 12) for company in companies[:3])
    return names if total <= len(companies[:3]) else f"{names} 等 {total} 个客户"


def choose(
    *,
    transfer_id: str,
    version: int,
    companies: Sequence[str],
    total: int,
    people: Sequence[tuple[Identifier, str]],
) -> Card:
    """To whom? `people` are (employee id, name) of those who are there; the choice travels as `to`."""
    what = _what(companies, total)
    return Card(
        kind=MessageKind.QUESTION,
        key=f"transfer:{transfer_id}",
        version=version,
        summary=f"{what} 转给谁？",
        title="转给谁？",
        subtitle=what,
        selects=(Select(name="to", label="转给", options=options(people), word="转给"),),
        buttons=(
            press("转给", "transfer", "choose", transfer_id, version, style="primary"),
            press("取消", "transfer", "cancel", transfer_id, version),
        ),
    )


def confirm(*, transfer_id: str, version: int, companies: Sequence[str], total: int, to: str) -> Card:
    """The last look before it happens."""
    what = _what(companies, total)
    asked = f"转给 {to}？{ALL_GOES_ALONG}"
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"transfer:{transfer_id}",
        version=version,
        summary=f"{what}：{asked}",
        title=limits.cut(f"转给 {to}？", limits.TITLE),
        status="待确认",
        tone=Tone.WAITING,
        subtitle=what,
        question=ALL_GOES_ALONG,
        buttons=(
            press("确认", "transfer", "confirm", transfer_id, version, style="primary"),
            press("取消", "transfer", "cancel", transfer_id, version),
        ),
    )


def done(
    *,
    transfer_id: str,
    version: int,
    companies: Sequence[str],
    total: int,
    to: str,
    by: str,
    at: datetime,
    reader: Reader,
) -> Card:
    """To the manager; 撤销 brings them back for seven days."""
    line = f"{_what(companies, total)} 已转给 {to}"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"transfer:{transfer_id}",
        version=version,
        summary=line,
        title=limits.cut(f"已转给 {to}", limits.TITLE),
        status="已写入",
        tone=Tone.DONE,
        lines=(_what(companies, total), ALL_GOES_ALONG),
        buttons=(press("撤销", "transfer", "undo", transfer_id, version),),
        footer=(wording.join_facts(by, reader.closing(at), "7 天内可撤销"),),
    )


def undone(*, transfer_id: str, version: int, owner: str, total: int) -> Card:
    """「已还给张三，12 个客户都回来了。」."""
    line = f"{total} 个客户都回来了。"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"transfer:{transfer_id}",
        version=version,
        summary=f"已还给{owner}，{line}",
        title=limits.cut(f"已还给{owner}", limits.TITLE),
        status="已撤销",
        tone=Tone.CLOSED,
        lines=(line,),
        state=CardState.UNDONE,
    )


def received(*, transfer_id: str, version: int, former_owner: str, total: int, first: Sequence[HandoverHint]) -> Card:
    """To the new owner: nothing has changed, and what to look at first."""
    unchanged = "阶段、联系人、记录都没变。"
    look = " · ".join(f"{wording.short_name(hint.company, 12)}（{hint.why}）" for hint in first[:3])
    return Card(
        kind=MessageKind.ALERT,
        key=f"handover:{transfer_id}",
        version=version,
        summary=f"{former_owner}的 {total} 个客户到你名下，{unchanged}",
        title=limits.cut(f"{former_owner}转来 {total} 个客户", limits.TITLE),
        lines=(unchanged, *((f"先看这 {len(first[:3])} 个：{look}",) if first else ())),
    )
