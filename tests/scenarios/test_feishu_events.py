"""What only Feishu tells us: a message taken back, a group we were taken into, an entry of the menu."""

from __future__ import annotations

from crm_core.follow_ups.model import FollowUpRow
from tests.scenarios.company import Company
from tests.scenarios.test_daily_report import SEED
from tests.scenarios.test_drafts import UNKNOWN


async def test_a_recalled_report_takes_its_draft_with_it(feishu: Company) -> None:
    """C1: the draft is closed, says so on its card, and can't be confirmed any more."""
    await feishu.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = feishu["张三"]
    told = await zhangsan.says(SEED)
    await zhangsan.sees("待确认")
    zhangsan.looks_away()
    await feishu.stand_in.acts.recall(zhangsan.account, told["message_id"])
    await zhangsan.sees("那句话你撤回了，草稿也作废，没有写入")
    card = await zhangsan.sees("已撤回", "A公司")
    assert zhangsan.buttons(card) == []
    await zhangsan.says("草稿")
    await zhangsan.sees("没有等你确认的草稿")
    assert await feishu.count(FollowUpRow) == 0


async def test_the_question_about_a_recalled_report_is_over(feishu: Company) -> None:
    """§4.1: what the withdrawn draft had asked is no longer waiting for an answer."""
    zhangsan = feishu["张三"]
    told = await zhangsan.says(UNKNOWN)
    await zhangsan.sees("没找到「绿源食品」")
    await feishu.stand_in.acts.recall(zhangsan.account, told["message_id"])
    await zhangsan.sees("草稿也作废")
    await zhangsan.says("1")
    await zhangsan.sees("现在没有等你选的")


async def test_a_confirmed_report_stays_when_its_message_is_recalled(feishu: Company) -> None:
    """C1, §4.5: what was confirmed has its own undo; nothing is said."""
    await feishu.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = feishu["张三"]
    told = await zhangsan.says(SEED)
    await zhangsan.presses("确认")
    await zhangsan.sees("已写入 1 条跟进")
    await feishu.settles()
    zhangsan.looks_away()
    await feishu.stand_in.acts.recall(zhangsan.account, told["message_id"])
    await zhangsan.sees_nothing()
    assert await feishu.count(FollowUpRow) == 1


async def test_a_group_hears_once_how_to_use_us(feishu: Company) -> None:
    """§4.9: one sentence, nothing of a customer; in a group with outsiders nothing at all."""
    zhangsan, lisi = feishu.people("张三", "李四")
    await feishu.stand_in.acts.take_into_group(zhangsan.account, "大客户群")
    await lisi.sees("我是侧记", "客户的事请私聊我说")
    await feishu.stand_in.acts.take_into_group(zhangsan.account, "和客户的群", external=True)
    await feishu.settles()
    assert lisi.count("我是侧记") == 1


async def test_the_menu_opens_what_its_key_names(feishu: Company) -> None:
    """B3, E1: keys are names of pages, or what one would say."""
    zhangsan = feishu["张三"]
    for key, words in (("points", "积分 0"), ("new_lead", "新线索"), ("排行", "积分排行"), ("help", "说一句就行")):
        zhangsan.looks_away()
        await feishu.stand_in.press(zhangsan.account, "menu", key)
        await zhangsan.sees(words)
