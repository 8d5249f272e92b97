"""Asking, deciding, expiring."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.approvals.model import ApprovalRow
from crm_core.approvals.queries import approval, open_like
from crm_core.approvals.views import Approval
from crm_core.audit.service import record
from crm_core.database.types import table
from crm_core.errors import Gone, NotAllowed

_APPROVALS = table(ApprovalRow)

LIFETIME = timedelta(hours=48)


def ask(
    session: Session, by: Viewer, kind: str, wanted: dict[str, Any], approver_id: int, now: datetime
) -> tuple[Approval, bool]:
    """Asks somebody else; the same open request is not asked twice. Returns it and whether it is new."""
    if approver_id == by.employee_id:
        raise NotAllowed(operation="approve_own")
    already = open_like(session, kind, by.employee_id, wanted)
    if already is not None:
        return already, False
    found: int = session.execute(
        insert(_APPROVALS)
        .values(
            kind=kind,
            wanted=wanted,
            asked_by=by.employee_id,
            approver_id=approver_id,
            state="open",
            reason="",
            asked_at=now,
            expires_at=now + LIFETIME,
        )
        .returning(_APPROVALS.c.id)
    ).scalar_one()
    record(session, by.employee_id, "approval_asked", "approval", found, now, kind=kind, approver=approver_id)
    return _existing(session, found), True


def decide(session: Session, by: Viewer, approval_id: int, agreed: bool, now: datetime, reason: str = "") -> Approval:
    """The approver's answer. Raises NotAllowed for anybody else, Gone when it was decided before."""
    found = _existing(session, approval_id)
    if found.approver_id != by.employee_id:
        raise NotAllowed(operation="approve")
    state = "agreed" if agreed else "refused"
    _close(session, approval_id, state, now, reason)
    record(session, by.employee_id, f"approval_{state}", "approval", approval_id, now, kind=found.kind, reason=reason)
    return _existing(session, approval_id)


def expire(session: Session, approval_id: int, now: datetime) -> Approval:
    """Nobody answered in time."""
    _close(session, approval_id, "expired", now, "")
    return _existing(session, approval_id)


def hand_on(session: Session, approval_id: int, approver_id: int, now: datetime) -> Approval:
    """Gives an open request to somebody else, with a new term."""
    session.execute(
        update(_APPROVALS)
        .where(_APPROVALS.c.id == approval_id, _APPROVALS.c.state == "open")
        .values(approver_id=approver_id, expires_at=now + LIFETIME, reminded_at=None)
    )
    return _existing(session, approval_id)


def close_own(session: Session, employee_id: int, now: datetime) -> None:
    """Ends what a person, since two accounts of his were joined, would have to ask himself."""
    session.execute(
        update(_APPROVALS)
        .where(_APPROVALS.c.asked_by == employee_id, _APPROVALS.c.approver_id == employee_id)
        .where(_APPROVALS.c.state == "open")
        .values(state="expired", decided_at=now)
    )


def note_reminded(session: Session, approval_id: int, now: datetime) -> None:
    """The approver was reminded, once."""
    session.execute(update(_APPROVALS).where(_APPROVALS.c.id == approval_id).values(reminded_at=now))


def _close(session: Session, approval_id: int, state: str, now: datetime, reason: str) -> None:
    closed = session.execute(
        update(_APPROVALS)
        .where(_APPROVALS.c.id == approval_id, _APPROVALS.c.state == "open")
        .values(state=state, decided_at=now, reason=reason[:100])
        .returning(_APPROVALS.c.id)
    ).first()
    if closed is None:
        raise Gone(approval_id=approval_id)


def _existing(session: Session, approval_id: int) -> Approval:
    found = approval(session, approval_id)
    if found is None:
        raise Gone(approval_id=approval_id)
    return found
