"""周报: a rep's week, ready to send on (CONVERSATION 3.23; C12, E4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards import wording
from cards.model import Card, MessageKind
from cards.templates.parts import press
from cards.wording import Reader


def week(
    *,
    report_id: str,
    version: int,
    first: date,
    last: date,
    follow_ups: int,
    leads: int,
    moves: int,
    points: int,
    reader: Reader,
    highlights: Sequence[str] = (),
) -> Card:
    """The figures first, then up to five lines that are worth telling."""
    figures = wording.join_facts(
        f"跟进 {follow_ups}", f"新线索 {leads}", f"推进 {moves}", f"积分 {wording.signed(points)}" if points else ""
    )
    line = f"本周（{reader.range(first, last)}）：{figures}"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"week:{report_id}",
        version=version,
        summary=line,
        title="周报",
        status=reader.range(first, last),
        lines=(line, *highlights[:5]),
        buttons=(
            press("复制全文", "week", "copy", report_id, version),
            press("发给主管", "week", "send", report_id, version, style="primary"),
            press("改", "week", "edit", report_id, version),
        ),
    )
