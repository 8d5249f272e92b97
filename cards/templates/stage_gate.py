"""A stage has its conditions: what is missing is asked one at a time (CONVERSATION 3.13; G1–G4, G9, G10)."""

from __future__ import annotations

from collections.abc import Sequence

from cards import wording
from cards.model import Card, MessageKind, Text, Tone
from cards.templates import question
from cards.templates.parts import press


def ask(
    *,
    dialog_id: str,
    company: str,
    to_stage: str,
    asked: str,
    number: int,
    of: int,
    choices: Sequence[str] = (),
    missing: Sequence[str] = (),
    hint: str = "",
    version: int = 1,
) -> Card:
    """One of the questions; the first also says what is missing: 「请补充客户核心痛点、预算区间、关键决策人…」."""
    why = f"请补充{'、'.join(missing)}，否则无法进入下一阶段。" if missing else ""
    target = f"{wording.short_name(company, 12)} → {to_stage}"
    return question.ask(
        dialog_id=dialog_id,
        version=version,
        title=target,
        asked=asked,
        choices=choices,
        way_out="later",
        why=why,
        status=f"{number}/{of}",
        hint=hint,
    )


def still_short(*, lead_id: int, version: int, company: str, stage: str, lacks: Sequence[str]) -> Card:
    """All is answered and something is still missing: 「还需要1条需求调研记录，阶段没有变（初步沟通）。」."""
    line = f"还需要{'、'.join(lacks)}，阶段没有变（{stage}）。"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"lead:{lead_id}",
        version=version,
        summary=line,
        title="阶段没有变",
        status="未推进",
        tone=Tone.WAITING,
        subtitle=wording.short_name(company, 20),
        lines=(line,),
        buttons=(
            press("现在写一条", "lead", "write", lead_id, version, style="primary"),
            press("以后再说", "lead", "later", lead_id, version),
        ),
    )


def later(*, answered: int) -> Text:
    """以后再说 keeps what was answered."""
    return Text(text=f"已答的 {answered} 项留着，下次从第 {answered + 1} 项继续。" if answered else "好，阶段没有变。")


def range_reversed(*, said: str) -> Text:
    """「80-50万 的上限比下限小。例：50-80万」."""
    return Text(text=f"{said} 的上限比下限小。例：50-80万")
