"""What can be asked about approvals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.approvals.model import ApprovalRow
from crm_core.approvals.views import Approval
from crm_core.database.types import table

_APPROVALS = table(ApprovalRow)


def approval(session: Session, approval_id: int) -> Approval | None:
    """One request."""
    row = session.execute(select(_APPROVALS).where(_APPROVALS.c.id == approval_id)).first()
    return None if row is None else _view(row)


def open_like(session: Session, kind: str, asked_by: int, wanted: dict[str, Any]) -> Approval | None:
    """The same request of the same person, still open."""
    rows = session.execute(
        select(_APPROVALS).where(
            _APPROVALS.c.kind == kind, _APPROVALS.c.asked_by == asked_by, _APPROVALS.c.state == "open"
        )
    )
    return next((_view(row) for row in rows if row.wanted == wanted), None)


def expired(session: Session, now: datetime) -> list[Approval]:
    """Open requests whose time is over."""
    rows = session.execute(
        select(_APPROVALS).where(_APPROVALS.c.state == "open", _APPROVALS.c.expires_at <= now).limit(200)
    )
    return [_view(row) for row in rows]


def to_remind(session: Session, asked_before: datetime) -> list[Approval]:
    """Open requests asked before then of which the approver has not been reminded."""
    rows = session.execute(
        select(_APPROVALS)
        .where(_APPROVALS.c.state == "open", _APPROVALS.c.asked_at <= asked_before, _APPROVALS.c.reminded_at.is_(None))
        .limit(200)
    )
    return [_view(row) for row in rows]


def _view(row: Any) -> Approval:
    return Approval(**{name: getattr(row, name) for name in Approval.__dataclass_fields__})
