"""What can be asked about tags."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.database.types import table
from crm_core.external_contacts.queries import contacts_at
from crm_core.tags.model import CustomerTagRow

_TAGS = table(CustomerTagRow)


def own_tags(session: Session, customer_id: int) -> list[str]:
    """The tags that were set here, the oldest first."""
    return list(
        session.scalars(
            select(_TAGS.c.name).where(_TAGS.c.customer_id == customer_id).order_by(_TAGS.c.set_at, _TAGS.c.name)
        )
    )


def tags_of(session: Session, viewer: Viewer, customer_id: int) -> list[str]:
    """The tags of a customer and of its people in the chat, each once; those that a colleague keeps for himself are
    shown to him alone. Whoever calls has checked that the person may read the customer."""
    of_contacts = (
        tag.name
        for one in contacts_at(session, customer_id)
        for tag in one.tags
        if tag.tag_id or one.employee_id == viewer.employee_id
    )
    return list(dict.fromkeys([*own_tags(session, customer_id), *of_contacts]))
