"""/群推送: a team's figures for its chat group, shown before they are sent (O4)."""

from __future__ import annotations

from cards.model import Card, Fact, MessageKind, Text, Tone
from cards.templates.parts import press


def preview(*, push_id: int, team: str, at: str, key_end: str, sample: Text) -> Card:
    """When it is sent, to which address, and what would be sent today."""
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"group_push:{push_id}",
        version=1,
        summary=f"群推送预览：{team}团队，每个工作日 {at}",
        title="群推送预览",
        status="未启用",
        tone=Tone.WAITING,
        facts=(
            Fact(label="团队", value=team),
            Fact(label="时间", value=f"每个工作日 {at}"),
            Fact(label="地址", value=f"…{key_end}"),
        ),
        lines=tuple(sample.text.split("\n")),
        buttons=(
            press("启用", "group_push", "enable", push_id, 1, style="primary"),
            press("不要了", "group_push", "discard", push_id, 1),
        ),
        footer=("群里谁都看得到：只有总数和积分榜，没有客户和电话",),
    )


def enabled(*, push_id: int, team: str, at: str) -> Card:
    """「已启用 群推送 3：陈经理团队，每个工作日 09:00。」."""
    line = f"{team}团队，每个工作日 {at}。"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"group_push:{push_id}",
        version=2,
        summary=f"已启用 群推送 {push_id}：{line}",
        title=f"群推送 {push_id}",
        status="已启用",
        tone=Tone.DONE,
        lines=(line,),
        buttons=(press("停用", "group_push", "disable", push_id, 2, word=f"停用群推送 {push_id}"),),
    )
