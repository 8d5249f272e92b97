"""A word of the company's own, before and after an admin has enabled it (O; 3.16)."""

from __future__ import annotations

from cards import wording
from cards.model import Card, Fact, MessageKind, Text, Tone
from cards.templates.parts import press


def preview(*, word_id: int, version: int, kind: str, word: str, means: str, times: int) -> Card:
    """What it will be taken for, and how often it was said in the last thirty days."""
    said = wording.arrow(word, means) if means else word
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"word:{word_id}",
        version=version,
        summary=f"词典预览：{kind} {said}",
        title="词典预览",
        status="未启用",
        tone=Tone.WAITING,
        facts=(
            Fact(label=kind, value=said),
            Fact(label="说过", value=f"近 30 天 {times} 条跟进里"),
        ),
        buttons=(
            press("启用", "word", "enable", word_id, version, style="primary"),
            press("不要了", "word", "discard", word_id, version),
        ),
        footer=("启用后，下一条消息起就认得 · 已写入的不改",),
    )


def enabled(*, word_id: int, version: int, kind: str, word: str, means: str) -> Card:
    """In force, with the way back."""
    line = f"{kind} {wording.arrow(word, means) if means else word}"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"word:{word_id}",
        version=version,
        summary=f"已启用：{line}",
        title="词典",
        status="已启用",
        tone=Tone.DONE,
        lines=(line,),
        buttons=(press("停用", "word", "disable", word_id, version, word=f"/词典 停用 {word}"),),
    )


def disabled(*, kind: str, word: str) -> Text:
    """What was recorded meanwhile stays."""
    return Text(text=f"已停用 {kind} {word}，已写入的不改。")
