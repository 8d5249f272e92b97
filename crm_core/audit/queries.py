"""What can be asked of the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_core.audit.model import AuditRow, UndoableRow
from crm_core.audit.views import AuditEntry, UndoableAct
from crm_core.database.types import table

_AUDIT = table(AuditRow)
_UNDOABLE = table(UndoableRow)


def undoable(
    session: Session, employee_id: int, conversation: str, since: datetime, now: datetime
) -> list[UndoableAct]:
    """What this person did in this conversation since then and may still take back, newest first."""
    rows = session.execute(
        select(_UNDOABLE)
        .where(
            _UNDOABLE.c.employee_id == employee_id,
            _UNDOABLE.c.conversation == conversation,
            _UNDOABLE.c.at >= since,
            _UNDOABLE.c.until > now,
            _UNDOABLE.c.undone_at.is_(None),
        )
        .order_by(_UNDOABLE.c.id.desc())
        .limit(5)
    )
    return [_act(row) for row in rows]


def taken_back(session: Session, employee_id: int, conversation: str, since: datetime) -> UndoableAct | None:
    """What this person took back last in this conversation since then."""
    row = session.execute(
        select(_UNDOABLE)
        .where(
            _UNDOABLE.c.employee_id == employee_id,
            _UNDOABLE.c.conversation == conversation,
            _UNDOABLE.c.undone_at >= since,
        )
        .order_by(_UNDOABLE.c.undone_at.desc(), _UNDOABLE.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _act(row)


def act_on(session: Session, kind: str, subject_id: int) -> UndoableAct | None:
    """The newest act of this kind on this subject, taken back or not."""
    row = session.execute(
        select(_UNDOABLE)
        .where(_UNDOABLE.c.kind == kind, _UNDOABLE.c.subject_id == subject_id)
        .order_by(_UNDOABLE.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _act(row)


def entries(session: Session, subject: str, subject_id: int, most: int = 50) -> list[AuditEntry]:
    """The newest lines about one subject."""
    rows = session.execute(
        select(_AUDIT)
        .where(_AUDIT.c.subject == subject, _AUDIT.c.subject_id == subject_id)
        .order_by(_AUDIT.c.id.desc())
        .limit(most)
    )
    return [AuditEntry(row.id, row.at, row.actor_id, row.act, row.subject, row.subject_id, row.facts) for row in rows]


def count(session: Session, act: str) -> int:
    """How many lines there are of one act."""
    return len(session.execute(select(_AUDIT.c.id).where(_AUDIT.c.act == act)).all())


def count_since(session: Session, act: str, since: datetime) -> int:
    """How many lines the product has written of one of its own acts since then."""
    found = session.scalar(
        select(func.count()).where(_AUDIT.c.actor_id.is_(None), _AUDIT.c.at >= since, _AUDIT.c.act == act)
    )
    return found or 0


def _act(row: UndoableRow | object) -> UndoableAct:
    return UndoableAct(**{name: getattr(row, name) for name in UndoableAct.__dataclass_fields__})
