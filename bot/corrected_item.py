"""A draft's visit with one field corrected: 「不是王总，是李总」「预算60万」「截止 周四」 (CONVERSATION §4.6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.amended_item import of_customer
from bot.report_items import AMOUNTS, CHANNELS, Amount, ReportItem, due_step
from bot.turn import Turn
from cards.wording import money
from nlu.corrections import Correction
from nlu.drafts import DueInterval
from nlu.money import find_money
from nlu.times import find_times

AMOUNT_WORDS = {
    **{label: kind for kind, label in AMOUNTS.items()},
    "总价": "quote",
    "合同额": "contract",
    "合同金额": "contract",
    "定金": "payment",
    "首付": "payment",
    "首付款": "payment",
    "尾款": "payment",
}
_CHANNEL_SAID = {label: channel for channel, label in CHANNELS.items()}

CorrectedItem = tuple[ReportItem, str, str, str]
"""(the visit as it becomes, label, what stood there, what stands there now); the label is empty where only the unit
of a sum is missing."""


def corrected(turn: Turn, item: ReportItem, read: Correction) -> CorrectedItem | None:
    """What the visit becomes by this correction; None when it does not fit."""
    return _replaced(turn, item, read) if read.kind == "replace" else _set(turn, item, read)


def kind_meant(label: str | None, kinds: Sequence[str]) -> str:
    """Which of the sums that are there a label means; 金额 or none mean the first, where no sum is called that."""
    kind = AMOUNT_WORDS.get(label or "", "")
    if not kind or (kind == "other" and kind not in kinds):
        return kinds[0] if kinds else "budget"
    return kind


def day_said(turn: Turn, words: str) -> date | None:
    """The day that words mean about something done; None when they name none."""
    found = find_times(words, turn.local_now)
    interval = found[0].resolve("past") if found else None
    if interval is None or interval.end is None:
        return None
    return interval.end.date() if isinstance(interval.end, datetime) else interval.end


def _replaced(turn: Turn, item: ReportItem, read: Correction) -> CorrectedItem | None:
    """old → new on the field that holds the old words."""
    old, new = read.old or "", read.new or ""
    if item.contact and (item.contact == old or old in item.contact):
        return item.changed(contact=new), "联系人", item.contact, new
    if item.name and (old in (item.company, item.customer_name) or (len(old) >= 2 and old in item.name)):
        return of_customer(turn, item, new), "客户", item.name, new
    for n, topic in enumerate(item.topics):
        if old in topic:
            topics = (*item.topics[:n], topic.replace(old, new), *item.topics[n + 1 :])
            return item.changed(topics=topics), "内容", topic, topics[n]
    for n, step in enumerate(item.steps):
        if step.words and old in step.words:
            return _set_due(turn, item, new, n)
    if old in item.evidence.get("date", "") and old:
        return _set_date(turn, item, new)
    said = next((one for one in item.amounts if old in one.words), None)
    return _set_amount(turn, item, new, AMOUNTS[said.kind]) if said is not None else None


def _set(turn: Turn, item: ReportItem, read: Correction) -> CorrectedItem | None:
    """A field named, or told by the type of the value."""
    new = read.new or ""
    channel = new if new in CHANNELS else _CHANNEL_SAID.get(new, "")
    if read.field in ("channel", None) and channel:
        return item.changed(channel=channel), "方式", item.method, CHANNELS[channel]
    if read.field == "contact":
        return item.changed(contact=new), "联系人", item.contact, new
    if read.field == "company":
        return of_customer(turn, item, new), "客户", item.name, new
    if read.field == "date":
        return _set_date(turn, item, new)
    if read.field == "due":
        return _set_due(turn, item, new)
    if read.field == "amount":
        return _set_amount(turn, item, new, read.old)
    if read.field == "topic":
        topic = new.removeprefix("聊了")
        return item.changed(topics=(topic,)), "内容", "、".join(item.topics), topic
    return _set_due(turn, item, new) or _set_date(turn, item, new) or _set_amount(turn, item, new, read.old)


def _set_date(turn: Turn, item: ReportItem, words: str) -> CorrectedItem | None:
    day = day_said(turn, words)
    if day is None:
        return None
    return item.changed(on=day.isoformat()), "时间", turn.reader.day(item.day), turn.reader.day(day)


def _set_due(turn: Turn, item: ReportItem, words: str, number: int = 0) -> CorrectedItem | None:
    """The day of one of the promises; a day chosen on the card is that of the first."""
    if not item.steps:
        return None
    interval = _interval(turn, words)
    if interval is None:
        return None
    step = item.steps[number]
    changed = due_step(step, interval, words)
    before = step.due(turn.company.calendar.is_workday)
    after = changed.due(turn.company.calendar.is_workday)
    new = turn.reader.day(after.on) if after else words
    return (
        item.changed(
            steps=(*item.steps[:number], changed, *item.steps[number + 1 :]),
            chosen_due="" if number == 0 else item.chosen_due,
        ),
        "截止",
        turn.reader.day(before.on) if before else "",
        new,
    )


def _set_amount(turn: Turn, item: ReportItem, words: str, label: str | None) -> CorrectedItem | None:
    """A sum; without a unit the label comes back empty and the unit is asked."""
    kind = kind_meant(label, [one.kind for one in item.amounts])
    found = find_money(words, allow_bare=True)
    if not found:
        return None
    old = next((money(one.yuan) for one in item.amounts if one.kind == kind), "")
    if found[0].bare:
        return item, "", old, words
    rest = tuple(one for one in item.amounts if one.kind != kind)
    changed = item.changed(amounts=(*rest, Amount(found[0].yuan, kind, words)))
    return changed, label or "金额", old, money(found[0].yuan)


def _interval(turn: Turn, words: str) -> DueInterval | None:
    found = find_times(words, turn.local_now)
    if not found:
        return None
    resolved = found[0].resolve("future")
    if resolved is None or resolved.end is None or _is_past(resolved.end, turn.local_now):
        return None
    return DueInterval(resolved.start, resolved.end, found[0].span)


def _is_past(end: date | datetime, now: datetime) -> bool:
    return (end.date() if isinstance(end, datetime) else end) < now.date()
