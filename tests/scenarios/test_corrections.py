"""「不是王总，是李总」: what is said about a draft, and about what is written already (CONVERSATION §4.6)."""

from __future__ import annotations

from datetime import date

import pytest

from crm_core.audit.model import AuditRow
from crm_core.follow_ups.queries import recent_of
from crm_core.follow_ups.views import FollowUp
from tests.scenarios.company import NINE, Company, viewer_of
from tests.scenarios.person import Person
from tests.scenarios.test_daily_report import SEED, SEVERAL, three_customers


async def has_a_draft(company: Company) -> Person:
    """张三 has told the seed sentence."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says(SEED)
    await zhangsan.sees("待确认", "A公司")
    return zhangsan


async def written(company: Company) -> list[FollowUp]:
    """What 张三 has written, newest first."""
    return await company.read(lambda session: recent_of(session, viewer_of(session, "张三"), NINE))


@pytest.mark.parametrize(
    ("said", "told", "shown"),
    [
        ("不是王总，是李总", "联系人 王总 → 李总", "等李总给反馈"),
        ("王总不对，李总", "联系人 王总 → 李总", "李总"),
        ("王总改李总", "联系人 王总 → 李总", "李总"),
        ("是上周五的事", "时间 3月2日 周一 → 2月27日 周五", "2月27日"),
        ("预算60万", "预算 （空） → 60 万", "60 万"),
        ("电话不是拜访", "方式 拜访 → 电话", "电话"),
        ("截止 周四", "截止 3月13日 周五 → 3月5日 周四", "3月5日 周四"),
        ("联系人 李总", "联系人 王总 → 李总", "等李总给反馈"),
        ("联系人改成李总", "联系人 王总 → 李总", "等李总给反馈"),
        ("时间：昨天", "时间 3月2日 周一 → 3月1日 周日", "3月1日"),
        ("内容 聊了价格", "内容 新产品 → 价格", "聊了价格"),
        ("改 截止 周四", "截止 3月13日 周五 → 3月5日 周四", "3月5日 周四"),
    ],
)
async def test_a_draft_is_corrected_at_once(wecom: Company, said: str, told: str, shown: str) -> None:
    """C1, §4.6: in a draft the correction applies at once, says old → new, and writes nothing."""
    zhangsan = await has_a_draft(wecom)
    await zhangsan.says(said)
    await zhangsan.sees(f"改好了：{told}", shown, "待确认")
    assert await written(wecom) == []


async def test_what_was_corrected_is_what_is_written(company: Company) -> None:
    """C1, §4.6: corrected twice, confirmed once, and the record holds the last words."""
    zhangsan = await has_a_draft(company)
    await zhangsan.says("不是王总，是李总")
    await zhangsan.sees("改好了：联系人 王总 → 李总")
    await zhangsan.says("电话不是拜访")
    await zhangsan.sees("改好了：方式 拜访 → 电话")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进", "李总")
    (record,) = await written(company)
    assert record.channel == "call"
    assert record.happened_on == date(2026, 3, 2)


async def test_an_amount_without_its_unit_is_asked(wecom: Company) -> None:
    """§4.4: 「预算60」 could be 万 or 元."""
    zhangsan = await has_a_draft(wecom)
    await zhangsan.says("预算60")
    await zhangsan.sees_only("60 万还是 60 元？①60 万 ②60 元")
    await zhangsan.says("1")
    await zhangsan.sees("改好了：预算 （空） → 60 万")


async def test_wrong_without_saying_what(company: Company) -> None:
    """§4.6: 「不对」 asks what, then how it should be."""
    zhangsan = await has_a_draft(company)
    await zhangsan.says("不对")
    await zhangsan.sees_only("哪里不对？①客户 ②联系人 ③时间 ④内容 ⑤下一步")
    await zhangsan.says("3")
    await zhangsan.sees_only("时间改成什么")
    await zhangsan.says("昨天")
    await zhangsan.sees("改好了：时间 3月2日 周一 → 3月1日 周日")
    await zhangsan.says("错了")
    await zhangsan.sees_only("哪里不对")
    await zhangsan.says("联系人")
    await zhangsan.sees_only("联系人改成什么")
    await zhangsan.says("李总")
    await zhangsan.sees("改好了：联系人 王总 → 李总")


async def test_a_correction_that_hits_nothing(wecom: Company) -> None:
    """3.7: says what is written now."""
    zhangsan = await has_a_draft(wecom)
    await zhangsan.says("不是赵总，是钱总")
    await zhangsan.sees_only("这条里没有「赵总」")


async def test_a_sentence_about_the_customer_is_no_correction(wecom: Company) -> None:
    """§4.6: 「客户说…」 changes nothing in the draft."""
    zhangsan = await has_a_draft(wecom)
    await zhangsan.says("客户说价格太贵")
    await wecom.settles()
    assert zhangsan.count("改好了") == 0


@pytest.mark.parametrize("words", ["重来", "都不对"])
async def test_all_of_it_is_wrong(wecom: Company, words: str) -> None:
    """§4.6: the draft is closed, nothing is written."""
    zhangsan = await has_a_draft(wecom)
    await zhangsan.says(words)
    await zhangsan.sees("好，没有写入。重说一遍就行")
    await zhangsan.says("确认")
    await zhangsan.sees("可以这样说", without=("已写入",))
    assert await written(wecom) == []


async def test_items_of_a_draft_are_addressed_by_number(company: Company) -> None:
    """C2, §4.4, §4.6: ②不记, 1 预算60万, 把③挂到华星 touch that item and no other."""
    await three_customers(company)
    zhangsan = company["张三"]
    await zhangsan.says(SEVERAL)
    await zhangsan.sees("3 条")
    await zhangsan.says("②不记")
    await zhangsan.sees("②不记了，其余照旧", without=("拜访未遇",))
    await zhangsan.says("1 预算60万")
    await zhangsan.sees("改好了：预算 50 万 → 60 万")
    await zhangsan.says("把③挂到华星")
    await zhangsan.sees("华星", without=("哪位王总",))
    await zhangsan.says("第二条预算80万")
    await zhangsan.sees("已经处理过了")
    await zhangsan.presses("全部确认")
    await zhangsan.sees("已写入 2 条跟进")
    assert len(await written(company)) == 2


async def test_a_written_record_waits_for_a_second_look(company: Company) -> None:
    """3.7, §4.6, I26: what is written is corrected after 写入, with undo, and the log keeps both."""
    zhangsan = await has_a_draft(company)
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    await zhangsan.says("电话不是拜访")
    await zhangsan.sees("方式", "拜访 → 电话")
    assert (await written(company))[0].channel == "visit"
    await zhangsan.presses("写入")
    await zhangsan.sees("已改", "拜访 → 电话")
    assert (await written(company))[0].channel == "call"
    assert await company.count(AuditRow, AuditRow.__table__.c.act == "follow_up_corrected") == 1
    await zhangsan.presses("撤销")
    await zhangsan.sees("已改回：拜访")
    assert (await written(company))[0].channel == "visit"


async def test_the_newest_thing_is_meant(wecom: Company) -> None:
    """§4.6: with an older draft still open, a correction concerns what was written a moment ago."""
    await three_customers(wecom)
    zhangsan = wecom["张三"]
    await zhangsan.says(SEVERAL)
    await zhangsan.sees("3 条")
    await wecom.later(minutes=1)
    await zhangsan.says("今天拜访了华星王总，聊了交期")
    await zhangsan.sees("待确认", "华星", without=("3 条",))
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进：华星")
    await zhangsan.says("预算60万")
    await zhangsan.sees("60 万", without=("改哪一条",))
    await zhangsan.presses("写入")
    await zhangsan.sees("已改")
