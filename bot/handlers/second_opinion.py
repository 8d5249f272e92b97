"""Answers to what a language model heard beside a draft: nothing of it counts before the person has pressed."""

from __future__ import annotations

from dataclasses import replace

from bot import report_texts
from bot.handlers.daily_report import open_draft
from bot.report_cards import items_of
from bot.report_drafts import known_facts, show, store
from bot.report_items import DROPPED, OPEN, PROPOSED, ReportItem
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from crm_core.follow_ups import drafts
from crm_core.follow_ups.views import Draft


def register(router: Router) -> None:
    """What this file takes."""
    router.action("draft", "take_heard", take_heard)
    router.action("draft", "leave_heard", leave_heard)


def take_heard(turn: Turn, action: Action, values: Values) -> None:
    """加上, or the model's value: into the draft, which still waits for its 确认."""
    draft = open_draft(turn, action)
    if draft is None:
        return
    items = items_of(draft)
    taken: list[str] = []
    for n, item in enumerate(items):
        if item.state == OPEN and item.proposed:
            items[n] = _with_all(turn, draft, item)
            taken += [f"{one.label} {one.value}" for one in item.proposed]
        elif item.state == PROPOSED:
            items[n] = known_facts(turn, replace(item, state=OPEN))
            taken.append(f"{item.name} {item.method}")
    _keep(turn, draft, items, report_texts.heard_taken(taken) if taken else report_texts.changed_meanwhile())


def leave_heard(turn: Turn, action: Action, values: Values) -> None:
    """不用, or the draft's own value: it stays as it is and nothing is asked again."""
    draft = open_draft(turn, action)
    if draft is not None:
        items = [replace(item, state=DROPPED) if item.state == PROPOSED else item for item in items_of(draft)]
        _keep(turn, draft, items, "")


def _with_all(turn: Turn, draft: Draft, item: ReportItem) -> ReportItem:
    """The visit with all that was proposed of it, remembered as corrections of what was understood."""
    changed = item
    for one in item.proposed:
        changed = changed.taken(one)
        drafts.learn(turn.session, turn.viewer, draft, one.label, one.instead, one.value, turn.now)
    return known_facts(turn, changed)


def _keep(turn: Turn, draft: Draft, items: list[ReportItem], remark: str) -> None:
    draft = store(turn, draft, [replace(item, heard=()) for item in items])
    show(turn, draft, remark=remark)
