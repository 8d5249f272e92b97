"""What can be asked of the group pushes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.group_pushes.model import GroupPushRow
from crm_core.group_pushes.views import GroupPush

_PUSHES = table(GroupPushRow)


def enabled(session: Session) -> list[GroupPush]:
    """The groups that are sent figures."""
    rows = session.execute(
        select(_PUSHES.c.id, _PUSHES.c.platform, _PUSHES.c.manager_id)
        .where(_PUSHES.c.state == "enabled")
        .order_by(_PUSHES.c.id)
    )
    return [GroupPush(row.id, row.platform, row.manager_id) for row in rows]


def sealed_key(session: Session, push_id: int) -> str | None:
    """The encrypted key of an enabled push; None when it is not, or no longer, enabled."""
    found: str | None = session.scalar(
        select(_PUSHES.c.sealed_key).where(_PUSHES.c.id == push_id, _PUSHES.c.state == "enabled")
    )
    return found
