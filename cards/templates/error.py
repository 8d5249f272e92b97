"""Ours failed: what is safe, what happens next, a number to quote (CONVERSATION M8, rule 10)."""

from __future__ import annotations

from cards.model import Text


def ours(*, what: str, safe: str, next_step: str, number: str) -> Text:
    """「是我这边的问题：保存没成功，你发的内容我留着，2 分钟后自动重试。编号 E-7K3Q」."""
    return Text(text=f"是我这边的问题：{what}，{safe}，{next_step}。编号 {number}")


def not_fetched(*, what: str, why: str) -> Text:
    """A failed fetch is not a zero: 「没取到（财务接口超时），不代表是 0。」."""
    return Text(text=f"{what}没取到（{why}），不代表是 0。")
