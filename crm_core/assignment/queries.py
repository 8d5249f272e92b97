"""Who waits for a new owner: the customers of leavers (I23)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.customers.queries import customers_owned
from crm_core.customers.views import Customer
from crm_core.organisation.queries import leavers, nearest_manager
from crm_core.organisation.views import Leaver


def to_hand_over(session: Session) -> list[tuple[Leaver, list[Customer]]]:
    """Leavers with customers about whom nobody has decided, each with them, the longest untouched first."""
    found = []
    for leaver in leavers(session):
        if leaver.pooled_at is None:
            left = left_behind(session, leaver.id)
            if left:
                found.append((leaver, left))
    return found


def left_behind(session: Session, leaver_id: int) -> list[Customer]:
    """The customers under a leaver's name, the longest untouched first."""
    return sorted(customers_owned(session, leaver_id), key=lambda one: one.last_followed_up_at or one.created_at)


def open_to_take(session: Session, viewer: Viewer) -> list[Customer]:
    """Customers in 公海 that this person may take: of leavers of his own team, or of those he leads."""
    own = nearest_manager(session, viewer.employee_id)
    owners = []
    for leaver in leavers(session):
        if leaver.pooled_at is None:
            continue
        manager = nearest_manager(session, leaver.id)
        if leaver.id in viewer.team or (manager is not None and own is not None and manager.id == own.id):
            owners.append(leaver.id)
    return [customer for owner_id in owners for customer in left_behind(session, owner_id)]
