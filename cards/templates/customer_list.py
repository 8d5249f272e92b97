"""A list of customers sent as a file: what would come in, what has, what went again (A17; CONVERSATION §4.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards import limits, wording
from cards.model import Button, Card, CardState, Fact, MessageKind, Tone
from cards.templates.parts import press
from cards.wording import Reader

NAME_WIDTH = 24
EARNS_NOTHING = "不计积分"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows: `new` customers, `joining` those that are there, `there` already all of it, `faulty`."""

    new: int
    joining: int
    there: int
    faulty: int

    @property
    def coming(self) -> int:
        """Rows that bring something."""
        return self.new + self.joining

    @property
    def total(self) -> int:
        """All rows."""
        return self.coming + self.there + self.faulty

    def brought(self) -> str:
        """「新客户 120，补到已有客户 5」."""
        said = (f"新客户 {self.new}" if self.new else "", f"补到已有客户 {self.joining}" if self.joining else "")
        return "，".join(part for part in said if part)


def preview(
    *,
    import_id: int,
    name: str,
    counts: Counts,
    columns: Sequence[tuple[str, str]],
    unread: Sequence[str],
    remarks: Sequence[str],
    problems: Sequence[tuple[str, int]],
    leads: int,
) -> Card:
    """「128 行，125 行能导，3 行有问题。」, which column is read as what, and what is wrong; nothing is written yet.

    `columns` are (heading, what it is read as), `unread` headings of which nothing is kept, `problems` (why, rows).
    """
    summary = f"{counts.total} 行，{_judgement(counts)}。"
    facts = [Fact(label="文件", value=wording.short_name(name, NAME_WIDTH))]
    if counts.coming:
        facts.append(Fact(label="能导", value=counts.brought()))
    if counts.there:
        facts.append(Fact(label="已有", value=f"{counts.there} 行早就在了，不重复导"))
    if problems:
        facts.append(Fact(label="问题", value="；".join(f"{why} {rows} 行" for why, rows in problems[:3])))
    facts.append(Fact(label="认列", value=_read_as(columns)))
    if unread:
        facts.append(Fact(label="不导", value="、".join(unread)))
    bring = press(f"导入 {counts.coming} 行", "import", "run", import_id, style="primary", word="导入")
    lines = (*remarks, *((f"{leads} 行会建成线索，超期照常提醒",) if leads else ()))
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"import:{import_id}",
        summary=summary,
        title="导入预览",
        status="未导入",
        tone=Tone.WAITING,
        subtitle=summary,
        facts=tuple(facts),
        lines=lines,
        buttons=(
            *((bring,) if counts.coming else ()),
            *_fault_button(import_id, counts.faulty),
            press("不导", "import", "drop", import_id),
        ),
        footer=(f"点了才导 · {EARNS_NOTHING} · 导完 24 小时内能撤销",),
    )


def running(*, import_id: int, rows: int, by: str, at: datetime, reader: Reader) -> Card:
    """It is coming in; one message follows when it is done."""
    line = f"正在导入 {rows} 行，好了告诉你。"
    return Card(
        kind=MessageKind.PROGRESS,
        key=f"import:{import_id}",
        version=2,
        summary=line,
        title="正在导入",
        lines=(line, wording.join_facts(by, reader.closing(at))),
        tone=Tone.CLOSED,
        state=CardState.DONE,
    )


def done(*, import_id: int, name: str, counts: Counts, has_fault_file: bool) -> Card:
    """What has come in, with the way back."""
    brought = counts.brought() or "没有新的内容"
    lines = [f"已有 {counts.there} 行，没有重复导"] if counts.there else []
    if counts.faulty:
        lines.append(f"{counts.faulty} 行没导进，改好再发一次就行，导过的不会重复")
    buttons = (press("撤销", "import", "undo", import_id),) if counts.coming else ()
    return Card(
        kind=MessageKind.ANSWER,
        key=f"imported:{import_id}",
        summary=f"导好了：{brought}。",
        title="导好了",
        status="已写入",
        tone=Tone.DONE,
        subtitle=brought,
        facts=(Fact(label="文件", value=wording.short_name(name, NAME_WIDTH)),),
        lines=tuple(lines),
        buttons=(*buttons, *(_fault_button(import_id, counts.faulty) if has_fault_file else ())),
        footer=(f"{EARNS_NOTHING} · 已记审计",),
    )


def taken_back(*, import_id: int, name: str, rows: int, kept: int) -> Card:
    """What went again, and what stays."""
    line = f"撤了 {rows} 行。"
    stays = f"{kept} 行后来有人接着记了，留着。" if kept else ""
    return Card(
        kind=MessageKind.ANSWER,
        key=f"imported:{import_id}",
        version=2,
        summary=f"{line}{stays}",
        title=limits.cut("导入已撤销", limits.TITLE),
        subtitle=wording.short_name(name, NAME_WIDTH),
        status="已撤销",
        tone=Tone.CLOSED,
        lines=tuple(part for part in (line, stays) if part),
        state=CardState.DONE,
    )


def _judgement(counts: Counts) -> str:
    said = [f"{counts.coming} 行能导"]
    if counts.there:
        said.append(f"{counts.there} 行已经有了")
    said.append(f"{counts.faulty} 行有问题" if counts.faulty else "没有问题行")
    return "，".join(said)


def _read_as(columns: Sequence[tuple[str, str]]) -> str:
    return "；".join(heading if heading == field else f"{heading} → {field}" for heading, field in columns)


def _fault_button(import_id: int, faulty: int) -> tuple[Button, ...]:
    return (press("下载问题行", "import", "faults", import_id),) if faulty else ()
