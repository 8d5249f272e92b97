"""Tables of the allowances."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base


class PlatformUsageRow(Base):
    """How much of one kind was spent on one platform in one month (`2026-03`, by the company's zone)."""

    __tablename__ = "platform_usage"

    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    spent: Mapped[str] = mapped_column(String(8), primary_key=True)  # call, message
    amount: Mapped[int]


class PlatformAllowanceRow(Base):
    """How much of one kind the company may spend in a month, where an admin has said so."""

    __tablename__ = "platform_allowances"

    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    spent: Mapped[str] = mapped_column(String(8), primary_key=True)
    most: Mapped[int]
    set_by: Mapped[int]
    set_at: Mapped[datetime]
