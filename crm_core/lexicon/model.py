"""The table of the company's own words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class CompanyWordRow(Base):
    """A word that was previewed; it does nothing until it is enabled. `means` is the stage that a stage word means."""

    __tablename__ = "company_words"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # rival, product, stage
    word: Mapped[str] = mapped_column(String(40))
    means: Mapped[str] = mapped_column(String(40), default="")
    asked_by: Mapped[int]
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="open")  # open, enabled, dropped, disabled
