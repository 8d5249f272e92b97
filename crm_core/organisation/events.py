"""What has happened in the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EmployeeLeft:
    """An employee's last account was closed; access ended in the same transaction (I23)."""

    employee_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EmployeeReturned:
    """A leaver has an account again; what was not handed over is still his."""

    employee_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """An admin set somebody's role or manager over the directory's."""

    employee_id: int
    by: int
    what: str
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountMatched:
    """A newcomer's account on one more platform was given to the employee with the same verified phone."""

    employee_id: int
    platform: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EmployeesJoined:
    """An admin said that two employees are one person."""

    join_id: int
    kept_id: int
    joined_id: int
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EmployeesSeparated:
    """The same, taken back."""

    join_id: int
    kept_id: int
    joined_id: int
    by: int
    at: datetime
