"""「记到侧记」 in a message's own menu in Feishu: the page reads it, a tap says it to the bot (C1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from adapters.events import EVENT, InboundEvent, TextSaid
from adapters.feishu.shortcut import page_signature
from bot.demo.database import prepare
from bot.demo.stage import Stage as DemoStage
from crm_core.database.inbox import InboxEvent
from crm_core.database.types import table
from tests.web.browser import browser_page
from tests.web.sidebar_stage import NOW, Stage, sidebar_stage

SAID = "今天拜访了A公司王总，聊了新产品，他下周给反馈"
YESTERDAY = "2026-03-01T18:20:00+08:00"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Feishu, 张三's and 李四's team."""
    async with sidebar_stage("feishu", tmp_path) as opened:
        yield opened


async def chooses(stage: Stage, page: Page, who: str, *messages: dict[str, Any]) -> str:
    """The person chooses messages of a chat and 「记到侧记」 in their menu; returns the address that then opens."""
    asked = {"user": who, "url": f"{stage.base}/sidebar/feishu/messages", "messages": messages}
    async with stage.http.post(f"{stage.emulator}/_control/feishu/shortcut", json=asked) as response:
        place = (await response.json())["url"]
    opened = await page.goto(f"{stage.emulator}{place}")
    assert opened is not None
    return opened.url


async def handed_on(stage: Stage) -> list[InboundEvent]:
    """What lies in the inbox."""
    payloads = await stage.ask(lambda session: session.scalars(select(table(InboxEvent).c.payload)).all())
    return [EVENT.validate_json(payload) for payload in payloads]


def test_the_page_is_signed_as_the_client_checks_it() -> None:
    """The vector of the protocol page; what follows # is not signed."""
    page = "https://crm.example.com/h5/?a=1#top"
    assert page_signature("tk-demo", "n0nce", 1700000000000, page) == "621dec3148f568642e49e926c127f808367063ff"


async def test_a_colleagues_message_is_said_to_the_bot(stage: Stage, page: Page) -> None:
    """C1: shown first; said by the person himself, now, with the name of who wrote it and when."""
    await chooses(stage, page, "zhangsan", {"user": "lisi", "text": SAID, "at": YESTERDAY})
    await page.get_by_role("heading", name="读到的").wait_for()
    shown = await page.inner_text("main")
    assert "李四" in shown
    assert SAID in shown
    assert await handed_on(stage) == []
    await page.get_by_role("button", name="记下来").dblclick()
    await page.get_by_text("你确认了才写入").wait_for()
    (event,) = await handed_on(stage)
    assert (event.user_id, event.group, event.sent_at) == ("ou_zhangsan", "", stage.clock.now())
    assert event.happening == TextSaid(text=f"李四：{SAID}", written_at=datetime.fromisoformat(YESTERDAY))


async def test_it_stands_in_a_messages_own_menu(tmp_path: Path) -> None:
    """C1: the demo's Feishu: a long press on a message, 「记到侧记」, 「记下来」, and the draft is in the chat."""
    demo = DemoStage(f"sqlite:///{tmp_path / 'demo.db'}", NOW)
    await demo.start(0, lambda one: prepare(one.application, one.people()))
    try:
        async with browser_page() as page:
            await page.goto(demo.address)
            feishu = page.get_by_role("region", name="飞书聊天")
            await page.get_by_label("在飞书里输入").fill(SAID)
            await page.keyboard.press("Enter")
            own = feishu.locator(".row.own").first
            await own.click(button="right")
            await own.get_by_role("button", name="记到侧记").click()
            page_beside = page.frame_locator("iframe[title=侧边栏]")
            await expect(page_beside.locator("main")).to_contain_text(SAID)
            await page_beside.get_by_role("button", name="记下来").click()
            await expect(page_beside.locator("body")).to_contain_text("你确认了才写入")
            await expect(feishu.get_by_role("article").filter(has_text="日报草稿")).to_have_count(2)
    finally:
        await demo.stop()


async def test_several_messages_keep_their_order_and_names(stage: Stage, page: Page) -> None:
    """His own words carry no name."""
    late, early = {"user": "zhangsan", "text": "下周三签"}, {"user": "lisi", "text": "A公司同意了", "at": YESTERDAY}
    await chooses(stage, page, "zhangsan", late, early)
    await page.get_by_role("button", name="记下来").click()
    await page.get_by_text("你确认了才写入").wait_for()
    (event,) = await handed_on(stage)
    assert isinstance(event.happening, TextSaid)
    assert event.happening.text == "李四：A公司同意了\n下周三签"
    assert event.words_at == stage.clock.now()


async def test_what_the_client_does_not_tell_is_said(stage: Stage, page: Page) -> None:
    """No trigger, no ticket: the page says what to do, and nothing is kept."""
    failure = page.get_by_role("alert").get_by_text("没读到这条消息")
    await stage.open(page, "zhangsan", f"{stage.base}/sidebar/feishu/messages")
    await failure.wait_for()
    fault = {"path": "/open-apis/jssdk/ticket/get", "times": 9, "status": 500}
    async with stage.http.post(f"{stage.emulator}/_control/feishu/fail", json=fault) as response:
        assert response.status == 200
    await chooses(stage, page, "zhangsan", {"user": "lisi", "text": SAID})
    await failure.wait_for()
    assert await handed_on(stage) == []


async def test_another_persons_choice_is_not_told(stage: Stage, page: Page) -> None:
    """The client tells of messages only to who has chosen them."""
    address = await chooses(stage, page, "zhangsan", {"user": "lisi", "text": SAID})
    await page.get_by_role("heading", name="读到的").wait_for()
    assert page.url.endswith("/chosen")
    await page.context.clear_cookies()
    await stage.open(page, "lisi", address)
    await page.get_by_role("alert").get_by_text("没读到这条消息").wait_for()


@pytest.mark.parametrize("told", ["", "[]", '{"messages": []}', '{"messages": [{"content": "{"}]}', "{" * 50])
async def test_what_no_client_tells_is_refused(stage: Stage, page: Page, told: str) -> None:
    """Our own page would not send it."""
    await stage.open(page, "zhangsan", f"{stage.base}/sidebar/feishu/messages")
    token = await page.locator("input[name=form_token]").first.get_attribute("value")
    sent = {"form_token": token or "", "told": told, "once": "0" * 16}
    for act in ("chosen", "keep"):
        answer = await page.request.post(f"{stage.base}/sidebar/feishu/{act}", form=sent)
        assert answer.status == 403
    assert await handed_on(stage) == []
