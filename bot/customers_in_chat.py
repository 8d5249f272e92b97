"""Customers in the platforms' own chats: greeted, read when something is told of them, and all read every night (J29).

An event is a hint; what is kept is what the platform answers when it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from adapters.contract import ChatPlatform
from adapters.customer_contacts import CustomerContacts, ExternalContact
from adapters.errors import Misconfigured, OutsideError, RecipientGone
from adapters.events import CustomerLinked, InboundEvent
from bot.alarms import Alarms
from bot.clock import machine_now
from bot.company import Company
from bot.customer_notes import seen
from bot.handlers.external_contacts import card_of_new
from bot.turn import push
from crm_core.database.engine import Database
from crm_core.external_contacts import service as contacts
from crm_core.external_contacts.queries import had_by
from crm_core.external_contacts.views import SeenContact
from crm_core.organisation.queries import employee_by_account
from crm_core.organisation.views import Employee
from crm_core.welcomes.queries import welcome_in_force
from crm_core.welcomes.views import Welcome

log = structlog.get_logger(__name__)

STILL_NEWS = timedelta(hours=48)
"""Somebody added so long ago at most is asked about when only the night's reading finds him."""


class CustomersInChat:
    """What the worker asks the platforms about customers, outside its transactions."""

    def __init__(self, database: Database, platforms: Mapping[str, ChatPlatform], alarms: Alarms) -> None:
        self._database = database
        self._platforms = platforms
        self._alarms = alarms

    async def look(self, event: InboundEvent, happening: CustomerLinked) -> SeenContact | None:
        """Reads what the rep has noted on a customer, and greets a new one, which can't wait for the turn. None when
        he is gone, or can't be read: the night's reading finds him."""
        platform = self._platforms[event.platform]
        if platform.customer_contacts is None or happening.change not in ("added", "half_added", "edited"):
            return None
        try:
            contact = await platform.customer_contacts.read(happening.external_id)
            if happening.welcome_code:
                await self._greet(platform.customer_contacts, event, happening.welcome_code, contact.name)
        except RecipientGone:
            return None
        except OutsideError as error:
            log.warning("customer_not_read", platform=event.platform, error=type(error).__name__, **error.facts)
            if isinstance(error, Misconfigured):
                await self._alarms.customers_refused(platform, error)
            return None
        follow = next((one for one in contact.follows if one.user_id == event.user_id), None)
        return seen(contact, follow) if follow is not None else None

    async def read_tags(self, platform_name: str, now: datetime) -> None:
        """The company's tags have changed: contacts carry their new names."""
        customers = self._platforms[platform_name].customer_contacts
        if customers is None:
            return
        try:
            names = {tag.tag_id: tag.name for tag in await customers.tags()}
        except OutsideError as error:
            log.warning("customer_tags_not_read", platform=platform_name, error=type(error).__name__, **error.facts)
            return
        after: int | None = 0
        while after is not None:
            page = partial(contacts.follow_tags, platform=platform_name, names=names, now=now, after_id=after)
            after = await self._database.write(page)

    async def _greet(self, customers: CustomerContacts, event: InboundEvent, code: str, name: str) -> None:
        """Only where an admin has set a welcome."""

        def ask(session: Session) -> tuple[Welcome | None, Employee | None]:
            return welcome_in_force(session), employee_by_account(session, event.platform, event.user_id)

        welcome, rep = await self._database.read(ask)
        if welcome is None or rep is None:
            return
        if not await customers.welcome(code, welcome.said(name, rep.name)):
            log.info("customer_not_welcomed", platform=event.platform)


async def read_all_customers(database: Database, company: Company, platform: ChatPlatform, now: datetime) -> int:
    """Every colleague's customers as they are tonight: who was missed is asked about, who is gone has ended.

    Returns how many there are. Raises OutsideError when they can't be read.
    """
    if platform.customer_contacts is None:
        return 0
    total = 0
    met: set[tuple[str, str]] = set()
    async for complete, page in platform.customer_contacts.read_all():
        met |= {(follow.user_id, one.external_id) for one in page for follow in one.follows}
        await database.write(partial(_keep, company=company, platform=platform.name, page=page, now=now))
        await database.write(partial(_end, platform=platform.name, complete=complete, met=frozenset(met), now=now))
        total += len(page)
        if complete:
            met.clear()
    return total


def _keep(session: Session, company: Company, platform: str, page: tuple[ExternalContact, ...], now: datetime) -> None:
    for one in page:
        for follow in one.follows:
            rep = employee_by_account(session, platform, follow.user_id)
            if rep is None:
                continue
            contact, is_new = contacts.take_in(session, platform, rep.id, seen(one, follow), now)
            if is_new and contact.ignored_at is None and now - contact.added_at <= STILL_NEWS:
                key = f"external-new:{contact.id}:{int(contact.added_at.timestamp())}"
                push(session, company, rep, card_of_new(session, contact), key, now, machine_now())


def _end(
    session: Session, platform: str, complete: tuple[str, ...], met: frozenset[tuple[str, str]], now: datetime
) -> None:
    """Whom these colleagues no longer have; nobody has told who parted from whom."""
    for user_id in complete:
        rep = employee_by_account(session, platform, user_id)
        for contact in had_by(session, platform, [rep.id]) if rep is not None else []:
            if (user_id, contact.external_id) not in met:
                contacts.end(session, contact, "", now)
