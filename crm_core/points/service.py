"""Paying points and taking them back, by new entries only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session, aliased

from crm_core.database.types import table
from crm_core.database.upsert import insert_for
from crm_core.points.model import PointsRow
from crm_core.points.views import Reason

_POINTS = table(PointsRow)


def grant(
    session: Session,
    employee_id: int,
    delta: int,
    reason: Reason,
    subject: str,
    subject_id: int,
    label: str,
    now: datetime,
) -> None:
    """Pays once for a cause; told again, or while the earlier entry stands, nothing happens."""
    if delta == 0 or _standing(session, reason, subject, subject_id) is not None:
        return
    tries = session.scalar(
        select(func.count()).where(
            _POINTS.c.subject == subject, _POINTS.c.subject_id == subject_id, _POINTS.c.reason == reason.value
        )
    )
    session.execute(
        insert_for(session, _POINTS)
        .values(
            employee_id=employee_id,
            delta=delta,
            reason=reason.value,
            subject=subject,
            subject_id=subject_id,
            label=label[:200],
            grant_key=f"{subject}:{subject_id}:{reason.value}:{tries}",
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["grant_key"])
    )


def reverse(
    session: Session, granted_for: Reason, subject: str, subject_id: int, reason: Reason, now: datetime
) -> None:
    """Takes the standing entry of a cause back by a reversing entry, with the reason."""
    entry = _standing(session, granted_for, subject, subject_id)
    if entry is None:
        return
    employee_id, delta, label, entry_id = entry
    session.execute(
        insert(_POINTS).values(
            employee_id=employee_id,
            delta=-delta,
            reason=reason.value,
            subject=subject,
            subject_id=subject_id,
            label=label,
            grant_key=f"reverse:{entry_id}",
            reverses_id=entry_id,
            at=now,
        )
    )


def _standing(session: Session, reason: Reason, subject: str, subject_id: int) -> tuple[int, int, str, int] | None:
    """The entry of this cause that has not been reversed."""
    reversal = aliased(_POINTS)
    row = session.execute(
        select(_POINTS.c.employee_id, _POINTS.c.delta, _POINTS.c.label, _POINTS.c.id).where(
            _POINTS.c.subject == subject,
            _POINTS.c.subject_id == subject_id,
            _POINTS.c.reason == reason.value,
            ~exists().where(reversal.c.reverses_id == _POINTS.c.id),
        )
    ).first()
    return None if row is None else (row.employee_id, row.delta, row.label, row.id)
