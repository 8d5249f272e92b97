"""Feishu's long connection against a server that misbehaves."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.emulator.feishu.frames import CONTROL, DATA, Frame, decode, encode
from adapters.errors import CallbackRejected, Misconfigured, Unavailable
from adapters.feishu.stream import LongConnection

PATIENCE = 10.0
SERVICE = 33554678


class Server:
    """A server that does what a test says; every link, ping and acknowledgement is kept."""

    def __init__(self) -> None:
        self.links: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self.pings: asyncio.Queue[Frame] = asyncio.Queue()
        self.acknowledged: asyncio.Queue[Frame] = asyncio.Queue()
        self.opened = 0
        self.open = 0
        self.closes_at_once = False
        self.pongs = True
        self.refusal: dict[str, str] = {}
        self.config: dict[str, Any] = {"PingInterval": 30, "ReconnectInterval": 5}
        self.address = ""
        self.request: web.Request | None = None

    async def connect(self, request: web.Request) -> web.StreamResponse:
        if self.refusal:
            headers, self.refusal = self.refusal, {}
            return web.Response(status=401, headers=headers)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.opened += 1
        self.open += 1
        self.request = request
        self.links.put_nowait(socket)
        if self.closes_at_once:
            await socket.close()
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.BINARY:
                continue
            frame = decode(message.data)
            if frame.method == CONTROL:
                self.pings.put_nowait(frame)
                if self.pongs:
                    await socket.send_bytes(pong())
            else:
                self.acknowledged.put_nowait(frame)
        self.open -= 1
        return socket

    async def link(self) -> web.WebSocketResponse:
        return await asyncio.wait_for(self.links.get(), PATIENCE)

    async def acknowledgement(self) -> tuple[Frame, Any]:
        frame = await asyncio.wait_for(self.acknowledged.get(), PATIENCE)
        return frame, json.loads(frame.payload)

    async def bootstrap(self) -> dict[str, Any]:
        url = f"{self.address}/ws?device_id=7&service_id={SERVICE}&ticket=t"
        return {"URL": url, "ClientConfig": self.config}


def pong(payload: bytes | None = None) -> bytes:
    return encode(Frame(0, 0, SERVICE, CONTROL, (("type", "pong"),), payload=payload))


def event(payload: bytes = b"{}", number: int = 0, total: int = 1, kind: str = "event") -> bytes:
    headers = (("type", kind), ("message_id", "m1"), ("sum", str(total)), ("seq", str(number)), ("trace_id", "t"))
    return encode(Frame(9 + number, 2**60, SERVICE, DATA, headers, payload=payload, log_id_new="log"))


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)


@pytest.fixture
async def server(aiohttp_server):
    server = Server()
    app = web.Application()
    app.router.add_get("/ws", server.connect)
    running = await aiohttp_server(app)
    server.address = str(running.make_url("")).rstrip("/").replace("http", "ws")
    return server


@pytest.fixture
async def connect(server):
    """Starts clients, and stops them after the test."""
    session = aiohttp.ClientSession()
    started: list[LongConnection] = []

    def start(handle=None, bootstrap=None, tell=None) -> LongConnection:
        async def nothing(_: Any) -> None:
            return None

        client = LongConnection(
            session=lambda: session,
            handle=handle or nothing,
            bootstrap=bootstrap or server.bootstrap,
            tell=tell or nothing,
        )
        client.start()
        started.append(client)
        return client

    yield start
    await asyncio.gather(*(client.stop() for client in started))
    await session.close()


async def test_an_event_is_acknowledged_after_it_was_handled(server, connect):
    """The same frame comes back, with how long it took and code 200."""
    stored, seen = asyncio.Event(), []

    async def handle(payload: bytes) -> None:
        seen.append(payload)
        await stored.wait()

    connect(handle)
    link = await server.link()
    await link.send_bytes(event(b'{"schema":"2.0"}'))
    await asyncio.sleep(0.1)
    assert server.acknowledged.empty()
    stored.set()
    frame, said = await server.acknowledgement()
    assert seen == [b'{"schema":"2.0"}']
    assert said == {"code": 200}
    assert (frame.seq_id, frame.log_id, frame.service, frame.method) == (9, 2**60, SERVICE, DATA)
    assert (frame.header("message_id"), frame.header("type"), frame.log_id_new) == ("m1", "event", "log")
    assert frame.header("biz_rt").isdigit()


async def test_a_callback_is_answered_inside_the_acknowledgement(server, connect):
    async def handle(payload: bytes) -> dict[str, Any]:
        return {"toast": {"type": "success", "content": "已保存"}}

    connect(handle)
    link = await server.link()
    await link.send_bytes(event(kind="card"))
    _, said = await server.acknowledgement()
    assert said["code"] == 200
    assert json.loads(base64.b64decode(said["data"])) == {"toast": {"type": "success", "content": "已保存"}}


async def test_an_empty_answer_to_a_callback_is_still_an_answer(server, connect):
    """A missing body makes the client show an error."""

    async def handle(payload: bytes) -> dict[str, Any]:
        return {}

    connect(handle)
    link = await server.link()
    await link.send_bytes(event())
    _, said = await server.acknowledgement()
    assert base64.b64decode(said["data"]) == b"{}"


async def test_a_split_event_is_handled_once_and_whole(server, connect):
    seen = []

    async def handle(payload: bytes) -> None:
        seen.append(payload.decode())

    connect(handle)
    link = await server.link()
    for number, part in ((2, "三"), (0, "一"), (1, "二")):
        await link.send_bytes(event(part.encode(), number, 3))
    _, said = await server.acknowledgement()
    assert said == {"code": 200}
    assert seen == ["一二三"]


async def test_what_was_not_stored_is_pushed_again(server, connect):
    """L: code 500 asks for another delivery, and so does a fault of ours."""
    faults = iter([Unavailable("the disk is full"), CallbackRejected("malformed", status=400), ZeroDivisionError()])

    async def handle(payload: bytes) -> None:
        for fault in faults:
            raise fault

    connect(handle)
    link = await server.link()
    codes = []
    for _ in range(4):
        await link.send_bytes(event())
        codes.append((await server.acknowledgement())[1]["code"])
    assert codes == [500, 500, 500, 200]


async def test_a_ping_goes_out_at_once_and_as_often_as_the_server_says(server, connect):
    connect()
    link = await server.link()
    first = await asyncio.wait_for(server.pings.get(), PATIENCE)
    assert (first.method, first.service, first.header("type")) == (CONTROL, SERVICE, "ping")
    assert (first.seq_id, first.log_id, first.payload) == (0, 0, None)
    await link.close()
    server.config = {"PingInterval": 0.2}
    await server.link()
    for _ in range(3):
        await asyncio.wait_for(server.pings.get(), PATIENCE)


async def test_what_a_pong_says_holds_from_then_on(server, connect):
    """The first ping is answered with a shorter interval: two of those without a word, and the link is given up."""
    server.config, server.pongs = {"PingInterval": 3600}, False
    connect()
    link = await server.link()
    await asyncio.wait_for(server.pings.get(), PATIENCE)
    await link.send_bytes(pong(b"not json"))
    await link.send_bytes(pong(json.dumps({"PingInterval": 0.1}).encode()))
    await server.link()


async def test_a_silent_link_is_given_up(server, connect):
    """The pong watchdog: the socket is open, but nobody is behind it."""
    server.pongs = False
    server.config = {"PingInterval": 0.2}
    connect()
    await server.link()
    await server.link()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff" * 40,
        event()[:-3],
        event(number=5, total=3),
        encode(Frame(1, 1, SERVICE, DATA, (("message_id", "m"), ("sum", "x")), payload=b"")),
        pong(b"not json"),
        pong(b'{"PingInterval":-1,"ReconnectInterval":"soon"}'),
        encode(Frame(1, 1, SERVICE, CONTROL, (("type", "surprise"),))),
        encode(Frame(1, 1, SERVICE, 7, ())),
    ],
)
async def test_strange_frames_leave_the_link_alone(server, connect, raw: bytes):
    connect()
    link = await server.link()
    await link.send_bytes(raw)
    await link.send_str("text")
    await link.send_bytes(event())
    frame, said = await server.acknowledgement()
    while frame.seq_id != 9:
        frame, said = await server.acknowledgement()
    assert said == {"code": 200}
    assert server.opened == 1


async def test_slow_work_never_delays_a_ping(server, connect):
    async def handle(payload: bytes) -> None:
        await asyncio.sleep(1)

    server.config = {"PingInterval": 0.1}
    connect(handle)
    link = await server.link()
    await link.send_bytes(event())
    for _ in range(4):
        await asyncio.wait_for(server.pings.get(), PATIENCE)
    assert server.acknowledged.empty()


@pytest.mark.parametrize("ending", ["closed", "torn"])
async def test_a_lost_link_is_opened_again(server, connect, ending: str):
    connect()
    link = await server.link()
    if ending == "closed":
        await link.close()
    else:
        server.request.transport.abort()
    await server.link()


async def test_a_server_that_closes_at_once_is_not_hammered(server, connect):
    server.closes_at_once = True
    connect()
    await asyncio.sleep(1.5)
    assert 1 <= server.opened <= 3


@pytest.mark.parametrize(
    "refusal",
    [
        {"Handshake-Status": "514", "Handshake-Autherrcode": "1000040346"},
        {"Handshake-Status": "500", "Handshake-Msg": "busy"},
        {"X": "x"},
    ],
)
async def test_a_refused_handshake_is_tried_again(server, connect, refusal: dict[str, str]):
    server.refusal = refusal
    connect()
    await server.link()


@pytest.mark.parametrize(
    "refusal",
    [{"Handshake-Status": "514", "Handshake-Autherrcode": "1000040350"}, {"Handshake-Status": "403"}],
)
async def test_a_refusal_that_only_an_admin_can_lift_is_tried_again_slowly(server, connect, refusal: dict[str, str]):
    server.refusal = refusal
    server.config = {"ReconnectInterval": 3600}
    told: asyncio.Queue[Misconfigured] = asyncio.Queue()
    connect(tell=told.put)
    assert (await asyncio.wait_for(told.get(), PATIENCE)).remedy
    await until(lambda: not server.refusal)
    await asyncio.sleep(1.5)
    assert server.opened == 0


async def test_a_bootstrap_that_fails_is_tried_again(server, connect):
    faults = iter([Unavailable("busy"), ValueError("a fault of ours")])

    async def bootstrap() -> dict[str, Any]:
        for fault in faults:
            raise fault
        return await server.bootstrap()

    connect(bootstrap=bootstrap)
    await server.link()


async def test_stop_ends_at_once_even_while_connecting(server, connect):
    async def hangs() -> dict[str, Any]:
        await asyncio.sleep(PATIENCE * 10)
        return {}

    client = connect(bootstrap=hangs)
    await asyncio.sleep(0.05)
    async with asyncio.timeout(2):
        await client.stop()


async def test_stop_lets_what_is_under_way_be_acknowledged(server, connect):
    handling = asyncio.Event()

    async def handle(payload: bytes) -> None:
        handling.set()
        await asyncio.sleep(0.2)

    client = connect(handle)
    link = await server.link()
    await link.send_bytes(event())
    await handling.wait()
    await client.stop()
    assert (await server.acknowledgement())[1] == {"code": 200}
    await until(lambda: server.open == 0)
    assert not client.is_open
