"""Cards that were sent: how each platform knows a person's copy, so that it can be changed."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm_core.database.types import Base, table
from crm_core.database.upsert import dialect_of, insert_into


class SentCard(Base):
    """One copy of a card: `reference` is what the platform calls it."""

    __tablename__ = "sent_cards"

    card_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    reference: Mapped[dict[str, Any]] = mapped_column(JSON)
    sent_at: Mapped[datetime]


_SENT = table(SentCard)
_REFERENCE = select(_SENT.c.reference).where(
    *(_SENT.c[name] == bindparam(name) for name in ("card_key", "platform", "user_id", "group_id"))
)


def remember_card(
    session: Session,
    card_key: str,
    platform: str,
    user_id: str,
    group_id: str,
    reference: dict[str, Any],
    now: datetime,
) -> None:
    """Keeps the newest reference of a card for one person."""
    card = {
        "card_key": card_key,
        "platform": platform,
        "user_id": user_id,
        "group_id": group_id,
        "reference": reference,
        "sent_at": now,
    }
    session.execute(_remembering(dialect_of(session)), card)


@cache
def _remembering(dialect: str) -> Any:
    statement = insert_into(dialect, _SENT)
    return statement.on_conflict_do_update(
        index_elements=["card_key", "platform", "user_id", "group_id"],
        set_={"reference": statement.excluded.reference, "sent_at": statement.excluded.sent_at},
    )


def card_reference(session: Session, card_key: str, platform: str, user_id: str, group_id: str) -> dict[str, Any]:
    """How the platform knows this person's copy of the card; empty when it doesn't."""
    asked = {"card_key": card_key, "platform": platform, "user_id": user_id, "group_id": group_id}
    found: dict[str, Any] | None = session.scalar(_REFERENCE, asked)
    return found or {}
