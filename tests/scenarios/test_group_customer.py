"""A group that is about one customer: 「绑定 恒瑞」 (B1, I2; §4.9)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from crm_core.audit.model import AuditRow
from crm_core.customers.model import GroupCustomerRow
from tests.scenarios.company import Company, running_company

GROUP = "恒瑞项目"


@pytest.fixture(params=["dingtalk", "dingtalk-http", "feishu"])
async def company(request: pytest.FixtureRequest, embedded_database: str) -> AsyncIterator[Company]:
    """The company where people mention the bot in groups."""
    async with running_company(request.param, embedded_database) as running:
        yield running


async def test_a_group_is_bound_by_who_may_see_the_customer(company: Company) -> None:
    """B1, I2: nothing of the customer is said in the group; who can't see it can't bind it."""
    await company.has_customer("上海恒瑞医疗科技有限公司", owner="张三")
    zhangsan, lisi = company.people("张三", "李四")
    await lisi.says("绑定 恒瑞", group=GROUP)
    await lisi.sees("没找到这家客户，或你看不了。")
    assert await company.count(GroupCustomerRow) == 0
    await zhangsan.says("绑定 恒瑞", group=GROUP)
    bound = await zhangsan.sees("绑好了", "能看的人才看得到")
    assert "恒瑞医疗" not in bound.text
    assert await company.count(GroupCustomerRow) == 1
    await zhangsan.says("解绑", group=GROUP)
    await zhangsan.sees("解绑了")
    assert await company.count(GroupCustomerRow) == 0
    audit = AuditRow.__table__
    assert await company.count(AuditRow, audit.c.act.in_(["group_bound", "group_released"])) == 2


async def test_a_bound_group_has_a_tab_of_the_customer(feishu: Company) -> None:
    """B1: one tab, however often the group is bound; its page is the sidebar's own, and it goes when it is released."""
    await feishu.has_customer("上海恒瑞医疗科技有限公司", owner="张三")
    zhangsan = feishu["张三"]
    for _ in range(2):
        await zhangsan.says("绑定 恒瑞", group=GROUP)
        await zhangsan.sees("绑好了")
    (tab,) = await tabs_of(feishu)
    assert tab["name"] == "客户"
    assert tab["url"].startswith(f"{feishu.base}/sidebar?platform=feishu&group=oc_")
    assert "customer" not in tab["url"]
    await zhangsan.says("解绑", group=GROUP)
    assert await tabs_of(feishu) == []


async def test_without_the_permission_a_group_does_without_a_tab(feishu: Company) -> None:
    """B1: everything else goes on; an admin hears once what could be allowed."""
    await feishu.has_customer("上海恒瑞医疗科技有限公司", owner="张三")
    zhangsan, laowu = feishu.people("张三", "老吴")
    refusal = {"code": 99991672, "msg": "Access denied. One of the following scopes is required: [im:chat.tabs:read]"}
    await feishu.controls("feishu/fail", {"path": "*/list_tabs", "times": 9, "status": 400, "answer": refusal})
    for _ in range(2):
        await zhangsan.says("绑定 恒瑞", group=GROUP)
    await laowu.sees("飞书没开群里的「客户」标签页", "im:chat.tabs:read", "只报这一次")
    await zhangsan.says("解绑", group=GROUP)
    await zhangsan.sees("解绑了")
    assert laowu.count("标签页") == 1


async def tabs_of(company: Company) -> Any:
    """What the group shows on top, beside its messages, once everything is dealt with."""
    await company.settles()
    return await company.controls(f"feishu/tabs?group={GROUP}")


async def test_a_name_that_several_have_is_not_guessed(company: Company) -> None:
    """B1: the full name decides; said to the bot alone, it says where to say it."""
    for name in ("恒瑞医疗科技（上海）有限公司", "恒瑞医疗器械（苏州）有限公司"):
        await company.has_customer(name, owner="张三")
    zhangsan = company["张三"]
    await zhangsan.says("绑定 恒瑞医疗", group=GROUP)
    await zhangsan.sees("有几家对得上，说全称再绑")
    await zhangsan.says("绑定 恒瑞医疗器械（苏州）有限公司", group=GROUP)
    await zhangsan.sees("绑好了")
    await zhangsan.says("绑定 恒瑞")
    await zhangsan.sees("到那个群里 @我 说「绑定 客户名」")
