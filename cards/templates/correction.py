"""A correction of something already written waits for 写入 (CONVERSATION 3.7, 4.6; C1)."""

from __future__ import annotations

from collections.abc import Sequence

from cards import wording
from cards.model import Card, Fact, MessageKind, Text, Tone
from cards.templates.parts import press

Change = tuple[str, str, str]
"""(label, what stood there, what is to stand there)."""


def preview(*, correction_id: int, version: int, subject: str, changes: Sequence[Change]) -> Card:
    """Old → new of each field; `subject` names the record: 「A公司 · 3月2日拜访」."""
    where = "改一处" if len(changes) == 1 else f"改 {len(changes)} 处"
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"correction:{correction_id}",
        version=version,
        summary=f"{where}待确认：{_said(changes)}",
        title=where,
        status="待确认",
        tone=Tone.WAITING,
        subtitle=subject,
        facts=tuple(Fact(label=label, value=wording.arrow(old, new)) for label, old, new in changes),
        buttons=(
            press("写入", "correction", "write", correction_id, version, style="primary"),
            press("取消", "correction", "cancel", correction_id, version),
        ),
    )


def written(*, correction_id: int, version: int, subject: str, changes: Sequence[Change]) -> Card:
    """「已改：联系人 王总 → 李总（采购总监）」 with undo."""
    return Card(
        kind=MessageKind.ANSWER,
        key=f"correction:{correction_id}",
        version=version,
        summary=f"已改：{_said(changes)}",
        title="已改",
        status="已写入",
        tone=Tone.DONE,
        subtitle=subject,
        lines=tuple(_said((one,)) for one in changes),
        buttons=(press("撤销", "correction", "undo", correction_id, version),),
    )


def _said(changes: Sequence[Change]) -> str:
    return "；".join(f"{label} {wording.arrow(old, new)}" for label, old, new in changes)


def reverted(*, value: str) -> Text:
    """The correction was undone."""
    return Text(text=f"已改回：{value}。")


def hits_nothing(*, said: str, label: str, current: str, asks: str) -> Text:
    """Nothing in the record is called that: 「这条里没有「周四」。现在写的是：截止 3月13日 周五。改成哪天？」."""
    return Text(text=f"这条里没有「{said}」。现在写的是：{label} {current}。{asks}")


def what_is_wrong() -> Text:
    """「不对」 alone."""
    return Text(text=f"哪里不对？{wording.choices(('客户', '联系人', '时间', '内容', '下一步'))}")
