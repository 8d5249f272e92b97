"""Customers in WeChat: added, recognised, asked about, lost (J29; A1 and F4 for what becomes of them)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core.audit.model import AuditRow
from crm_core.contacts.model import ContactRow
from crm_core.customers.model import CustomerRow
from crm_core.database.outbox import OutboxMessage
from crm_core.database.types import table
from crm_core.external_contacts.model import ExternalContactRow
from crm_core.leads.model import LeadRow
from tests.scenarios.company import Company, until_true

EXTERNAL = table(ExternalContactRow)
LI_ZONG = "wmLiZongHengrui0000001"
HENGRUI = "上海恒瑞医疗科技有限公司"


@pytest.fixture
def company(wecom: Company) -> Company:
    """Customers in the platform's own chat are WeCom's alone."""
    return wecom


async def acts(company: Company, act: str, /, **body):
    """What somebody does in his client, through the emulator's control address."""
    return await company.controls(f"wecom/customers/{act}", body)


async def adds(company: Company, /, **how) -> str:
    """A rep adds a customer in WeChat; returns the customer's id there."""
    told = await acts(company, "add", **{"user": "张三", "name": "赵总", **how})
    return str(told["external_id"])


async def received(company: Company, external_id: str) -> list[str]:
    """What a customer was greeted with."""
    listed = await company.controls("wecom/customers")
    return next(one["received"] for one in listed if one["external_id"] == external_id)


async def linked_to(company: Company, external_id: str) -> int | None:
    """Whose an external contact is, by our records."""
    query = select(EXTERNAL.c.customer_id).where(EXTERNAL.c.external_id == external_id)
    return await company.read(lambda session: session.scalar(query))


# Added


async def test_an_added_customer_becomes_a_lead_with_the_number_that_is_asked_for(company: Company):
    """WeChat never tells the number: 补手机号 begins with name and company, and the number completes it (A1)."""
    (rep,) = company.people("张三")
    external_id = await adds(company, remark="赵总 东方精工", company="宁波东方精工")
    await rep.sees("微信新加了赵总", "宁波东方精工")
    await rep.presses("补手机号")
    await rep.sees("给赵总建线索", "宁波东方精工")
    await rep.says("13912345678")
    await rep.sees("已保存：宁波东方精工 · 139****5678 · 初步沟通")
    assert await linked_to(company, external_id) is not None
    assert await company.count(ContactRow, table(ContactRow).c.name == "赵总") == 1
    assert await company.count(LeadRow, table(LeadRow).c.source == "微信") == 1


async def test_what_is_saved_here_completes_the_note_in_wechat(company: Company):
    """The rep types a number once: his note in WeChat gets it, and the company; what he has noted himself stays."""
    (rep,) = company.people("张三")
    external_id = await adds(company, remark="赵总", company="东方精工")
    await rep.presses("补手机号")
    await rep.sees("给赵总建线索")
    await rep.says("13912345678 宁波东方精工")
    await rep.sees("已保存")

    async def is_noted() -> bool:
        listed = await company.controls("wecom/customers")
        follow = next(one for one in listed if one["external_id"] == external_id)["follows"]["zhangsan"]
        return (follow["remark_company"], follow["remark_mobiles"]) == ("东方精工", ["13912345678"])

    await until_true(is_noted, "the note in WeChat holds the number")


async def test_what_the_rep_has_noted_is_proposed_and_saved_with_one_tap(company: Company):
    """remark_mobiles and the company are there already: nothing is typed twice, nothing is written before the tap."""
    (rep,) = company.people("张三")
    await adds(company, remark="赵总", company="宁波东方精工", mobile="139 1234 5678")
    await rep.sees("微信新加了赵总", "139****5678", "初步沟通")
    assert await company.count(LeadRow) == 0
    await rep.presses("存为线索")
    await rep.sees("已保存：宁波东方精工 · 139****5678 · 初步沟通")


async def test_a_customer_of_somebody_else_is_found_as_for_any_lead(company: Company):
    """F4, F18: the number is 李四's customer's; nothing is saved."""
    (rep,) = company.people("张三")
    await company.has_lead(HENGRUI, owner="李四", phone="13911112222")
    await adds(company, company="恒瑞医疗", mobile="13911112222")
    await rep.sees("微信新加了赵总")
    await rep.presses("存为线索")
    await rep.sees("疑似已有客户", "李四")
    assert await company.count(LeadRow) == 1


async def test_the_number_of_an_own_customer_links_by_itself(company: Company):
    """F4: the same number is the same customer; nobody is asked."""
    (rep,) = company.people("张三")
    await company.has_lead(HENGRUI, owner="张三", phone="13911112222")
    external_id = await adds(company, mobile="13911112222")
    await rep.sees("赵总 关联到了", HENGRUI, "手机号相同")
    assert await linked_to(company, external_id) is not None


async def test_a_known_customer_is_chosen_by_button(company: Company):
    (rep,) = company.people("张三")
    await company.has_customer(HENGRUI, owner="张三")
    external_id = await adds(company, company="恒瑞")
    await rep.sees("微信新加了赵总")
    await rep.presses("关联客户")
    await rep.sees("赵总是哪家客户的？")
    await rep.presses("上海恒瑞")
    await rep.sees("赵总 关联到了", HENGRUI)
    assert await linked_to(company, external_id) is not None


async def test_a_known_customer_is_named_in_words(company: Company):
    """A name of nobody's asks again and loses nothing."""
    (rep,) = company.people("张三")
    await company.has_customer(HENGRUI, owner="张三")
    external_id = await adds(company)
    await rep.sees("微信新加了赵总")
    await rep.says("关联")
    await rep.sees("发客户名字就行")
    await rep.says("德塔机电")
    await rep.sees("赵总是哪家客户的？")
    await rep.says("恒瑞")
    await rep.sees("赵总 关联到了", HENGRUI)
    assert await linked_to(company, external_id) is not None


async def test_somebody_elses_customer_is_not_offered(company: Company):
    """I2: 李四's customer is neither offered nor found by its name."""
    (rep,) = company.people("张三")
    await company.has_customer(HENGRUI, owner="李四")
    external_id = await adds(company, company="恒瑞")
    await rep.sees("微信新加了赵总")
    await rep.presses("关联客户")
    await rep.sees("发客户名字就行", without=(HENGRUI,))
    await rep.says("恒瑞")
    await rep.sees("赵总是哪家客户的？", without=(HENGRUI,))
    assert await linked_to(company, external_id) is None


async def test_who_is_no_customer_is_not_asked_about_again(company: Company):
    (rep,) = company.people("张三")
    external_id = await adds(company, name="表弟")
    await rep.sees("微信新加了表弟")
    await rep.presses("不是客户")
    await rep.sees("表弟 不是客户")
    rep.looks_away()
    await acts(company, "edit", user="张三", external_id=external_id, remark="表弟 家里")
    await rep.sees_nothing()
    assert await company.count(LeadRow) == 0


async def test_half_added_and_then_added_is_asked_about_once(company: Company):
    """Both events arrive; the rep hears of one customer."""
    (rep,) = company.people("张三")
    external_id = await adds(company, half=True)
    await rep.sees("微信新加了赵总")
    rep.looks_away()
    await adds(company, external_id=external_id)
    await rep.sees_nothing()


async def test_a_lead_taken_back_leaves_the_customer_in_wechat_without_one(company: Company):
    """§4.5: undo takes back what capturing created."""
    (rep,) = company.people("张三")
    await adds(company, company="宁波东方精工", mobile="13912345678")
    await rep.presses("存为线索")
    await rep.sees("已保存")
    await rep.says("撤销")
    await rep.sees("已撤销")
    assert await company.count(CustomerRow, table(CustomerRow).c.deleted_at.is_(None)) == 0


async def test_in_quiet_hours_the_card_waits(wecom_at_night: Company):
    """Rule 7: customers add reps at any hour; the rep hears of it in the morning."""
    (rep,) = wecom_at_night.people("张三")
    await adds(wecom_at_night)
    held = table(OutboxMessage).c.card_key.startswith("external:")
    await until_true(lambda: wecom_at_night.count(OutboxMessage, held), "the card is in the outbox")
    assert rep.count("微信新加了赵总") == 0
    await wecom_at_night.sets_clock("2026-03-03T08:00:30+08:00")
    await rep.sees("微信新加了赵总")


# Lost


async def test_the_owner_hears_that_a_customer_has_deleted_him(company: Company):
    (rep,) = company.people("张三")
    await company.has_lead(HENGRUI, owner="张三", phone="13911112222")
    external_id = await adds(company, mobile="13911112222")
    await rep.sees("赵总 关联到了")
    await acts(company, "leave", user="张三", external_id=external_id)
    await rep.sees("赵总 解除了微信好友", HENGRUI)
    await rep.presses("历史")
    await rep.sees(HENGRUI, "加微信：赵总（张三）", "微信断开：赵总（张三）")


async def test_what_the_rep_deletes_himself_is_not_told(company: Company):
    (rep,) = company.people("张三")
    external_id = await adds(company)
    await rep.sees("微信新加了赵总")
    rep.looks_away()
    await acts(company, "remove", user="张三", external_id=external_id)
    await rep.sees_nothing()
    assert await company.count(ExternalContactRow, EXTERNAL.c.ended_by == "rep") == 1
    assert await company.count(AuditRow, table(AuditRow).c.act == "external_contact_ended") == 1


async def test_who_comes_back_is_asked_about_again(company: Company):
    (rep,) = company.people("张三")
    external_id = await adds(company)
    await rep.sees("微信新加了赵总")
    await acts(company, "leave", user="张三", external_id=external_id)
    await rep.sees("赵总 解除了微信好友")
    await adds(company, external_id=external_id)
    await rep.sees("微信新加了赵总")


async def test_a_failed_handover_is_told(company: Company):
    (rep,) = company.people("张三")
    external_id = await adds(company)
    await rep.sees("微信新加了赵总")
    await acts(company, "fail_transfer", user="张三", external_id=external_id, reason="customer_refused")
    await rep.sees("赵总 没有转到你的微信：客户没有同意换人。")


# Events that never came


async def test_what_no_event_told_is_found_at_night(company: Company):
    """An endpoint that fails loses events: the night's reading asks about the new and ends the gone."""
    (rep,) = company.people("张三")
    await company.later(hours=12)
    await company.controls("wecom/fail", {"path": "callback/drop", "times": 1})
    await adds(company)
    gone = await adds(company, name="钱总")
    await rep.sees("微信新加了钱总")
    await company.controls("wecom/fail", {"path": "callback/drop", "times": 1})
    await acts(company, "leave", user="张三", external_id=gone)
    rep.looks_away()
    await company.sets_clock("2026-03-03T03:30:00+08:00")
    await rep.sees("微信新加了赵总")
    assert rep.count("微信新加了") == 2
    assert (
        await company.count(ExternalContactRow, EXTERNAL.c.external_id == gone, EXTERNAL.c.ended_at.is_not(None)) == 1
    )


async def test_customers_of_long_ago_are_kept_without_a_word(company: Company):
    """Three customers were there before us: known from the first night on, nobody is asked about them."""
    (rep,) = company.people("张三")
    await company.later(hours=20)
    await rep.sees_nothing()
    assert await company.count(ExternalContactRow, EXTERNAL.c.ended_at.is_(None)) == 3


# The welcome


async def test_nobody_is_greeted_unless_an_admin_has_said_so(company: Company):
    (rep,) = company.people("张三")
    external_id = await adds(company)
    await rep.sees("微信新加了赵总")
    assert await received(company, external_id) == []


async def test_a_welcome_is_previewed_enabled_and_switched_off(company: Company):
    """O4: nothing is in force before 启用, and the audit log knows who did it."""
    rep, admin = company.people("张三", "老吴")
    await admin.says("/欢迎语 {客户}你好，我是{我}，产品和交期都可以问我。")
    await admin.sees("欢迎语预览", "李总你好，我是老吴，产品和交期都可以问我。")
    early = await adds(company, name="早总")
    await rep.sees("微信新加了早总")
    await admin.presses("启用")
    await admin.sees("已启用欢迎语")
    greeted = await adds(company)
    await rep.sees("微信新加了赵总")
    await admin.says("/欢迎语 停用")
    await admin.sees("已停用欢迎语")
    late = await adds(company, name="晚总")
    await rep.sees("微信新加了晚总")
    assert [await received(company, one) for one in (early, greeted, late)] == [
        [],
        ["赵总你好，我是张三，产品和交期都可以问我。"],
        [],
    ]
    assert await company.count(AuditRow, table(AuditRow).c.act.in_(("welcome_enabled", "welcome_disabled"))) == 2


async def test_a_rep_may_not_set_the_welcome(company: Company):
    (rep,) = company.people("张三")
    await rep.says("/欢迎语 你好")
    await rep.sees("没有权限")


# The app itself


async def test_an_idle_app_is_told_to_the_admin(company: Company):
    """3.20: the platform warns before it acts."""
    (admin,) = company.people("老吴")
    at = int((company.world.clock.now() + timedelta(days=7)).timestamp())
    await company.controls("wecom/app_idle", {"event": "inactive_alert", "effect_at": at})
    await admin.sees("嫌用的人少", "3月9日", "恢复使用")
    await company.controls("wecom/app_idle", {"event": "reopen_inactive_agent"})
    await admin.sees("企业微信恢复了应用")
