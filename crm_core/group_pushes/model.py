"""Table of the groups that are sent figures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class GroupPushRow(Base):
    """One group, reached by a one-way address; `sealed_key` is that address's key, encrypted."""

    __tablename__ = "group_pushes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    manager_id: Mapped[int]
    sealed_key: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int]
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="open")  # open, enabled, dropped, disabled
