"""消息快捷操作: the entry in a message's own menu, the page that it opens, and the JSSDK in that page.

`POST /_control/feishu/shortcut` `{"user", "url", "message_ids"?, "messages"?}`: a person chooses messages and the entry
whose page is at `url`. `message_ids` are of messages in his chat with the bot; `messages` (`{"user", "text", "at"?}`)
are of a chat that the bot is not in, `at` in business time. The answer's `url` opens the page in his client.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web

from adapters.emulator.clock import unix
from adapters.emulator.control_requests import Body, answering, json_answer
from adapters.emulator.feishu.chats import NAME, Message
from adapters.emulator.feishu.login import COOKIE, Login
from adapters.emulator.feishu.state import FeishuState
from adapters.emulator.stand_in import ControlError, Unknown
from adapters.emulator.world import Person

_H5_SDK = Path(__file__).with_name("h5_sdk.js")
_READABLE = ("text", "post")


class Shortcut:
    """What was chosen, by the trigger that its page is opened with."""

    def __init__(self, state: FeishuState, login: Login) -> None:
        self._state = state
        self._login = login
        self._chosen: dict[str, tuple[str, dict[str, Any]]] = {}

    def routes(self) -> list[web.RouteDef]:
        """The control address, and what the client's script asks."""
        return [
            web.post("/_control/feishu/shortcut", answering(self._choose)),
            web.get("/_client/feishu/h5_sdk.js", self._script),
            web.get("/_client/feishu/check_js", self._check),
            web.get("/_client/feishu/source", self._source),
        ]

    def choose(self, user: str, url: str, messages: list[dict[str, Any]]) -> str:
        """The path that opens the entry's page in the person's client, as Feishu's computer client opens it."""
        if not messages:
            raise ControlError("choose at least one message")
        trigger = secrets.token_hex(12)
        content = {"messages": messages, "actionTime": unix(self._state.world.clock.now())}
        self._chosen[trigger] = (user, {"bizType": "message", "content": content})
        launched = {"from": "message_action", "bdp_launch_query": json.dumps({"__trigger_id__": trigger})}
        parts = urlsplit(url)
        query = "&".join(filter(None, [parts.query, urlencode(launched)]))
        return self._login.opening(user, urlunsplit(parts._replace(query=query)))

    def as_told(self, message: Message) -> dict[str, Any]:
        """A message of the bot's chat as the client tells of it."""
        kind = message.kind if message.kind in _READABLE else "unsupport"
        sender = self._state.app.bot_open_id if message.sender == self._state.app.app_id else message.sender
        return {
            "messageType": kind,
            "sender": {"name": self._state.name_of(message.sender), "open_id": sender},
            "createTime": message.created_ms // 1000,
            "support": kind != "unsupport",
            "content": message.content if kind != "unsupport" else "",
            "status": not message.is_deleted,
            "openChatId": message.chat.id,
            "openMessageId": message.id,
        }

    def written_elsewhere(self, person: Person, text: str, at: datetime) -> dict[str, Any]:
        """A text of a chat that the bot is not in."""
        return {
            "messageType": "text",
            "sender": {"name": person.name, "open_id": person.account(NAME)},
            "createTime": unix(at),
            "support": True,
            "content": json.dumps({"text": text}, ensure_ascii=False),
            "status": True,
            "openChatId": f"oc_{secrets.token_hex(16)}",
            "openMessageId": f"om_{secrets.token_hex(16)}",
        }

    async def _choose(self, request: web.Request) -> web.StreamResponse:
        body = await Body.of(request)
        person = self._person(body.text("user"))
        kept = (self._state.chats.get(message_id) for message_id in body.texts("message_ids"))
        messages = [self.as_told(message) for message in kept if message is not None]
        for each in body.any("messages") or []:
            said = Body(each if isinstance(each, dict) else {})
            at = said.optional("at")
            written = datetime.fromisoformat(at) if at else self._state.world.clock.now()
            messages.append(self.written_elsewhere(self._person(said.text("user")), said.text("text"), written))
        return json_answer({"url": self.choose(person.account(NAME), body.text("url"), messages)})

    def _person(self, user: str) -> Person:
        person = self._state.world.find(NAME, user)
        if person is None:
            raise Unknown(f"nobody here is 「{user}」")
        return person

    async def _script(self, request: web.Request) -> web.StreamResponse:
        headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "no-store"}
        return web.Response(body=_H5_SDK.read_bytes(), content_type="text/javascript", charset="utf-8", headers=headers)

    async def _check(self, request: web.Request) -> web.StreamResponse:
        """Whether `h5sdk.config` is accepted on this page."""
        query = request.query
        names = ("noncestr", "timestamp", "url")
        ticket = self._state.credentials.known_jssdk_ticket()
        signed = _signature(ticket, *(query.get(name, "") for name in names)) if ticket else None
        if query.get("appId") != self._state.app.app_id or signed is None or signed != query.get("signature"):
            return _to_page(request, {"errno": 104, "errMsg": "config:fail invalid signature"})
        return _to_page(request, {"errno": 0, "errMsg": "config:ok"})

    async def _source(self, request: web.Request) -> web.StreamResponse:
        """What was chosen, for the client of who has chosen it."""
        user, told = self._chosen.get(request.query.get("trigger", ""), ("", {}))
        if not told or request.cookies.get(COOKIE) != user:
            return _to_page(request, {"msg": "the trigger is unknown"})
        return _to_page(request, told)


def _signature(ticket: str, noncestr: str, timestamp: str, url: str) -> str:
    """As the client computes it of the page that it shows."""
    content = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={url}"
    return hashlib.sha1(content.encode()).hexdigest()  # noqa: S324


def _to_page(request: web.Request, answer: Mapping[str, Any]) -> web.Response:
    """An answer to the script, which runs in a page of the product's own origin."""
    origin = request.headers.get("Origin", "")
    shared = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"} if origin else {}
    return web.json_response(answer, headers=shared)
