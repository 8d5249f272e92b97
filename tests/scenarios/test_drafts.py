"""Reports that don't fit at once: unknown companies, only a person, many visits, drafts left alone (3.5, §4.7)."""

from __future__ import annotations

import pytest

from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company
from tests.scenarios.test_daily_report import SEED
from tests.scenarios.test_duplicate import HENGRUI, hengrui_is_known
from tests.scenarios.test_lead import balance

UNKNOWN = "今天拜访了绿源食品王总，他觉得价格太高，下周给答复"


async def test_an_unknown_company_becomes_a_lead_and_the_draft_goes_on(company: Company) -> None:
    """A14, C1, finding 10: nothing is created from language alone; phone and stage make the lead, then the draft."""
    zhangsan = company["张三"]
    await zhangsan.says(UNKNOWN)
    await zhangsan.sees("没找到「绿源食品」", "是新客户，要建线索", "先不挂客户，只留记录")
    assert await company.count(LeadRow) == 0
    await zhangsan.says("1")
    await zhangsan.sees("新客户还需要手机号和阶段")
    await zhangsan.says("13912345678")
    await zhangsan.sees("还缺阶段")
    await zhangsan.says("初步沟通")
    await zhangsan.sees("线索已保存：绿源食品，+5 积分（共 5）", "待确认", "绿源食品", "王总")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进", "+1 积分（共 6）")
    assert await company.count(LeadRow, LeadRow.__table__.c.last_followed_up_at.is_not(None)) == 1


async def test_an_unknown_company_without_a_customer(company: Company) -> None:
    """A14, E1: 先不挂 keeps the record and earns nothing."""
    zhangsan = company["张三"]
    await zhangsan.says(UNKNOWN)
    await zhangsan.sees("没找到「绿源食品」")
    await zhangsan.says("2")
    await zhangsan.sees("待确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    assert await company.count(FollowUpRow, FollowUpRow.__table__.c.customer_id.is_(None)) == 1
    assert await company.count(LeadRow) == 0
    assert await balance(company, "张三") == 0


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("是新客户", "新客户还需要手机号和阶段"),
        ("13912345678 初步沟通", "线索已保存：绿源食品"),
        ("只留记录", "客户 绿源食品"),
        ("是华星", "华星科技"),
    ],
)
async def test_an_unknown_company_is_answered_in_ones_own_words(wecom: Company, said: str, seen: str) -> None:
    """A14, 3.5 (c): beside the numbers, the words of a choice, the lead's fields, or the customer that was meant."""
    await wecom.has_customer("华星科技", owner="张三")
    zhangsan = wecom["张三"]
    await zhangsan.says(UNKNOWN)
    await zhangsan.sees("没找到「绿源食品」")
    await zhangsan.says(said)
    await zhangsan.sees(seen, without=("不在选项里",))


async def test_a_similar_own_company_is_offered(wecom: Company) -> None:
    """A14, 3.5 (c): a name heard slightly wrong offers one's own customer, and is learnt."""
    await wecom.has_customer("宁波德塔机电", owner="张三")
    zhangsan = wecom["张三"]
    await zhangsan.says("今天拜访了德尔塔机电王总，聊了新产品")
    await zhangsan.sees("德尔塔机电", "宁波德塔机电", "王总 · 拜访")
    await zhangsan.says("1")
    await zhangsan.sees("待确认", "德塔机电")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    assert await wecom.count(FollowUpRow, FollowUpRow.__table__.c.customer_id.is_not(None)) == 1


async def test_only_a_person_was_named(wecom: Company) -> None:
    """C1: without a customer the draft says that only the record is kept."""
    zhangsan = wecom["张三"]
    await zhangsan.says("今天和赵工吃饭，聊了质量问题")
    await zhangsan.sees("赵工", "没说是哪家客户，确认后只留记录")
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    assert await balance(wecom, "张三") == 0


NAMES = [
    "宁波东方精工",
    "华东阀门",
    "新港物流",
    "海川包装",
    "北辰仪器",
    "长风电子",
    "绿源食品",
    "湘江重工",
    "苏州明远",
    "金陵仪表",
]


def report_about(names: list[str]) -> str:
    """A day of visits."""
    return "；".join(f"拜访了{name}，聊了新产品{n}" for n, name in enumerate(names, start=1))


async def test_eight_visits_in_one_report(company: Company) -> None:
    """C2: eight visits, eight drafts, one card, eight records."""
    for name in NAMES[:8]:
        await company.has_customer(name, owner="张三")
    zhangsan = company["张三"]
    await zhangsan.says(report_about(NAMES[:8]))
    await zhangsan.sees_only("8 条")
    await zhangsan.says("全部确认")
    await zhangsan.sees("已写入 8 条跟进")
    assert await company.count(FollowUpRow) == 8


async def test_more_than_eight_visits(company: Company) -> None:
    """C2, 3.5: eight on the card, the others as a number; all ten can be confirmed at once."""
    for name in NAMES:
        await company.has_customer(name, owner="张三")
    zhangsan = company["张三"]
    await zhangsan.says(report_about(NAMES))
    await zhangsan.sees_only("另有 2 条")
    await zhangsan.says("全部确认")
    await zhangsan.sees("已写入 10 条跟进")
    assert await company.count(FollowUpRow) == 10


async def test_a_draft_left_alone(wecom: Company) -> None:
    """§4.7: reminded once at 18:00, gone at the end of the next work day, brought back with 恢复草稿."""
    await wecom.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = wecom["张三"]
    await zhangsan.says(SEED)
    await zhangsan.sees("待确认")
    await wecom.sets_clock("2026-03-02T18:00:10+08:00")
    await zhangsan.sees("有 1 条草稿没确认：A公司")
    await wecom.sets_clock("2026-03-03T18:00:10+08:00")
    assert zhangsan.count("草稿没确认") == 1
    await wecom.sets_clock("2026-03-04T00:01:10+08:00")
    await zhangsan.says("草稿")
    await zhangsan.sees_only("没有等你确认的草稿")
    await zhangsan.says("恢复草稿")
    await zhangsan.sees("待确认", "A公司")
    await zhangsan.says("确认")
    await zhangsan.sees("已写入 1 条跟进")


async def test_the_friday_draft_lives_over_the_weekend(wecom: Company) -> None:
    """§4.7: until the end of the next work day, weekends not counted."""
    await wecom.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = wecom["张三"]
    await wecom.sets_clock("2026-03-06T17:00:00+08:00")
    await zhangsan.says(SEED)
    await zhangsan.sees("待确认")
    await wecom.sets_clock("2026-03-09T23:50:00+08:00")
    await zhangsan.says("确认")
    await zhangsan.sees("已写入 1 条跟进")


async def test_copies_and_phrases_earn_nothing(wecom: Company) -> None:
    """A7, E7: the third nearly equal record of a day is told to its author, kept, and earns nothing."""
    for name in NAMES[:3]:
        await wecom.has_customer(name, owner="张三")
    zhangsan = wecom["张三"]
    for n, name in enumerate(NAMES[:3], start=1):
        await zhangsan.says(f"今天拜访了{name}，聊了新一代伺服驱动器的选型和交付安排")
        await zhangsan.sees("待确认", name)
        await zhangsan.presses("确认")
        await zhangsan.sees("已写入 1 条跟进", "雷同" if n == 3 else name)
    assert await balance(wecom, "张三") == 2
    assert await wecom.count(FollowUpRow, FollowUpRow.__table__.c.quality == "copied") == 1


async def test_a_missed_visit_is_promised_again(company: Company) -> None:
    """F3, 3.23: no valid interaction, no points; a new day becomes a promise."""
    await hengrui_is_known(company)
    zhangsan = company["张三"]
    await zhangsan.says("今天去恒瑞，没见到人")
    await zhangsan.sees("拜访未遇", "待确认")
    await zhangsan.presses("确认")
    await zhangsan.sees("没见到人，记下了，不算有效互动。改约哪天？")
    await zhangsan.says("周四")
    await zhangsan.sees("好，3月5日 周四再去，到时提醒你")
    await zhangsan.says("待办")
    await zhangsan.sees("再去拜访", HENGRUI, "3月5日 周四")
    assert await balance(company, "张三") == 0
