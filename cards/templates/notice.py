"""A card that is closed: grey, no buttons, one line — who, what, when (CONVERSATION §2, 4.8)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cards import limits, wording
from cards.model import Card, CardState, MessageKind, Text, Tone
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
        status=word,
        tone=Tone.CLOSED,
        lines=(line,),
        state=state,
    )


def by_another(*, key: str, version: int, title: str, who: str, what: str, at: datetime, reader: Reader) -> Card:
    """Somebody else was first: 「已由陈经理处理：转给李四 · 09:12」."""
    line = f"已由{who}处理：{what} · {wording.clock(reader.local(at))}"
    return Card(
        kind=MessageKind.ANSWER,
        key=key,
        version=version,
        summary=line,
        title=limits.cut(title, limits.TITLE),
        status="已由他人处理",
        tone=Tone.CLOSED,
        lines=(line,),
        state=CardState.SUPERSEDED,
    )


def already(*, word: str, at: datetime, reader: Reader) -> Text:
    """A tap on an old copy: 「这张卡 09:14 已确认过了。」."""
    return Text(text=f"这张卡 {wording.clock(reader.local(at))} {word}过了。")


def cancelled() -> Text:
    """取消."""
    return Text(text="已取消，没有写入。")
