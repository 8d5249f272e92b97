"""wecom-aibot-sdk, unmodified but for its base address, as an independent client of the emulated intelligent bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from wecom_aibot_sdk import WSClient

from adapters.emulator.server import build_app, start
from adapters.emulator.wecom.bot import WeComBot
from adapters.emulator.wecom.bot_connection import PATH
from adapters.emulator.wecom.stand_in import WeCom
from adapters.emulator.world import default_world

CARD = {
    "card_type": "button_interaction",
    "task_id": "t-1",
    "main_title": {"title": "日报草稿"},
    "button_list": [{"text": "确认", "style": 1, "key": "draft:confirm:1@1"}],
}


class Peer:
    """The SDK's client; `next` gives what it told its listener of one kind."""

    def __init__(self, bot: WeComBot, address: str) -> None:
        self.client = WSClient(bot.account.bot_id, bot.account.secret, ws_url=address, heartbeat_interval=100)
        self._told: dict[str, asyncio.Queue[Any]] = {}

    async def next(self, kind: str) -> Any:
        return await asyncio.wait_for(self._told[kind].get(), 20)

    async def connect(self) -> None:
        for kind in (
            "authenticated",
            "message.text",
            "message.voice",
            "event.enter_chat",
            "event.template_card_event",
            "event.disconnected_event",
        ):
            queue = self._told[kind] = asyncio.Queue()
            self.client.on(kind, lambda *told, queue=queue: queue.put_nowait(told[0] if told else None))
        await self.client.connect()
        await self.next("authenticated")


@pytest.fixture
async def emulated() -> AsyncIterator[tuple[WeComBot, str]]:
    world = default_world()
    wecom = WeCom(world)
    runner, port = await start(build_app(world, [wecom, wecom.bot]), port=0)
    yield wecom.bot, f"ws://127.0.0.1:{port}{PATH}"
    await runner.cleanup()


@pytest.fixture
async def peer(emulated: tuple[WeComBot, str]) -> AsyncIterator[Peer]:
    peer = Peer(*emulated)
    await peer.connect()
    yield peer
    await peer.client.disconnect()


def seen(bot: WeComBot) -> list[tuple[str, str]]:
    return [(one.text, one.state) for one in bot.seen("zhangsan") if one.author == "bot"]


async def test_the_sdk_hears_and_answers(emulated: tuple[WeComBot, str], peer: Peer) -> None:
    """Text answered by a growing stream, speech by a card, the card's press by its change, the welcome, a push."""
    bot, client = emulated[0], peer.client
    await bot.say("zhangsan", "今日")
    asked = await peer.next("message.text")
    assert asked["body"]["text"]["content"] == "今日"
    await client.reply_stream(asked, "s-1", "收到", False)
    await client.reply_stream(asked, "s-1", "收到，好了", True)
    await bot.speak("zhangsan", "今天拜访了A公司")
    spoken = await peer.next("message.voice")
    assert spoken["body"]["voice"]["content"] == "今天拜访了A公司"
    await client.reply_template_card(spoken, CARD)
    await bot.press("zhangsan", bot.seen("zhangsan")[-1].message_id, "确认")
    pressed = await peer.next("event.template_card_event")
    await client.update_template_card(pressed, {**CARD, "main_title": {"title": "已写入"}})
    await bot.enter("zhangsan")
    await client.reply_welcome(await peer.next("event.enter_chat"), {"msgtype": "text", "text": {"content": "你好"}})
    await client.send_message("zhangsan", {"msgtype": "markdown", "markdown": {"content": "该跟进了"}})
    assert seen(bot) == [("收到，好了", "shown"), ("已写入\n确认", "updated"), ("你好", "shown"), ("该跟进了", "shown")]


async def test_the_sdk_understands_pings_and_being_displaced(emulated: tuple[WeComBot, str], peer: Peer) -> None:
    """It knows acknowledgements by their req_id, and does not come back when a newer connection has taken over."""
    bot = emulated[0]
    async with asyncio.timeout(20):
        while bot.connection.pings < 3:
            await asyncio.sleep(0.02)
    newer = Peer(*emulated)
    await newer.connect()
    await peer.next("event.disconnected_event")
    assert bot.connection.subscriptions == 2
    await newer.client.disconnect()
