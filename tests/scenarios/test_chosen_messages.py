"""Messages of another chat, handed to the bot (C1): days in them count from when they were written."""

from __future__ import annotations

from datetime import datetime

from adapters.events import EVENT, InboundEvent, TextSaid
from bot.clock import machine_now
from crm_core.database import inbox
from tests.scenarios.company import NINE, Company
from tests.words import says

SUNDAY = datetime.fromisoformat("2026-03-01T18:20:00+08:00")


async def hands_on(company: Company, text: str) -> None:
    """张三 hands on what was written on Sunday evening."""
    event = InboundEvent(
        platform=company.platform,
        key="chosen.ou_zhangsan.1",
        user_id=company["张三"].account,
        sent_at=NINE,
        happening=TextSaid(text=text, written_at=SUNDAY),
    )
    new = inbox.NewEvent(event.platform, event.key, event.conversation, EVENT.dump_json(event).decode())
    await company.write(lambda session: inbox.store(session, [new], machine_now()))


async def test_a_colleagues_report_becomes_a_draft_of_its_own_day(feishu: Company) -> None:
    """C1: 「今天」 is the day on which it was written, 「明天」 the day after; who wrote it is no contact."""
    await feishu.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = feishu["张三"]
    await hands_on(feishu, "李四：今天拜访了A公司王总，聊了新产品，他明天给反馈")
    draft = await zhangsan.sees("A公司", "王总", "3月1日", "3月2日", "李四：今天拜访了")
    assert says(draft.text, "确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")


async def test_a_promise_without_a_day_took_place_when_it_was_written(feishu: Company) -> None:
    """C1: no day in the words."""
    await feishu.has_customer("A公司", owner="张三", contacts=["王总"])
    await hands_on(feishu, "拜访了A公司王总，聊了新产品")
    await feishu["张三"].sees("A公司", "3月1日")
