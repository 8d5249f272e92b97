"""People who talk to WeCom's intelligent bot: their chat, groups, and a bot that several processes share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.application import Application
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import LeadRow
from tests.contract.emulator.wecom_bot_client import Client
from tests.databases import fresh_database
from tests.scenarios.company import Company, running_company, until

TOLD = "新线索 13912345678 宁波东方精工 初步沟通"


@pytest.fixture
async def bot(embedded_database: str) -> AsyncIterator[Company]:
    """The company on WeCom, with its intelligent bot."""
    async with running_company("wecom-bot", embedded_database) as running:
        yield running


async def test_a_report_is_spoken_and_confirmed_without_a_speech_service(bot: Company) -> None:
    """C1, A6: the platform's own recognition; the draft changes in place, nothing of it goes to the app's chat."""
    await bot.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = bot["张三"]
    await zhangsan.speaks("今天拜访了A公司王总,聊了新产品,他下周给反馈")
    draft = await zhangsan.sees("待确认", "A公司", "王总")
    await zhangsan.presses("确认", on=draft)
    done = await zhangsan.sees("已写入 1 条跟进")
    assert done.message_id == draft.message_id
    assert await bot.count(FollowUpRow) == 1
    assert [seen for seen in bot.stand_in.app.seen("zhangsan") if seen.author == "bot"] == []


async def test_a_question_in_a_group_is_answered_in_private(bot: Company) -> None:
    """4.9: in the group only that the answer came in private; what names a customer is for the rep alone."""
    await bot.has_lead("宁波东方精工", owner="张三", phone="13912345678", hours_ago=30)
    zhangsan = bot["张三"]
    await zhangsan.says("我的线索", group="wrSales")
    await zhangsan.sees("宁波东方精工")
    await zhangsan.sees("私聊发你了。")
    shown = {(seen.chat, "宁波东方精工" in seen.text) for seen in zhangsan.messages()}
    assert shown == {("", True), ("wrSales", False)}


async def test_the_chat_is_greeted_once_when_it_is_opened(bot: Company) -> None:
    """3.22: as in the app, and only once over both."""
    zhangsan = bot["张三"]
    await zhangsan.opens_the_chat()
    await zhangsan.sees("张三", "侧记")
    await zhangsan.opens_the_chat()
    await zhangsan.sees_nothing()


async def test_a_picture_is_answered_with_what_we_can_read(bot: Company) -> None:
    zhangsan = bot["张三"]
    zhangsan.looks_away()
    body = {"msgtype": "image", "image": {"url": "https://example.cn/1", "aeskey": "k"}}
    await bot.stand_in.bot.send("zhangsan", body, "（图片）")
    await zhangsan.sees("看不了", "发文字或语音")


async def test_a_bot_that_somebody_else_uses_is_told_to_the_admin(bot: Company) -> None:
    """N8: this side stays away, says what to do, and goes on in the app."""
    laowu, zhangsan = bot.people("老吴", "张三")
    laowu.looks_away()
    told = bot.application.settings.wecom
    async with aiohttp.ClientSession() as http:
        other = Client(await http.ws_connect(told.bot_ws_url))
        account = {"bot_id": told.bot_id, "secret": told.bot_secret.get_secret_value()}
        assert await other.ask("aibot_subscribe", account) == 0
        await laowu.sees("长连接断着", "别处用同一个 BotID")
        await bot.stand_in.app.say("zhangsan", TOLD)
        await zhangsan.sees("已保存", "宁波东方精工")


async def test_two_processes_share_one_bot(tmp_path: Path) -> None:
    """C4: one holds the connection, every answer goes over it; when the holder stops, the other one serves."""
    with fresh_database("postgresql", tmp_path) as url:
        async with running_company("wecom-bot", url) as company:
            first, connection = company.application, company.stand_in.bot.connection
            second = Application(first.settings)
            await second.start()
            zhangsan = company["张三"]
            for n in range(6):
                await zhangsan.says(f"新线索 1391234560{n} 第{n}号机械厂 初步沟通")
                await zhangsan.sees("已保存", f"第{n}号机械厂")
            assert connection.subscriptions == 1
            assert [seen for seen in company.stand_in.app.seen("zhangsan") if seen.author == "bot"] == []
            await first.stop()
            company.application = second
            await until(lambda: connection.subscriptions == 2 and connection.is_open, "the other one serves")
            await zhangsan.says(TOLD)
            await zhangsan.sees("已保存", "宁波东方精工")
            assert await company.count(LeadRow) == 7
