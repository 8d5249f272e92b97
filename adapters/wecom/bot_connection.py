"""The intelligent bot's long connection: a websocket that we open (developer.work.weixin.qq.com/document/path/101463).

WeCom keeps one connection for each bot: a newer one ends the older. So whoever holds the lease connects, and who is
displaced although he holds it stays away until the lease has changed hands: two that reconnect would fight for ever.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog

from adapters.backoff import Backoff
from adapters.bodies import JsonObject, json_object, part, word
from adapters.contract import Lease
from adapters.errors import CallbackRejected, Misconfigured, OutsideError, Unavailable
from adapters.in_flight import InFlight
from adapters.wecom.codes import error_of
from adapters.wecom.limits import BotTiming

PINGS_MISSED = 2
"""So many pings without an answer, and the connection is dead."""

CONNECT_SECONDS = 15.0
DRAIN_SECONDS = 3.0
REFUSED_PAUSE = 120.0
"""Seconds before a refused BotID is tried again: an admin has to act first."""

MAX_FRAME = 1024 * 1024
CLOSING = aiohttp.ClientWSTimeout(ws_close=2.0)

REFUSED_REMEDY = (
    "智能机器人连不上：核对 CEJI_WECOM__BOT_ID 和 CEJI_WECOM__BOT_SECRET，"
    "在 管理后台 → 安全与管理 → 智能机器人 → API模式 → 长连接"
)
DISPLACED_REMEDY = (
    "别处用同一个 BotID 连上了，这边已让开，自建应用照常：停掉那一边，再重启侧记；"
    "不知道是谁在用，就在 智能机器人 → API模式 里重新生成 Secret"
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BotFrame:
    """One callback: a message or an event, and the id by which it is answered."""

    command: str
    req_id: str
    body: JsonObject


Handle = Callable[[BotFrame], Coroutine[Any, Any, None]]


class Displaced(Misconfigured):
    """Another connection of the same bot has taken this one's place."""


class BotConnection:
    """Keeps one connection open while the lease is held. `tell` hears what an admin must do."""

    def __init__(
        self,
        *,
        session: Callable[[], aiohttp.ClientSession],
        address: str,
        bot_id: str,
        secret: str,
        lease: Lease,
        handle: Handle,
        tell: Callable[[Misconfigured], Awaitable[None]],
        timing: BotTiming,
    ) -> None:
        self._session = session
        self._address = address
        self._credentials: JsonObject = {"bot_id": bot_id, "secret": secret}
        self._lease = lease
        self._handle = handle
        self._tell = tell
        self._timing = timing
        self._backoff = Backoff()
        self._link: _Link | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether commands can be sent."""
        return self._link is not None

    def start(self) -> None:
        """Begins to connect, in the background."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="wecom-bot")

    async def stop(self) -> None:
        """Closes the connection after what is being handled has been stored."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def request(self, command: str, body: JsonObject, *, req_id: str = "") -> None:
        """Sends a command and waits for its acknowledgement; `req_id` is that of the callback that is answered.

        Raises what the refusal means, `Unavailable` when there is no connection or no answer.
        """
        if self._link is None:
            raise Unavailable("the bot's connection is not open")
        await self._link.request(command, body, req_id=req_id)

    async def _run(self) -> None:
        while True:
            await self._lease.held()
            delay = 0.0
            try:
                await self._live()
            except Displaced as error:
                if not await self._handed_over():
                    await self._report(error)
                    await self._lease.lost()
                continue
            except Misconfigured as error:
                await self._report(error)
                delay = REFUSED_PAUSE
            except OutsideError as error:
                log.warning("wecom.bot_connection_lost", error=str(error), **error.facts)
            except Exception:
                # The connection must outlive our own mistakes: a bot that went deaf tells nobody.
                log.exception("wecom.bot_connection_broke")
            await asyncio.sleep(max(delay, self._backoff.next()))

    async def _handed_over(self) -> bool:
        """Whether it was our own next holder: a process that stood still learns a moment later that its lease went."""
        try:
            async with asyncio.timeout(self._timing.handing_over):
                await self._lease.lost()
        except TimeoutError:
            return False
        return True

    async def _report(self, error: Misconfigured) -> None:
        log.error("wecom.bot_refused", error=str(error), remedy=error.remedy)
        await self._tell(error)

    async def _live(self) -> None:
        """One connection from its opening to its end, or to the end of the lease. Raises why it ended."""
        link = _Link(await self._connect(), self._handle, self._timing)
        reading = asyncio.create_task(link.read())
        others: list[asyncio.Task[None]] = []
        try:
            await self._subscribe(link)
            self._link = link
            log.info("wecom.bot_connected")
            others = [asyncio.create_task(self._ping(link)), asyncio.create_task(self._lease.lost())]
            done, _ = await asyncio.wait({reading, *others}, return_when=asyncio.FIRST_COMPLETED)
            if reading in done:
                reading.result()
        finally:
            self._link = None
            for task in (reading, *others):
                task.cancel()
            await link.close()
            await asyncio.gather(reading, *others, return_exceptions=True)

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._session().ws_connect(self._address, max_msg_size=MAX_FRAME, timeout=CLOSING)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unavailable("the bot's connection can't be opened", reason=type(error).__name__) from None

    async def _subscribe(self, link: _Link) -> None:
        try:
            await link.request("aibot_subscribe", self._credentials)
        except Unavailable:
            raise
        except OutsideError as error:
            raise Misconfigured(str(error), remedy=REFUSED_REMEDY, **error.facts) from None

    async def _ping(self, link: _Link) -> None:
        """Returns when the other side no longer answers."""
        missed = 0
        while missed < PINGS_MISSED:
            await asyncio.sleep(self._timing.ping)
            try:
                await link.request("ping", None)
            except OutsideError:
                missed += 1
            else:
                missed = 0
                self._backoff.reset()
        log.warning("wecom.bot_connection_silent", pings=missed)


class _Link:
    """One open socket: commands wait here for their acknowledgements, callbacks are handed on."""

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        handle: Handle,
        timing: BotTiming,
    ) -> None:
        self._socket = socket
        self._handle = handle
        self._timing = timing
        self._in_flight = InFlight()
        # Several answers to one callback carry its req_id: their acknowledgements come in order.
        self._waiting: dict[str, list[asyncio.Future[JsonObject]]] = {}

    async def request(self, command: str, body: JsonObject | None, *, req_id: str = "") -> None:
        """Sends a command and waits for its acknowledgement. Raises the error that it stands for."""
        req_id = req_id or f"{command}_{secrets.token_hex(8)}"
        frame: JsonObject = {"cmd": command, "headers": {"req_id": req_id}}
        if body is not None:
            frame["body"] = body
        answer: asyncio.Future[JsonObject] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(req_id, []).append(answer)
        try:
            await self._socket.send_str(json.dumps(frame, ensure_ascii=False))
            async with asyncio.timeout(self._timing.answer):
                said = await answer
        except TimeoutError:
            raise Unavailable(f"{command} was not acknowledged") from None
        except (aiohttp.ClientError, ConnectionError) as error:
            raise Unavailable(f"{command} found no connection", reason=type(error).__name__) from None
        finally:
            self._forget(req_id, answer)
        if refusal := error_of(said, command):
            raise refusal

    async def read(self) -> None:
        """Reads until the socket ends. Raises `Displaced`."""
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            try:
                frame = json_object(message.data)
            except CallbackRejected as error:
                log.warning("wecom.bot_frame_unreadable", error=str(error))
                continue
            command, req_id, body = word(frame, "cmd"), word(part(frame, "headers"), "req_id"), part(frame, "body")
            if not command:
                self._acknowledged(req_id, frame)
            elif word(part(body, "event"), "eventtype") == "disconnected_event":
                raise Displaced("another connection of this bot was opened", remedy=DISPLACED_REMEDY)
            else:
                await self._in_flight.start(self._handle(BotFrame(command, req_id, body)))

    async def close(self) -> None:
        """Waits for what is being handled, then closes; commands without an acknowledgement get none."""
        await self._in_flight.drain(DRAIN_SECONDS)
        await self._socket.close()
        for answers in self._waiting.values():
            for answer in answers:
                if not answer.done():
                    answer.set_exception(ConnectionResetError())

    def _acknowledged(self, req_id: str, frame: JsonObject) -> None:
        waiting = next((each for each in self._waiting.get(req_id, ()) if not each.done()), None)
        if waiting is None:
            log.info("wecom.bot_acknowledgement_late")
            return
        waiting.set_result(frame)

    def _forget(self, req_id: str, answer: asyncio.Future[JsonObject]) -> None:
        answers = self._waiting[req_id]
        answers.remove(answer)
        if not answers:
            del self._waiting[req_id]
