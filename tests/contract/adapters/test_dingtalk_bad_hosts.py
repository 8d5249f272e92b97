"""DingTalk's hosts, and what stands in front of them, when they misbehave: each has a defined result (I2, J9)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
from aiohttp import web

from adapters.contract import Outgoing
from adapters.dingtalk.platform import DingTalkPlatform
from adapters.errors import OutsideError, TooLarge, Unavailable
from adapters.events import EVENT, InboundEvent, VoiceSaid
from cards.model import Text
from tests.contract.adapters.dingtalk_edge import message, platform, robot
from tests.contract.adapters.product import Sink

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
VOICE = VoiceSaid(media={"download_code": "c1"})
SPOKEN = InboundEvent(
    platform="dingtalk", key="m1", user_id="u1", sent_at=datetime(2026, 3, 2, tzinfo=UTC), happening=VOICE
)


class Host:
    """Both of DingTalk's hosts on one port; a test replaces what it wants to go wrong."""

    def __init__(self) -> None:
        self.base = ""
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if request.path in self.answers:
            return await self.answers[request.path](request)
        if request.path == "/v1.0/oauth2/accessToken":
            return web.json_response({"accessToken": f"t{len(self.asked)}", "expireIn": 7200})
        if request.path == "/v1.0/robot/messageFiles/download":
            return web.json_response({"downloadUrl": f"{self.base}/file"})
        return web.json_response({"code": "system.error"}, status=500)


@pytest.fixture
async def host(aiohttp_server) -> Host:
    host = Host()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", host.answer)
    host.base = str((await aiohttp_server(app)).make_url("")).rstrip("/")
    return host


@pytest.fixture
async def dingtalk(host: Host) -> AsyncIterator[DingTalkPlatform]:
    product = platform(api_base=host.base, oapi_base=host.base, card_template_id="")
    yield product
    await product.stop()


async def redirect(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("http://169.254.169.254/latest/meta-data")


async def error_page(request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html><title>502 Bad Gateway</title>", content_type="text/html")


async def xml(request: web.Request) -> web.StreamResponse:
    return web.Response(text="<xml><code>400</code></xml>", content_type="application/xml")


async def cut_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"processQueryKey": "p')
    assert request.transport is not None
    request.transport.abort()
    return response


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        while True:
            await response.write(b"x" * 65_536)
    except ConnectionError:
        return response


async def never_the_token(request: web.Request) -> web.StreamResponse:
    return web.json_response({"code": "InvalidAuthentication", "message": "不合法的access_token"}, status=400)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (redirect, Unavailable),
        (error_page, Unavailable),
        (xml, Unavailable),
        (cut_off, Unavailable),
        (endless, TooLarge),
        (never_the_token, Unavailable),
    ],
)
async def test_a_call_that_is_answered_with_nonsense(
    host: Host, dingtalk: DingTalkPlatform, answer: Answer, error: type[OutsideError]
) -> None:
    """J9: an error page, a redirect, half an answer or an endless one is tried later or put aside, never believed."""
    host.answers["/v1.0/robot/oToMessages/batchSend"] = answer
    with pytest.raises(error) as raised:
        await dingtalk.send(Outgoing(key="k1", user_id="u1", message=Text(text="收到")))
    assert type(raised.value) is error
    assert host.asked.count("/v1.0/robot/oToMessages/batchSend") <= 2


@pytest.mark.parametrize(("answer", "error"), [(redirect, Unavailable), (cut_off, Unavailable), (endless, TooLarge)])
async def test_a_recording_that_does_not_come(
    host: Host, dingtalk: DingTalkPlatform, answer: Answer, error: type[OutsideError]
) -> None:
    """I2: the address of a recording leads nowhere else, and its size ends."""
    host.answers["/file"] = answer
    with pytest.raises(error) as raised:
        await dingtalk.download(SPOKEN, VOICE)
    assert type(raised.value) is error


async def test_a_recording_that_is_gone(host: Host, dingtalk: DingTalkPlatform) -> None:
    async def gone(request: web.Request) -> web.StreamResponse:
        return web.Response(status=404, text="NoSuchKey")

    host.answers["/file"] = gone
    with pytest.raises(Unavailable):
        await dingtalk.download(SPOKEN, VOICE)


@pytest.mark.parametrize("answer", [error_page, xml, redirect, cut_off])
async def test_a_gateway_that_answers_nonsense_is_asked_again(host: Host, answer: Answer) -> None:
    """J9: no link, no crash, no alarm: it may be a moment's trouble."""
    host.answers["/v1.0/gateway/connections/open"] = answer
    product, sink = platform(transport="stream", api_base=host.base, oapi_base=host.base), Sink()
    await product.start(sink)
    async with asyncio.timeout(10):
        while host.asked.count("/v1.0/gateway/connections/open") < 2:
            await asyncio.sleep(0.02)
    await product.stop()
    assert sink.troubles == []


async def test_a_session_webhook_is_not_even_kept(dingtalk: DingTalkPlatform) -> None:
    """I2: the address inside a message comes from outside; answers go by the robot's own interface."""
    sink = Sink()
    await dingtalk.start(sink)
    await dingtalk.receive(robot(message(sessionWebhook="http://169.254.169.254/robot/sendBySession?session=s")))
    assert b"169.254" not in EVENT.dump_json(await sink.next())
