"""Tables of next steps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id

_OPEN = text("state = 'open'")


class NextStepRow(Base):
    """A promise. `reminded_on` is the local day of the last morning list that named it; `reminded_at` the
    instant of the last reminder at its own hour."""

    __tablename__ = "next_steps"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_ups.id"), index=True)
    who: Mapped[str] = mapped_column(String(8))
    what: Mapped[str] = mapped_column(String(200))
    due_from: Mapped[date | None]
    due_on: Mapped[date | None]
    remind_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(8), default="open")
    snoozes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("ix_next_steps_owner_id_due_on", "owner_id", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_next_steps_remind_at", "remind_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
