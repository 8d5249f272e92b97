"""A pronoun in one message means whom the message before was about (C1, CONVERSATION §4.2)."""

from __future__ import annotations

import pytest

from tests.scenarios.company import Company
from tests.scenarios.person import Person
from tests.scenarios.test_corrections import written


async def has_written(company: Company) -> Person:
    """张三 has written a visit to 恒瑞."""
    await company.has_customer("上海恒瑞医疗科技有限公司", owner="张三", contacts=["李总"])
    await company.has_customer("华星", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says("今天拜访了恒瑞李总，聊了交期")
    await zhangsan.sees("待确认")
    await zhangsan.says("全部确认")
    await zhangsan.sees("已写入 1 条跟进")
    return zhangsan


async def test_he_called_again(company: Company) -> None:
    """C1: a contact of its own, of the customer told of last, with his own words as what supports it."""
    zhangsan = await has_written(company)
    await zhangsan.says("他刚又来电话了，说下周三可以签合同")
    await zhangsan.sees("待确认", "上海恒瑞医疗科技有限公司", "李总", "「他」", "签合同")
    await zhangsan.says("确认")
    await zhangsan.sees("已写入 1 条跟进")
    (again, before) = await written(company)
    assert (again.customer_id, again.contact_id, again.channel) == (before.customer_id, before.contact_id, "inbound")
    assert (before.channel, before.topics) == ("visit", ["交期"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("今天又去了一趟，没见到人", "拜访未遇"),
        ("下午又打了个电话，没接", "电话未接通"),
        ("晚上又跟他吃了饭，说预算有80万", "80 万"),
    ],
)
async def test_the_same_customer_again(wecom: Company, words: str, told: str) -> None:
    """C1, §4.6: a further contact changes nothing in the record before."""
    zhangsan = await has_written(wecom)
    await zhangsan.says(words)
    await zhangsan.sees("待确认", "恒瑞", told, without=("→",))
    assert len(await written(wecom)) == 1


@pytest.mark.parametrize("words", ["他今天没空", "后来就回家了", "今天又下雨了"])
async def test_what_tells_no_contact(wecom: Company, words: str) -> None:
    """Never an invented record: neither a draft nor a change."""
    zhangsan = await has_written(wecom)
    await zhangsan.says(words)
    await wecom.settles()
    assert zhangsan.count("待确认") == 0


async def test_half_an_hour_later_nobody_is_meant(wecom: Company) -> None:
    """§4.6: by then «he» may be anybody."""
    zhangsan = await has_written(wecom)
    await wecom.later(minutes=31)
    await zhangsan.says("他刚又来电话了，说下周三可以签合同")
    await zhangsan.sees("可以这样说")
