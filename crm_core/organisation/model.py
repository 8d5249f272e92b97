"""Tables of the organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.database.types import Base, Id


class TeamRow(Base):
    """A department of one platform's directory."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(128))
    name: Mapped[str] = mapped_column(String(200))
    parent_external_id: Mapped[str] = mapped_column(String(128), default="")

    __table_args__ = (Index("uq_teams_platform_external_id", "platform", "external_id", unique=True),)


class EmployeeRow(Base):
    """One of us; `role_given` and `manager_given` tell that an admin has set them over the directory's.

    `pooled_at` is when a leaver's manager opened his customers to the team. `joined_to` is the employee who this one
    turned out to be: his accounts and records are there (`joining`).
    """

    __tablename__ = "employees"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(100), default="")
    role: Mapped[str] = mapped_column(String(16), default="rep")
    role_given: Mapped[bool] = mapped_column(default=False)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"), index=True)
    manager_given: Mapped[bool] = mapped_column(default=False)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    timezone: Mapped[str] = mapped_column(String(64), default="")
    active: Mapped[bool] = mapped_column(default=True)
    left_at: Mapped[datetime | None]
    pooled_at: Mapped[datetime | None]
    joined_to: Mapped[int | None] = mapped_column(ForeignKey("employees.id"), index=True)
    ranked: Mapped[bool] = mapped_column(default=True)
    greeted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class DoubtfulReadingRow(Base):
    """A reading of a platform's directory that no longer showed so many that they can hardly all have left (I23)."""

    __tablename__ = "doubtful_readings"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class AccountRow(Base):
    """An employee's account on one platform; `last_seen_at` decides where reminders go.

    `closed_by` is the platform whose directory has lost him, where this account was closed with that one; else empty.
    `missed_in` is the doubtful reading since which his directory doesn't show him: the account is open until an admin
    says that he has left.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    platform: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[str] = mapped_column(String(128))
    phone: Mapped[str] = mapped_column(String(20), default="")
    active: Mapped[bool] = mapped_column(default=True)
    closed_by: Mapped[str] = mapped_column(String(16), default="", server_default="")
    missed_in: Mapped[int | None] = mapped_column(ForeignKey("doubtful_readings.id"))
    last_seen_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_accounts_platform_user_id", "platform", "user_id", unique=True),)


class EmployeeJoinRow(Base):
    """Two employees who turned out to be one person; `moved` holds the keys of the rows that moved, by column."""

    __tablename__ = "employee_joins"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    joined_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    at: Mapped[datetime]
    moved: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]


class DirectoryReadingRow(Base):
    """What the last reading of a platform's directory has changed: names; `notes` say what was skipped and why."""

    __tablename__ = "directory_readings"

    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    read_at: Mapped[datetime]
    total: Mapped[int]
    added: Mapped[list[Any]]
    changed: Mapped[list[Any]]
    left: Mapped[list[Any]]
    notes: Mapped[list[Any]]
