"""Preview, enable, disable; each with a line in the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.audit.service import record
from crm_core.database.types import table
from crm_core.errors import Gone
from crm_core.group_pushes.model import GroupPushRow
from crm_core.group_pushes.views import GroupPush

_PUSHES = table(GroupPushRow)


def propose(session: Session, by: Viewer, platform: str, manager_id: int, sealed_key: str, now: datetime) -> GroupPush:
    """Keeps a push for preview; nothing is sent before `enable`. Raises NotAllowed."""
    require(by, Operation.CONFIGURE)
    values = {
        "platform": platform,
        "manager_id": manager_id,
        "sealed_key": sealed_key,
        "asked_by": by.employee_id,
        "asked_at": now,
        "state": "open",
    }
    found: int = session.execute(insert(_PUSHES).values(values).returning(_PUSHES.c.id)).scalar_one()
    return GroupPush(found, platform, manager_id)


def enable(session: Session, by: Viewer, push_id: int, now: datetime) -> GroupPush:
    """Lets a previewed push run; one of the same team that ran before ends: an address is replaced by a new one."""
    require(by, Operation.CONFIGURE)
    push = _close(session, push_id, "open", "enabled")
    session.execute(
        update(_PUSHES)
        .where(_PUSHES.c.manager_id == push.manager_id, _PUSHES.c.state == "enabled", _PUSHES.c.id != push.id)
        .values(state="disabled", sealed_key="")
    )
    record(session, by.employee_id, "group_push_enabled", "group_push", push.id, now, manager_id=push.manager_id)
    return push


def drop(session: Session, by: Viewer, push_id: int) -> GroupPush:
    """Forgets a previewed push, its key too."""
    require(by, Operation.CONFIGURE)
    return _close(session, push_id, "open", "dropped", sealed_key="")


def disable(session: Session, by: Viewer, push_id: int, now: datetime) -> GroupPush:
    """Ends a push and forgets its key. Raises Gone for one that does not run."""
    require(by, Operation.CONFIGURE)
    push = _close(session, push_id, "enabled", "disabled", sealed_key="")
    record(session, by.employee_id, "group_push_disabled", "group_push", push.id, now, manager_id=push.manager_id)
    return push


def _close(session: Session, push_id: int, state: str, new_state: str, **changes: str) -> GroupPush:
    row = session.execute(
        update(_PUSHES)
        .where(_PUSHES.c.id == push_id, _PUSHES.c.state == state)
        .values(state=new_state, **changes)
        .returning(_PUSHES.c.id, _PUSHES.c.platform, _PUSHES.c.manager_id)
    ).first()
    if row is None:
        raise Gone(push_id=push_id)
    return GroupPush(row.id, row.platform, row.manager_id)
