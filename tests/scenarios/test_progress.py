"""A voice message that takes a while: told at once, in the message that becomes the answer (C1)."""

from __future__ import annotations

from tests.scenarios.company import Company
from tests.scenarios.test_daily_report import SEED

REFUSAL = {"code": 99991672, "msg": "Access denied. One of the following scopes is required: [cardkit:card:write]"}


async def listens_slowly(company: Company, times: int = 1) -> None:
    """Recordings take longer than a moment to come."""
    await company.controls("feishu/fail", {"path": "*/resources/*", "times": times, "delay": 1.5})


async def test_listening_becomes_the_draft(feishu: Company) -> None:
    """C1: one message from 「正在听…」 to 已写入; nothing new comes between."""
    await feishu.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = feishu["张三"]
    await listens_slowly(feishu)
    await zhangsan.speaks(SEED)
    listening = await zhangsan.sees("正在听…")
    draft = await zhangsan.sees("A公司", "王总", "听到")
    assert draft.message_id == listening.message_id
    await zhangsan.presses("确认")
    written = await zhangsan.sees("已写入 1 条跟进")
    assert written.message_id == listening.message_id
    assert len(zhangsan.messages()) == 1


async def test_words_correct_the_draft_that_was_listened_to(feishu: Company) -> None:
    """C1: a correction by words changes that same message, later and without a press."""
    await feishu.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan = feishu["张三"]
    await listens_slowly(feishu)
    await zhangsan.speaks(SEED)
    draft = await zhangsan.sees("A公司", "王总", "听到")
    await zhangsan.says("联系人是李总")
    await zhangsan.sees("李总")
    await feishu.settles()
    closed = next(seen for seen in zhangsan.messages() if seen.message_id == draft.message_id)
    assert "正在听" not in closed.text


async def test_what_was_not_heard_stands_in_its_place(feishu: Company) -> None:
    """C1: an answer without a card takes the message over as well."""
    zhangsan = feishu["张三"]
    feishu.faults_expected = True
    await feishu.controls("feishu/fail", {"path": "*/resources/*", "times": 1, "delay": 1.5, "status": 500})
    await zhangsan.speaks(SEED)
    listening = await zhangsan.sees("正在听…")
    answer = await zhangsan.sees("这条语音没听出来")
    assert answer.message_id == listening.message_id


async def test_without_the_permission_the_answer_comes_by_itself(feishu: Company) -> None:
    """C1: as ever; an admin hears once of what could be allowed."""
    await feishu.has_customer("A公司", owner="张三", contacts=["王总"])
    zhangsan, laowu = feishu.people("张三", "老吴")
    await feishu.controls("feishu/fail", {"path": "*/cardkit/v1/cards", "times": 9, "status": 400, "answer": REFUSAL})
    await listens_slowly(feishu, times=2)
    for _ in range(2):
        await zhangsan.speaks(SEED)
        await zhangsan.sees("A公司", "王总", "听到")
    await laowu.sees("飞书没开「正在听…」", "cardkit:card:write", "只报这一次")
    assert zhangsan.count("正在听") == 0
    assert laowu.count("正在听") == 1
