"""The first meeting (CONVERSATION 3.22)."""

from __future__ import annotations

from cards import limits
from cards.model import Card, MessageKind, Text
from cards.templates.parts import page


def rep(*, name: str, manager: str) -> Card:
    """To a rep, when he first opens the chat."""
    line = f"{name}，我是侧记，帮你记客户。"
    seen_by = f"你和主管{manager}能看" if manager else "只有你能看"
    return Card(
        kind=MessageKind.ANSWER,
        summary=line,
        title=limits.cut(f"{name}，我是侧记", limits.TITLE),
        subtitle="帮你记客户",
        lines=("试一句，看看会怎样：", "139… 公司名 初步沟通", "或者说一段今天的拜访，我拆好给你确认。"),
        buttons=(
            page("录第一条线索", "new_lead", style="primary"),
            page("先看个例子", "example"),
        ),
        footer=(f"你的记录：{seen_by}。不定位，不读聊天",),
    )


def after_first_lead() -> Text:
    """Once, after the first lead."""
    return Text(text="以后每个工作日 08:45，有到期的事才找你。回「提醒设置」可改。")
