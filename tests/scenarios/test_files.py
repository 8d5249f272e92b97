"""Files in the chat: what a person sends, and what he is handed (A17)."""

from __future__ import annotations

import aiohttp
from sqlalchemy.orm import Session

from bot.clock import machine_now
from bot.turn import kept_file, push
from bot.web.sessions import SidebarSession
from bot.web.sidebar_turn import PageTurn, SidebarContext
from cards.model import Card, File, Text
from crm_core.access.service import viewer_for
from crm_core.attachments.model import AttachmentRow
from crm_core.attachments.service import KEPT
from crm_core.organisation.queries import employees_named
from tests.scenarios.company import Company
from tests.scenarios.test_lead import LINE

TABLE = b"PK\x03\x04" + bytes(range(256)) * 40


async def hands_over(company: Company, name: str, to: str, made_for: str = "") -> None:
    """The product hands somebody a file."""

    def work(session: Session) -> None:
        receiver, owner = (employees_named(session, one)[0] for one in (to, made_for or to))
        now = company.application.clock.now()
        file = kept_file(session, viewer_for(session, owner), name, TABLE, now)
        assert push(session, company.application.company, receiver, file, "files-1", now, machine_now())

    await company.write(work)


async def test_a_file_comes_into_the_chat_and_opens(company_any: Company) -> None:
    """A17: by its name, whole; the chat goes on as before."""
    company = company_any
    zhangsan = company["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存：宁波东方精工")
    zhangsan.looks_away()
    await hands_over(company, "问题行 3月.xlsx", "张三")
    seen = await zhangsan.sees("问题行 3月.xlsx")
    async with aiohttp.ClientSession() as http, http.get(f"{company.emulator}{seen.card[0].url}") as answer:
        assert await answer.read() == TABLE
    await zhangsan.says("今日")
    await zhangsan.sees("没有到期的事")


async def test_a_file_that_the_platform_does_not_take_is_said(company: Company) -> None:
    """A17: DingTalk's robot sends no CSV; the person hears so instead of nothing."""
    await hands_over(company, "名单.csv", "张三")
    expected = "发不了文件给你" if company.platform == "dingtalk" else "名单.csv"
    await company["张三"].sees_only(expected)


async def test_a_file_goes_to_nobody_but_whom_it_was_made_for(wecom: Company) -> None:
    """I2: a message that names somebody else's file carries nothing."""
    await hands_over(wecom, "客户.xlsx", "李四", made_for="张三")
    await wecom["李四"].sees_nothing()
    await wecom["张三"].sees_nothing()


async def test_a_file_asked_for_on_a_page_comes_into_the_chat(wecom: Company) -> None:
    """A17: a page beside the chat hands out nothing itself, and says where the file is."""
    app, zhangsan = wecom.application, wecom["张三"]
    context = SidebarContext(app.database, app.company, app.platforms, app.clock, app.key)
    number = await wecom.read(lambda session: employees_named(session, "张三")[0].id)
    signed_in = SidebarSession("wecom", zhangsan.account, number, "n1")

    def work(turn: PageTurn) -> list[Card | Text]:
        turn.hand_over("问题行/3月.xlsx", TABLE)
        return turn.shown

    assert await context.write(signed_in, work) == [Text(text="「问题行 3月.xlsx」发到聊天里了。")]
    await zhangsan.sees_only("问题行 3月.xlsx")


async def test_what_nobody_fetched_is_gone_after_a_week(wecom: Company) -> None:
    """L1: the bytes do not stay in the database."""
    await hands_over(wecom, "客户.xlsx", "张三")
    await wecom["张三"].sees("客户.xlsx")
    assert await wecom.count(AttachmentRow) == 1
    await wecom.later(days=KEPT.days + 1)
    assert await wecom.count(AttachmentRow) == 0


def test_the_row_of_a_file_says_nothing_of_its_content() -> None:
    """I2: what logs and errors may print of it has no bytes."""
    assert "bytes" not in repr(File(name="客户.xlsx", attachment=1))
