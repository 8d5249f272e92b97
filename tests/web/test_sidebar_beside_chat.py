"""The sidebar opened beside a customer's chat in WeChat: it finds the customer by itself (B1, J29)."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.async_api import Page
from sqlalchemy import select

from crm_core.contacts.model import ContactRow
from crm_core.database.types import table
from crm_core.external_contacts.model import ExternalContactRow
from tests.web.sidebar_stage import Stage

EXTERNAL = table(ExternalContactRow)
LI_ZONG = "wmLiZongHengrui0000001"
WANG_ZONG = "wmWangZongAgongsi00001"
HENGRUI = "上海恒瑞医疗科技有限公司"


async def opens_beside(stage: Stage, page: Page, who: str, external_id: str) -> None:
    """The person's client shows the sidebar beside the chat with this customer."""
    asked = {"user": who, "external_id": external_id, "url": f"{stage.base}/sidebar?platform=wecom"}
    async with stage.http.post(f"{stage.emulator}/_control/wecom/customers/sidebar", json=asked) as response:
        place = (await response.json())["url"]
    await page.goto(f"{stage.emulator}{place}")


async def linked_to(stage: Stage, external_id: str) -> int | None:
    """Whose the person in the chat is, by our records."""
    query = select(EXTERNAL.c.customer_id).where(EXTERNAL.c.external_id == external_id)
    return await stage.ask(lambda session: session.scalar(query))


async def test_a_known_number_opens_the_customer_by_itself(stage: Stage, page: Page) -> None:
    """B1, F4: the number that the rep has typed in WeChat is the customer's: nothing is asked or pressed."""
    await stage.lead("zhangsan", HENGRUI, "13800001111")
    await opens_beside(stage, page, "zhangsan", LI_ZONG)
    await page.get_by_role("heading", level=1, name=HENGRUI).wait_for()
    assert await linked_to(stage, LI_ZONG) == stage.customers[HENGRUI]


async def test_another_page_of_ours_stays_where_it_is(stage: Stage, page: Page) -> None:
    """Whoever presses 今日 beside a chat wants today, not the customer again."""
    await stage.lead("zhangsan", HENGRUI, "13800001111")
    await opens_beside(stage, page, "zhangsan", LI_ZONG)
    await page.get_by_role("heading", level=1, name=HENGRUI).wait_for()
    await page.get_by_role("link", name="今日").click()
    await page.get_by_role("heading", level=1, name="今日").wait_for()
    await page.wait_for_load_state("networkidle")
    assert await page.inner_text("h1") == "今日"


async def test_somebody_unknown_is_linked_with_a_tap(stage: Stage, page: Page) -> None:
    """The customers that sound like the rep's note are offered at once; from then on the chat opens the customer."""
    await stage.lead("zhangsan", "A公司", "13911112222")
    await opens_beside(stage, page, "zhangsan", WANG_ZONG)
    await page.get_by_role("heading", level=1, name="王总").wait_for()
    assert "还没对上客户" in await page.inner_text("header")
    await page.get_by_role("button", name="关联到 A公司").click()
    await page.get_by_role("heading", level=1, name="A公司").wait_for()
    assert await linked_to(stage, WANG_ZONG) == stage.customers["A公司"]
    await opens_beside(stage, page, "zhangsan", WANG_ZONG)
    await page.get_by_role("heading", level=1, name="A公司").wait_for()


async def test_any_other_customer_is_found_by_its_name(stage: Stage, page: Page) -> None:
    """I2: only customers of one's own; a colleague's is not found."""
    await stage.lead("zhangsan", "宁波东方精工", "13911112222")
    await stage.lead("lisi", "宁波东方重工", "13911113333")
    await opens_beside(stage, page, "zhangsan", WANG_ZONG)
    await page.get_by_role("heading", level=1, name="王总").wait_for()
    await page.fill("#q", "东方")
    await page.get_by_role("button", name="关联到 宁波东方精工").wait_for()
    assert await page.get_by_role("button", name=re.compile("关联到")).count() == 1
    await page.get_by_role("button", name="关联到 宁波东方精工").click()
    await page.get_by_role("heading", level=1, name="宁波东方精工").wait_for()


async def test_a_new_lead_begins_with_what_the_rep_has_noted(stage: Stage, page: Page) -> None:
    """A1: company and number stand in the form; saved, the chat is the customer's and its person a contact."""
    await opens_beside(stage, page, "zhangsan", LI_ZONG)
    await page.get_by_role("heading", level=1, name="李总").wait_for()
    await page.get_by_role("link", name="新建线索").click()
    assert await page.input_value("#phone") == "13800001111"
    assert await page.input_value("#company") == HENGRUI
    await page.get_by_role("button", name="保存").click()
    await page.locator(".card", has_text="138****1111").wait_for()
    assert await linked_to(stage, LI_ZONG) is not None
    contacts = select(table(ContactRow).c.name)
    assert await stage.ask(lambda session: session.scalars(contacts).all()) == ["李总"]


async def test_the_form_of_a_card_begins_with_the_same(stage: Stage, page: Page) -> None:
    """A1: the address on the card 「微信新加了…」, through the sign-in."""
    await opens_beside(stage, page, "zhangsan", LI_ZONG)
    await page.get_by_role("heading", level=1, name="李总").wait_for()
    contact_id = await stage.ask(lambda session: session.scalar(select(EXTERNAL.c.id)))
    await page.context.clear_cookies()
    await stage.open(page, "zhangsan", f"{stage.base}/sidebar/wecom/lead?contact={contact_id}", until="#phone")
    assert await page.input_value("#company") == HENGRUI


async def test_a_colleagues_contact_is_nobody_elses(stage: Stage, page: Page) -> None:
    """I2: neither his form nor his page is shown to another, nor linked by one."""
    await stage.lead("lisi", "宁波东方重工", "13911113333")
    await opens_beside(stage, page, "zhangsan", LI_ZONG)
    await page.get_by_role("heading", level=1, name="李总").wait_for()
    contact_id = await stage.ask(lambda session: session.scalar(select(EXTERNAL.c.id)))
    await page.context.clear_cookies()
    await stage.open(page, "lisi", f"{stage.base}/sidebar/wecom/lead?contact={contact_id}", until="body")
    assert "李总" not in await page.inner_text("body")
    assert await page.locator("#phone").count() == 0


async def test_outside_a_chat_today_opens(stage: Stage, page: Page) -> None:
    """The app's own entry: the client knows of no customer, and the page stays what it is."""
    await stage.open(page, "zhangsan")
    await page.wait_for_load_state("networkidle")
    assert await page.inner_text("h1") == "今日"


@pytest.mark.parametrize("fault", ["/cgi-bin/ticket/get", "/_client/wecom/js_sdk.js"])
async def test_without_the_clients_help_today_opens(stage: Stage, page: Page, fault: str) -> None:
    """No ticket, or no script: the page is there all the same."""
    asked = {"path": fault, "times": 9, "status": 500}
    async with stage.http.post(f"{stage.emulator}/_control/wecom/fail", json=asked) as response:
        assert response.status == 200
    await opens_beside(stage, page, "zhangsan", LI_ZONG)
    await page.wait_for_load_state("networkidle")
    assert await page.inner_text("h1") == "今日"


async def test_only_pages_of_ours_are_signed(stage: Stage, page: Page) -> None:
    """A signature for a stranger's page would let it ask the client in our name."""
    await stage.open(page, "zhangsan")
    for address, status in ((f"{stage.base}/sidebar?platform=wecom", 200), ("https://evil.example/sidebar", 403)):
        answer = await page.request.get(f"{stage.base}/sidebar/wecom/client?page={quote(address, safe='')}")
        assert answer.status == status


async def test_tags_stand_on_the_customers_page(stage: Stage, page: Page) -> None:
    """J29: what the rep has tagged in WeChat is seen here; his own tags by himself alone (I2)."""
    await stage.lead("zhangsan", HENGRUI, "13800001111")
    edited = {"user": "zhangsan", "external_id": LI_ZONG, "tags": ["重点"], "own_tags": ["爱喝茶"]}
    async with stage.http.post(f"{stage.emulator}/_control/wecom/customers/edit", json=edited):
        pass
    await opens_beside(stage, page, "zhangsan", LI_ZONG)
    await page.get_by_role("heading", level=1, name=HENGRUI).wait_for()
    assert "重点、爱喝茶" in await page.inner_text("section:has(#facts)")
    await page.context.clear_cookies()
    await stage.open_customer(page, "chenjingli", HENGRUI)
    facts = await page.inner_text("section:has(#facts)")
    assert "重点" in facts
    assert "爱喝茶" not in facts
