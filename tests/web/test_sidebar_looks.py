"""How the sidebar looks: bytes, widths, touch, contrast, keyboard (B1; CONVERSATION §5.4–5.6)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.async_api import Page, Response

from bot.web.sidebar_drawing import WEB
from tests.web.sidebar_stage import Stage, step

COMPANY = "上海恒瑞医疗科技有限公司（浦东分公司）"
LONG = "预算 50 万，担心交期，要我们先给一版排产计划，采购下周三开会定，还问了售后网点在哪里，想先看看样品再说"
CSS = (WEB / "static" / "sidebar.css").read_text(encoding="utf-8")


async def busy_customer(stage: Stage, page: Page) -> None:
    """A customer with everything on it, opened."""
    await stage.lead("zhangsan", COMPANY, "13911111111", "需求确认", "李总")
    for n in range(7):
        await stage.met("zhangsan", COMPANY, f"第{n}回：{LONG}", date(2026, 2, 10 + n), step(f"发第{n}版方案", n - 3))
    await stage.open_customer(page, "zhangsan", COMPANY)


async def test_the_whole_page_is_small(stage: Stage, page: Page) -> None:
    """B1: with script and styles at most 200 KB, nothing of it from elsewhere."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    await busy_customer(stage, page)
    ours = [answer for answer in answers if answer.url.startswith(stage.base) and answer.ok]
    sizes = {answer.url: len(await answer.body()) for answer in ours}
    assert len(sizes) == 4
    assert sum(sizes.values()) <= 200_000
    for answer in ours:
        kept = (await answer.all_headers())["cache-control"]
        assert ("immutable" in kept) == ("/static/" in answer.url)


@pytest.mark.parametrize("width", [320, 360, 430])
async def test_nothing_is_cut_at_any_width(width: int, stage: Stage, page: Page) -> None:
    """B1: no sideways scrolling between 320 and 430 px, with letters twice the size, or in the sheets."""
    await page.set_viewport_size({"width": width, "height": 600})
    await busy_customer(stage, page)
    await page.get_by_role("link", name="新线索").click()
    await page.locator("#phone").wait_for()
    for size in ("100%", "200%"):
        await page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.evaluate("document.getElementById('sheet').scrollWidth") <= width


async def test_everything_can_be_touched(stage: Stage, page: Page) -> None:
    """B1: whatever can be pressed is at least 44 × 44 px, on the pages and in the sheets."""
    await busy_customer(stage, page)
    await assert_touchable(page, "#content")
    await page.get_by_role("link", name="写跟进").click()
    await page.locator("#note").wait_for()
    await assert_touchable(page, "#sheet")
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="新线索").click()
    await page.locator("#phone").wait_for()
    await assert_touchable(page, "#sheet")
    await stage.open(page, "zhangsan")
    await page.fill("#q", "恒瑞")
    await page.locator("#hits a").wait_for()
    await assert_touchable(page, "#content")


async def assert_touchable(page: Page, where: str) -> None:
    """Every link, button and field below an element."""
    things = await page.locator(f"{where} :is(a, button, input:not([type=hidden]), textarea, select)").all()
    assert things
    for thing in things:
        if await thing.is_visible():
            box = await thing.bounding_box()
            assert box is not None
            assert (box["width"] >= 44, box["height"] >= 44) == (True, True), (
                await thing.evaluate("e => e.outerHTML"),
                box,
            )


async def test_the_keyboard_alone_is_enough(stage: Stage, page: Page) -> None:
    """B1: N writes, Tab stays in the sheet, Esc closes it and focus goes back; T opens today."""
    await busy_customer(stage, page)
    await page.get_by_role("link", name="写跟进").focus()
    await page.keyboard.press("n")
    await page.locator("#note:focus").wait_for()
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.getElementById('sheet').contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await page.locator("#sheet").wait_for(state="hidden")
    assert await page.evaluate("document.activeElement.textContent") == "写跟进"
    await page.keyboard.press("t")
    await page.get_by_role("heading", level=1, name="今日").wait_for()


async def test_long_words_open_on_demand(stage: Stage, page: Page) -> None:
    """B2: two lines, then 全文; where two lines hold the text there is nothing to press."""
    await busy_customer(stage, page)
    whole = page.locator("section:has(#last)").get_by_role("button", name="全文 ›")
    before = await page.locator("section:has(#last)").bounding_box()
    await whole.click()
    after = await page.locator("section:has(#last)").bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"]
    await page.set_viewport_size({"width": 900, "height": 600})
    await page.locator("section:has(#tracks) [data-whole]:visible").first.wait_for(state="hidden")
    assert await page.locator("section:has(#tracks) [data-whole]:visible").count() == 0


async def test_motion_and_colours_follow_the_person_s_settings(stage: Stage, page: Page) -> None:
    """B1: dark where the client is dark; nothing moves for those who asked for that."""
    await busy_customer(stage, page)
    await page.emulate_media(color_scheme="dark")
    assert await page.evaluate("getComputedStyle(document.body).color") == "rgb(235, 235, 235)"
    await page.keyboard.press("n")
    await page.locator("#note").wait_for()
    assert await page.evaluate("getComputedStyle(document.getElementById('sheet')).animationName") == "none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("platform", ["wecom", "dingtalk", "feishu"])
def test_every_colour_can_be_read(platform: str, scheme: str) -> None:
    """B1: WCAG 2 contrast of at least 4.5 for text on both grounds and labels on buttons, 3 for edges of fields."""
    tokens = colours(platform, scheme)
    for ground in ("surface", "page"):
        for name in ("text", "text-2", "accent", "danger", "warning", "done"):
            assert contrast(tokens[name], tokens[ground]) >= 4.5, (name, ground)
    for name in ("accent", "danger"):
        assert contrast(tokens["on-accent"], tokens[name]) >= 4.5, name
    assert contrast(tokens["field-line"], tokens["surface"]) >= 3


def colours(platform: str, scheme: str) -> dict[str, str]:
    """The tokens as they hold for one platform and scheme: later rules replace earlier ones."""
    light, _, rest = CSS.partition("@media (prefers-color-scheme: dark) {")
    dark = rest.partition("*, *::before")[0]
    found: dict[str, str] = {}
    for text in (light, dark) if scheme == "dark" else (light,):
        for selector, body in re.findall(r"(:root|\[data-platform=\"\w+\"\]) \{([^}]*)\}", text):
            if selector == ":root" or platform in selector:
                found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body))
    return found


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
