"""One person with accounts on two platforms: joined by an admin, taken apart again (INTERFACES «People»)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.orm import Session

from adapters.emulator.faults import Fault
from crm_core.audit.model import AuditRow
from crm_core.customers.queries import customers_owned
from crm_core.organisation.queries import active_employees, employee_by_account, employees_named
from crm_core.organisation.views import Employee
from crm_core.points.queries import balance
from tests.scenarios.company import Company, running_company, until_true
from tests.scenarios.test_lead import LINE


@pytest.fixture
async def both(embedded_database: str) -> AsyncIterator[Company]:
    """A company on WeCom whose people have DingTalk, too; neither platform tells their phone numbers."""
    async with running_company("wecom", embedded_database, also=["dingtalk"]) as running:
        yield running


def behind(session: Session, platform: str, account: str) -> Employee:
    """The employee with this account."""
    found = employee_by_account(session, platform, account)
    assert found is not None
    return found


async def test_two_accounts_become_one_person(both: Company) -> None:
    """I13: previewed with what both have, in force after 启用, on record; the same records on both platforms."""
    dingtalk = both.on("dingtalk")
    await both["张三"].says(LINE)
    await both["张三"].sees("已保存：宁波东方精工", "+5 积分（共 5）")
    await dingtalk["张三"].says("新线索 13912345679 苏州明远 初步沟通")
    await dingtalk["张三"].sees("已保存：苏州明远", "+5 积分（共 5）")

    laowu = both["老吴"]
    await laowu.says("/成员 张三 合并 钉钉:zhangsan")
    await laowu.sees("合并账号", "企业微信 zhangsan", "钉钉 zhangsan", "客户 1", "积分 5", "启用前不会变")
    assert await both.read(lambda s: behind(s, "wecom", "zhangsan").id != behind(s, "dingtalk", "zhangsan").id)
    await laowu.presses("启用")
    await laowu.sees("已合并", "客户 2", "积分 10")
    assert await both.read(lambda s: behind(s, "wecom", "zhangsan") == behind(s, "dingtalk", "zhangsan"))
    assert await both.count(AuditRow, AuditRow.__table__.c.act == "employees_joined") == 1

    for company in (both, dingtalk):
        zhangsan = company["张三"]
        await zhangsan.says("查 东方精工")
        await zhangsan.sees("宁波东方精工", "负责人 张三")
        await zhangsan.says("查 苏州明远")
        await zhangsan.sees("苏州明远", "负责人 张三")
        await zhangsan.says("积分")
        await zhangsan.sees("积分 10", "宁波东方精工", "苏州明远")
    await dingtalk["张三"].says("撤销")
    await dingtalk["张三"].sees("已撤销：苏州明远", "−5 积分（共 5）")


async def test_two_accounts_are_taken_apart(both: Company) -> None:
    """Each has again what he had before; what came since stays with the one who was kept."""
    dingtalk = both.on("dingtalk")
    await both["张三"].says(LINE)
    await both["张三"].sees("已保存")
    await dingtalk["张三"].says("新线索 13912345679 苏州明远 初步沟通")
    await dingtalk["张三"].sees("已保存")
    laowu = both["老吴"]
    await laowu.says("张三在钉钉上是 zhangsan")
    await laowu.sees("合并账号")
    await laowu.presses("启用")
    await laowu.sees("已合并")
    await dingtalk["张三"].says("新线索 13912345670 海川包装 初步沟通")
    await dingtalk["张三"].sees("已保存", "+5 积分（共 15）")
    await laowu.says("撤销")
    await laowu.sees("张三（企业微信 zhangsan）和张三（钉钉 zhangsan）已分开")

    def names(session: Session, platform: str) -> list[str]:
        owner = behind(session, platform, "zhangsan").id
        return sorted(one.name for one in customers_owned(session, owner))

    assert await both.read(lambda s: names(s, "wecom")) == ["宁波东方精工", "海川包装"]
    assert await both.read(lambda s: names(s, "dingtalk")) == ["苏州明远"]
    assert await both.read(lambda s: balance(s, behind(s, "wecom", "zhangsan").id)) == 10
    assert await both.read(lambda s: balance(s, behind(s, "dingtalk", "zhangsan").id)) == 5
    await dingtalk["张三"].says("查 苏州明远")
    await dingtalk["张三"].sees("苏州明远", "负责人 张三")
    await dingtalk["张三"].says("查 东方精工")
    await dingtalk["张三"].sees_only("没有权限，或没有这条记录")


async def is_one_person(both: Company, name: str, account: str) -> None:
    """An admin joins this person's two accounts."""
    laowu = both["老吴"]
    await laowu.says(f"/成员 企业微信:{account} 合并 钉钉:{account}")
    await laowu.sees("合并账号", name)
    await laowu.presses("启用")
    await laowu.sees("已合并", name)


async def test_pushes_follow_the_person(both: Company) -> None:
    """INTERFACES «People»: what is not an answer comes where he answered last, and only there."""
    await is_one_person(both, "张三", "zhangsan")
    await both.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    dingtalk = both.on("dingtalk")
    await dingtalk["张三"].says("今日")
    await dingtalk["张三"].sees("苏州明远")
    await both["陈经理"].says("催一下苏州明远")
    await dingtalk["张三"].sees("陈经理想知道苏州明远的情况")
    await both.later(minutes=5)
    await both["张三"].says("今日")
    await both["张三"].sees("苏州明远")
    dingtalk["张三"].looks_away()
    await both.sets_clock("2026-03-03T08:45:30+08:00")
    await both["张三"].sees("没联系")
    assert both["张三"].count("陈经理想知道") == 0
    assert dingtalk["张三"].news() == []


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(400, {"code": "staffId.notExisted"}), (403, {"code": "Forbidden.AccessDenied.ApiCountLimitForOrg"})],
    ids=["gone", "quota"],
)
async def test_a_push_finds_another_account(both: Company, status: int, refusal: dict[str, str]) -> None:
    """Where the platform doesn't know him any more, or the month's calls are used up, the other one brings it, once."""
    await is_one_person(both, "张三", "zhangsan")
    await both.has_lead("苏州明远", owner="张三", phone="13900010001", hours_ago=30)
    dingtalk = both.on("dingtalk")
    await dingtalk["张三"].says("今日")
    await dingtalk["张三"].sees("苏州明远")
    dingtalk.stand_in.faults.order(Fault("oToMessages/batchSend", 1, status, refusal))
    await both["陈经理"].says("催一下苏州明远")
    await both["张三"].sees("陈经理想知道苏州明远的情况")
    await both["张三"].presses("说明原因")
    await both["张三"].sees("50 字以内")
    await both.settles()
    assert both["张三"].count("陈经理想知道") == 1
    assert dingtalk["张三"].count("陈经理想知道") == 0


async def test_the_nightly_reading_leaves_them_one(both: Company) -> None:
    """I25: both directories know him; name, manager and records stay those of the account that he had first."""
    await is_one_person(both, "张三", "zhangsan")
    await is_one_person(both, "陈经理", "chenjingli")
    await both.sets_clock("2026-03-03T03:11:00+08:00")
    people = await both.read(active_employees)
    assert [one.name for one in people].count("张三") == 1
    chen = await both.read(lambda s: behind(s, "dingtalk", "chenjingli"))
    assert (await both.read(lambda s: behind(s, "dingtalk", "zhangsan"))).manager_id == chen.id


async def test_who_may_be_one_person(both: Company) -> None:
    """A name counts with the same manager or team only; nobody is joined by being alike."""
    laowu = both["老吴"]
    await laowu.says("/成员 合并建议")
    await laowu.sees("合并建议", "张三", "同名，同一位主管", "不会自动合并")
    before = len(await both.read(active_employees))
    await laowu.says("①合并")
    await laowu.sees("合并账号", "启用前不会变")
    assert len(await both.read(active_employees)) == before


async def test_who_can_not_be_one_person(both: Company) -> None:
    """A manager and his rep are two; an account that nobody has seen is said to; a name that several have is asked."""
    laowu = both["老吴"]
    await laowu.says("/成员 企业微信:zhangsan 合并 企业微信:chenjingli")
    await laowu.sees("合并账号")
    await laowu.presses("启用")
    await laowu.sees("没有合并：张三和陈经理是上下级")
    await laowu.says("/成员 张三 合并 钉钉:nobody")
    await laowu.sees_only("还没见过钉钉的「nobody」")
    await laowu.says("/成员 张三 客服")
    await laowu.sees_only("有 2 位「张三」：企业微信 zhangsan；钉钉 zhangsan")
    await laowu.says("/成员 企业微信:zhangsan 客服")
    await laowu.sees("张三", "销售 → 客服")


async def leaves_dingtalk(both: Company, name: str) -> None:
    """DingTalk's directory loses a colleague; WeCom's still lists him."""
    someone = next(one for one in both.world.people() if one.name == name)
    await both.on("dingtalk").stand_in.directory_event("left", someone)

    async def is_closed() -> bool:
        return await both.read(lambda session: employees_named(session, name)) == []

    await until_true(is_closed, f"the accounts of {name} are closed")


async def test_who_has_left_one_platform_has_left(both: Company) -> None:
    """I23: access ends on the other platform at once; an admin hears of it, and can open it again, and close it."""
    await is_one_person(both, "张三", "zhangsan")
    await both.has_customer("A公司", owner="张三")
    zhangsan, laowu = both.people("张三", "老吴")
    await leaves_dingtalk(both, "张三")
    await zhangsan.says("查 A公司")
    await zhangsan.sees_only("这里只服务公司同事")
    await laowu.sees("钉钉通讯录里没有张三了，他的企业微信账号也停了", "还在职的话，可以恢复")
    await laowu.presses("还在职，恢复")
    await laowu.sees("张三的账号恢复了")
    await zhangsan.says("查 A公司")
    await zhangsan.sees("A公司", "负责人 张三")
    await laowu.says("撤销")
    await laowu.sees("张三的账号又停了")
    await zhangsan.says("查 A公司")
    await zhangsan.sees_only("这里只服务公司同事")
    await laowu.says("/成员 张三 恢复")
    await laowu.sees("张三的账号恢复了")
    acts = AuditRow.__table__.c.act
    assert await both.count(AuditRow, acts == "employee_left") == 2
    assert await both.count(AuditRow, acts == "employee_returned") == 2


async def test_a_directory_that_lists_a_leaver_is_asked_about(both: Company) -> None:
    """I23: the next reading opens nothing by itself; an admin is asked, and only an admin may open it."""
    await is_one_person(both, "张三", "zhangsan")
    zhangsan, laowu = both.people("张三", "老吴")
    await leaves_dingtalk(both, "张三")
    await laowu.sees("还在职的话，可以恢复")
    lisi = next(one for one in both.world.people() if one.name == "李四")
    for _ in range(2):
        await both.stand_in.directory_event("joined", lisi)
        await laowu.sees("企业微信通讯录里还有他。是离职吗？")
    await zhangsan.says("今日")
    await zhangsan.sees_only("这里只服务公司同事")
    await both["李四"].says("/成员 张三 恢复")
    await both["李四"].sees_only("没有权限，或没有这条记录")
    await both.settles()
    assert laowu.count("企业微信通讯录里还有他") == 1
    await laowu.presses("是离职")
    await laowu.sees("张三离职了，账号都停着")


async def test_joining_is_for_admins(both: Company) -> None:
    """I24: anybody else is refused, by words of his own, too."""
    zhangsan = both["张三"]
    for said in ("/成员 张三 合并 钉钉:lisi", "张三在钉钉上是 lisi", "/成员 合并建议", "/成员 张三 分开"):
        await zhangsan.says(said)
        await zhangsan.sees_only("没有权限，或没有这条记录")
