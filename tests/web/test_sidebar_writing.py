"""Writing on the sidebar: a lead in three fields, a follow-up through its draft (A1, A15, B5, C1, F4, F18, I2)."""

from __future__ import annotations

from datetime import date

from playwright.async_api import Page
from sqlalchemy import select

from bot.actions import ActionSigner
from cards.model import Button, Card, MessageKind
from crm_core.approvals.model import ApprovalRow
from crm_core.database.types import table
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import LeadRow
from tests.web.sidebar_stage import KEY, Stage

HENGRUI = "上海恒瑞医疗科技有限公司"


async def leads(stage: Stage) -> list[tuple[str, str, str]]:
    """(phone, company, stage) of every lead that stands."""
    rows = table(LeadRow)
    query = select(rows.c.phone, rows.c.company, rows.c.stage).where(rows.c.deleted_at.is_(None)).order_by(rows.c.id)
    return await stage.ask(lambda session: [tuple(row) for row in session.execute(query)])


async def fill_lead(page: Page, phone: str, company: str, stage: str = "") -> None:
    """Types into the form and saves."""
    await page.fill("#phone", phone)
    await page.fill("#company", company)
    if stage:
        await page.get_by_role("radio", name=stage).check()
    await page.get_by_role("button", name="保存").click()


async def note(page: Page, words: str, channel: str = "") -> None:
    """Writes a note and looks at its draft."""
    await page.get_by_role("link", name="写跟进").click()
    await page.fill("#note", words)
    if channel:
        await page.get_by_role("radio", name=channel).check()
    await page.get_by_role("button", name="看草稿").click()


async def test_three_fields_make_a_lead(stage: Stage, page: Page) -> None:
    """A1, B5: phone, company, stage, saved; the customer opens from there, and the saving can be undone."""
    await stage.open(page, "zhangsan")
    await page.get_by_role("link", name="新线索").click()
    await page.locator("#phone:focus").wait_for()
    await fill_lead(page, "139 1234-5678", "宁波东方精工", "需求确认")
    card = page.locator("#sheet .card")
    await card.wait_for()
    assert "宁波东方精工 · 139****5678 · 需求确认" in await card.inner_text()
    assert await page.locator("#sheet-title").inner_text() == "已保存"
    assert await leads(stage) == [("13912345678", "宁波东方精工", "需求确认")]
    await page.get_by_role("button", name="撤销").click()
    await page.locator("#sheet", has_text="已撤销").wait_for()
    assert await leads(stage) == []
    await page.get_by_role("button", name="恢复").click()
    await page.get_by_role("link", name="打开").or_(page.locator("#sheet", has_text="已保存")).first.wait_for()
    assert len(await leads(stage)) == 1


async def test_what_is_missing_or_wrong_stands_under_its_field(stage: Stage, page: Page) -> None:
    """A1, A15: each field by itself, what was typed is still there, focus goes to the first that is wrong."""
    await stage.open(page, "zhangsan")
    await page.get_by_role("link", name="新线索").click()
    await fill_lead(page, "1391234567", "公司")
    await page.locator(".problem").first.wait_for()
    assert await page.locator(".problem").all_inner_texts() == [
        "****4567 只有 10 位，手机号是 11 位。",
        "「公司」还不够认出是谁，发全称或简称，例：东方精工。",
        "还缺阶段，选一个。",
    ]
    assert await page.input_value("#phone") == "1391234567"
    assert await page.input_value("#company") == "公司"
    await page.locator("#phone:focus").wait_for()
    assert await page.get_attribute("#phone", "aria-describedby") == "phone-problem"
    await fill_lead(page, "13912345678", "")
    await page.get_by_text("还缺企业名称").wait_for()
    await fill_lead(page, "", "宁波东方精工", "初步沟通")
    await page.get_by_text("还缺手机号，11 位。").wait_for()
    assert await page.get_by_role("radio", name="初步沟通").is_checked()
    assert await page.locator(".problem").count() == 1
    assert await leads(stage) == []


async def test_another_s_customer_is_named_with_its_owner_and_nothing_more(stage: Stage, page: Page) -> None:
    """F4, F18, I2: nothing is saved; the owner can be asked from the page."""
    await stage.lead("lisi", HENGRUI, "13800001111", "报价谈判", "李总")
    await stage.met("lisi", HENGRUI, "预算 50 万", date(2026, 2, 24))
    await stage.open(page, "zhangsan")
    await page.get_by_role("link", name="新线索").click()
    await fill_lead(page, "13800001111", "恒瑞医疗", "初步沟通")
    card = page.locator("#sheet .card")
    await card.wait_for()
    said = await card.inner_text()
    assert f"{HENGRUI}（手机号相同）" in said
    assert "负责人 李四" in said
    for secret in ("报价谈判", "李总", "50 万", "13800001111"):
        assert secret not in await page.content()
    assert len(await leads(stage)) == 1
    await page.get_by_role("button", name="申请协作").click()
    await page.get_by_text("已发给李四，等他回复。").wait_for()
    rows = table(ApprovalRow)
    asked = await stage.ask(lambda session: session.execute(select(rows.c.kind, rows.c.state)).all())
    assert [tuple(row) for row in asked] == [("share", "open")]


async def test_a_note_is_shown_before_it_is_written(stage: Stage, page: Page) -> None:
    """C1: the draft with its words, nothing written; 确认 writes and the page behind shows it; 撤销 takes it back."""
    await stage.lead("zhangsan", HENGRUI, "13911111111", "需求确认", "李总")
    await stage.open_customer(page, "zhangsan", HENGRUI)
    await note(page, "聊了报价，李总说预算60万，他下周五前给答复")
    card = page.locator("#sheet .card")
    await card.wait_for()
    said = " ".join((await card.inner_text()).split())
    assert "预算 60 万 「60万」" in said
    assert "方式 电话" in said
    assert "3月13日 周五" in said
    assert "确认前不会写入。" in said
    assert await stage.follow_ups(HENGRUI) == 0
    await page.get_by_role("button", name="确认", exact=True).click()
    await page.locator("#sheet", has_text="已写入 1 条跟进").wait_for()
    assert await stage.follow_ups(HENGRUI) == 1
    await page.locator("#content", has_text="李总说预算60万").wait_for()
    assert "待办 1" in await page.locator("#steps").inner_text()
    await page.get_by_role("button", name="撤销").click()
    await page.locator("#sheet", has_text="已撤销").wait_for()
    assert await stage.follow_ups(HENGRUI) == 0
    await page.keyboard.press("Escape")
    await page.locator("#content", has_text="还没有跟进。").wait_for()


async def test_a_note_that_names_nobody_is_about_the_page_s_customer(stage: Stage, page: Page) -> None:
    """C1: on a customer's page neither its name nor the way of talking needs to be said again."""
    await stage.lead("zhangsan", HENGRUI, "13911111111")
    await stage.open_customer(page, "zhangsan", HENGRUI)
    await note(page, "客户觉得交期太长，下周四再谈", "微信")
    await page.locator("#sheet .card").wait_for()
    await page.get_by_role("button", name="确认", exact=True).click()
    await page.locator("#sheet", has_text="已写入").wait_for()
    rows = table(FollowUpRow)
    written = await stage.ask(lambda session: session.execute(select(rows)).all())
    assert [(row.customer_id, row.channel, row.words) for row in written] == [
        (stage.customers[HENGRUI], "wechat", "客户觉得交期太长，下周四再谈")
    ]


async def test_a_draft_may_be_dropped(stage: Stage, page: Page) -> None:
    """C1: 不记 writes nothing and closes the card."""
    await stage.lead("zhangsan", HENGRUI, "13911111111")
    await stage.open_customer(page, "zhangsan", HENGRUI)
    await note(page, "聊了报价")
    await page.locator("#sheet .card").wait_for()
    await page.get_by_role("button", name="不记").click()
    await page.get_by_role("button", name="确认", exact=True).wait_for(state="detached")
    assert await page.locator("#sheet .card button").count() == 0
    assert await stage.follow_ups(HENGRUI) == 0


async def test_only_buttons_of_this_page_are_taken(stage: Stage, page: Page) -> None:
    """I2: an act that was not drawn for this session does nothing, however well it is formed."""
    await stage.lead("zhangsan", HENGRUI, "13911111111")
    await stage.open_customer(page, "zhangsan", HENGRUI)
    await note(page, "聊了报价")
    button = page.get_by_role("button", name="确认", exact=True)
    drawn = await button.get_attribute("value") or ""
    token = await page.locator("#sheet .card [name=form_token]").get_attribute("value") or ""
    signed = ActionSigner(KEY).sign(
        Card(
            kind=MessageKind.ANSWER, summary="", title="", buttons=(Button(label="", action=drawn.partition("~")[0]),)
        ),
        "wecom:lisi",
    )
    assert isinstance(signed, Card)
    for action in (drawn[:-1], drawn.partition("~")[0], signed.buttons[0].action, "draft:confirm:1@1", ""):
        form: dict[str, str | float | bool] = {"form_token": token, "action": action}
        answer = await page.request.post(f"{stage.base}/sidebar/wecom/act", form=form)
        assert answer.status == 409, action
    assert await stage.follow_ups(HENGRUI) == 0
    await button.click()
    await page.locator("#sheet", has_text="已写入").wait_for()


async def test_what_was_typed_survives(stage: Stage, page: Page) -> None:
    """C4: closed by mistake, or reloaded by the client: the words are there again; once taken, they are not."""
    await stage.lead("zhangsan", HENGRUI, "13911111111")
    await stage.open_customer(page, "zhangsan", HENGRUI)
    await page.keyboard.press("n")
    await page.fill("#note", "聊了报价，对方嫌贵")
    await page.keyboard.press("Escape")
    await page.reload()
    await page.keyboard.press("n")
    await page.locator("#note").wait_for()
    assert await page.input_value("#note") == "聊了报价，对方嫌贵"
    await page.get_by_role("button", name="看草稿").click()
    await page.locator("#sheet .card").wait_for()
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.locator("#note").wait_for()
    assert await page.input_value("#note") == ""


async def test_a_lost_connection_loses_no_words(stage: Stage, page: Page) -> None:
    """C4: offline is said, the note stays in its field, and sending works once the net is back."""
    await stage.lead("zhangsan", HENGRUI, "13911111111")
    await stage.open_customer(page, "zhangsan", HENGRUI)
    await page.keyboard.press("n")
    await page.fill("#note", "聊了报价")
    await page.context.set_offline(True)
    await page.locator("#offline").wait_for()
    await page.get_by_role("button", name="看草稿").click()
    await page.get_by_text("没连上，没有写入，文字还在。").wait_for()
    assert await page.input_value("#note") == "聊了报价"
    await page.context.set_offline(False)
    await page.locator("#offline").wait_for(state="hidden")
    await page.get_by_role("button", name="看草稿").click()
    await page.locator("#sheet .card").wait_for()


async def test_several_visits_in_one_note_are_asked_about_one_by_one(stage: Stage, page: Page) -> None:
    """C1: two companies in one note, one of them unknown: it is asked about, and may become a lead in the page."""
    await stage.lead("zhangsan", HENGRUI, "13911111111")
    await stage.open_customer(page, "zhangsan", HENGRUI)
    await note(page, "今天拜访了恒瑞医疗李总，聊了报价；又拜访了蓝海造船刘工，聊了新产品")
    await page.get_by_role("button", name="全部确认").click()
    await page.locator("#sheet-title", has_text="② 没找到「蓝海造船」").wait_for()
    assert await stage.follow_ups(HENGRUI) == 1
    await page.locator("#sheet .card").get_by_role("link").click()
    await page.locator("#phone").wait_for()
    assert await page.input_value("#company") == "蓝海造船"
    await fill_lead(page, "13712345678", "蓝海造船", "初步沟通")
    await page.get_by_role("button", name="确认", exact=True).click()
    await page.locator("#sheet", has_text="已写入").wait_for()
    assert [company for _, company, _ in await leads(stage)] == [HENGRUI, "蓝海造船"]
