"""What a message means while something is asked: numbers, misses, cancelling, setting aside (CONVERSATION §4.1–4.5)."""

from __future__ import annotations

import asyncio

import pytest

from cards import limits
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company
from tests.scenarios.person import Person
from tests.scenarios.test_daily_report import SEED, SEVERAL, three_customers
from tests.scenarios.test_lead import LINE, balance

WHO = "哪位王总? ①A公司 ②华星"


async def is_asked_who(company: Company) -> Person:
    """张三 has told the report of scenario 4 and is asked which 王总."""
    await three_customers(company)
    zhangsan = company["张三"]
    await zhangsan.says(SEVERAL)
    await zhangsan.sees(WHO)
    return zhangsan


@pytest.mark.parametrize("words", ["2", "②", "2.", "二", "第二个", "选2", "华星", "第2个"])
async def test_every_way_to_say_the_second(wecom: Company, words: str) -> None:
    """A14, §4.2, §4.4: a number in range, or an option's text, answers the question."""
    zhangsan = await is_asked_who(wecom)
    await zhangsan.says(words)
    await zhangsan.sees("华星", "王总", without=("哪位王总",))


async def test_three_misses_then_let_go(company: Company) -> None:
    """§4.3: narrower, with the way out, then the safe thing; 接着答 takes it up again."""
    zhangsan = await is_asked_who(company)
    await zhangsan.says("华西")
    await zhangsan.sees_only(f"「华西」不在选项里。{WHO}")
    await zhangsan.says("西华")
    await zhangsan.sees_only("都不是就回「跳过」")
    await zhangsan.says("什么呀")
    await zhangsan.sees_only("先跳过这个问题，没有写入")
    await zhangsan.says("接着答")
    await zhangsan.sees_only(WHO)
    await zhangsan.says("1")
    await zhangsan.sees("A公司", "王总", without=("哪位王总",))


async def test_a_number_out_of_range(wecom: Company) -> None:
    """§4.4: out of range says the range; without a question a number is told so."""
    zhangsan = await is_asked_who(wecom)
    await zhangsan.says("7")
    await zhangsan.sees_only("只有 1–2")
    lisi = wecom["李四"]
    await lisi.says("1")
    await lisi.sees_only("现在没有等你选的")


async def test_something_else_comes_between(company: Company) -> None:
    """§4.2 step 5: the question is set aside, the new thing is done, and the answer is taken afterwards."""
    zhangsan = await is_asked_who(company)
    await zhangsan.says("新线索 13777770000 海川包装 初步沟通")
    await zhangsan.sees("已保存：海川包装")
    await zhangsan.says("接着答")
    await zhangsan.sees_only(WHO)
    await zhangsan.says("1")
    await zhangsan.sees("A公司", without=("哪位王总",))


async def test_a_question_is_parked_after_half_an_hour(wecom: Company) -> None:
    """§4.7: after 30 minutes a bare number is no answer any more; 接着答 brings the question back."""
    zhangsan = await is_asked_who(wecom)
    await wecom.later(minutes=31)
    await zhangsan.says("接着答")
    await zhangsan.sees_only(WHO)
    await zhangsan.says("不答了")
    await zhangsan.sees_only("好，不问了")
    await zhangsan.says("接着答")
    await zhangsan.sees_only("现在没有等你选的")


@pytest.mark.parametrize("word", ["取消", "算了", "不用了"])
async def test_cancelling_a_question(wecom: Company, word: str) -> None:
    """§4.5: honoured at once, nothing is written."""
    zhangsan = wecom["张三"]
    await zhangsan.says("新线索 苏州明远 初步沟通")
    await zhangsan.sees("还缺手机号")
    await zhangsan.says(word)
    await zhangsan.sees_only("已取消，没有写入")
    await zhangsan.says("13912345670")
    await zhangsan.sees("还缺企业名称和阶段")
    await wecom.settles()
    assert await wecom.count(LeadRow) == 0


async def test_a_report_is_no_company_name(wecom: Company) -> None:
    """A1, A14, §4.2: a report that comes instead of the missing company name is a report, and no company is saved."""
    await wecom.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = wecom["张三"]
    await zhangsan.says("13912345678 初步沟通")
    await zhangsan.sees("还缺企业名称")
    await zhangsan.says(SEED)
    await zhangsan.sees("待确认", "A公司")
    assert await wecom.count(LeadRow) == 0
    await zhangsan.says("接着答")
    await zhangsan.says("宁波东方精工")
    await zhangsan.sees("已保存：宁波东方精工 · 139****5678 · 初步沟通")


async def test_the_word_does_what_the_button_does(company: Company) -> None:
    """§2.3.11: 确认, 撤销, 恢复 typed, with the points of each."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says(SEED)
    await zhangsan.sees("待确认")
    await zhangsan.says("确认")
    await zhangsan.sees("已写入 1 条跟进", "+1 积分（共 1）")
    await zhangsan.says("撤销")
    await zhangsan.sees("已撤销 1 条跟进、1 件待办。−1 积分（共 0）")
    assert await company.count(FollowUpRow, FollowUpRow.__table__.c.undone_at.is_(None)) == 0
    await zhangsan.says("恢复")
    await zhangsan.sees("已写入 1 条跟进", "+1 积分（共 1）")
    assert await company.count(FollowUpRow, FollowUpRow.__table__.c.undone_at.is_(None)) == 1
    assert await balance(company, "张三") == 1


async def test_undo_names_what_it_takes_back(wecom: Company) -> None:
    """§4.5: bare 撤销 is the newest act of the last half hour; later it asks which; after a day it is over."""
    zhangsan = wecom["张三"]
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await zhangsan.says("新线索 13912345679 苏州明远 初步沟通")
    await zhangsan.sees("已保存：苏州明远")
    await wecom.later(minutes=40)
    await zhangsan.says("撤销")
    await zhangsan.sees("撤销哪一个？①苏州明远（09:00 保存） ②宁波东方精工（09:00 保存）")
    await zhangsan.says("2")
    await zhangsan.sees("已撤销：宁波东方精工", "−5 积分（共 5）")
    await wecom.later(hours=24)
    await zhangsan.says("撤销")
    await zhangsan.sees("没有能撤销的")
    assert await wecom.count(LeadRow, LeadRow.__table__.c.deleted_at.is_(None)) == 1


async def test_nobody_undoes_what_somebody_else_did(wecom: Company) -> None:
    """§4.5: 撤销 concerns one's own acts only."""
    zhangsan, lisi = wecom.people("张三", "李四")
    await zhangsan.says(LINE)
    await zhangsan.sees("已保存")
    await lisi.says("撤销")
    await lisi.sees_only("没有能撤销的")
    assert await wecom.count(LeadRow, LeadRow.__table__.c.deleted_at.is_(None)) == 1


async def test_a_lead_that_was_followed_up_is_not_undone(wecom: Company) -> None:
    """§4.5: once somebody has gone on with it, a lead is not taken back from under the record."""
    zhangsan = wecom["张三"]
    await zhangsan.says(LINE)
    saved = await zhangsan.sees("已保存")
    await zhangsan.says("今天拜访了东方精工王总，聊了交期")
    await zhangsan.sees("待确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    await zhangsan.presses("撤销", on=saved)
    await zhangsan.sees("过了能撤销的时间，或后面已经有人接着记了")
    assert await wecom.count(LeadRow, LeadRow.__table__.c.deleted_at.is_(None)) == 1


async def test_a_double_tap_is_one(company: Company) -> None:
    """§4.4, E1: two taps on 确认 write once and earn once."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says(SEED)
    draft = await zhangsan.sees("待确认")
    await asyncio.gather(zhangsan.taps("确认", draft), zhangsan.taps("确认", draft))
    await company.settles()
    assert await company.count(FollowUpRow) == 1
    assert await balance(company, "张三") == 1
    assert zhangsan.count("已写入 1 条跟进") == 1


async def test_an_old_tap_says_how_things_stand(company: Company) -> None:
    """§2, §4.7: a button of a closed draft answers with its state, never with an error, and writes nothing."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = company["张三"]
    await zhangsan.says(SEED)
    draft = await zhangsan.sees("待确认")
    await zhangsan.says("不记")
    await zhangsan.sees("没有写入")
    await company.settles()
    await zhangsan.taps("确认", draft)
    await company.settles()
    assert await company.count(FollowUpRow) == 0


async def test_small_talk(wecom: Company) -> None:
    """§4.3: 「你好」 gets two words, 「谢谢」 none; nonsense gets examples, the second time all phrases."""
    zhangsan = wecom["张三"]
    await zhangsan.says("你好")
    await zhangsan.sees_only("在的")
    await zhangsan.says("谢谢")
    await zhangsan.sees_nothing()
    await zhangsan.says("阿巴阿巴")
    first = await zhangsan.sees_only("可以这样说")
    assert "全部说法" not in zhangsan.buttons(first)
    await zhangsan.says("阿巴阿巴阿巴")
    second = await zhangsan.sees_only("可以这样说")
    assert "全部说法" in zhangsan.buttons(second)
    await zhangsan.presses("全部说法")
    await zhangsan.sees("记线索", "写日报", "撤销")


async def test_a_customer_was_heard_but_not_what_is_wanted(company: Company) -> None:
    """Rule 8, §4.3: says what was understood, with two things to choose."""
    await three_customers(company)
    zhangsan = company["张三"]
    await zhangsan.says("恒瑞")
    await zhangsan.sees("记下了「上海恒瑞医疗科技有限公司」", "①写一条跟进 ②看它的情况")
    await zhangsan.says("2")
    await zhangsan.sees("上海恒瑞医疗科技有限公司", "李总", "138****1111")


async def test_something_new_sets_the_question_aside_and_says_so(company: Company) -> None:
    """§4.2 step 5: the new thing is done, and its answer ends with the question that still waits."""
    zhangsan = company["张三"]
    await zhangsan.says("新线索 苏州明远 初步沟通")
    await zhangsan.sees("还缺手机号")
    await zhangsan.says("积分")
    await zhangsan.sees("积分 0", "还有 1 个问题没答：还缺手机号")
    await zhangsan.says("接着答")
    await zhangsan.sees("还缺手机号")
    await zhangsan.says("13912345670")
    await zhangsan.sees("已保存：苏州明远")


async def test_a_long_answer_comes_in_parts_that_one_asks_for(company: Company) -> None:
    """§2.3.2: cut between lines, how much is left, and 「更多」 brings it; the second part never comes unasked."""
    laowu = company["老吴"]
    await laowu.says("全部说法")
    first = await laowu.sees("→", "回「更多」")
    assert limits.byte_length(first.text) <= limits.TEXT_BYTES
    await company.settles()
    assert len(laowu.news()) == 1
    await laowu.says("更多")
    second = await laowu.sees("→", without=("（还有",))
    told, rest = ({line.split("：")[0] for line in seen.text.split("\n") if "→" in line} for seen in (first, second))
    assert limits.more(len(rest)) in first.text
    assert {"记线索", "改规则", "看提醒"} <= told | rest
    assert not told & rest
    await laowu.says("更多")
    await laowu.sees_only("没有更多了")
