"""One question with numbered choices and a way out (CONVERSATION M3, §4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cards import limits, wording
from cards.model import Button, Card, MessageKind, Select
from cards.templates.parts import options, press

BUTTONS = 5
"""Choices that fit as buttons beside the way out."""

WORD = 10
"""A choice is typed by its own words up to this length, by its number beyond."""

WayOut = Literal["cancel", "skip", "later"]
_WAYS_OUT: dict[WayOut, str] = {"cancel": "取消", "skip": "跳过", "later": "以后再说"}


def ask(
    *,
    dialog_id: str,
    asked: str,
    title: str,
    choices: Sequence[str] = (),
    way_out: WayOut = "cancel",
    why: str = "",
    context: str = "",
    status: str = "",
    hint: str = "",
    version: int = 1,
    further: Sequence[Button] = (),
) -> Card:
    """`why` stands before the question, `context` below the title, `status` may count 「1/3」.

    A choice is answered by `question:choose:<dialog>.<n>`, beyond five by `question:choose:<dialog>` with the
    value `choice`; the way out by `question:cancel` (取消), `skip` (跳过) or `later` (以后再说).
    """
    gap = "" if asked.endswith("：") else " "
    sentence = f"{asked}{gap}{wording.choices(choices)}" if choices else asked
    selects: tuple[Select, ...] = ()
    answers = tuple(_answer(dialog_id, version, n, choice) for n, choice in enumerate(choices, start=1))
    if len(choices) > BUTTONS:
        selects = (Select(name="choice", label=title, options=options(enumerate(choices, start=1))),)
        answers = (press("确定", "question", "choose", dialog_id, version, style="primary"),)
    return Card(
        kind=MessageKind.QUESTION,
        key=f"question:{dialog_id}",
        version=version,
        summary=f"{why}{sentence}",
        title=limits.cut(title, limits.TITLE),
        status=status,
        subtitle=context,
        lines=(why,) if why else (),
        question=sentence,
        selects=selects,
        buttons=(*answers, *further, press(_WAYS_OUT[way_out], "question", way_out, dialog_id, version)),
        hint=hint,
    )


def _answer(dialog_id: str, version: int, number: int, choice: str) -> Button:
    """A choice with few characters is typed as it stands; a longer one has its number on the button."""
    target = f"{dialog_id}.{number}"
    if len(choice) <= WORD:
        return press(choice, "question", "choose", target, version)
    return press(wording.number_mark(number), "question", "choose", target, version, word=str(number))
