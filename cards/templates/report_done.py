"""A report was written: what, the points, and something back (CONVERSATION 3.6; C1, E7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards import wording
from cards.model import Card, CardState, MessageKind, Tone
from cards.templates.parts import page, press
from cards.wording import Reader


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """One follow-up that was written: `what` are its facts, `uncounted` when it earns nothing."""

    company: str
    what: tuple[str, ...]
    uncounted: bool = False

    def line(self, number: int) -> str:
        """「② 东方精工 · 拜访未遇（不计分）」."""
        said = wording.join_facts(wording.short_name(self.company, 16), *self.what)
        return f"{wording.number_mark(number)} {said}{'（不计分）' if self.uncounted else ''}"


def done(
    *,
    report_id: int,
    version: int,
    items: Sequence[WrittenItem],
    points: tuple[int, int] | None = None,
    gives_back: str = "",
) -> Card:
    """What was written. `gives_back`: an open ticket, the last conclusion, a promise now due … (one sentence)."""
    names = "、".join(wording.short_name(item.company, 8) for item in items[:3])
    return Card(
        kind=MessageKind.ANSWER,
        key=f"report:{report_id}",
        version=version,
        summary=f"已写入 {len(items)} 条跟进：{names}{' 等' if len(items) > 3 else ''}",
        title=f"已写入 {len(items)} 条跟进",
        status=wording.points(*points) if points else "",
        tone=Tone.DONE,
        lines=tuple(item.line(n) for n, item in enumerate(items, start=1)),
        hint=gives_back,
        buttons=(
            press("改", "report", "edit", report_id, version),
            press("撤销", "report", "undo", report_id, version),
            page("看待办", "todos"),
        ),
    )


def undone(
    *,
    report_id: int,
    version: int,
    follow_ups: int,
    next_steps: int,
    by: str,
    at: datetime,
    reader: Reader,
    points: tuple[int, int] | None = None,
) -> Card:
    """「已撤销 3 条跟进、1 件待办。−2 积分（共 5）」."""
    title = f"已撤销 {follow_ups} 条跟进"
    steps = f"{next_steps} 件待办" if next_steps else ""
    tail = wording.points(*points) if points else ""
    return Card(
        kind=MessageKind.ANSWER,
        key=f"report:{report_id}",
        version=version,
        summary=f"{title}{f'、{steps}' if steps else ''}。{tail}",
        title=title,
        status=tail or "已撤销",
        tone=Tone.CLOSED,
        subtitle=steps,
        lines=(wording.join_facts(by, reader.closing(at)),),
        state=CardState.DONE,
    )
