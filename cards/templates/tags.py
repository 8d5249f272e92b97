"""标签 on a customer (J29)."""

from __future__ import annotations

from collections.abc import Sequence

from cards.model import Text


def changed(*, company: str, tags: Sequence[str], in_chat: bool) -> Text:
    """What stands on the customer now; `in_chat` when its people in WeChat are tagged, too."""
    said = f"{company} 的标签：{'、'.join(tags)}" if tags else f"{company} 没有标签了"
    return Text(text=f"{said}，微信里也同步。" if in_chat else f"{said}。")


def which(*, said: str, companies: Sequence[str]) -> Text:
    """The name fits several customers."""
    return Text(text=f"「{said}」有几家：{'、'.join(companies)}。把名字写全再说一遍。")


def refused(*, longest: int, most: int) -> Text:
    """Too many, or none that fits a tag."""
    return Text(text=f"一次最多改 {most} 个标签，每个不超过 {longest} 个字。例：给恒瑞打标签 重点、华东")
