"""DingTalk's monthly allowance: counted, shown, told when it runs out, and honest when it has (§4.11; 3.20)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from crm_core.allowances.queries import allowances
from crm_core.audit.model import AuditRow
from tests.scenarios.company import Company, running_company
from tests.scenarios.test_lead import LINE

DEFAULTS = {"call": 5_000, "message": 3_000}


@pytest.fixture(params=["dingtalk", "dingtalk-card", "dingtalk-http"])
async def dingtalk(request: pytest.FixtureRequest, embedded_database: str) -> AsyncIterator[Company]:
    """The company on DingTalk, in each way it can be set up."""
    async with running_company(request.param, embedded_database) as running:
        yield running


async def used(company: Company) -> dict[str, int]:
    """What the product has counted this month."""
    await company.settles()
    await company.application.usage.write()
    found = await company.read(lambda session: allowances(session, "dingtalk", "2026-03", DEFAULTS))
    return {one.spent: one.used for one in found}


async def test_what_is_counted_is_what_dingtalk_charges(dingtalk: Company) -> None:
    """§4.11: every charged call and message is counted, tokens and the directory are not."""
    zhangsan, laowu = dingtalk.people("张三", "老吴")
    before, charged = await used(dingtalk), dingtalk.stand_in.state.charged.copy()  # type: ignore[attr-defined]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await zhangsan.presses("撤销")
    await zhangsan.sees("已撤销")
    await laowu.says("/状态")
    await laowu.sees("钉钉本月 接口", "/5,000 · 消息", "/3,000", without=("⚠️",))
    after, now = await used(dingtalk), dingtalk.stand_in.state.charged  # type: ignore[attr-defined]
    counted = {kind: after[kind] - before[kind] for kind in after}
    assert counted == {kind: now[kind] - charged[kind] for kind in after}
    assert counted["message"] == 3


async def test_an_admin_says_which_edition_the_company_has(dingtalk: Company) -> None:
    """§4.11, O4: an edition by its name, or the amounts; in the log, for admins only."""
    zhangsan, laowu = dingtalk.people("张三", "老吴")
    await laowu.says("/额度 钉钉 专业版")
    await laowu.sees("已改：钉钉本月", "/200,000", "/50,000")
    await laowu.says("/额度 接口 500万 消息 500,000")
    await laowu.sees("已改：钉钉本月", "/5,000,000", "/500,000")
    await laowu.says("额度")
    await laowu.sees("/5,000,000", "以平台后台为准")
    await laowu.says("/额度 钉钉 旗舰版")
    await laowu.sees_only("这样说：/额度 钉钉 专业版")
    await zhangsan.says("/额度 钉钉 标准版")
    await zhangsan.sees("没有权限")
    audit = AuditRow.__table__
    assert await dingtalk.count(AuditRow, audit.c.act == "allowance_set") == 2


async def test_admins_hear_of_eighty_per_cent_and_of_the_end_once_each(dingtalk: Company) -> None:
    """§4.11: one alarm at each mark, however much is used afterwards."""
    zhangsan, laowu = dingtalk.people("张三", "老吴")
    before = await used(dingtalk)
    await laowu.says(f"/额度 接口 5000 消息 {before['message'] + 10}")
    await laowu.sees("已改")
    for _ in range(12):
        await zhangsan.says("今日")
        await zhangsan.sees("今天没有到期的事")
        await dingtalk.application.usage.write()
    await laowu.sees("钉钉消息额度用了 80%", "开发者后台")
    await laowu.sees("钉钉消息额度用完了", "没有内容")
    await dingtalk.settles()
    assert laowu.count("额度用了 80%") == 1
    assert laowu.count("⚠️ 钉钉消息额度用完了") == 1


async def test_a_message_without_its_words_is_answered_honestly(dingtalk: Company) -> None:
    """§4.11: DingTalk tells that somebody wrote, not what: he hears that nothing was kept, the admin once."""
    zhangsan, laowu = dingtalk.people("张三", "老吴")
    dingtalk.stand_in.is_over_quota = True  # type: ignore[attr-defined]
    for _ in range(2):
        await zhangsan.says(LINE)
        await zhangsan.sees_only("这条没送到：钉钉这个月的消息额度用完了")
    await laowu.sees("钉钉消息额度用完了", "没有内容", "请大家重发")
    assert laowu.count("没有内容，什么都没记") == 1


async def test_the_last_calls_are_kept_for_lists_and_answers(dingtalk: Company) -> None:
    """§4.11, E4: at 95 % the week's points stay away, the morning's list comes; whoever asks is answered."""
    zhangsan, laowu = dingtalk.people("张三", "老吴")
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    spent = (await used(dingtalk))["call"]
    await laowu.says(f"/额度 接口 {spent} 消息 3000")
    await laowu.sees("已改")
    await dingtalk.sets_clock("2026-03-06T08:45:00+08:00")
    await zhangsan.sees("宁波东方精工")
    zhangsan.looks_away()
    await dingtalk.sets_clock("2026-03-06T23:00:00+08:00")
    assert zhangsan.count("每天积分") == 0
    await zhangsan.says("周报")
    await zhangsan.sees("每天积分")
