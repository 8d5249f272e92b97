"""Paying points and taking them back, by new entries only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, insert, select
from sqlalchemy.orm import Session, aliased

from crm_core.database.types import table
from crm_core.database.upsert import dialect_of, insert_into
from crm_core.points.model import PointsRow
from crm_core.points.views import Reason

_POINTS = table(PointsRow)


def _entries_statement() -> Select[Any]:
    """Every entry of one cause, with the one that took it back."""
    reversal = aliased(_POINTS)
    return (
        select(
            _POINTS.c.employee_id, _POINTS.c.delta, _POINTS.c.label, _POINTS.c.id, reversal.c.id.label("reversed_by")
        )
        .outerjoin(reversal, reversal.c.reverses_id == _POINTS.c.id)
        .where(
            _POINTS.c.subject == bindparam("subject"),
            _POINTS.c.subject_id == bindparam("subject_id"),
            _POINTS.c.reason == bindparam("reason"),
        )
    )


# Built once: building a statement costs more than running it.
_ENTRIES = _entries_statement()
_REVERSAL = insert(_POINTS)


@cache
def _granting(dialect: str) -> Any:
    return insert_into(dialect, _POINTS).on_conflict_do_nothing(index_elements=["grant_key"])


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
    if delta == 0:
        return
    before = _entries(session, reason, subject, subject_id)
    if _standing(before) is not None:
        return
    entry = {
        "employee_id": employee_id,
        "delta": delta,
        "reason": reason.value,
        "subject": subject,
        "subject_id": subject_id,
        "label": label[:200],
        "grant_key": f"{subject}:{subject_id}:{reason.value}:{len(before)}",
        "at": now,
    }
    session.execute(_granting(dialect_of(session)), entry)


def reverse(
    session: Session, granted_for: Reason, subject: str, subject_id: int, reason: Reason, now: datetime
) -> None:
    """Takes the standing entry of a cause back by a reversing entry, with the reason."""
    standing = _standing(_entries(session, granted_for, subject, subject_id))
    if standing is None:
        return
    entry = {
        "employee_id": standing.employee_id,
        "delta": -standing.delta,
        "reason": reason.value,
        "subject": subject,
        "subject_id": subject_id,
        "label": standing.label,
        "grant_key": f"reverse:{standing.id}",
        "reverses_id": standing.id,
        "at": now,
    }
    session.execute(_REVERSAL, entry)


def _entries(session: Session, reason: Reason, subject: str, subject_id: int) -> Sequence[Any]:
    asked = {"subject": subject, "subject_id": subject_id, "reason": reason.value}
    return session.execute(_ENTRIES, asked).all()


def _standing(entries: Sequence[Any]) -> Any | None:
    """The entry that has not been taken back."""
    return next((entry for entry in entries if entry.reversed_by is None), None)
