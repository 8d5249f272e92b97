"""What can be asked about contacts; whoever calls has checked that the person may read the customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.contacts.model import ContactRow
from crm_core.contacts.views import Contact
from crm_core.customers.views import NamedCustomer
from crm_core.database.types import table

_CONTACTS = table(ContactRow)


def contacts_of(session: Session, customer_id: int) -> list[Contact]:
    """The people at a customer, newest first."""
    rows = session.execute(
        select(_CONTACTS)
        .where(_CONTACTS.c.customer_id == customer_id, _CONTACTS.c.deleted_at.is_(None))
        .order_by(_CONTACTS.c.id.desc())
    )
    return [_view(row) for row in rows]


def contacts_by_id(session: Session, ids: Iterable[int]) -> dict[int, Contact]:
    """Several contacts by id."""
    rows = session.execute(select(_CONTACTS).where(_CONTACTS.c.id.in_(set(ids))))
    return {row.id: _view(row) for row in rows}


def with_contacts(session: Session, customers: Sequence[NamedCustomer]) -> list[NamedCustomer]:
    """The customers together with the people there."""
    people: dict[int, list[tuple[str, str]]] = {}
    ids = [one.id for one in customers]
    rows = session.execute(
        select(_CONTACTS.c.customer_id, _CONTACTS.c.name, _CONTACTS.c.title)
        .where(_CONTACTS.c.customer_id.in_(ids), _CONTACTS.c.deleted_at.is_(None))
        .order_by(_CONTACTS.c.id)
    )
    for row in rows:
        people.setdefault(row.customer_id, []).append((row.name, row.title))
    return [replace(one, contacts=tuple(people.get(one.id, ()))) for one in customers]


def _view(row: Any) -> Contact:
    return Contact(row.id, row.customer_id, row.name, row.title, row.phone)
