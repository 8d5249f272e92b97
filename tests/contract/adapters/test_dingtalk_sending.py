"""DingTalk's ways to a person: the robot to many at once, and a work notice where the robot can't reach him."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters import registry
from adapters.contract import Outgoing
from adapters.errors import CardClosed, RateLimited, RecipientGone, Unavailable
from cards.model import Button, Card, MessageKind, Text
from tests.contract.adapters.product import Stage, emulated, settings_of

BATCH = "/v1.0/robot/oToMessages/batchSend"
NOTICE = "/topapi/message/corpconversation/asyncsend_v2"
LONG = 3600.0
EVERYBODY = ("zhangsan", "lisi", "chenjingli", "laowu")


@pytest.fixture
async def stage(aiohttp_server) -> AsyncIterator[Stage]:
    async with emulated("dingtalk", aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def sender(stage: Stage):
    """A platform that only sends."""
    platform = registry.create("dingtalk", settings_of("dingtalk", stage.environment))
    yield platform
    await platform.stop()


def text(words: str = "晨会改到十点", *, user_id: str = "zhangsan", key: str = "k1", **more: Any) -> Outgoing:
    return Outgoing(key=key, user_id=user_id, message=Text(text=words), **more)


async def calls(stage: Stage, path: str) -> int:
    """How often the product has asked for this path."""
    return sum(path in entry["url"] for entry in await stage.control("dingtalk/traffic"))


async def test_what_is_equal_goes_out_in_one_call(stage: Stage, sender):
    """§4.11: four people, one charged call; another text is another call, and nobody gets a message twice."""
    await asyncio.gather(
        *(sender.send(text(user_id=user, key=user)) for user in EVERYBODY),
        sender.send(text("只给你", key="other")),
    )
    assert await calls(stage, BATCH) == 2
    for user in EVERYBODY:
        assert [each["text"] for each in await stage.seen(user)].count("晨会改到十点") == 1
    assert len(await stage.seen("zhangsan")) == 2


async def test_more_than_twenty_people_and_the_same_words_twice_are_more_calls(stage: Stage, sender):
    """§4.2 of the protocol: ≤ 20 people a call; unknown people are told apart from the others."""
    unknown = [f"nobody{number}" for number in range(24)]
    outcomes = await asyncio.gather(
        *(sender.send(text(user_id=user, key=user)) for user in (*unknown, "zhangsan")),
        sender.send(text(key="again")),
        return_exceptions=True,
    )
    assert [type(each) for each in outcomes] == [RecipientGone] * 24 + [dict, dict]
    assert len(await stage.seen("zhangsan")) == 2


async def test_only_who_is_held_back_gets_it_later(stage: Stage, sender):
    """§4.11, J9: the others have it; a partial failure fails nobody else."""
    answer = {"processQueryKey": "p", "invalidStaffIdList": ["laowu"], "flowControlledStaffIdList": ["lisi"]}
    await stage.act("fail", path=BATCH, times=1, answer=answer)
    outcomes = await asyncio.gather(
        *(sender.send(text(user_id=user, key=user)) for user in ("zhangsan", "lisi", "laowu")), return_exceptions=True
    )
    assert [type(each) for each in outcomes] == [dict, RateLimited, RecipientGone]


async def test_one_refusal_of_a_whole_call_is_not_everybodys(stage: Stage, sender):
    """J9: when DingTalk refuses a batch because of one, each is tried by himself."""
    await stage.act("fail", path=BATCH, times=1, status=400, answer={"code": "staffId.notExisted"})
    outcomes = await asyncio.gather(*(sender.send(text(user_id=user, key=user)) for user in ("zhangsan", "lisi")))
    assert len({one["process_query_key"] for one in outcomes}) == 2
    assert await calls(stage, BATCH) == 3


async def test_a_failed_call_fails_for_all_who_were_in_it(stage: Stage, sender):
    await stage.act("fail", path=BATCH, times=1, status=500, answer={"code": "system.error"})
    outcomes = await asyncio.gather(
        *(sender.send(text(user_id=user, key=user)) for user in ("zhangsan", "lisi")), return_exceptions=True
    )
    assert [type(each) for each in outcomes] == [Unavailable, Unavailable]


async def test_what_went_to_several_in_one_call_is_taken_from_none_of_them(stage: Stage, sender):
    """DingTalk's key stands for the call: recalling one person's copy would recall everybody's."""
    both = await asyncio.gather(*(sender.send(text(user_id=user, key=user)) for user in ("zhangsan", "lisi")))
    alone = await sender.send(text(user_id="zhangsan", key="k9"))
    for reference in both:
        with pytest.raises(CardClosed):
            await sender.recall(reference)
    await sender.recall(alone)
    assert [message["state"] == "recalled" for message in await stage.seen()] == [False, True]
    assert [message["state"] == "recalled" for message in await stage.seen("lisi")] == [False]


async def test_a_person_without_the_robot_gets_a_work_notice(stage: Stage, sender):
    """J9: the message arrives, says why it looks different, and is never the same content twice a day."""
    await stage.act("fail", path=BATCH, times=2, status=400, answer={"code": "robot.oto.notExist"})
    for key in ("in1.1", "in2.1"):
        await sender.send(text(key=key))
    first, second = await stage.seen()
    assert (first["chat"], first["kind"]) == ("工作通知", "notice.markdown")
    assert "晨会改到十点" in first["text"]
    assert "机器人发不到你这里，先用工作通知 · 编号" in first["text"]
    assert first["text"] != second["text"]


async def test_a_card_without_a_place_becomes_a_notice_without_its_buttons(stage: Stage, sender):
    """J9: what can't be pressed is said in words."""
    platform = registry.create("dingtalk", settings_of("dingtalk", stage.environment, card_template_id="ceji.schema"))
    failed = {"spaceType": "IM_ROBOT", "spaceId": "zhangsan", "success": False, "errorMsg": "spaceId 无效"}
    answer = {"success": True, "result": {"outTrackId": "x", "deliverResults": [failed]}}
    await stage.act("fail", path="/v1.0/card/instances/createAndDeliver", times=1, answer=answer)
    buttons = (Button(label="确认", action="draft:confirm:88@1"),)
    asked = Card(kind=MessageKind.CONFIRM, summary="日报草稿待确认", title="日报草稿", buttons=buttons)
    assert await platform.send(Outgoing(key="k1", user_id="zhangsan", message=asked)) == {}
    (shown,) = await stage.seen()
    assert "回「确认」" in shown["text"]
    assert "dtmd://" not in str(shown["raw"])
    await platform.stop()


async def test_a_message_held_back_for_long_goes_as_a_notice(stage: Stage, sender):
    """J9: first it waits; after ten minutes a notice carries it."""
    held = {"processQueryKey": "p", "invalidStaffIdList": [], "flowControlledStaffIdList": ["zhangsan"]}
    await stage.act("fail", path=BATCH, times=2, answer=held)
    with pytest.raises(RateLimited):
        await sender.send(text(waited=60.0))
    await sender.send(text(waited=LONG))
    assert [each["chat"] for each in await stage.seen()] == ["工作通知"]


@pytest.mark.parametrize(("waited", "later"), [(0.0, 60.0), (240.0, 240.0), (86_400.0, 3600.0)])
async def test_who_is_held_back_for_long_is_tried_less_often(stage: Stage, waited: float, later: float):
    """§4.11: every try is charged, so they grow apart, to once an hour."""
    platform = registry.create("dingtalk", settings_of("dingtalk", stage.environment, agent_id=""))
    held = {"processQueryKey": "p", "invalidStaffIdList": [], "flowControlledStaffIdList": ["zhangsan"]}
    await stage.act("fail", path=BATCH, times=1, answer=held)
    with pytest.raises(RateLimited) as raised:
        await platform.send(text(waited=waited))
    assert raised.value.retry_after == later
    await platform.stop()


async def test_a_busy_app_is_no_reason_for_a_notice(stage: Stage, sender):
    """§4.11: the app's own rate is waited out, however old the message is."""
    answer = {"code": "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"}
    await stage.act("fail", path=BATCH, times=1, status=403, answer=answer)
    with pytest.raises(RateLimited):
        await sender.send(text(waited=LONG))
    assert await calls(stage, NOTICE) == 0


@pytest.mark.parametrize(
    ("result", "error"),
    [
        ({"invalid_user_id_list": ["zhangsan"]}, RecipientGone),
        ({"failed_user_id_list": ["zhangsan"]}, RecipientGone),
        (
            {
                "forbidden_user_id_list": ["zhangsan"],
                "forbidden_list": [{"code": 143105, "count": 500, "userid": "zhangsan"}],
            },
            RateLimited,
        ),
        ({"forbidden_user_id_list": ["zhangsan"], "forbidden_list": []}, RecipientGone),
    ],
)
async def test_a_notice_that_was_dropped_silently_is_not_taken_for_sent(stage: Stage, sender, result, error):
    """J9, §4.4 of the protocol: DingTalk says «ok» and drops; its result is asked for."""
    await stage.act("fail", path=BATCH, times=1, status=400, answer={"code": "robot.oto.notExist"})
    answer = {"errcode": 0, "send_result": result}
    await stage.act("fail", path="/topapi/message/corpconversation/getsendresult", times=1, status=200, answer=answer)
    with pytest.raises(error):
        await sender.send(text())


async def test_without_the_apps_number_there_is_no_last_resort(stage: Stage):
    platform = registry.create("dingtalk", settings_of("dingtalk", stage.environment, agent_id=""))
    await stage.act("fail", path=BATCH, times=1, status=400, answer={"code": "robot.oto.notExist"})
    with pytest.raises(RecipientGone):
        await platform.send(text())
    assert await calls(stage, NOTICE) == 0
    await platform.stop()


async def test_a_long_message_fits_a_notice(stage: Stage, sender):
    """§4.4 of the protocol: 2,048 bytes, cut between lines."""
    await stage.act("fail", path=BATCH, times=1, status=400, answer={"code": "robot.oto.notExist"})
    await sender.send(text("\n".join(f'第{number}条：苏州明远精密机械有限公司\t"逾期"' for number in range(90))))
    (shown,) = await stage.seen()
    assert "还有" in shown["text"]
