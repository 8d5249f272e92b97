"""The Stream gateway: tickets, connections, frames pushed to one of them, acknowledgements and re-pushing."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from adapters.emulator.clock import Clock
from adapters.emulator.dingtalk.app import App, Credentials
from adapters.emulator.records import Traffic

log = structlog.get_logger(__name__)

BOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
EVENT = "EVENT"
CALLBACK = "CALLBACK"
MAX_ATTEMPTS = 3


@dataclass
class Connection:
    """One websocket of a product and what it subscribed to."""

    id: str
    request: web.Request
    socket: web.WebSocketResponse
    topics: frozenset[tuple[str, str]]
    waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)

    def wants(self, kind: str, topic: str) -> bool:
        """Whether frames of this type and topic go here; EVENT is subscribed as a whole (`*`)."""
        return (kind, "*" if kind == EVENT else topic) in self.topics


@dataclass(frozen=True)
class Push:
    """A frame to deliver: type, topic, `data` before it becomes a JSON string, and extra headers."""

    kind: str
    topic: str
    data: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Gateway:
    """Several connections may be open at once; each push goes to one of them, chosen at random.

    A bot message without an acknowledgement, an event without one or with `LATER`, is pushed again after
    `repush_seconds`, three times in all.
    """

    def __init__(
        self, app: App, credentials: Credentials, clock: Clock, traffic: Traffic, repush_seconds: float = 60.0
    ) -> None:
        self._app = app
        self._credentials = credentials
        self._clock = clock
        self._traffic = traffic
        self._repush_seconds = repush_seconds
        self._connections: list[Connection] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def subscribed(self, kind: str, topic: str) -> bool:
        """Whether some connection would get such a frame."""
        return bool(self._candidates(kind, topic))

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """`GET /connect?ticket=`: the upgrade; 401 for a ticket that is unknown, used or older than 90 s."""
        topics = self._credentials.open_stream(request.query.get("ticket", ""))
        if topics is None:
            return web.Response(status=401, text="invalid ticket")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(secrets.token_hex(8), request, socket, topics)
        self._connections.append(connection)
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._answered(connection, message.data)
        finally:
            self._connections.remove(connection)
            for future in connection.waiting.values():
                if not future.done():
                    future.set_exception(ConnectionResetError("the connection closed"))
        return socket

    async def push(self, push: Push, seconds: float) -> dict[str, Any] | None:
        """Send a frame once and wait for its acknowledgement; None without one within these seconds.

        The frame's messageId is fresh each time; what tells a repeated message is inside `data`.
        """
        candidates = self._candidates(push.kind, push.topic)
        if not candidates:
            return None
        connection = secrets.choice(candidates)
        message_id = secrets.token_hex(12)
        frame = {
            "specVersion": "1.0",
            "type": push.kind,
            "headers": {
                "appId": self._app.agent_id,
                "connectionId": connection.id,
                "contentType": "application/json",
                "messageId": message_id,
                "time": str(int(self._clock.real().timestamp() * 1000)),
                "topic": push.topic,
                **push.headers,
            },
            "data": push.data,
        }
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        connection.waiting[message_id] = answer
        try:
            await self._send(connection, frame)
            return await asyncio.wait_for(answer, seconds)
        except (TimeoutError, ConnectionError):
            return None
        finally:
            connection.waiting.pop(message_id, None)

    def push_again_later(self, push: Push, attempts_made: int) -> None:
        """Push in the background until it is acknowledged or the attempts are used up."""

        async def again() -> None:
            for _ in range(attempts_made, MAX_ATTEMPTS):
                await asyncio.sleep(self._repush_seconds)
                answer = await self.push(push, self._repush_seconds)
                if acknowledged(push, answer):
                    return
            log.warning("emulator.dingtalk.push_given_up", topic=push.topic)

        task = asyncio.create_task(again())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ping(self) -> int:
        """Send the SYSTEM ping to every connection; how many echoed its `data`."""
        pushes = [
            self._system(connection, "ping", {"opaque": secrets.token_hex(4)}) for connection in self._connections
        ]
        return sum(await asyncio.gather(*pushes))

    async def drop(self, *, politely: bool = True) -> int:
        """Close every connection, after the SYSTEM disconnect frame when `politely`; how many there were."""
        dropped = list(self._connections)
        for connection in dropped:
            if politely:
                await self._send(
                    connection,
                    {
                        "specVersion": "1.0",
                        "type": "SYSTEM",
                        "headers": {"topic": "disconnect", "contentType": "application/json"},
                        "data": json.dumps({"reason": "persistent connection is timeout"}),
                    },
                )
                await connection.socket.close()
            elif connection.request.transport is not None:
                connection.request.transport.abort()
        return len(dropped)

    async def close(self) -> None:
        """Stop re-pushing and close all connections."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in list(self._connections):
            await connection.socket.close(code=1001)

    def _candidates(self, kind: str, topic: str) -> list[Connection]:
        return [each for each in self._connections if not each.socket.closed and each.wants(kind, topic)]

    async def _system(self, connection: Connection, topic: str, data: dict[str, str]) -> bool:
        message_id = secrets.token_hex(8)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        connection.waiting[message_id] = answer
        text = json.dumps(data)
        headers = {"topic": topic, "messageId": message_id, "contentType": "application/json"}
        await self._send(connection, {"specVersion": "1.0", "type": "SYSTEM", "headers": headers, "data": text})
        try:
            echoed: object = json.loads((await asyncio.wait_for(answer, 5)).get("data", "null"))
            return echoed == data
        except (TimeoutError, ValueError):
            return False
        finally:
            connection.waiting.pop(message_id, None)

    async def _send(self, connection: Connection, frame: dict[str, Any]) -> None:
        text = json.dumps(frame, ensure_ascii=False)
        await connection.socket.send_str(text)
        self._traffic.add(
            self._clock.now(), "to_product", "STREAM", f"{frame['type']} {frame['headers']['topic']}", body=text
        )

    def _answered(self, connection: Connection, text: str) -> None:
        self._traffic.add(self._clock.now(), "from_product", "STREAM", "ack", body=text)
        try:
            answer = json.loads(text)
            message_id = answer["headers"]["messageId"]
        except (ValueError, KeyError, TypeError):
            log.warning("emulator.dingtalk.unreadable_acknowledgement")
            return
        future = connection.waiting.get(message_id)
        if future is not None and not future.done():
            future.set_result(answer)


def acknowledged(push: Push, answer: dict[str, Any] | None) -> bool:
    """Whether an answer ends the delivery: code 200, and for an event a `status` that isn't `LATER`.

    An event's answer without `status` counts as received: the SDK of the platform sends such ones.
    """
    if answer is None or answer.get("code") != 200:
        return False
    if push.kind != EVENT:
        return True
    try:
        data = json.loads(answer.get("data") or "{}")
    except (TypeError, ValueError):
        return False
    return not isinstance(data, dict) or data.get("status") != "LATER"
