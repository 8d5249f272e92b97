"""The ledger."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class PointsRow(Base):
    """One entry; the database refuses to change or delete it.

    `grant_key` makes an entry one: the same cause can't be paid twice, also when it is told twice.
    """

    __tablename__ = "points_entries"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    delta: Mapped[int]
    reason: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    grant_key: Mapped[str] = mapped_column(String(64), unique=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("points_entries.id"), unique=True)
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_points_entries_employee_id_at", "employee_id", "at"),
        Index("ix_points_entries_subject_subject_id", "subject", "subject_id"),
    )
