"""Tables of the rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class RuleRow(Base):
    """A rule that an admin has set over its default."""

    __tablename__ = "company_rules"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    set_by: Mapped[int]
    set_at: Mapped[datetime]


class RuleProposalRow(Base):
    """A change that was previewed; it does nothing until it is enabled."""

    __tablename__ = "rule_proposals"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    value: Mapped[Any] = mapped_column(JSON)
    before: Mapped[Any] = mapped_column(JSON)
    asked_by: Mapped[int]
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="open")  # open, enabled, dropped, disabled
