"""催办 by mistake, taken back: the message leaves the rep's chat where its platform allows it (§4.5)."""

from __future__ import annotations

from adapters.emulator.records import Seen
from crm_core.audit.model import AuditRow
from tests.scenarios.company import Company, until
from tests.scenarios.person import Person

ASKED = "想知道苏州明远的情况"
TOO_LATE = {
    "wecom": {"path": "/cgi-bin/message/recall", "answer": {"errcode": 42052, "errmsg": "recall out of time"}},
    "dingtalk": {
        "path": "/v1.0/robot/otoMessages/batchRecall",
        "answer": {"successResult": [], "failedResult": {"k": "超过可撤回时间"}},
    },
    "feishu": {"path": "/open-apis/im/v1/messages/*", "status": 400, "answer": {"code": 230009, "msg": "expired"}},
}


async def times_in_the_audit(company: Company, act: str) -> int:
    """How often this is in the audit."""
    return await company.count(AuditRow, AuditRow.__table__.c.act == act)


async def is_nudged(company: Company, chenjingli: Person, zhangsan: Person) -> Seen:
    """张三 is asked about 苏州明远; returns the manager's answer card."""
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    await chenjingli.says("逾期")
    await chenjingli.sees("苏州明远")
    await chenjingli.presses("催办")
    answer = await chenjingli.sees("已催张三：苏州明远")
    await zhangsan.sees(ASKED)
    return answer


async def test_several_nudges_are_taken_back_as_one(company_any: Company) -> None:
    """§4.5: both reps' messages go; a card that can only change says who took it back, and asks nothing any more."""
    company = company_any
    zhangsan, lisi, chenjingli = company.people("张三", "李四", "陈经理")
    await company.has_lead("华东阀门", owner="李四", phone="13900010002", hours_ago=40)
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    await chenjingli.says("逾期")
    await chenjingli.sees("苏州明远", "华东阀门")
    await chenjingli.says("催办")
    await chenjingli.sees("已催", "苏州明远", "华东阀门")
    await zhangsan.sees(ASKED)
    await lisi.sees("想知道华东阀门的情况")

    await chenjingli.says("撤销")
    await chenjingli.sees("已撤销催办", "苏州明远", "华东阀门")
    await company.settles()
    for rep in (zhangsan, lisi):
        assert rep.count("想知道") == 0
        left = rep.messages()[-1]
        if company.variant == "dingtalk-card":
            assert "已撤销 · 陈经理" in left.text
            assert rep.buttons(left) == []
        else:
            assert left.state == "recalled"
    assert await times_in_the_audit(company, "nudge_recalled") == 2

    await chenjingli.says("催一下苏州明远")
    await chenjingli.sees("已催张三：苏州明远")
    await zhangsan.sees(ASKED)


async def test_the_button_under_the_answer_takes_it_back(company: Company) -> None:
    """§4.5: once; a second press changes nothing."""
    zhangsan, chenjingli = company.people("张三", "陈经理")
    answer = await is_nudged(company, chenjingli, zhangsan)
    await chenjingli.presses("撤销", on=answer)
    await chenjingli.sees("已撤销催办", "苏州明远")
    await until(lambda: zhangsan.count(ASKED) == 0, "the message has left the chat")
    await chenjingli.says("撤销")
    await chenjingli.sees("最近 24 小时没有能撤销的")


async def test_an_answered_nudge_stays_and_can_be_corrected(company: Company) -> None:
    """§4.5: what the rep has dealt with is not taken from him; a correction goes out when the manager wants one."""
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await is_nudged(company, chenjingli, zhangsan)
    await zhangsan.presses("说明原因")
    await zhangsan.sees("怎么回事")
    await zhangsan.says("客户出国，3月9日回")
    await zhangsan.sees("好，已告诉主管")
    await chenjingli.sees("客户出国")

    await chenjingli.says("撤销")
    await chenjingli.sees("苏州明远：发出去的收不回。需要的话我再发一条更正。")
    assert zhangsan.count(ASKED) == 1
    zhangsan.looks_away()
    await chenjingli.presses("发更正")
    await chenjingli.sees("更正已发：苏州明远")
    await zhangsan.sees("更正：陈经理刚才催苏州明远是点错了")
    assert await times_in_the_audit(company, "nudge_stays") == 1
    assert await times_in_the_audit(company, "nudge_recalled") == 0


async def test_a_day_later_it_is_too_late(company: Company) -> None:
    """§4.5: the old button is still there, and the answer says kindly that it stays."""
    zhangsan, chenjingli = company.people("张三", "陈经理")
    answer = await is_nudged(company, chenjingli, zhangsan)
    await company.later(hours=25)
    await chenjingli.presses("撤销", on=answer)
    # In DingTalk's Markdown a button speaks its word, and the word is for what is younger.
    is_word = company.platform == "dingtalk"
    await chenjingli.sees("最近 24 小时没有能撤销的" if is_word else "发出去的收不回。需要的话我再发一条更正。")
    assert zhangsan.count(ASKED) == 1


async def test_where_the_platform_refuses_the_card_is_closed_or_the_manager_hears_it(company: Company) -> None:
    """§4.5: the company's own window may be shorter; DingTalk's Markdown can't be changed either."""
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await is_nudged(company, chenjingli, zhangsan)
    zhangsan.looks_away()
    await company.controls(f"{company.platform}/fail", {"times": 1, **TOO_LATE[company.platform]})
    await chenjingli.says("撤销")
    await chenjingli.sees("已撤销催办：苏州明远")
    if company.platform == "dingtalk":
        await chenjingli.sees("苏州明远：发出去的收不回。需要的话我再发一条更正。")
        assert zhangsan.count(ASKED) == 1
        return
    closed = await zhangsan.sees("已撤销 · 陈经理")
    assert not [button for button in closed.buttons if not button.disabled]


async def test_a_nudge_that_waits_for_the_morning_never_leaves(wecom_at_night: Company) -> None:
    """§4.11: within quiet hours nothing has been sent yet, so there is nothing to recall."""
    company = wecom_at_night
    zhangsan, chenjingli = company.people("张三", "陈经理")
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=44)
    await chenjingli.says("催一下苏州明远")
    await chenjingli.sees("已催张三：苏州明远")
    await chenjingli.says("撤销")
    await chenjingli.sees("已撤销催办：苏州明远")
    assert await times_in_the_audit(company, "nudge_recalled") == 1
    await company.later(hours=10)
    assert zhangsan.count(ASKED) == 0


async def test_nobody_takes_back_what_another_manager_sent(wecom: Company) -> None:
    """§4.5: 撤销 is for one's own acts."""
    zhangsan, chenjingli, zhouzong = wecom.people("张三", "陈经理", "周总")
    await is_nudged(wecom, chenjingli, zhangsan)
    await zhouzong.says("撤销")
    await zhouzong.sees("最近 24 小时没有能撤销的")
    assert zhangsan.count(ASKED) == 1
