"""A colleague leaves: his manager decides about his customers; what comes back when he does (I23; 3.23)."""

from __future__ import annotations

from adapters.emulator.faults import Fault
from crm_core.audit.model import AuditRow
from crm_core.customers.queries import customers_owned
from crm_core.database.outbox import OutboxMessage
from crm_core.follow_ups.model import DraftRow
from crm_core.organisation.model import EmployeeRow
from crm_core.organisation.queries import active_employees
from tests.scenarios.company import NINE, Company, employee_named, leaves
from tests.scenarios.test_lead import LINE


async def zhangsan_leaves(company: Company) -> None:
    """张三 goes with three customers, one of them late."""
    await company.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    await company.has_lead("华东阀门", owner="张三", phone="13900010002", hours_ago=3)
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    await leaves(company, "张三")


async def owned(company: Company, name: str) -> list[str]:
    """Names of the customers of a colleague who is here."""
    found = await company.read(lambda s: customers_owned(s, employee_named(s, name).id))
    return sorted(one.name for one in found)


async def test_all_to_one_colleague(company: Company) -> None:
    """I23, H8: asked at once, with who has room; given with one tap, told to the new owner, taken back as one."""
    await zhangsan_leaves(company)
    lisi, chenjingli = company.people("李四", "陈经理")
    await chenjingli.sees("张三名下 3 个客户待交接（1 个有逾期）", "先看A公司：30 天没联系")
    await chenjingli.presses("全部转给李四")
    await chenjingli.sees("A公司、苏州明远、华东阀门 已转给 李四")
    await lisi.sees("张三的 3 个客户到你名下，阶段、联系人、记录都没变", "A公司", "苏州明远")
    assert await owned(company, "李四") == ["A公司", "华东阀门", "苏州明远"]
    assert await company.count(AuditRow, AuditRow.__table__.c.act == "customer_transferred") == 3
    await chenjingli.says("撤销")
    await chenjingli.sees("已还给张三，3 个客户都回来了")
    assert await owned(company, "李四") == []
    await company.sets_clock("2026-03-03T09:00:30+08:00")
    await chenjingli.sees("张三名下 3 个客户待交接")


async def test_one_by_one(company: Company) -> None:
    """I23: each to whom the manager wants; asked again every work day until the last one is given."""
    await zhangsan_leaves(company)
    chenjingli = company["陈经理"]
    await chenjingli.sees("张三名下 3 个客户待交接")
    await chenjingli.presses("逐个看")
    await chenjingli.sees("张三的客户 3 个", "A公司", "苏州明远", "华东阀门")
    await chenjingli.says("①转给")
    await chenjingli.sees("A公司", "转给谁")
    await chenjingli.chooses("李四", then="转给")
    await chenjingli.sees("转给 李四？")
    await chenjingli.presses("确认")
    await chenjingli.sees("A公司 已转给 李四")
    await company.sets_clock("2026-03-03T09:00:30+08:00")
    await chenjingli.sees("张三名下 2 个客户待交接")
    await chenjingli.says("把张三的客户都转给李四")
    await chenjingli.sees("张三的 2 个客户转给 李四？")
    await chenjingli.presses("确认")
    await chenjingli.sees("已转给 李四")
    assert len(await owned(company, "李四")) == 3
    asked = chenjingli.count("待交接")
    await company.sets_clock("2026-03-04T09:00:30+08:00")
    assert chenjingli.count("待交接") == asked
    await chenjingli.says("交接")
    await chenjingli.sees_only("没有等交接的客户")


async def test_whoever_takes_them(company: Company) -> None:
    """3.4, I23: 公海 shows names only; who takes one has it; a duplicate of one is offered; 撤销 closes it again."""
    await zhangsan_leaves(company)
    lisi, chenjingli = company.people("李四", "陈经理")
    await chenjingli.sees("待交接")
    await chenjingli.presses("放进公海")
    await chenjingli.sees("张三的 3 个客户进了公海")
    await lisi.sees("公海里新到 3 个客户")
    await lisi.says("查 苏州明远")
    await lisi.sees_only("没有权限，或没有这条记录")
    await lisi.says("公海")
    await lisi.sees("公海 3 个", "A公司", "苏州明远")
    await lisi.says("领取 苏州明远")
    await lisi.sees("苏州明远 归你了")
    await lisi.says("新线索 13900010002 华东阀门 初步沟通")
    await lisi.sees("华东阀门在公海里，可以直接领取")
    await lisi.presses("领取")
    await lisi.sees("华东阀门 归你了")
    assert await owned(company, "李四") == ["华东阀门", "苏州明远"]
    await chenjingli.says("撤销")
    await chenjingli.sees("张三的 1 个客户从公海收回来了")
    await lisi.says("公海")
    await lisi.sees_only("公海里现在没有客户")


async def test_another_team_has_no_part_in_it(wecom: Company) -> None:
    """I2, I3: 公海 is the team's; neither reps of other teams nor the reps themselves may decide."""
    await zhangsan_leaves(wecom)
    lisi, xiaolin, chenjingli = wecom.people("李四", "小林", "陈经理")
    await chenjingli.sees("待交接")
    await lisi.says("交接")
    await lisi.sees_only("没有权限，或没有这条记录")
    await chenjingli.presses("放进公海")
    await chenjingli.sees("进了公海")
    await xiaolin.says("公海")
    await xiaolin.sees_only("公海里现在没有客户")
    await xiaolin.says("领取 苏州明远")
    await xiaolin.sees_only("没有权限，或没有这条记录")


async def test_a_leaver_whom_nobody_leads(wecom: Company) -> None:
    """I23, I25: the admin is told, names a manager, and he is asked at once."""
    await wecom.has_customer("A公司", owner="周总")
    chenjingli, laowu = wecom.people("陈经理", "老吴")
    await leaves(wecom, "周总")
    await laowu.sees("周总离职了，名下 1 个客户没有主管可问")
    await laowu.says("/成员 周总 主管 小林")
    await laowu.sees("无 → 小林")
    await laowu.presses("启用")
    await laowu.sees("已启用：周总 主管 → 小林")
    await wecom["小林"].sees("周总名下 1 个客户待交接")
    assert chenjingli.count("待交接") == 0


async def test_nothing_is_sent_to_a_leaver(wecom: Company) -> None:
    """I23: what waits for him is dropped with his access, his drafts stay on record."""
    await wecom.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = wecom["张三"]
    await zhangsan.says("今天拜访了A公司王总，聊了新产品，周四前把方案发给他")
    await zhangsan.sees("待确认")
    messages = OutboxMessage.__table__
    waits = messages.update().where(messages.c.user_id == "zhangsan")
    later = NINE.replace(hour=12)
    await wecom.write(lambda s: s.execute(waits.values(state="waiting", not_before=later)))
    await leaves(wecom, "张三")
    assert await wecom.count(OutboxMessage, messages.c.user_id == "zhangsan", messages.c.state == "waiting") == 0
    assert await wecom.count(DraftRow, DraftRow.__table__.c.state == "open") == 1
    seen = len(zhangsan.messages())
    await wecom.sets_clock("2026-03-05T09:00:30+08:00")
    assert len(zhangsan.messages()) == seen


async def test_a_leaver_who_comes_back(company: Company) -> None:
    """I23: what was not handed over is his again; what was is not; the manager's old card does nothing any more."""
    await zhangsan_leaves(company)
    chenjingli = company["陈经理"]
    card = await chenjingli.sees("待交接")
    await chenjingli.says("把苏州明远转给李四")
    await chenjingli.sees("转给 李四？")
    await chenjingli.presses("确认")
    await chenjingli.sees("苏州明远 已转给 李四")
    company.world.join("zhangsan", "张三", "销售", manager="chenjingli")
    zhangsan = company["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存：宁波东方精工")
    assert await owned(company, "张三") == ["A公司", "华东阀门", "宁波东方精工"]
    assert await company.count(AuditRow, AuditRow.__table__.c.act == "employee_returned") == 1
    assert await company.count(EmployeeRow, EmployeeRow.__table__.c.name == "张三") == 1
    await chenjingli.presses("全部转给李四", on=card)
    await chenjingli.sees("已经处理过了")
    assert len(await owned(company, "张三")) == 3


EMPTIED = {
    "wecom": ("/cgi-bin/user/list", {"errcode": 0, "errmsg": "ok", "userlist": []}),
    "dingtalk": ("/topapi/v2/user/list", {"errcode": 0, "errmsg": "ok", "result": {"has_more": False, "list": []}}),
    "feishu": ("/open-apis/contact/v3/users/find_by_department", {"code": 0, "data": {"has_more": False, "items": []}}),
}


async def test_a_scope_that_was_emptied_is_no_leaving_of_all(company: Company) -> None:
    """I23, J24: nobody loses his access by a slip in the console; the admin hears that the reading went wrong."""
    company.faults_expected = True
    path, nobody = EMPTIED[company.platform]
    company.stand_in.faults.order(Fault(path, times=20, status=200, answer=nobody))
    await company.sets_clock("2026-03-03T03:11:00+08:00")
    zhangsan, laowu = company.people("张三", "老吴")
    await laowu.sees("「读通讯录」这次没做成")
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存：宁波东方精工")


async def test_who_sits_in_a_department_that_is_not_shown_has_not_left(wecom: Company) -> None:
    """I23, I25: an app may see a colleague and not his department; the report tells what was skipped."""
    hidden = {"errcode": 60011, "errmsg": "no privilege to access/modify contact/party/agent"}
    wecom.stand_in.faults.order(Fault("/cgi-bin/user/list", times=2, status=200, answer=hidden))
    wecom.world.leave("xiaolin")
    await wecom.sets_clock("2026-03-03T03:11:00+08:00")
    laowu = wecom["老吴"]
    await laowu.says("/状态")
    await laowu.sees("企业微信通讯录 5 人", "离开 1 人：小林", "的成员读不了（60011），跳过")
    assert {one.name for one in await wecom.read(active_employees)} == {"张三", "李四", "陈经理", "周总", "老吴"}
