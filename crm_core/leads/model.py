"""Tables of leads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id
from crm_core.stages.rules import PURSUED

_LIVE = text("deleted_at IS NULL")

IS_PURSUED = f"leads.stage IN ({', '.join(repr(stage) for stage in PURSUED)})"
IS_UNTOLD = "leads.last_followed_up_at IS NULL AND leads.escalated_at IS NULL AND leads.pool = ''"
"""Never followed up, and no manager was told of it (D3).

A partial index serves only a query that repeats its words, values included: they stand here for both.
"""


def _in_index(condition: str) -> TextClause:
    """The words of a query as an index takes them: without the table, and only for leads that are not deleted."""
    return text(f"deleted_at IS NULL AND {condition}".replace("leads.", ""))


class LeadRow(Base):
    """One pursuit of a customer.

    `made_customer` and `made_contact` tell what capturing created, so that undoing takes it away again.
    `escalated_at` is when the manager was told of 72 hours, once ever; `shown_in_pool_at` when the digest
    showed it after it had moved to a pool, once (D1, D3); `number_dead_at` when the number was found to be 空号 (A15).
    """

    __tablename__ = "leads"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    company: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(20))
    is_virtual: Mapped[bool] = mapped_column(default=False)
    number_dead_at: Mapped[datetime | None]
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
            "ix_leads_untold",
            "created_at",
            "id",
            sqlite_where=_in_index(IS_UNTOLD),
            postgresql_where=_in_index(IS_UNTOLD),
        ),
        Index(
            "ix_leads_pursued",
            "owner_id",
            "last_followed_up_at",
            "created_at",
            sqlite_where=_in_index(IS_PURSUED),
            postgresql_where=_in_index(IS_PURSUED),
        ),
    )
