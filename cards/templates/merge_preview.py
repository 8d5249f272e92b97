"""Two records of one company become one, and back again (CONVERSATION 3.18; F7, F19)."""

from __future__ import annotations

from collections.abc import Sequence

from cards import wording
from cards.model import Card, Fact, MessageKind, Select, Text, Tone
from cards.templates import question
from cards.templates.parts import Identifier, options, press


def preview(
    *,
    merge_id: str,
    version: int,
    keep: str,
    other: str,
    facts: Sequence[Fact],
    total: str,
    owners: Sequence[tuple[Identifier, str]] = (),
) -> Card:
    """`facts` say field by field what stays and what comes along; `total` 跟进 12 + 7，联系人 3 + 2，不丢字段.

    With two owners the choice travels as `owner`, the first being the default.
    """
    pair = f"{wording.short_name(keep, 16)} ← {wording.short_name(other, 16)}"
    selects: tuple[Select, ...] = ()
    if owners:
        default = str(owners[0][0])
        selects = (Select(name="owner", label="负责人", options=options(owners), selected=default, word="合并"),)
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"merge:{merge_id}",
        version=version,
        summary=f"合并预览：{pair}",
        title="合并预览",
        status="未合并",
        tone=Tone.WAITING,
        subtitle=pair,
        facts=(*facts, Fact(label="合计", value=total)),
        selects=selects,
        buttons=(
            press("合并", "merge", "confirm", merge_id, version, style="primary"),
            press("对调", "merge", "swap", merge_id, version),
            press("不是同一家", "merge", "different", merge_id, version),
        ),
        footer=("30 天内可「撤销合并」，原样还原",),
    )


def merged(*, merge_id: str, version: int, keep: str, follow_ups: int, contacts: int) -> Card:
    """「已合并：宁波东方精工（跟进 19，联系人 5）」."""
    line = f"{keep}（跟进 {follow_ups}，联系人 {contacts}）"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"merge:{merge_id}",
        version=version,
        summary=f"已合并：{line}",
        title="已合并",
        status="已写入",
        tone=Tone.DONE,
        lines=(line,),
        buttons=(press("撤销合并", "merge", "undo", merge_id, version),),
    )


def who_gets(*, dialog_id: str, added: int, keep: str, other: str, version: int = 1) -> Card:
    """撤销合并 with something added since: to whom does it go?"""
    return question.ask(
        dialog_id=dialog_id,
        version=version,
        title="撤销合并",
        asked=f"撤销后是两家，合并后新增的 {added} 条跟进归谁？",
        choices=(keep, other),
    )


def separated() -> Text:
    """Two again."""
    return Text(text="已还原成两家。")


def different() -> Text:
    """不是同一家 is remembered."""
    return Text(text="记住了，不再提示这两家。")
