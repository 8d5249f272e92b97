"""The table of attachments: the outbox keeps messages as JSON, so the bytes of a file stand here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class AttachmentRow(Base):
    """A file for one employee."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    name: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    kept_until: Mapped[datetime] = mapped_column(index=True)
