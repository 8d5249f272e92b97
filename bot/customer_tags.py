"""Tags of a customer, written to its people in the platform's chat through the outbox (J29).

Only tags of our own group are ever made; those of others are put on and taken off, never renamed or deleted. What we
write is not told back, so nothing echoes; afterwards the contact is read as the platform has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from adapters.contract import ChatPlatform
from adapters.customer_contacts import CustomerContacts, CustomerTag
from adapters.errors import RecipientGone, Refused
from bot.turn import Turn
from crm_core.database import outbox
from crm_core.database.engine import Database
from crm_core.external_contacts.queries import contacts_at
from crm_core.external_contacts.service import set_tags
from crm_core.external_contacts.views import ContactTag
from crm_core.organisation.queries import accounts_of

GROUP = "侧记"
TAGS: Literal["tags"] = "tags"
"""The kind of the outbox row."""


def tell_chat(turn: Turn, customer_id: int, add: Sequence[str], remove: Sequence[str]) -> bool:
    """Has the change written for everyone who has one of the customer's people in his chat; whether there is one."""
    told = False
    for contact in contacts_at(turn.session, customer_id):
        accounts = accounts_of(turn.session, contact.employee_id)
        user_id = next((one.user_id for one in accounts if one.platform == contact.platform), "")
        if not user_id:
            continue
        change = {"contact_id": contact.id, "external_id": contact.external_id, "add": [*add], "remove": [*remove]}
        row = outbox.NewMessage(
            key=f"tags:{turn.event_id}:{contact.id}",
            platform=contact.platform,
            user_id=user_id,
            message=change,
            kind=TAGS,
        )
        outbox.put(turn.session, row, turn.machine_now)
        told = True
    return told


async def write_tags(database: Database, platform: ChatPlatform, user_id: str, change: dict[str, Any]) -> None:
    """Puts the tags on, making those that the company has not, and takes others off."""
    customers = platform.customer_contacts
    if customers is None:
        return
    known = {tag.name: tag for tag in await customers.tags()}
    add = [(known.get(name) or await _made(customers, name)).tag_id for name in change["add"]]
    remove = [known[name].tag_id for name in change["remove"] if name in known]
    try:
        if add or remove:
            await customers.mark(user_id, change["external_id"], add=add, remove=remove)
        told = await customers.read(change["external_id"])
    except RecipientGone:
        return  # They parted meanwhile: the customer keeps the tag, the chat has nobody for it.
    tags = next((one.tags for one in told.follows if one.user_id == user_id), ())
    kept = tuple(ContactTag(tag.tag_id, tag.name) for tag in tags)
    await database.write(lambda session: set_tags(session, change["contact_id"], kept))


async def _made(customers: CustomerContacts, name: str) -> CustomerTag:
    try:
        return await customers.add_tag(GROUP, name)
    except Refused:
        # Somebody has made it in this very moment.
        found = next((tag for tag in await customers.tags() if tag.name == name), None)
        if found is None:
            raise
        return found
