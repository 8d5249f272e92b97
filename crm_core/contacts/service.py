"""What can be done with contacts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from crm_core.contacts.model import ContactRow
from crm_core.contacts.queries import contacts_of
from crm_core.contacts.rules import same_person
from crm_core.customers.service import turn_pages
from crm_core.database.types import table

_CONTACTS = table(ContactRow)


def find_or_add(
    session: Session, customer_id: int, name: str, title: str, phone: str, created_by: int, now: datetime
) -> tuple[int, bool]:
    """The contact that is meant by this name, made when there is none; and whether it was made."""
    for contact in contacts_of(session, customer_id):
        if same_person(contact, name):
            return contact.id, False
    contact_id: int = session.execute(
        insert(_CONTACTS)
        .values(customer_id=customer_id, name=name, title=title, phone=phone, created_by=created_by, created_at=now)
        .returning(_CONTACTS.c.id)
    ).scalar_one()
    turn_pages(session, customer_id)
    return contact_id, True


def set_deleted(session: Session, contact_id: int, at: datetime | None) -> None:
    """Takes a contact away, or brings it back."""
    customer_id = session.execute(
        update(_CONTACTS).where(_CONTACTS.c.id == contact_id).values(deleted_at=at).returning(_CONTACTS.c.customer_id)
    ).scalar_one()
    turn_pages(session, customer_id)
