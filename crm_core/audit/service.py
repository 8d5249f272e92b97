"""Writing the log, and marking what was taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from crm_core.audit.model import AuditRow, UndoableRow
from crm_core.database.types import table

_AUDIT = table(AuditRow)
_UNDOABLE = table(UndoableRow)
_LINE = insert(_AUDIT)
_ACT = insert(_UNDOABLE).returning(_UNDOABLE.c.id)

UNDO_WINDOW = timedelta(hours=24)
TRANSFER_UNDO_WINDOW = timedelta(days=7)


def record(
    session: Session,
    actor_id: int | None,
    act: str,
    subject: str,
    subject_id: int | None,
    now: datetime,
    **facts: Any,
) -> None:
    """Adds a line to the log; `actor_id` is None for what the product does by itself."""
    line = {"at": now, "actor_id": actor_id, "act": act, "subject": subject, "subject_id": subject_id, "facts": facts}
    session.execute(_LINE, line)


def remember_undoable(
    session: Session,
    employee_id: int,
    conversation: str,
    kind: str,
    subject_id: int,
    label: str,
    now: datetime,
    *,
    window: timedelta = UNDO_WINDOW,
    **facts: Any,
) -> int:
    """Notes an act that its person may take back within the window; returns its id."""
    act = {
        "employee_id": employee_id,
        "conversation": conversation,
        "kind": kind,
        "subject_id": subject_id,
        "label": label,
        "facts": facts,
        "at": now,
        "until": now + window,
    }
    found: int = session.execute(_ACT, act).scalar_one()
    return found


def mark_undone(session: Session, kind: str, subject_id: int, now: datetime) -> None:
    """The act was taken back: it is no longer offered."""
    session.execute(
        update(_UNDOABLE)
        .where(_UNDOABLE.c.kind == kind, _UNDOABLE.c.subject_id == subject_id, _UNDOABLE.c.undone_at.is_(None))
        .values(undone_at=now)
    )
