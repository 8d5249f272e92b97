"""A customer's tags, set here and in WeChat (J29)."""

from __future__ import annotations

import pytest

from crm_core.audit.model import AuditRow
from crm_core.database.types import table
from tests.scenarios.company import Company, until_true

HENGRUI = "上海恒瑞医疗科技有限公司"
LI_ZONG = "wmLiZongHengrui0000001"


@pytest.fixture
async def company(wecom: Company) -> Company:
    """张三's customer, whose 李总 he has in WeChat."""
    await wecom.has_lead(HENGRUI, owner="张三", phone="13800001111")
    await tags_in_wechat(wecom, [])
    (rep,) = wecom.people("张三")
    await rep.sees("李总 关联到了", HENGRUI)
    return wecom


async def tags_in_wechat(company: Company, tags: list[str]) -> None:
    """张三 sets these tags on 李总 in WeChat, a second later: two events of one second are one (path 90930)."""
    await company.later(seconds=1)
    await company.controls("wecom/customers/edit", {"user": "张三", "external_id": LI_ZONG, "tags": tags})
    await company.settles()


async def seen_in_wechat(company: Company, *tags: str) -> None:
    """Waits until 李总 has these tags in WeChat."""

    async def has_them() -> bool:
        listed = await company.controls("wecom/customers")
        one = next(each for each in listed if each["external_id"] == LI_ZONG)
        return one["follows"]["zhangsan"]["tags"] == list(tags)

    await until_true(has_them, f"李总 is tagged {tags}")


async def test_a_tag_said_here_stands_in_wechat_and_on_the_customer(company: Company):
    """A tag that the company has not is made in a group of ours; one that it has is used."""
    (rep,) = company.people("张三")
    await rep.says("给恒瑞打标签 重点、华东")
    await rep.sees(f"{HENGRUI} 的标签：", "重点", "华东", "微信里也同步。")
    await seen_in_wechat(company, "重点", "华东")
    await rep.says("查 恒瑞")
    await rep.sees("标签", "重点", "华东")
    assert await company.count(AuditRow, table(AuditRow).c.act == "customer_tagged") == 1


async def test_a_tag_taken_off_here_goes_in_wechat(company: Company):
    (rep,) = company.people("张三")
    await tags_in_wechat(company, ["重点", "普通"])
    await rep.says("恒瑞去掉标签 普通")
    await rep.sees(f"{HENGRUI} 的标签：重点，微信里也同步。")
    await seen_in_wechat(company, "重点")
    await rep.says("去掉恒瑞的标签 重点")
    await rep.sees(f"{HENGRUI} 没有标签了")


async def test_a_tag_set_in_wechat_stands_here_and_goes_with_it(company: Company):
    """Also one that was set here first: the newest word counts, wherever it was said."""
    (rep,) = company.people("张三")
    await rep.says("给恒瑞打标签 重点")
    await seen_in_wechat(company, "重点")
    await company.settles()
    await tags_in_wechat(company, ["普通"])
    await rep.says("查 恒瑞")
    await rep.sees("普通", without=("重点",))


async def test_a_renamed_tag_is_called_so_here(company: Company):
    (rep,) = company.people("张三")
    await tags_in_wechat(company, ["重点"])
    await company.controls("wecom/customers/rename_tag", {"tag": "重点", "name": "战略"})
    await company.settles()
    await rep.says("查 恒瑞")
    await rep.sees("战略", without=("重点",))


async def test_what_we_write_comes_not_back(company: Company):
    """API changes fire no events: nothing is written twice, nobody hears of it."""
    (rep,) = company.people("张三")
    await rep.says("给恒瑞打标签 重点")
    await seen_in_wechat(company, "重点")
    await rep.sees_only(f"{HENGRUI} 的标签：重点，微信里也同步。")
    traffic = await company.controls("wecom/traffic")
    assert len([one for one in traffic if "mark_tag" in one["url"]]) == 1


async def test_who_is_linked_gets_the_customers_tags(company: Company):
    """Tagged first, met in WeChat later."""
    (rep,) = company.people("张三")
    await company.has_customer("宁波东方精工", owner="张三")
    await rep.says("给东方精工打标签 普通")
    await rep.sees("宁波东方精工 的标签：普通。")
    added = await company.controls("wecom/customers/add", {"user": "张三", "name": "赵总", "company": "东方精工"})
    await rep.presses("关联客户")
    await rep.presses("宁波东方精工")
    await rep.sees("赵总 关联到了", "宁波东方精工")

    async def has_it() -> bool:
        listed = await company.controls("wecom/customers")
        one = next(each for each in listed if each["external_id"] == added["external_id"])
        return one["follows"]["zhangsan"]["tags"] == ["普通"]

    await until_true(has_it, "赵总 has the tag")


async def test_a_tag_is_written_once_wecom_is_back(company: Company):
    """J9: the outbox keeps the change until it is through."""
    (rep,) = company.people("张三")
    await company.controls("wecom/fail", {"path": "/cgi-bin/externalcontact/mark_tag", "times": 4})
    await rep.says("给恒瑞打标签 重点")
    await seen_in_wechat(company, "重点")


async def test_a_customer_nobody_has_in_wechat_is_tagged_here_alone(company: Company):
    (rep,) = company.people("张三")
    await company.has_customer("宁波东方精工", owner="张三")
    await rep.says("给东方精工打标签 重点")
    await rep.sees_only("宁波东方精工 的标签：重点。")


async def test_somebody_elses_customer_is_not_tagged(company: Company):
    """I2: one sentence for «not yours» and «not there»."""
    (other,) = company.people("李四")
    for name in ("恒瑞", "德塔机电"):
        await other.says(f"给{name}打标签 重点")
        await other.sees_only("没有权限，或没有这条记录。要看的话可以找主管。")


async def test_a_name_that_fits_several_is_asked_for_in_full(company: Company):
    (rep,) = company.people("张三")
    await company.has_customer("宁波东方精工", owner="张三")
    await company.has_customer("宁波东方重工", owner="张三")
    await rep.says("给宁波东方打标签 重点")
    await rep.sees("有几家", "宁波东方精工", "宁波东方重工")


async def test_too_many_tags_are_refused_whole(company: Company):
    (rep,) = company.people("张三")
    await rep.says("给恒瑞打标签 一、二、三、四、五、六")
    await rep.sees("一次最多改 5 个标签")
    await rep.says("查 恒瑞")
    await rep.sees("负责人", without=("标签",))
