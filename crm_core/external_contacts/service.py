"""What can be done with external contacts: taken in, linked to a customer, set aside, ended (J29)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.contacts.service import find_or_add
from crm_core.customers.queries import duplicates, own_customer
from crm_core.database.types import table
from crm_core.database.upsert import insert_for
from crm_core.errors import NotVisible
from crm_core.external_contacts.events import (
    ExternalContactEnded,
    ExternalContactIgnored,
    ExternalContactLinked,
    ExternalContactUntagged,
)
from crm_core.external_contacts.model import ExternalContactRow
from crm_core.external_contacts.queries import contact_of, own_contact
from crm_core.external_contacts.views import ContactTag, ExternalContact, SeenContact
from crm_core.happenings import tell

_CONTACTS = table(ExternalContactRow)

AT_ONCE = 500


def take_in(
    session: Session, platform: str, employee_id: int, seen: SeenContact, now: datetime
) -> tuple[ExternalContact, bool]:
    """Keeps what the platform tells of a colleague's contact; and whether he is new, or there again.

    One with the number of a customer of the colleague's own is linked to it (F4).
    """
    known = contact_of(session, platform, seen.external_id, employee_id)
    is_new = known is None or known.ended_at is not None
    values = _noted(seen) | {"ended_at": None, "ended_by": ""}
    contact = known
    if contact is None or _noted(contact) | {"ended_at": contact.ended_at, "ended_by": contact.ended_by} != values:
        session.execute(
            insert_for(session, _CONTACTS)
            .values(platform=platform, external_id=seen.external_id, employee_id=employee_id, **values)
            .on_conflict_do_update(index_elements=["platform", "external_id", "employee_id"], set_=values)
        )
        contact = _existing(session, platform, seen.external_id, employee_id)
    if known is not None and contact.customer_id is not None:
        gone = tuple(tag.name for tag in known.tags if tag.tag_id and tag not in contact.tags)
        if gone:
            tell(session, ExternalContactUntagged(contact.id, contact.customer_id, gone, now))
    if contact.customer_id is None and contact.ignored_at is None:
        customer_id = _own_with_number(session, employee_id, seen.phones)
        if customer_id is not None:
            _set(session, contact.id, customer_id=customer_id)
            tell(session, ExternalContactLinked(contact.id, customer_id, None, now))
            contact = _existing(session, platform, seen.external_id, employee_id)
    return contact, is_new


def link(session: Session, by: Viewer, contact_id: int, customer_id: int, now: datetime) -> ExternalContact:
    """He is of this customer, which the person may write to; he becomes a contact there. Raises NotVisible."""
    contact = own_contact(session, by, contact_id)
    own_customer(session, by, customer_id)
    phone = contact.phones[0] if contact.phones else ""
    find_or_add(session, customer_id, contact.called, contact.title, phone, by.employee_id, now)
    _set(session, contact_id, customer_id=customer_id, ignored_at=None)
    tell(session, ExternalContactLinked(contact_id, customer_id, by.employee_id, now))
    return own_contact(session, by, contact_id)


def ignore(session: Session, by: Viewer, contact_id: int, now: datetime) -> ExternalContact:
    """He is nobody's customer: a friend, a supplier. Raises NotVisible."""
    contact = own_contact(session, by, contact_id)
    _set(session, contact.id, ignored_at=now)
    tell(session, ExternalContactIgnored(contact.id, by.employee_id, now))
    return contact


def end(session: Session, contact: ExternalContact, ended_by: str, now: datetime) -> None:
    """They no longer have each other; who he was stays known."""
    if contact.ended_at is None:
        _set(session, contact.id, ended_at=now, ended_by=ended_by)
        tell(session, ExternalContactEnded(contact.id, ended_by, now))


def follow_tags(
    session: Session, platform: str, names: Mapping[str, str], now: datetime, after_id: int = 0
) -> int | None:
    """The company's tags are called so now (by id); those that are gone go from the contacts, AT_ONCE of them in one
    call. Returns the id after which the next call goes on, None when all are done."""
    page = (
        select(_CONTACTS.c.id, _CONTACTS.c.customer_id, _CONTACTS.c.tags)
        .where(_CONTACTS.c.platform == platform, _CONTACTS.c.id > after_id)
        .order_by(_CONTACTS.c.id)
        .limit(AT_ONCE)
    )
    rows = session.execute(page).all()
    for row in rows:
        tags = [[tag_id, names.get(tag_id, name)] for tag_id, name in row.tags if not tag_id or tag_id in names]
        if tags == row.tags:
            continue
        _set(session, row.id, tags=tags)
        if row.customer_id is not None:
            gone = tuple(name for tag_id, name in row.tags if [tag_id, name] not in tags)
            tell(session, ExternalContactUntagged(row.id, row.customer_id, gone, now))
    return rows[-1].id if len(rows) == AT_ONCE else None


def _noted(seen: SeenContact | ExternalContact) -> dict[str, Any]:
    return {
        "name": seen.name[:100],
        "remark": seen.remark[:100],
        "company": seen.company[:200],
        "title": seen.title[:100],
        "phones": list(seen.phones),
        "tags": _stored(seen.tags),
        "source": seen.source[:100],
        "added_at": seen.added_at,
    }


def _stored(tags: tuple[ContactTag, ...]) -> list[list[str]]:
    return [[tag.tag_id, tag.name] for tag in tags]


def _own_with_number(session: Session, employee_id: int, phones: tuple[str, ...]) -> int | None:
    for phone in phones:
        for found in duplicates(session, "", phone):
            if found.reason == "phone" and found.owner_id == employee_id:
                return found.customer_id
    return None


def _existing(session: Session, platform: str, external_id: str, employee_id: int) -> ExternalContact:
    contact = contact_of(session, platform, external_id, employee_id)
    if contact is None:
        raise NotVisible(subject="external_contact")
    return contact


def _set(session: Session, contact_id: int, **values: Any) -> None:
    session.execute(update(_CONTACTS).where(_CONTACTS.c.id == contact_id).values(**values))
