"""催办: a manager would like to know (CONVERSATION 3.9; D1)."""

from __future__ import annotations

from datetime import datetime

from cards import limits
from cards.model import Card, MessageKind, Text
from cards.templates.parts import press
from cards.wording import Reader, clock


def to_owner(*, lead_id: int, version: int, manager: str, company: str) -> Card:
    """To the owner of the lead, once per lead and day."""
    line = f"{manager}想知道{company}的情况。"
    return Card(
        kind=MessageKind.ALERT,
        key=f"nudge:{lead_id}",
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


def sent(*, owners: str, companies: str) -> Text:
    """To the manager."""
    return Text(text=f"已催{owners}：{companies}。")


def already(*, owner: str, at: datetime, reader: Reader) -> Text:
    """The second time on one day: 「今天 09:05 已催过张三。」."""
    return Text(text=f"今天 {clock(reader.local(at))} 已催过{owner}。")
