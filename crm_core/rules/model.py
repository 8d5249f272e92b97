"""Tables of the rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class RuleVersionRow(Base):
    """A value that an admin has set over a rule's default, from an instant on; the newest one begun is in force.

    `proposal_id` is the change that was previewed and enabled; none where a change was put back.
    """

    __tablename__ = "rule_versions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    value: Mapped[Any] = mapped_column(JSON)
    effective_from: Mapped[datetime]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("rule_proposals.id"))
    set_by: Mapped[int]
    set_at: Mapped[datetime]

    __table_args__ = (Index("uq_rule_versions_name_effective_from", "name", "effective_from", unique=True),)


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
