"""Scenario 2: a colleague tells a customer that somebody has already."""

from __future__ import annotations

from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company
from tests.scenarios.person import Person
from tests.scenarios.test_lead import balance

HENGRUI = "上海恒瑞医疗科技有限公司"
ODD_SPELLING = "新线索 13800001111 恒瑞医疗科技(上海) 需求确认"


async def hengrui_is_known(company: Company) -> int:
    """C1 of SCENARIOS.md."""
    return await company.has_customer(HENGRUI, owner="张三", phone="13800001111", contacts=["李总"])


async def is_stopped(lisi: Person) -> None:
    """李四 hears who has the customer, and nothing else of it."""
    card = await lisi.sees(f"疑似已有客户:{HENGRUI}(手机号相同),负责人 张三")
    assert [label[:4] for label in lisi.buttons(card)] == ["申请协作", "仍要新建"]
    assert "新建需主管同意" in card.text or "仍要新建（需主管同意）" in card.text
    for secret in ("李总", "13800001111"):
        assert secret not in card.text


async def test_an_odd_spelling_of_a_known_customer(company_any: Company) -> None:
    """F4, F8–F11, F18, I2: the duplicate is stopped before anything is written; a similar name is only hinted at."""
    await hengrui_is_known(company_any)
    lisi = company_any["李四"]
    await lisi.says(ODD_SPELLING)
    await is_stopped(lisi)
    await company_any.settles()
    assert await company_any.count(LeadRow) == 0
    assert await balance(company_any, "李四") == 0

    await lisi.says("新线索 13700002222 上海恒润医疗科技 初步沟通")
    saved = await lisi.sees("已保存：上海恒润医疗科技 · 137****2222 · 初步沟通", "+5 积分（共 5）")
    assert saved.text.count("相近") == 1
    assert await company_any.count(LeadRow) == 1


async def test_of_two_with_one_number_ones_own_is_meant(wecom: Company) -> None:
    """F8, F18: created with a manager's approval, a second customer has the number, too; its owner is told of his."""
    await hengrui_is_known(wecom)
    await wecom.has_customer("恒瑞医疗上海分公司", owner="李四", phone="13800001111")
    zhangsan, lisi = wecom.people("张三", "李四")
    await lisi.says("新线索 13800001111 恒瑞上海 需求确认")
    await lisi.sees("你已经有这个客户：恒瑞医疗上海分公司", without=(HENGRUI,))
    await zhangsan.says("新线索 13800001111 恒瑞上海 需求确认")
    await zhangsan.sees(f"你已经有这个客户：{HENGRUI}")
    await wecom["小林"].says("新线索 13800001111 恒瑞上海 需求确认")
    await wecom["小林"].sees("疑似已有客户", "手机号相同")
