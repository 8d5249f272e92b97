"""What is said of points and of the week that earned them, outside a card."""

from __future__ import annotations

from collections.abc import Sequence

from cards.model import Text
from crm_core.points.views import PointsEntry, Reason

_REASONS = {
    Reason.LEAD: "新线索 {}",
    Reason.FOLLOW_UP: "有效跟进 {}",
    Reason.LEAD_UNDONE: "{} 撤销，冲回",
    Reason.FOLLOW_UP_UNDONE: "{} 跟进撤销，冲回",
    Reason.DEAD_NUMBER: "{} 空号，冲回",
}


def reason(entry: PointsEntry) -> str:
    """What an entry of the ledger was for."""
    return _REASONS[entry.reason].format(entry.label)


def empty_week(days: str) -> Text:
    """周报, but nothing was recorded."""
    return Text(text=f"{days} 还没有记录。发一条线索或一句日报，周报就有了。")


def week_sent(manager: str) -> Text:
    """发给主管."""
    return Text(text=f"发给{manager}了。")


def nobody_to_report_to() -> Text:
    """发给主管, but there is none who can be reached."""
    return Text(text="通讯录里没有你的主管，没有发。点「复制全文」自己转发就行。")


def ledger(balance: int, lines: Sequence[str]) -> Text:
    """看全部 of the points."""
    return Text(text="\n".join([f"积分 {balance}，余额 = 明细之和", *lines]))


def nobody_ranked() -> Text:
    """A ranking without anybody."""
    return Text(text="这周还没有人参加排行。")
