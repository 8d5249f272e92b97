"""Feishu's adapter against Feishu's stand-in: what only Feishu does."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from adapters import registry
from adapters.contract import Outgoing
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
from adapters.events import MenuChosen, TextSaid, VoiceSaid
from adapters.feishu.client import FeishuClient
from adapters.feishu.inbound import read_envelope, read_event
from adapters.http import HttpClient
from cards.model import Button, Card, Form, Input, MessageKind, Option, Select, Text
from tests.contract.adapters import feishu_edge
from tests.contract.adapters.product import connect, emulated, settings_of

MESSAGES = "/open-apis/im/v1/messages"
UPDATES = "/open-apis/interactive/v1/card/update"


@pytest.fixture
async def stage(aiohttp_server):
    async with emulated("feishu", aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def platform(stage, aiohttp_server):
    platform = registry.create("feishu", settings_of("feishu", stage.environment, transport="stream"))
    await connect(stage, platform, aiohttp_server, over_http=False)
    yield platform
    await platform.stop()


def text(words: str = "收到", key: str = "k1", **where) -> Outgoing:
    return Outgoing(key=key, user_id=where.pop("user_id", "ou_zhangsan"), message=Text(text=words), **where)


def card(**changes) -> Card:
    drawn = Card(
        kind=MessageKind.CONFIRM,
        summary="日报草稿待确认",
        title="日报草稿",
        buttons=(Button(label="确认", action="draft:confirm:88@1", style="primary"),),
    )
    return drawn.model_copy(update=changes)


async def test_the_same_key_is_shown_once(stage, platform):
    """C4: a message whose answer was lost is sent again and seen once."""
    first = await platform.send(text())
    again = await platform.send(text())
    assert first == again != {}
    assert len(await stage.seen()) == 1


async def test_a_long_key_still_is_one_key(stage, platform):
    for _ in range(2):
        await platform.send(text(key="digest:" + "长" * 60))
    assert len(await stage.seen()) == 1


async def test_what_is_filled_in_travels_with_the_form(stage, platform):
    """A1, A5: three fields in the chat."""
    form = Form(
        name="lead",
        fields=(
            Input(name="phone", label="电话"),
            Input(name="company", label="公司"),
            Select(name="stage", label="阶段", options=(Option(value="1", label="初步沟通"),), selected="1"),
        ),
        submit=Button(label="保存", action="lead:save:new@1", style="primary"),
    )
    await platform.send(Outgoing(key="k1", user_id="ou_zhangsan", message=card(form=form, buttons=())))
    shown = (await stage.seen())[-1]
    filled = {"phone": "13912345678", "company": "宁波东方精工"}
    await stage.act("press", user="zhangsan", message_id=shown["message_id"], button="保存", form=filled)
    happening = (await stage.sink.next()).happening
    assert happening.action == "lead:save:new@1"
    assert happening.values == {"phone": ("13912345678",), "company": ("宁波东方精工",), "stage": ("1",)}


async def test_a_long_message_arrives_whole_over_several_frames(stage, platform):
    words = "今天拜访了恒瑞李总，" * 800
    await stage.act("say", user="zhangsan", text=words)
    assert (await stage.sink.next()).happening == TextSaid(text=words)


async def test_an_answer_in_a_group_replies_to_what_was_asked(stage, platform):
    await stage.act("say", user="zhangsan", text="逾期", group="华东销售")
    event = await stage.sink.next()
    answer = text("私聊发你了。", group=event.group, reply_to=event.reply_to)
    await platform.send(answer)
    assert (await stage.seen())[-1]["text"] == "私聊发你了。"
    traffic = str(await stage.control("feishu/traffic"))
    assert f"{MESSAGES}/{event.reply_to['message_id']}/reply" in traffic


async def test_an_answer_to_a_recalled_message_still_reaches_the_group(stage, platform):
    await stage.act("say", user="zhangsan", text="逾期", group="华东销售")
    event = await stage.sink.next()
    gone = {"code": 230011, "msg": "The message was withdrawn."}
    await stage.act("fail", path=f"{MESSAGES}/*/reply", times=1, status=400, answer=gone)
    await platform.send(text("私聊发你了。", group=event.group, reply_to=event.reply_to))
    assert (await stage.seen())[-1]["text"] == "私聊发你了。"


async def test_a_voice_message_is_downloaded_as_ogg(stage, platform):
    """C1: the message holds a recording and no words."""
    await stage.act("speak", user="zhangsan", words="今天拜访了恒瑞王总")
    event = await stage.sink.next()
    assert isinstance(event.happening, VoiceSaid)
    assert event.happening.seconds > 0
    recording = await platform.download(event, event.happening)
    assert recording.format == "ogg"
    assert recording.content.startswith(b"OggS")


async def test_a_recording_that_is_not_there_is_refused(stage, platform):
    await stage.act("speak", user="zhangsan", words="今天")
    event = await stage.sink.next()
    for media in ({}, {**event.happening.media, "file_key": "../../../secrets"}):
        with pytest.raises(Refused):
            await platform.download(event, replace(event.happening, media=media))


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        (230013, 400, RecipientGone),
        (230029, 400, RecipientGone),
        (230002, 400, RecipientGone),
        (230020, 400, RateLimited),
        (11232, 400, RateLimited),
        (99991400, 429, RateLimited),
        (99991403, 400, QuotaExhausted),
        (99991401, 400, Misconfigured),
        (230006, 400, Misconfigured),
        (230028, 400, ContentBlocked),
        (230025, 400, Refused),
        (230099, 400, Refused),
        (123456789, 400, Refused),
        (230049, 400, Unavailable),
        (99991663, 400, Unavailable),
    ],
)
async def test_refusals_mean_what_the_page_says(stage, platform, code: int, status: int, error: type[Exception]):
    """J1: retried, dropped, or told to an admin with what to do; a token that stays refused is no endless loop."""
    answer = {"code": code, "msg": "ext=ErrCode: 200621; ErrMsg: x", "error": {"log_id": "202601"}}
    await stage.act("fail", path=MESSAGES, times=2, status=status, answer=answer)
    with pytest.raises(error) as raised:
        await platform.send(text())
    assert type(raised.value) is error
    if error is Misconfigured:
        assert "→" in raised.value.remedy
    if code == 230099:
        assert raised.value.facts["card_code"] == 200621


async def test_an_error_repeats_no_phone_number(stage, platform):
    """Security: what Feishu quotes of our message may be a customer's phone."""
    answer = {"code": 230001, "msg": "invalid content: 13912345678"}
    await stage.act("fail", path=MESSAGES, times=1, status=400, answer=answer)
    with pytest.raises(Refused) as raised:
        await platform.send(text())
    assert "13912345678" not in f"{raised.value} {raised.value.facts}"


async def test_a_missing_permission_is_named(stage, platform):
    violations = [{"type": "action_scope_required", "subject": "im:message:send_as_bot"}]
    answer = {"code": 99991672, "msg": "Access denied.", "error": {"permission_violations": violations}}
    await stage.act("fail", path=MESSAGES, times=1, status=400, answer=answer)
    with pytest.raises(Misconfigured) as raised:
        await platform.send(text())
    assert "im:message:send_as_bot" in raised.value.remedy


@pytest.mark.parametrize("answer", ["<html>", "[]", {"msg": "no code"}, {"code": "0"}])
async def test_an_answer_that_is_none_means_try_later_or_a_fault(stage, platform, answer):
    await stage.act("fail", path=MESSAGES, times=1, status=200, answer=answer)
    with pytest.raises((Unavailable, Refused)):
        await platform.send(text())


async def test_a_card_too_old_to_change_is_closed(stage, platform):
    """D2: after 14 days a new message says what happened."""
    reference = await platform.send(Outgoing(key="k1", user_id="ou_zhangsan", message=card()))
    gone = {"code": 230031, "msg": "The message was sent more than 14 days ago."}
    await stage.act("fail", path=f"{MESSAGES}/*", times=1, status=400, answer=gone)
    changed = Outgoing(key="k2", user_id="ou_zhangsan", message=card(title="日报"))
    with pytest.raises(CardClosed):
        await platform.update(reference, changed)
    with pytest.raises(CardClosed):
        await platform.update({}, changed)
    with pytest.raises(CardClosed):
        await platform.update(reference, text())


async def test_what_a_click_changes_late_is_drawn_by_its_token(stage, platform):
    """Dead cards: the click's token comes first, after its answer; when it is used up the message itself is changed."""
    reference = await platform.send(Outgoing(key="k1", user_id="ou_zhangsan", message=card()))
    clicked = asyncio.create_task(
        stage.act("press", user="zhangsan", message_id=reference["message_id"], button="确认")
    )
    pressed = await stage.sink.next()
    assert pressed.happening.card["message_id"] == reference["message_id"]
    for n, path in enumerate([UPDATES, UPDATES, MESSAGES]):
        changed = Outgoing(key=f"k{n + 2}", user_id="ou_zhangsan", message=card(title=f"日报 {n}"))
        assert await platform.update({**reference, **pressed.happening.card}, changed) == reference
        called = [one for one in await stage.control("feishu/traffic") if path in one["url"]]
        assert called[-1]["status"] == 200
        assert f"日报 {n}" in (await stage.seen())[-1]["text"]
    await clicked
    by_token_alone = {"token": pressed.happening.card["token"]}
    with pytest.raises(CardClosed):
        await platform.update(by_token_alone, Outgoing(key="k9", user_id="ou_zhangsan", message=card()))


async def test_no_person_gets_more_than_feishu_allows(stage, platform):
    """Twelve messages at once: each waits for its turn, none is refused."""
    await asyncio.gather(*(platform.send(text(f"第 {n} 条", key=f"k{n}")) for n in range(12)))
    assert len(await stage.seen()) == 12


async def test_the_menu_says_its_word(stage, platform):
    content = {"operator": {"operator_id": {"open_id": "ou_zhangsan"}}, "event_key": "今日", "timestamp": 1763780000}
    envelope = read_envelope(feishu_edge.event("application.bot.menu_v6", content))
    assert read_event(envelope).happening == MenuChosen(key="今日")


async def test_what_was_not_stored_comes_again(stage, platform):
    """L: nothing is lost while the disk is full."""
    await stage.act("say", user="zhangsan", text="一")
    assert (await stage.sink.next()).happening == TextSaid(text="一")
    stage.sink.is_down = True
    told = await stage.act("say", user="zhangsan", text="二")
    assert told["delivered"] is False
    stage.sink.is_down = False
    await stage.control("clock", {"advance": 20})
    assert (await stage.sink.next()).happening == TextSaid(text="二")


async def test_people_of_a_partial_scope_are_read_with_a_note(stage, platform):
    """The app may see one department and one person: those are read, and the admin is told of the rest."""
    whole = await platform.read_directory()
    sales = next(each for each in whole.departments if each.name == "销售部")
    denied = {"code": 40004, "msg": "no dept authority error"}
    scope = {"department_ids": [sales.department_id], "user_ids": ["ou_zhouzong"], "has_more": False}
    base = "/open-apis/contact/v3"
    await stage.act("fail", path=f"{base}/departments/0/children", times=1, status=403, answer=denied)
    await stage.act("fail", path=f"{base}/scopes", times=1, answer={"code": 0, "msg": "ok", "data": scope})
    seen = await platform.read_directory()
    assert {person.name for person in seen.people} == {"张三", "李四", "陈经理", "周总"}
    assert [department.name for department in seen.departments] == ["销售部"]
    assert seen.is_whole
    assert "通讯录权限范围" in seen.notes[0]


async def test_fields_that_a_permission_hides_are_missing_without_harm(stage, platform):
    people = {"code": 0, "data": {"has_more": False, "items": [{"open_id": "ou_1"}, {"name": "没有编号"}, "?"]}}
    await stage.act("fail", path="/open-apis/contact/v3/users/find_by_department", times=1, answer=people)
    directory = await platform.read_directory()
    nameless = next(person for person in directory.people if person.user_id == "ou_1")
    assert (nameless.name, nameless.active, nameless.manager_user_id) == ("ou_1", True, "")
    assert any("没有姓名" in note for note in directory.notes)


async def test_a_list_that_never_ends_is_left(stage):
    """has_more stays true with the same token: neither an endless loop, nor half a list that looks like a whole one."""
    page = {"code": 0, "data": {"has_more": True, "page_token": "same", "items": [{"open_id": "ou_1"}]}}
    await stage.act("fail", path="/open-apis/contact/v3/scopes", times=5, answer=page)
    http = HttpClient()
    client = FeishuClient(settings_of("feishu", stage.environment), http)
    with pytest.raises(Refused):
        _ = [item async for item in client.items("/open-apis/contact/v3/scopes", {})]
    await http.close()


async def test_another_companys_person_can_not_sign_in(stage, platform):
    """B1: once an event has told which company is ours."""
    await stage.act("say", user="zhangsan", text="今日")
    await stage.sink.next()
    granted = {"code": 0, "access_token": "u-x", "expires_in": 7200}
    person = {"code": 0, "data": {"open_id": "ou_zhangsan", "tenant_key": "tk_other"}}
    await stage.act("fail", path="/open-apis/authen/v2/oauth/token", times=1, answer=granted)
    await stage.act("fail", path="/open-apis/authen/v1/user_info", times=1, answer=person)
    with pytest.raises(Refused):
        await platform.identify("code")


async def test_the_login_page_gets_what_it_needs(platform):
    login = platform.login(redirect_uri="https://crm.example.com/sidebar?platform=feishu", state="ab12")
    assert "redirect_uri=https%3A%2F%2Fcrm.example.com%2Fsidebar%3Fplatform%3Dfeishu" in login.url
    assert "state=ab12" in login.url
    assert json.dumps(dict(login.script_options)) == "{}"


async def test_a_busy_moment_does_not_undo_a_reading_of_the_directory(stage, platform):
    """One refused page among hundreds is asked for again."""
    await stage.act(
        "fail",
        path="/open-apis/contact/v3/users/find_by_department",
        times=2,
        status=200,
        answer={"code": 99991400, "msg": "request trigger frequency limit"},
    )
    assert len((await platform.read_directory()).people) == 6


def scopes(**status: int) -> dict[str, object]:
    """An answer of the permissions' list; names with their colons written as underscores."""
    return {"code": 0, "msg": "success", "data": {"scopes": [
        {"scope_name": name.replace("__", ":"), "grant_status": given} for name, given in status.items()
    ]}}  # fmt: skip


async def test_doctor_names_the_permissions_that_are_missing(stage, platform):
    """The line says what doesn't work without them, and what to open in the console; broader ones count as well."""
    given = {
        "im__message": 1,
        "im__chat": 1,
        "im__chat.access_event.bot_p2p_chat__read": 1,
        "contact__contact__readonly": 1,
        "speech_to_text__speech": 2,
    }
    await stage.act("fail", path="/open-apis/application/v6/scopes", times=1, answer=scopes(**given))
    enough = await permissions(platform)
    assert (enough.ok, enough.detail) == (
        True,
        "要用的都开通了；可选的没开：发文件、语音正在听的提示、读手机号、飞书自带的语音识别",
    )
    await stage.act("fail", path="/open-apis/application/v6/scopes", times=1, answer=scopes(im__message=1))
    short = await permissions(platform)
    assert not short.ok
    assert short.detail == "还没有：读通讯录、读姓名"
    assert "contact:contact.base:readonly（读通讯录）" in short.remedy
    assert (await permissions(platform)).detail == "要用的都开通了"


async def permissions(platform):
    return next(line for line in await platform.check() if line.name == "权限")
