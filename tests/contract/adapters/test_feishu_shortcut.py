"""「记到侧记」 in Feishu: the page's signature against the stand-in's ticket, and what the client tells (C1)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters import registry
from adapters.contract import ChatPlatform
from adapters.errors import Refused
from adapters.message_shortcut import MessageShortcut
from tests.contract.adapters.product import Stage, emulator_app, settings_of

POST = {"title": "周报", "content": [[{"tag": "text", "text": "签了"}]]}
TICKETS = "/open-apis/jssdk/ticket/get"


@pytest.fixture
async def stage(aiohttp_server) -> AsyncIterator[Stage]:
    server = await aiohttp_server(emulator_app())
    async with aiohttp.ClientSession() as session:
        stage = Stage("feishu", str(server.make_url("")).rstrip("/"), session)
        await stage.load()
        yield stage


@pytest.fixture
async def platform(stage: Stage) -> AsyncIterator[ChatPlatform]:
    platform = registry.create("feishu", settings_of("feishu", stage.environment))
    yield platform
    await platform.stop()


@pytest.fixture
def shortcut(platform: ChatPlatform) -> MessageShortcut:
    assert platform.message_shortcut is not None
    return platform.message_shortcut


def told(**message: Any) -> str:
    """What the client tells of one message."""
    whole = {"messageType": "text", "sender": {"name": "李四", "open_id": "ou_lisi"}, "createTime": 1772360400}
    return json.dumps({"messages": [{**whole, "content": '{"text": "你好"}', **message}], "actionTime": 1772360500})


async def test_many_pages_are_signed_with_one_ticket(stage: Stage, shortcut: MessageShortcut) -> None:
    """Each with a word of its own, and each accepted by the client."""
    pages = [f"https://crm.example.cn/sidebar/feishu/messages?trigger={n}#top" for n in range(20)]
    options = await asyncio.gather(*(shortcut.sign_page(page) for page in pages))
    asked = [one for one in await stage.control("feishu/traffic") if TICKETS in one["url"]]
    assert len(asked) == 1
    assert len({one["nonceStr"] for one in options}) == 20
    for page, one in zip(pages, options, strict=True):
        given = {name: str(one[name]) for name in ("appId", "timestamp", "signature")}
        shown = {**given, "noncestr": str(one["nonceStr"])}
        assert (await stage.client("check_js", url=page.partition("#")[0], **shown))["errno"] == 0
        assert (await stage.client("check_js", url=f"{page.partition('#')[0]}0", **shown))["errno"] == 104


@pytest.mark.parametrize(
    ("query", "trigger"),
    [
        ({"from": "message_action", "bdp_launch_query": '{"__trigger_id__": "t-1"}'}, "t-1"),
        ({"required_launch_ability": "message_action", "bdp_launch_query": '{"__trigger_id__": "t-1"}'}, "t-1"),
        ({}, ""),
        ({"bdp_launch_query": "t-1"}, ""),
        ({"bdp_launch_query": '["t-1"]'}, ""),
        ({"bdp_launch_query": '{"__trigger_id__": {}}'}, ""),
    ],
)
def test_the_trigger_stands_in_the_launch_query(shortcut: MessageShortcut, query: dict[str, str], trigger: str) -> None:
    assert shortcut.trigger_in(query) == trigger


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({}, "你好"),
        ({"messageType": "post", "content": json.dumps(POST)}, "周报\n签了"),
        ({"messageType": "image", "content": '{"image_key": "img_1"}'}, ""),
        ({"messageType": "unsupport", "content": "", "support": False}, ""),
    ],
)
def test_words_are_read_by_their_kind(shortcut: MessageShortcut, message: dict[str, Any], text: str) -> None:
    (chosen,) = shortcut.read(told(**message))
    assert (chosen.user_id, chosen.name, chosen.text) == ("ou_lisi", "李四", text)
    assert chosen.written_at.isoformat() == "2026-03-01T10:20:00+00:00"


def test_a_message_by_itself_counts_as_one(shortcut: MessageShortcut) -> None:
    """The client's own description of its answer has no list."""
    content = json.loads(told())
    assert len(shortcut.read(json.dumps({"messages": content["messages"][0]}))) == 1


@pytest.mark.parametrize("message", [{"createTime": "gestern"}, {"createTime": None}, {"content": "{"}])
def test_what_no_client_tells_is_refused(shortcut: MessageShortcut, message: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        shortcut.read(told(**message))
