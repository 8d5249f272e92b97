"""The demo page's second WeCom chat, the intelligent bot's, in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Page, expect

from tests.contract.emulator.wecom_bot_client import Client
from tests.web.browser import browser_page
from tests.web.product import running_demo
from tests.web.test_demo_page import box, chat

CARD = {
    "card_type": "button_interaction",
    "task_id": "t-1",
    "main_title": {"title": "日报草稿"},
    "button_list": [{"text": "确认", "style": 1, "key": "draft:confirm:1@1"}],
}


@pytest.fixture
async def demo() -> AsyncIterator[tuple[Page, Client]]:
    """The page, and a product that listens to the bot."""
    async with running_demo() as (emulator, _), aiohttp.ClientSession() as http, browser_page() as page:
        base = str(emulator.make_url("")).rstrip("/")
        async with http.get(f"{base}/_control/wecom-bot/settings") as response:
            told = await response.json()
        client = Client(await http.ws_connect(told["CEJI_WECOM__BOT_WS_URL"]))
        account = {"bot_id": told["CEJI_WECOM__BOT_ID"], "secret": told["CEJI_WECOM__BOT_SECRET"]}
        assert await client.ask("aibot_subscribe", account) == 0
        await page.goto(base)
        await expect(page.get_by_text("还没有消息", exact=False)).to_have_count(3)
        yield page, client


def stream(content: str, *, finish: bool) -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": "s-1", "finish": finish, "content": content}}


async def test_the_bots_chat_is_played_beside_the_apps(demo: tuple[Page, Client]) -> None:
    """An answer grows where it stands, a card is pressed, and the app's chat knows nothing of it."""
    page, client = demo
    wecom = chat(page, "wecom")
    await wecom.get_by_role("tab", name="智能机器人").click()
    assert (await client.callback())["body"]["event"]["eventtype"] == "enter_chat"
    await box(page, "wecom").fill("今天拜访了A公司")
    await box(page, "wecom").press("Enter")
    asked = await client.callback()
    assert asked["body"]["text"]["content"] == "今天拜访了A公司"
    req_id = asked["headers"]["req_id"]
    await client.ask("aibot_respond_msg", stream("收到，正在整理…", finish=False), req_id)
    await expect(wecom.locator(".row.bot .bubble[aria-busy=true]")).to_have_text("收到，正在整理…")
    done = {**stream("见下面的草稿", finish=True), "msgtype": "stream_with_template_card", "template_card": CARD}
    assert await client.ask("aibot_respond_msg", done, req_id) == 0
    await expect(wecom.locator(".row.bot .bubble")).to_have_text("见下面的草稿")
    await wecom.get_by_role("article").get_by_role("button", name="确认").click()
    pressed = await client.callback()
    assert pressed["body"]["event"]["template_card_event"]["event_key"] == "draft:confirm:1@1"

    await wecom.get_by_role("tab", name="应用").click()
    await expect(wecom.get_by_text("还没有消息", exact=False)).to_be_visible()
    pushed = {"chatid": "zhangsan", "msgtype": "markdown", "markdown": {"content": "该跟进了"}}
    assert await client.ask("aibot_send_msg", pushed) == 0
    await expect(wecom.get_by_role("tab", name="智能机器人 有新消息")).to_be_visible()
