"""积分: statement and ranking (CONVERSATION 3.15; E1–E7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cards import limits, wording
from cards.model import Card, Fact, MessageKind, Section, Text, Tone
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
        buttons=(page("兑换", "redeem"), page("排行", "ranking"), page("看全部", "points_all")),
        footer=("余额 = 明细之和，可逐条核对",),
    )


def ranking(*, period: str, group: str, ranks: Sequence[Rank], opted_out: int) -> Card:
    """Points only, never a customer's name. `period` is 3月第1周."""
    out = f" · {opted_out} 人未参加" if opted_out else ""
    return Card(
        kind=MessageKind.LIST,
        summary=f"{period} 积分排行（{group}）：第 1 名 {ranks[0].name} {ranks[0].points}",
        title=limits.cut(f"{period} 积分排行", limits.TITLE),
        status=group,
        facts=tuple(
            Fact(label=f"第{rank.place}名", value=wording.join_facts(rank.name, str(rank.points))) for rank in ranks[:6]
        ),
        buttons=(page("我的积分", "points"), press("不参加排行", "points", "opt_out", "me")),
        footer=(f"只算有效记录 · 并列同名次{out}",),
    )


def opted_out() -> Text:
    """To the one who doesn't want to be ranked."""
    return Text(text="已退出排行，积分照常累计。回「参加排行」可恢复。")


def taken_back(*, lead_id: int, version: int, change: int, balance: int, company: str, reason: str) -> Card:
    """「−5 积分（共 12）：海川包装 标为空号。号码是错的？」."""
    line = f"{wording.points(change, balance)}：{company} {reason}。号码是错的？"
    return Card(
        kind=MessageKind.ANSWER,
        key=f"points:{lead_id}",
        version=version,
        summary=line,
        title="积分冲回",
        status=wording.points(change, balance),
        tone=Tone.INFO,
        lines=(line,),
        buttons=(
            press("改号码", "lead", "edit", lead_id, version),
            press("申诉", "points", "appeal", lead_id, version),
        ),
    )


def redeem(*, reward_id: str, version: int, reward: str, cost: int, left: int) -> Card:
    """「咖啡券 1 张，扣 10 积分，剩 2。」."""
    line = f"{reward} 1 张，扣 {cost} 积分，剩 {left}。"
    return Card(
        kind=MessageKind.CONFIRM,
        key=f"reward:{reward_id}",
        version=version,
        summary=line,
        title="兑换",
        status="待确认",
        tone=Tone.WAITING,
        question=line,
        buttons=(
            press("兑换", "points", "redeem", reward_id, version, style="primary"),
            press("取消", "points", "cancel", reward_id, version),
        ),
    )


def redeemed(*, reward: str, left: int) -> Text:
    """The voucher is there."""
    return Text(text=f"已兑换 {reward}，券码在侧边栏「我的券」。剩 {left} 积分。")


def not_enough(*, reward: str, cost: int, balance: int) -> Text:
    """「积分不足：咖啡券要 10，你有 3，还差 7。」."""
    return Text(text=f"积分不足：{reward}要 {cost}，你有 {balance}，还差 {cost - balance}。")
