"""From a proposal of the second reading to what a draft keeps of it and shows (CONVERSATION 3.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.report_items import AMOUNTS, CHANNELS, PAINS, Amount, Heard, ReportItem, Step, as_plain, item_from
from cards import wording
from cards.wording import Reader, join_facts
from nlu.merging import Proposal, Slot

_FIELDS: dict[Slot, tuple[str, ...]] = {
    "company": ("company", "customer_id", "candidates"),
    "contact": ("contact",),
    "channel": ("channel",),
    "date": ("on",),
    "stage": ("stage",),
    "topics": ("topics",),
    "pains": ("pains",),
    "competitors": ("competitors",),
    "amounts": ("amounts",),
    "next_steps": ("steps", "chosen_due"),
    "due": ("steps", "chosen_due"),
}
_LABELS: dict[Slot, str] = {
    "company": "客户",
    "contact": "联系人",
    "channel": "方式",
    "date": "时间",
    "stage": "阶段",
    "topics": "内容",
    "pains": "痛点",
    "competitors": "竞品",
    "next_steps": "下一步",
    "due": "截止",
}
_LONGEST_WORDS = 30


class Proposals:
    """Says proposals as the draft's own reader would read them; `is_workday` settles due days."""

    def __init__(self, text: str, reader: Reader, is_workday: Callable[[date], bool]) -> None:
        self._text = text
        self._reader = reader
        self._is_workday = is_workday

    def heard(self, item: ReportItem, proposal: Proposal) -> Heard | None:
        """What the visit keeps of a proposal: its fields before and after, and how the difference is said.

        None for a difference that nobody could see.
        """
        after = item_from(proposal.draft, self._text)
        fields = _FIELDS[proposal.slot]
        changes = {name: as_plain(after)[name] for name in fields}
        if proposal.slot == "company":
            changes |= {"customer_name": "", "is_unlinked": False}
        label, value, instead = self._said(proposal.slot, item, after)
        if not value or (proposal.replaces and value == instead):
            return None
        words = "、".join(span.words(self._text) for span in proposal.spans)
        return Heard(
            slot="steps" if proposal.slot in ("next_steps", "due") else proposal.slot,
            before={name: as_plain(item)[name] for name in fields},
            after=changes,
            label=label,
            value=value,
            words=words[:_LONGEST_WORDS],
            instead=instead if proposal.replaces else "",
        )

    def _said(self, slot: Slot, item: ReportItem, after: ReportItem) -> tuple[str, str, str]:
        """(label, what was heard, what the draft says)."""
        if slot == "amounts":
            return self._said_amounts(item, after)
        label = _LABELS[slot]
        if slot == "company":
            return label, after.company, item.name
        if slot == "contact":
            return label, after.contact, item.contact
        if slot == "channel":
            return label, CHANNELS[after.channel], item.method
        if slot == "date":
            return label, self._reader.day(after.day), self._reader.day(item.day)
        if slot == "stage":
            return label, after.stage, item.stage
        if slot == "due":
            changed = [(new, old) for new, old in zip(after.steps, item.steps, strict=True) if new != old]
            new, old = changed[0]
            return f"「{old.what}」{label}", self._due(new), self._due(old)
        if slot == "next_steps":
            return label, "；".join(self._step(step, after) for step in _new(item.steps, after.steps)), ""
        names: list[str] = [PAINS.get(one, one) for one in _new(getattr(item, slot), getattr(after, slot))]
        return label, "、".join(names), ""

    def _said_amounts(self, item: ReportItem, after: ReportItem) -> tuple[str, str, str]:
        heard, lost = _new(item.amounts, after.amounts), _new(after.amounts, item.amounts)
        if not lost:
            return "", "、".join(f"{AMOUNTS[one.kind]} {wording.money(one.yuan)}" for one in heard), ""
        new: Amount = heard[0]
        old: Amount = lost[0]
        if new.kind == old.kind:
            return AMOUNTS[new.kind], wording.money(new.yuan), wording.money(old.yuan)
        return wording.money(new.yuan), AMOUNTS[new.kind], AMOUNTS[old.kind]

    def _due(self, step: Step) -> str:
        due = step.due(self._is_workday)
        return join_facts(self._reader.day(due.on), step.at) if due is not None else ""

    def _step(self, step: Step, item: ReportItem) -> str:
        due = self._due(step)
        return join_facts(step.said(item.contact), f"{due}前" if due and not step.at else due)


def _new(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[Any]:
    return [one for one in after if one not in before]
