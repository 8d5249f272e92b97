"""The panel beside a group opens on the customer that the group is about (B1, I2)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from playwright.async_api import Page

from crm_core.customers import groups
from tests.web.sidebar_stage import sidebar_stage

GROUP = "cidAb+/9Zk=="


async def test_a_bound_group_opens_its_customer_for_those_who_may_see_it(tmp_path: Path, page: Page) -> None:
    """B1, I2: the same address shows the owner his customer, a colleague «无权限», and another group how to bind."""
    async with sidebar_stage("dingtalk", tmp_path) as stage:
        await stage.lead("zhangsan", "宁波东方精工", "13912345678")
        address = f"{stage.base}/sidebar?platform=dingtalk&group={quote(GROUP, safe='')}"
        await stage.open(page, "zhangsan", address)
        assert await page.inner_text("h1") == "今日"
        assert "绑定 客户名" in await page.inner_text("main")
        customer_id = stage.customers["宁波东方精工"]
        await stage.database.write(
            lambda session: groups.bind(
                session, stage.eyes(session, "zhangsan"), "dingtalk", GROUP, customer_id, stage.clock.now()
            )
        )
        await stage.open(page, "zhangsan", address)
        assert await page.inner_text("h1") == "宁波东方精工"
        await page.context.clear_cookies()
        await stage.open(page, "lisi", address)
        assert await page.inner_text("h1") == "无权限"
        assert "宁波" not in await page.content()
