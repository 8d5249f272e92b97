"""The demo page in a real browser: people type, speak, press and fill in; the product hears it over the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import FilePayload, Locator, Page, expect

from adapters.emulator.server import build_app
from tests.web.browser import browser_page
from tests.web.product import Heard, Product, running_demo
from tests.web.samples import CARDS, DINGTALK_CARD, FEISHU_DONE, FEISHU_FORM, WECOM_VOTE

NAMES = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
HOLDERS = {"wecom": "zhangsan", "dingtalk": "lisi", "feishu": "ou_chenjingli"}
PLATFORMS = pytest.mark.parametrize("platform", list(NAMES))


@pytest.fixture
async def demo() -> AsyncIterator[tuple[TestServer, Product]]:
    async with running_demo() as running:
        yield running


@pytest.fixture
def product(demo: tuple[TestServer, Product]) -> Product:
    return demo[1]


@pytest.fixture
async def page(demo: tuple[TestServer, Product]) -> AsyncIterator[Page]:
    async with browser_page() as page:
        await page.goto(str(demo[0].make_url("/")))
        await expect(page.get_by_text("还没有消息", exact=False)).to_have_count(3)
        yield page


def chat(page: Page, platform: str) -> Locator:
    return page.get_by_role("region", name=f"{NAMES[platform]}聊天")


def box(page: Page, platform: str) -> Locator:
    return page.get_by_label(f"在{NAMES[platform]}里输入")


def card(page: Page, platform: str) -> Locator:
    return chat(page, platform).get_by_role("article").last


async def deliver(product: Product, platform: str, body: dict[str, Any]) -> None:
    await product.send(platform, HOLDERS[platform], body)


@PLATFORMS
async def test_what_is_typed_stands_in_the_chat_and_reaches_the_product(
    page: Page, product: Product, platform: str
) -> None:
    """C1: Enter sends, Shift+Enter breaks the line; the answer appears by itself."""
    answers = {
        "wecom": {"msgtype": "text", "text": {"content": "记下了"}},
        "dingtalk": {"msgKey": "sampleText", "msgParam": {"content": "记下了"}},
        "feishu": {"msg_type": "text", "content": {"text": "记下了"}},
    }
    product.answers = lambda heard: [answers[heard.platform]]
    await box(page, platform).fill("今天拜访了A公司")
    await box(page, platform).press("Shift+Enter")
    await box(page, platform).press_sequentially("聊了新产品")
    await box(page, platform).press("Enter")
    assert await product.next() == Heard(platform, HOLDERS[platform], "今天拜访了A公司\n聊了新产品")
    await expect(chat(page, platform).locator(".own .bubble")).to_contain_text("聊了新产品")
    await expect(chat(page, platform).locator(".row.bot .bubble")).to_have_text("记下了")
    await expect(box(page, platform)).to_have_value("")


async def test_the_enter_that_ends_a_composition_sends_nothing(page: Page, product: Product) -> None:
    """An IME's Enter picks a word: the line stays in the box until the next one."""
    await box(page, "wecom").fill("jin")
    await box(page, "wecom").evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    await expect(box(page, "wecom")).to_have_value("jin")
    await box(page, "wecom").fill("今日")
    await box(page, "wecom").press("Enter")
    assert (await product.next()).text == "今日"


async def test_a_suggested_line_is_put_into_the_box(page: Page, product: Product) -> None:
    await chat(page, "feishu").get_by_role("button", name="晨会").click()
    await expect(box(page, "feishu")).to_have_value("晨会")
    await chat(page, "feishu").get_by_role("button", name="发送").click()
    assert await product.next() == Heard("feishu", "ou_chenjingli", "晨会")


@PLATFORMS
async def test_what_is_spoken_becomes_a_voice_message(page: Page, product: Product, platform: str) -> None:
    """C1: the platform's own voice message, with its seconds and the words that recognition will hear."""
    place = chat(page, platform)
    await place.get_by_role("button", name="说", exact=True).click()
    await place.get_by_label("语音里说的话").fill("今天拜访了A公司王总")
    await place.get_by_role("button", name="发语音").click()
    heard = await product.next()
    assert heard.text == ("今天拜访了A公司王总" if platform == "dingtalk" else "[语音]")
    await expect(place.locator(".voice")).to_contain_text("″")
    await expect(place.get_by_text("「今天拜访了A公司王总」")).to_be_visible()


@pytest.mark.parametrize(("platform", "body", "words", "buttons"), CARDS)
async def test_a_card_is_drawn_as_its_client_draws_it(
    page: Page, product: Product, platform: str, body: dict[str, Any], words: list[str], buttons: list[str]
) -> None:
    """A14: title, state, quote, rows with the words that support them, and every button of the platform's JSON."""
    await deliver(product, platform, body)
    drawn = chat(page, platform).locator(".row.bot").last
    for each in words:
        await expect(drawn).to_contain_text(each)
    for each in buttons:
        await expect(drawn.get_by_role("button", name=each, exact=True)).to_be_enabled()
    assert "**" not in (await drawn.inner_text()).replace("****", "")


async def picks_file(page: Page, platform: str, name: str, content: bytes) -> None:
    async with page.expect_file_chooser() as chooser:
        await chat(page, platform).get_by_role("button", name="发文件").click()
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    await (await chooser.value).set_files(file)


@pytest.mark.parametrize("platform", ["dingtalk", "feishu"])
async def test_a_file_that_is_picked_reaches_the_product(page: Page, product: Product, platform: str) -> None:
    """A17: it stands in the chat under its name and can be saved again."""
    await picks_file(page, platform, "客户 3月.xlsx", b"PK rows")
    assert await product.next() == Heard(platform, HOLDERS[platform], "[文件] 客户 3月.xlsx")
    file = chat(page, platform).locator(".own").get_by_role("link", name="文件 客户 3月.xlsx")
    async with page.expect_download() as download:
        await file.click()
    saved = await download.value
    assert saved.suggested_filename == "客户 3月.xlsx"
    assert Path(await saved.path()).read_bytes() == b"PK rows"


async def test_a_file_that_cannot_be_sent_is_said(page: Page) -> None:
    """A17: WeCom hands its app no files; an empty one goes nowhere."""
    await picks_file(page, "wecom", "客户.xlsx", b"PK rows")
    await expect(chat(page, "wecom").get_by_text("发给智能机器人", exact=False)).to_be_visible()
    await picks_file(page, "feishu", "空.xlsx", b"")
    await expect(chat(page, "feishu").get_by_text("这是个空文件")).to_be_visible()


async def test_a_file_that_the_bot_sent_is_saved_with_a_tap(page: Page, product: Product) -> None:
    """A17: never opened as a page of the client's own, whatever it holds."""
    media = await product.upload_wecom("问题行.html", b"<script>document.title = 'taken'</script>")
    await deliver(product, "wecom", {"msgtype": "file", "file": {"media_id": media}})
    async with page.expect_download() as download:
        await chat(page, "wecom").get_by_role("link", name="文件 问题行.html").click()
    assert (await download.value).suggested_filename == "问题行.html"
    assert await page.title() == "侧记 演示"


async def test_a_wecom_button_sends_the_choice_and_turns_grey(page: Page, product: Product) -> None:
    """A14: what stands chosen travels with the button; the product replaces the buttons."""
    await deliver(product, "wecom", CARDS[0][1])
    await card(page, "wecom").get_by_label("截止").select_option(label="3月11日 周三")
    await card(page, "wecom").get_by_role("button", name="确认").click()
    heard = await product.next()
    assert heard == Heard("wecom", "zhangsan", pressed="draft:confirm:88@1", form={"due": "0311"})
    await expect(card(page, "wecom").get_by_role("button", name="已处理").first).to_be_disabled()
    await expect(card(page, "wecom")).to_contain_text("聊了新产品")


async def test_several_choices_of_a_wecom_card_are_sent_together(page: Page, product: Product) -> None:
    await deliver(product, "wecom", WECOM_VOTE)
    await card(page, "wecom").get_by_label("来源 展会").uncheck()
    await card(page, "wecom").get_by_role("button", name="采用所选").click()
    assert (await product.next()).form == {"fields": ["name", "contact"]}


async def test_a_dingtalk_link_speaks_for_the_person(page: Page, product: Product) -> None:
    """Without a template a tap says the word, and the word stands in the chat."""
    await deliver(product, "dingtalk", CARDS[1][1])
    await chat(page, "dingtalk").get_by_role("button", name="确认", exact=True).click()
    assert await product.next() == Heard("dingtalk", "lisi", "确认")
    await expect(chat(page, "dingtalk").locator(".own .bubble")).to_have_text("确认")


async def test_a_dingtalk_card_sends_its_inputs(page: Page, product: Product) -> None:
    await deliver(product, "dingtalk", DINGTALK_CARD)
    await card(page, "dingtalk").get_by_label("截止").select_option(label="3月11日 周三")
    await card(page, "dingtalk").get_by_role("button", name="改截止").click()
    heard = await product.next()
    sent = {"due": {"index": 1, "value": "0311"}, "action": "draft:due:88@1"}
    assert (heard.pressed, heard.form) == ("form", {"form": sent})


async def test_a_feishu_button_shows_the_toast_of_the_answer(page: Page, product: Product) -> None:
    product.feishu_answer = {"toast": {"type": "success", "content": "已写入"}}
    await deliver(product, "feishu", CARDS[3][1])
    await card(page, "feishu").get_by_role("button", name="确认").click()
    assert (await product.next()).pressed == "draft:confirm:88@1"
    await expect(chat(page, "feishu").get_by_text("已写入")).to_be_visible()


async def test_a_feishu_form_is_filled_in_and_sent(page: Page, product: Product) -> None:
    """A2: a required field left empty is said at the field; the answer's card takes the form's place."""
    product.feishu_answer = {"card": {"type": "raw", "data": FEISHU_DONE}}
    await deliver(product, "feishu", FEISHU_FORM)
    form = card(page, "feishu")
    await form.get_by_label("手机号").fill("13912345678")
    await form.get_by_role("button", name="保存").click()
    await expect(form.get_by_text("请填写")).to_be_visible()
    assert product.heard.empty()
    await form.get_by_label("企业名称").fill("宁波东方精工")
    await form.get_by_label("跟进阶段").select_option(label="初步沟通")
    await form.get_by_role("button", name="保存").click()
    heard = await product.next()
    assert heard.form == {"phone": "13912345678", "company": "宁波东方精工", "stage": "初步沟通"}
    await expect(card(page, "feishu")).to_contain_text("已保存：宁波东方精工")


async def test_the_clock_jumps_and_is_set(page: Page, product: Product) -> None:
    """O4: business time is the emulator's own, for everyone who looks."""
    face = page.get_by_role("group", name="时钟")
    await expect(face).to_contain_text("3月2日 周一 09:00")
    await page.get_by_role("button", name="+72 时").click()
    await expect(face).to_contain_text("3月5日 周四 09:0")
    assert (await product.control("clock"))["now"].startswith("2026-03-05T09:0")
    await face.locator("summary").click()
    await page.get_by_label("时钟调到").fill("2026-03-06T08:45")
    await page.get_by_role("button", name="设定").click()
    await expect(face).to_contain_text("3月6日 周五 08:45")


async def test_another_person_takes_the_phone(page: Page, product: Product) -> None:
    """I2: each person has a chat of his own; what comes for the others is marked."""
    await deliver(product, "wecom", {"msgtype": "text", "text": {"content": "给张三的"}})
    place = chat(page, "wecom")
    await expect(place.get_by_text("给张三的")).to_be_visible()
    await place.get_by_label("换人，现在是张三").click()
    await place.get_by_role("button", name="李四 销售").click()
    await expect(place.get_by_text("给张三的")).to_have_count(0)
    await deliver(product, "wecom", {"msgtype": "text", "text": {"content": "又一条给张三的"}})
    await expect(place.locator("summary .unread")).to_have_text("未读 1")
    await box(page, "wecom").fill("在吗")
    await box(page, "wecom").press("Enter")
    assert await product.next() == Heard("wecom", "lisi", "在吗")
    await place.get_by_label("换人，现在是李四").click()
    await place.get_by_role("button", name="张三 销售").click()
    await expect(place.get_by_text("又一条给张三的")).to_be_visible()
    await expect(place.locator("summary .unread")).to_have_count(0)


async def test_what_people_write_is_never_markup(page: Page, product: Product) -> None:
    """I20: a name may hold tags and scripts; they are words on every client."""
    hostile = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    await deliver(product, "wecom", {"msgtype": "markdown", "markdown": {"content": hostile}})
    await deliver(product, "dingtalk", {"msgKey": "sampleMarkdown", "msgParam": {"title": "a", "text": hostile}})
    await deliver(product, "feishu", {"msg_type": "text", "content": {"text": hostile}})
    for platform in NAMES:
        await expect(chat(page, platform).locator(".row.bot .bubble")).to_contain_text("<script>")
    assert await page.title() == "侧记 演示"


async def test_a_product_that_is_not_there_is_said(page: Page) -> None:
    """The line stays in the box when there is nobody to send it to."""
    async with TestServer(build_app()) as alone:
        await page.goto(str(alone.make_url("/")))
        await box(page, "dingtalk").fill("今日")
        await box(page, "dingtalk").press("Enter")
        await expect(chat(page, "dingtalk").get_by_text("还没有接上侧记", exact=False)).to_be_visible()
        await expect(box(page, "dingtalk")).to_have_value("今日")


async def test_the_wire_shows_the_real_bytes(page: Page, product: Product) -> None:
    await deliver(product, "wecom", CARDS[0][1])
    await box(page, "wecom").fill("在吗")
    await box(page, "wecom").press("Enter")
    await product.next()
    await page.get_by_role("button", name="线上格式").click()
    shown = page.get_by_role("dialog", name="线上格式")
    await expect(shown).to_contain_text("POST /cgi-bin/message/send")
    await expect(shown).to_contain_text("服务器 → 侧记")
    await shown.locator("summary", has_text="message/send").click()
    await expect(shown.get_by_text('"card_type": "button_interaction"', exact=False).first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(shown).to_be_hidden()


async def test_a_link_to_the_product_opens_in_the_sidebar() -> None:
    """M2: the page is opened as the client would, for whoever holds the phone."""

    async def sidebar(request: web.Request) -> web.Response:
        return web.Response(text="<h1>恒瑞</h1>", content_type="text/html")

    async with running_demo([web.get("/sidebar", sidebar)]) as (emulator, product), browser_page() as page:
        await page.goto(str(emulator.make_url("/")))
        link = f'<a href="{emulator.make_url("/sidebar")}">打开侧边栏</a>'
        await deliver(product, "wecom", {"msgtype": "text", "text": {"content": f"恒瑞：{link}"}})
        await chat(page, "wecom").get_by_role("button", name="打开侧边栏").click()
        await expect(page.frame_locator("iframe").get_by_role("heading", name="恒瑞")).to_be_visible()
        await expect(page.get_by_role("complementary", name="侧边栏")).to_contain_text("企业微信 · 张三")
        await page.get_by_role("button", name="关上侧边栏").click()
        await expect(page.get_by_role("complementary", name="侧边栏")).to_be_hidden()
        await chat(page, "feishu").get_by_role("button", name="侧边栏", exact=True).click()
        await expect(page.get_by_role("complementary", name="侧边栏")).to_contain_text("飞书 · 陈经理")


async def test_on_a_phone_the_chats_are_tabs_and_the_ledger_a_drawer(demo: tuple[TestServer, Product]) -> None:
    """C4: usable at 390 px: nothing sticks out, what arrives elsewhere is marked on its tab."""
    emulator, product = demo
    async with browser_page(390, 844) as page:
        await page.goto(str(emulator.make_url("/")))
        await expect(chat(page, "wecom")).to_be_visible()
        await expect(chat(page, "feishu")).to_be_hidden()
        await deliver(product, "feishu", FEISHU_FORM)
        tab = page.get_by_role("tab", name="飞书")
        await expect(tab).to_contain_text("1")
        await tab.click()
        await expect(card(page, "feishu").get_by_role("button", name="保存")).to_be_visible()
        await expect(tab).not_to_contain_text("1")
        await expect(chat(page, "wecom")).to_be_hidden()
        assert await page.evaluate("document.documentElement.scrollWidth") == 390
        ledger = page.get_by_role("region", name="发生了什么")
        await expect(ledger).to_be_hidden()
        await page.get_by_role("button", name="发生了什么").click()
        await expect(ledger).to_be_visible()


@pytest.mark.parametrize("width", [360, 390, 520, 700, 960])
async def test_nothing_is_cut_off_on_a_narrow_screen(demo: tuple[TestServer, Product], width: int) -> None:
    """C4: from a small phone to half a screen every control is within the page."""
    async with browser_page(width, 780) as page:
        await page.goto(str(demo[0].make_url("/")))
        await expect(chat(page, "wecom").get_by_text("还没有消息", exact=False)).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == width
        for button in await page.get_by_role("button").all():
            if await button.is_visible() and not await button.evaluate("each => Boolean(each.closest('.chips'))"):
                place = await button.bounding_box()
                assert place is not None
                assert place["x"] >= 0
                assert place["x"] + place["width"] <= width, await button.inner_text()


async def test_a_customer_is_added_in_wechat(page: Page, product: Product) -> None:
    """J29: a person plays both hands: the rep adds a customer, the customer deletes the rep."""
    wecom = chat(page, "wecom")
    await wecom.get_by_label("微信客户").click()
    await wecom.get_by_label("姓名").fill("赵总")
    await wecom.get_by_label("公司备注").fill("宁波东方精工")
    await wecom.get_by_role("button", name="加客户").click()
    await expect(wecom.get_by_label("姓名")).to_be_hidden()
    added = await product.next_customer_event()
    assert (added["ChangeType"], added["UserID"]) == ("add_external_contact", "zhangsan")
    await wecom.get_by_label("微信客户").click()
    await wecom.get_by_role("button", name="赵总 删了我").click()
    left = await product.next_customer_event()
    assert (left["ChangeType"], left["ExternalUserID"]) == ("del_follow_user", added["ExternalUserID"])
