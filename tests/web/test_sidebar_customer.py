"""One customer at a glance: what stands there, who may see it, ticks, the whole number (B1, B2, F3, I2)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.async_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.access.service import share
from crm_core.audit.model import AuditRow
from crm_core.customers.service import set_deleted
from crm_core.database.outbox import OutboxMessage
from crm_core.database.types import table
from crm_core.reminders.queries import open_steps
from tests.web.sidebar_stage import NOW, Stage, step

HENGRUI = "上海恒瑞医疗科技有限公司"
PHONE = "13911111111"


async def hengrui(stage: Stage) -> None:
    """李总's company: an older and a newer call, two promises of which one is late."""
    await stage.lead("zhangsan", HENGRUI, PHONE, "需求确认", "李总")
    await stage.met("zhangsan", HENGRUI, "开了发票，工单已结", date(2026, 2, 20))
    await stage.met(
        "zhangsan",
        HENGRUI,
        "预算 50 万，担心交期",
        date(2026, 2, 24),
        step("发方案", 4),
        step("寄样品", -3),
        amounts=({"yuan": 500_000, "kind": "budget"},),
        competitors=("蓝海软件",),
    )


async def test_the_last_talk_and_the_promises_are_there_at_once(stage: Stage, page: Page) -> None:
    """B1, B2: one answer shows stage, contact, owner, last talk, open promises and acts above the fold of 360 × 600."""
    await hengrui(stage)
    await stage.open_customer(page, "zhangsan", HENGRUI)
    header = await page.inner_text("header")
    assert HENGRUI in header
    assert "需求确认" in header
    assert "李总 · 负责人 张三" in header
    assert "近 30 天有有效互动" in header
    last = await page.inner_text("section:has(#last)")
    assert "2月24日 周二 · 电话" in last
    assert "预算 50 万，担心交期" in last
    promises = await page.inner_text("section:has(#steps)")
    assert re.sub(r"\s+", " ", promises).strip() == "待办 2 寄样品 2月27日 周五 逾期 3 天 发方案 3月6日 周五前"
    for words in ("写跟进", "新线索"):
        assert await page.get_by_role("link", name=words).is_visible()
    bar = await page.locator("nav").bounding_box()
    steps = await page.locator("section:has(#steps)").bounding_box()
    assert bar is not None
    assert steps is not None
    assert steps["y"] + steps["height"] <= bar["y"]
    assert bar["y"] + bar["height"] <= 600
    assert "数据截止：2026-03-02 09:00" in await page.inner_text("footer")
    assert "预算 50 万" in re.sub(r"\s+", " ", await page.inner_text("section:has(#facts)"))
    assert [
        await page.locator("h1").count(),
        await page.locator("main").count(),
        await page.locator("nav").count(),
    ] == [1] * 3


async def test_a_customer_without_history_says_what_to_do(stage: Stage, page: Page) -> None:
    """B2, F3: nothing was recorded yet."""
    await stage.lead("zhangsan", "宁波东方精工", "13912345678")
    await stage.open_customer(page, "zhangsan", "宁波东方精工")
    assert "还没有跟进。聊完说一句就行，我来记。" in await page.inner_text("main")
    assert "近 30 天没有有效互动" in await page.inner_text("header")


async def test_others_customers_and_none_at_all_look_the_same(stage: Stage, page: Page) -> None:
    """I2: 李四's customer, a deleted one, a forged link and an unknown id are one page without name or owner."""
    await stage.lead("lisi", "湘江重工", "13700006001")
    await stage.lead("lisi", "华星电子", "13700006002")
    await stage.database.write(lambda session: set_deleted(session, stage.customers["华星电子"], stage.clock.now()))
    addresses = [stage.link(stage.customers["湘江重工"]), stage.link(stage.customers["华星电子"]), stage.link(987_654)]
    addresses.append(f"{addresses[0][:-4]}0000")
    seen = set()
    for address in addresses:
        await stage.open(page, "zhangsan", address)
        shown = await page.content()
        assert "湘江" not in shown
        assert "李四" not in shown
        answer = await page.request.get(address)
        assert answer.status == 403
        # As it was sent: what the page's scripts have done to it by now depends on the moment.
        seen.add(re.sub(r'value="[^"]*"', "", await answer.text()))
    assert len(seen) == 1
    assert "无权限" in seen.pop()


async def test_collaboration_may_be_asked_for_without_knowing_whose_it_is(stage: Stage, page: Page) -> None:
    """I2, I4: the owner is asked in his chat; the asker hears the same sentence as about nothing at all."""
    await stage.lead("lisi", "湘江重工", "13700006001")
    told = []
    for customer_id in (987_654, stage.customers["湘江重工"]):
        await stage.open(page, "zhangsan", stage.link(customer_id))
        await page.get_by_role("button", name="申请协作").click()
        told.append(await page.inner_text("#sheet .said"))
    assert set(told) == {"已提交。同意后会在聊天里告诉你。"}
    rows = table(OutboxMessage)
    asked = await stage.ask(lambda session: session.execute(select(rows.c.user_id, rows.c.message)).all())
    assert [row.user_id for row in asked] == ["lisi"]
    assert "湘江重工" in str(asked[0].message)


async def test_a_shared_customer_can_be_read_and_not_written(stage: Stage, page: Page) -> None:
    """I4: who was shown a customer sees it; nothing on the page writes to it, nor does a request by hand."""
    await hengrui(stage)
    await stage.lead("lisi", "湘江重工", "13700006001")
    await stage.met("lisi", "湘江重工", "等对方回信", date(2026, 2, 25), step("回电话", 1))

    def show(session: Session) -> None:
        reader = stage.eyes(session, "zhangsan").employee_id
        share(session, stage.customers["湘江重工"], reader, stage.eyes(session, "lisi"), NOW)

    await stage.database.write(show)
    await stage.open_customer(page, "zhangsan", "湘江重工")
    assert "等对方回信" in await page.inner_text("main")
    assert "共享给你看的，不能写" in await page.inner_text("nav")
    assert await page.get_by_role("button", name="做完了").count() == 0
    await page.goto(
        stage.link(stage.customers["湘江重工"]).replace("/sidebar?platform=wecom&", "/sidebar/wecom/write?")
    )
    assert "没有权限，或没有这条记录。" in await page.inner_text("main")


async def test_a_manager_sees_his_team_s(stage: Stage, page: Page) -> None:
    """I3: 陈经理 opens 张三's customer and may tick its promises."""
    await hengrui(stage)
    await stage.open_customer(page, "chenjingli", HENGRUI)
    assert "负责人 张三" in await page.inner_text("header")
    assert await page.get_by_role("button", name="做完了：发方案").is_visible()


async def test_a_tick_keeps_the_promise(stage: Stage, page: Page) -> None:
    """B2: ticked, gone from the page, and told to a screen reader; a second tap elsewhere does no harm."""
    await hengrui(stage)
    await stage.open_customer(page, "zhangsan", HENGRUI)
    tick = page.get_by_role("button", name="做完了：寄样品")
    await tick.focus()
    await page.keyboard.press("Enter")
    await tick.wait_for(state="detached")
    await page.locator("#told", has_text="已完成：寄样品").wait_for(state="attached")
    me = await stage.ask(lambda session: stage.eyes(session, "zhangsan").employee_id)
    left = await stage.ask(lambda session: [one.what for one in open_steps(session, me)])
    assert left == ["发方案"]
    assert "待办 1" in await page.inner_text("#steps")


async def test_the_whole_number_is_shown_on_demand_and_logged(stage: Stage, page: Page) -> None:
    """I2: masked at first, whole after [显示], with who has seen it in the log, by its last four digits only."""
    await hengrui(stage)
    await stage.open_customer(page, "zhangsan", HENGRUI)
    assert PHONE not in await page.content()
    assert "139****1111" in await page.inner_text("section:has(#facts)")
    await page.get_by_role("button", name="显示尾号 1111 的全号").click()
    call = page.get_by_role("link", name="打电话")
    await call.wait_for()
    assert await call.get_attribute("href") == f"tel:{PHONE}"
    rows = table(AuditRow)
    query = select(rows).where(rows.c.act == "phone_shown")
    entries = await stage.ask(lambda session: session.execute(query).all())
    assert [(row.subject, row.subject_id, row.facts) for row in entries] == [
        ("customer", stage.customers[HENGRUI], {"tail": "1111"})
    ]
    await page.reload()
    assert PHONE not in await page.content()


async def test_older_talks_come_in_pages(stage: Stage, page: Page) -> None:
    """B2: 更早 › goes on where the page ended; one that was recorded late stands at its own day, once."""
    await stage.lead("zhangsan", HENGRUI, PHONE)
    days = [date(2026, 2, 20) - timedelta(days=n) for n in range(12)]
    for n, day in enumerate([*days[6:], *days[:6]]):
        await stage.met("zhangsan", HENGRUI, f"第{n}回谈话的内容", day)
    await stage.open_customer(page, "zhangsan", HENGRUI)
    assert await page.locator(".track").count() == 5
    while await page.get_by_role("link", name="更早 ›").count():
        before = await page.locator(".track").count()
        await page.get_by_role("link", name="更早 ›").click()
        await page.locator(".track").nth(before).wait_for()
    shown = [(await one.inner_text()).split(" ")[0] for one in await page.locator(".track").all()]
    assert shown == [f"{day.month}月{day.day}日" for day in days]


async def test_today_shows_what_is_due_and_finds_customers(stage: Stage, page: Page) -> None:
    """B3, B5, I2: own promises that are due or late, in order; search finds what the person may see, and no more."""
    await hengrui(stage)
    await stage.lead("lisi", "上海恒大重工", "13700006001")
    await stage.open(page, "zhangsan")
    due = re.sub(r"\s+", " ", await page.inner_text("section:has(#steps)"))
    assert due.strip() == f"今天要跟进 1 1 件逾期 寄样品 {HENGRUI} · 2月27日 周五 逾期 3 天"
    await page.keyboard.press("/")
    await page.keyboard.type("恒")
    await page.keyboard.type("瑞")
    hit = page.locator("#hits a")
    await hit.wait_for()
    assert await hit.count() == 1
    await hit.click()
    await page.get_by_role("heading", level=1, name=HENGRUI).wait_for()
    await stage.open(page, "lisi", f"{stage.base}/sidebar?platform=wecom&fresh=1")
    assert "今天没有到期的事。" in await page.inner_text("main")
    await page.fill("#q", "恒瑞医疗")
    await page.get_by_text("没找到「恒瑞医疗」").wait_for()


async def test_a_chat_that_is_nobody_s_yet_offers_a_choice(stage: Stage, page: Page) -> None:
    """B1: the client names a contact whom we don't know."""
    await hengrui(stage)
    await stage.open(page, "zhangsan", f"{stage.base}/sidebar?platform=wecom&external_user=wmABC")
    assert "这个聊天还没对上客户。" in await page.inner_text("main")
    assert await page.get_by_role("link", name="新线索").is_visible()
    await page.fill("#q", "恒瑞")
    await page.locator("#hits a").click()
    await page.get_by_role("heading", level=1, name=HENGRUI).wait_for()
