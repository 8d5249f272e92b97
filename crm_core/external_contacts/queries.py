"""What can be asked about external contacts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.customers.model import CustomerRow
from crm_core.database.types import table
from crm_core.errors import NotVisible
from crm_core.external_contacts.model import ExternalContactRow
from crm_core.external_contacts.views import ContactTag, ExternalContact

_CONTACTS = table(ExternalContactRow)
_CUSTOMERS = table(CustomerRow)


def own_contact(session: Session, viewer: Viewer, contact_id: int) -> ExternalContact:
    """One of the person's own or his team's. Raises NotVisible otherwise (I2)."""
    row = session.execute(
        _select().where(_CONTACTS.c.id == contact_id, _CONTACTS.c.employee_id.in_(viewer.owners))
    ).first()
    if row is None:
        raise NotVisible(subject="external_contact")
    return _view(row)


def contact_of(session: Session, platform: str, external_id: str, employee_id: int) -> ExternalContact | None:
    """How one colleague has a person outside; None when he has him not, and never had."""
    row = session.execute(
        _select().where(
            _CONTACTS.c.platform == platform,
            _CONTACTS.c.external_id == external_id,
            _CONTACTS.c.employee_id == employee_id,
        )
    ).first()
    return None if row is None else _view(row)


def contacts_at(session: Session, customer_id: int) -> list[ExternalContact]:
    """Who of a customer's people is in whose chat; whoever calls has checked that the person may read the customer."""
    rows = session.execute(
        _select().where(_CONTACTS.c.customer_id == customer_id, _CONTACTS.c.ended_at.is_(None)).order_by(_CONTACTS.c.id)
    )
    return [_view(row) for row in rows]


def touches_at(session: Session, customer_id: int, most: int) -> list[ExternalContact]:
    """The same with those who have parted, who was added last first; whoever calls has checked access."""
    rows = session.execute(
        _select().where(_CONTACTS.c.customer_id == customer_id).order_by(_CONTACTS.c.added_at.desc()).limit(most)
    )
    return [_view(row) for row in rows]


def had_by(session: Session, platform: str, employee_ids: Iterable[int]) -> list[ExternalContact]:
    """All whom these colleagues have now."""
    rows = session.execute(
        _select().where(
            _CONTACTS.c.platform == platform,
            _CONTACTS.c.employee_id.in_(set(employee_ids)),
            _CONTACTS.c.ended_at.is_(None),
        )
    )
    return [_view(row) for row in rows]


def _select() -> Select[Any]:
    """With the customer only while its record is there: a lead that was taken back takes the link with it."""
    known = (_CUSTOMERS.c.id == _CONTACTS.c.customer_id) & _CUSTOMERS.c.deleted_at.is_(None)
    return select(_CONTACTS, _CUSTOMERS.c.id.label("known_customer_id")).outerjoin(_CUSTOMERS, known)


def _view(row: Any) -> ExternalContact:
    return ExternalContact(
        id=row.id,
        platform=row.platform,
        external_id=row.external_id,
        employee_id=row.employee_id,
        name=row.name,
        remark=row.remark,
        company=row.company,
        title=row.title,
        phones=tuple(row.phones),
        tags=tuple(ContactTag(tag_id, name) for tag_id, name in row.tags),
        source=row.source,
        customer_id=row.known_customer_id,
        added_at=row.added_at,
        ignored_at=row.ignored_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )
