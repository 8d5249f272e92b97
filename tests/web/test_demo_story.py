"""What the demo offers beside the chats: the story, the ledger, and the gallery of cards."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from playwright.async_api import expect

from tests.web.browser import browser_page
from tests.web.product import Heard, running_demo
from tests.web.samples import CARDS

BEATS: list[dict[str, Any]] = [
    {"caption": "三个聊天软件，一个客户库", "act": "note"},
    {
        "caption": "一句话，三个字段，存好了",
        "platform": "wecom",
        "user": "zhangsan",
        "act": "say",
        "text": "新线索 13912345678 宁波东方精工 初步沟通",
        "waits_for": "拜访·A公司",
    },
    {"caption": "说一段，附原话", "platform": "dingtalk", "user": "lisi", "act": "speak", "text": "今天拜访了A公司"},
    {"caption": "点一下才写入", "platform": "wecom", "user": "zhangsan", "act": "press", "button": "确认"},
    {"caption": "三天没人跟进……", "act": "clock", "advance": 259200},
]


def offering(path: str, answer: Any) -> web.RouteDef:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response(answer)

    return web.get(path, handle)


async def test_the_story_plays_beat_by_beat_in_the_real_chats() -> None:
    """Any key plays the next beat; each says, presses or moves the clock over the wire; Esc leaves free play."""
    async with running_demo([offering("/demo/story", BEATS)]) as (emulator, product), browser_page() as page:
        product.answers = lambda heard: [CARDS[0][1]] if heard.platform == "wecom" and heard.text else []
        await page.goto(str(emulator.make_url("/")))
        story = page.get_by_role("region", name="90 秒看完")
        await expect(story).to_contain_text("三个聊天软件，一个客户库")
        await page.keyboard.press("ArrowRight")
        assert await product.next() == Heard("wecom", "zhangsan", "新线索 13912345678 宁波东方精工 初步沟通")
        await expect(story).to_contain_text("2/5")
        await expect(story).to_have_attribute("aria-busy", "false")
        await page.keyboard.press("ArrowRight")
        assert await product.next() == Heard("dingtalk", "lisi", "今天拜访了A公司")
        await expect(story).to_contain_text("3/5")
        await expect(story).to_have_attribute("aria-busy", "false")
        await story.get_by_role("button", name="下一步").click()
        assert (await product.next()).pressed == "draft:confirm:88@1"
        await expect(story).to_contain_text("4/5")
        await expect(story).to_have_attribute("aria-busy", "false")
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("group", name="时钟")).to_contain_text("3月5日 周四 09:0")
        await expect(story.get_by_role("button", name="换你来")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(story).to_be_hidden()


async def test_the_ledger_says_what_was_recorded_and_what_was_not() -> None:
    """A14: 写入 and 未写入 as the product tells them."""
    entries: list[dict[str, Any]] = [
        {"id": 1, "at": "2026-03-02T09:00:01+08:00", "text": "写入 线索 宁波东方精工 · 张三", "tone": "written"},
        {"id": 2, "at": "2026-03-02T09:00:14+08:00", "text": "草稿 A公司 拜访（未写入）", "tone": "not_written"},
    ]
    counts = {"written": 1, "not_written": 1, "lost": 0}

    async def ledger(request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        return web.json_response({"entries": [each for each in entries if each["id"] > after], "counts": counts})

    async with running_demo([web.get("/demo/ledger", ledger)]) as (emulator, _), browser_page() as page:
        await page.goto(str(emulator.make_url("/")))
        shown = page.get_by_role("region", name="发生了什么")
        await expect(shown).to_contain_text("写入 1 · 未写入 1 · 丢失 0")
        await expect(shown.get_by_role("listitem")).to_have_text(
            ["09:00:14草稿 A公司 拜访（未写入）", "09:00:01写入 线索 宁波东方精工 · 张三"]
        )


async def test_the_gallery_draws_each_card_on_every_client() -> None:
    """The same drawing as in the chats, on DingTalk without and with our template, beside the plain text."""
    entry = {"name": "report_draft.one", "wecom": CARDS[0][1], "dingtalk": CARDS[1][1], "feishu": CARDS[3][1]}
    entry |= {"dingtalk_card": {"cardData": CARDS[2][1]}, "text": "日报草稿待确认：A公司"}
    async with (
        running_demo([offering("/demo/gallery", {"cards": [entry]})]) as (emulator, _),
        browser_page() as page,
    ):
        await page.goto(str(emulator.make_url("/cards")))
        row = page.get_by_role("article").filter(has=page.get_by_role("heading", name="report_draft.one"))
        await expect(row.get_by_role("article")).to_have_count(3)
        await expect(row.get_by_role("button", name="确认")).to_have_count(3)
        await expect(row.get_by_text("日报草稿待确认：A公司")).to_be_visible()
        await page.get_by_label("找一张卡片").fill("没有这张")
        await expect(row).to_be_hidden()
