"""Small pieces that several cards share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, TypeVar

from cards.actions import Action
from cards.model import Button, Card, CardState, MessageKind, Option, Tone
from cards.wording import Reader

ROWS_SHOWN = 5

Identifier = int | str

RowT = TypeVar("RowT")


def press(
    label: str,
    subject: str,
    act: str,
    identifier: Identifier,
    version: int = 1,
    *,
    style: Literal["primary", "default", "danger"] = "default",
    word: str = "",
    on_pick: bool = False,
) -> Button:
    """A button that acts."""
    action = str(Action(subject, act, str(identifier), version))
    return Button(label=label, action=action, style=style, word=word, on_pick=on_pick)


def page(label: str, name: str, *, style: Literal["primary", "default"] = "default", word: str = "") -> Button:
    """A button that does what a typed word does: opens 今日, 待办, 积分 …"""
    return press(label, "menu", "open", name, style=style, word=word)


def done(
    key: str,
    *lines: str,
    title: str,
    status: str,
    version: int = 2,
    summary: str = "",
    buttons: tuple[Button, ...] = (),
    hint: str = "",
    footer: tuple[str, ...] = (),
) -> Card:
    """What has been done, with what takes it back or goes on from it; the lines are the summary where none is given."""
    return Card(
        kind=MessageKind.ANSWER,
        key=key,
        version=version,
        summary=summary or "".join(lines),
        title=title,
        status=status,
        tone=Tone.DONE,
        lines=lines,
        buttons=buttons,
        hint=hint,
        footer=footer,
    )


def ended(
    key: str,
    line: str,
    *,
    title: str,
    status: str,
    version: int = 3,
    hint: str = "",
    state: CardState = CardState.DONE,
) -> Card:
    """The same taken back, or set aside: nothing on it can be pressed any more."""
    return Card(
        kind=MessageKind.ANSWER,
        key=key,
        version=version,
        summary=line,
        title=title,
        status=status,
        tone=Tone.CLOSED,
        lines=(line,),
        hint=hint,
        state=state,
    )


def options(pairs: Iterable[tuple[Identifier, str]]) -> tuple[Option, ...]:
    """Entries of a select from (value, label)."""
    return tuple(Option(value=str(value), label=label) for value, label in pairs)


def cut_off(reader: Reader, at: datetime, definition: str = "") -> str:
    """The line that every figure carries (K13): 「数据截止：2026-03-02 09:00｜口径：…」."""
    line = f"数据截止：{reader.cut_off(at)}"
    return f"{line}｜口径：{definition}" if definition else line


def others(total: int, shown: int, unit: str = "条") -> tuple[str, ...]:
    """The line 「另有2条」 for the rows that are not on the card; none when all are."""
    return (f"另有{total - shown}{unit}",) if total > shown else ()


def first_rows(rows: Sequence[RowT]) -> Sequence[RowT]:
    """The rows that a list card shows (rule 2)."""
    return rows[:ROWS_SHOWN]
