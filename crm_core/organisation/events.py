"""What has happened in the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EmployeeLeft:
    """A platform's directory has lost an employee: access ended in the same transaction, on the others, too (I23).

    `by` is the admin who has closed his accounts once more, None where the directory said so.
    """

    employee_id: int
    platform: str
    others: tuple[str, ...]
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class EmployeeReturned:
    """A leaver has an account again; what was not handed over is still his. `by` is the admin who opened it, if any."""

    employee_id: int
    by: int | None
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
