"""Writing the rows of a list that found their place, many at a time, and taking them back again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from crm_core.contacts.model import ContactRow
from crm_core.customers.model import CustomerPhoneRow, CustomerRow
from crm_core.customers.service import NewCustomer, add_many, turn_page
from crm_core.database.bulk import insert_rows, reserve_ids
from crm_core.database.types import table
from crm_core.external_contacts.model import ExternalContactRow
from crm_core.follow_ups.model import FollowUpRow
from crm_core.imports.model import ImportedRow
from crm_core.imports.placing import Placed
from crm_core.leads.model import LeadRow
from crm_core.quality.rules import IMPORTED
from crm_core.reminders.model import NextStepRow
from crm_core.tags.model import CustomerTagRow
from nlu.companies import normal_name

_CUSTOMERS = table(CustomerRow)
_PHONES = table(CustomerPhoneRow)
_CONTACTS = table(ContactRow)
_LEADS = table(LeadRow)
_FOLLOW_UPS = table(FollowUpRow)
_TAGS = table(CustomerTagRow)
_STEPS = table(NextStepRow)
_EXTERNAL_CONTACTS = table(ExternalContactRow)
_IMPORTED = table(ImportedRow)

CHANNEL = "other"


def write_placed(
    session: Session, rows: Sequence[Placed], import_id: int, by_id: int, zone: ZoneInfo, now: datetime
) -> None:
    """Writes what the rows bring. Nobody earns points for a list (E1): no event of a lead or a follow-up is told."""
    new = [row for row in rows if row.is_new]
    made = add_many(session, [_new_customer(row, now) for row in new], by_id)
    ids = {row.customer.id: customer_id for row, customer_id in zip(new, made, strict=True)}
    written = _Written(session, ids, by_id, zone, now)
    written.contacts([row for row in rows if row.contact])
    written.leads([row for row in rows if row.stage])
    written.follow_ups([row for row in rows if row.note])
    written.phones_and_tags(rows)
    written.trail(rows, import_id)


def _new_customer(row: Placed, now: datetime) -> NewCustomer:
    spoken_at = row.entry.noted_at if row.note else None
    created_at = min(at for at in (now, row.entry.added_at, spoken_at) if at is not None)
    entry = row.entry
    normal = entry.normal_company or normal_name(entry.contact)
    return NewCustomer(entry.name, normal, row.customer.owner_id, created_at, spoken_at)


class _Written:
    """The rows of one piece of a list, from the customers down to the trail that takes them back."""

    def __init__(self, session: Session, ids: dict[int, int], by_id: int, zone: ZoneInfo, now: datetime) -> None:
        self._session = session
        self._ids = ids
        self._by_id = by_id
        self._zone = zone
        self._now = now
        self._contacts: dict[int, int] = {}
        self._leads: dict[int, int] = {}
        self._follow_ups: dict[int, int] = {}

    def customer(self, row: Placed) -> int:
        """The customer's id, also of one that has just been made."""
        return self._ids.get(row.customer.id, row.customer.id)

    def contacts(self, rows: Sequence[Placed]) -> None:
        """The people, each with the first number of his row."""
        ids = reserve_ids(self._session, _CONTACTS, len(rows))
        self._contacts = {row.entry.number: contact_id for row, contact_id in zip(rows, ids, strict=True)}
        insert_rows(
            self._session,
            _CONTACTS,
            [
                {
                    "id": contact_id,
                    "customer_id": self.customer(row),
                    "name": row.contact,
                    "title": row.entry.title,
                    "phone": next(iter(row.entry.phones), ""),
                    "created_by": self._by_id,
                    "created_at": self._now,
                }
                for row, contact_id in zip(rows, ids, strict=True)
            ],
        )
        for owner_id in {row.customer.owner_id for row in rows if not row.is_new}:
            turn_page(self._session, owner_id)

    def leads(self, rows: Sequence[Placed]) -> None:
        """Pursuits with the stage that the list tells. Their clocks ran elsewhere: nobody is alarmed that they were
        not called within hours of coming here, which is what `escalated_at` says (D3)."""
        ids = reserve_ids(self._session, _LEADS, len(rows))
        self._leads = {row.entry.number: lead_id for row, lead_id in zip(rows, ids, strict=True)}
        insert_rows(
            self._session,
            _LEADS,
            [
                {
                    "id": lead_id,
                    "customer_id": self.customer(row),
                    "contact_id": self._contacts.get(row.entry.number),
                    "owner_id": row.customer.owner_id,
                    "company": row.entry.name,
                    "phone": row.entry.phones[0],
                    "is_virtual": row.entry.is_virtual,
                    "stage": row.stage,
                    "source": row.entry.source,
                    "created_by": self._by_id,
                    "created_at": min(self._now, row.entry.added_at or self._now),
                    "first_followed_up_at": row.entry.noted_at if row.note else None,
                    "last_followed_up_at": row.entry.noted_at if row.note else None,
                    "escalated_at": self._now,
                    "made_customer": row.is_new,
                    "made_contact": row.entry.number in self._contacts,
                }
                for row, lead_id in zip(rows, ids, strict=True)
            ],
        )

    def follow_ups(self, rows: Sequence[Placed]) -> None:
        """The notes, with their author and time as far as the list tells them."""
        ids = reserve_ids(self._session, _FOLLOW_UPS, len(rows))
        self._follow_ups = {row.entry.number: follow_up_id for row, follow_up_id in zip(rows, ids, strict=True)}
        nothing: dict[str, Any] = {"topics": [], "amounts": [], "pains": [], "competitors": []}
        insert_rows(
            self._session,
            _FOLLOW_UPS,
            [
                {
                    "id": follow_up_id,
                    "customer_id": self.customer(row),
                    "lead_id": self._leads.get(row.entry.number),
                    "contact_id": self._contacts.get(row.entry.number),
                    "author_id": row.author_id,
                    "channel": CHANNEL,
                    "happened_on": (row.entry.noted_at or self._now).astimezone(self._zone).date(),
                    **nothing,
                    "words": row.note,
                    "quality": IMPORTED,
                    "created_at": row.entry.noted_at or self._now,
                }
                for row, follow_up_id in zip(rows, ids, strict=True)
            ],
        )
        for row in rows:
            if not row.is_new and row.entry.noted_at is not None:
                self._note_spoken(row.customer.id, row.entry.noted_at)

    def _note_spoken(self, customer_id: int, at: datetime) -> None:
        """A customer who was there already was spoken to later than anybody knew."""
        for target, key in ((_CUSTOMERS, _CUSTOMERS.c.id), (_LEADS, _LEADS.c.customer_id)):
            later = or_(target.c.last_followed_up_at.is_(None), target.c.last_followed_up_at < at)
            self._session.execute(
                update(target)
                .where(key == self._ids.get(customer_id, customer_id), later)
                .values(last_followed_up_at=at)
            )

    def phones_and_tags(self, rows: Iterable[Placed]) -> None:
        """Numbers and tags of the customers."""
        rows = list(rows)
        phones = [{"phone": phone, "customer_id": self.customer(row)} for row in rows for phone in row.phones]
        insert_rows(self._session, _PHONES, phones)
        tags = [
            {"customer_id": self.customer(row), "name": tag, "set_by": self._by_id, "set_at": self._now}
            for row in rows
            for tag in row.tags
        ]
        insert_rows(self._session, _TAGS, tags)

    def trail(self, rows: Iterable[Placed], import_id: int) -> None:
        """What each row has made."""
        insert_rows(
            self._session,
            _IMPORTED,
            [
                {
                    "import_id": import_id,
                    "number": row.entry.number,
                    "customer_id": self.customer(row),
                    "made_customer": row.is_new,
                    "contact_id": self._contacts.get(row.entry.number),
                    "lead_id": self._leads.get(row.entry.number),
                    "follow_up_id": self._follow_ups.get(row.entry.number),
                    "phones": None if row.is_new else list(row.phones) or None,
                    "tags": None if row.is_new else list(row.tags) or None,
                }
                for row in rows
            ],
        )
