"""Messages that are no conversation: groups, voice, empty ones, long ones, odd characters, strangers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.emulator.faults import Fault
from crm_core.database.inbox import InboxEvent
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import LeadRow
from tests.databases import fresh_database
from tests.scenarios.company import Company, running_company, until
from tests.scenarios.test_daily_report import SEED
from tests.scenarios.test_lead import LINE, balance

ODD = {
    "emoji only": "😀😀😀",
    "skin tones and families": "👩‍👩‍👧‍👦👍🏽",
    "right to left": "مرحبا بالعالم",
    "control characters": "a\x01b\x02c\x07",
    "zero width": "\u200b\u200b\u200b",
    "a character beyond the basic plane": "𠮷野家",
    "full-width digits": "１２３",
    "formula": "=1+1",
    "markup": "<script>alert(1)</script>",
    "markdown": "**[点我](javascript:alert(1))**",
    "format": "{0} %s ${HOME}",
    "sql": "'; DROP TABLE leads; --",
    "white space": "   \n\n  ",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
async def test_odd_characters_harm_nothing(wecom: Company, text: str) -> None:
    """§4.3, PERFORMANCE §6 row 16: no failure, nothing saved, and the next line works."""
    zhangsan = wecom["张三"]
    await zhangsan.says(text)
    await wecom.settles()
    assert len(zhangsan.news()) <= 1
    assert await wecom.count(LeadRow) == 0
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存：宁波东方精工")


@pytest.mark.parametrize("variant", ["dingtalk", "feishu"])
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_character_that_no_database_takes(tmp_path: Path, variant: str, kind: str) -> None:
    """PERFORMANCE §6 row 16: a NUL, which JSON can carry and PostgreSQL refuses, ends in an answer, not in a loop."""
    with fresh_database(kind, tmp_path) as url:
        await _takes_a_nul(variant, url)


async def _takes_a_nul(variant: str, url: str) -> None:
    async with running_company(variant, url) as company:
        zhangsan = company["张三"]
        await zhangsan.says("今天拜访了\x00王总，聊了新产品")
        await zhangsan.says(LINE)
        await zhangsan.sees("已保存：宁波东方精工")


async def test_ten_thousand_characters(company: Company) -> None:
    """Rule 8: too long for one message is said, and nothing is kept."""
    zhangsan = company["张三"]
    words = "今天拜访了A公司王总，聊了新产品。" * 600
    if company.platform == "wecom":
        words = words[:2000]
        await zhangsan.says(words)
        await company.settles()
        assert await company.count(FollowUpRow) == 0
        return
    await zhangsan.says(words)
    await zhangsan.sees_only("这条太长了")
    assert await company.count(FollowUpRow) == 0


@pytest.mark.parametrize(
    "line",
    [
        "新线索 １３９１２３４５６７８ 宁波东方精工 初步沟通",
        "新线索 +86 139-1234-5678 宁波东方精工 初步沟通",
        "宁波东方精工，初步沟通，13912345678",
        "13912345678\n宁波东方精工\n初步沟通",
        "  新线索：13912345678　宁波东方精工　初步沟通  ",
    ],
)
async def test_the_three_fields_however_they_are_typed(wecom: Company, line: str) -> None:
    """A1, F4, F10: any order, full-width digits and spaces, hyphens, +86, lines."""
    zhangsan = wecom["张三"]
    await zhangsan.says(line)
    await zhangsan.sees("已保存：宁波东方精工 · 139****5678 · 初步沟通")


@pytest.mark.parametrize("name", ["A&B/C科技", "宁波东方精工(北仑)有限公司", "3M中国", "爱玛-科技集团"])
async def test_names_with_signs_stay_whole(wecom: Company, name: str) -> None:
    """J5: & and / are part of a name."""
    zhangsan = wecom["张三"]
    await zhangsan.says(f"新线索 13912345678 {name} 初步沟通")
    await zhangsan.sees("已保存")
    assert await wecom.count(LeadRow, LeadRow.__table__.c.company == name) == 1


async def test_the_same_message_fifty_times_at_once(company: Company) -> None:
    """C4, PERFORMANCE §6 row 1: one lead, one grant, one answer."""
    zhangsan = company["张三"]
    sent = await zhangsan.says(LINE)
    again = [zhangsan.says(LINE, message_id=sent["message_id"]) for _ in range(50)]
    await asyncio.gather(*again)
    await company.settles()
    assert await company.count(LeadRow) == 1
    assert await balance(company, "张三") == 5
    assert zhangsan.count("已保存：宁波东方精工") + zhangsan.count("宁波东方精工 · 139****5678") in (1, 2)
    assert len(zhangsan.messages()) == 1


async def test_two_reps_tell_the_same_customer_at_once(company: Company) -> None:
    """F4, F12: whoever is second is told; one record."""
    zhangsan, lisi = company.people("张三", "李四")
    await asyncio.gather(zhangsan.says(LINE), lisi.says(LINE))
    await company.settles()
    assert await company.count(LeadRow) == 1
    assert zhangsan.count("疑似已有客户") + lisi.count("疑似已有客户") == 1


async def test_messages_are_answered_in_their_order(company: Company) -> None:
    """C4, §4.11: a burst of queued messages is dealt with one by one, in order."""
    zhangsan = company["张三"]
    names = [f"第{n}公司{'甲乙丙丁戊己庚辛'[n - 1]}机械" for n in range(1, 9)]
    for n, name in enumerate(names, start=1):
        await zhangsan.says(f"新线索 1391234567{n} {name} 初步沟通")
    await company.settles()
    shown = [message.text for message in zhangsan.messages()]
    assert [next(name for name in names if name in text) for text in shown] == names
    assert await balance(company, "张三") == 40


@pytest.mark.parametrize("variant", ["wecom-bot", "dingtalk", "feishu", "dingtalk-http", "feishu-http"])
async def test_a_report_in_a_group_is_not_kept(embedded_database: str, variant: str) -> None:
    """§4.9: neither parsed into records nor answered with anything of a customer."""
    async with running_company(variant, embedded_database) as company:
        await company.has_customer("A公司", owner="张三", contacts=["王总"])
        zhangsan = company["张三"]
        await zhangsan.says(SEED, group="销售群")
        answer = await zhangsan.sees("日报请私聊我说，群里别人会看到")
        assert "A公司" not in answer.text
        await zhangsan.says(LINE, group="销售群")
        await zhangsan.sees("请私聊我说")
        await company.settles()
        assert await company.count(LeadRow) == 0
        assert await company.count(FollowUpRow) == 0


@pytest.mark.parametrize("variant", ["wecom-bot", "dingtalk", "feishu"])
async def test_a_list_asked_for_in_a_group_is_for_the_asker_alone(embedded_database: str, variant: str) -> None:
    """§4.9, D1: a manager's list, its buttons and what they do never stand in the group; a refusal neither."""
    async with running_company(variant, embedded_database) as company:
        await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
        lisi, chenjingli = company.people("李四", "陈经理")
        await chenjingli.says("逾期", group="销售群")
        shown = await chenjingli.sees("未跟进超24小时", "苏州明远")
        assert shown.chat == ""
        await chenjingli.sees("私聊发你了")
        await chenjingli.says("催办")
        await chenjingli.sees("已催张三：苏州明远")
        await lisi.says("晨会", group="销售群")
        refused = await lisi.sees("没有权限，或没有这条记录")
        assert refused.chat == ""
        await company.settles()
        everything = [*lisi.messages(), *chenjingli.messages(), *company["张三"].messages()]
        assert all("苏州明远" not in message.text for message in everything if message.chat)


@pytest.mark.parametrize("variant", ["wecom-bot", "dingtalk", "feishu"])
async def test_what_a_group_is_not_for(embedded_database: str, variant: str) -> None:
    """§4.9: anything else said to us there, and what we would have to ask back, gets one line that says where to say
    it; a bare mention gets none."""
    async with running_company(variant, embedded_database) as company:
        zhangsan = company["张三"]
        await zhangsan.says("你觉得今天天气怎么样", group="销售群")
        answer = await zhangsan.sees_only("私聊我说就行，群里别人会看到")
        assert answer.chat == "销售群"
        await zhangsan.says(" ", group="销售群")
        await zhangsan.sees_nothing()
        laowu = company["老吴"]
        await laowu.says("/规则 逾期", group="销售群")
        await laowu.sees_only("私聊我说就行，群里别人会看到")


@pytest.mark.parametrize("variant", ["dingtalk", "feishu"])
async def test_a_question_in_a_group_is_answered_in_private(embedded_database: str, variant: str) -> None:
    """§4.9: 「私聊发你了。」 in the group, the answer to the person alone."""
    async with running_company(variant, embedded_database) as company:
        await company.has_customer("宁波东方精工", owner="张三", phone="13912345678")
        zhangsan, lisi = company.people("张三", "李四")
        await zhangsan.says("查 东方精工", group="销售群")
        await zhangsan.sees("私聊发你了")
        private = await zhangsan.sees("宁波东方精工", "139****5678")
        assert private.chat == ""
        assert all("东方精工" not in message.text for message in lisi.messages())


async def test_a_voice_message_that_nobody_can_read(embedded_database: str) -> None:
    """A6, §4.10: without a speech service it says so and what to do instead."""
    async with running_company("wecom", embedded_database, speech={}) as company:
        zhangsan = company["张三"]
        await zhangsan.speaks(SEED)
        await zhangsan.sees_only("还没接语音转文字")
        assert await company.count(FollowUpRow) == 0


async def test_feishu_recognises_speech_where_it_may(embedded_database: str) -> None:
    """A6, §4.10: without a service of our own Feishu's is used; when Feishu refuses, it is asked once, and no more."""
    refusal = {"code": 99991672, "msg": "Access denied. One of the following scopes is required"}
    async with running_company("feishu", embedded_database, speech={}) as company:
        await company.has_customer("A公司", owner="张三", contacts=["王总"])
        zhangsan = company["张三"]
        await zhangsan.speaks(SEED)
        await zhangsan.sees("听到：", "待确认", "A公司")
        path = "/open-apis/speech_to_text/v1/speech/file_recognize"
        company.stand_in.faults.order(Fault(path, times=1, status=400, answer=refusal))
        for _ in range(2):
            await zhangsan.speaks(SEED)
            await zhangsan.sees_only("还没接语音转文字")


async def test_a_spoken_lead(company: Company) -> None:
    """A6: what is spoken is taken as if it had been typed."""
    zhangsan = company["张三"]
    await zhangsan.speaks("新线索，13912345678，宁波东方精工，初步沟通")
    await zhangsan.sees("已保存：宁波东方精工 · 139****5678 · 初步沟通")


async def test_nobody_from_outside(company: Company) -> None:
    """§4.9, INTERFACES «People»: somebody whom the directory doesn't know gets one sentence, and nothing is kept."""
    company.world.join("stranger", "路人", "访客")
    paths = {"wecom": "user/get", "dingtalk": "user/get", "feishu": "*/contact/v3/users/*"}
    answers: dict[str, tuple[int, dict[str, object]]] = {
        "wecom": (200, {"errcode": 60111, "errmsg": "userid not found"}),
        "dingtalk": (200, {"errcode": 60121, "errmsg": "找不到该用户"}),
        "feishu": (400, {"code": 99992351, "msg": "not a valid open_id"}),
    }
    company.stand_in.faults.order(Fault(paths[company.platform], 5, *answers[company.platform]))
    stranger = company["路人"]
    await stranger.says(LINE)
    await stranger.sees_only("这里只服务公司同事")
    assert await company.count(LeadRow) == 0


@pytest.mark.parametrize("variant", ["dingtalk", "dingtalk-http"])
async def test_a_group_member_from_outside_hears_one_sentence_once(variant: str, embedded_database: str) -> None:
    """§4.9, A1: whom DingTalk gives no staff id hears it once in each group; his words are kept nowhere."""
    async with running_company(variant, embedded_database) as company:
        lisi = company["李四"]
        for sender, text, group in (("外人", LINE, "甲群"), ("外人", "在吗", "甲群"), ("外人", "在吗", "乙群")):
            await company.stand_in.say_from_outside(sender, text, group)
        await until(lambda: lisi.count("这里只服务公司同事。") == 2, "one sentence in each of the two groups")
        await company.settles()
        assert len(lisi.news()) == 2
        assert await company.count(LeadRow) == 0
        stored = await company.read(lambda session: list(session.scalars(select(InboxEvent.payload))))
        assert not any("宁波东方精工" in payload or "在吗" in payload for payload in stored)


async def test_a_talk_with_a_colleague_is_no_follow_up(wecom: Company) -> None:
    """A7: 李四 is one of us; what he and 张三 said of a customer is no contact with it."""
    await wecom.has_customer("恒瑞", owner="张三", contacts=["李总"])
    zhangsan = wecom["张三"]
    await zhangsan.says("跟李四聊了一下恒瑞的报价，他说他来跟")
    await zhangsan.sees("恒瑞", without=("待确认",))
    await zhangsan.says("跟李总聊了一下交期")
    await zhangsan.sees("待确认", "恒瑞")
