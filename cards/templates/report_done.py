"""A report was written: what, the points, and something back (CONVERSATION 3.6; C1, E7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards import wording
from cards.model import Card, MessageKind, Text, Tone
from cards.templates.parts import page, press


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


def undone(*, follow_ups: int, next_steps: int, points: tuple[int, int] | None = None) -> Text:
    """「已撤销 3 条跟进、1 件待办。−2 积分（共 5）」."""
    steps = f"、{next_steps} 件待办" if next_steps else ""
    tail = wording.points(*points) if points else ""
    return Text(text=f"已撤销 {follow_ups} 条跟进{steps}。{tail}")


def too_alike(*, others: int) -> Text:
    """The content repeats what was written for others today (E7)."""
    return Text(
        text=f"已写入。内容雷同，未计分（和今天另外 {others} 条几乎一样）。补一句客户说了什么就能计分。",
    )


def still_open(*, questions: Sequence[str]) -> Text:
    """What is left to answer after a part was written."""
    return Text(text=f"还有 {len(questions)} 个问题没答：{'；'.join(questions)}")
