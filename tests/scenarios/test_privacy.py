"""Who sees what: one sentence for «not yours» and «not there», leavers cut off (I2, I3, I13, I23)."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.emulator.faults import Fault
from crm_core.audit.model import AuditRow
from crm_core.database.inbox import InboxEvent
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company, leaves, running_company
from tests.scenarios.test_duplicate import HENGRUI, hengrui_is_known
from tests.scenarios.test_lead import LINE
from tests.words import plain_words


@pytest.mark.parametrize("command", ["查 {}", "历史 {}"])
@pytest.mark.parametrize("who", ["李四", "老吴", "小林"])
async def test_not_yours_is_answered_as_not_there(wecom: Company, who: str, command: str) -> None:
    """I2, I13, rule 9: a colleague's customer and one that does not exist get the same words and the same buttons."""
    await hengrui_is_known(wecom)
    person = wecom[who]
    await person.says(command.format("恒瑞"))
    foreign = await person.sees_only("没有权限，或没有这条记录。要看的话可以找主管")
    await person.says(command.format("不存在的公司"))
    missing = await person.sees_only("没有权限，或没有这条记录。要看的话可以找主管")
    assert plain_words(foreign.text) == plain_words(missing.text)
    assert foreign.buttons == missing.buttons
    assert await wecom.count(AuditRow, AuditRow.__table__.c.act == "refused") == 2


async def test_not_yours_on_every_platform(company: Company) -> None:
    """I2: the same sentence wherever it is asked."""
    await hengrui_is_known(company)
    lisi = company["李四"]
    await lisi.says("查 恒瑞")
    refused = await lisi.sees_only("没有权限，或没有这条记录")
    for secret in (HENGRUI, "张三", "1111", "李总"):
        assert secret not in refused.text


@pytest.mark.parametrize("who", ["陈经理", "周总"])
async def test_whoever_leads_people_sees_their_customers(wecom: Company, who: str) -> None:
    """I3: the whole team below, at any depth."""
    await hengrui_is_known(wecom)
    person = wecom[who]
    await person.says("查 恒瑞")
    await person.sees(HENGRUI, "负责人 张三", "李总", "138****1111")


async def test_no_message_shows_a_whole_number(company: Company) -> None:
    """Rule 5: numbers are masked in everything that is sent."""
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await zhangsan.says("查 东方精工")
    await zhangsan.sees("宁波东方精工", "139****5678")
    await chenjingli.says("查 东方精工")
    await chenjingli.sees("139****5678")
    for person in (zhangsan, chenjingli):
        assert all("13912345678" not in message.text for message in person.messages())


async def test_a_leaver_is_cut_off_at_once(company: Company) -> None:
    """I23: from the event on his account is closed, on record; what he recorded stays the team's, late leads too."""
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    assert company["张三"]
    await leaves(company, "张三")
    assert await company.count(AuditRow, AuditRow.__table__.c.act == "employee_left") == 1
    chenjingli = company["陈经理"]
    await chenjingli.says("逾期")
    await chenjingli.sees("苏州明远")


async def test_a_leaver_gets_no_answer(wecom: Company) -> None:
    """I23: of a message that still comes from his account nothing is kept, and nothing is answered."""
    zhangsan = wecom["张三"]
    await leaves(wecom, "张三")
    await zhangsan.says(LINE)
    await zhangsan.sees_nothing()
    assert await wecom.count(LeadRow) == 0


async def test_a_leavers_buttons_are_dead(wecom: Company) -> None:
    """I23: a card that he still has does nothing any more."""
    await wecom.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = wecom["张三"]
    await zhangsan.says("今天拜访了A公司王总,聊了新产品,他下周给反馈")
    draft = await zhangsan.sees("待确认")
    await leaves(wecom, "张三")
    await zhangsan.taps("确认", draft)
    await wecom.settles()
    assert await wecom.count(FollowUpRow) == 0


async def test_somebody_new_is_looked_up_when_he_first_writes(company: Company) -> None:
    """I25, INTERFACES «People»: taken in at his first message, and his manager sees his records from then on."""
    company.world.join("xiaozhao", "小赵", "销售", manager="chenjingli")
    xiaozhao = company["小赵"]
    await xiaozhao.says(LINE)
    await xiaozhao.sees("已保存：宁波东方精工", "+5 积分（共 5）")
    chenjingli = company["陈经理"]
    await chenjingli.says("查 东方精工")
    await chenjingli.sees("宁波东方精工", "负责人 小赵")


async def test_a_newcomer_of_a_new_manager(company: Company) -> None:
    """I25, I3: those above a newcomer whom we don't know either are looked up with him, up to one whom we know."""
    company.world.join("xinzhuguan", "新主管", "主管", manager="zhouzong", is_leader=True)
    company.world.join("xiaozhao", "小赵", "销售", manager="xinzhuguan")
    await company["小赵"].says(LINE)
    await company["小赵"].sees("已保存：宁波东方精工")
    for above in ("新主管", "周总"):
        await company[above].says("查 东方精工")
        await company[above].sees("宁波东方精工", "负责人 小赵")
    await company["陈经理"].says("查 东方精工")
    await company["陈经理"].sees_only("没有权限，或没有这条记录")


async def test_nothing_of_a_refusal_is_kept_as_a_record(wecom: Company) -> None:
    """I2, I26: the refusal is in the audit log, with no words of the customer."""
    await hengrui_is_known(wecom)
    lisi = wecom["李四"]
    await lisi.says("查 恒瑞")
    await lisi.sees_only("没有权限")
    facts = await wecom.read(
        lambda session: session.scalars(AuditRow.__table__.select().with_only_columns(AuditRow.__table__.c.facts)).all()
    )
    assert all("恒瑞" not in str(one) for one in facts)
    assert await wecom.count(InboxEvent, InboxEvent.__table__.c.state != "done") == 0


async def test_a_number_in_what_was_said_is_shown_masked(company: Company) -> None:
    """I2, rule 5: a report with a whole number comes back masked, and Feishu's audit of numbers lets it pass."""
    if company.platform == "feishu":
        company.stand_in.state.forbids_phones = True  # type: ignore[attr-defined]
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says("今天拜访了A公司王总，他换号了，新号码13812345678，邮箱wang.li@a-gongsi.cn，聊了新产品")
    await zhangsan.sees("待确认", "A公司")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    await zhangsan.says("历史 A公司")
    await zhangsan.sees("A公司")
    seen = "".join(f"{message.text}{message.raw}" for message in zhangsan.messages())
    assert "13812345678" not in seen
    assert "wang.li@" not in seen


MESSAGES = {"feishu": "/open-apis/im/v1/messages", "dingtalk": "*/oToMessages/batchSend"}


@pytest.mark.parametrize(
    ("variant", "refusal", "remedy"),
    [
        (
            "feishu",
            {"code": 230028, "msg": "The messages do NOT pass the audit, ext=contain sensitive data"},
            "数据安全",
        ),
        ("feishu", {"code": 230022, "msg": "The content of the message contains sensitive information"}, "飞书客服"),
        ("dingtalk", {"code": "contain.notAllowed.text", "message": "msg contains inappropriate text"}, "钉钉客服"),
    ],
)
async def test_what_an_audit_keeps_back_is_told_without_its_content(
    embedded_database: str, variant: str, refusal: dict[str, Any], remedy: str
) -> None:
    """I2, J24: the person hears that something was kept back, the admin what can be done about it; once."""
    async with running_company(variant, embedded_database) as company:
        zhangsan, laowu = company.people("张三", "老吴")
        for _ in range(2):
            company.stand_in.faults.order(Fault(MESSAGES[variant], times=1, status=400, answer=refusal))
            await zhangsan.says("积分")
            await zhangsan.sees("内容被安全检查拦下了")
            await company.settles()
            await laowu.sees("拦下了侧记的消息", remedy)
        assert laowu.count("拦下了侧记的消息") == 1
