"""Leaving: when one platform's directory has lost somebody, all his accounts are closed (I23).

An account that was closed with him, though its own directory may still list him, is opened again by an admin alone,
or by his return to the directory that had lost him. It is an ordinary closed one once its own directory agrees.
Many who are missing at once are another matter (`missed`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.audit.service import mark_undone, remember_undoable
from crm_core.database import outbox
from crm_core.database.types import table
from crm_core.errors import Gone
from crm_core.happenings import tell
from crm_core.organisation import queries
from crm_core.organisation.events import EmployeeLeft, EmployeeReturned
from crm_core.organisation.model import AccountRow, EmployeeRow
from crm_core.organisation.rules import Sight
from crm_core.organisation.views import Employee

_EMPLOYEES = table(EmployeeRow)
_ACCOUNTS = table(AccountRow)

UNDO_KIND = "reopened"


def leave(session: Session, platform: str, user_id: str, now: datetime) -> str:
    """A directory has lost somebody: his access ends everywhere, and what waits to be sent to him is dropped.

    Returns his name; empty if he was unknown, or had left before.
    """
    account = (_ACCOUNTS.c.platform == platform, _ACCOUNTS.c.user_id == user_id)
    session.execute(update(_ACCOUNTS).where(*account).values(closed_by="", missed_in=None))
    employee_id = session.scalar(
        update(_ACCOUNTS).where(*account, _ACCOUNTS.c.active).values(active=False).returning(_ACCOUNTS.c.employee_id)
    )
    if employee_id is None:
        return ""
    end_access(session, employee_id, platform, None, now)
    found = queries.employee(session, employee_id)
    return found.name if found else ""


def return_to(session: Session, platform: str, user_id: str, now: datetime) -> int | None:
    """A directory lists somebody whose account is known: opens it, and those that were closed because of it.

    Returns his id, None for an unknown account. One that another directory has closed stays closed.
    """
    row = session.execute(
        select(_ACCOUNTS.c.employee_id, _ACCOUNTS.c.closed_by).where(
            _ACCOUNTS.c.platform == platform, _ACCOUNTS.c.user_id == user_id
        )
    ).first()
    if row is None or row.closed_by:
        return row.employee_id if row is not None else None
    employee_id: int = row.employee_id
    session.execute(
        update(_ACCOUNTS)
        .where(_ACCOUNTS.c.platform == platform, _ACCOUNTS.c.user_id == user_id)
        .values(active=True, missed_in=None)
    )
    session.execute(
        update(_ACCOUNTS)
        .where(_ACCOUNTS.c.employee_id == employee_id, _ACCOUNTS.c.closed_by == platform)
        .values(active=True, closed_by="")
    )
    _begin(session, employee_id, None, now)
    return employee_id


def compare_closed(session: Session, platform: str, sight: Sight) -> tuple[int, ...]:
    """Of those whom another directory has lost, who this one still lists, by id; whom it has lost, too, is settled."""
    rows = session.execute(
        select(_ACCOUNTS.c.id, _ACCOUNTS.c.user_id, _ACCOUNTS.c.employee_id, _ACCOUNTS.c.missed_in)
        .where(_ACCOUNTS.c.platform == platform, _ACCOUNTS.c.closed_by != "")
        .order_by(_ACCOUNTS.c.id)
    ).all()
    agreed = [row.id for row in rows if sight.has_lost(row.user_id, is_missed=row.missed_in is not None)]
    session.execute(update(_ACCOUNTS).where(_ACCOUNTS.c.id.in_(agreed)).values(closed_by="", missed_in=None))
    return tuple(row.employee_id for row in rows if row.user_id in sight.listed)


def reopen(session: Session, by: Viewer, employee_id: int, now: datetime, conversation: str) -> Employee:
    """An admin says that somebody is still here: opens the accounts that were closed with another, or as missed.

    Raises Gone when there are none (any more).
    """
    require(by, Operation.CONFIGURE)
    if not open_accounts(session, employee_id, by.employee_id, now):
        raise Gone(subject="account")
    someone = _existing(session, employee_id)
    remember_undoable(session, by.employee_id, conversation, UNDO_KIND, employee_id, someone.name, now)
    return someone


def close_again(session: Session, by: Viewer, employee_id: int, now: datetime) -> Employee:
    """An admin takes that back: the accounts close once more because of the directory that has lost him.

    Raises Gone when they are closed, or he is back in that directory.
    """
    require(by, Operation.CONFIGURE)
    someone = _existing(session, employee_id)
    missed = (_ACCOUNTS.c.employee_id == employee_id, _ACCOUNTS.c.missed_in.is_not(None))
    session.execute(update(_ACCOUNTS).where(*missed).values(active=False))
    lost_by = session.scalar(
        select(_ACCOUNTS.c.platform)
        .where(_ACCOUNTS.c.employee_id == employee_id, _ACCOUNTS.c.active.is_(False))
        .order_by(_ACCOUNTS.c.id)
        .limit(1)
    )
    if not someone.active or lost_by is None:
        raise Gone(subject="account")
    end_access(session, employee_id, lost_by, by.employee_id, now)
    mark_undone(session, UNDO_KIND, employee_id, now)
    return someone


def open_accounts(session: Session, employee_id: int, by: int, now: datetime) -> bool:
    """Opens what was closed with another platform's account, or on an admin's word; False when there is nothing."""
    opened = session.scalars(
        update(_ACCOUNTS)
        .where(_ACCOUNTS.c.employee_id == employee_id, _ACCOUNTS.c.active.is_(False))
        .where(or_(_ACCOUNTS.c.closed_by != "", _ACCOUNTS.c.missed_in.is_not(None)))
        .values(active=True, closed_by="")
        .returning(_ACCOUNTS.c.id)
    ).all()
    if opened:
        _begin(session, employee_id, by, now)
    return bool(opened)


def end_access(session: Session, employee_id: int, platform: str, by: int | None, now: datetime) -> None:
    """Of him whose account on this platform is closed: his others, his access, and what waits to be sent to him."""
    others = session.scalars(
        update(_ACCOUNTS)
        .where(_ACCOUNTS.c.employee_id == employee_id, _ACCOUNTS.c.active)
        .values(active=False, closed_by=platform)
        .returning(_ACCOUNTS.c.platform)
    ).all()
    session.execute(update(_EMPLOYEES).where(_EMPLOYEES.c.id == employee_id).values(active=False, left_at=now))
    for account in session.execute(
        select(_ACCOUNTS.c.platform, _ACCOUNTS.c.user_id).where(_ACCOUNTS.c.employee_id == employee_id)
    ).all():
        outbox.drop_waiting(session, account.platform, account.user_id)
    tell(session, EmployeeLeft(employee_id, platform, tuple(sorted(others)), by, now))


def _begin(session: Session, employee_id: int, by: int | None, now: datetime) -> None:
    returned = session.execute(
        update(_EMPLOYEES)
        .where(_EMPLOYEES.c.id == employee_id, _EMPLOYEES.c.active.is_(False))
        .values(active=True, left_at=None, pooled_at=None)
        .returning(_EMPLOYEES.c.id)
    ).first()
    if returned is not None:
        tell(session, EmployeeReturned(employee_id, by, now))


def _existing(session: Session, employee_id: int) -> Employee:
    found = queries.employee(session, employee_id)
    if found is None:
        raise Gone(employee_id=employee_id)
    return found
