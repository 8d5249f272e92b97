"""Answers to questions about figures (CONVERSATION 3.23, rule 11; K6, K13, K34)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards import wording
from cards.model import Card, MessageKind, Text
from cards.templates.parts import Identifier, cut_off, press
from cards.wording import Reader

SHOWN = 3


def by_person(
    *,
    question_id: str,
    what: str,
    total: int,
    parts: Sequence[tuple[Identifier, str, int]],
    cut_off_at: datetime,
    definition: str,
    reader: Reader,
) -> Card:
    """「上周 9 条没跟：张三 5 · 李四 4。」; `what` is 上周 and 没跟 around the number, `parts` (id, name, count)."""
    line = f"{what.format(total=total)}：{wording.join_facts(*(f'{name} {count}' for _, name, count in parts))}。"
    return Card(
        kind=MessageKind.LIST,
        key=f"figures:{question_id}",
        summary=line,
        title=what.format(total=total),
        lines=(line,),
        buttons=tuple(
            press(f"看{name}的", "figures", "drill", f"{question_id}.{who}") for who, name, _ in parts[:SHOWN]
        ),
        footer=(cut_off(reader, cut_off_at, definition),),
    )


def said(*, line: str, cut_off_at: datetime, definition: str, reader: Reader) -> Text:
    """One figure in one sentence."""
    return Text(text=f"{line}\n{cut_off(reader, cut_off_at, definition)}")


def no_data(*, why: str, cut_off_at: datetime, reader: Reader) -> Text:
    """Nothing to count is not zero: 「暂无数据：近30天没有新建商机。」."""
    return Text(text=f"暂无数据：{why}。\n{cut_off(reader, cut_off_at)}")
