"""The intelligent bot's long connection: one websocket of a product, subscribed with BotID and Secret (path 101463)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from adapters.emulator.clock import Clock
from adapters.emulator.faults import Faults
from adapters.emulator.records import Traffic
from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError

PATH = "/aibot/ws"
Json = dict[str, Any]
Carry = Callable[[str, str, Json], Json | None]
"""Carries out a command: its name, its req_id, its body; returns what the answer tells. Raises `WeComError`."""


@dataclass(frozen=True)
class BotAccount:
    """The bot's credentials, as an admin would copy them from the console."""

    bot_id: str = "aib0emulator1"
    secret: str = "emulator-aibot-secret"  # noqa: S105  A made-up secret of the emulator.


class BotConnection:
    """At most one live connection: a newer one that subscribes ends it with `disconnected_event`.

    Orderable faults beside paths: `aibot/<command>` (refused with the fault's answer, or -1), `aibot/silent` (the next
    command gets no acknowledgement, though it is carried out).
    """

    def __init__(self, account: BotAccount, clock: Clock, traffic: Traffic, faults: Faults, carry: Carry) -> None:
        self._account = account
        self._clock = clock
        self._traffic = traffic
        self._faults = faults
        self._carry = carry
        self._live: web.WebSocketResponse | None = None
        self._request: web.Request | None = None
        self.subscriptions = 0
        self.pings = 0

    @property
    def is_open(self) -> bool:
        """Whether a product listens."""
        return self._live is not None and not self._live.closed

    @property
    def base_url(self) -> str:
        """Under which address the product that listens reaches us."""
        return f"{self._request.scheme}://{self._request.host}" if self._request is not None else ""

    def routes(self) -> list[web.RouteDef]:
        """The websocket."""
        return [web.get(PATH, self._connect)]

    async def push(self, command: str, req_id: str, body: Json) -> None:
        """Send a callback to the product that listens."""
        if self._live is not None:
            await self._send(self._live, {"cmd": command, "headers": {"req_id": req_id}, "body": body})

    async def drop(self) -> None:
        """Tear the connection, as a failing network would."""
        if self._request is not None and self._request.transport is not None:
            self._request.transport.abort()

    async def close(self) -> None:
        """Close the connection."""
        if self._live is not None:
            await self._live.close(code=1001)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._received(request, socket, message.data)
        finally:
            if self._live is socket:
                self._live = None
        return socket

    async def _received(self, request: web.Request, socket: web.WebSocketResponse, text: str) -> None:
        self._note("from_product", text)
        try:
            frame = json.loads(text)
            command, req_id = frame["cmd"], frame["headers"]["req_id"]
        except (ValueError, KeyError, TypeError):
            await self._acknowledge(socket, "", WeComError(codes.BAD_PARAMETER, "invalid frame"))
            return
        try:
            if fault := await self._faults.take(f"aibot/{command}"):
                refusal = fault.answer or {"errcode": codes.BUSY, "errmsg": "system busy"}
                raise WeComError(int(refusal["errcode"]), str(refusal.get("errmsg", "")))
            told = await self._obey(request, socket, command, req_id, frame.get("body") or {})
        except WeComError as error:
            await self._acknowledge(socket, req_id, error)
            return
        if await self._faults.take("aibot/silent") is None:
            await self._acknowledge(socket, req_id, told=told)

    async def _obey(
        self, request: web.Request, socket: web.WebSocketResponse, command: str, req_id: str, body: Json
    ) -> Json | None:
        if command == "aibot_subscribe":
            await self._subscribe(request, socket, body)
        elif socket is not self._live:
            raise WeComError(codes.NOT_SUBSCRIBED, "websocket not subscribed")
        elif command == "ping":
            self.pings += 1
        else:
            return self._carry(command, req_id, body)
        return None

    async def _subscribe(self, request: web.Request, socket: web.WebSocketResponse, body: Json) -> None:
        if (body.get("bot_id"), body.get("secret")) != (self._account.bot_id, self._account.secret):
            raise WeComError(codes.BAD_BOT, "invalid bot_id or secret")
        older, self._live, self._request = self._live, socket, request
        self.subscriptions += 1
        if older is not None and older is not socket:
            event = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
            frame = {"cmd": "aibot_event_callback", "headers": {"req_id": secrets.token_hex(12)}, "body": event}
            await self._send(older, frame)
            await older.close()

    async def _acknowledge(
        self,
        socket: web.WebSocketResponse,
        req_id: str,
        error: WeComError | None = None,
        *,
        told: Json | None = None,
    ) -> None:
        code, message = (0, "ok") if error is None else (error.code, error.message)
        answer = {"headers": {"req_id": req_id}, "errcode": code, "errmsg": message}
        await self._send(socket, answer if told is None else {**answer, "body": told})

    async def _send(self, socket: web.WebSocketResponse, frame: Json) -> None:
        text = json.dumps(frame, ensure_ascii=False)
        self._note("to_product", text)
        await socket.send_str(text)

    def _note(self, direction: str, text: str) -> None:
        self._traffic.add(self._clock.now(), direction, "WS", PATH, body=text)
