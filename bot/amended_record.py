"""A written record with what was said of it since, as the fields that would change (CONVERSATION 3.7, §4.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.amended_item import EMPTY
from bot.report_items import CHANNELS, PAINS, Amount, ReportItem
from bot.turn import Turn
from crm_core.contacts.queries import contacts_by_id
from crm_core.customers.queries import customer
from crm_core.errors import NotVisible
from crm_core.follow_ups.views import FollowUp

_FIELDS = ("contact", "channel", "on", "topics", "amounts", "pains", "competitors")


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A field of a record with its value before and after, both as stored and in words."""

    field: str
    before: Any
    after: Any
    label: str
    old: str
    new: str

    def known(self) -> str:
        """What stood there in words, nothing where it was empty."""
        return "" if self.old == EMPTY else self.old


def item_of(turn: Turn, record: FollowUp) -> ReportItem:
    """The record as a draft holds a visit, so that the same words change both alike."""
    contacts = contacts_by_id(turn.session, [record.contact_id] if record.contact_id else [])
    return ReportItem(
        customer_id=record.customer_id,
        customer_name=customer_name(turn, record),
        contact=contacts[record.contact_id].name if record.contact_id in contacts else "",
        channel=record.channel,
        met=record.met,
        on=record.happened_on.isoformat(),
        topics=tuple(record.topics),
        amounts=tuple(Amount(one["yuan"], one["kind"]) for one in record.amounts),
        pains=tuple(record.pains),
        competitors=tuple(record.competitors),
        stage=record.stage_said,
    )


def customer_name(turn: Turn, record: FollowUp) -> str:
    """The customer's name; empty where there is none that the person may see."""
    if record.customer_id is None:
        return ""
    try:
        return customer(turn.session, turn.viewer, record.customer_id).name
    except NotVisible:
        return ""


def changes_between(turn: Turn, before: ReportItem, after: ReportItem) -> list[RecordChange]:
    """What of a record changes, field by field; nothing of what a record doesn't keep (`only_of_record`)."""
    said: list[tuple[str, str, Callable[[ReportItem], Any], Callable[[ReportItem], str]]] = [
        ("contact", "联系人", lambda item: item.contact, lambda item: item.contact),
        ("channel", "方式", lambda item: item.channel, lambda item: CHANNELS[item.channel]),
        ("happened_on", "时间", lambda item: item.on, lambda item: turn.reader.day(item.day)),
        ("topics", "内容", lambda item: list(item.topics), lambda item: "、".join(item.topics)),
        ("amounts", "金额", _amounts, lambda item: "、".join(f"{label} {sum_}" for label, sum_, _ in item.sums())),
        ("pains", "痛点", lambda item: list(item.pains), lambda item: "、".join(PAINS[pain] for pain in item.pains)),
        ("competitors", "竞品", lambda item: list(item.competitors), lambda item: "、".join(item.competitors)),
    ]
    return [
        RecordChange(field, stored(before), stored(after), label, words(before) or EMPTY, words(after) or EMPTY)
        for field, label, stored, words in said
        if stored(before) != stored(after)
    ]


def only_of_record(before: ReportItem, after: ReportItem) -> bool:
    """Whether nothing changes but what a written record keeps: its customer and its promises are changed elsewhere."""
    same = replace(after, **{name: getattr(before, name) for name in (*_FIELDS, "evidence")})
    return same == before


def _amounts(item: ReportItem) -> list[dict[str, Any]]:
    return [{"yuan": one.yuan, "kind": one.kind} for one in item.amounts]
