"""Which customer a group of colleagues is about; the group's name and members mean nothing here (B1, I2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.audit.service import record
from crm_core.customers.model import GroupCustomerRow
from crm_core.customers.queries import customer
from crm_core.database.types import table
from crm_core.database.upsert import insert_for

_GROUPS = table(GroupCustomerRow)


def bind(session: Session, by: Viewer, platform: str, group_id: str, customer_id: int, now: datetime) -> None:
    """The group is about this customer from now on. Raises NotVisible when the person may not see it."""
    customer(session, by, customer_id)
    bound = {"customer_id": customer_id, "bound_by": by.employee_id, "bound_at": now}
    session.execute(
        insert_for(session, _GROUPS)
        .values(platform=platform, group_id=group_id, **bound)
        .on_conflict_do_update(index_elements=["platform", "group_id"], set_=bound)
    )
    record(session, by.employee_id, "group_bound", "customer", customer_id, now, platform=platform, group=group_id)


def release(session: Session, by: Viewer, platform: str, group_id: str, now: datetime) -> bool:
    """The group is about nobody any more; False when it was about nobody."""
    customer_id = session.scalar(
        delete(_GROUPS)
        .where(_GROUPS.c.platform == platform, _GROUPS.c.group_id == group_id)
        .returning(_GROUPS.c.customer_id)
    )
    if customer_id is None:
        return False
    record(session, by.employee_id, "group_released", "customer", customer_id, now, platform=platform, group=group_id)
    return True


def customer_of(session: Session, platform: str, group_id: str) -> int | None:
    """The customer's id; whoever shows more of it asks `access`."""
    found: int | None = session.scalar(
        select(_GROUPS.c.customer_id).where(_GROUPS.c.platform == platform, _GROUPS.c.group_id == group_id)
    )
    return found
