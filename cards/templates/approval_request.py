"""Dangerous things wait for somebody's 同意 (CONVERSATION 3.17; I5–I7, O5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards import limits, wording
from cards.model import Card, CardState, Fact, MessageKind, Text, Tone
from cards.templates.parts import press
from cards.wording import Reader


def request(
    *,
    approval_id: int,
    version: int,
    what: str,
    asker: str,
    asked_at: datetime,
    facts: Sequence[Fact],
    reader: Reader,
) -> Card:
    """To the approver. `facts` are what is asked for and what it concerns."""
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"approval:{approval_id}",
        version=version,
        summary=f"{asker}申请：{what}，待你审批",
        title=wording.short_name(what, limits.TITLE),
        status="待你审批",
        tone=Tone.WAITING,
        subtitle=wording.join_facts(asker, reader.when(asked_at)),
        facts=tuple(facts),
        buttons=(
            press("同意", "approval", "approve", approval_id, version, style="primary"),
            press("拒绝", "approval", "refuse", approval_id, version, style="danger"),
        ),
        footer=("48 小时不处理自动作废 · 已记审计",),
    )


def decided(
    *,
    approval_id: int,
    version: int,
    what: str,
    by: str,
    approved: bool,
    at: datetime,
    reader: Reader,
    reason: str = "",
) -> Card:
    """The approver's card afterwards."""
    word = "已同意" if approved else "已拒绝"
    line = wording.join_facts(word, by, reader.closing(at))
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"approval:{approval_id}",
        version=version,
        summary=f"{line}：{what}",
        title=wording.short_name(what, limits.TITLE),
        status=word,
        tone=Tone.CLOSED,
        lines=(line, *((reason,) if reason else ())),
        state=CardState.DONE,
    )


def approved(*, approver: str, result: str) -> Text:
    """To the asker: what he gets."""
    return Text(text=f"{approver}同意了。{result}")


def refused(*, approver: str, reason: str) -> Text:
    """To the asker."""
    return Text(text=f"{approver}没同意：{reason}" if reason else f"{approver}没同意。")


def void(*, word: str) -> Text:
    """Nobody answered; `word` asks again."""
    return Text(text=f"48 小时没有回应，已作废。再发一次「{word}」重新申请。")
