"""What others see of the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SEEN_PRECISION = timedelta(minutes=1)


class Role(StrEnum):
    """What a person may do here; not the job title (I13)."""

    REP = "rep"
    MANAGER = "manager"
    DIRECTOR = "director"
    OPERATIONS = "operations"
    SERVICE = "service"
    FINANCE = "finance"
    ADMIN = "admin"


ROLE_WORDS = {
    Role.REP: "销售",
    Role.MANAGER: "主管",
    Role.DIRECTOR: "总监",
    Role.OPERATIONS: "销售运营",
    Role.SERVICE: "客服",
    Role.FINANCE: "财务",
    Role.ADMIN: "管理员",
}


@dataclass(frozen=True, slots=True)
class Employee:
    """One of us."""

    id: int
    name: str
    title: str
    role: Role
    manager_id: int | None
    timezone: str
    active: bool
    ranked: bool
    greeted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whose last account was closed; `pooled_at` is when his customers were opened to his team."""

    id: int
    name: str
    left_at: datetime
    pooled_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClosedElsewhere:
    """A leaver with accounts that were closed because of what `closed_by` said; `platforms` are those of them."""

    employee_id: int
    name: str
    left_at: datetime
    closed_by: str
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes with an account, and when he was last seen there (to `SEEN_PRECISION`)."""

    employee: Employee
    last_seen_at: datetime | None

    def is_seen_at(self, now: datetime) -> bool:
        """Whether this need not be noted again."""
        return self.last_seen_at is not None and self.last_seen_at >= now - SEEN_PRECISION


@dataclass(frozen=True, slots=True)
class Account:
    """An employee's account on one platform."""

    employee_id: int
    platform: str
    user_id: str


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person as a platform's directory lists him; managers are named by their ids on that platform."""

    user_id: str
    name: str
    title: str = ""
    manager_user_id: str = ""
    team_external_id: str = ""
    phone: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class ListedTeam:
    """A department as a platform's directory lists it."""

    external_id: str
    name: str
    parent_external_id: str = ""
    leader_user_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissedPeople:
    """Those whom a doubtful reading no longer showed, and who are still there for us (I23)."""

    reading_id: int
    platform: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a reading of the directory changed; `still_listed` are those whom another directory has lost, by id.

    `is_whole` is whether all could be read; `missed` are those whom it is the first not to show, though so many can
    hardly have left (I23).
    """

    platform: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[str, ...]
    total: int
    still_listed: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    is_whole: bool = True
    missed: MissedPeople | None = None


@dataclass(frozen=True, slots=True)
class DirectoryReading:
    """The last reading of a platform's directory: who came, changed and left by name, and what was skipped and why."""

    platform: str
    read_at: datetime
    total: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Belongings:
    """What stands under an employee's name, counted: live customers, open promises and drafts, all points."""

    customers: int
    steps: int
    drafts: int
    points: int
    led: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two employees on different platforms who may be one person; `why` is a stable word."""

    kept: Employee
    joined: Employee
    why: str  # phone, phone_end, manager, team
