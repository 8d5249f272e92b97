"""Very many are missing from a directory at once: an admin says that they have left, or takes that back (I23)."""

from __future__ import annotations

from bot.handovers import ask_managers
from bot.routing import Router
from bot.turn import Turn
from cards.templates import missed_people as cards
from crm_core.organisation.missed import close_missed, reopen_missed


def register(router: Router) -> None:
    """What this file takes."""
    router.action("missed", "close", lambda turn, action, values: close(turn, int(action.id)))
    router.action("missed", "reopen", lambda turn, action, values: reopen(turn, int(action.id)))


def close(turn: Turn, reading_id: int) -> None:
    """都离职了，停账号: all at once, and their managers are asked about their customers."""
    names = close_missed(turn.session, turn.viewer, reading_id, turn.now, turn.conversation)
    ask_managers(turn.session, turn.company, turn.now)
    turn.show(cards.closed(reading_id=reading_id, names=names))


def reopen(turn: Turn, reading_id: int) -> None:
    """撤销 of that."""
    names = reopen_missed(turn.session, turn.viewer, reading_id, turn.now)
    turn.show(cards.reopened(reading_id=reading_id, names=names))
