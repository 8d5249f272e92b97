"""A card that is closed: grey, no buttons, one line — who, what, when (CONVERSATION §2, 4.8)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cards import limits, wording
from cards.model import Card, CardState, MessageKind, Tone
from cards.wording import Reader

Closed = Literal[CardState.DONE, CardState.SKIPPED, CardState.EXPIRED, CardState.SUPERSEDED]


def closed(
    *,
    key: str,
    version: int,
    title: str,
    word: str,
    by: str,
    at: datetime,
    reader: Reader,
    state: Closed = CardState.DONE,
    detail: str = "",
) -> Card:
    """「已确认 · 张三 · 3月2日 09:14」; `detail` names the thing: 「A公司 3月2日拜访」."""
    line = wording.join_facts(word, by, reader.closing(at))
    return Card(
        kind=MessageKind.ANSWER,
        key=key,
        version=version,
        summary=f"{word}：{detail}" if detail else line,
        title=limits.cut(title, limits.TITLE),
        subtitle=detail,
        status=word,
        tone=Tone.CLOSED,
        lines=(line,),
        state=state,
    )
