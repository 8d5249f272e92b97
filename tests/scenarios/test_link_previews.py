"""A link of ours in a Feishu chat shows each viewer what he may see, and nobody else anything (I2, §4.9)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import machine_now
from bot.web.links import LIFETIME, customer_link, customer_token
from tests.databases import fresh_database
from tests.scenarios.company import Company, running_company

NEUTRAL = "侧记 · 点开看，只给有权限的人"


@pytest.fixture(params=["feishu", "feishu-http"])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Company]:
    """Over the long connection and over HTTP."""
    with fresh_database("sqlite", tmp_path) as url:
        async with running_company(request.param, url) as running:
            yield running


async def shown_to(company: Company, name: str, url: str) -> tuple[str, str]:
    """The line and the card's words in place of a link."""
    told = await company.stand_in.acts.look_at_link(company[name].account, url)
    return told["title"], told["card"]


async def test_a_customer_is_shown_to_who_may_see_it(either: Company) -> None:
    """I2, I3: owner and manager see the card; a colleague the same neutral line as for what is not there."""
    customer_id = await either.has_customer("上海恒瑞医疗科技有限公司", owner="张三", phone="13800001111")
    product = either.application.company
    link = customer_link(product.link_key, product.public_url, "feishu", customer_id)
    for name in ("张三", "陈经理"):
        title, card = await shown_to(either, name, link)
        assert title == "上海恒瑞医疗科技有限公司 · 张三"
        assert "还没有跟进" in card
        assert "打开" in card
        assert "1111" not in card
    absent = customer_link(product.link_key, product.public_url, "feishu", customer_id + 1000)
    assert await shown_to(either, "李四", link) == await shown_to(either, "张三", absent) == (NEUTRAL, "")


async def test_links_that_are_not_ours_stay_as_they_are(feishu: Company) -> None:
    """I2: a forged or outdated customer is neutral; another site is left alone."""
    customer_id = await feishu.has_customer("A公司", owner="张三")
    product = feishu.application.company
    good = customer_token(product.link_key, customer_id, machine_now())
    forged = good[:-1] + ("0" if good[-1] != "0" else "1")
    old = customer_token(product.link_key, customer_id, machine_now() - 2 * LIFETIME)
    for token in (forged, old, ""):
        url = f"{product.public_url}/sidebar?platform=feishu&customer={token}"
        assert await shown_to(feishu, "张三", url) == (NEUTRAL, "")
    for url in ("https://example.com/sidebar?customer=" + good, product.public_url.replace("http://", "http://evil.")):
        assert await shown_to(feishu, "张三", url) == ("", "")
