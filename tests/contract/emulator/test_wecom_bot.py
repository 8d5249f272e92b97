"""The emulated intelligent bot, spoken to in bare frames: windows, limits, one connection (path 101463)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import aiohttp
import pytest

from adapters.emulator.server import build_app, start
from adapters.emulator.stand_in import Unreachable
from adapters.emulator.wecom.bot_connection import PATH
from adapters.emulator.wecom.stand_in import WeCom
from adapters.emulator.world import default_world
from tests.contract.emulator.wecom_bot_client import Client
from tests.contract.emulator.wecom_emulation import NINE_OCLOCK, Machine

CARD = {
    "card_type": "button_interaction",
    "task_id": "t-1",
    "main_title": {"title": "日报草稿"},
    "button_list": [{"text": "确认", "style": 1, "key": "draft:confirm:1@1"}],
}


class Stage:
    """An emulator with the bot on it."""

    def __init__(self, wecom: WeCom, address: str, http: aiohttp.ClientSession, machine: Machine) -> None:
        self.wecom, self.bot, self.machine = wecom, wecom.bot, machine
        self._address = address
        self.http = http

    async def client(self, *, subscribed: bool = True) -> Client:
        client = Client(await self.http.ws_connect(self._address))
        if subscribed:
            account = self.bot.account
            assert await client.ask("aibot_subscribe", {"bot_id": account.bot_id, "secret": account.secret}) == 0
        return client

    async def asked(self, client: Client, text: str = "今日") -> str:
        """Somebody writes to the bot; the req_id of the callback."""
        await self.bot.say("zhangsan", text)
        frame = await client.callback()
        assert frame["cmd"] == "aibot_msg_callback"
        return str(frame["headers"]["req_id"])

    def seen(self) -> list[tuple[str, str]]:
        return [(one.text, one.state) for one in self.bot.seen("zhangsan") if one.author == "bot"]


@pytest.fixture
async def stage():
    machine = Machine()
    world = default_world(NINE_OCLOCK, machine)
    wecom = WeCom(world)
    runner, port = await start(build_app(world, [wecom, wecom.bot]), port=0)
    async with aiohttp.ClientSession() as http:
        yield Stage(wecom, f"ws://127.0.0.1:{port}{PATH}", http, machine)
    await runner.cleanup()


@pytest.fixture
async def client(stage):
    return await stage.client()


def stream(content: str, *, finish: bool, stream_id: str = "s-1") -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": stream_id, "finish": finish, "content": content}}


async def test_nothing_goes_before_the_subscription(stage):
    client = await stage.client(subscribed=False)
    assert await client.ask("ping") == 846609
    assert await client.ask("aibot_send_msg", {"chatid": "zhangsan"}) == 846609
    assert await client.ask("aibot_subscribe", {"bot_id": stage.bot.account.bot_id, "secret": "wrong"}) == 93019
    with pytest.raises(Unreachable):
        await stage.bot.say("zhangsan", "在吗")


async def test_a_message_carries_who_where_and_what(stage, client):
    await stage.bot.say("zhangsan", "今日", message_id="m-1")
    await stage.bot.say("lisi", "今日", "wrGroup1")
    bodies = [(await client.callback())["body"] for _ in range(2)]
    bot_id = stage.bot.account.bot_id
    assert bodies[0] == {
        "msgid": "m-1",
        "aibotid": bot_id,
        "chattype": "single",
        "from": {"userid": "zhangsan"},
        "msgtype": "text",
        "text": {"content": "今日"},
    }
    assert (bodies[1]["chatid"], bodies[1]["chattype"], bodies[1]["text"]) == (
        "wrGroup1",
        "group",
        {"content": "@侧记 今日"},
    )


async def test_a_newer_connection_ends_the_older(stage, client):
    newer = await stage.client()
    told = await client.receive()
    assert (told["cmd"], told["body"]["event"]["eventtype"]) == ("aibot_event_callback", "disconnected_event")
    assert await client.is_closed()
    assert await newer.ask("ping") == 0


async def test_a_stream_grows_until_it_is_finished(stage, client):
    req_id = await stage.asked(client)
    assert await client.ask("aibot_respond_msg", stream("收到", finish=False), req_id) == 0
    assert stage.seen() == [("收到", "streaming")]
    assert await client.ask("aibot_respond_msg", stream("收到，好了", finish=True), req_id) == 0
    assert stage.seen() == [("收到，好了", "shown")]
    assert await client.ask("aibot_respond_msg", stream("还有", finish=True), req_id) == 846608


async def test_a_stream_ends_after_ten_minutes_and_a_reply_after_a_day(stage, client):
    req_id = await stage.asked(client)
    assert await client.ask("aibot_respond_msg", stream("收到", finish=False), req_id) == 0
    stage.machine.advance(minutes=10, seconds=1)
    assert await client.ask("aibot_respond_msg", stream("好了", finish=True), req_id) == 846608
    stage.machine.advance(hours=24)
    assert await client.ask("aibot_respond_msg", stream("好了", finish=True, stream_id="s-2"), req_id) == 846604


async def test_what_a_reply_may_be(stage, client):
    req_id = await stage.asked(client)
    assert await client.ask("aibot_respond_msg", {"msgtype": "text", "text": {"content": "x"}}, req_id) == 40008
    assert await client.ask("aibot_respond_msg", stream("长" * 6827, finish=True), req_id) == 45002
    assert await client.ask("aibot_respond_msg", {**stream("", finish=True)}, req_id) == 44004
    with_card = {**stream("见卡片", finish=True), "msgtype": "stream_with_template_card", "template_card": CARD}
    assert await client.ask("aibot_respond_msg", with_card, req_id) == 0
    second = {"msgtype": "template_card", "template_card": {**CARD, "task_id": "t-2"}}
    assert await client.ask("aibot_respond_msg", second, req_id) == 846605
    assert await client.ask("aibot_respond_msg", second, "never-asked") == 846605
    assert await client.ask("aibot_upload_media_init", {}) == 40035


async def test_a_welcome_is_said_once_within_five_seconds(stage, client):
    await stage.bot.enter("zhangsan")
    req_id = (await client.callback())["headers"]["req_id"]
    hello = {"msgtype": "text", "text": {"content": "你好"}}
    assert await client.ask("aibot_respond_msg", stream("你好", finish=True), req_id) == 846605
    assert await client.ask("aibot_respond_welcome_msg", hello, req_id) == 0
    assert await client.ask("aibot_respond_welcome_msg", hello, req_id) == 846605
    await stage.bot.enter("zhangsan")
    late = (await client.callback())["headers"]["req_id"]
    stage.machine.advance(seconds=6)
    assert await client.ask("aibot_respond_welcome_msg", hello, late) == 846605


async def test_a_click_changes_its_card_once_within_five_seconds(stage, client):
    req_id = await stage.asked(client)
    await client.ask("aibot_respond_msg", {"msgtype": "template_card", "template_card": CARD}, req_id)
    card = next(one for one in stage.bot.seen("zhangsan") if one.author == "bot")
    await stage.bot.press("zhangsan", card.message_id, "确认")
    frame = await client.callback()
    press = frame["body"]["event"]["template_card_event"]
    assert (press["event_key"], press["task_id"]) == ("draft:confirm:1@1", "t-1")
    click = frame["headers"]["req_id"]
    done = {**CARD, "main_title": {"title": "已写入"}}
    update = {"response_type": "update_template_card", "template_card": done}
    assert await client.ask("aibot_respond_update_msg", {**update, "response_type": "other"}, click) == 93050
    other = {**update, "template_card": {**done, "task_id": "t-2"}}
    assert await client.ask("aibot_respond_update_msg", other, click) == 42014
    await stage.bot.press("zhangsan", card.message_id, "确认")
    click = (await client.callback())["headers"]["req_id"]
    assert await client.ask("aibot_respond_update_msg", update, click) == 0
    assert "已写入" in stage.seen()[0][0]
    assert await client.ask("aibot_respond_update_msg", update, click) == 846605


async def test_a_push_only_where_somebody_has_written(stage, client):
    pushed = {"chatid": "zhangsan", "msgtype": "markdown", "markdown": {"content": "该跟进了"}}
    assert await client.ask("aibot_send_msg", pushed) == 93006
    await stage.asked(client)
    assert await client.ask("aibot_send_msg", {**pushed, "msgtype": "text", "text": {"content": "x"}}) == 40008
    assert await client.ask("aibot_send_msg", pushed) == 0


async def test_thirty_a_minute_in_one_chat(stage, client):
    req_id = await stage.asked(client)
    for n in range(30):
        assert await client.ask("aibot_respond_msg", stream("好", finish=True, stream_id=f"s{n}"), req_id) == 0
    assert await client.ask("aibot_respond_msg", stream("好", finish=True, stream_id="s30"), req_id) == 45009
    stage.machine.advance(seconds=61)
    assert await client.ask("aibot_respond_msg", stream("好", finish=True, stream_id="s30"), req_id) == 0


async def test_encrypted_ids_are_told_apart_with_the_apps_token(stage, client):
    """path 101521: what is plain already comes back as invalid."""
    stage.bot.encrypts_users = True
    await stage.bot.say("zhangsan", "今日")
    hidden = (await client.callback())["body"]["from"]["userid"]
    assert hidden.startswith("wo")
    assert stage.bot.plain_ids({"open_userid_list": [hidden, "lisi"]}) == {
        "userid_list": [{"open_userid": hidden, "userid": "zhangsan"}],
        "invalid_open_userid_list": ["lisi"],
    }


async def test_a_file_lies_encrypted_for_five_minutes(stage, client):
    """Path 100719: its own key and address; another one, or a later moment, gets nothing."""
    await stage.bot.attach("zhangsan", "客户.xlsx", b"PK\x03\x04 rows")
    part = (await client.callback())["body"]["file"]
    async with stage.http.get(part["url"]) as response:
        encrypted = await response.read()
    assert len(encrypted) % 32 == 0
    assert b"rows" not in encrypted
    stage.machine.advance(minutes=5, seconds=1)
    for address in (part["url"], part["url"].replace("files/", "files/x")):
        async with stage.http.get(address) as response:
            assert response.status == 403


# Files that the product uploads


def piece(upload_id: str, index: int, content: bytes) -> dict[str, Any]:
    return {"upload_id": upload_id, "chunk_index": index, "base64_data": base64.b64encode(content).decode()}


async def begun(client: Client, content: bytes, pieces: int, **changes: Any) -> str:
    """An upload that was announced; its id."""
    md5 = hashlib.md5(content).hexdigest()
    told = {"type": "file", "filename": "报价.pdf", "total_size": len(content), "total_chunks": pieces, "md5": md5}
    answer = await client.acknowledged("aibot_upload_media_init", {**told, **changes})
    return str(answer["body"]["upload_id"])


async def test_a_file_is_uploaded_in_pieces_and_sent(stage, client):
    content = b"%PDF-1.7" + bytes(range(256))
    req_id = await stage.asked(client)
    upload_id = await begun(client, content, 2)
    for index, part in ((1, content[100:]), (0, content[:100])):
        assert await client.ask("aibot_upload_media_chunk", piece(upload_id, index, part)) == 0
    told = (await client.acknowledged("aibot_upload_media_finish", {"upload_id": upload_id}))["body"]
    assert told["type"] == "file"
    message = {"chatid": "zhangsan", "msgtype": "file", "file": {"media_id": told["media_id"]}}
    assert await client.ask("aibot_respond_msg", message, req_id) == 0
    assert await client.ask("aibot_send_msg", message) == 0
    assert len(stage.seen()) == 2
    assert all("报价.pdf" in text for text, _ in stage.seen())
    assert await client.ask("aibot_send_msg", {**message, "file": {"media_id": "x"}}) == 40007


async def test_an_upload_that_is_not_as_announced_is_refused(client):
    content = b"%PDF-1.7 one"
    assert await client.ask("aibot_upload_media_init", {"total_size": 1, "total_chunks": 101}) == 40035
    assert await client.ask("aibot_upload_media_finish", {"upload_id": "nobody"}) == 40035
    upload_id = await begun(client, content, 1, md5="0" * 32)
    assert await client.ask("aibot_upload_media_chunk", piece(upload_id, 1, content)) == 40035
    assert await client.ask("aibot_upload_media_chunk", piece(upload_id, 0, bytes(512 * 1024 + 1))) == 45001
    assert await client.ask("aibot_upload_media_finish", {"upload_id": upload_id}) == 40035
    assert await client.ask("aibot_upload_media_chunk", piece(upload_id, 0, content)) == 0
    assert await client.ask("aibot_upload_media_finish", {"upload_id": upload_id}) == 40035
