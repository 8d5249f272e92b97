"""Who is missing from a doubtful reading of a directory stays until an admin says that all of them have left (I23).

Mostly the app's visible range was narrowed. Who is shown again is no longer missed; an account that was closed so is
opened again by an admin, or by the directory that shows it again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.audit.service import mark_undone, remember_undoable
from crm_core.database.types import table
from crm_core.errors import Gone
from crm_core.organisation.leaving import end_access, open_accounts
from crm_core.organisation.model import AccountRow, DoubtfulReadingRow, EmployeeRow
from crm_core.organisation.rules import Sight
from crm_core.organisation.views import MissedPeople

_EMPLOYEES = table(EmployeeRow)
_ACCOUNTS = table(AccountRow)
_READINGS = table(DoubtfulReadingRow)

UNDO_KIND = "missed_closed"


def note_missed(session: Session, platform: str, sight: Sight, now: datetime) -> MissedPeople | None:
    """Keeps who is missed from this reading on, and forgets it of those who are shown again.

    Returns those newly missed; None when there are none.
    """
    here = _ACCOUNTS.c.platform == platform
    missed = (here, _ACCOUNTS.c.active, _ACCOUNTS.c.missed_in.is_not(None))
    back = sight.listed.intersection(session.scalars(select(_ACCOUNTS.c.user_id).where(*missed)))
    session.execute(update(_ACCOUNTS).where(here, _ACCOUNTS.c.user_id.in_(back)).values(missed_in=None))
    if not sight.missed:
        return None
    reading_id: int = session.execute(
        insert(_READINGS).values(platform=platform, at=now).returning(_READINGS.c.id)
    ).scalar_one()
    session.execute(
        update(_ACCOUNTS)
        .where(here, _ACCOUNTS.c.user_id.in_(sight.missed), _ACCOUNTS.c.active, _ACCOUNTS.c.missed_in.is_(None))
        .values(missed_in=reading_id)
    )
    return next((one for one in missed_people(session) if one.reading_id == reading_id), None)


def missed_people(session: Session) -> list[MissedPeople]:
    """Everybody who is missed and still has access, by the reading that was the first not to show him."""
    rows = session.execute(
        select(_READINGS.c.id, _READINGS.c.platform, _EMPLOYEES.c.name)
        .join(_ACCOUNTS, _ACCOUNTS.c.missed_in == _READINGS.c.id)
        .join(_EMPLOYEES, _EMPLOYEES.c.id == _ACCOUNTS.c.employee_id)
        .where(_ACCOUNTS.c.active)
        .order_by(_READINGS.c.id, _ACCOUNTS.c.id)
    )
    names: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        names.setdefault((row.id, row.platform), []).append(row.name)
    return [MissedPeople(*reading, names=tuple(found)) for reading, found in names.items()]


def close_missed(session: Session, by: Viewer, reading_id: int, now: datetime, conversation: str) -> list[str]:
    """An admin says that all who are missed since this reading have left; he himself has not. Returns their names.

    Raises Gone when nobody is missed any more.
    """
    require(by, Operation.CONFIGURE)
    closed = session.execute(
        update(_ACCOUNTS)
        .where(_ACCOUNTS.c.missed_in == reading_id, _ACCOUNTS.c.active, _ACCOUNTS.c.employee_id != by.employee_id)
        .values(active=False)
        .returning(_ACCOUNTS.c.employee_id, _ACCOUNTS.c.platform)
    ).all()
    if not closed:
        raise Gone(subject="account")
    for employee_id, platform in sorted(set(closed)):
        end_access(session, employee_id, platform, by.employee_id, now)
    names = _names(session, [row.employee_id for row in closed])
    remember_undoable(session, by.employee_id, conversation, UNDO_KIND, reading_id, f"{len(names)} 人", now)
    return names


def reopen_missed(session: Session, by: Viewer, reading_id: int, now: datetime) -> list[str]:
    """An admin takes that back: all of them have access again, and are missed as before. Returns their names.

    Raises Gone when it was taken back before.
    """
    require(by, Operation.CONFIGURE)
    closed = session.scalars(
        select(_ACCOUNTS.c.employee_id)
        .where(_ACCOUNTS.c.missed_in == reading_id, _ACCOUNTS.c.active.is_(False), _ACCOUNTS.c.closed_by == "")
        .distinct()
    ).all()
    opened = [someone for someone in sorted(closed) if open_accounts(session, someone, by.employee_id, now)]
    if not opened:
        raise Gone(subject="account")
    mark_undone(session, UNDO_KIND, reading_id, now)
    return _names(session, opened)


def _names(session: Session, employee_ids: list[int]) -> list[str]:
    found = select(_EMPLOYEES.c.name).where(_EMPLOYEES.c.id.in_(employee_ids)).order_by(_EMPLOYEES.c.id)
    return list(session.scalars(found))
