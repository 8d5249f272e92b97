"""Tables of the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class AuditRow(Base):
    """One line of the log; the database refuses to change or delete it."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    act: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]

    __table_args__ = (
        Index("ix_audit_entries_subject_subject_id", "subject", "subject_id"),
        Index("ix_audit_entries_actor_id_at", "actor_id", "at"),
    )


class UndoableRow(Base):
    """Something that can be taken back; `conversation` is where it was done."""

    __tablename__ = "undoable_acts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[int]
    conversation: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    until: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_undoable_acts_employee_id_at", "employee_id", "at"),)
