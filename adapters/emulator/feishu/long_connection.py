"""The long connection's server: addresses with a ticket, pings, data frames in parts, acknowledgements."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import structlog
from aiohttp import WSMsgType, web

from adapters.emulator.clock import Clock
from adapters.emulator.feishu.app import App, Credentials
from adapters.emulator.feishu.frames import CONTROL, DATA, Frame, FrameError, decode, encode
from adapters.emulator.records import Traffic

log = structlog.get_logger(__name__)

MAX_CONNECTIONS = 50
PART_BYTES = 4096
_SERVICE_ID = 33554678


@dataclass(frozen=True)
class ClientConfig:
    """What the server tells its clients about reconnecting and pinging, in seconds.

    The platform's own values were never observed; these are short, so that a demo recovers while one watches.
    """

    reconnect_count: int = -1
    reconnect_interval: int = 3
    reconnect_nonce: int = 1
    ping_interval: int = 30

    def as_json(self) -> dict[str, int]:
        """As the endpoint and the pong carry it."""
        return {
            "ReconnectCount": self.reconnect_count,
            "ReconnectInterval": self.reconnect_interval,
            "ReconnectNonce": self.reconnect_nonce,
            "PingInterval": self.ping_interval,
        }


@dataclass(frozen=True)
class Acknowledgement:
    """A client's answer to a data frame: its code, and the callback's answer where there is one."""

    code: int
    data: bytes | None


@dataclass
class Connection:
    """One websocket of a product."""

    id: str
    request: web.Request
    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Acknowledgement]] = field(default_factory=dict)


class LongConnections:
    """Up to 50 connections; each event goes to one of them, chosen at random."""

    def __init__(
        self,
        app: App,
        credentials: Credentials,
        clock: Clock,
        traffic: Traffic,
        config: ClientConfig | None = None,
        part_bytes: int = PART_BYTES,
    ) -> None:
        self._app = app
        self._credentials = credentials
        self._clock = clock
        self._traffic = traffic
        self._config = config or ClientConfig()
        self._part_bytes = part_bytes
        self._connections: list[Connection] = []

    def routes(self) -> list[web.RouteDef]:
        """The endpoint and the websocket."""
        return [web.post("/callback/ws/endpoint", self._endpoint), web.get("/ws/v2", self._connect)]

    @property
    def is_connected(self) -> bool:
        """Whether some product listens."""
        return any(not each.socket.closed for each in self._connections)

    async def push(self, payload: bytes, seconds: float) -> Acknowledgement | None:
        """Send an event to one connection and wait for its acknowledgement; None without one."""
        candidates = [each for each in self._connections if not each.socket.closed]
        if not candidates:
            return None
        connection = secrets.choice(candidates)
        message_id, trace_id = secrets.token_hex(16), secrets.token_hex(8)
        answer: asyncio.Future[Acknowledgement] = asyncio.get_running_loop().create_future()
        connection.waiting[message_id] = answer
        parts = [payload[at : at + self._part_bytes] for at in range(0, len(payload), self._part_bytes)]
        try:
            for seq, part in enumerate(parts):
                headers = (
                    ("type", "event"),
                    ("message_id", message_id),
                    ("sum", str(len(parts))),
                    ("seq", str(seq)),
                    ("trace_id", trace_id),
                    ("timestamp", str(int(self._clock.real().timestamp() * 1000))),
                    ("instance_id", "emulator"),
                )
                frame = Frame(secrets.randbits(32), secrets.randbits(48), _SERVICE_ID, DATA, headers, payload=part)
                await connection.socket.send_bytes(encode(frame))
            self._note("to_product", f"event, {len(parts)} part(s)", payload)
            return await asyncio.wait_for(answer, seconds)
        except (TimeoutError, ConnectionError):
            return None
        finally:
            connection.waiting.pop(message_id, None)

    async def drop(self, *, politely: bool = True) -> int:
        """Close every connection, or tear it when not `politely`; how many there were."""
        dropped = list(self._connections)
        for connection in dropped:
            if politely:
                await connection.socket.close(code=1001)
            elif connection.request.transport is not None:
                connection.request.transport.abort()
        return len(dropped)

    async def _endpoint(self, request: web.Request) -> web.Response:
        try:
            body = json.loads(await request.text())
            known = (body["AppID"], body["AppSecret"]) == (self._app.app_id, self._app.app_secret)
        except (ValueError, KeyError, TypeError):
            return web.json_response({"code": 9499, "msg": "invalid param"})
        if not known:
            return web.json_response({"code": 514, "msg": "auth failed: invalid app_id or app_secret"})
        query = urlencode(
            {
                "fpid": 493,
                "aid": 552564,
                "device_id": secrets.randbelow(10**18) + 7 * 10**18,
                "access_key": secrets.token_hex(16),
                "service_id": _SERVICE_ID,
                "ticket": self._credentials.connection_ticket(),
            }
        )
        scheme = "wss" if request.scheme == "https" else "ws"
        data = {"URL": f"{scheme}://{request.host}/ws/v2?{query}", "ClientConfig": self._config.as_json()}
        return web.json_response({"code": 0, "msg": "ok", "data": data})

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if not self._credentials.open_connection(request.query.get("ticket", "")):
            return _handshake_refused("514", "auth failed: invalid ticket", "1000040346")
        if len(self._connections) >= MAX_CONNECTIONS:
            return _handshake_refused("514", "the number of connections exceeded the limit", "1000040350")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(request.query.get("device_id", ""), request, socket)
        self._connections.append(connection)
        try:
            async for message in socket:
                if message.type == WSMsgType.BINARY:
                    await self._received(connection, message.data)
        finally:
            self._connections.remove(connection)
            for future in connection.waiting.values():
                if not future.done():
                    future.set_exception(ConnectionResetError("the connection closed"))
        return socket

    async def _received(self, connection: Connection, raw: bytes) -> None:
        try:
            frame = decode(raw)
        except FrameError as error:
            log.warning("emulator.feishu.unreadable_frame", reason=str(error))
            return
        if frame.method == CONTROL:
            if frame.header("type") == "ping":
                payload = json.dumps(self._config.as_json()).encode()
                pong = replace(frame, headers=(("type", "pong"),), payload=payload)
                await connection.socket.send_bytes(encode(pong))
            return
        self._note("from_product", "ack", frame.payload or b"")
        future = connection.waiting.get(frame.header("message_id") or "")
        if future is not None and not future.done():
            future.set_result(_read(frame.payload or b""))

    def _note(self, direction: str, what: str, payload: bytes) -> None:
        self._traffic.add(self._clock.now(), direction, "WS", f"/ws/v2 {what}", body=payload, plain=_plain(payload))


def _read(payload: bytes) -> Acknowledgement:
    try:
        body: Any = json.loads(payload)
        code = int(body["code"])
        data = base64.b64decode(body["data"], validate=True) if body.get("data") else None
    except (ValueError, KeyError, TypeError, binascii.Error):
        return Acknowledgement(500, None)
    return Acknowledgement(code, data)


def _plain(payload: bytes) -> str:
    data = _read(payload).data
    return data.decode(errors="replace") if data else ""


def _handshake_refused(status: str, message: str, auth_code: str) -> web.Response:
    headers = {"Handshake-Status": status, "Handshake-Msg": message, "Handshake-Autherrcode": auth_code}
    return web.Response(status=401, headers=headers, text=message)
