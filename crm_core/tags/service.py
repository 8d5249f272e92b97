"""Setting tags and taking them off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.audit.service import record
from crm_core.customers.queries import own_customer
from crm_core.database.types import table
from crm_core.database.upsert import insert_for
from crm_core.errors import Invalid
from crm_core.external_contacts.queries import contacts_at
from crm_core.tags.model import CustomerTagRow

_TAGS = table(CustomerTagRow)

LONGEST = 30
MOST = 5
"""Tags that one sentence may change."""


def change_tags(
    session: Session, by: Viewer, customer_id: int, add: Sequence[str], remove: Sequence[str], now: datetime
) -> None:
    """Tags a customer that the person may write to. Raises NotVisible, and Invalid for too many or too long ones."""
    own_customer(session, by, customer_id)
    names = [*add, *remove]
    if not 1 <= len(names) <= MOST or any(not 1 <= len(name) <= LONGEST for name in names):
        raise Invalid("tags", "length", longest=LONGEST, most=MOST)
    for name in add:
        session.execute(
            insert_for(session, _TAGS)
            .values(customer_id=customer_id, name=name, set_by=by.employee_id, set_at=now)
            .on_conflict_do_nothing(index_elements=["customer_id", "name"])
        )
    _forget(session, customer_id, remove)
    act = "customer_tagged" if add else "customer_untagged"
    record(session, by.employee_id, act, "customer", customer_id, now, tags=names)


def follow_untagging(session: Session, customer_id: int, names: Sequence[str]) -> None:
    """Tags were taken off one of the customer's people in the chat: they go here too, unless another still has them."""
    kept = {tag.name for one in contacts_at(session, customer_id) for tag in one.tags}
    _forget(session, customer_id, [name for name in names if name not in kept])


def _forget(session: Session, customer_id: int, names: Sequence[str]) -> None:
    session.execute(delete(_TAGS).where(_TAGS.c.customer_id == customer_id, _TAGS.c.name.in_(names)))
