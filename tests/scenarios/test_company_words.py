"""/词典: the company's own words, from the preview to what the parser makes of them (F22, O; INTERFACES)."""

from __future__ import annotations

from crm_core.audit.model import AuditRow
from tests.scenarios.company import Company, running_company

TOLD = "今天拜访了A公司王总，讲了讲小蓝盒，他翻出蓝鲸看了看，目前打样"


async def has_words(company: Company) -> None:
    """老吴 adds one word of each kind."""
    await company.has_customer("A公司", owner="张三", contacts=["王总"])
    laowu = company["老吴"]
    for said, shown in (("竞品 蓝鲸", "蓝鲸"), ("产品 小蓝盒", "小蓝盒"), ("阶段 打样=方案演示", "打样 → 方案演示")):
        await laowu.says(f"/词典 {said}")
        await laowu.sees("词典预览", shown, "近 30 天 0 条")
        await laowu.presses("启用")
        await laowu.sees("已启用", shown)


async def test_the_companys_words_are_understood(company: Company) -> None:
    """F22: nothing before 启用; then rivals, products and stages in the next message, with a line in the audit."""
    await has_words(company)
    zhangsan = company["张三"]
    await zhangsan.says(TOLD)
    await zhangsan.sees("待确认", "内容 聊了小蓝盒", "竞品 蓝鲸", "阶段 方案演示")
    assert await company.count(AuditRow, AuditRow.__table__.c.act == "word_enabled") == 3
    laowu = company["老吴"]
    await laowu.says("/词典")
    await laowu.sees("竞品：蓝鲸", "产品：小蓝盒", "阶段：打样 → 方案演示")
    await laowu.says("/词典 停用 蓝鲸")
    await laowu.sees("已停用 竞品 蓝鲸")
    await zhangsan.says("不记")
    await zhangsan.sees("没有写入")
    await zhangsan.says(TOLD)
    await zhangsan.sees("待确认", "聊了小蓝盒", without=("竞品",))


async def test_a_previewed_word_does_nothing(wecom: Company) -> None:
    """F22: 不要了 leaves everything as it was, and only admins are asked."""
    await wecom.has_customer("A公司", owner="张三", contacts=["王总"])
    laowu, zhangsan = wecom.people("老吴", "张三")
    await zhangsan.says("/词典 阶段 打样=方案演示")
    await zhangsan.sees("没有权限")
    await laowu.says("/词典 阶段 打样")
    await laowu.sees("「打样」算哪个阶段？")
    await laowu.says("/词典 阶段 打样=方案演示")
    await laowu.sees("词典预览")
    await zhangsan.says(TOLD)
    await zhangsan.sees("待确认", without=("方案演示",))
    await laowu.presses("不要了")
    await laowu.says("/词典")
    await laowu.sees("词典还是空的")


async def test_one_word_at_a_time_and_out_again_in_either_order(wecom: Company) -> None:
    """F22: several names in one word would be found nowhere; 「竞品 删除 蓝鲸」 adds none called that."""
    await has_words(wecom)
    laowu = wecom["老吴"]
    await laowu.says("/词典 竞品 博创 智汇")
    await laowu.sees("「博创 智汇」加不了：一次加一个词")
    await laowu.says("/词典 竞品 删除 蓝鲸")
    await laowu.sees("已停用 竞品 蓝鲸")


async def test_words_outlive_a_restart(embedded_database: str) -> None:
    """F22: the words stand in the database, not in a process."""
    async with running_company("wecom", embedded_database) as before:
        await has_words(before)
    async with running_company("wecom", embedded_database) as after:
        await after["张三"].says(TOLD)
        await after["张三"].sees("待确认", "阶段 方案演示")
