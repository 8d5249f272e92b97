"""The table of welcomes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class WelcomeRow(Base):
    """A welcome; at most one is enabled."""

    __tablename__ = "welcomes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="open")  # open, enabled, dropped, disabled
