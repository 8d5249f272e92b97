"""Feishu's long connection: a websocket that the app opens, so that no public address is needed.

Written on aiohttp because the platform's SDK blocks the event loop, has no end, and imports ten thousand modules.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

import aiohttp
import structlog

from adapters.backoff import Backoff
from adapters.bodies import JsonObject, json_object, part, word
from adapters.errors import CallbackRejected, Misconfigured, OutsideError, Unavailable
from adapters.feishu import codes
from adapters.feishu.frames import CONTROL, Frame, FrameError, decode, encode
from adapters.in_flight import InFlight

CONNECT_SECONDS = 15.0
DRAIN_SECONDS = 3.0
CLOSING = aiohttp.ClientWSTimeout(ws_close=2.0)
"""A dead peer never says that it has closed: it is not waited for."""

PARTS_SECONDS = 5.0
"""How long the parts of a split payload are kept, as the platform's SDK does."""

MAX_PARTS = 64
MAX_SETS = 64
MAX_MESSAGE = 4 * 1024 * 1024
SOCKET_HEARTBEAT = 30.0

Handle = Callable[[bytes], Awaitable[JsonObject | None]]
"""Takes an event's bytes and returns what a callback is answered with, None for plain events."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """What the server asks of clients; seconds."""

    ping_interval: float = 120.0
    reconnect_interval: float = 120.0

    @classmethod
    def read(cls, said: JsonObject, before: ClientConfig) -> ClientConfig:
        """The config with what the server has said of it; senseless values leave it as it was."""
        named = {"PingInterval": "ping_interval", "ReconnectInterval": "reconnect_interval"}
        changes = {
            name: float(value)
            for key, name in named.items()
            if isinstance(value := said.get(key), int | float) and not isinstance(value, bool) and 0 < value <= 3600
        }
        return replace(before, **changes)


@dataclass(slots=True)
class _Parts:
    since: float
    payloads: dict[int, bytes] = field(default_factory=dict)


class Assembly:
    """Puts payloads together that arrive in several frames."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sets: dict[str, _Parts] = {}

    def add(self, frame: Frame) -> bytes | None:
        """The whole payload once its last part is there, None before. Raises `FrameError` for senseless counts."""
        total, number = _count(frame, "sum", 1), _count(frame, "seq", 0)
        payload = frame.payload or b""
        if total <= 1:
            return payload
        if total > MAX_PARTS or not 0 <= number < total:
            raise FrameError("the count of parts is senseless")
        now = self._clock()
        self._sets = {key: kept for key, kept in self._sets.items() if now - kept.since < PARTS_SECONDS}
        key = frame.header("message_id")
        if key not in self._sets and len(self._sets) >= MAX_SETS:
            raise FrameError("too many payloads are incomplete")
        kept = self._sets.setdefault(key, _Parts(since=now))
        kept.payloads[number] = payload
        if len(kept.payloads) < total:
            return None
        del self._sets[key]
        return b"".join(kept.payloads[each] for each in sorted(kept.payloads))


class LongConnection:
    """Keeps one connection open until it is stopped, and acknowledges what `handle` has taken.

    `tell` hears what an admin must do before a refused connection opens again.
    """

    def __init__(
        self,
        *,
        session: Callable[[], aiohttp.ClientSession],
        bootstrap: Callable[[], Awaitable[JsonObject]],
        handle: Handle,
        tell: Callable[[Misconfigured], Awaitable[None]],
    ) -> None:
        self._session = session
        self._bootstrap = bootstrap
        self._handle = handle
        self._tell = tell
        self._config = ClientConfig()
        self._backoff = Backoff()
        self._running: asyncio.Task[None] | None = None
        self.is_open = False

    def start(self) -> None:
        """Begins to connect, in the background."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="feishu-long-connection")

    async def stop(self) -> None:
        """Closes the connection after what is being handled has been acknowledged."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            delay = 0.0
            try:
                await self._live()
            except Misconfigured as error:
                delay = self._config.reconnect_interval
                log.error("feishu.connection_refused", error=str(error), remedy=error.remedy)
                await self._tell(error)
            except OutsideError as error:
                log.warning("feishu.connection_lost", error=str(error))
            except Exception:
                # The connection must outlive our own mistakes: a bot that went deaf tells nobody.
                log.exception("feishu.connection_broke")
            await asyncio.sleep(max(delay, min(self._backoff.next(), self._config.reconnect_interval)))

    async def _live(self) -> None:
        """One connection from its bootstrap to its end. Raises why it could not be opened."""
        opened = await self._bootstrap()
        self._config = ClientConfig.read(part(opened, "ClientConfig"), self._config)
        address = word(opened, "URL")
        socket = await self._connect(address)
        self.is_open = True
        link = _Link(socket, _service_id(address), self._handle)
        try:
            await self._read(link)
        finally:
            self.is_open = False
            await link.close()

    async def _connect(self, address: str) -> aiohttp.ClientWebSocketResponse:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._session().ws_connect(
                    address, heartbeat=SOCKET_HEARTBEAT, max_msg_size=MAX_MESSAGE, timeout=CLOSING
                )
        except aiohttp.WSServerHandshakeError as error:
            raise _handshake_error(error) from None
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            # The address carries a ticket: neither it nor the error that quotes it is passed on.
            raise Unavailable("the long connection can't be opened", reason=type(error).__name__) from None

    async def _read(self, link: _Link) -> None:
        """Reads until the link ends, or until nothing has come for two ping intervals."""
        pinging = asyncio.create_task(self._ping(link))
        try:
            while True:
                try:
                    message = await link.socket.receive(timeout=2 * self._config.ping_interval)
                except TimeoutError:
                    log.warning("feishu.connection_silent", seconds=2 * self._config.ping_interval)
                    return
                if message.type is not aiohttp.WSMsgType.BINARY:
                    if message.type is not aiohttp.WSMsgType.TEXT:
                        return
                    continue
                await self._take(link, message.data)
        finally:
            pinging.cancel()
            await asyncio.gather(pinging, return_exceptions=True)

    async def _take(self, link: _Link, raw: bytes) -> None:
        try:
            frame = decode(raw)
            if frame.method == CONTROL:
                self._control(frame)
                return
            payload = link.assembly.add(frame)
        except FrameError as error:
            log.warning("feishu.frame_unreadable", error=str(error))
            return
        self._backoff.reset()
        if payload is not None:
            await link.in_flight.start(link.answer(frame, payload))

    def _control(self, frame: Frame) -> None:
        if frame.header("type") != "pong":
            return
        self._backoff.reset()
        if frame.payload:
            try:
                self._config = ClientConfig.read(json_object(frame.payload), self._config)
            except CallbackRejected:
                log.warning("feishu.config_unreadable")

    async def _ping(self, link: _Link) -> None:
        while True:
            await link.send(Frame(0, 0, link.service, CONTROL, headers=(("type", "ping"),)))
            await asyncio.sleep(self._config.ping_interval)


class _Link:
    """One open socket, and the deliveries that came over it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, service: int, handle: Handle) -> None:
        self.socket = socket
        self.service = service
        self.assembly = Assembly()
        self.in_flight = InFlight()
        self._handle = handle

    async def answer(self, frame: Frame, payload: bytes) -> None:
        """Handles a delivery, then acknowledges it; without code 200 Feishu delivers it again."""
        began = time.monotonic()
        said: JsonObject
        try:
            answer = await self._handle(payload)
        except OutsideError as error:
            log.warning("feishu.event_refused", error=str(error))
            said = {"code": 500}
        except Exception:
            log.exception("feishu.event_broke")
            said = {"code": 500}
        else:
            said = {"code": 200}
            if answer is not None:
                said["data"] = base64.b64encode(json.dumps(answer, ensure_ascii=False).encode()).decode()
        took = str(int((time.monotonic() - began) * 1000))
        await self.send(replace(frame, headers=(*frame.headers, ("biz_rt", took)), payload=json.dumps(said).encode()))

    async def send(self, frame: Frame) -> None:
        """Sends a frame; a socket that is gone takes it silently: what was not acknowledged comes again."""
        try:
            await self.socket.send_bytes(encode(frame))
        except (aiohttp.ClientError, ConnectionError):
            log.info("feishu.connection_gone")

    async def close(self) -> None:
        """Waits for the deliveries, then closes."""
        await self.in_flight.drain(DRAIN_SECONDS)
        await self.socket.close()


def _count(frame: Frame, name: str, default: int) -> int:
    value = frame.header(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) <= 6):
        raise FrameError("the count of parts is no number")
    return int(value)


def _service_id(address: str) -> int:
    value = parse_qs(urlsplit(address).query).get("service_id", ["0"])[0]
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 10 else 0


def _handshake_error(error: aiohttp.WSServerHandshakeError) -> OutsideError:
    """Why the upgrade was refused: Feishu says it in headers of its own."""
    headers: Mapping[str, str] = error.headers or {}
    status, auth = headers.get("Handshake-Status", ""), headers.get("Handshake-Autherrcode", "")
    message = f"the long connection was refused: {error.status} {status} {auth}".rstrip()
    if auth == "1000040350":
        return Misconfigured(message, remedy=codes.REMEDIES[1000040350])
    if status == "403":
        return Misconfigured(message, remedy="飞书拒绝了这个应用的长连接：到 开发者后台 检查应用是否启用")
    return Unavailable(message)
