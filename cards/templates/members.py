"""/成员: who is here, and a change of roles (H4–H6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards import wording
from cards.model import Card, Fact, MessageKind, Tone
from cards.templates.parts import others, page, press

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Member:
    """One of our users."""

    name: str
    role: str
    manager: str = ""


def listed(*, members: Sequence[Member], total: int) -> Card:
    """The first of all people."""
    shown = members[:SHOWN]
    return Card(
        kind=MessageKind.LIST,
        summary=f"成员 {total} 人",
        title=f"成员 {total} 人",
        facts=tuple(
            Fact(
                label=wording.short_name(member.name, 5),
                value=wording.join_facts(member.role, f"主管 {member.manager}" if member.manager else ""),
            )
            for member in shown
        ),
        buttons=(page("看全部", "members_all"),) if total > len(shown) else (),
        hint="改角色直接说，例：/成员 李四 主管",
        footer=others(total, len(shown), "人"),
    )


def preview(*, change_id: int, version: int, name: str, label: str, old: str, new: str, effect: str) -> Card:
    """A change before it is made: old → new, and what it means for what the person sees."""
    change = wording.arrow(old, new)
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"member:{change_id}",
        version=version,
        summary=f"{name} {label}：{change}，启用前不会变",
        title="成员变更",
        status="待确认",
        tone=Tone.WAITING,
        subtitle=name,
        facts=(Fact(label=label, value=change), Fact(label="影响", value=effect)),
        buttons=(
            press("启用", "member", "confirm", change_id, version, style="primary"),
            press("取消", "member", "cancel", change_id, version),
        ),
        footer=("启用前不会变",),
    )
