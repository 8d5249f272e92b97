"""What a language model heard beside a draft: offered on the draft's own card, never written by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards import wording
from cards.limits import cut
from cards.model import Button, Card
from cards.templates.parts import Identifier, press

_ON_A_BUTTON = 10
_FIRST_BUTTONS = 3
"""确认 改 不记, or 全部确认 逐条看 全部不记: the offer stands behind them, before what merely turns pages."""


@dataclass(frozen=True, slots=True)
class HeardFact:
    """A value with the words that support it. `instead` is what the draft says there; empty when it says nothing.

    `number` is the visit's, where the draft has several.
    """

    label: str
    value: str
    evidence: str
    instead: str = ""
    number: int | None = None

    @property
    def sentence(self) -> str:
        """「② 预算 60 万「大概六十万」」."""
        mark = "" if self.number is None else wording.number_mark(self.number)
        said = " ".join(part for part in (mark, self.label, self.value) if part)
        return f"{said}「{self.evidence}」" if self.evidence and self.evidence != self.value else said


def offered(card: Card, *, draft_id: Identifier, version: int, heard: Sequence[HeardFact]) -> Card:
    """The draft's card with one question more: both values where they differ, else what could be added."""
    question, buttons = (
        _choice(draft_id, version, heard[0]) if heard[0].instead else _addition(draft_id, version, heard)
    )
    first, rest = card.buttons[:_FIRST_BUTTONS], card.buttons[_FIRST_BUTTONS:]
    return card.model_copy(update={"question": question, "buttons": (*first, *buttons, *rest)})


def _addition(draft_id: Identifier, version: int, heard: Sequence[HeardFact]) -> tuple[str, tuple[Button, ...]]:
    return (
        f"模型还听到：{'；'.join(fact.sentence for fact in heard)}",
        (
            press("加上", "draft", "take_heard", draft_id, version),
            press("不用", "draft", "leave_heard", draft_id, version),
        ),
    )


def _choice(draft_id: Identifier, version: int, fact: HeardFact) -> tuple[str, tuple[Button, ...]]:
    mark = "" if fact.number is None else f"{wording.number_mark(fact.number)} "
    labels = [cut(fact.instead, _ON_A_BUTTON), cut(fact.value, _ON_A_BUTTON)]
    if labels[0] == labels[1]:
        labels = ["按草稿", "按模型"]
    words = f"（{fact.evidence}）" if fact.evidence and fact.evidence != fact.value else ""
    asked = f"{mark}{fact.label}哪个对？草稿是「{fact.instead}」，模型听到「{fact.value}」{words}"
    return (
        f"{asked} {wording.choices(labels)}",
        (
            press(labels[0], "draft", "leave_heard", draft_id, version, word="1"),
            press(labels[1], "draft", "take_heard", draft_id, version, word="2"),
        ),
    )
