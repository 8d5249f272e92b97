"""The sidebar beside the chat: one customer at a glance, today, and a lead in three fields (B1, B2, B5, A1, I2).

Server-rendered pages; `GET /sidebar?platform=…` opens it. Reading never writes: the only exception is signing in,
which takes a colleague in who was not known yet.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot import report_texts
from bot import texts as chat_texts
from bot.clock import machine_now
from bot.handlers import registered
from bot.logs import number_to_quote
from bot.web.links import customer_of, customer_token
from bot.web.sessions import Sessions, SidebarSession
from bot.web.sidebar_acts import Fields, SidebarActs, number_in
from bot.web.sidebar_chat import SidebarChat
from bot.web.sidebar_drawing import SidebarDrawing
from bot.web.sidebar_shortcut import SidebarShortcut
from bot.web.sidebar_sign_in import SidebarSignIn
from bot.web.sidebar_turn import AccountClosed, SidebarContext
from bot.web.sidebar_views import customer_page, earlier_tracks, found, today_page
from crm_core.customers.groups import customer_of as customer_of_group
from crm_core.errors import Gone, NotAllowed, NotVisible, RuleBroken, Stale, TooLate

__all__ = ["SidebarContext", "routes"]

log = structlog.get_logger(__name__)

LARGEST_FORM = 64 * 1024
SHEETS = frozenset({"write", "lead", "messages"})
"""Sheets that a link may open by themselves."""

Look = Callable[[web.Request, SidebarSession], Awaitable[web.Response]]
Act = Callable[[web.Request, SidebarSession, Fields], Awaitable[web.Response]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes(context: SidebarContext) -> list[web.RouteDef]:
    """All addresses of the sidebar."""
    return Sidebar(context).routes()


class Sidebar:
    """Checks who asks, then shows or does."""

    def __init__(self, context: SidebarContext) -> None:
        self._context = context
        self._sessions = Sessions(context.key, context.company.public_url)
        self._drawing = SidebarDrawing(context.key, self._sessions)
        self._sign_in = SidebarSignIn(context, self._sessions, self._drawing)
        self._acts = SidebarActs(context, self._drawing, registered())
        self._shortcut = SidebarShortcut(context, self._drawing, self._acts.answers)
        self._chat = SidebarChat(context, self._drawing, self._acts.customer_place)

    def routes(self) -> list[web.RouteDef]:
        """Pages, sheets, acts and static files."""
        base = f"/sidebar/{{platform:{'|'.join(self._context.platforms) or 'none'}}}"
        looks = {
            "search": self._search,
            "earlier": self._earlier,
            "write": self._acts.note_form,
            "lead": self._acts.lead_form,
            "client": self._chat.sign,
            "linkable": self._chat.search,
            "messages": self._shortcut.open,
        }
        acts = {
            "write": self._acts.send_note,
            "lead": self._acts.send_lead,
            "act": self._acts.press,
            "step": self._tick,
            "phone": self._acts.show_phone,
            "share": self._acts.ask_to_share,
            "link": self._chat.link,
            "chosen": self._shortcut.show,
            "keep": self._shortcut.keep,
        }
        return [
            web.get("/sidebar", self._open),
            web.get("/sidebar/signed-in", self._sign_in.finish),
            web.post("/sidebar/signed-in", self._sign_in.finish),
            web.get("/sidebar/static/{name}", self._static),
            *(web.get(f"{base}/{name}", self._looking(name, look)) for name, look in looks.items()),
            *(web.post(f"{base}/{name}", self._acting(act)) for name, act in acts.items()),
        ]

    async def _open(self, request: web.Request) -> web.StreamResponse:
        platform = self._context.platforms.get(request.query.get("platform", ""))
        if platform is None:
            return self._drawing.page(
                "problem.html", status=404, platform="", sentence="这个入口没有接上，请找管理员。"
            )
        signed_in = self._sessions.read(request, platform.name)
        if signed_in is None or request.query.get("fresh"):
            if "HX-Request" in request.headers:
                return _load_again()
            return await self._sign_in.begin(request, platform)
        return await self._guarded(request, signed_in, self._show(request, signed_in, request.query))

    async def _show(self, request: web.Request, signed_in: SidebarSession, wanted: Fields) -> web.Response:
        """The page that is asked for: a customer, the one that a group is about, the person of a chat who is none's
        yet, or today."""
        token = wanted.get("customer", "") or await self._bound_to(signed_in, wanted.get("group", ""))
        external_id = wanted.get("external_user", "")
        if external_id and not token:
            contact = await self._chat.contact(signed_in, external_id)
            if contact is not None:
                if contact.customer_id is None:
                    return await self._chat.contact_page(request, signed_in, contact)
                token = customer_token(self._context.key, contact.customer_id, machine_now())
        if token:
            customer_id = customer_of(self._context.key, token, machine_now())
            try:
                page = await self._context.read(
                    signed_in, lambda turn: customer_page(turn, self._context.key, customer_id)
                )
            except NotVisible:
                return self._drawing.piece(request, signed_in, "no_permission.html", status=403, token=token)
            return self._drawing.piece(request, signed_in, "customer.html", page=page)
        today = await self._context.read(signed_in, lambda turn: today_page(turn, self._context.key))
        is_beside_chat = bool(external_id or wanted.get("group"))
        return self._drawing.piece(
            request,
            signed_in,
            "today.html",
            page=today,
            is_unbound=is_beside_chat,
            is_group=bool(wanted.get("group")),
            scripts_from=() if is_beside_chat else self._chat.scripts(signed_in.platform),
        )

    async def _bound_to(self, signed_in: SidebarSession, group_id: str) -> str:
        """The token of the customer that a group is about; empty where there is none."""
        if not group_id:
            return ""
        found = await self._context.database.read(
            lambda session: customer_of_group(session, signed_in.platform, group_id)
        )
        return customer_token(self._context.key, found, machine_now()) if found is not None else ""

    async def _search(self, request: web.Request, signed_in: SidebarSession) -> web.Response:
        words = request.query.get("q", "").strip()
        hits = await self._context.read(signed_in, lambda turn: found(turn, self._context.key, words))
        return self._drawing.piece(request, signed_in, "hits.html", hits=hits, words=words)

    async def _earlier(self, request: web.Request, signed_in: SidebarSession) -> web.Response:
        customer_id = customer_of(self._context.key, request.query.get("customer", ""), machine_now())
        before = number_in(request.query, "before")
        if customer_id is None:
            raise NotVisible(subject="customer")
        tracks, earlier = await self._context.read(signed_in, lambda turn: earlier_tracks(turn, customer_id, before))
        token = request.query["customer"]
        return self._drawing.piece(request, signed_in, "earlier.html", tracks=tracks, earlier=earlier, token=token)

    async def _tick(self, request: web.Request, signed_in: SidebarSession, fields: Fields) -> web.Response:
        try:
            told = await self._acts.tick(signed_in, fields)
        except Gone:
            told = chat_texts.not_waiting_any_more().text
        response = await self._show(request, signed_in, fields)
        response.headers["HX-Trigger-After-Settle"] = json.dumps({"ceji-told": told})
        return response

    async def _static(self, request: web.Request) -> web.Response:
        return self._drawing.static(request.match_info["name"])

    def _looking(self, name: str, look: Look) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            platform = self._context.platforms[request.match_info["platform"]]
            signed_in = self._sessions.read(request, platform.name)
            if signed_in is None or request.query.get("fresh"):
                if "HX-Request" in request.headers:
                    return _load_again()
                return await self._sign_in.begin(request, platform, sheet=name if name in SHEETS else "")
            return await self._guarded(request, signed_in, look(request, signed_in))

        return handle

    def _acting(self, act: Act) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            signed_in = self._sessions.read(request, request.match_info["platform"])
            if signed_in is None:
                return _sign_in_first(request)
            if request.content_length is None or request.content_length > LARGEST_FORM:
                raise web.HTTPRequestEntityTooLarge(LARGEST_FORM, request.content_length or 0)
            form = await request.post()
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            if not self._sessions.is_form_token(signed_in, fields.pop("form_token", "")):
                return self._problem(request, 403, "这一页旧了，刷新一下再点。")
            return await self._guarded(request, signed_in, act(request, signed_in, fields))

        return handle

    async def _guarded(
        self, request: web.Request, signed_in: SidebarSession, answer: Awaitable[web.Response]
    ) -> web.StreamResponse:
        """Answers with a sentence where a rule says no, and with a number where our side failed."""
        try:
            return await answer
        except AccountClosed:
            return self._closed(request, signed_in)
        except RuleBroken as error:
            return self._problem(request, *_refusal(error))
        except web.HTTPException:
            raise
        except Exception as error:
            number = number_to_quote()
            log.error("sidebar_failed", number=number, path=request.path, exc_info=error)
            return self._problem(request, 503, f"是我这边的问题，没有写入，文字还在。编号 {number}")

    def _closed(self, request: web.Request, signed_in: SidebarSession) -> web.StreamResponse:
        """A leaver: the session ends, and what the browser kept goes."""
        if "HX-Request" in request.headers:
            return _load_again()
        response = self._drawing.page("closed.html", status=403, platform=signed_in.platform, is_stranger=False)
        self._sessions.end(response, signed_in.platform)
        return response

    def _problem(self, request: web.Request, status: int, sentence: str) -> web.Response:
        if "HX-Request" in request.headers:
            return web.Response(status=status, text=sentence, headers={"Cache-Control": "no-store"})
        platform = request.match_info.get("platform", request.query.get("platform", ""))
        return self._drawing.page("problem.html", status=status, platform=platform, sentence=sentence)


def _refusal(error: RuleBroken) -> tuple[int, str]:
    """The same sentences as in the chat."""
    if isinstance(error, NotVisible | NotAllowed):
        return 403, chat_texts.refused().text
    if isinstance(error, TooLate):
        return 409, chat_texts.too_late_to_undo().text
    if isinstance(error, Stale):
        return 409, report_texts.changed_meanwhile()
    return 409, chat_texts.not_waiting_any_more().text


def _sign_in_first(request: web.Request) -> web.Response:
    """The session is over: the page loads anew and signs in; what was typed is still in the browser."""
    if "HX-Request" in request.headers:
        return _load_again()
    return web.Response(status=303, headers={"Location": f"/sidebar?platform={request.match_info['platform']}"})


def _load_again() -> web.Response:
    return web.Response(headers={"HX-Refresh": "true", "Cache-Control": "no-store"})
