"""What a chat shows in place of a link of ours, by what its viewer may see (CONVERSATION §4.9; I2).

Feishu asks for each viewer by himself, when he looks at a message with a link (protocols: 拉取链接预览数据).
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from sqlalchemy.orm import Session

from adapters.contract import LinkPreview
from bot import texts
from bot.clock import Clock, machine_now
from bot.company import Company
from bot.report_items import how
from bot.web.links import customer_of
from cards.templates import link_preview
from cards.wording import Reader, join_facts
from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.customers.queries import customer
from crm_core.database.engine import Database
from crm_core.errors import NotVisible
from crm_core.follow_ups.queries import latest_of
from crm_core.leads.queries import leads_of
from crm_core.organisation.queries import employee, employee_by_account
from crm_core.reminders.queries import steps_of


class LinkPreviews:
    """Previews of the sidebar's pages; for any other address there is none."""

    def __init__(self, database: Database, company: Company, clock: Clock) -> None:
        self._database = database
        self._company = company
        self._clock = clock

    async def preview(self, platform: str, user_id: str, url: str) -> LinkPreview | None:
        """A customer at a glance for who may read it; the same neutral line for everybody else and every other page."""
        base = self._company.public_url
        if not base or not url.startswith(f"{base}/sidebar"):
            return None
        tokens = parse_qs(urlsplit(url).query).get("customer", [])
        customer_id = customer_of(self._company.link_key, tokens[0], machine_now()) if tokens else None
        neutral = LinkPreview(texts.page_of_ours())
        if customer_id is None:
            return neutral

        def look(session: Session) -> LinkPreview:
            someone = employee_by_account(session, platform, user_id)
            if someone is None or not someone.active:
                return neutral
            reader = self._company.reader(someone, self._clock.now())
            try:
                return _glance(session, viewer_for(session, someone), customer_id, reader, url)
            except NotVisible:
                return neutral

        return await self._database.read(look)


def _glance(session: Session, viewer: Viewer, customer_id: int, reader: Reader, url: str) -> LinkPreview:
    one = customer(session, viewer, customer_id)
    owner = employee(session, one.owner_id)
    leads, latest, promises = (
        leads_of(session, one.id),
        latest_of(session, viewer, one.id, 1),
        steps_of(session, one.id),
    )
    last = latest[0] if latest else None
    card = link_preview.customer(
        company=one.name,
        stage=leads[0].stage if leads else "",
        owner=owner.name if owner else "",
        last=join_facts(reader.day(last.happened_on), how(last.channel, last.met)) if last else "",
        promise=join_facts(promises[0].what, reader.day(promises[0].due_on) if promises[0].due_on else "")
        if promises
        else "",
        page=url,
    )
    return LinkPreview(card.summary, card)
