"""Signing in by the platform's own means: a redirect (WeCom, Feishu), or a script in the client (DingTalk)."""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlencode

import structlog
from aiohttp import web

from adapters.contract import ChatPlatform
from adapters.errors import OutsideError
from bot.logs import number_to_quote
from bot.people import resolve
from bot.web.sessions import Sessions, SignIn
from bot.web.sidebar_drawing import SidebarDrawing
from bot.web.sidebar_shortcut import trigger_of
from bot.web.sidebar_turn import SidebarContext
from crm_core.errors import StorageUnavailable

log = structlog.get_logger(__name__)

_STATE = re.compile(r"[0-9a-f]{32}")


class SidebarSignIn:
    """Finds out who opened the page, and starts the session."""

    def __init__(self, context: SidebarContext, sessions: Sessions, drawing: SidebarDrawing) -> None:
        self._context = context
        self._sessions = sessions
        self._drawing = drawing

    async def begin(self, request: web.Request, platform: ChatPlatform, sheet: str = "") -> web.StreamResponse:
        """Sends the person to the platform's page, or shows a page that asks the client for a code."""
        sign_in = SignIn(
            platform=platform.name,
            state=secrets.token_hex(16),
            customer=request.query.get("customer", "")[:100],
            external_user=request.query.get("external_user", "")[:100],
            group=request.query.get("group", "")[:128],
            sheet=sheet,
            contact=request.query.get("contact", "")[:20],
            trigger=trigger_of(platform, request.query),
        )
        try:
            redirect_uri = f"{self._context.company.public_url}/sidebar/signed-in"
            login = platform.login(redirect_uri=redirect_uri, state=sign_in.state)
        except OutsideError as error:
            return self._failed(sign_in, error)
        if login.url:
            response: web.StreamResponse = web.Response(status=302, headers={"Location": login.url})
            response.headers["Cache-Control"] = "no-store"
        else:
            response = self._drawing.page(
                "sign_in.html",
                scripts_from=(login.client_script,),
                platform=platform.name,
                client_script=login.client_script,
                options=dict(login.script_options),
                state=sign_in.state,
                again=opening(sign_in, fresh=True),
            )
        self._sessions.start_sign_in(response, sign_in)
        return response

    async def finish(self, request: web.Request) -> web.StreamResponse:
        """The code has come, by redirect or by our own page: who is it?"""
        fields = request.query if request.method == "GET" else await request.post()
        state, code = str(fields.get("state", "")), str(fields.get("code", ""))
        sign_in = self._sessions.sign_in_of(request, state) if _STATE.fullmatch(state) else None
        platform = self._context.platforms.get(sign_in.platform) if sign_in is not None else None
        if sign_in is None or platform is None:
            return self._failed(None, ValueError("the sign-in was not begun here"))
        if not code or len(code) > 1024:
            return self._failed(sign_in, ValueError("there is no code"))
        try:
            user_id = await platform.identify(code)
            employee = await resolve(
                self._context.database, self._context.platforms, platform.name, user_id, self._context.clock.now()
            )
        except (OutsideError, StorageUnavailable) as error:
            return self._failed(sign_in, error)
        if employee is None:
            response: web.StreamResponse = self._drawing.page(
                "closed.html", status=403, platform=platform.name, is_stranger=True
            )
        else:
            response = web.Response(status=303, headers={"Location": opening(sign_in)})
            self._sessions.begin(response, platform.name, user_id, employee.id)
        self._sessions.end_sign_in(response, state)
        return response

    def _failed(self, sign_in: SignIn | None, error: Exception) -> web.Response:
        number = number_to_quote()
        facts = error.facts if isinstance(error, OutsideError) else {}
        log.warning("sidebar_sign_in_failed", number=number, error=type(error).__name__, reason=str(error), facts=facts)
        return self._drawing.page(
            "not_signed_in.html",
            status=403,
            platform=sign_in.platform if sign_in else "",
            again=opening(sign_in, fresh=True) if sign_in else "",
            number=number,
        )


def opening(sign_in: SignIn, *, fresh: bool = False) -> str:
    """The address of what the person wanted to see; `fresh` signs in once more."""
    wanted = {
        "platform": "" if sign_in.sheet else sign_in.platform,
        "customer": sign_in.customer,
        "external_user": sign_in.external_user,
        "group": sign_in.group,
        "contact": sign_in.contact,
        "trigger": sign_in.trigger,
        "fresh": "1" if fresh else "",
    }
    place = f"/sidebar/{sign_in.platform}/{sign_in.sheet}" if sign_in.sheet else "/sidebar"
    return f"{place}?{urlencode({name: value for name, value in wanted.items() if value})}"
