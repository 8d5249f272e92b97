"""Tables of the organisation."""

from __future__ import annotations

from datetime import datetime

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
    """One of us; `role_given` and `manager_given` tell that an admin has set them over the directory's."""

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
    ranked: Mapped[bool] = mapped_column(default=True)
    greeted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AccountRow(Base):
    """An employee's account on one platform; `last_seen_at` decides where reminders go."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    platform: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[str] = mapped_column(String(128))
    phone: Mapped[str] = mapped_column(String(20), default="")
    active: Mapped[bool] = mapped_column(default=True)
    last_seen_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_accounts_platform_user_id", "platform", "user_id", unique=True),)
