"""A field of a lead is missing: only the missing one is asked for (CONVERSATION 3.2; A1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cards import wording
from cards.model import Button, Card, MessageKind, Select
from cards.templates.parts import options, press

Field = Literal["phone", "company", "stage"]

_NAMES: dict[Field, str] = {"phone": "手机号", "company": "企业名称", "stage": "阶段"}
_EXAMPLES: dict[Field, str] = {"phone": "13912345678", "company": "东方精工", "stage": "初步沟通"}
_STAGE_BUTTONS = 5
_SHORTEST_NUMBER = 10
"""Digits from which on a number may be somebody's whole phone number."""


def _question(question: str, *, dialog_id: str, version: int, choices: tuple[Button, ...] = ()) -> Card:
    return Card(
        kind=MessageKind.QUESTION,
        key=f"question:{dialog_id}",
        version=version,
        summary=question,
        title="新线索",
        question=question,
        buttons=(*choices, press("取消", "question", "cancel", dialog_id, version)),
    )


def missing(*, fields: Sequence[Field], stages: Sequence[str], dialog_id: str, version: int = 1) -> Card:
    """Asks for what is missing; a stage alone is offered as choices (question:choose:<dialog>.<n>)."""
    if len(fields) > 1:
        names = "和".join(_NAMES[field] for field in fields)
        example = " ".join(_EXAMPLES[field] for field in fields)
        return _question(f"还缺{names}。例：{example}", dialog_id=dialog_id, version=version)
    if fields[0] == "stage":
        return _stage(stages, dialog_id=dialog_id, version=version)
    tail = "直接发号码就行。" if fields[0] == "phone" else "发全称或简称都行。"
    return _question(f"还缺{_NAMES[fields[0]]}。{tail}", dialog_id=dialog_id, version=version)


def _stage(stages: Sequence[str], *, dialog_id: str, version: int) -> Card:
    question = f"还缺阶段：{wording.choices(stages)}"
    if len(stages) <= _STAGE_BUTTONS:
        buttons = tuple(
            press(stage, "question", "choose", f"{dialog_id}.{n}", version) for n, stage in enumerate(stages, start=1)
        )
        return _question(question, dialog_id=dialog_id, version=version, choices=buttons)
    select = Select(name="choice", label="阶段", options=options(enumerate(stages, start=1)))
    confirm = press("确定", "question", "choose", dialog_id, version, style="primary")
    card = _question(question, dialog_id=dialog_id, version=version, choices=(confirm,))
    return card.model_copy(update={"selects": (select,)})


def wrong_length(*, typed: str, dialog_id: str, version: int = 1) -> Card:
    """The number has too few or too many digits."""
    said = typed if len(typed) < _SHORTEST_NUMBER else wording.mask_phone(typed)
    return _question(
        f"{said} {'只有' if len(typed) < 11 else '有'} {len(typed)} 位，手机号是 11 位。重发号码就行。",
        dialog_id=dialog_id,
        version=version,
    )


def bare_company(*, typed: str, dialog_id: str, version: int = 1) -> Card:
    """A word like 「公司」 names nobody."""
    question = f"「{typed}」还不够认出是谁，发全称或简称，例：东方精工。"
    return _question(question, dialog_id=dialog_id, version=version)


def second_miss(*, dialog_id: str, version: int = 1) -> Card:
    """The phone is still missing: offers to keep a draft and to remind at 18:00."""
    return _question(
        "还差手机号，否则存不下。没有号码？回「先记着」存成草稿，今天 18:00 提醒你。",
        dialog_id=dialog_id,
        version=version,
        choices=(press("先记着", "question", "keep", dialog_id, version),),
    )
