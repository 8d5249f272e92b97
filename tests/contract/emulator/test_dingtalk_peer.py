"""dingtalk-stream, unmodified but for its base address, as an independent client of the emulated DingTalk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.emulator.dingtalk.app import App
from adapters.emulator.dingtalk.stand_in import DingTalk
from adapters.emulator.dingtalk.stream import BOT_TOPIC, CALLBACK
from adapters.emulator.server import build_app
from adapters.emulator.world import World, default_world
from tests.contract.emulator.peers.process import PATIENCE_SECONDS, Peer, peer


async def until(condition: Callable[[], Any]) -> None:
    """Wait for something that happens in the background."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.05)


@pytest.fixture
def world() -> World:
    return default_world()


@pytest.fixture
def dingtalk(world: World) -> DingTalk:
    return DingTalk(world)


@pytest.fixture
async def bot(world: World, dingtalk: DingTalk) -> AsyncIterator[Peer]:
    server = TestServer(build_app(world, [dingtalk]))
    await server.start_server()
    base = str(server.make_url("")).rstrip("/")
    dingtalk.settings(base)
    app = App()
    arguments = ("dingtalk_stream_peer", app.client_id, app.client_secret)
    async with peer(*arguments, DINGTALK_OPENAPI_ENDPOINT=base) as running:
        await until(lambda: dingtalk.state.gateway.subscribed(CALLBACK, BOT_TOPIC))
        yield running
    await server.close()


async def test_it_receives_answers_and_comes_back(dingtalk: DingTalk, bot: Peer, world: World) -> None:
    assert (await dingtalk.say("zhangsan", "今日"))["delivered"]
    message = await bot.next("message")
    assert (message["text"], message["sender"], message["conversation"]) == ("今日", "zhangsan", "1")
    assert message["answered"] == {"errcode": 0, "errmsg": "ok"}
    assert dingtalk.seen("zhangsan")[-1].text == "收到：今日"

    await dingtalk.speak("zhangsan", "拜访了A公司")
    spoken = await bot.next("message")
    assert spoken["kind"] == "audio"
    assert spoken["more"]["content"]["recognition"] == "拜访了A公司"

    await dingtalk.say("zhangsan", "文件")
    media_id = (await bot.next("message"))["answered"]
    assert dingtalk.state.media[media_id].content == b"PK rows"

    await dingtalk.attach("zhangsan", "客户.xlsx", b"PK rows")
    sent = await bot.next("message")
    assert (sent["kind"], sent["more"]["content"]["fileName"]) == ("file", "客户.xlsx")

    await dingtalk.say("zhangsan", "逾期", group="销售一组")
    assert (await bot.next("message"))["conversation"] == "2"
    assert dingtalk.seen("lisi")[-1].chat == "销售一组"

    await dingtalk.directory_event("left", world.leave("lisi"))
    event = await bot.next("event")
    assert (event["type"], event["data"]["userId"]) == ("user_leave_org", ["lisi"])

    assert await dingtalk.state.gateway.ping() == 1
    await dingtalk.state.gateway.drop()
    await until(lambda: dingtalk.state.gateway.subscribed(CALLBACK, BOT_TOPIC))
    assert (await dingtalk.say("zhangsan", "在吗"))["delivered"]


async def test_its_cards_are_shown_and_pressed(dingtalk: DingTalk, bot: Peer) -> None:
    await dingtalk.say("zhangsan", "卡片")
    card_id = (await bot.next("message"))["answered"]
    seen = dingtalk.screens.get("zhangsan", card_id)
    assert seen is not None
    assert seen.text.splitlines()[0] == "日报草稿"
    assert (await dingtalk.press("zhangsan", card_id, "打开"))["url"] == "https://a.b/c"

    card = dingtalk.state.cards.get(card_id)
    event = {"type": "sendCardRequest", "params": {"actionId": "draft:confirm:1@1"}}
    card.public["buttons1"] = json.dumps([{"text": "确认", "event": event}])
    dingtalk.state.redraw(card)
    pressed = await dingtalk.press("zhangsan", card_id, "确认")
    assert pressed["card_updated"]
    content = (await bot.next("press"))["content"]
    assert content["cardPrivateData"]["actionIds"] == ["draft:confirm:1@1"]
    assert "已确认" in dingtalk.seen("zhangsan")[-1].text

    await dingtalk.say("zhangsan", "AI")
    typed = (await bot.next("message"))["answered"]
    seen = dingtalk.screens.get("zhangsan", typed)
    assert seen is not None
    assert "三条线索" in seen.text
