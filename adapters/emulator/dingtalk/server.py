"""The paths of api.dingtalk.com and oapi.dingtalk.com, and of the Stream gateway."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from adapters.emulator.dingtalk import codes, messages
from adapters.emulator.dingtalk.app import TOKEN_SECONDS
from adapters.emulator.dingtalk.bodies import api_body, oapi_body
from adapters.emulator.dingtalk.callbacks import CardRoute
from adapters.emulator.dingtalk.cards import check_places
from adapters.emulator.dingtalk.files import Files
from adapters.emulator.dingtalk.robot import Robot
from adapters.emulator.dingtalk.state import DingTalkState

Fields = Mapping[str, Any]
Answer = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CALLS_PER_SECOND = 20
_FREE = re.compile(r"/v1\.0/(oauth2|gateway)/|/gettoken|/get_jsapi_ticket|/topapi/(v2/)?(user|department)/")
"""Tokens, tickets, the directory and signing in are not charged."""


class Server:
    """Turns requests into changes of the state, with the platform's checks and refusals."""

    def __init__(self, state: DingTalkState) -> None:
        self._state = state
        self._files = Files(state, self._charge)
        self._robot = Robot(state, self._files)
        self._calls: dict[str, deque[float]] = {}

    def routes(self) -> list[web.RouteDef]:
        """Every path but the client's own."""
        api, oapi = self._api, self._oapi
        directory, robot = self._state.directory, self._robot
        return [
            web.post("/v1.0/gateway/connections/open", api(self._open_stream, token=False)),
            web.get("/connect", self._state.gateway.connect),
            web.post("/v1.0/oauth2/accessToken", api(self._access_token, token=False)),
            web.post("/v1.0/oauth2/{corp}/token", self._unified_token),
            web.get("/gettoken", self._old_token),
            web.post("/v1.0/oauth2/jsapiTickets", api(self._jsapi_ticket)),
            web.get("/get_jsapi_ticket", oapi(self._old_jsapi_ticket)),
            web.post("/robot/sendBySession", robot.send_by_session),
            web.post("/v1.0/robot/oToMessages/batchSend", api(robot.send)),
            web.get("/v1.0/robot/oToMessages/readStatus", api(robot.read_status)),
            web.post("/v1.0/robot/otoMessages/batchRecall", api(robot.recall)),
            web.post("/v1.0/robot/groupMessages/send", api(robot.send_to_group)),
            web.post("/v1.0/robot/plugins/set", api(robot.set_quick_entries)),
            web.post("/v1.0/robot/messageFiles/download", api(self._files.download)),
            web.get("/dingtalk/files/{token}", self._files.serve),
            web.post("/v1.0/card/callbacks/register", api(self._register_card_route)),
            web.post("/v1.0/card/instances", api(self._create_card)),
            web.put("/v1.0/card/instances", api(self._update_card)),
            web.post("/v1.0/card/instances/deliver", api(self._deliver_card)),
            web.post("/v1.0/card/instances/createAndDeliver", api(self._create_and_deliver)),
            web.put("/v1.0/card/streaming", api(self._stream_card)),
            web.post("/topapi/message/corpconversation/asyncsend_v2", oapi(self._send_notice)),
            web.post("/topapi/message/corpconversation/getsendresult", oapi(self._notice_result)),
            web.post("/media/upload", self._files.upload),
            web.post("/topapi/v2/department/listsub", oapi(_result(directory.departments_below))),
            web.post("/topapi/v2/department/listsubid", oapi(_result(directory.department_ids_below))),
            web.post("/topapi/v2/department/get", oapi(_result(directory.department))),
            web.post("/topapi/user/listid", oapi(_result(directory.user_ids))),
            web.post("/topapi/user/listsimple", oapi(_result(directory.users_simple))),
            web.post("/topapi/v2/user/list", oapi(_result(directory.users))),
            web.post("/topapi/v2/user/get", oapi(_result(directory.user))),
            web.post("/topapi/v2/user/getbymobile", oapi(_result(directory.user_by_mobile))),
            web.post("/topapi/v2/user/getuserinfo", oapi(_result(directory.user_by_code))),
        ]

    # The two hosts' envelopes

    def _api(self, act: Callable[[Fields, web.Request], Answer], token: bool = True) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            self._state.note_base(request)
            try:
                if token and not self._state.credentials.is_valid(request.headers.get("x-acs-dingtalk-access-token")):
                    raise codes.invalid_token()
                self._count(request)
                self._charge(request)
                return web.json_response(act(await api_body(request), request))
            except codes.ApiRefusal as refusal:
                return web.json_response(refusal.body, status=refusal.status)

        return handle

    def _oapi(self, act: Callable[[Fields, web.Request], Answer]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            self._state.note_base(request)
            try:
                token = request.query.get("access_token")
                if not token:
                    raise codes.OapiRefusal(41001, "缺少access_token参数")
                if not self._state.credentials.is_valid(token):
                    raise codes.oapi_invalid_token()
                self._charge(request)
                body = await oapi_body(request)
                answer = {"errcode": 0, "errmsg": "ok", **act(body, request)}
                return web.json_response({**answer, "request_id": secrets.token_hex(6)})
            except codes.OapiRefusal as refusal:
                return web.json_response(refusal.body)

        return handle

    def _count(self, request: web.Request) -> None:
        calls = self._calls.setdefault(f"{request.method} {request.path}", deque())
        now = time.monotonic()
        while calls and calls[0] <= now - 1:
            calls.popleft()
        if len(calls) >= CALLS_PER_SECOND:
            raise codes.qps_exceeded()
        calls.append(now)

    def _charge(self, request: web.Request) -> None:
        if not _FREE.match(request.path):
            self._state.charged["call"] += 1

    # Tokens and the gateway

    def _open_stream(self, body: Fields, request: web.Request) -> Answer:
        app = self._state.app
        if body.get("clientId") != app.client_id or body.get("clientSecret") != app.client_secret:
            raise codes.bad_credentials()
        subscriptions = body.get("subscriptions")
        if not isinstance(subscriptions, list) or not subscriptions:
            raise codes.ApiRefusal("param.invalid", "subscriptions 为空")
        topics = frozenset(
            (str(each.get("type", "")), str(each.get("topic", "")))
            for each in subscriptions
            if isinstance(each, Mapping)
        )
        scheme = "wss" if request.scheme == "https" else "ws"
        return {
            "endpoint": f"{scheme}://{request.host}/connect",
            "ticket": self._state.credentials.stream_ticket(topics),
        }

    def _access_token(self, body: Fields, request: web.Request) -> Answer:
        token = self._state.credentials.issue(body.get("appKey"), body.get("appSecret"))
        if token is None:
            raise codes.bad_credentials()
        return {"accessToken": token, "expireIn": TOKEN_SECONDS}

    async def _unified_token(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await api_body(request)
            if body.get("grant_type") != "client_credentials":
                raise codes.ApiRefusal("unsupported.grant.type", "不支持的 grant_type")
            if request.match_info["corp"] != self._state.app.corp_id:
                raise codes.ApiRefusal("unauthorized.client", "应用未授权", status=401)
            token = self._state.credentials.issue(body.get("client_id"), body.get("client_secret"))
            if token is None:
                raise codes.ApiRefusal("invalid.client", "无效的 client_id 或 client_secret")
        except codes.ApiRefusal as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        return web.json_response({"access_token": token, "expires_in": TOKEN_SECONDS})

    async def _old_token(self, request: web.Request) -> web.StreamResponse:
        token = self._state.credentials.issue(request.query.get("appkey"), request.query.get("appsecret"))
        if token is None:
            return web.json_response(codes.OapiRefusal(40089, "不合法的corpid或corpsecret").body)
        return web.json_response({"errcode": 0, "access_token": token, "errmsg": "ok", "expires_in": TOKEN_SECONDS})

    def _jsapi_ticket(self, body: Fields, request: web.Request) -> Answer:
        return {"jsapiTicket": self._state.credentials.jsapi_ticket(), "expireIn": TOKEN_SECONDS}

    def _old_jsapi_ticket(self, body: Fields, request: web.Request) -> Answer:
        return {"ticket": self._state.credentials.jsapi_ticket(), "expires_in": TOKEN_SECONDS}

    # Cards

    def _register_card_route(self, body: Fields, request: web.Request) -> Answer:
        key, url = body.get("callbackRouteKey"), body.get("callbackUrl")
        if not key:
            raise codes.ApiRefusal("param.callbackRouteKeyEmpty", "callbackRouteKey 为空")
        if not url:
            raise codes.ApiRefusal("param.callbackUrlEmpty", "callbackUrl 为空")
        routes = self._state.callbacks.card_routes
        if key in routes and not body.get("forceUpdate"):
            raise codes.ApiRefusal("param.callbackRouteKeyExist", "callbackRouteKey 已存在", status=500)
        secret = str(body.get("apiSecret") or secrets.token_hex(16))
        routes[str(key)] = CardRoute(str(url), secret)
        return {"success": True, "result": {"callbackUrl": url, "apiSecret": secret}}

    def _create_card(self, body: Fields, request: web.Request) -> Answer:
        return {"success": True, "result": self._state.cards.create(body).out_track_id}

    def _update_card(self, body: Fields, request: web.Request) -> Answer:
        self._state.redraw(self._state.cards.update(body))
        return {"success": True, "result": True}

    def _stream_card(self, body: Fields, request: web.Request) -> Answer:
        self._state.redraw(self._state.cards.stream(body))
        return {"success": True, "result": True}

    def _deliver_card(self, body: Fields, request: web.Request) -> Answer:
        card = self._state.cards.get(body.get("outTrackId"))
        places = check_places(body, self._state.app.robot_code)
        return {"success": True, "result": self._state.deliver(card, places)}

    def _create_and_deliver(self, body: Fields, request: web.Request) -> Answer:
        places = check_places(body, self._state.app.robot_code)
        card = self._state.cards.create(body)
        results = self._state.deliver(card, places)
        return {"success": True, "result": {"outTrackId": card.out_track_id, "deliverResults": results}}

    # Work notices

    def _send_notice(self, body: Fields, request: web.Request) -> Answer:
        if str(body.get("agent_id")) != self._state.app.agent_id:
            raise codes.OapiRefusal(400002, "无效的参数 agent_id")
        msg = body.get("msg")
        sketch = messages.check_notice(json.loads(msg) if isinstance(msg, str) else msg)
        users = [user for user in str(body.get("userid_list") or "").split(",") if user]
        if not users and not body.get("to_all_user") and not body.get("dept_id_list"):
            raise codes.OapiRefusal(400002, "接收者为空")
        if len(users) > 100:
            raise codes.OapiRefusal(400002, "userid_list 最多100个")
        return {"task_id": self._state.notify(users, sketch, dict(body))}

    def _notice_result(self, body: Fields, request: web.Request) -> Answer:
        return {"send_result": self._state.notices.get(str(body.get("task_id")), {})}


def _result(act: Callable[[Fields], Any]) -> Callable[[Fields, web.Request], Answer]:
    return lambda body, request: {"result": act(body)}
