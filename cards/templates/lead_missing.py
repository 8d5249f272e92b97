"""A field of a lead is missing: only the missing one is asked for (CONVERSATION 3.2; A1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cards import wording
from cards.model import Button, Card, MessageKind
from cards.templates.parts import press

Field = Literal["phone", "company", "stage"]

NAMES: dict[Field, str] = {"phone": "手机号", "company": "企业名称", "stage": "阶段"}
_EXAMPLES: dict[Field, str] = {"phone": "139…", "company": "东方精工", "stage": "初步沟通"}
_SHORTEST_NUMBER = 10
"""Digits from which on a number may be somebody's whole phone number."""


def missing(*, fields: Sequence[Field], stages: Sequence[str], dialog_id: str, version: int = 1) -> Card:
    """Asks for what is missing; a stage alone is offered as choices."""
    choices: tuple[str, ...] = ()
    if len(fields) > 1:
        names = "和".join(NAMES[field] for field in fields)
        example = " ".join(_EXAMPLES[field] for field in fields)
        asked = f"还缺{names}。例：{example}"
    elif fields[0] == "stage":
        asked, choices = "还缺阶段：", tuple(stages)
    else:
        tail = "直接发号码就行。" if fields[0] == "phone" else "发全称或简称都行。"
        asked = f"还缺{NAMES[fields[0]]}。{tail}"
    return _ask(asked, dialog_id, version, choices=choices)


def wrong_length(*, typed: str, dialog_id: str, version: int = 1) -> Card:
    """The number has too few or too many digits, or eleven that nobody can have."""
    said = typed if len(typed) < _SHORTEST_NUMBER else wording.mask_phone(typed)
    length = f"{'只有' if len(typed) < 11 else '有'} {len(typed)} 位，手机号是 11 位"
    asked = f"{said} {'不是手机号的开头' if len(typed) == 11 else length}。重发号码就行。"
    return _ask(asked, dialog_id, version)


def bare_company(*, typed: str, dialog_id: str, version: int = 1) -> Card:
    """A word like 「公司」 names nobody."""
    asked = f"「{typed}」还不够认出是谁，发全称或简称，例：东方精工。"
    return _ask(asked, dialog_id, version)


def second_miss(*, dialog_id: str, version: int = 1) -> Card:
    """The phone is still missing: offers to keep a draft and to remind at 18:00."""
    return _ask(
        "还差手机号，否则存不下。没有号码？回「先记着」存成草稿，今天 18:00 提醒你。",
        dialog_id,
        version,
        further=(press("先记着", "question", "keep", dialog_id, version),),
    )


def _ask(
    asked: str, dialog_id: str, version: int, *, choices: Sequence[str] = (), further: Sequence[Button] = ()
) -> Card:
    """A choice is answered by `question:choose:<dialog>.<n>`, 取消 by `question:cancel`."""
    sentence = f"{asked}{wording.choices(choices)}"
    answers = (
        press(choice, "question", "choose", f"{dialog_id}.{n}", version) for n, choice in enumerate(choices, start=1)
    )
    return Card(
        kind=MessageKind.QUESTION,
        key=f"question:{dialog_id}",
        version=version,
        summary=sentence,
        title="新线索",
        question=sentence,
        buttons=(*answers, *further, press("取消", "question", "cancel", dialog_id, version)),
    )
