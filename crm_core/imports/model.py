"""Tables of imports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id

IS_AT_WORK = "state IN ('running', 'undoing')"


class ImportRow(Base):
    """A list that was sent. Its file is kept until it has come in; `fault_file` are the rows that can't.

    `at_number` is the last row of the file that is dealt with, so that any process may go on where one has stopped.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    conversation: Mapped[str] = mapped_column(String(300))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    fault_file: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16), default="open")
    total: Mapped[int]
    at_number: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)
    there: Mapped[int] = mapped_column(default=0)
    faulty: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_imports_at_work", "id", sqlite_where=text(IS_AT_WORK), postgresql_where=text(IS_AT_WORK)),
    )


class ImportedRow(Base):
    """What one row of a list has brought, so that it can be taken back: each id only where the row made it.

    `phones` and `tags` are those that a customer who was there already did not have, None where there are none.
    """

    __tablename__ = "imported_rows"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    made_customer: Mapped[bool]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey("follow_ups.id"))
    phones: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    tags: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
