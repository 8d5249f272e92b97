"""Tables of customers and the index tables that find them again (ARCHITECTURE §3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class CustomerRow(Base):
    """A company. `master_id` is reserved for a master data system (O9)."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    normal_name: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    master_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    created_at: Mapped[datetime]
    last_followed_up_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_customers_normal_name", "normal_name"),
        Index(
            "ix_customers_owner_id_id",  # with all that a look-up in a person's book reads, so that it reads no record
            "owner_id",
            "id",
            "normal_name",
            "deleted_at",
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )


class CustomerKeyRow(Base):
    """A key under which a customer's name is found (`rules.index_keys`), beside who owns the customer.

    The owner is here so that a look-up refuses before it reads a record. The rows refer to customers without
    a foreign key: it would need a second index as large as the table, and records are never removed.
    """

    __tablename__ = "customer_keys"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    owner_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    customer_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)

    __table_args__ = ({"sqlite_with_rowid": False},)


class CustomerPhoneRow(Base):
    """A number that belongs to a customer, digits only (F4)."""

    __tablename__ = "customer_phones"

    phone: Mapped[str] = mapped_column(String(20), primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CustomerAliasRow(Base):
    """How somebody calls a customer, learnt when he corrected us."""

    __tablename__ = "customer_aliases"

    alias: Mapped[str] = mapped_column(String(100), primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    learnt_from: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    learnt_at: Mapped[datetime]


class GroupCustomerRow(Base):
    """The customer that a group of colleagues is about: the panel beside that group opens on it."""

    __tablename__ = "group_customers"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    group_id: Mapped[str] = mapped_column(String(128))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    bound_by: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    bound_at: Mapped[datetime]

    __table_args__ = (Index("uq_group_customers_platform_group_id", "platform", "group_id", unique=True),)


class BookRow(Base):
    """Counts the changes to the names that a person may speak of, so that they can be kept in memory."""

    __tablename__ = "books"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
