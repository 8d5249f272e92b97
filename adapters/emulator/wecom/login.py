"""The client side of web sign-in: OAuth in the built-in browser (document/path/91022) and what the client opens."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from aiohttp import web

from adapters.emulator.wecom.codes import BAD_JS_SIGNATURE, WeComError
from adapters.emulator.wecom.crypto import js_signature
from adapters.emulator.wecom.media import MediaStore
from adapters.emulator.wecom.tokens import App, Codes, Tickets
from adapters.emulator.world import World

COOKIE = "emulated_wecom_user"
CHAT_COOKIE = "emulated_wecom_chat"
_JS_SDK = Path(__file__).with_name("js_sdk.js")
_STATE = re.compile(r"[A-Za-z0-9]{0,128}")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SCOPES = ("snsapi_base", "snsapi_privateinfo")


class Login:
    """Consents on behalf of whoever the emulated client belongs to (a cookie set by `/_client/wecom/open`)."""

    def __init__(
        self,
        world: World,
        corp_id: str,
        app: App,
        grants: Codes,
        tickets: Tickets,
        media: MediaStore,
    ) -> None:
        self._world = world
        self._corp_id = corp_id
        self._app = app
        self._grants = grants
        self._tickets = tickets
        self._media = media
        self.trusted_domain: str | None = None

    def routes(self) -> list[web.RouteDef]:
        """Paths that a client's browser opens."""
        return [
            web.get("/connect/oauth2/authorize", self._authorize),
            web.get("/_client/wecom/open", self._open),
            web.get("/_client/wecom/media/{media_id}", self._medium),
            web.get("/_client/wecom/check_js", self._check_js),
            web.get("/_client/wecom/js_sdk.js", self._js_sdk),
            web.get("/_client/wecom/chat", self._chat),
        ]

    @staticmethod
    def opening(user: str, url: str, customer: str = "") -> str:
        """The emulator's path that opens a page in a person's client, beside a customer's chat if one is given."""
        query = {"user": user, "url": url, **({"customer": customer} if customer else {})}
        return f"/_client/wecom/open?{urlencode(query, quote_via=quote)}"

    async def _open(self, request: web.Request) -> web.Response:
        user, url = request.query.get("user", ""), request.query.get("url", "")
        if self._world.find("wecom", user) is None or not url.startswith(("http://", "https://")):
            return _page(400, "没有这个人，或地址不完整")
        response = web.HTTPFound(url)
        response.set_cookie(COOKIE, user, httponly=True, samesite="Lax")
        response.set_cookie(CHAT_COOKIE, request.query.get("customer", ""), httponly=True, samesite="Lax")
        raise response

    async def _authorize(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("appid") != self._corp_id:
            return _page(200, "appid 参数错误（40013）")
        redirect = query.get("redirect_uri", "")
        if not self._is_trusted(redirect):
            return _page(200, "redirect_uri 与可信域名不一致（50001）")
        if query.get("response_type") != "code" or query.get("scope") not in _SCOPES:
            return _page(200, "response_type 或 scope 参数错误")
        state = query.get("state", "")
        if not _STATE.fullmatch(state):
            return _page(200, "state 只能是字母和数字，至多 128 个")
        person = self._world.find("wecom", request.cookies.get(COOKIE, ""))
        if person is None:
            return _page(200, "请在企业微信客户端打开链接")
        scope = query["scope"] if query.get("agentid") == str(self._app.agent_id) else "snsapi_base"
        code = self._grants.issue(person.key, scope)
        parts = urlsplit(redirect)
        extended = "&".join(filter(None, [parts.query, urlencode({"code": code, "state": state})]))
        raise web.HTTPFound(urlunsplit(parts._replace(query=extended)))

    def _is_trusted(self, redirect: str) -> bool:
        """Host and port must be the trusted domain's; the names of the own machine stand for one another."""
        parts = urlsplit(redirect)
        if parts.scheme not in ("http", "https") or self.trusted_domain is None:
            return False
        trusted = urlsplit(f"//{self.trusted_domain}")
        same_host = parts.hostname == trusted.hostname or {parts.hostname, trusted.hostname} <= _LOOPBACK
        return same_host and parts.port == trusted.port

    async def _medium(self, request: web.Request) -> web.Response:
        try:
            medium = self._media.get(request.match_info["media_id"])
        except WeComError:
            return _page(404, "文件已过期")
        return web.Response(
            body=medium.content,
            content_type=medium.content_type,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(medium.filename)}"},
        )

    async def _check_js(self, request: web.Request) -> web.Response:
        """Whether a page's `config` (`kind=corp`) or `agentConfig` (`kind=agent`) would be accepted."""
        query = request.query
        kind = "corp" if query.get("kind") == "corp" else f"agent:{self._app.agent_id}"
        ticket = self._tickets.peek(kind)
        names = ("noncestr", "timestamp", "url")
        signature = js_signature(ticket, *(query.get(name, "") for name in names)) if ticket else None
        if signature is None or signature != query.get("signature"):
            return _to_page(request, {"errcode": BAD_JS_SIGNATURE, "errmsg": "invalid signature"})
        return _to_page(request, {"errcode": 0, "errmsg": "ok"})

    async def _js_sdk(self, request: web.Request) -> web.StreamResponse:
        headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-store"}
        return web.Response(body=_JS_SDK.read_bytes(), content_type="text/javascript", charset="utf-8", headers=headers)

    async def _chat(self, request: web.Request) -> web.Response:
        """Whose chat the page stands beside."""
        return _to_page(request, {"userId": request.cookies.get(CHAT_COOKIE, "")})


def _to_page(request: web.Request, answer: dict[str, object]) -> web.Response:
    """An answer to the stand-in of the JS-SDK, which runs in a page of the product's own origin."""
    origin = request.headers.get("Origin", "")
    shared = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"} if origin else {}
    return web.json_response(answer, headers=shared)


def _page(status: int, sentence: str) -> web.Response:
    return web.Response(
        status=status,
        content_type="text/html",
        charset="utf-8",
        text=f"<!doctype html><meta charset=utf-8><title>企业微信</title><p>{escape(sentence)}</p>",
    )
