"""Tables of follow-ups and drafts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class FollowUpRow(Base):
    """One recorded contact."""

    __tablename__ = "follow_ups"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    made_contact: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("report_drafts.id"), index=True)
    company_said: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str] = mapped_column(String(16))
    happened_on: Mapped[date]
    met: Mapped[bool] = mapped_column(default=True)
    topics: Mapped[list[Any]]
    amounts: Mapped[list[Any]]
    pains: Mapped[list[Any]]
    competitors: Mapped[list[Any]]
    stage_said: Mapped[str] = mapped_column(String(16), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    substance: Mapped[str] = mapped_column(Text, default="")
    quality: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_follow_ups_customer_id_created_at", "customer_id", "created_at"),
        Index("ix_follow_ups_author_id_created_at", "author_id", "created_at"),
    )


class DraftRow(Base):
    """What was understood from one message."""

    __tablename__ = "report_drafts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    kind: Mapped[str] = mapped_column(String(8), default="report")  # report, lead
    conversation: Mapped[str] = mapped_column(String(300))
    said: Mapped[str] = mapped_column(Text)
    spoken: Mapped[bool]
    said_at: Mapped[datetime]
    items: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(16), default="open")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_report_drafts_conversation_id", "conversation", "id"),
        Index(
            "ix_report_drafts_open",
            "expires_at",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )


class CorrectionRow(Base):
    """A labelled pair: what was understood and what the person made of it (`ceji export corrections`)."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("report_drafts.id"))
    field: Mapped[str] = mapped_column(String(32))
    before: Mapped[str] = mapped_column(String(500))
    after: Mapped[str] = mapped_column(String(500))
    said: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
