"""Several leads, one after the other and in one message: each is its own, and none is lost (A1, 4.2)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company

_LEADS = table(LeadRow)


def leads_in_order(session: Session) -> list[tuple[str, str, str, int | None]]:
    """Company, number, stage and contact of every lead, in the order in which they were saved."""
    query = select(_LEADS.c.company, _LEADS.c.phone, _LEADS.c.stage, _LEADS.c.contact_id).order_by(_LEADS.c.id)
    return [(row.company, row.phone, row.stage, row.contact_id) for row in session.execute(query)]


async def test_two_leads_in_one_message(company: Company) -> None:
    """A1: each has its own stage; 「录两条」 is two records, two cards and ten points."""
    zhangsan = company["张三"]
    await zhangsan.says("录两条：13912345681 温州康达 初步沟通；13912345682 台州精工 需求确认")
    await zhangsan.sees("已保存：温州康达 · 139****5681 · 初步沟通")
    await zhangsan.sees("已保存：台州精工 · 139****5682 · 需求确认", "+5 积分（共 10）")
    assert await company.read(leads_in_order) == [
        ("温州康达", "13912345681", "初步沟通", None),
        ("台州精工", "13912345682", "需求确认", None),
    ]


async def test_a_list_of_leads_where_two_lack_a_stage(wecom: Company) -> None:
    """A1, 3.2: what is whole is saved, one question is asked, and the other lead waits by name."""
    zhangsan = wecom["张三"]
    await zhangsan.says("1. 温岭泵业 13912345691 报价谈判\n2. 玉环阀门 13912345692\n3. 路桥模具 13912345693")
    await zhangsan.sees("已保存：温岭泵业", "路桥模具 也还缺内容，回「接着答」")
    await zhangsan.sees("还缺阶段")
    await zhangsan.says("1")
    await zhangsan.sees("已保存：玉环阀门", "还有 1 个问题没答：还缺阶段", "（路桥模具）")
    await zhangsan.says("接着答")
    await zhangsan.sees("还缺阶段", "（路桥模具）")
    await zhangsan.says("2")
    await zhangsan.sees("已保存：路桥模具 · 139****5693 · 需求确认", without=("没答",))


async def test_the_next_customer_while_one_is_being_asked_for(wecom: Company) -> None:
    """A1, 4.2: a lead that is told while another lacks its stage takes nothing from it, and the first waits."""
    zhangsan = wecom["张三"]
    await zhangsan.says("展会上认识的 湖州蓝天 王经理 13912345684")
    await zhangsan.sees("还缺阶段")
    await zhangsan.says("13912345685 西门子中国 初步沟通")
    await zhangsan.sees("已保存：西门子中国 · 139****5685", "还有 1 个问题没答：还缺阶段", "（湖州蓝天）")
    await zhangsan.says("接着答")
    await zhangsan.sees("还缺阶段", "（湖州蓝天）")
    await zhangsan.says("需求确认")
    await zhangsan.sees("已保存：湖州蓝天 · 139****5684 · 需求确认")
    (siemens, lantian) = await wecom.read(leads_in_order)
    assert siemens[3] is None
    assert lantian[3] is not None


async def test_the_next_customer_without_a_usable_number(wecom: Company) -> None:
    """A1, A15: another company's 400 number or none at all never takes the number of the lead that waits."""
    zhangsan = wecom["张三"]
    await zhangsan.says("展会上认识的 湖州蓝天 王经理 13912345684")
    await zhangsan.sees("还缺阶段")
    await zhangsan.says("400-800-1234 无锡大华 初步沟通")
    await zhangsan.sees("位，手机号是 11 位", without=("已保存",))
    assert await wecom.read(leads_in_order) == []
    await zhangsan.says("13912345685")
    await zhangsan.sees("已保存：无锡大华 · 139****5685 · 初步沟通", "（湖州蓝天）")


async def test_a_lead_and_a_visit_in_one_message(company: Company) -> None:
    """A1, C1: the lead is saved without the visit's contact, the visit waits for 确认; neither is lost."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says("新线索 13912345690 宁波安达 初步沟通；下午拜访了A公司王总，聊了新产品，他下周给反馈")
    await zhangsan.sees("已保存：宁波安达 · 139****5690 · 初步沟通")
    await zhangsan.sees("拜访", "A公司", "等王总给反馈")
    assert await company.read(leads_in_order) == [("宁波安达", "13912345690", "初步沟通", None)]
    assert await company.count(FollowUpRow) == 0
    await zhangsan.says("确认")
    await zhangsan.sees("已写入 1 条跟进：A公司")


async def test_kept_without_a_company(wecom: Company) -> None:
    """3.2: 先记着 names what is really missing."""
    zhangsan = wecom["张三"]
    await zhangsan.says("新线索 13912345688 初步沟通")
    await zhangsan.sees("还缺企业名称")
    await zhangsan.says("先记着")
    await zhangsan.sees("存成草稿了，今天 18:00 提醒你补企业名称")
    zhangsan.looks_away()
    await wecom.sets_clock("2026-03-02T18:00:10+08:00")
    await zhangsan.sees("139****5688 还没存成线索")
