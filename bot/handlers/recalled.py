"""A message that was taken back takes its unconfirmed draft with it (ARCHITECTURE §4: a draft is not a fact)."""

from __future__ import annotations

from dataclasses import replace

from adapters.events import EVENT
from bot import report_texts
from bot.report_cards import items_of
from bot.report_drafts import closed, store
from bot.report_items import DROPPED, OPEN
from bot.turn import Turn
from crm_core.database import inbox
from crm_core.follow_ups import drafts


def withdraw(turn: Turn, message: str) -> None:
    """Closes what still waits of this message; what was confirmed stays, and has its own undo."""
    payload = inbox.payload_of(turn.session, turn.event.platform, message)
    if payload is None:
        return
    said_at = EVENT.validate_json(payload).sent_at
    waiting = drafts.open_from(turn.session, turn.viewer, turn.conversation, said_at)
    for draft in waiting:
        items = [replace(item, state=DROPPED) if item.state == OPEN else item for item in items_of(draft)]
        store(turn, draft, items)
        turn.retire(closed(turn, draft, "已撤回"))
    if waiting:
        turn.dialog.forget("draft_link")
        turn.say(report_texts.recalled())
