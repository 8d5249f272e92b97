"""Who opened the sidebar: signing in on every platform, and what a session is good for (B1, I2, I23)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.clock import machine_now
from bot.web.links import LIFETIME, customer_of, customer_token, new_lead_link
from crm_core.audit.model import AuditRow
from crm_core.database.types import table
from crm_core.organisation.leaving import leave
from crm_core.organisation.queries import employee_by_account
from tests.web.sidebar_stage import KEY, Stage, sidebar_stage


@pytest.mark.parametrize("name", ["wecom", "dingtalk", "feishu"])
async def test_a_card_s_link_opens_its_customer_on_every_platform(name: str, tmp_path: Path, page: Page) -> None:
    """B1: signed in by the platform's own OAuth, without a page of ours in between to press on."""
    async with sidebar_stage(name, tmp_path) as stage:
        await stage.lead("zhangsan", "宁波东方精工", "13912345678")
        await stage.open_customer(page, "zhangsan", "宁波东方精工")
        assert await page.inner_text("h1") == "宁波东方精工"
        assert "负责人 张三" in await page.inner_text("header")
        assert await page.evaluate("document.documentElement.dataset.platform") == name
        session = next(one for one in await page.context.cookies() if one["name"] == f"ceji_sidebar_{name}")
        assert session["httpOnly"]
        assert session["sameSite"] == "Lax"
        assert session["path"] == "/sidebar"
        assert not any(one["name"].startswith("ceji_sign_in") for one in await page.context.cookies())


async def test_a_card_s_link_to_the_form_opens_it(stage: Stage, page: Page) -> None:
    """B5: the form as a page, for cards that take no input; signed in first, then the form and not another page."""
    await stage.open(page, "zhangsan", new_lead_link(stage.base, "wecom"), until="#phone")
    await page.get_by_role("button", name="保存").click()
    await page.get_by_text("还缺手机号，11 位。").wait_for()
    assert await page.locator("#phone").count() == 1
    await page.fill("#phone", "13912345678")
    await page.fill("#company", "宁波东方精工")
    await page.get_by_role("radio", name="初步沟通").check()
    await page.get_by_role("button", name="保存").click()
    await page.locator(".card", has_text="139****5678").wait_for()


async def test_a_colleague_who_never_wrote_is_taken_in(stage: Stage, page: Page) -> None:
    """B1: someone new in the directory opens the sidebar before he has written a word."""
    stage.world.join("wangmin", "王敏", "销售", manager="chenjingli")
    await stage.open(page, "wangmin")
    assert await page.inner_text("h1") == "今日"
    assert await stage.ask(lambda session: employee_by_account(session, "wecom", "wangmin")) is not None


async def test_a_leaver_is_cut_off_at_once(stage: Stage, page: Page) -> None:
    """I23: the open page's next act is refused, the session is over, and typed words are gone from the browser."""
    await stage.lead("zhangsan", "宁波东方精工", "13912345678")
    await stage.open_customer(page, "zhangsan", "宁波东方精工")
    await page.keyboard.press("n")
    await page.fill("#note", "客户的秘密")
    await stage.database.write(lambda session: leave(session, "wecom", "zhangsan", stage.clock.now()))
    await page.get_by_role("button", name="看草稿").click()
    await page.get_by_role("heading", name="账号已停用").wait_for()
    assert await page.evaluate("localStorage.length") == 0
    assert not any(one["name"] == "ceji_sidebar_wecom" for one in await page.context.cookies())
    assert "宁波" not in await page.content()


async def test_somebody_outside_the_directory_is_told_so(stage: Stage, page: Page) -> None:
    """I2: an account that the app may not see in the directory opens nothing."""
    stage.world.join("wangmin", "王敏", "销售", manager="chenjingli")
    unseen = {"path": "/cgi-bin/user/get", "times": 1, "answer": {"errcode": 60111, "errmsg": "userid not found"}}
    await stage.http.post(f"{stage.emulator}/_control/wecom/fail", json=unseen)
    await stage.open(page, "wangmin")
    assert await page.inner_text("h1") == "这里只服务公司同事"
    assert not any(one["name"] == "ceji_sidebar_wecom" for one in await page.context.cookies())


async def test_a_code_that_the_platform_refuses_signs_nobody_in(stage: Stage, page: Page) -> None:
    """B1: one sentence, a way to try again, and a number to quote; never the platform's error code."""
    answer = await page.request.get(f"{stage.base}/sidebar?platform=wecom", max_redirects=0)
    state = parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]
    await page.goto(f"{stage.base}/sidebar/signed-in?code=nobody&state={state}")
    assert await page.inner_text("h1") == "登录没成功"
    assert "编号 E-" in await page.inner_text("main")
    assert "40029" not in await page.content()
    assert await page.get_by_role("link", name="重试").is_visible()


async def test_a_sign_in_that_was_not_begun_here_is_refused(stage: Stage, page: Page) -> None:
    """I2: a code that somebody slips in signs nobody in; a state is good once."""
    answer = await page.request.get(f"{stage.base}/sidebar?platform=wecom", max_redirects=0)
    assert answer.status == 302
    place = answer.headers["location"]
    assert parse_qs(urlsplit(place).query)["redirect_uri"] == [f"{stage.base}/sidebar/signed-in"]
    for state in ("", "0" * 32, "../../x", "０" * 32):
        refused = await page.request.get(f"{stage.base}/sidebar/signed-in", params={"code": "c", "state": state})
        assert refused.status == 403
        assert "登录没成功" in await refused.text()
    assert not any(one["name"] == "ceji_sidebar_wecom" for one in await page.context.cookies())


async def test_every_answer_carries_the_security_headers(stage: Stage, page: Page) -> None:
    """I2: own scripts only, and the client's beside a chat; framed by the platforms' clients only, never kept."""
    await stage.open(page, "zhangsan")
    beside_chat = await page.request.get(f"{stage.base}/sidebar?platform=wecom")
    assert f"script-src 'self' {stage.emulator};" in beside_chat.headers["content-security-policy"]
    answer = await page.request.get(f"{stage.base}/sidebar/wecom/lead")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self' https://*.work.weixin.qq.com" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await page.request.get(f"{stage.base}/sidebar?platform=qq")).status == 404


async def test_dingtalk_s_sign_in_page_alone_takes_the_client_s_script(tmp_path: Path, page: Page) -> None:
    """B1: the page that asks DingTalk's client for a code allows its script's origin; outside the client it says so."""
    async with sidebar_stage("dingtalk", tmp_path) as stage:
        answer = await page.goto(f"{stage.base}/sidebar?platform=dingtalk")
        assert answer is not None
        assert f"script-src 'self' {stage.emulator};" in answer.headers["content-security-policy"]
        await page.get_by_role("heading", name="登录没成功").wait_for()
        await stage.open(page, "zhangsan")
        inside = await page.request.get(f"{stage.base}/sidebar?platform=dingtalk")
        assert stage.emulator not in inside.headers["content-security-policy"]


async def test_a_form_from_elsewhere_writes_nothing(stage: Stage, page: Page) -> None:
    """I2: without the session's own token no POST is taken, and looking around writes nothing."""
    await stage.lead("zhangsan", "宁波东方精工", "13912345678")
    written = table(AuditRow)

    def entries(session: Session) -> int:
        return session.scalar(select(func.count()).select_from(written)) or 0

    before = await stage.ask(entries)
    await stage.open_customer(page, "zhangsan", "宁波东方精工")
    token = customer_token(KEY, stage.customers["宁波东方精工"], machine_now())
    for path in ("write", "lead", "act", "step", "phone", "share"):
        for form_token in ("", "0" * 32):
            fields: dict[str, str | float | bool] = {
                "customer": token,
                "index": "0",
                "step": "1",
                "form_token": form_token,
            }
            answer = await page.request.post(f"{stage.base}/sidebar/wecom/{path}", form=fields)
            assert answer.status == 403, path
    for path in ("write", "act", "step", "phone"):
        assert (await page.request.get(f"{stage.base}/sidebar/wecom/{path}?customer={token}&index=0")).status in (
            200,
            405,
        )
    assert await stage.ask(entries) == before


async def test_somebody_else_signs_in_where_one_was_signed_in(stage: Stage, page: Page) -> None:
    """I2: `fresh` asks the platform again, for a client that has changed hands."""
    await stage.lead("lisi", "湘江重工", "13700006001")
    await stage.open(page, "zhangsan")
    await stage.open(page, "lisi", f"{stage.link(stage.customers['湘江重工'])}&fresh=1")
    assert await page.inner_text("h1") == "湘江重工"


def test_links_are_signed_and_end() -> None:
    """I2: a link names one customer, for thirty days; nobody can make one or count through them."""
    now = machine_now()
    token = customer_token(KEY, 17, now)
    assert customer_of(KEY, token, now) == 17
    assert customer_of(KEY, token, now + LIFETIME) is None
    assert customer_of(b"another key of some length", token, now) is None
    assert customer_of(KEY, token.replace("17.", "18.", 1), now) is None
    for forged in ("", "17", "17.99999999999." + "0" * 32, token + "0", f" {token}", "１７" + token[2:]):
        assert customer_of(KEY, forged, now) is None
