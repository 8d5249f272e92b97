"""The card of a saved lead, for whoever saved it (CONVERSATION 3.1), and the note in the chat where it began."""

from __future__ import annotations

from datetime import timedelta

from bot.customer_notes import tell_of_link
from bot.turn import Turn
from cards.model import Card
from cards.templates import lead_saved
from crm_core.leads.views import Captured
from crm_core.points import queries as points


def saved_card(turn: Turn, outcome: Captured) -> Card:
    """The card of a saved lead, with what it earned."""
    lead = outcome.lead
    earned, balance = points.earned_and_balance(turn.session, lead.owner_id, "lead", lead.id)
    return lead_saved.saved(
        lead_id=lead.id,
        version=lead.version,
        company=lead.company,
        phone=lead.phone,
        stage=lead.stage,
        reader=turn.reader,
        first_contact_by=turn.now + timedelta(hours=turn.rules.overdue_hours),
        points=(earned, balance) if earned else None,
        virtual_prefix=lead.phone[:3] if lead.is_virtual else "",
        similar_to=outcome.alike.name if outcome.alike else "",
    )


def note_in_chat(turn: Turn, outcome: Captured, contact_id: int | None) -> None:
    """A lead that began with somebody in the platform's chat: his colleague's note there gets company and number."""
    if contact_id is not None:
        tell_of_link(turn, contact_id, outcome.lead.customer_id, outcome.lead.company)
