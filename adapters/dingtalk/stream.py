"""DingTalk's Stream mode: a websocket that the app opens, so that no public address is needed.

Written on aiohttp because the platform's SDK blocks the event loop while it connects and can't be cancelled.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

import aiohttp
import structlog

from adapters.backoff import Backoff
from adapters.bodies import JsonObject, json_object, part, word
from adapters.errors import CallbackRejected, Misconfigured, OutsideError, Refused, Unavailable
from adapters.in_flight import InFlight

BOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
SUBSCRIPTIONS = [
    {"type": "EVENT", "topic": "*"},
    {"type": "CALLBACK", "topic": BOT_TOPIC},
    {"type": "CALLBACK", "topic": CARD_TOPIC},
]

CONNECT_SECONDS = 10.0
DRAIN_SECONDS = 3.0
CLOSING = aiohttp.ClientWSTimeout(ws_close=2.0)
"""A dead peer never says that it has closed: it is not waited for."""

HEARTBEAT_SECONDS = 30.0
"""Seconds between pings; a link that answers none within half as much is dropped."""

HEALTHY_SECONDS = 60.0
"""A link that lived this long begins the delays anew."""

REFUSED_SECONDS = 60.0
"""Seconds until a gateway that refuses us is asked again: only an admin can help."""

REFUSED_REMEDY = "钉钉不让连 Stream：到 开发者后台 → 应用 → 机器人 看消息接收模式是不是 Stream 模式，应用发布了没有"

WATCH_SECONDS = 5.0
"""How often the wall clock is compared with the running time."""

JUMP_SECONDS = 30.0
"""A wall clock that moved so much further than the running time: the machine slept, and the link is deaf."""

MAX_FRAME = 1024 * 1024

log = structlog.get_logger(__name__)


class Frame(NamedTuple):
    """One downstream frame; `text` is its `data`, which is JSON inside a string."""

    kind: str
    topic: str
    message_id: str
    headers: JsonObject
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The acknowledgement of a frame; `content` becomes JSON inside a string."""

    content: JsonObject
    code: int = 200


Tell = Callable[[Misconfigured], Awaitable[None]]
"""Takes what an admin must do before the link can open."""

Handle = Callable[[Frame], Awaitable[Reply | None]]
"""Takes a frame; None leaves it without an acknowledgement, so that DingTalk delivers it again."""


def read_frame(raw: str) -> Frame:
    """The frame in a websocket message. Raises `CallbackRejected` when it is none."""
    content = json_object(raw)
    headers = part(content, "headers")
    text = content.get("data")
    kind, topic, message_id = word(content, "type"), word(headers, "topic"), word(headers, "messageId")
    return Frame(kind, topic, message_id, headers, text if isinstance(text, str) else "{}")


class StreamConnection:
    """Keeps one link open until it is stopped; a new one opens before an announced end of the old."""

    def __init__(
        self,
        *,
        session: Callable[[], aiohttp.ClientSession],
        bootstrap: Callable[[], Awaitable[JsonObject]],
        handle: Handle,
        tell: Tell,
        heartbeat: float = HEARTBEAT_SECONDS,
        watch: float = WATCH_SECONDS,
        wall_time: Callable[[], float] = time.time,
    ) -> None:
        self._session = session
        self._bootstrap = bootstrap
        self._handle = handle
        self._tell = tell
        self._heartbeat = heartbeat
        self._watch = watch
        self._wall_time = wall_time
        self._backoff = Backoff()
        self._links: set[_Link] = set()
        self._running: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether a link is there that takes frames."""
        return any(not link.ended for link in self._links)

    def start(self) -> None:
        """Begins to connect, in the background."""
        if self._running is None:
            self._running = asyncio.create_task(self._run(), name="dingtalk-stream")

    async def stop(self) -> None:
        """Closes the links after what is being handled has been acknowledged."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        await asyncio.gather(*(link.close() for link in self._links), return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                link = await self._open()
            except (Misconfigured, Refused) as error:
                remedy = error.remedy if isinstance(error, Misconfigured) else REFUSED_REMEDY
                log.error("dingtalk.stream_refused", error=str(error), remedy=remedy)
                await self._tell(Misconfigured(str(error), remedy=remedy, **error.facts))
                await asyncio.sleep(max(self._backoff.next(), REFUSED_SECONDS))
                continue
            except OutsideError as error:
                log.warning("dingtalk.stream_not_opened", error=str(error))
                await asyncio.sleep(self._backoff.next())
                continue
            except Exception:
                # The connection must outlive our own mistakes: a bot that went deaf tells nobody.
                log.exception("dingtalk.stream_broke")
                await asyncio.sleep(self._backoff.next())
                continue
            for retired in self._links - {link}:
                retired.retire()
            began = time.monotonic()
            await self._until_leaving(link)
            if time.monotonic() - began >= HEALTHY_SECONDS:
                self._backoff.reset()
            # An announced end is followed at once; a gateway that ends every link at once is not.
            is_calm = self._backoff.is_fresh and not link.ended
            delay = self._backoff.next()
            await asyncio.sleep(0.0 if is_calm else delay)

    async def _until_leaving(self, link: _Link) -> None:
        """Waits until a new link is needed: the old one ends, or the machine has slept."""
        ahead = self._wall_time() - time.monotonic()
        while not link.leaving.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(link.leaving.wait(), self._watch)
            jump = self._wall_time() - time.monotonic() - ahead
            if abs(jump) >= JUMP_SECONDS:
                log.info("dingtalk.clock_jumped", seconds=round(jump))
                return

    async def _open(self) -> _Link:
        """A new link with a new ticket. Raises why it could not be opened."""
        opened = await self._bootstrap()
        address, ticket = word(opened, "endpoint"), word(opened, "ticket")
        if not address or not ticket:
            raise Unavailable("the gateway gave no endpoint or no ticket")
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                socket = await self._session().ws_connect(
                    f"{address}?{urlencode({'ticket': ticket})}",
                    heartbeat=self._heartbeat,
                    max_msg_size=MAX_FRAME,
                    timeout=CLOSING,
                )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            # The address carries the ticket: neither it nor the error that quotes it is passed on.
            raise Unavailable("the stream can't be opened", reason=type(error).__name__) from None
        link = _Link(socket, self._handle)
        self._links.add(link)
        link.start(ended=self._links.discard)
        return link


class _Link:
    """One open socket, and the frames that came over it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, handle: Handle) -> None:
        self._socket = socket
        self._handle = handle
        self._in_flight = InFlight()
        self._reading: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self.leaving = asyncio.Event()
        self.ended = False

    def start(self, *, ended: Callable[[_Link], None]) -> None:
        """Begins to read; `ended` is called when the socket is gone."""
        self._reading = asyncio.create_task(self._read(ended))

    def retire(self) -> None:
        """Closes in the background."""
        if self._closing is None:
            self._closing = asyncio.create_task(self.close())

    async def close(self) -> None:
        """Waits for what is being handled, then closes."""
        await self._in_flight.drain(DRAIN_SECONDS)
        await self._socket.close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self, ended: Callable[[_Link], None]) -> None:
        try:
            # The iteration ends when the other side closes and when a ping stays unanswered.
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._take(message.data)
        except Exception:
            log.exception("dingtalk.link_broke")
        finally:
            self.ended = True
            self.leaving.set()
            ended(self)

    async def _take(self, raw: str) -> None:
        try:
            frame = read_frame(raw)
        except CallbackRejected as error:
            log.warning("dingtalk.frame_unreadable", error=str(error))
            return
        if frame.kind != "SYSTEM":
            await self._in_flight.start(self._answer(frame))
        elif frame.topic == "ping":
            await self._send(frame, frame.text)
        elif frame.topic == "disconnect":
            self.leaving.set()

    async def _answer(self, frame: Frame) -> None:
        """Handles a frame, then acknowledges it."""
        try:
            reply = await self._handle(frame)
        except CallbackRejected as error:
            log.warning("dingtalk.frame_refused", topic=frame.topic, error=str(error))
            reply = Reply({}, code=400)
        except OutsideError as error:
            log.warning("dingtalk.frame_not_stored", topic=frame.topic, error=str(error))
            return
        if reply is not None:
            await self._send(frame, json.dumps(reply.content, ensure_ascii=False), reply.code)

    async def _send(self, frame: Frame, text: str, code: int = 200) -> None:
        """Acknowledges; a socket that is gone takes it silently: the frame comes again over the next one."""
        if not frame.message_id:
            return
        answer = {
            "code": code,
            "headers": {"messageId": frame.message_id, "contentType": "application/json"},
            "message": "OK" if code == 200 else "refused",
            "data": text,
        }
        try:
            await self._socket.send_str(json.dumps(answer, ensure_ascii=False))
        except (aiohttp.ClientError, ConnectionError):
            log.info("dingtalk.link_gone", topic=frame.topic)
