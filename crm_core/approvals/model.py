"""Tables of approvals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class ApprovalRow(Base):
    """One request to one person."""

    __tablename__ = "approvals"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    wanted: Mapped[dict[str, Any]]
    asked_by: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    approver_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    state: Mapped[str] = mapped_column(String(16), default="open")
    reason: Mapped[str] = mapped_column(String(100), default="")
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_approvals_state_expires_at", "state", "expires_at"),)
