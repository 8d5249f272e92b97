"""A lead has moved on, and what to settle next (CONVERSATION 3.14; G11, G19)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from cards import wording
from cards.model import Button, Card, MessageKind, Text, Tone
from cards.templates.parts import press
from cards.wording import Reader

SHOWN_DAYS = 3


def moved(
    *,
    lead_id: int,
    version: int,
    company: str,
    old: str,
    new: str,
    by: str,
    at: datetime,
    reader: Reader,
    asks: str = "",
    days: Sequence[date] = (),
) -> Card:
    """`asks` is the next question (「演示时间？例：周四下午3点」), `days` answer it by a tap."""
    line = f"{wording.short_name(company, 16)}：{old} → {new}"
    answers: tuple[Button, ...] = tuple(
        press(reader.day(on), "stage", "appoint", f"{lead_id}.{on:%Y%m%d}", version) for on in days[:SHOWN_DAYS]
    )
    if asks:
        answers += (press("还没定", "stage", "undecided", lead_id, version),)
    return Card(
        kind=MessageKind.ANSWER,
        key=f"lead:{lead_id}",
        version=version,
        summary=line,
        title="阶段已推进",
        status="已推进",
        tone=Tone.DONE,
        subtitle=wording.join_facts(by, reader.when(at)),
        question=asks,
        buttons=(*answers, press("退回", "stage", "return", lead_id, version)),
    )


def returned(*, stage: str, reason: str) -> Text:
    """「已退回初步沟通，原因：客户改期。」."""
    return Text(text=f"已退回{stage}，原因：{reason}。")


def ask_doubts() -> Text:
    """The second thing to settle before a demonstration."""
    return Text(text="客户疑虑？一句话，或回「没有」。")
