"""The same things in a person's own words: questions about customers, agreement, corrections (§4.2, §4.6, I2, I3)."""

from __future__ import annotations

import pytest

from crm_core.audit.model import AuditRow
from crm_core.follow_ups.model import FollowUpRow
from tests.scenarios.company import Company
from tests.scenarios.test_duplicate import HENGRUI, hengrui_is_known
from tests.words import plain_words

REFUSED = "没有权限，或没有这条记录。要看的话可以找主管"


@pytest.mark.parametrize(
    "words",
    [
        "查一下恒瑞",
        "帮我查查恒瑞",
        "恒瑞怎么样了",
        "恒瑞现在谁在跟？",
        "查 恒瑞 情况",
        "恒瑞到哪步了？",
        "恒瑞的电话",
        "恒瑞上次聊了啥",
    ],
)
async def test_asks_about_a_customer(wecom: Company, words: str) -> None:
    """B2: the customer's card comes at once, however it is asked for."""
    await hengrui_is_known(wecom)
    await wecom["张三"].says(words)
    await wecom["张三"].sees(HENGRUI, "负责人 张三", "138****1111")


@pytest.mark.parametrize("words", ["李四有哪些客户？", "李四的客户", "看看李四手上有什么客户", "李四名下的线索有哪些"])
async def test_asks_what_a_colleague_has(wecom: Company, words: str) -> None:
    """I2, scenario 8: a rep is refused with the usual sentence, on record; for somebody unknown it is the same."""
    await wecom.has_customer("华星", owner="李四")
    zhangsan = wecom["张三"]
    await zhangsan.says(words)
    refused = await zhangsan.sees_only(REFUSED)
    await zhangsan.says(words.replace("李四", "王五"))
    unknown = await zhangsan.sees_only(REFUSED)
    assert plain_words(refused.text) == plain_words(unknown.text)
    assert await wecom.count(AuditRow, AuditRow.__table__.c.act == "refused") == 2


async def test_asks_what_a_rep_has(company: Company) -> None:
    """I3: whoever leads somebody sees what he has, and so does the rep himself; a line opens the customer."""
    await company.has_customer("华星", owner="李四")
    lisi, chenjingli = company.people("李四", "陈经理")
    await chenjingli.says("李四有哪些客户？")
    await chenjingli.sees("李四有 1 个客户" if company.platform != "wecom" else "李四的客户", "华星")
    await lisi.says("我的客户")
    await lisi.sees("华星")
    await lisi.says("1")
    await lisi.sees("华星", "负责人 李四")
    await company["张三"].says("我的客户")
    await company["张三"].sees_only("你名下还没有客户")


@pytest.mark.parametrize("words", ["谁还没跟进", "哪些线索没跟？", "还有谁没跟进"])
async def test_asks_who_has_not_followed_up(wecom: Company, words: str) -> None:
    """D1: a manager need not know the word 逾期."""
    await wecom.has_lead("华东阀门", owner="李四", phone="13900010002", hours_ago=30)
    await wecom["陈经理"].says(words)
    await wecom["陈经理"].sees("未跟进超24小时", "华东阀门")


@pytest.mark.parametrize("words", ["对", "好的", "没问题", "可以", "OK", "是的，", "记上吧", "写入"])
async def test_agrees_right_under_the_draft(wecom: Company, words: str) -> None:
    """C1, A14: plain agreement under the draft is 确认."""
    await wecom.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = wecom["张三"]
    await zhangsan.says("今天拜访了A公司王总，聊了新产品")
    await zhangsan.sees("确认前不会写入")
    await zhangsan.says(words)
    await zhangsan.sees("已写入 1 条跟进：A公司")


async def test_a_courtesy_writes_nothing(company: Company) -> None:
    """A14: 「好的」 to something that was said since is no agreement to the draft above it."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says("今天拜访了A公司王总，聊了新产品")
    await zhangsan.sees("待确认")
    await zhangsan.says("时区 东京")
    await zhangsan.sees("时区改成 东京")
    await zhangsan.says("好的")
    await zhangsan.sees_nothing()
    assert await company.count(FollowUpRow) == 0


async def test_says_only_what_it_becomes(wecom: Company) -> None:
    """§4.6: 「改成周四」「①改成拜访」 change the field by the type of what is said; a setting is no correction."""
    await wecom.has_customer("A公司", owner="张三", contacts=["王总"])
    await wecom.has_customer("宁波东方精工", owner="张三")
    zhangsan = wecom["张三"]
    await zhangsan.says("1、东方精工 电话 催合同\n2、A公司 拜访 王总 下周五前给答复")
    await zhangsan.sees("2 条")
    await zhangsan.says("①改成拜访")
    await zhangsan.sees("改好了：方式 电话 → 拜访")
    await zhangsan.says("②改成下周四")
    await zhangsan.sees("改好了：截止 3月13日 周五 → 3月12日 周四")
    await zhangsan.says("把时区改成东京")
    await zhangsan.sees_only("时区改成 东京")
