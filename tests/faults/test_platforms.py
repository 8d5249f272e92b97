"""The platform fails while people talk: tokens, errors, limits (PERFORMANCE §6, 5–7; J1, J9)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.emulator.faults import Fault
from crm_core.database.outbox import OutboxMessage
from crm_core.leads.model import LeadRow
from tests.databases import fresh_database
from tests.scenarios.company import Company, running_company, until_true
from tests.scenarios.test_lead import LINE

PLATFORMS = ("wecom", "dingtalk", "feishu")
SENDING = {"wecom": "message/send", "dingtalk": "*/robot/*", "feishu": "*/im/v1/messages*"}
LIMITED: dict[str, tuple[int | None, object]] = {
    "wecom": (200, {"errcode": 45009, "errmsg": "api freq out of limit"}),
    "dingtalk": (429, {"code": "Throttling", "message": "too many requests"}),
    "feishu": (429, {"code": 99991400, "msg": "request trigger frequency limit"}),
}
NAMES = ["宁波东方精工", "华东阀门", "新港物流"]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A migrated SQLite file."""
    with fresh_database("sqlite", tmp_path) as address:
        yield address


async def tells_three_leads(company: Company) -> None:
    """张三 goes on talking, whatever happens to the answers."""
    for n, name in enumerate(NAMES):
        await company["张三"].says(f"新线索 1391234567{n} {name} 初步沟通")


async def hears_three_answers_in_order(company: Company) -> None:
    """Each answer once, in the order of what was said."""
    await company.settles()
    shown = [message.text for message in company["张三"].messages()]
    assert [next(name for name in NAMES if name in text) for text in shown] == NAMES
    assert await company.count(LeadRow) == 3


@pytest.mark.parametrize("variant", PLATFORMS)
async def test_every_token_is_refused_in_the_middle(url: str, variant: str) -> None:
    """J1, PERFORMANCE §6 row 5: a new token is fetched, and nobody notices."""
    async with running_company(variant, url) as company:
        zhangsan = company["张三"]
        await zhangsan.says("你好")
        await zhangsan.sees("在的")
        await company.stand_in.revoke()
        await zhangsan.says(LINE)
        await zhangsan.sees("已保存：宁波东方精工")
        await company.settles()
        assert len(zhangsan.messages()) == 2


@pytest.mark.parametrize("variant", PLATFORMS)
async def test_the_platform_is_down_for_a_while(url: str, variant: str) -> None:
    """J9, PERFORMANCE §6 row 7: what is said is taken; afterwards the answers come, in order, once each."""
    async with running_company(variant, url) as company:
        company.stand_in.faults.order(Fault(SENDING[variant], 2, 502))
        await tells_three_leads(company)
        await hears_three_answers_in_order(company)


@pytest.mark.parametrize("variant", PLATFORMS)
async def test_the_platform_says_too_fast(url: str, variant: str) -> None:
    """PERFORMANCE §6 row 6: the answer waits, nothing is dropped, and it does not count as an attempt."""
    async with running_company(variant, url) as company:
        company.stand_in.faults.order(Fault(SENDING[variant], 1, *LIMITED[variant]))
        messages = OutboxMessage.__table__
        await company["张三"].says(LINE)

        async def is_held() -> bool:
            return await company.count(OutboxMessage, messages.c.failure.startswith("RateLimited")) == 1

        await until_true(is_held, "the answer waits")
        assert await company.count(OutboxMessage, messages.c.state == "waiting", messages.c.attempts == 0) == 1
        if variant != "wecom":  # WeCom's limits are counted by the minute: its answer comes after one.
            await company["张三"].sees("已保存：宁波东方精工")


@pytest.mark.parametrize("variant", PLATFORMS)
async def test_a_slow_platform_holds_nobody_up(url: str, variant: str) -> None:
    """PERFORMANCE §6 row 18: while one answer takes its time, the next line is taken."""
    async with running_company(variant, url) as company:
        company.stand_in.faults.order(Fault(SENDING[variant], 1, delay=2.0))
        zhangsan, lisi = company.people("张三", "李四")
        await zhangsan.says(LINE)
        await lisi.says("新线索 13912345679 苏州明远 初步沟通")
        await lisi.sees("已保存：苏州明远")
        await zhangsan.sees("已保存：宁波东方精工")
        assert await company.count(LeadRow) == 2
