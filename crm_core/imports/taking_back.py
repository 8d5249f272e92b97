"""Taking back what a list has brought, where nobody has gone on with it since (CONVERSATION §4.5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlalchemy.orm import Session

from crm_core.assignment.model import TransferRow
from crm_core.contacts.model import ContactRow
from crm_core.customers.model import CustomerPhoneRow, CustomerRow
from crm_core.customers.service import turn_page
from crm_core.database.types import table
from crm_core.external_contacts.model import ExternalContactRow
from crm_core.follow_ups.model import FollowUpRow
from crm_core.imports.model import ImportedRow, ImportRow
from crm_core.leads.model import LeadRow
from crm_core.reminders.model import NextStepRow
from crm_core.tags.model import CustomerTagRow

_CUSTOMERS = table(CustomerRow)
_PHONES = table(CustomerPhoneRow)
_CONTACTS = table(ContactRow)
_LEADS = table(LeadRow)
_FOLLOW_UPS = table(FollowUpRow)
_TAGS = table(CustomerTagRow)
_STEPS = table(NextStepRow)
_TRANSFERS = table(TransferRow)
_EXTERNAL_CONTACTS = table(ExternalContactRow)
_IMPORTS = table(ImportRow)
_IMPORTED = table(ImportedRow)


def take_back_rows(session: Session, import_id: int, numbers: Sequence[int], now: datetime) -> int:
    """Takes these rows of the list back; returns how many stay, because their customers were gone on with."""
    of_import = _IMPORTED.c.import_id == import_id
    rows = session.execute(select(_IMPORTED).where(of_import, _IMPORTED.c.number.in_(numbers))).all()
    customers = {row.customer_id for row in rows}
    # Another row of the list may have brought something for the same customer.
    brought = session.execute(select(_IMPORTED).where(of_import, _IMPORTED.c.customer_id.in_(customers))).all()
    began_at = session.execute(select(_IMPORTS.c.made_at).where(_IMPORTS.c.id == import_id)).scalar_one()
    touched = _touched(session, brought, began_at)
    going = [row for row in rows if row.customer_id not in touched]
    _mark(session, _FOLLOW_UPS, {row.follow_up_id for row in going}, undone_at=now)
    _mark(session, _LEADS, {row.lead_id for row in going}, deleted_at=now)
    _mark(session, _CONTACTS, {row.contact_id for row in going}, deleted_at=now)
    _mark(session, _CUSTOMERS, {row.customer_id for row in going if row.made_customer}, deleted_at=now)
    for row in going:
        if not row.made_customer:
            _take_off(session, row)
    owners = select(_CUSTOMERS.c.owner_id).where(_CUSTOMERS.c.id.in_({row.customer_id for row in going})).distinct()
    for owner_id in session.scalars(owners).all():
        turn_page(session, owner_id)
    return len(rows) - len(going)


def _touched(session: Session, brought: Sequence[Any], began_at: datetime) -> set[int]:
    """Customers with whom somebody has gone on: written, promised, transferred, linked, or changed the lead."""
    made = {row.customer_id for row in brought if row.made_customer}
    customers = {row.customer_id for row in brought}
    follow_ups = {row.follow_up_id for row in brought}
    leads = {row.lead_id for row in brought}

    def found(target: Table, is_later: ColumnElement[bool]) -> set[int]:
        customer_id = target.c.customer_id
        return set(session.scalars(select(customer_id).where(customer_id.in_(customers), is_later)))

    written = select(_FOLLOW_UPS.c.id, _FOLLOW_UPS.c.customer_id, _FOLLOW_UPS.c.created_at).where(
        _FOLLOW_UPS.c.customer_id.in_(customers), _FOLLOW_UPS.c.undone_at.is_(None)
    )
    captured = select(_LEADS.c.id, _LEADS.c.customer_id, _LEADS.c.created_at, _LEADS.c.version).where(
        _LEADS.c.customer_id.in_(customers), _LEADS.c.deleted_at.is_(None)
    )
    touched = {
        row.customer_id
        for row in session.execute(written)
        if row.id not in follow_ups and (row.customer_id in made or row.created_at >= began_at)
    }
    for row in session.execute(captured):
        is_later = row.customer_id in made or row.created_at >= began_at
        if row.version > 1 if row.id in leads else is_later:
            touched.add(row.customer_id)
    touched |= found(_STEPS, _STEPS.c.created_at >= began_at)
    touched |= found(_TRANSFERS, _TRANSFERS.c.at >= began_at)
    return touched | (found(_EXTERNAL_CONTACTS, _EXTERNAL_CONTACTS.c.ended_at.is_(None)) & made)


def _mark(session: Session, target: Table, ids: Collection[int | None], **values: datetime) -> None:
    there = {one for one in ids if one is not None}
    if there:
        session.execute(update(target).where(target.c.id.in_(there)).values(**values))


def _take_off(session: Session, row: Any) -> None:
    """Numbers and tags that a customer who was there before did not have."""
    for target, names, value in ((_PHONES, row.phones, _PHONES.c.phone), (_TAGS, row.tags, _TAGS.c.name)):
        if names:
            session.execute(delete(target).where(target.c.customer_id == row.customer_id, value.in_(names)))
