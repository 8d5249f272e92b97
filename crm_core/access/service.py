"""Who is looking, and what is shown to whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from crm_core.access.model import ShareRow
from crm_core.access.rules import may
from crm_core.access.views import Operation, Viewer
from crm_core.database.types import table
from crm_core.database.upsert import insert_for
from crm_core.errors import NotAllowed
from crm_core.organisation.queries import subordinates
from crm_core.organisation.views import Employee

_SHARES = table(ShareRow)


def viewer_for(session: Session, employee: Employee) -> Viewer:
    """The eyes of an employee: reps see their own, whoever leads people sees all below him (I2, I3)."""
    return Viewer(employee.id, employee.name, employee.role, subordinates(session, employee.id))


def require(viewer: Viewer, operation: Operation) -> None:
    """Raises NotAllowed unless the person may do this."""
    if not may(viewer, operation):
        raise NotAllowed(operation=operation.value, role=viewer.role.value)


def share(session: Session, customer_id: int, employee_id: int, by: Viewer, now: datetime) -> None:
    """Shows a customer to somebody, for reading only (I4); the caller has checked that it is the giver's."""
    session.execute(
        insert_for(session, _SHARES)
        .values(customer_id=customer_id, employee_id=employee_id, granted_by=by.employee_id, granted_at=now)
        .on_conflict_do_nothing(index_elements=["customer_id", "employee_id"])
    )
