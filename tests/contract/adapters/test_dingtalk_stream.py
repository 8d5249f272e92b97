"""DingTalk's Stream client against a gateway that misbehaves."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from adapters.dingtalk.stream import Frame, Reply, StreamConnection, read_frame
from adapters.errors import CallbackRejected, Misconfigured, Refused, Unavailable

PATIENCE = 10.0
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


class Gateway:
    """A gateway that does what a test says; every link and every answer is kept."""

    def __init__(self) -> None:
        self.links: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self.answers: asyncio.Queue[Any] = asyncio.Queue()
        self.troubles: asyncio.Queue[Misconfigured] = asyncio.Queue()
        self.opened = 0
        self.open = 0
        self.closes_at_once = False
        self.answers_pings = True
        self.address = ""
        self.request: web.Request | None = None

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=self.answers_pings)
        await socket.prepare(request)
        assert request.query["ticket"] == "a/b+c="
        self.opened += 1
        self.open += 1
        self.request = request
        self.links.put_nowait(socket)
        if self.closes_at_once:
            await socket.close()
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                self.answers.put_nowait(json.loads(message.data))
        self.open -= 1
        return socket

    async def link(self) -> web.WebSocketResponse:
        return await asyncio.wait_for(self.links.get(), PATIENCE)

    async def answer(self) -> Any:
        return await asyncio.wait_for(self.answers.get(), PATIENCE)

    async def bootstrap(self) -> dict[str, str]:
        return {"endpoint": f"{self.address}/connect", "ticket": "a/b+c="}


def frame(topic: str = "/v1.0/im/bot/messages/get", kind: str = "CALLBACK", data: Any = None, **headers: str) -> str:
    named = {"topic": topic, "messageId": "m1", "contentType": "application/json", **headers}
    return json.dumps({"specVersion": "1.0", "type": kind, "headers": named, "data": json.dumps(data or {})})


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)


@pytest.fixture
async def gateway(aiohttp_server):
    gateway = Gateway()
    app = web.Application()
    app.router.add_get("/connect", gateway.connect)
    server = await aiohttp_server(app)
    gateway.address = str(server.make_url("")).rstrip("/").replace("http", "ws")
    return gateway


@pytest.fixture
async def connect(gateway):
    """Starts clients, and stops them after the test."""
    session = aiohttp.ClientSession()
    started: list[StreamConnection] = []

    def start(handle=None, **options: Any) -> StreamConnection:
        async def nothing(frame: Frame) -> Reply:
            return Reply({"response": None})

        async def tell(trouble: Misconfigured) -> None:
            gateway.troubles.put_nowait(trouble)

        client = StreamConnection(
            session=lambda: session, handle=handle or nothing, tell=tell, **{"bootstrap": gateway.bootstrap, **options}
        )
        client.start()
        started.append(client)
        return client

    yield start
    await asyncio.gather(*(client.stop() for client in started))
    await session.close()


async def test_a_frame_is_acknowledged_after_it_was_handled(gateway, connect):
    stored = asyncio.Event()

    async def handle(frame: Frame) -> Reply:
        assert json.loads(frame.text) == {"text": {"content": "今日"}}
        await stored.wait()
        return Reply({"response": None})

    connect(handle)
    link = await gateway.link()
    await link.send_str(frame(data={"text": {"content": "今日"}}))
    await asyncio.sleep(0.1)
    assert gateway.answers.empty()
    stored.set()
    answer = await gateway.answer()
    assert (answer["code"], answer["headers"]["messageId"]) == (200, "m1")
    assert json.loads(answer["data"]) == {"response": None}


async def test_the_gateways_ping_is_echoed(gateway, connect):
    connect()
    link = await gateway.link()
    await link.send_str(frame("ping", "SYSTEM", {"opaque": "op1"}))
    answer = await gateway.answer()
    assert json.loads(answer["data"]) == {"opaque": "op1"}


async def test_slow_work_never_delays_a_ping(gateway, connect):
    async def handle(frame: Frame) -> None:
        await asyncio.sleep(PATIENCE)

    connect(handle)
    link = await gateway.link()
    await link.send_str(frame())
    await link.send_str(frame("ping", "SYSTEM", {"opaque": "op1"}))
    assert json.loads((await gateway.answer())["data"]) == {"opaque": "op1"}


@pytest.mark.parametrize(
    "raw",
    [
        "not json",
        "[]",
        "[" * 5000,
        "{}",
        '{"type": 3, "headers": [], "data": {}}',
        frame("disconnected", "SYSTEM"),
        frame("REGISTERED", "SYSTEM"),
        json.dumps({"type": "CALLBACK", "headers": {"topic": "t"}, "data": "{}"}),
    ],
)
async def test_strange_frames_leave_the_link_alone(gateway, connect, raw: str):
    connect()
    link = await gateway.link()
    await link.send_str(raw)
    await link.send_str(frame("ping", "SYSTEM", {"opaque": "op2"}))
    assert json.loads((await gateway.answer())["data"]) == {"opaque": "op2"}
    assert gateway.opened == 1


async def test_what_was_not_stored_is_not_acknowledged(gateway, connect):
    """L: the gateway pushes it again."""

    async def handle(frame: Frame) -> Reply:
        raise Unavailable("the disk is full")

    connect(handle)
    link = await gateway.link()
    await link.send_str(frame())
    await link.send_str(frame("ping", "SYSTEM"))
    assert (await gateway.answer())["headers"]["messageId"] == "m1"
    await asyncio.sleep(0.1)
    assert gateway.answers.empty()


async def test_what_is_malformed_or_breaks_is_survived(gateway, connect):
    faults = iter([CallbackRejected("malformed", status=400), ZeroDivisionError()])

    async def handle(frame: Frame) -> Reply:
        for fault in faults:
            raise fault
        return Reply({"response": None})

    connect(handle)
    link = await gateway.link()
    for number in range(3):
        await link.send_str(frame(messageId=f"m{number}"))
    answers = [await gateway.answer(), await gateway.answer()]
    assert [(answer["headers"]["messageId"], answer["code"]) for answer in answers] == [("m0", 400), ("m2", 200)]


async def test_a_new_link_opens_before_an_announced_end_of_the_old(gateway, connect):
    """No message falls between two links: what is being handled is still acknowledged over the old one."""
    go_on = asyncio.Event()

    async def handle(frame: Frame) -> Reply:
        await go_on.wait()
        return Reply({"response": None})

    client = connect(handle)
    old = await gateway.link()
    await old.send_str(frame(messageId="over the old link"))
    await old.send_str(json.dumps({"type": "SYSTEM", "headers": {"topic": "disconnect"}, "data": '{"reason":"x"}'}))
    await gateway.link()
    assert gateway.open == 2
    assert client.is_open
    go_on.set()
    assert (await gateway.answer())["headers"]["messageId"] == "over the old link"
    await until(lambda: gateway.open == 1)
    assert client.is_open


async def test_a_torn_link_is_opened_again(gateway, connect):
    connect()
    await gateway.link()
    gateway.request.transport.abort()
    await gateway.link()


async def test_a_half_open_link_is_found_within_two_heartbeats(gateway, connect):
    """Wi-Fi gone, laptop asleep: nothing is closed, nothing answers."""
    gateway.answers_pings = False
    connect(heartbeat=0.3)
    await gateway.link()
    gateway.answers_pings = True
    await gateway.link()


async def test_a_gateway_that_closes_at_once_is_not_hammered(gateway, connect):
    gateway.closes_at_once = True
    connect()
    await asyncio.sleep(1.5)
    assert 1 <= gateway.opened <= 3


async def test_a_gateway_that_ends_every_link_politely_is_not_hammered(gateway, connect):
    connect()

    async def end() -> None:
        while True:
            link = await gateway.links.get()
            await link.send_str(frame("disconnect", "SYSTEM"))

    ending = asyncio.create_task(end())
    await asyncio.sleep(1.5)
    ending.cancel()
    assert 2 <= gateway.opened <= 4


async def test_stop_ends_at_once_even_while_connecting(gateway, connect):
    """The platform's SDK swallows the cancellation; this client must not."""

    async def hangs() -> dict[str, str]:
        await asyncio.sleep(PATIENCE * 10)
        return {}

    client = connect(bootstrap=hangs)
    await asyncio.sleep(0.05)
    async with asyncio.timeout(2):
        await client.stop()


async def test_stop_lets_what_is_under_way_be_acknowledged(gateway, connect):
    handling = asyncio.Event()

    async def handle(frame: Frame) -> Reply:
        handling.set()
        await asyncio.sleep(0.2)
        return Reply({"response": None})

    client = connect(handle)
    link = await gateway.link()
    await link.send_str(frame())
    await handling.wait()
    await client.stop()
    assert (await gateway.answer())["code"] == 200
    await until(lambda: gateway.open == 0)
    assert not client.is_open


@pytest.mark.parametrize(
    "answer", [{}, {"endpoint": "ws://127.0.0.1:1", "ticket": "t"}, {"endpoint": ":", "ticket": "t"}]
)
async def test_a_bootstrap_that_leads_nowhere_is_tried_again(gateway, connect, answer: dict[str, str]):
    answers = iter([answer])

    async def bootstrap() -> dict[str, str]:
        return next(answers, None) or await gateway.bootstrap()

    connect(bootstrap=bootstrap)
    await gateway.link()


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (Misconfigured("400 invalidClientIdOrSecret", remedy="Client Secret 不对"), "Client Secret 不对"),
        (Refused("403 nobody knows why"), "消息接收模式是不是 Stream 模式"),
    ],
)
async def test_a_refused_app_is_told_to_an_admin_and_not_hammered(gateway, connect, refusal, said: str):
    """3.20: nobody else notices that the bot hears nothing; only an admin can help, so it is asked once a minute."""
    asked = 0

    async def bootstrap() -> dict[str, str]:
        nonlocal asked
        asked += 1
        raise refusal

    connect(bootstrap=bootstrap)
    trouble = await asyncio.wait_for(gateway.troubles.get(), PATIENCE)
    assert said in trouble.remedy
    await asyncio.sleep(1.5)
    assert asked == 1


async def test_a_machine_that_slept_opens_a_new_link_before_the_old_goes(gateway, connect):
    """A laptop's lid: the old link looks open and hears nothing."""
    slept = 0.0
    client = connect(watch=0.05, wall_time=lambda: time.time() + slept)
    await gateway.link()
    await asyncio.sleep(0.2)
    assert gateway.opened == 1
    slept = 3600.0
    await gateway.link()
    assert client.is_open
    await until(lambda: gateway.open == 1)
    await asyncio.sleep(0.2)
    assert gateway.opened == 2


async def test_a_slow_gateway_holds_nobody_up(gateway, connect):
    """The platform's SDK stops the whole loop while it connects; here others go on."""
    go_on = asyncio.Event()

    async def slow() -> dict[str, str]:
        await go_on.wait()
        return await gateway.bootstrap()

    connect(bootstrap=slow)
    ticks = 0
    for _ in range(20):
        await asyncio.sleep(0.01)
        ticks += 1
    assert gateway.opened == 0
    assert ticks == 20
    go_on.set()
    await gateway.link()


@given(st.text(max_size=200) | st.dictionaries(st.sampled_from(["type", "headers", "data"]), JSON).map(json.dumps))
def test_whatever_comes_is_a_frame_or_refused(raw: str):
    with suppress(CallbackRejected):
        assert isinstance(read_frame(raw), Frame)
