"""lark-oapi, unmodified but for its base address, as an independent client of the emulated Feishu."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.emulator.feishu.app import App
from adapters.emulator.feishu.long_connection import ClientConfig
from adapters.emulator.feishu.stand_in import Feishu
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
def feishu(world: World) -> Feishu:
    return Feishu(world, config=ClientConfig(reconnect_nonce=0, reconnect_interval=1))


@pytest.fixture
async def base(world: World, feishu: Feishu) -> AsyncIterator[str]:
    server = TestServer(build_app(world, [feishu]))
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


def arguments(transport: str, base: str) -> tuple[str, ...]:
    app = App()
    return ("lark_peer", transport, base, app.app_id, app.app_secret, app.encrypt_key, app.verification_token)


async def converse(feishu: Feishu, bot: Peer, world: World) -> None:
    """What must work whichever way events come."""
    assert (await feishu.say("ou_zhangsan", "今日"))["delivered"]
    message = await bot.next("message")
    assert (message["text"], message["sender"], message["chat"]) == ("今日", "ou_zhangsan", "p2p")
    assert message["answered"] == {"code": 0, "log_id": True}
    assert feishu.seen("ou_zhangsan")[-1].text == "收到：今日"

    assert (await feishu.speak("ou_zhangsan", "拜访了A公司"))["delivered"]
    assert (await bot.next("message"))["answered"] == {"code": 0, "begins": "OggS"}

    await feishu.say("ou_zhangsan", "卡片")
    card_id = (await bot.next("message"))["answered"]["id"]
    pressed = await feishu.press("ou_zhangsan", card_id, "确认")
    assert pressed["toast"] == {"type": "success", "content": "已保存"}
    assert pressed["card_updated"]
    assert (await bot.next("action"))["value"] == {"k": "draft:confirm:1@1"}
    assert (await bot.next("delayed"))["codes"] == [0, 0, 300040]
    assert feishu.seen("ou_zhangsan")[-1].text == "已确认 · 张三"

    shown = await feishu.acts.look_at_link("ou_lisi", "https://crm.example.com/sidebar?customer=1")
    assert (shown["title"], shown["card"]) == ("A公司", "已确认 · 张三")
    assert (await bot.next("looked_at"))["user"] == "ou_lisi"
    said = await feishu.say("ou_zhangsan", "说错了")
    await bot.next("message")
    assert (await feishu.acts.recall("ou_zhangsan", said["message_id"]))["delivered"]
    assert (await bot.next("recalled"))["id"] == said["message_id"]
    assert (await feishu.acts.take_into_group("ou_zhangsan", "销售群"))["delivered"]
    assert (await bot.next("added"))["name"] == "销售群"
    assert (await feishu.press("ou_zhangsan", "menu", "today"))["delivered"]
    assert (await bot.next("menu"))["key"] == "today"

    assert (await feishu.enter("ou_lisi"))["delivered"]
    assert (await bot.next("entered"))["user"] == "ou_lisi"
    await feishu.directory_event("left", world.leave("lisi"))
    assert (await bot.next("left"))["user"] == "ou_lisi"


async def test_over_the_long_connection(feishu: Feishu, base: str, world: World) -> None:
    async with peer(*arguments("ws", base)) as bot:
        tour = await bot.next("tour")
        assert tour["codes"] == [0, 0, 0, 0]
        assert tour["read"]["body"]["elements"][0]["content"] == "已确认 · 张三"
        assert tour["members"] == sorted(["陈经理", "张三", "李四"])
        assert tour["name"] == "李四"
        assert tour["wrong"] == 230099
        assert tour["sent_file"] == 0
        assert feishu.seen("ou_lisi")[0].text == "问题行.xlsx"
        assert tour["tabs"] == [0, ["客户"], 1]
        assert tour["entity"] == [0, 0, 0, 0, 0, 300317]
        await until(lambda: feishu.connections.is_connected)
        await converse(feishu, bot, world)

        await feishu.attach("ou_zhangsan", "客户.xlsx", b"PK\x03\x04 rows")
        assert (await bot.next("message"))["answered"] == {"code": 0, "begins": "PK\x03\x04"}

        words = "拜访了A公司王总，聊了新产品。" * 300
        assert (await feishu.say("ou_zhangsan", words))["delivered"]
        assert (await bot.next("message"))["text"] == words

        await feishu.connections.drop()
        await until(lambda: feishu.connections.is_connected)
        assert (await feishu.say("ou_zhangsan", "在吗"))["delivered"]


async def test_over_http(feishu: Feishu, base: str, world: World) -> None:
    async with peer(*arguments("http", base)) as bot:
        address = (await bot.next("listening"))["url"]
        assert await feishu.set_callback(address) == {"url": address, "verified": True, "problem": ""}
        await converse(feishu, bot, world)
