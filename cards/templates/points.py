"""积分: statement and ranking (CONVERSATION 3.15; E1–E7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cards import limits, wording
from cards.model import Bar, Card, Chart, Fact, MessageKind, Section, Text
from cards.templates.parts import others, page, press
from cards.wording import Reader


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger: `reason` is 新线索 宁波东方精工, 海川包装 空号，冲回 …"""

    on: date
    change: int
    reason: str


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in the ranking; equals share a place."""

    place: int
    name: str
    points: int


def statement(*, balance: int, this_month: int, entries: Sequence[Entry], total: int, reader: Reader) -> Card:
    """The newest entries first; the balance is the sum of all."""
    rows = entries[:4]
    sections = tuple(
        Section(
            title=f"{reader.day(entry.on, weekday=False)} {wording.signed(entry.change)}",
            lines=(entry.reason,),
            row=Fact(label=wording.signed(entry.change), value=f"{reader.day(entry.on, weekday=False)} {entry.reason}"),
        )
        for entry in rows
    )
    return Card(
        kind=MessageKind.LIST,
        summary=f"积分 {balance}，本月 {wording.signed(this_month)}",
        title=f"积分 {balance}",
        status=f"本月 {wording.signed(this_month)}",
        sections=sections,
        lines=others(total, len(rows)),
        buttons=(
            page("周报", "week"),
            page("排行", "ranking"),
            *((page("看全部", "points_all"),) if total > len(rows) else ()),
        ),
        footer=("余额 = 明细之和，可逐条核对",),
    )


def ranking(*, period: str, group: str, ranks: Sequence[Rank], opted_out: int) -> Card:
    """Points only, never a customer's name. `period` is 3月第1周."""
    out = f" · {opted_out} 人未参加" if opted_out else ""
    shown = ranks[:6]
    return Card(
        kind=MessageKind.LIST,
        summary=f"{period} 积分排行（{group}）：第 1 名 {ranks[0].name} {ranks[0].points}",
        title=limits.cut(f"{period} 积分排行", limits.TITLE),
        status=group,
        facts=tuple(
            Fact(label=f"第{rank.place}名", value=wording.join_facts(rank.name, str(rank.points))) for rank in shown
        ),
        chart=Chart(title="本周积分", bars=tuple(Bar(label=rank.name, value=rank.points) for rank in shown)),
        buttons=(page("我的积分", "points"), press("不参加排行", "points", "opt_out", "me")),
        footer=(f"只算有效记录 · 并列同名次{out}",),
    )


def opted_out() -> Text:
    """To the one who doesn't want to be ranked."""
    return Text(text="已退出排行，积分照常累计。回「参加排行」可恢复。")
