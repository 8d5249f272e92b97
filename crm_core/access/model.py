"""Tables of access."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class ShareRow(Base):
    """A customer shown to somebody who doesn't own it, for reading only (I4)."""

    __tablename__ = "shares"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    granted_by: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    granted_at: Mapped[datetime]

    __table_args__ = (Index("uq_shares_customer_id_employee_id", "customer_id", "employee_id", unique=True),)
