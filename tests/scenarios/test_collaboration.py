"""Somebody else has the customer: reading together, a second record with a manager's agreement (CONVERSATION 3.4)."""

from __future__ import annotations

from crm_core.access.model import ShareRow
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company
from tests.scenarios.test_duplicate import HENGRUI, ODD_SPELLING, hengrui_is_known
from tests.scenarios.test_lead import balance


async def test_the_owner_lets_a_colleague_read(company: Company) -> None:
    """F18, I2, I4: 申请协作 → 同意只读: 李四 may look, and writes nothing to the customer."""
    await hengrui_is_known(company)
    zhangsan, lisi = company.people("张三", "李四")
    await lisi.says("查 恒瑞")
    await lisi.sees_only("没有权限，或没有这条记录")
    await lisi.says(ODD_SPELLING)
    await lisi.sees("疑似已有客户")
    await lisi.presses("申请协作")
    await lisi.sees_only("已发给张三，等他回复")
    await zhangsan.sees("李四想协作", HENGRUI)
    await zhangsan.presses("同意只读")
    await zhangsan.sees("已同意只读")
    await lisi.sees("张三同意了", HENGRUI, "能看，不能改")
    assert await company.count(ShareRow) == 1

    await lisi.says("查 恒瑞")
    await lisi.sees(HENGRUI, "负责人 张三", "138****1111")
    await lisi.says("今天拜访了恒瑞李总，聊了新产品")
    await lisi.sees("共享给你看的，不能写：这条只留记录，不挂客户", "待确认")
    await lisi.presses("确认")
    await lisi.sees("已写入 1 条跟进")
    assert await company.count(FollowUpRow, FollowUpRow.__table__.c.customer_id.is_not(None)) == 0
    assert await balance(company, "李四") == 0


async def test_the_owner_refuses(company: Company) -> None:
    """F18, I2: 不同意 is told, and nothing is shown."""
    await hengrui_is_known(company)
    zhangsan, lisi = company.people("张三", "李四")
    await lisi.says(ODD_SPELLING)
    await lisi.sees("疑似已有客户")
    await lisi.presses("申请协作")
    await zhangsan.sees("李四想协作")
    await zhangsan.presses("不同意")
    await lisi.sees("张三没同意协作")
    await lisi.says("查 恒瑞")
    await lisi.sees_only("没有权限，或没有这条记录")
    assert await company.count(ShareRow) == 0


async def test_a_request_that_the_owner_leaves_alone(wecom: Company) -> None:
    """3.4, §4.7: a reminder after 24 hours, once; after 48 it goes to the manager, and both know."""
    await hengrui_is_known(wecom)
    zhangsan, lisi, chenjingli = wecom.people("张三", "李四", "陈经理")
    await lisi.says(ODD_SPELLING)
    await lisi.sees("疑似已有客户")
    await lisi.presses("申请协作")
    await zhangsan.sees("李四想协作")
    await wecom.later(hours=23, minutes=58)
    assert zhangsan.count("李四还在等你的答复") == 0
    await wecom.later(minutes=4)
    await wecom.later(hours=1)
    assert zhangsan.count("李四还在等你的答复") == 1
    await wecom.later(hours=23)
    await lisi.sees("张三还没回复，已转给陈经理")
    await chenjingli.sees("李四想协作", HENGRUI)
    await chenjingli.presses("同意只读")
    await lisi.sees("陈经理同意了")
    assert await wecom.count(ShareRow) == 1


async def test_a_second_record_needs_the_manager(company: Company) -> None:
    """F4, F18, I14: 仍要新建 goes to 陈经理, not to the asker; agreed, it is saved in the asker's name with points."""
    await hengrui_is_known(company)
    lisi, chenjingli = company.people("李四", "陈经理")
    await lisi.says(ODD_SPELLING)
    await lisi.sees("疑似已有客户")
    await lisi.presses("仍要新建")
    await lisi.sees("已提交陈经理审批")
    request = await chenjingli.sees("新建 恒瑞医疗科技(上海)", "李四", "138****1111", "负责人 张三", "手机号相同")
    assert {"同意", "拒绝"} <= set(chenjingli.buttons(request))
    assert await company.count(LeadRow) == 0
    await chenjingli.presses("同意")
    await chenjingli.sees("已同意")
    await lisi.sees("陈经理同意了", "恒瑞医疗科技(上海) · 138****1111 · 需求确认", "+5 积分（共 5）")
    assert await company.count(LeadRow) == 1


async def test_the_manager_refuses_with_a_reason(company: Company) -> None:
    """3.17: 拒绝 asks why, in at most 50 characters, and says it as it was said."""
    await hengrui_is_known(company)
    lisi, chenjingli = company.people("李四", "陈经理")
    await lisi.says(ODD_SPELLING)
    await lisi.sees("疑似已有客户")
    await lisi.presses("仍要新建")
    await chenjingli.sees("新建 恒瑞医疗科技(上海)")
    await chenjingli.presses("拒绝")
    await chenjingli.sees_only("为什么不同意？50 字以内")
    await chenjingli.says("太" * 51)
    await chenjingli.sees_only("写了 51 字，少 1 个字就行")
    await chenjingli.says("先跟张三商量一下")
    await chenjingli.sees("已拒绝")
    await lisi.sees("陈经理没同意：先跟张三商量一下")
    assert await company.count(LeadRow) == 0


async def test_a_request_runs_out_after_48_hours(wecom: Company) -> None:
    """§4.7: void for both, each in his own words; 同意 afterwards does nothing."""
    await hengrui_is_known(wecom)
    lisi, chenjingli = wecom.people("李四", "陈经理")
    await lisi.says(ODD_SPELLING)
    await lisi.sees("疑似已有客户")
    await lisi.presses("仍要新建")
    request = await chenjingli.sees("新建 恒瑞医疗科技(上海)")
    await wecom.later(hours=24, minutes=2)
    assert chenjingli.count("李四还在等你的答复") == 1
    await wecom.later(hours=24)
    await lisi.sees("48 小时没有回应，已作废")
    await chenjingli.sees("李四的申请 48 小时没人处理，已作废")
    await chenjingli.presses("同意", on=request)
    await chenjingli.sees("已经处理过了")
    assert await wecom.count(LeadRow) == 0


async def test_somebody_elses_request_is_not_ones_own_to_decide(feishu: Company) -> None:
    """I5, §2.4: a button of another person's card, replayed, is refused and nothing happens."""
    await hengrui_is_known(feishu)
    lisi, chenjingli, zhangsan = feishu.people("李四", "陈经理", "张三")
    await lisi.says(ODD_SPELLING)
    await lisi.sees("疑似已有客户")
    await lisi.presses("仍要新建")
    await chenjingli.sees("新建 恒瑞医疗科技(上海)")
    await zhangsan.says("同意")
    await zhangsan.sees("可以这样说")
    assert await feishu.count(LeadRow) == 0


async def test_ones_own_customer_again(company: Company) -> None:
    """F4, F8: the own number again is stopped; an equal own name with another number asks 「记到这个客户？」."""
    await hengrui_is_known(company)
    zhangsan = company["张三"]
    await zhangsan.says("新线索 13800001111 上海恒瑞 需求确认")
    await zhangsan.sees(f"你已经有这个客户：{HENGRUI}")
    assert await company.count(LeadRow) == 0
    await zhangsan.says(f"新线索 13655556666 {HENGRUI} 需求确认")
    await zhangsan.sees("记到这个客户")
    await zhangsan.presses("记到这个客户")
    await zhangsan.sees("已保存", "136****6666", "+5 积分（共 5）")
    assert await company.count(LeadRow) == 1
