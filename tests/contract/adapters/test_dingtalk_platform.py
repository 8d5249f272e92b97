"""DingTalk's adapter against DingTalk's stand-in: what only DingTalk does."""

from __future__ import annotations

import json

import pytest
from aiohttp.test_utils import unused_port

from adapters import registry
from adapters.contract import ActionAnswer, Outgoing
from adapters.dingtalk.platform import DingTalkPlatform
from adapters.errors import (
    CardClosed,
    ContentBlocked,
    Misconfigured,
    QuotaExhausted,
    RateLimited,
    RecipientGone,
    Refused,
    Unavailable,
)
from adapters.events import ActionTaken, TextSaid, VoiceSaid
from cards.model import Button, Card, CardState, MessageKind, Text
from tests.contract.adapters.product import callback_app, connect, emulated, settings_of

TEMPLATE = {"card_template_id": "ceji.schema"}
BATCH = "/v1.0/robot/oToMessages/batchSend"
CREATE = "/v1.0/card/instances/createAndDeliver"


@pytest.fixture
async def stage(aiohttp_server):
    async with emulated("dingtalk", aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def start(stage, aiohttp_server):
    """Starts platforms, and stops them after the test."""
    started = []

    async def begin(**changes: str):
        platform = registry.create("dingtalk", settings_of("dingtalk", stage.environment, **changes))
        await connect(stage, platform, aiohttp_server, over_http=False)
        started.append(platform)
        return platform

    yield begin
    for platform in started:
        await platform.stop()


def text(words: str = "收到", key: str = "k1", **where) -> Outgoing:
    return Outgoing(key=key, user_id=where.pop("user_id", "zhangsan"), message=Text(text=words), **where)


def card(**changes) -> Card:
    drawn = Card(
        kind=MessageKind.CONFIRM,
        summary="日报草稿待确认",
        title="日报草稿",
        buttons=(
            Button(label="确认", action="draft:confirm:88@1", style="primary"),
            Button(label="看全部", url="https://crm.example.com/board"),
        ),
    )
    return drawn.model_copy(update=changes)


def sent(message: Card, key: str = "k1", **where) -> Outgoing:
    return Outgoing(key=key, user_id="zhangsan", message=message, **where)


async def test_what_a_card_can_do_depends_on_the_template(start):
    with_template, without = await start(**TEMPLATE), await start()
    assert with_template.capabilities.card_updates
    assert with_template.capabilities.click_budget > 0
    assert not without.capabilities.card_updates
    assert not without.capabilities.answers_clicks


async def test_without_a_template_a_tap_says_the_word(stage, start):
    """M2 in Markdown: a link that speaks for the reader takes the same path as typing."""
    platform = await start()
    reference = await platform.send(sent(card()))
    shown = (await stage.seen())[-1]
    assert shown["kind"] == "markdown"
    await stage.act("press", user="zhangsan", message_id=shown["message_id"], button="确认")
    assert (await stage.sink.next()).happening == TextSaid(text="确认")
    with pytest.raises(CardClosed):
        await platform.update(reference, sent(card()))


async def test_in_a_group_no_link_speaks_because_the_robot_would_not_hear(stage, start):
    platform = await start()
    await stage.act("say", user="zhangsan", text="今日", group="华东销售")
    event = await stage.sink.next()
    await platform.send(sent(card(), group=event.group, reply_to=event.reply_to))
    shown = (await stage.seen())[-1]
    assert shown["chat"] == "华东销售"
    assert "dtmd://" not in str(shown["raw"])


async def test_a_card_in_a_group_is_pressed_by_whoever_presses(stage, start):
    platform = await start(**TEMPLATE)
    await stage.act("say", user="zhangsan", text="今日", group="华东销售")
    event = await stage.sink.next()
    await platform.send(sent(card(), group=event.group))
    shown = (await stage.seen("lisi"))[-1]
    await stage.act("press", user="lisi", message_id=shown["message_id"], button="确认")
    pressed = await stage.sink.next()
    assert isinstance(pressed.happening, ActionTaken)
    assert pressed.user_id == "lisi"


async def test_a_card_whose_answer_was_lost_is_shown_once(stage, start):
    """C4: the same row of the outbox is the same card."""
    platform = await start(**TEMPLATE)
    first, again = await platform.send(sent(card())), await platform.send(sent(card()))
    other = await platform.send(sent(card(), key="k2"))
    assert first == again != other
    assert len(await stage.seen()) == 2


async def test_an_update_leaves_nothing_of_the_card_before(stage, start):
    platform = await start(**TEMPLATE)
    reference = await platform.send(sent(card(quote="今天拜访了恒瑞")))
    done = card(buttons=(), summary="已确认：恒瑞", status="已写入", state=CardState.DONE)
    assert await platform.update(reference, sent(done, key="k2")) == reference
    shown = (await stage.seen())[-1]
    assert "今天拜访了恒瑞" not in shown["text"]
    assert shown["buttons"] == []
    with pytest.raises(CardClosed):
        await platform.update({"out_track_id": "unknown"}, sent(done))
    with pytest.raises(CardClosed):
        await platform.update(reference, text())


async def test_cards_over_http_come_back_to_the_registered_address(stage, aiohttp_server):
    """M2 over HTTP: the address is registered once, its clicks are signed with a secret of our own."""
    port = unused_port()
    settings = settings_of("dingtalk", stage.environment, transport="http", **TEMPLATE)
    platform = registry.create("dingtalk", settings, public_url=f"http://127.0.0.1:{port}/")
    await aiohttp_server(callback_app(platform), port=port)
    await platform.start(stage.sink)
    done = card(buttons=(), summary="已确认：恒瑞", state=CardState.DONE)
    stage.sink.answer = lambda event: ActionAnswer(card=done)
    for key in ("k1", "k2"):
        await platform.send(sent(card(), key=key))
    shown = (await stage.seen())[-1]
    told = await stage.act("press", user="zhangsan", message_id=shown["message_id"], button="确认")
    assert told["card_updated"] is True
    assert (await stage.sink.next()).happening.action == "draft:confirm:88@1"
    assert "已确认：恒瑞" in (await stage.seen())[-1]["text"]
    traffic = await stage.control("dingtalk/traffic")
    assert sum("/v1.0/card/callbacks/register" in str(entry) for entry in traffic) == 1
    await platform.stop()


async def test_over_http_without_a_public_address_there_are_no_cards(stage):
    settings = settings_of("dingtalk", stage.environment, transport="http", **TEMPLATE)
    platform = DingTalkPlatform(settings)
    await platform.send(sent(card()))
    assert not platform.capabilities.card_updates
    assert (await stage.seen())[-1]["kind"] == "markdown"
    await platform.stop()


async def test_a_person_whose_messages_are_held_back_gets_them_later(stage, start):
    platform = await start()
    answer = {"processQueryKey": "p", "invalidStaffIdList": [], "flowControlledStaffIdList": ["zhangsan"]}
    await stage.act("fail", path=BATCH, times=1, answer=answer)
    with pytest.raises(RateLimited):
        await platform.send(text())
    await stage.act("fail", path=BATCH, times=1, answer={**answer, "invalidStaffIdList": ["zhangsan"]})
    with pytest.raises((RecipientGone, RateLimited)):
        await platform.send(text())


async def test_a_card_that_was_not_delivered_is_not_taken_for_sent(stage, start):
    platform = await start(agent_id="", **TEMPLATE)
    failed = {"spaceType": "IM_ROBOT", "spaceId": "zhangsan", "success": False, "errorMsg": "spaceId 无效"}
    answer = {"success": True, "result": {"outTrackId": "x", "deliverResults": [failed]}}
    await stage.act("fail", path=CREATE, times=1, answer=answer)
    with pytest.raises(RecipientGone):
        await platform.send(sent(card()))


DENIED = "Forbidden.AccessDenied."


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        ({"code": "InvalidAuthentication", "message": "不合法的access_token"}, 400, Unavailable),
        ({"code": f"{DENIED}AccessTokenPermissionDenied"}, 403, Misconfigured),
        ({"code": f"{DENIED}IpNotInWhiteList"}, 403, Misconfigured),
        ({"code": f"{DENIED}QpsLimitForAppkeyAndApi"}, 403, RateLimited),
        ({"code": f"{DENIED}QpsLimitForApi"}, 403, RateLimited),
        ({"code": f"{DENIED}ApiCountLimitForOrg"}, 403, QuotaExhausted),
        ({"code": "staffId.notExisted"}, 400, RecipientGone),
        ({"code": "group.disbanded"}, 400, RecipientGone),
        ({"code": "send.too.fast"}, 400, RateLimited),
        ({"code": "bot.stopped"}, 400, Misconfigured),
        ({"code": "invalidParameter.robotCode.notExsit"}, 400, Misconfigured),
        ({"code": "invalidParameter.msgParam.tooLong"}, 400, Refused),
        ({"code": "contain.notAllowed.text"}, 400, ContentBlocked),
        ({"code": "system.error"}, 500, Unavailable),
        ({"Code": "ServiceUnavailable", "Message": "…"}, 400, Unavailable),
        ({"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "x"}, 200, RateLimited),
        ({"message": "no code"}, 400, Unavailable),
        ("<html>", 200, Unavailable),
    ],
)
async def test_refusals_mean_what_the_page_says(stage, start, answer, status: int, error: type[Exception]):
    """J1: retried, dropped, or told to an admin with what to do; a token that stays refused is no endless loop."""
    platform = await start()
    await stage.act("fail", path=BATCH, times=2, status=status, answer=answer)
    with pytest.raises(error) as raised:
        await platform.send(text())
    assert type(raised.value) is error
    if error is Misconfigured:
        assert "→" in raised.value.remedy


async def test_a_missing_permission_is_named(stage, start):
    platform = await start()
    answer = {
        "code": f"{DENIED}AccessTokenPermissionDenied",
        "accessdenieddetail": {"requiredScopes": ["qyapi_robot_sendmsg"]},
    }
    await stage.act("fail", path=BATCH, times=1, status=403, answer=answer)
    with pytest.raises(Misconfigured) as raised:
        await platform.send(text())
    assert "qyapi_robot_sendmsg" in raised.value.remedy


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"errcode": 60011, "errmsg": "没有权限"}, Misconfigured),
        ({"errcode": 60020, "errmsg": "访问ip不在白名单之中"}, Misconfigured),
        ({"errcode": 88, "sub_code": "60011", "errmsg": "ding talk error"}, Misconfigured),
        ({"errcode": 90018, "errmsg": "qps"}, RateLimited),
        ({"errcode": 90020, "errmsg": "quota"}, QuotaExhausted),
        ({"errcode": -1, "errmsg": "系统繁忙"}, Unavailable),
        ({"errcode": 400002, "errmsg": "参数错误"}, Refused),
    ],
)
async def test_the_old_hosts_numbers_mean_the_same(stage, start, answer, error: type[Exception]):
    platform = await start()
    await stage.act("fail", path="/topapi/v2/user/get", times=1, answer=answer)
    with pytest.raises(error):
        await platform.find_person("zhangsan")


async def test_the_platform_recognises_what_is_spoken_and_keeps_the_recording(stage, start):
    """C1: no speech service is needed on DingTalk."""
    platform = await start()
    await stage.act("speak", user="zhangsan", words="今天拜访了恒瑞王总")
    event = await stage.sink.next()
    assert isinstance(event.happening, VoiceSaid)
    assert event.happening.recognition == "今天拜访了恒瑞王总"
    recording = await platform.download(event, event.happening)
    assert recording.format == "amr"
    assert recording.content.startswith(b"#!AMR")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:22/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://10.0.0.5/x",
        "http://localhost/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "http://[",
        "",
    ],
)
async def test_a_recording_is_never_fetched_from_inside_our_network(stage, start, address: str):
    """The address comes from outside: it must not lead to the server's own neighbours."""
    platform = await start()
    await stage.act("speak", user="zhangsan", words="今天")
    event = await stage.sink.next()
    await stage.act("fail", path="/v1.0/robot/messageFiles/download", times=1, answer={"downloadUrl": address})
    with pytest.raises(Refused):
        await platform.download(event, event.happening)


async def test_a_department_that_can_not_be_read_is_skipped_and_named(stage, start):
    platform = await start()
    denied = {"errcode": 60003, "errmsg": "部门不存在"}
    await stage.act("fail", path="/topapi/v2/user/list", times=1, answer=denied)
    directory = await platform.read_directory()
    assert "周总" not in {person.name for person in directory.people}
    assert any("60003" in note for note in directory.notes)


async def test_texts_in_place_of_numbers_and_missing_fields_are_taken(stage, start):
    """Samples of the documentation quote numbers and truth values as strings."""
    platform = await start()
    people = [{"userid": 77, "active": "false", "leader": "true", "dept_id_list": ["1"]}, {"name": "没有编号"}, "?"]
    answer = {"errcode": 0, "result": {"has_more": "false", "list": people}}
    await stage.act("fail", path="/topapi/v2/user/list", times=1, answer=answer)
    directory = await platform.read_directory()
    person = next(each for each in directory.people if each.user_id == "77")
    assert (person.name, person.active, person.department_ids) == ("77", False, ("1",))
    root = next(each for each in directory.departments if each.department_id == "1")
    assert "77" in root.leader_user_ids
    assert any("直属主管" in note for note in directory.notes)


async def test_events_that_were_not_stored_come_later(stage, start):
    """L: DingTalk is told LATER."""
    await start()
    stage.sink.is_down = True
    await stage.control("people/leave", {"id": "lisi"})
    acknowledged = str(await stage.control("dingtalk/traffic"))
    assert "LATER" in acknowledged


async def test_the_sidebar_needs_the_corp_id(stage):
    platform = DingTalkPlatform(settings_of("dingtalk", stage.environment, corp_id=""))
    with pytest.raises(Misconfigured):
        platform.login(redirect_uri="https://crm.example.com/sidebar", state="ab12")
    own = {"api_base": "https://api.dingtalk.com", "oapi_base": "https://oapi.dingtalk.com"}
    real = DingTalkPlatform(settings_of("dingtalk", stage.environment, **own))
    login = real.login(redirect_uri="https://crm.example.com/sidebar", state="ab12")
    assert login.client_script == "https://g.alicdn.com/dingding/dingtalk-jsapi/2.10.3/dingtalk.open.js"
    assert login.script_options["corpId"] == stage.environment["CEJI_DINGTALK__CORP_ID"]


async def test_a_busy_moment_does_not_undo_a_reading_of_the_directory(stage, start):
    """One refused page among hundreds is asked for again."""
    platform = await start()
    await stage.act(
        "fail", path="/topapi/v2/user/list", times=2, status=200, answer={"errcode": 90018, "errmsg": "qps"}
    )
    assert len((await platform.read_directory()).people) == 6


async def quick_entries(stage) -> list[dict]:
    """What stands above the input of the robot's own chat."""
    traffic = await stage.control("dingtalk/traffic")
    sent = [entry for entry in traffic if "/v1.0/robot/plugins/set" in entry["url"]]
    return json.loads(sent[-1]["body"])["pluginInfoList"] if sent else []


async def test_doctor_sets_the_quick_entries_of_the_robots_chat(stage):
    """B1: one tap opens the panel beside the chat; on phones the page itself."""
    settings = settings_of("dingtalk", stage.environment)
    platform = registry.create("dingtalk", settings, public_url="https://crm.example.cn/")
    lines = {check.name: check for check in await platform.check()}
    assert lines["单聊快捷入口"].detail == "已设好：今日、新线索"
    today, new_lead = await quick_entries(stage)
    assert today["mobileUrl"] == "https://crm.example.cn/sidebar?platform=dingtalk"
    assert "pc_slide=true" in today["pcUrl"]
    assert json.loads(new_lead["name"]) == {"zh_CN": "新线索"}
    denied = {"code": f"{DENIED}AccessTokenPermissionDenied", "accessdenieddetail": {"requiredScopes": ["Robot.X"]}}
    await stage.act("fail", path="/v1.0/robot/plugins/set", times=1, status=403, answer=denied)
    line = next(check for check in await platform.check() if check.name == "单聊快捷入口")
    assert line.ok
    assert "也能用" in line.detail
    assert "Robot.X" in line.detail
    await platform.stop()


async def test_without_a_public_address_no_entry_leads_nowhere(stage, start):
    platform = await start()
    assert "单聊快捷入口" not in {check.name for check in await platform.check()}
    assert await quick_entries(stage) == []


async def test_doctor_proves_the_robot_and_the_template(stage):
    """§4.3, §6 of the protocol: DingTalk itself is asked, and nobody gets a message for it."""
    good = registry.create("dingtalk", settings_of("dingtalk", stage.environment, **TEMPLATE))
    lines = {check.name: check for check in await good.check()}
    assert all(line.ok for line in lines.values()), lines
    assert "是这个应用的" in lines["机器人"].detail
    assert lines["互动卡片"].detail == "模板已发布，能做卡片"
    wrong = {"robot_code": "dingother", "card_template_id": "ceji", "agent_id": ""}
    bad = registry.create("dingtalk", settings_of("dingtalk", stage.environment, **wrong))
    lines = {check.name: check for check in await bad.check()}
    assert not lines["机器人"].ok
    assert "CEJI_DINGTALK__ROBOT_CODE" in lines["机器人"].remedy
    assert not lines["互动卡片"].ok
    assert "CEJI_DINGTALK__CARD_TEMPLATE_ID" in lines["互动卡片"].remedy
    assert "没有填 AgentId" in lines["工作通知"].detail
    for user in stage.people:
        assert await stage.seen(user) == []
    for platform in (good, bad):
        await platform.stop()
