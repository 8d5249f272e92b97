"""WeCom's adapter against WeCom's stand-in: what only WeCom does."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from adapters import registry
from adapters.contract import CallbackRequest, Outgoing
from adapters.errors import (
    CallbackRejected,
    CardClosed,
    Misconfigured,
    RateLimited,
    RecipientGone,
    Refused,
    Unavailable,
)
from adapters.events import ActionTaken, DirectoryChanged, InboundEvent, MenuChosen, VoiceSaid
from adapters.wecom.platform import task_id_of
from cards.model import Button, Card, MessageKind, Option, Select, Text
from tests.contract.adapters.product import Stage, connect, emulated, settings_of


def card(**changes) -> Card:
    drawn = Card(
        kind=MessageKind.CONFIRM,
        summary="等王总给反馈",
        title="等王总给反馈",
        key="step:5",
        selects=(
            Select(
                name="until",
                label="推迟到",
                options=(Option(value="d1", label="明天"), Option(value="d7", label="下周")),
                selected="d1",
            ),
        ),
        buttons=(Button(label="推迟", action="step:snooze:5@1", style="primary"),),
    )
    return drawn.model_copy(update=changes)


@pytest.fixture
async def stage(aiohttp_server):
    async with emulated("wecom", aiohttp_server) as stage:
        yield stage


@pytest.fixture
async def platform(stage, aiohttp_server):
    platform = registry.create("wecom", settings_of("wecom", stage.environment))
    await connect(stage, platform, aiohttp_server)
    yield platform
    await platform.stop()


def text(words: str = "收到", key: str = "k1", **where) -> Outgoing:
    return Outgoing(key=key, user_id=where.pop("user_id", "zhangsan"), message=Text(text=words), **where)


# The callback address


async def test_the_address_check_survives_a_raw_plus(stage, platform):
    """An unescaped «+» in the echo string arrives as a space."""
    for _ in range(5):
        await stage.act("fail", path="callback/raw-plus", times=1)
        told = await stage.act("callback", url=stage.callback)
        assert told["verified"], told


@pytest.mark.parametrize("fault", ["bad-signature", "stale", "bad-receiveid"])
async def test_what_is_not_wecoms_is_refused_and_has_no_effect(stage, platform, fault):
    """Fail closed: wrong signature, stale time, another company."""
    await stage.act("fail", path=f"callback/{fault}", times=1)
    told = await stage.act("say", user="zhangsan", text="今日")
    assert (told["status"], told["attempts"]) == (200, 2)
    await stage.sink.next()
    assert stage.sink.events.empty()


async def test_what_could_not_be_stored_is_delivered_again(stage, platform):
    """The platform hears 200 only after the event is stored; until then it repeats."""
    stage.sink.is_down = True
    saying = asyncio.create_task(stage.act("say", user="zhangsan", text="今日"))
    await asyncio.sleep(0.3)
    assert stage.sink.events.empty()
    stage.sink.is_down = False
    assert (await saying)["delivered"]
    assert (await stage.sink.next()).happening.text == "今日"


async def test_before_start_nothing_is_acknowledged(stage, aiohttp_server):
    platform = registry.create("wecom", settings_of("wecom", stage.environment))
    await connect(stage, platform, aiohttp_server)
    await platform.stop()
    stage_told = asyncio.create_task(stage.act("say", user="zhangsan", text="今日"))
    assert not (await stage_told)["delivered"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"method": "DELETE"}, 405),
        ({"endpoint": "event"}, 404),
        ({"body": b"x" * 65_537}, 413),
        ({"body": b"{}"}, 400),
        ({"body": b"<xml><Encrypt>AAAA</Encrypt></xml>"}, 403),
        ({"method": "GET"}, 403),
    ],
)
async def test_malformed_requests_are_answered_with_what_is_wrong(platform, change, status):
    request = {"method": "POST", "endpoint": "", "query": {}, "headers": {}, "body": b"", **change}
    with pytest.raises(CallbackRejected) as caught:
        await platform.receive(CallbackRequest(**request))
    assert caught.value.status == status


@pytest.mark.parametrize(
    "change", [{"agent_id": "侧记"}, {"agent_id": ""}, {"encoding_aes_key": "short"}, {"token": "有中文"}]
)
async def test_malformed_settings_are_told_at_once(stage, change):
    with pytest.raises(Misconfigured) as caught:
        registry.create("wecom", settings_of("wecom", stage.environment, **change))
    assert "CEJI_WECOM__" in caught.value.remedy


# Sending


async def test_who_asks_the_same_twice_hears_twice(stage, platform):
    """Answers are never taken for duplicates."""
    for number in range(2):
        await platform.send(text("帮助", key=f"k{number}", reply_to={"answers": str(number)}))
    assert [message["text"] for message in await stage.seen()] == ["帮助", "帮助"]


async def test_two_rows_that_say_the_same_are_two_messages_and_one_row_is_one(stage, platform):
    """The same push repeated after a lost answer is shown once; the same words on another day are shown again."""
    for key in ("digest-1", "digest-2", "digest-1"):
        await platform.send(text("今天没有到期的事", key=key))
    assert len(await stage.seen()) == 2


async def test_a_card_whose_answer_was_lost_is_not_sent_again(stage, platform):
    """The task id tells that it had arrived."""
    outgoing = Outgoing(key="o1", user_id="zhangsan", message=card(), reply_to={"answers": "1"})
    await platform.send(outgoing)
    platform._lost.add("o1")
    assert await platform.send(outgoing) == {}
    assert len(await stage.seen()) == 1


async def test_a_task_id_of_another_life_does_not_swallow_a_card(stage, platform):
    """After the database was set up anew its keys begin again; the card must still come."""
    for _ in range(2):
        reference = await platform.send(
            Outgoing(key="o1", user_id="zhangsan", message=card(), reply_to={"answers": "1"})
        )
        assert reference["response_code"]
    assert len(await stage.seen()) == 2


async def test_a_busy_platform_is_tried_again(stage, platform):
    await stage.act("fail", path="/cgi-bin/message/send", times=2, answer={"errcode": -1, "errmsg": "system busy"})
    await platform.send(text())
    assert len(await stage.seen()) == 1


async def test_a_lost_answer_is_left_to_the_outbox(stage, platform):
    """Nobody knows whether it arrived: the adapter itself must not repeat it."""
    await stage.act("fail", path="/cgi-bin/message/send", times=1, status=502)
    with pytest.raises(Unavailable):
        await platform.send(text())
    assert await stage.seen() == []


async def test_the_thirty_first_message_of_a_minute_waits(stage, platform):
    """WeCom would drop it without a word."""
    for number in range(30):
        await platform.send(text(f"第{number}条", key=str(number)))
    with pytest.raises(RateLimited) as caught:
        await platform.send(text("第31条", key="30"))
    assert caught.value.retry_after > 50
    await platform.send(text(user_id="lisi", key="31"))
    assert len(await stage.seen()) == 30


@pytest.mark.parametrize("user_id", ["nobody", "@all", "@ALL", "zhangsan|lisi", ""])
async def test_a_message_goes_to_one_known_member_or_nowhere(stage, platform, user_id):
    with pytest.raises(RecipientGone):
        await platform.send(text(user_id=user_id))
    assert await stage.seen() == []


async def test_a_frequency_limit_says_when_to_come_back_and_holds_all_sending(stage, platform):
    await stage.act("fail", path="/cgi-bin/message/send", times=1, answer={"errcode": 45009, "errmsg": "freq"})
    with pytest.raises(RateLimited) as caught:
        await platform.send(text())
    assert caught.value.retry_after == 60
    with pytest.raises(RateLimited):
        await platform.send(text(user_id="lisi", key="k2"))
    assert await stage.seen("lisi") == []


def test_task_ids_are_wecoms_alphabet_and_differ_where_keys_differ():
    keys = ["lead:1042@1", "lead-1042@1", "lead/1042@1", "日报:1", "日报:2", "a" * 50]
    ids = [task_id_of(key) for key in keys]
    assert len(set(ids)) == len(keys)
    assert all(re.fullmatch(r"[0-9A-Za-z_\-@]{1,119}", each) for each in ids)


# Cards


async def press(stage: Stage, form: dict[str, str] | None = None) -> ActionTaken:
    shown = (await stage.seen())[-1]
    await stage.act("press", user="zhangsan", message_id=shown["message_id"], button="推迟", form=form)
    happening = (await stage.sink.next()).happening
    assert isinstance(happening, ActionTaken)
    return happening


async def test_a_press_brings_the_choice_and_a_code_that_changes_the_card(stage, platform):
    """D2: the select travels with the button."""
    reference = await platform.send(Outgoing(key="o1", user_id="zhangsan", message=card()))
    pressed = await press(stage, {"until": "d7"})
    assert (pressed.action, pressed.values) == ("step:snooze:5@1", {"until": ("d7",)})
    changed = Outgoing(key="o2", user_id="zhangsan", message=card(title="已推迟到下周", summary="已推迟到下周"))
    left = await platform.update({**reference, **pressed.card}, changed)
    assert "已推迟到下周" in (await stage.seen())[-1]["text"]
    assert left["response_code"] == reference["response_code"]
    assert "click_code" not in left


async def test_a_card_changes_once_by_its_sending_code_and_then_is_closed(stage, platform):
    reference = await platform.send(Outgoing(key="o1", user_id="zhangsan", message=card()))
    changed = Outgoing(key="o2", user_id="zhangsan", message=card(summary="已撤销"))
    left = await platform.update(reference, changed)
    with pytest.raises(CardClosed):
        await platform.update(left, changed)
    with pytest.raises(CardClosed):
        await platform.update(reference, changed)


async def test_a_used_click_code_falls_back_to_the_sending_code(stage, platform):
    reference = await platform.send(Outgoing(key="o1", user_id="zhangsan", message=card()))
    left = await platform.update(
        {**reference, "click_code": "used"}, Outgoing(key="o2", user_id="zhangsan", message=card(summary="已撤销"))
    )
    assert "已撤销" in (await stage.seen())[-1]["text"]
    assert "response_code" not in left


async def test_a_card_that_the_member_does_not_have_is_closed(stage, platform):
    """WeCom answers success and names the member in a list."""
    reference = await platform.send(Outgoing(key="o1", user_id="zhangsan", message=card()))
    with pytest.raises(CardClosed):
        await platform.update(reference, Outgoing(key="o2", user_id="lisi", message=card()))


async def test_a_text_cannot_take_a_cards_place(platform):
    with pytest.raises(CardClosed):
        await platform.update({"response_code": "x"}, text())


async def test_a_menu_entry_is_a_word_of_ours(stage, platform):
    token = await platform._client.tokens.get()
    menu = {"button": [{"type": "click", "name": "今日", "key": "今日"}]}
    async with aiohttp.ClientSession() as session:
        url = f"{stage.emulator}/cgi-bin/menu/create?access_token={token}&agentid=1000002"
        await session.post(url, json=menu)
    await stage.act("press", user="zhangsan", message_id="menu", button="今日")
    assert (await stage.sink.next()).happening == MenuChosen(key="今日")


async def test_entering_and_leaving_the_scope_has_the_directory_read(stage, platform):
    await stage.control("people", {"id": "wangwu", "name": "王五", "title": "销售", "manager": "chenjingli"})
    assert (await stage.sink.next()).happening == DirectoryChanged(change="joined", user_ids=("wangwu",))
    await stage.control("people/leave", {"id": "wangwu"})
    assert (await stage.sink.next()).happening == DirectoryChanged(change="changed", user_ids=("wangwu",))
    assert await platform.find_person("wangwu") is None


# Voice and groups


async def test_a_recording_that_is_gone_is_refused(stage, platform):
    """WeCom explains under HTTP 200 and in JSON what is wrong with a file."""
    voice = VoiceSaid(media={"media_id": "three-days-old", "format": "amr"})
    event = InboundEvent(platform="wecom", key="1", user_id="zhangsan", sent_at=datetime.now(UTC), happening=voice)
    with pytest.raises(Refused) as caught:
        await platform.download(event, voice)
    assert caught.value.facts["code"] == 40007
    with pytest.raises(Refused):
        await platform.download(event, VoiceSaid())


async def test_groups_are_sent_text_only(stage, aiohttp_server):
    """§2.3.5: groups made by an app take no cards; the words that do the same as the buttons are in the text."""
    sent = []

    async def token(_: web.Request) -> web.Response:
        return web.json_response({"errcode": 0, "errmsg": "ok", "access_token": "t", "expires_in": 7200})

    async def send(request: web.Request) -> web.Response:
        sent.append(await request.json())
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    app = web.Application()
    app.router.add_get("/cgi-bin/gettoken", token)
    app.router.add_post("/cgi-bin/appchat/send", send)
    server = await aiohttp_server(app)
    settings = settings_of("wecom", stage.environment, api_base=str(server.make_url("/")))
    platform = registry.create("wecom", settings)
    assert await platform.send(Outgoing(key="o1", user_id="", message=card(), group="team1")) == {}
    await platform.stop()
    (message,) = sent
    assert (message["chatid"], message["msgtype"]) == ("team1", "text")
    assert "等王总给反馈" in message["text"]["content"]
    assert len(message["text"]["content"].encode()) <= 2048


# Doctor


async def test_the_doctor_tells_the_admin_which_address_to_allow(stage, platform):
    await stage.act("allow", addresses=["203.0.113.1"])
    checks = await platform.check()
    failed = [check for check in checks if not check.ok]
    assert failed
    assert "企业可信IP" in failed[0].remedy
    assert "127.0.0.1" in failed[0].remedy


async def test_the_doctor_tells_a_wrong_secret_without_showing_it(stage):
    platform = registry.create("wecom", settings_of("wecom", stage.environment, secret="WRONGSECRET"))
    checks = await platform.check()
    await platform.stop()
    assert not checks[0].ok
    assert "CEJI_WECOM__SECRET" in checks[0].remedy
    assert "WRONGSECRET" not in str(checks)


async def test_the_doctor_tells_a_wrong_agent(stage):
    platform = registry.create("wecom", settings_of("wecom", stage.environment, agent_id="1000099"))
    checks = await platform.check()
    await platform.stop()
    assert [check.name for check in checks if not check.ok] == ["应用"]
