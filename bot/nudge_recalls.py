"""A nudge that is taken back: out of the owner's chat, where its platform still allows it (CONVERSATION §4.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from adapters.contract import CardReference, ChatPlatform, Outgoing
from adapters.errors import CardClosed
from bot.clock import machine_now
from cards.model import stored
from cards.templates import nudge
from crm_core.audit.queries import act_on
from crm_core.audit.service import record
from crm_core.database import outbox
from crm_core.database.engine import Database

UNDO_KIND = "nudge"
RECALLABLE = timedelta(hours=24)
"""WeCom's and DingTalk's window; Feishu's is its admin's to set."""

NUDGED, RECALLED, STAYS, CORRECTED = "nudged", "nudge_recalled", "nudge_stays", "nudge_corrected"
"""What the audit says of a lead's nudge."""


def key_of(lead_id: int, nudge_id: int) -> str:
    """The owner's card, and its row in the outbox; `nudge_id` is the event by which the manager nudged."""
    return f"nudge:{lead_id}:{nudge_id}"


async def take_back(
    database: Database,
    platform: ChatPlatform,
    reference: CardReference,
    closed: Outgoing,
    card_key: str,
    now: datetime,
) -> None:
    """Recalls the owner's card, or else closes it; where neither can be, it stays and the manager hears that."""
    try:
        await platform.recall(reference)
    except CardClosed:
        try:
            await platform.update(reference, closed)
        except CardClosed:
            await database.write(lambda session: _stays(session, card_key, now))
            return
    await database.write(lambda session: _recalled(session, card_key, now))


def _recalled(session: Session, card_key: str, now: datetime) -> None:
    lead_id, nudge_id = _ids(card_key)
    act = act_on(session, UNDO_KIND, nudge_id)
    record(session, act.employee_id if act else None, RECALLED, "lead", lead_id, now)


def _stays(session: Session, card_key: str, now: datetime) -> None:
    lead_id, nudge_id = _ids(card_key)
    act = act_on(session, UNDO_KIND, nudge_id)
    if act is None:
        return
    record(session, act.employee_id, STAYS, "lead", lead_id, now)
    kept = [one["company"] for one in act.facts["asked"] if one["lead"] == lead_id]
    card = nudge.undone(nudge_id=nudge_id, back=(), kept=kept)
    told = outbox.NewMessage(
        key=f"stays:{lead_id}:{nudge_id}",
        platform=act.facts["platform"],
        user_id=act.facts["user_id"],
        message=stored(card),
        card_key=card.key,
    )
    outbox.put(session, told, machine_now())


def _ids(card_key: str) -> tuple[int, int]:
    _, lead_id, nudge_id = card_key.split(":")
    return int(lead_id), int(nudge_id)
