"""A correction of something already written waits for 写入 (CONVERSATION 3.7, 4.6; C1)."""

from __future__ import annotations

from cards import wording
from cards.model import Card, Fact, MessageKind, Text, Tone
from cards.templates.parts import press


def preview(*, correction_id: int, version: int, subject: str, label: str, old: str, new: str) -> Card:
    """Old → new; `subject` names the record: 「A公司 · 3月2日拜访」."""
    change = wording.arrow(old, new)
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"correction:{correction_id}",
        version=version,
        summary=f"改一处待确认：{label} {change}",
        title="改一处",
        status="待确认",
        tone=Tone.WAITING,
        subtitle=subject,
        facts=(Fact(label=label, value=change),),
        buttons=(
            press("写入", "correction", "write", correction_id, version, style="primary"),
            press("取消", "correction", "cancel", correction_id, version),
        ),
    )


def written(*, correction_id: int, version: int, subject: str, label: str, old: str, new: str) -> Card:
    """「已改：联系人 王总 → 李总（采购总监）」 with undo."""
    line = f"{label} {wording.arrow(old, new)}"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"correction:{correction_id}",
        version=version,
        summary=f"已改：{line}",
        title="已改",
        status="已写入",
        tone=Tone.DONE,
        subtitle=subject,
        lines=(line,),
        buttons=(press("撤销", "correction", "undo", correction_id, version),),
    )


def reverted(*, value: str) -> Text:
    """The correction was undone."""
    return Text(text=f"已改回：{value}。")


def hits_nothing(*, said: str, label: str, current: str, asks: str) -> Text:
    """Nothing in the record is called that: 「这条里没有「周四」。现在写的是：截止 3月13日 周五。改成哪天？」."""
    return Text(text=f"这条里没有「{said}」。现在写的是：{label} {current}。{asks}")


def what_is_wrong() -> Text:
    """「不对」 alone."""
    return Text(text=f"哪里不对？{wording.choices(('客户', '联系人', '时间', '内容', '下一步'))}")
