"""What can be asked about the organisation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby

from sqlalchemy import BindParameter, Row, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.organisation.model import AccountRow, DirectoryReadingRow, EmployeeRow
from crm_core.organisation.views import Account, ClosedElsewhere, DirectoryReading, Employee, Leaver, Role, Sender

_EMPLOYEES = table(EmployeeRow)
_ACCOUNTS = table(AccountRow)


# What every message asks, built once: building a statement costs more than running it.


def _select() -> Select[tuple[int, str, str, str, int | None, str, bool, bool, object]]:
    return select(
        _EMPLOYEES.c.id,
        _EMPLOYEES.c.name,
        _EMPLOYEES.c.title,
        _EMPLOYEES.c.role,
        _EMPLOYEES.c.manager_id,
        _EMPLOYEES.c.timezone,
        _EMPLOYEES.c.active,
        _EMPLOYEES.c.ranked,
        _EMPLOYEES.c.greeted_at,
    )


def _below_statement() -> Select[int]:
    below = select(_EMPLOYEES.c.id).where(_EMPLOYEES.c.manager_id == bindparam("manager_id"))
    everyone = below.cte("below", recursive=True)
    everyone = everyone.union(select(_EMPLOYEES.c.id).where(_EMPLOYEES.c.manager_id == everyone.c.id))
    return select(everyone.c.id)


_BY_ID = _select().where(_EMPLOYEES.c.id == bindparam("employee_id"))
_BY_ACCOUNT = (
    _select()
    .add_columns(_ACCOUNTS.c.last_seen_at)
    .join(_ACCOUNTS, _ACCOUNTS.c.employee_id == _EMPLOYEES.c.id)
    .where(_ACCOUNTS.c.platform == bindparam("platform"), _ACCOUNTS.c.user_id == bindparam("user_id"))
    .where(_ACCOUNTS.c.active, _EMPLOYEES.c.active)
)
_BELOW = _below_statement()


def employee(session: Session, employee_id: int) -> Employee | None:
    """One employee, also one who has left."""
    row = session.execute(_BY_ID, {"employee_id": employee_id}).first()
    return None if row is None else _view(row)


def employees(session: Session, ids: Iterable[int]) -> dict[int, Employee]:
    """Several employees by id."""
    rows = session.execute(_select().where(_EMPLOYEES.c.id.in_(set(ids))))
    return {row.id: _view(row) for row in rows}


def employee_by_account(session: Session, platform: str, user_id: str) -> Employee | None:
    """Who writes with this account; None for an unknown or closed one."""
    sender = sender_behind(session, platform, user_id)
    return None if sender is None else sender.employee


def sender_behind(session: Session, platform: str, user_id: str) -> Sender | None:
    """The same, and when he was last seen there."""
    row = session.execute(_BY_ACCOUNT, {"platform": platform, "user_id": user_id}).first()
    return None if row is None else Sender(_view(row), row.last_seen_at)


def has_account(session: Session, platform: str, user_id: str) -> bool:
    """Whether an account has ever been known, also one that is closed."""
    known = select(_ACCOUNTS.c.id).where(_ACCOUNTS.c.platform == platform, _ACCOUNTS.c.user_id == user_id)
    return session.scalar(known) is not None


def employees_named(session: Session, name: str) -> list[Employee]:
    """Active employees with exactly this name."""
    rows = session.execute(_select().where(_EMPLOYEES.c.name == name, _EMPLOYEES.c.active).order_by(_EMPLOYEES.c.id))
    return [_view(row) for row in rows]


def employees_called(session: Session, names: Collection[str]) -> list[Employee]:
    """Active employees with any of these names."""
    if not names:
        return []
    rows = session.execute(_select().where(_EMPLOYEES.c.name.in_(names), _EMPLOYEES.c.active).order_by(_EMPLOYEES.c.id))
    return [_view(row) for row in rows]


def active_employees(session: Session) -> list[Employee]:
    """Everybody who works here."""
    rows = session.execute(_select().where(_EMPLOYEES.c.active).order_by(_EMPLOYEES.c.id))
    return [_view(row) for row in rows]


def with_role(session: Session, role: Role) -> list[Employee]:
    """Active employees with this role."""
    return [someone for someone in active_employees(session) if someone.role is role]


def subordinates(session: Session, manager_id: int) -> frozenset[int]:
    """Everyone below a manager, at any depth, leavers included: their records stay the team's (I3)."""
    return frozenset(session.scalars(_BELOW, {"manager_id": manager_id})) - {manager_id}


def reports_of(session: Session, manager_id: int) -> frozenset[int]:
    """Ids of all who report to this manager directly, leavers included: their leads are still looked after."""
    return frozenset(session.scalars(select(_EMPLOYEES.c.id).where(_EMPLOYEES.c.manager_id == manager_id)))


def leavers(session: Session) -> list[Leaver]:
    """Everybody who has left, the newest first."""
    rows = session.execute(
        select(_EMPLOYEES.c.id, _EMPLOYEES.c.name, _EMPLOYEES.c.left_at, _EMPLOYEES.c.pooled_at)
        .where(_EMPLOYEES.c.active.is_(False), _EMPLOYEES.c.left_at.is_not(None))
        .order_by(_EMPLOYEES.c.left_at.desc(), _EMPLOYEES.c.id)
    )
    return [Leaver(row.id, row.name, row.left_at, row.pooled_at) for row in rows]


def closed_elsewhere(session: Session) -> list[ClosedElsewhere]:
    """Everybody with accounts that were closed because another platform's directory has lost him.

    Not those of whom an admin himself has said so: he need not be asked.
    """
    said = _ACCOUNTS.alias()
    by_admin = exists().where(
        said.c.employee_id == _EMPLOYEES.c.id, said.c.missed_in.is_not(None), said.c.closed_by == ""
    )
    rows = session.execute(
        select(_EMPLOYEES.c.id, _EMPLOYEES.c.name, _EMPLOYEES.c.left_at, _ACCOUNTS.c.closed_by, _ACCOUNTS.c.platform)
        .join(_ACCOUNTS, _ACCOUNTS.c.employee_id == _EMPLOYEES.c.id)
        .where(_ACCOUNTS.c.closed_by != "", _EMPLOYEES.c.left_at.is_not(None))
        .where(~by_admin)
        .order_by(_EMPLOYEES.c.id, _ACCOUNTS.c.platform)
    )
    return [
        ClosedElsewhere(*key, platforms=tuple(row.platform for row in of_one))
        for key, of_one in groupby(rows, lambda row: (row.id, row.name, row.left_at, row.closed_by))
    ]


def reopenable_named(session: Session, name: str) -> list[int]:
    """Ids of leavers of this name whose accounts an admin may open: closed with another platform's, or as missed."""
    found = session.scalars(
        select(_EMPLOYEES.c.id)
        .join(_ACCOUNTS, _ACCOUNTS.c.employee_id == _EMPLOYEES.c.id)
        .where(_EMPLOYEES.c.name == name, _ACCOUNTS.c.active.is_(False))
        .where(or_(_ACCOUNTS.c.closed_by != "", _ACCOUNTS.c.missed_in.is_not(None)))
        .distinct()
    )
    return list(found)


def same_person(employee_id: BindParameter[int]) -> Select[int]:
    """The ids under which one person has been known: his own, and those joined to it."""
    return select(_EMPLOYEES.c.id).where(or_(_EMPLOYEES.c.id == employee_id, _EMPLOYEES.c.joined_to == employee_id))


def joined_employees(session: Session) -> dict[int, int]:
    """Who has been joined to whom, by id."""
    rows = session.execute(select(_EMPLOYEES.c.id, _EMPLOYEES.c.joined_to).where(_EMPLOYEES.c.joined_to.is_not(None)))
    return {row.id: row.joined_to for row in rows}


def nearest_manager(session: Session, employee_id: int) -> Employee | None:
    """The next active person above, whatever his rank (H4, INTERFACES «People»)."""
    seen: set[int] = {employee_id}
    someone = employee(session, employee_id)
    while someone is not None and someone.manager_id is not None and someone.manager_id not in seen:
        seen.add(someone.manager_id)
        someone = employee(session, someone.manager_id)
        if someone is not None and someone.active:
            return someone
    return None


def reachable_accounts(session: Session, employee_id: int, platforms: Collection[str]) -> list[Account]:
    """A person's open accounts on platforms that are on; where he answered last comes first: reminders go there."""
    return [account for account in accounts_of(session, employee_id) if account.platform in platforms]


def accounts_of(session: Session, employee_id: int) -> list[Account]:
    """All open accounts of a person, the one he used last first."""
    rows = session.execute(
        select(_ACCOUNTS.c.platform, _ACCOUNTS.c.user_id)
        .where(_ACCOUNTS.c.employee_id == employee_id, _ACCOUNTS.c.active)
        .order_by(_ACCOUNTS.c.last_seen_at.desc().nulls_last(), _ACCOUNTS.c.id)
    )
    return [Account(employee_id, row.platform, row.user_id) for row in rows]


def _view(row: Row[tuple[int, str, str, str, int | None, str, bool, bool, object]]) -> Employee:
    return Employee(
        id=row.id,
        name=row.name,
        title=row.title,
        role=Role(row.role),
        manager_id=row.manager_id,
        timezone=row.timezone,
        active=row.active,
        ranked=row.ranked,
        greeted_at=row.greeted_at,
    )


def unlisted_accounts(session: Session, platform: str, listed: Collection[str]) -> list[str]:
    """Open accounts of one platform that a list of its people does not name."""
    open_ones = select(_ACCOUNTS.c.user_id).where(_ACCOUNTS.c.platform == platform, _ACCOUNTS.c.active)
    return sorted(set(session.scalars(open_ones)) - set(listed))


def directory_readings(session: Session) -> list[DirectoryReading]:
    """The last reading of each platform's directory."""
    rows = session.execute(select(table(DirectoryReadingRow)).order_by("platform"))
    return [
        DirectoryReading(
            platform=row.platform,
            read_at=row.read_at,
            total=row.total,
            added=tuple(row.added),
            changed=tuple(row.changed),
            left=tuple(row.left),
            notes=tuple(row.notes),
        )
        for row in rows
    ]
