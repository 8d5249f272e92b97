"""The recorded payloads again, over the Stream link: DingTalk wraps the same bodies in frames."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.events import EVENT
from tests.contract.adapters.dingtalk_edge import NOW, platform
from tests.contract.adapters.product import PATIENCE, Sink
from tests.contract.adapters.test_dingtalk_inbound import PAYLOADS

TOPICS = {"message": "/v1.0/im/bot/messages/get", "click": "/v1.0/card/instances/callback"}
OVER_STREAM = [path for path in PAYLOADS if "check_url" not in path.stem]
EVENT_HEADERS = {"EventType": "eventType", "eventId": "eventId", "CorpId": "eventCorpId", "EventTime": "eventBornTime"}


class Gateway:
    """Opens one link and pushes one frame over it."""

    def __init__(self) -> None:
        self.link: asyncio.Future[web.WebSocketResponse] = asyncio.get_running_loop().create_future()
        self.answers: asyncio.Queue[Any] = asyncio.Queue()
        self.asked: Any = None

    async def open(self, request: web.Request) -> web.Response:
        self.asked = await request.json()
        return web.json_response({"endpoint": f"ws://{request.host}/connect", "ticket": "t1"})

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.link.set_result(socket)
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                self.answers.put_nowait(json.loads(message.data))
        return socket


def frame_of(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """The payload as a frame: an event's flat fields travel in its headers."""
    headers = {"messageId": "m1", "contentType": "application/json", "time": str(int(NOW * 1000))}
    if kind != "event":
        return {"type": "CALLBACK", "headers": {**headers, "topic": TOPICS[kind]}, "data": json.dumps(content)}
    told = {EVENT_HEADERS[name]: str(content[name]) for name in EVENT_HEADERS if name in content}
    body = {name: value for name, value in content.items() if name not in (*EVENT_HEADERS, "BizId")}
    return {"type": "EVENT", "headers": {**headers, **told, "topic": "*"}, "data": json.dumps(body)}


def pushed(data: Any, topic: str = TOPICS["message"]) -> dict[str, Any]:
    """A frame whose `data` is just this."""
    return {"type": "CALLBACK", "headers": {"messageId": "m1", "topic": topic}, "data": data}


OTHERS_EVENT = {"EventType": "user_leave_org", "CorpId": "dingother", "eventId": "e", "userId": ["u"]}


async def deliver(aiohttp_server, frame: Any, sink: Sink, **settings: str) -> dict[str, Any]:
    """Pushes a frame to a platform that listens; its acknowledgement."""
    gateway, app = Gateway(), web.Application()
    app.router.add_post("/v1.0/gateway/connections/open", gateway.open)
    app.router.add_get("/connect", gateway.connect)
    server = await aiohttp_server(app)
    base = str(server.make_url("")).rstrip("/")
    dingtalk = platform(transport="stream", api_base=base, oapi_base=base, **settings)
    await dingtalk.start(sink)
    try:
        link = await asyncio.wait_for(gateway.link, PATIENCE)
        await link.send_str(frame if isinstance(frame, str) else json.dumps(frame))
        return await asyncio.wait_for(gateway.answers.get(), PATIENCE)
    finally:
        await dingtalk.stop()


@pytest.mark.parametrize(
    "path", [path for path in PAYLOADS if "check_url" not in path.stem], ids=lambda path: path.stem
)
async def test_recorded_payloads_become_the_same_events(aiohttp_server, path: Path):
    """A1, A6, C1, D1: what is said, spoken, pressed and changed means the same over both transports."""
    kind = path.stem.partition("_")[0]
    expected = json.loads(path.with_suffix(".event.json").read_text(encoding="utf-8"))
    sink = Sink()
    answer = await deliver(aiohttp_server, frame_of(kind, json.loads(path.read_text(encoding="utf-8"))), sink)
    told = None if sink.events.empty() else sink.events.get_nowait()
    if expected and expected["key"] == "(delivery)":
        expected["key"] = told.key
    assert told == (EVENT.validate_python(expected) if expected else None)
    assert (answer["code"], answer["headers"]["messageId"]) == (200, "m1")
    shape = {"message": {"response": None}, "click": {"response": {}}, "event": {"status": "SUCCESS"}}
    assert json.loads(answer["data"]) == shape[kind]


@pytest.mark.parametrize(
    ("frame", "code", "data"),
    [
        (frame_of("message", {"robotCode": "another", "msgId": "1"}), 400, {}),
        (frame_of("message", {"robotCode": "dingcrmkey01", "chatbotCorpId": "dingother", "msgId": "1"}), 400, {}),
        (frame_of("click", {"corpId": "dingother", "outTrackId": "o", "userId": "u"}), 400, {}),
        (frame_of("event", OTHERS_EVENT), 200, {"status": "SUCCESS"}),
        (pushed("not json"), 400, {}),
        (pushed({"robotCode": 1}), 400, {}),
        (pushed('{"robotCode": "dingcrmkey01", "chatbotCorpId": "dingcorp01", "msgId": "m'), 400, {}),
        (pushed("{}", topic="/v1.0/graph/api/invoke"), 404, {}),
    ],
)
async def test_what_is_not_ours_or_malformed_has_no_effect(aiohttp_server, frame: Any, code: int, data: Any):
    """I2, J10: another company's, another robot's, cut off, no JSON: refused, nothing stored, the link stays."""
    sink = Sink()
    answer = await deliver(aiohttp_server, frame, sink)
    assert (answer["code"], json.loads(answer["data"])) == (code, data)
    assert sink.events.empty()


async def test_the_gateway_is_asked_as_documented(aiohttp_server):
    """§1.1 of the protocol: events, robot messages and card callbacks; credentials in the body."""
    gateway = Gateway()
    app = web.Application()
    app.router.add_post("/v1.0/gateway/connections/open", gateway.open)
    app.router.add_get("/connect", gateway.connect)
    base = str((await aiohttp_server(app)).make_url("")).rstrip("/")
    dingtalk = platform(transport="stream", api_base=base)
    await dingtalk.start(Sink())
    await asyncio.wait_for(gateway.link, PATIENCE)
    await dingtalk.stop()
    assert gateway.asked["clientId"] == "dingcrmkey01"
    topics = {(each["type"], each["topic"]) for each in gateway.asked["subscriptions"]}
    assert topics == {("EVENT", "*"), *(("CALLBACK", topic) for topic in TOPICS.values())}
