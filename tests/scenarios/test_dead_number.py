"""空号: a lead whose number is dead counts no more, until it has a number that works (A15, E1)."""

from __future__ import annotations

import pytest

from crm_core.audit.model import AuditRow
from crm_core.points import queries as points
from tests.scenarios.company import Company, employee_named
from tests.scenarios.test_lead import LINE

DEAD = "宁波东方精工 的号码是空号，−5 积分（共 0）"


async def balance(company: Company) -> int:
    return await company.read(lambda s: points.balance(s, employee_named(s, "张三").id))


@pytest.mark.parametrize(
    "words", ["空号", "打过去是空号", "13912345678 是空号", "东方精工的电话是空号", "东方精工空号了"]
)
async def test_a_dead_number_takes_the_points_back(wecom: Company, words: str) -> None:
    """A15, E1: by number, by name or of the lead just saved; told twice it is one entry, and on record."""
    zhangsan = wecom["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存", "+5 积分（共 5）")
    await zhangsan.says(words)
    await zhangsan.sees(DEAD)
    await zhangsan.says(words)
    await zhangsan.sees("宁波东方精工 的号码是空号。有新号码直接发我")
    assert await balance(wecom) == 0
    assert await wecom.count(AuditRow, AuditRow.__table__.c.act == "number_found_dead") == 1
    await zhangsan.says("积分")
    await zhangsan.sees("宁波东方精工 空号，冲回", "−5")


async def test_a_new_number_earns_again(company: Company) -> None:
    """A15, E1: the new number may be sent at once; the customer's card names the dead one until then."""
    zhangsan = company["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await zhangsan.says("东方精工空号")
    await zhangsan.sees(DEAD)
    await zhangsan.says("查 东方精工")
    await zhangsan.sees("139****5678（空号）")
    await zhangsan.says("空号")
    await zhangsan.sees("有新号码直接发我")
    await zhangsan.says("13912345679")
    await zhangsan.sees("手机号 139****5678 → 139****5679")
    assert await balance(company) == 5
    await zhangsan.says("查 东方精工")
    await zhangsan.sees("139****5679", without=("空号",))


async def test_marked_by_mistake(wecom: Company) -> None:
    """A15, E1: 「不是空号」 gives the points back."""
    zhangsan = wecom["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await zhangsan.says("空号")
    await zhangsan.sees(DEAD)
    await zhangsan.says("不是空号")
    await zhangsan.sees_only("改回来了：宁波东方精工 的号码能用，+5 积分（共 5）")
    assert await balance(wecom) == 5


async def test_a_number_of_nobody(wecom: Company) -> None:
    """I2: a lead that is not there and one of a colleague are answered alike."""
    zhangsan, lisi = wecom.people("张三", "李四")
    await lisi.says(LINE)
    await lisi.sees("已保存")
    for words in ("13912345678是空号", "13700001234 空号", "没听过的公司空号", "空号"):
        await zhangsan.says(words)
        await zhangsan.sees_only("没找到这是哪条线索")
    assert await wecom.read(lambda s: points.balance(s, employee_named(s, "李四").id)) == 5
