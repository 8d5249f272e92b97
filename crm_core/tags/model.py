"""The table of tags that were set here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base


class CustomerTagRow(Base):
    """One tag on one customer."""

    __tablename__ = "customer_tags"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    set_by: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    set_at: Mapped[datetime]
