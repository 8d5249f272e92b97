"""The sidebar opened beside a customer's chat: the client tells who he is, we tell whose he is (B1, J29).

A contact whom no event has told us of is taken in when the page is opened: like signing in, this only notes what the
platform says, and does it once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from adapters.errors import OutsideError, RecipientGone
from bot.clock import machine_now
from bot.customer_notes import seen, tell_of_link
from bot.handlers.external_contacts import noted_company
from bot.web import sidebar_texts as texts
from bot.web.links import customer_of
from bot.web.sessions import SidebarSession
from bot.web.sidebar_acts import Fields, number_in
from bot.web.sidebar_drawing import SidebarDrawing
from bot.web.sidebar_turn import PageTurn, SidebarContext
from bot.web.sidebar_views import Hit, found
from cards.wording import mask_phone
from crm_core.customers.queries import own_customer
from crm_core.errors import NotVisible
from crm_core.external_contacts import service as contacts
from crm_core.external_contacts.queries import contact_of
from crm_core.external_contacts.views import ExternalContact, SeenContact

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Somebody in the chat beside whom nobody has linked to a customer yet."""

    id: int
    name: str
    facts: tuple[tuple[str, str], ...]
    hits: tuple[Hit, ...]


class SidebarChat:
    """What the pages beside a chat ask and do."""

    def __init__(
        self, context: SidebarContext, drawing: SidebarDrawing, place_of: Callable[[SidebarSession, int], str]
    ) -> None:
        self._context = context
        self._drawing = drawing
        self._place_of = place_of

    def scripts(self, platform: str) -> tuple[str, ...]:
        """The client's own scripts, by which a page asks whose chat is open; none where there are no customers."""
        customers = self._context.platforms[platform].customer_contacts
        return customers.scripts if customers is not None else ()

    async def sign(self, request: web.Request, signed_in: SidebarSession) -> web.Response:
        """What the page configures the client with; only for pages of ours. 204 where the client need not be asked."""
        platform = self._context.platforms[signed_in.platform]
        signs = platform.customer_contacts or platform.message_shortcut
        page = request.query.get("page", "")
        if signs is None or not self._is_ours(page):
            raise NotVisible(subject="page")
        try:
            options = await signs.sign_page(page)
        except OutsideError as error:
            log.warning("page_not_signed", platform=signed_in.platform, error=type(error).__name__, **error.facts)
            return web.Response(status=204)
        return web.json_response(dict(options), headers={"Cache-Control": "no-store"})

    async def contact(self, signed_in: SidebarSession, external_id: str) -> ExternalContact | None:
        """The person of the open chat, as this colleague has him; None when he has him not."""

        def look(turn: PageTurn) -> ExternalContact | None:
            return contact_of(turn.session, signed_in.platform, external_id, turn.employee.id)

        known = await self._context.read(signed_in, look)
        if known is not None and known.ended_at is None:
            return known
        told = await self._ask(signed_in, external_id)
        if told is None:
            return known

        def take_in(turn: PageTurn) -> ExternalContact:
            contact, _ = contacts.take_in(turn.session, signed_in.platform, turn.employee.id, told, turn.now)
            return contact

        return await self._context.write(signed_in, take_in)

    async def contact_page(
        self, request: web.Request, signed_in: SidebarSession, contact: ExternalContact
    ) -> web.Response:
        """「关联」 or 「新建」."""
        company = noted_company(contact)
        hits = await self._context.read(signed_in, lambda turn: self._linkable(turn, company))
        facts = (
            ("备注", contact.remark),
            ("公司", company),
            ("电话", mask_phone(contact.phones[0]) if contact.phones else ""),
            ("标签", "、".join(tag.name for tag in contact.tags)),
        )
        page = ContactPage(contact.id, contact.called, tuple(fact for fact in facts if fact[1]), hits)
        return self._drawing.piece(request, signed_in, "contact.html", page=page)

    async def search(self, request: web.Request, signed_in: SidebarSession) -> web.Response:
        """Customers of that name to whom the chat's person may be linked."""
        words = request.query.get("q", "").strip()
        hits = await self._context.read(signed_in, lambda turn: self._linkable(turn, words))
        contact_id = number_in(request.query, "contact")
        return self._drawing.piece(request, signed_in, "linkable.html", hits=hits, words=words, contact_id=contact_id)

    async def link(self, request: web.Request, signed_in: SidebarSession, fields: Fields) -> web.Response:
        """[关联]: from now on the sidebar beside this chat opens the customer."""
        contact_id = number_in(fields, "contact")
        customer_id = customer_of(self._context.key, fields.get("customer", ""), machine_now())
        if customer_id is None:
            raise NotVisible(subject="customer")

        def work(turn: PageTurn) -> ExternalContact:
            linked = contacts.link(turn.session, turn.viewer, contact_id, customer_id, turn.now)
            tell_of_link(turn, contact_id, customer_id, own_customer(turn.session, turn.viewer, customer_id).name)
            return linked

        contact = await self._context.write(signed_in, work)
        place = self._place_of(signed_in, customer_id)
        if "HX-Request" not in request.headers:
            return web.Response(status=303, headers={"Location": place})
        told = {"ceji-told": texts.linked(contact.called)}
        return web.Response(headers={"HX-Redirect": place, "HX-Trigger": json.dumps(told), "Cache-Control": "no-store"})

    def _linkable(self, turn: PageTurn, words: str) -> tuple[Hit, ...]:
        return found(turn, self._context.key, words, writable=True) if words else ()

    async def _ask(self, signed_in: SidebarSession, external_id: str) -> SeenContact | None:
        """The platform, about somebody whom nobody has told us of."""
        customers = self._context.platforms[signed_in.platform].customer_contacts
        if customers is None:
            return None
        try:
            told = await customers.read(external_id)
        except RecipientGone:
            return None
        except OutsideError as error:
            log.warning("customer_not_read", platform=signed_in.platform, error=type(error).__name__, **error.facts)
            return None
        follow = next((one for one in told.follows if one.user_id == signed_in.user_id), None)
        return seen(told, follow) if follow is not None else None

    def _is_ours(self, page: str) -> bool:
        given, ours = urlsplit(page), urlsplit(self._context.company.public_url)
        same_place = (given.scheme, given.netloc) == (ours.scheme, ours.netloc)
        return same_place and (given.path == "/sidebar" or given.path.startswith("/sidebar/"))
