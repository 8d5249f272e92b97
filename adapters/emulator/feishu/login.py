"""OAuth: the authorisation page that a person's client opens, the token call and `user_info`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from aiohttp import web

from adapters.emulator.feishu.app import TOKEN_SECONDS
from adapters.emulator.feishu.chats import NAME, person_ids
from adapters.emulator.feishu.codes import Refusal, ok
from adapters.emulator.feishu.state import FeishuState

COOKIE = "emulated_feishu_user"
_MAX_SCOPES = 50
_CHALLENGE = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


class Login:
    """Consents on behalf of whoever the emulated client belongs to (a cookie set by `/_client/feishu/open`)."""

    def __init__(self, state: FeishuState) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        """Paths of a browser, and the two calls that follow."""
        return [
            web.get("/_client/feishu/open", self._open),
            web.get("/open-apis/authen/v1/authorize", self._authorize),
            web.post("/open-apis/authen/v2/oauth/token", self._token),
            web.get("/open-apis/authen/v1/user_info", self._user_info),
        ]

    @staticmethod
    def opening(user: str, url: str) -> str:
        """The emulator's path that opens a page in a person's client."""
        return f"/_client/feishu/open?{urlencode({'user': user, 'url': url}, quote_via=quote)}"

    async def _open(self, request: web.Request) -> web.Response:
        user, url = request.query.get("user", ""), request.query.get("url", "")
        if self._state.person(user) is None or not url.startswith(("http://", "https://")):
            return _page(400, "没有这个人，或地址不完整")
        response = web.HTTPFound(url)
        response.set_cookie(COOKIE, user, httponly=True, samesite="Lax")
        raise response

    async def _authorize(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("client_id") != self._state.app.app_id:
            return _page(400, "应用不存在（20048）")
        redirect = query.get("redirect_uri", "")
        if urlsplit(redirect).scheme not in ("http", "https") or not urlsplit(redirect).netloc:
            return _page(400, "重定向 URL 有误（20029）")
        if query.get("response_type") != "code" or len(query.get("scope", "").split()) > _MAX_SCOPES:
            return _page(400, "response_type 或 scope 参数有误（20063）")
        challenge = query.get("code_challenge")
        if challenge is not None and not _CHALLENGE.fullmatch(challenge):
            return _page(400, "code_challenge 参数有误（20063）")
        person = self._state.person(request.cookies.get(COOKIE, ""))
        if person is None:
            return _page(200, "请在飞书客户端打开链接，或先登录飞书账号")
        code = self._state.credentials.grant(person.account(NAME), query)
        raise web.HTTPFound(_extended(redirect, {"code": code, "state": query.get("state")}))

    async def _token(self, request: web.Request) -> web.Response:
        try:
            token, scope = self._state.credentials.redeem(await _fields(request))
        except Refusal as refusal:
            body = {
                "code": refusal.code,
                "error": "invalid_grant" if refusal.code in (20003, 20004, 20065) else "invalid_request",
                "error_description": refusal.body["msg"],
            }
            return web.json_response(body, status=refusal.status)
        return web.json_response(
            {
                "code": 0,
                "access_token": token,
                "expires_in": TOKEN_SECONDS,
                "scope": scope or "auth:user.id:read",
                "token_type": "Bearer",
            }
        )

    async def _user_info(self, request: web.Request) -> web.Response:
        try:
            user = self._state.credentials.user_of(request.headers.get("Authorization"))
        except Refusal as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        person = self._state.person(user)
        if person is None:
            return web.json_response(Refusal(20021, "The user has resigned.", status=200).body)
        picture = "https://avatar.example/72.png"
        data = {
            "name": person.name,
            "en_name": person.key,
            **{f"avatar_{size}": picture for size in ("url", "thumb", "middle", "big")},
            "open_id": person.account(NAME),
            "union_id": person_ids(person)["union_id"],
            "tenant_key": self._state.app.tenant_key,
        }
        return web.json_response(ok(data))


async def _fields(request: web.Request) -> Mapping[str, Any]:
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(await request.post())
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError as error:
        raise Refusal(20063, "The request body is malformed.") from error
    if not isinstance(body, dict):
        raise Refusal(20063, "The request body is malformed.")
    return body


def _extended(redirect: str, more: Mapping[str, str | None]) -> str:
    parts = urlsplit(redirect)
    added = urlencode({key: value for key, value in more.items() if value is not None})
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, added]))))


def _page(status: int, sentence: str) -> web.Response:
    return web.Response(
        status=status,
        content_type="text/html",
        charset="utf-8",
        text=f"<!doctype html><meta charset=utf-8><title>飞书</title><p>{escape(sentence)}</p>",
    )
