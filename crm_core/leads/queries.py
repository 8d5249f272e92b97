"""What can be asked about leads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.access.queries import may_read
from crm_core.access.views import Viewer
from crm_core.database.types import table
from crm_core.errors import NotVisible
from crm_core.leads.model import LeadRow
from crm_core.leads.views import Lead

_LEADS = table(LeadRow)


def lead(session: Session, viewer: Viewer, lead_id: int, *, deleted: bool = False) -> Lead:
    """A lead that the person may read. Raises NotVisible otherwise (I2)."""
    query = select(_LEADS).where(_LEADS.c.id == lead_id, may_read(viewer, _LEADS.c.customer_id, _LEADS.c.owner_id))
    if not deleted:
        query = query.where(_LEADS.c.deleted_at.is_(None))
    row = session.execute(query).first()
    if row is None:
        raise NotVisible(subject="lead")
    return view(row)


def lead_for_company(session: Session, lead_id: int) -> Lead | None:
    """A lead for what the product does by itself; never shown to a person without `access`."""
    row = session.execute(select(_LEADS).where(_LEADS.c.id == lead_id)).first()
    return None if row is None else view(row)


def leads_of(session: Session, customer_id: int) -> list[Lead]:
    """The leads of a customer, newest first; whoever calls has checked that the person may read it."""
    rows = session.execute(
        select(_LEADS)
        .where(_LEADS.c.customer_id == customer_id, _LEADS.c.deleted_at.is_(None))
        .order_by(_LEADS.c.id.desc())
    )
    return [view(row) for row in rows]


def captured_between(session: Session, owner_id: int, start: datetime, end: datetime) -> list[Lead]:
    """Leads that a person has captured himself from `start` on and before `end` and still owns, oldest first."""
    rows = session.execute(
        select(_LEADS)
        .where(
            _LEADS.c.owner_id == owner_id,
            _LEADS.c.created_by == owner_id,
            _LEADS.c.created_at >= start,
            _LEADS.c.created_at < end,
            _LEADS.c.deleted_at.is_(None),
        )
        .order_by(_LEADS.c.id)
    )
    return [view(row) for row in rows]


def newest_with_number(session: Session, viewer: Viewer, phone: str) -> Lead | None:
    """The newest lead with this number among those the person may read; his own before others'."""
    row = session.execute(
        select(_LEADS)
        .where(_LEADS.c.phone == phone, _LEADS.c.deleted_at.is_(None))
        .where(may_read(viewer, _LEADS.c.customer_id, _LEADS.c.owner_id))
        .order_by((_LEADS.c.owner_id == viewer.employee_id).desc(), _LEADS.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else view(row)


def pooled(session: Session, viewer: Viewer, after_id: int, most: int) -> list[Lead]:
    """Leads in 待激活池 among those the person may see, in pages by key."""
    rows = session.execute(
        select(_LEADS)
        .where(_LEADS.c.pool != "", _LEADS.c.deleted_at.is_(None), _LEADS.c.id > after_id)
        .where(may_read(viewer, _LEADS.c.customer_id, _LEADS.c.owner_id))
        .order_by(_LEADS.c.id)
        .limit(most)
    )
    return [view(row) for row in rows]


def view(row: Any) -> Lead:
    """A row as others see it."""
    return Lead(**{name: getattr(row, name) for name in Lead.__dataclass_fields__})
