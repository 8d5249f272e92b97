"""消息推送: one-way addresses of groups (document/path/99110)."""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from adapters.emulator.clock import unix
from adapters.emulator.records import Screens, Seen
from adapters.emulator.wecom import codes, drawing
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.drawing import Drawing
from adapters.emulator.world import World

Json = dict[str, Any]
_A_MINUTE = 20
_LONGEST = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}
KEY = "0e3b6c1a-emulator-group-key"
GROUP = "销售部"


class Webhooks:
    """Groups by the key of their address. What is sent there everybody of the company sees, in that group."""

    def __init__(self, world: World, screens: Screens) -> None:
        self._world = world
        self._screens = screens
        self.groups = {KEY: GROUP}
        self._sent: dict[str, deque[datetime]] = {}

    def routes(self) -> list[web.RouteDef]:
        """The one path; the key says which group."""
        return [web.post("/cgi-bin/webhook/send", self._answer)]

    async def _answer(self, request: web.Request) -> web.Response:
        try:
            body = json.loads(await request.text())
            self._send(request.query.get("key"), body if isinstance(body, dict) else {})
        except ValueError:
            refusal = WeComError(codes.BAD_PARAMETER, "invalid parameter, Warning: wrong json format.")
        except WeComError as error:
            refusal = error
        else:
            return web.json_response({"errcode": 0, "errmsg": "ok"})
        return web.json_response(refusal.answer(request.remote, unix(self._world.clock.real())))

    def _send(self, key: str | None, body: Json) -> None:
        """Check and show one message: 20 a minute (45009), an unknown key is dead (93000)."""
        group = self.groups.get(key or "")
        if group is None:
            raise WeComError(codes.BAD_WEBHOOK, "invalid webhook url")
        kind = str(body.get("msgtype"))
        if kind not in _LONGEST:
            raise WeComError(codes.BAD_MSGTYPE, "invalid message type")
        content = (body.get(kind) or {}).get("content")
        if not isinstance(content, str) or not content:
            raise WeComError(codes.EMPTY_CONTENT, "empty content")
        if len(content.encode()) > _LONGEST[kind]:
            raise WeComError(codes.CONTENT_TOO_LARGE, f"{kind} content exceed max length {_LONGEST[kind]}")
        self._count(group)
        draw: Callable[[str], Drawing] = drawing.text if kind == "text" else drawing.markdown
        shown = draw(content)
        message_id = secrets.token_urlsafe(24)
        for person in self._world.people():
            now = self._world.clock.now()
            seen = Seen(message_id, shown.kind, shown.text, now, card=shown.blocks, chat=group, raw=body)
            self._screens.show(person.key, seen)

    def _count(self, group: str) -> None:
        now = self._world.clock.real()
        times = self._sent.setdefault(group, deque())
        while times and now - times[0] >= timedelta(minutes=1):
            times.popleft()
        if len(times) >= _A_MINUTE:
            raise WeComError(codes.TOO_FREQUENT, "api freq out of limit")
        times.append(now)
