"""催办: a manager would like to know (CONVERSATION 3.9; D1), and takes it back (§4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards import limits
from cards.model import Card, CardState, MessageKind, Text, Tone
from cards.templates.parts import ended, press
from cards.wording import Reader, clock

_STAYS = "发出去的收不回。需要的话我再发一条更正。"


def to_owner(*, key: str, lead_id: int, version: int, manager: str, company: str) -> Card:
    """To the owner of the lead, once per lead and day."""
    line = f"{manager}想知道{company}的情况。"
    return Card(
        kind=MessageKind.ALERT,
        key=key,
        version=version,
        summary=line,
        title=limits.cut(f"{manager}催办", limits.TITLE),
        lines=(line,),
        buttons=(
            press("写跟进", "lead", "write", lead_id, version, style="primary"),
            press("说明原因", "lead", "explain", lead_id, version),
        ),
        footer=("因为你是负责人",),
    )


def closed(*, key: str, manager: str, company: str) -> Card:
    """The owner's card where it can't be recalled but changed: nothing is asked any more."""
    line = f"已撤销 · {manager}"
    return Card(
        kind=MessageKind.ALERT,
        key=key,
        version=2,
        summary=f"{line} · {company}",
        title=limits.cut(line, limits.TITLE),
        status="已撤销",
        tone=Tone.CLOSED,
        lines=(company,),
        state=CardState.SKIPPED,
    )


def sent(*, nudge_id: int, owners: str, companies: str) -> Card:
    """To the manager."""
    line = f"已催{owners}：{companies}。"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"nudged:{nudge_id}",
        summary=line,
        title="已催办",
        status="已催",
        lines=(line,),
        buttons=(press("撤销", "nudge", "undo", nudge_id),),
    )


def undone(*, nudge_id: int, back: Sequence[str], kept: Sequence[str]) -> Card:
    """To the manager: whose nudge was taken back, and whose stays."""
    taken = f"已撤销催办：{'、'.join(back)}。" if back else ""
    stays = f"{'、'.join(kept)}：{_STAYS}" if kept else ""
    return Card(
        kind=MessageKind.ANSWER,
        key=f"nudged:{nudge_id}",
        version=2,
        summary=f"{taken}{stays}",
        title="已撤销催办" if back else "收不回了",
        status="已撤销" if back else "收不回",
        tone=Tone.INFO if kept else Tone.CLOSED,
        lines=tuple(line for line in (taken, stays) if line),
        buttons=(press("发更正", "nudge", "correct", nudge_id, 2),) if kept else (),
        state=CardState.OPEN if kept else CardState.SKIPPED,
    )


def correction(*, manager: str, company: str) -> Text:
    """To the owner, in place of what could not be recalled."""
    return Text(text=f"更正：{manager}刚才催{company}是点错了，不用专门回。")


def corrected(*, nudge_id: int, companies: Sequence[str]) -> Card:
    """To the manager."""
    line = f"更正已发：{'、'.join(companies)}。"
    return ended(
        f"nudged:{nudge_id}",
        line,
        title="更正已发",
        status="更正已发",
    )


def already(*, owner: str, at: datetime, reader: Reader) -> Text:
    """The second time on one day: 「今天 09:05 已催过张三。」."""
    return Text(text=f"今天 {clock(reader.local(at))} 已催过{owner}。")
