"""Tables of leads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id

_LIVE = text("deleted_at IS NULL")


class LeadRow(Base):
    """One pursuit of a customer.

    `made_customer` and `made_contact` tell what capturing created, so that undoing takes it away again.
    `escalated_at` is when the manager was told of 72 hours, once ever; `shown_in_pool_at` when the digest
    showed it after it had moved to a pool, once (D1, D3).
    """

    __tablename__ = "leads"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    company: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(20))
    is_virtual: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(200), default="")
    created_by: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    created_at: Mapped[datetime]
    first_followed_up_at: Mapped[datetime | None]
    last_followed_up_at: Mapped[datetime | None]
    pool: Mapped[str] = mapped_column(String(16), default="")
    escalated_at: Mapped[datetime | None]
    shown_in_pool_at: Mapped[datetime | None]
    made_customer: Mapped[bool] = mapped_column(default=False)
    made_contact: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    deleted_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_leads_company_phone_stage", "company", "phone", "stage"),  # L2
        Index("ix_leads_owner_id_id", "owner_id", "id", sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(
            "ix_leads_never_followed",
            "created_at",
            "id",
            sqlite_where=text("deleted_at IS NULL AND last_followed_up_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL AND last_followed_up_at IS NULL"),
        ),
        Index("ix_leads_last_followed_up_at", "last_followed_up_at", "id", sqlite_where=_LIVE, postgresql_where=_LIVE),
    )
