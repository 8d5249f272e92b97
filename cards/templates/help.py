"""What a person may say (CONVERSATION 3.21); built from what is registered for the asker."""

from __future__ import annotations

from collections.abc import Sequence

from cards import limits
from cards.model import Card, Fact, MessageKind
from cards.templates.parts import page


def overview(*, lines: Sequence[tuple[str, str]], more: Sequence[str]) -> Card:
    """`lines` are (what, how it is said), six at most; `more` are further words."""
    return Card(
        kind=MessageKind.ANSWER,
        summary="说一句就行，不用记命令",
        title="说一句就行，不用记命令",
        facts=tuple(Fact(label=label, value=example) for label, example in lines[:6]),
        buttons=(
            page("新线索", "new_lead"),
            page("今日", "today"),
            page("积分", "points"),
            page("全部说法", "all_phrases"),
        ),
        footer=(f"还可以说「{'」「'.join(more)}」",) if more else (),
    )


def example(*, topic: str, said: str, result: str) -> Card:
    """「帮助 日报」: one example with its result."""
    return Card(
        kind=MessageKind.ANSWER,
        summary=f"{topic}：{said}",
        title=limits.cut(topic, limits.TITLE),
        facts=(Fact(label="你说", value=said), Fact(label="结果", value=result)),
        hint="示例，不会写入",
    )
