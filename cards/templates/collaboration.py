"""Somebody asks to work on a customer that belongs to another (CONVERSATION 3.4; F8, F18)."""

from __future__ import annotations

from cards import limits
from cards.model import Card, MessageKind, Text, Tone
from cards.templates.parts import press


def sent(*, owner: str) -> Text:
    """To the one who asks."""
    return Text(text=f"已发给{owner}，等他回复。")


def request(*, request_id: int, asker: str, company: str, also_recorded_today: bool, version: int = 1) -> Card:
    """To the owner: who wants to collaborate on what."""
    fact = "他今天也录了这家。" if also_recorded_today else ""
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"collaboration:{request_id}",
        version=version,
        summary=f"{asker}想协作：{company}。{fact}",
        title=limits.cut(f"{asker}想协作", limits.TITLE),
        status="待你审批",
        tone=Tone.WAITING,
        lines=(company, *((fact,) if fact else ())),
        buttons=(
            press("同意只读", "collaboration", "approve", request_id, version, style="primary"),
            press("不同意", "collaboration", "refuse", request_id, version),
        ),
        footer=("因为你是负责人",),
    )


def granted(*, owner: str, company: str) -> Text:
    """To the one who asked."""
    return Text(text=f"{owner}同意了：{company}，你现在能看，不能改。")


def refused(*, owner: str, company: str) -> Text:
    """To the one who asked."""
    return Text(text=f"{owner}没同意协作：{company}。要再谈可以直接找他。")


def passed_on(*, owner: str, approver: str) -> Text:
    """After 48 hours without an answer."""
    return Text(text=f"{owner}还没回复，已转给{approver}。")
