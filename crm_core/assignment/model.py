"""Tables of assignment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class TransferRow(Base):
    """One customer that changed hands."""

    __tablename__ = "transfers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
