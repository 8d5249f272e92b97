"""Something of ours doesn't work; one message per case, the count on it grows (CONVERSATION 3.20; J12, J15, J17)."""

from __future__ import annotations

from collections.abc import Sequence

from cards import limits
from cards.model import Button, Card, Fact, MessageKind, Text, Tone
from cards.templates.parts import press


def alarm(
    *,
    alarm_id: str,
    version: int,
    what: str,
    since: str,
    facts: Sequence[Fact],
    footer: str,
    acts: Sequence[tuple[str, str]] = (("已处理，重试", "retry"), ("2 小时内别提醒", "quiet")),
    sent_by: str = "",
) -> Card:
    """`what` is the fact, `since` from when and the effect, `facts` 影响, 怎么办 …, `acts` (label, act).

    `sent_by` says why it comes through another platform: 「这条走飞书发，因为企业微信不通。」.
    """
    buttons: tuple[Button, ...] = tuple(
        press(label, "alarm", act, alarm_id, version, style="primary" if n == 0 else "default")
        for n, (label, act) in enumerate(acts[:3])
    )
    return Card(
        kind=MessageKind.ALERT,
        key=f"alarm:{alarm_id}",
        version=version,
        summary=f"⚠️ {what}，{since}",
        title=limits.cut(f"⚠️ {what}", limits.TITLE),
        status="警报",
        tone=Tone.RISK,
        subtitle=since,
        lines=(f"⚠️ {what}",) if len(what) > 14 else (),
        facts=tuple(facts),
        buttons=buttons,
        footer=tuple(line for line in (footer, sent_by) if line),
    )


def recovered(*, what: str, at: str, lasted: str, lost: int) -> Text:
    """「官网入口 16:41 恢复，中断 2 小时 18 分，0 条丢失。」."""
    return Text(text=f"{what} {at} 恢复，中断 {lasted}，{lost} 条丢失。")
