"""What we write into the platform's chat about a customer's people, through the outbox (J29): tags, and company and
number where the colleague's own note has none.

Only tags of our own group are ever made; those of others are put on and taken off, never renamed or deleted. What we
write is not told back, so nothing echoes; afterwards the contact is read as the platform has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from adapters.contract import ChatPlatform
from adapters.customer_contacts import CustomerContacts, CustomerTag, ExternalContact, Follow
from adapters.errors import RecipientGone, Refused
from bot.turn import Turn
from crm_core.customers.queries import phones_of
from crm_core.database import outbox
from crm_core.database.engine import Database
from crm_core.external_contacts.queries import contacts_at
from crm_core.external_contacts.service import take_in
from crm_core.external_contacts.views import ContactTag, SeenContact
from crm_core.external_contacts.views import ExternalContact as KnownContact
from crm_core.organisation.queries import accounts_of, employee_by_account
from crm_core.tags.queries import own_tags
from nlu.phones import find_phones

GROUP = "侧记"
NOTE: Literal["note"] = "note"
"""The kind of the outbox row."""


def tell_of_tags(turn: Turn, customer_id: int, add: Sequence[str], remove: Sequence[str]) -> bool:
    """Has tags changed for everyone who has one of the customer's people in his chat; whether there is one."""
    told = [_put(turn, contact, add=[*add], remove=[*remove]) for contact in contacts_at(turn.session, customer_id)]
    return any(told)


def tell_of_link(turn: Turn, contact_id: int, customer_id: int, company: str) -> None:
    """It is known now whose customer somebody is: he gets its tags, the colleague's note its name and number."""
    for contact in contacts_at(turn.session, customer_id):
        if contact.id == contact_id:
            numbers = sorted(phones_of(turn.session, customer_id))
            tags = own_tags(turn.session, customer_id)
            _put(turn, contact, add=tags, remove=[], company=company, phones=numbers[:1])


def _put(turn: Turn, contact: KnownContact, **change: Any) -> bool:
    accounts = accounts_of(turn.session, contact.employee_id)
    user_id = next((one.user_id for one in accounts if one.platform == contact.platform), "")
    if user_id:
        row = outbox.NewMessage(
            key=f"note:{contact.id}:{turn.event_id}:{turn.machine_now.timestamp():.6f}",
            platform=contact.platform,
            user_id=user_id,
            message={"external_id": contact.external_id, **change},
            kind=NOTE,
        )
        outbox.put(turn.session, row, turn.machine_now)
    return bool(user_id)


async def write_note(
    database: Database, platform: ChatPlatform, user_id: str, change: dict[str, Any], now: datetime
) -> None:
    """Writes it. A contact whom the colleague no longer has needs no note."""
    customers = platform.customer_contacts
    if customers is None:
        return
    external_id = change["external_id"]
    try:
        await _tag(customers, user_id, external_id, change["add"], change["remove"])
        told, follow = await _as_had_by(customers, user_id, external_id)
        company = change.get("company", "") if not follow.company else ""
        phones = change.get("phones", []) if not follow.phones else []
        if company or phones:
            await customers.remark(user_id, external_id, company=company, phones=phones)
            told, follow = await _as_had_by(customers, user_id, external_id)
    except RecipientGone:
        return

    def keep(session: Session) -> None:
        rep = employee_by_account(session, platform.name, user_id)
        if rep is not None:
            take_in(session, platform.name, rep.id, seen(told, follow), now)

    await database.write(keep)


def seen(contact: ExternalContact, follow: Follow) -> SeenContact:
    """A platform's contact as our core takes him; numbers are what the rep has typed, as far as they are some."""
    phones = (mention.digits for typed in follow.phones for mention in find_phones(typed) if mention.digits)
    return SeenContact(
        external_id=contact.external_id,
        name=contact.name or "微信客户",
        added_at=follow.added_at,
        remark=follow.remark,
        company=follow.company or contact.company,
        title=contact.title,
        phones=tuple(dict.fromkeys(phones)),
        tags=tuple(ContactTag(tag.tag_id, tag.name) for tag in follow.tags),
        source=follow.state,
    )


async def _tag(
    customers: CustomerContacts, user_id: str, external_id: str, add: Sequence[str], remove: Sequence[str]
) -> None:
    if not add and not remove:
        return
    known = {tag.name: tag for tag in await customers.tags()}
    put_on = [(known.get(name) or await _made(customers, name)).tag_id for name in add]
    taken_off = [known[name].tag_id for name in remove if name in known]
    if put_on or taken_off:
        await customers.mark(user_id, external_id, add=put_on, remove=taken_off)


async def _as_had_by(customers: CustomerContacts, user_id: str, external_id: str) -> tuple[ExternalContact, Follow]:
    told = await customers.read(external_id)
    follow = next((one for one in told.follows if one.user_id == user_id), None)
    if follow is None:
        raise RecipientGone("the colleague no longer has this customer")
    return told, follow


async def _made(customers: CustomerContacts, name: str) -> CustomerTag:
    try:
        return await customers.add_tag(GROUP, name)
    except Refused:
        # Somebody has made it in this very moment.
        found = next((tag for tag in await customers.tags() if tag.name == name), None)
        if found is None:
            raise
        return found
