"""欢迎语: what a customer is greeted with whom a rep has just added in WeChat; previewed before it is in force."""

from __future__ import annotations

from cards.model import Card, MessageKind, Text, Tone
from cards.templates.parts import press


def preview(*, welcome_id: int, example: str) -> Card:
    """The words as one customer would get them; nobody gets them before 启用."""
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"welcome:{welcome_id}",
        summary=f"欢迎语预览：{example}",
        title="欢迎语预览",
        status="未启用",
        tone=Tone.WAITING,
        subtitle="客户在微信里刚加上时发，一人一次",
        lines=(example,),
        buttons=(
            press("启用", "welcome", "enable", welcome_id, style="primary"),
            press("不要了", "welcome", "discard", welcome_id),
        ),
        footer=("企业微信后台若也设了欢迎语，以后台的为准",),
    )


def enabled() -> Text:
    """From now on."""
    return Text(text="已启用欢迎语，之后新加的客户都会收到。不想发了回「/欢迎语 停用」。")


def disabled() -> Text:
    """No longer."""
    return Text(text="已停用欢迎语，新加的客户不再收到。")


def in_force(*, words: str) -> Text:
    """What is in force now, and how it is changed."""
    return Text(text=f"现在的欢迎语：{words}\n要改就回「/欢迎语 新的内容」，不想发了回「/欢迎语 停用」。")


def none_yet() -> Text:
    """Nobody is greeted, and how that is changed."""
    return Text(text="还没有设欢迎语，新加的客户什么也收不到。例：/欢迎语 {客户}你好，我是{我}，产品和交期都可以问我。")


def too_long(*, longest: int) -> Text:
    """Words that nobody would read."""
    return Text(text=f"欢迎语要在 2 到 {longest} 个字之间。")
