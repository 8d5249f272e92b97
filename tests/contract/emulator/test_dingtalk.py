"""The emulated DingTalk against a plain client: what it pushes, accepts, draws and refuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.emulator.dingtalk.app import App
from adapters.emulator.dingtalk.crypto import EventCrypto, card_signature, robot_signature
from adapters.emulator.dingtalk.stand_in import DingTalk
from adapters.emulator.server import build_app
from adapters.emulator.stand_in import ControlError, Unknown, Unreachable
from adapters.emulator.world import World, default_world
from tests.contract.emulator.dingtalk_product import BOT, CARD, Product, acknowledge

APP = App()


@pytest.fixture
def world() -> World:
    return default_world()


@pytest.fixture
async def dingtalk(world: World) -> AsyncIterator[DingTalk]:
    stand_in = DingTalk(world, repush_seconds=0.05, event_retry_seconds=(0.05, 0.05), ack_wait_seconds=0.5)
    yield stand_in
    await stand_in.close()


@pytest.fixture
async def product(world: World, dingtalk: DingTalk) -> AsyncIterator[Product]:
    server = TestServer(build_app(world, [dingtalk]))
    await server.start_server()
    product = Product(server, dingtalk.settings(str(server.make_url("")).rstrip("/")))
    await product.sign_in()
    yield product
    await product.close()
    await server.close()


def test_signatures_match_the_documented_vectors() -> None:
    crypto = EventCrypto("crmtoken", APP.aes_key, "dingcrmkey01")
    sealed = crypto.encrypt("success", b"0123456789abcdef")
    assert sealed == ("Q3stYC6hdFzMh9T8HCvyDHLF+ACuTg+5kLV2iY2TFs6RPxuEVGTFaFGyGH5/F6+lbIP09NGxnncQgCyFoNO04w==")
    assert crypto.signature("1767225600000", "nonce123", sealed) == "fb67881c1e3ac4b4b71745a4a7a0824f9418f53e"
    assert crypto.decrypt(sealed) == "success"
    assert robot_signature("crm-test-secret", "1767225600000") == "nM/ZbC8NNY500spBFmhQhtvKt8dgVxyoXaNoqPKitUE="


async def test_without_a_connection_or_an_address_nothing_can_be_said(dingtalk: DingTalk) -> None:
    with pytest.raises(Unreachable):
        await dingtalk.say("zhangsan", "今日")


async def test_a_ticket_opens_one_connection(product: Product) -> None:
    _, opened = await product.call(
        "POST",
        "/v1.0/gateway/connections/open",
        {
            "clientId": APP.client_id,
            "clientSecret": APP.client_secret,
            "subscriptions": [{"type": "CALLBACK", "topic": BOT}],
        },
    )
    address = f"{opened['endpoint']}?ticket={opened['ticket']}"
    first = await product.session.ws_connect(address)
    async with product.session.get(address.replace("ws://", "http://")) as second:
        assert second.status == 401
    await first.close()
    status, refused = await product.call(
        "POST", "/v1.0/gateway/connections/open", {"clientId": APP.client_id, "clientSecret": "wrong"}
    )
    assert status == 400
    assert refused["code"] == "invalidClientIdOrSecret"


async def test_what_a_person_says_arrives_as_the_platform_sends_it(dingtalk: DingTalk, product: Product) -> None:
    await product.connect()
    said = await dingtalk.say("zhangsan", "新线索 13912345678 宁波东方精工 初步沟通")
    assert said["delivered"]
    (frame,) = product.frames
    assert frame["type"] == "CALLBACK"
    assert frame["headers"]["topic"] == BOT
    message = json.loads(frame["data"])
    assert message["conversationType"] == "1"
    assert message["senderStaffId"] == "zhangsan"
    assert message["senderNick"] == "张三"
    assert message["text"]["content"] == "新线索 13912345678 宁波东方精工 初步沟通"
    assert message["msgId"] == said["message_id"]


async def test_the_same_message_id_arrives_again_byte_for_byte(dingtalk: DingTalk, product: Product) -> None:
    """C4: the platform's repeated message is the same message."""
    await product.connect()
    await dingtalk.say("zhangsan", "今日", message_id="m-1")
    await dingtalk.say("zhangsan", "今日", message_id="m-1")
    first, second = product.frames
    assert first["data"] == second["data"]
    assert first["headers"]["messageId"] != second["headers"]["messageId"]
    assert len(dingtalk.seen("zhangsan")) == 1


async def test_an_unacknowledged_message_comes_again(dingtalk: DingTalk, product: Product) -> None:
    await product.connect()
    product.answers = lambda frame: None if len(product.frames) < 2 else acknowledge(frame)
    said = await dingtalk.say("zhangsan", "今日")
    assert not said["delivered"]
    for _ in range(100):
        if len(product.frames) == 2:
            break
        await asyncio.sleep(0.02)
    first, second = product.frames
    assert first["data"] == second["data"]


async def test_pings_and_both_kinds_of_disconnect(dingtalk: DingTalk, product: Product) -> None:
    socket = await product.connect()
    assert await dingtalk.state.gateway.ping() == 1
    assert await dingtalk.state.gateway.drop() == 1
    for _ in range(100):
        if socket.closed:
            break
        await asyncio.sleep(0.02)
    assert product.frames[-1]["headers"]["topic"] == "disconnect"
    with pytest.raises(Unreachable):
        await dingtalk.say("zhangsan", "今日")
    await product.connect()
    assert await dingtalk.state.gateway.drop(politely=False) == 1


async def test_speech_carries_the_recognition_and_a_file(dingtalk: DingTalk, product: Product) -> None:
    await product.connect()
    await dingtalk.speak("zhangsan", "今天拜访了A公司王总")
    message = json.loads(product.frames[0]["data"])
    assert message["msgtype"] == "audio"
    assert message["content"]["recognition"] == "今天拜访了A公司王总"
    body = {"downloadCode": message["content"]["downloadCode"], "robotCode": APP.robot_code}
    status, answer = await product.call("POST", "/v1.0/robot/messageFiles/download", body)
    assert status == 200
    async with product.session.get(answer["downloadUrl"]) as response:
        assert (await response.read()).startswith(b"#!AMR")
    status, refused = await product.call("POST", "/v1.0/robot/messageFiles/download", {**body, "downloadCode": "old"})
    assert (status, refused["code"]) == (400, "invalidParameter.downloadCode")


async def test_a_markdown_message_shows_its_words_and_action_links(dingtalk: DingTalk, product: Product) -> None:
    await product.connect()
    text = (
        "### 【待确认】日报草稿\n> 今天拜访了A公司王总\n- **客户** A公司 · 王总\n"
        "[确认](dtmd://dingtalkclient/sendMessage?content=%E7%A1%AE%E8%AE%A4)  "
        "[打开](https://crm.example/side?x=1)\n或直接回「确认」"
    )
    status, sent = await send(product, "sampleMarkdown", {"title": "日报草稿待确认", "text": text})
    assert status == 200
    (seen,) = dingtalk.seen("zhangsan")
    assert seen.message_id == sent["processQueryKey"]
    assert seen.text.splitlines() == [
        "日报草稿待确认",
        "【待确认】日报草稿",
        "今天拜访了A公司王总",
        "客户 A公司 · 王总",
        "确认 打开",
        "或直接回「确认」",
    ]
    assert [button.label for button in seen.buttons] == ["确认", "打开"]
    pressed = await dingtalk.press("zhangsan", seen.message_id, "确认")
    assert pressed["said"] == "确认"
    assert json.loads(product.frames[-1]["data"])["text"]["content"] == "确认"
    opened = await dingtalk.press("zhangsan", seen.message_id, "打开")
    assert opened["url"] == "https://crm.example/side?x=1"
    with pytest.raises(Unknown):
        await dingtalk.press("zhangsan", seen.message_id, "不记")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"userIds": []}, "invalidParameter.userIds.empty"),
        ({"userIds": [f"u{n}" for n in range(21)]}, "invalidParameter.userIds.overMax"),
        ({"userIds": ["nobody"]}, "staffId.notExisted"),
        ({"robotCode": "other"}, "invalidParameter.robotCode.notExsit"),
        ({"robotCode": ""}, "invalidParameter.robotCode.empty"),
        ({"msgKey": "sampleHologram"}, "invalidParameter.msgKey.invalid"),
        ({"msgParam": {"content": "x"}}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": '{"title":"x"}'}, "miss.param.content"),
        ({"msgParam": json.dumps({"content": "长" * 6000})}, "invalidParameter.msgParam.tooLong"),
    ],
)
async def test_batch_send_refuses_what_the_platform_refuses(
    product: Product, change: dict[str, Any], code: str
) -> None:
    body = {
        "robotCode": APP.robot_code,
        "userIds": ["zhangsan"],
        "msgKey": "sampleText",
        "msgParam": json.dumps({"content": "你好"}),
    }
    status, answer = await product.call("POST", "/v1.0/robot/oToMessages/batchSend", {**body, **change})
    assert (status, answer["code"]) == (400, code)


async def test_an_unknown_receiver_among_known_ones_is_reported(dingtalk: DingTalk, product: Product) -> None:
    status, answer = await send(product, "sampleText", {"content": "你好"}, ["zhangsan", "nobody"])
    assert (status, answer["invalidStaffIdList"]) == (200, ["nobody"])
    status, read = await product.call(
        "GET",
        f"/v1.0/robot/oToMessages/readStatus?robotCode={APP.robot_code}&processQueryKey={answer['processQueryKey']}",
    )
    assert [each["userId"] for each in read["messageReadInfoList"]] == ["zhangsan"]
    await product.call(
        "POST",
        "/v1.0/robot/otoMessages/batchRecall",
        {"robotCode": APP.robot_code, "processQueryKeys": [answer["processQueryKey"]]},
    )
    assert dingtalk.seen("zhangsan")[0].state == "recalled"


async def test_a_revoked_token_is_refused_with_400_and_renewed(dingtalk: DingTalk, product: Product) -> None:
    before = product.token
    await product.sign_in()
    assert product.token == before
    await dingtalk.revoke()
    status, answer = await send(product, "sampleText", {"content": "你好"})
    assert (status, answer["code"]) == (400, "InvalidAuthentication")
    assert (await product.old("/topapi/v2/department/listsub"))["errcode"] == 40014
    await product.sign_in()
    assert product.token != before


async def test_more_than_twenty_calls_a_second_are_refused(product: Product) -> None:
    answers = await asyncio.gather(*(send(product, "sampleText", {"content": str(n)}) for n in range(25)))
    refused = [answer["code"] for status, answer in answers if status == 403]
    assert refused == ["Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"] * 5


async def test_groups_answer_by_session_and_by_conversation(dingtalk: DingTalk, product: Product) -> None:
    await product.connect()
    await dingtalk.say("zhangsan", "逾期", group="销售一组")
    message = json.loads(product.frames[0]["data"])
    assert (message["conversationType"], message["conversationTitle"]) == ("2", "销售一组")
    assert message["text"]["content"] == " 逾期"
    async with product.session.post(
        message["sessionWebhook"], json={"msgtype": "text", "text": {"content": "共 3 条"}}
    ) as response:
        assert await response.json() == {"errcode": 0, "errmsg": "ok"}
    body = {
        "robotCode": APP.robot_code,
        "openConversationId": message["conversationId"],
        "msgKey": "sampleText",
        "msgParam": json.dumps({"content": "第二条"}),
    }
    assert (await product.call("POST", "/v1.0/robot/groupMessages/send", body))[0] == 200
    assert [seen.text for seen in dingtalk.seen("lisi")] == ["共 3 条", "第二条"]
    assert {seen.chat for seen in dingtalk.seen("lisi")} == {"销售一组"}
    async with product.session.post(
        f"{product.base}/robot/sendBySession?session=gone", json={"msgtype": "text"}
    ) as response:
        assert (await response.json())["errcode"] == 300001


CARD_BODY: dict[str, Any] = {
    "cardTemplateId": "ceji-1.schema",
    "outTrackId": "lead-42-v1",
    "callbackType": "STREAM",
    "cardData": {
        "cardParamMap": {
            "title": "日报草稿",
            "tag": "待确认",
            "content1": "- **客户** A公司",
            "buttons1": json.dumps(
                [{"text": "确认", "event": {"type": "sendCardRequest", "params": {"actionId": "draft:confirm:88@1"}}}]
            ),
            "footer": "确认前不会写入",
        }
    },
    "imRobotOpenSpaceModel": {"supportForward": False},
    "openSpaceId": "dtv1.card//IM_ROBOT.zhangsan",
    "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": APP.robot_code},
    "userIdType": 1,
}


async def test_a_card_is_shown_pressed_and_changed_by_the_answer(dingtalk: DingTalk, product: Product) -> None:
    await product.connect()
    status, answer = await product.call("POST", "/v1.0/card/instances/createAndDeliver", CARD_BODY)
    assert status == 200
    assert answer["result"]["deliverResults"][0]["success"]
    (seen,) = dingtalk.seen("zhangsan")
    assert seen.text.splitlines() == ["日报草稿", "待确认", "客户 A公司", "确认", "确认前不会写入"]
    changed = {
        "response": {
            "cardData": {"cardParamMap": {"tag": "已确认", "buttons1": "[]"}},
            "cardUpdateOptions": {"updateCardDataByKey": True},
        }
    }
    product.answers = lambda frame: acknowledge(frame, changed)
    pressed = await dingtalk.press("zhangsan", "lead-42-v1", "确认")
    assert pressed["card_updated"]
    call = json.loads(product.frames[-1]["data"])
    assert call["userId"] == "zhangsan"
    assert json.loads(call["content"])["cardPrivateData"] == {"actionIds": ["draft:confirm:88@1"], "params": {}}
    (seen,) = dingtalk.seen("zhangsan")
    assert "已确认" in seen.text
    assert "客户 A公司" in seen.text
    assert seen.buttons == ()


async def test_an_update_without_options_overwrites_all(dingtalk: DingTalk, product: Product) -> None:
    await product.call("POST", "/v1.0/card/instances/createAndDeliver", CARD_BODY)
    update = {"outTrackId": "lead-42-v1", "cardData": {"cardParamMap": {"title": "已过期"}}}
    assert (await product.call("PUT", "/v1.0/card/instances", update))[1] == {
        "success": True,
        "result": True,
    }
    assert dingtalk.seen("zhangsan")[0].text == "已过期"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outTrackId": ""}, "param.outTrackIdEmpty"),
        ({"cardTemplateId": ""}, "param.cardTemplateIdEmpty"),
        ({"openSpaceId": "IM_ROBOT.zhangsan"}, "param.openSpaceIdInvalid"),
        ({"openSpaceId": ""}, "param.openSpaceIdEmpty"),
        ({"imRobotOpenDeliverModel": None}, "param.openDeliverModelEmpty"),
        ({"cardData": None}, "param.cardPublicDataEmpty"),
        ({"cardData": {"cardParamMap": {"n": 1}}}, "param.invalid"),
        ({"cardData": {"cardParamMap": {"n": "长" * 342}}}, "param.invalid"),
    ],
)
async def test_cards_are_refused_as_on_the_platform(product: Product, change: dict[str, Any], code: str) -> None:
    status, answer = await product.call("POST", "/v1.0/card/instances/createAndDeliver", {**CARD_BODY, **change})
    assert (status, answer["code"]) == (400, code)


async def test_an_out_track_id_is_used_once(product: Product) -> None:
    await product.call("POST", "/v1.0/card/instances/createAndDeliver", CARD_BODY)
    status, answer = await product.call("POST", "/v1.0/card/instances/createAndDeliver", CARD_BODY)
    assert (status, answer["code"]) == (400, "param.cardAlreadyExist")


async def test_required_inputs_hold_a_press_back(dingtalk: DingTalk, product: Product) -> None:
    await product.connect()
    values = {
        "title": "线索",
        "form": json.dumps({"fields": [{"name": "phone", "label": "手机号", "type": "TEXT", "required": True}]}),
        "submit": "保存",
    }
    body = {**CARD_BODY, "cardData": {"cardParamMap": values}}
    await product.call("POST", "/v1.0/card/instances/createAndDeliver", body)
    with pytest.raises(ControlError):
        await dingtalk.press("zhangsan", "lead-42-v1", "保存")
    assert product.frames == []
    await dingtalk.press("zhangsan", "lead-42-v1", "保存", {"phone": "13912345678"})
    call = json.loads(product.frames[-1]["data"])
    assert json.loads(call["content"])["cardPrivateData"]["params"]["form"] == {"phone": "13912345678"}


async def test_work_notices_drop_a_repetition_silently(dingtalk: DingTalk, product: Product) -> None:
    body = {
        "agent_id": APP.agent_id,
        "userid_list": "zhangsan",
        "msg": {"msgtype": "text", "text": {"content": "晨会"}},
    }
    path = "/topapi/message/corpconversation/asyncsend_v2"
    assert (await product.old(path, body))["errcode"] == 0
    second = await product.old(path, body)
    assert second["errcode"] == 0
    assert len(dingtalk.seen("zhangsan")) == 1
    result = await product.old("/topapi/message/corpconversation/getsendresult", {"task_id": second["task_id"]})
    assert result["send_result"]["forbidden_list"][0]["code"] == 143106


async def test_the_directory_one_level_at_a_time(product: Product) -> None:
    below = await product.old("/topapi/v2/department/listsub", {"dept_id": 1})
    sales = next(each for each in below["result"] if each["name"] == "销售部")
    page = await product.old("/topapi/v2/user/list", {"dept_id": sales["dept_id"], "cursor": 0, "size": 2})
    assert page["result"]["has_more"]
    rest = await product.old(
        "/topapi/v2/user/list",
        {"dept_id": sales["dept_id"], "cursor": page["result"]["next_cursor"], "size": 2},
    )
    names = [each["name"] for each in page["result"]["list"] + rest["result"]["list"]]
    assert sorted(names) == sorted(["陈经理", "张三", "李四"])
    assert "mobile" not in page["result"]["list"][0]
    one = await product.old("/topapi/v2/user/get", {"userid": "zhangsan"})
    assert one["result"]["manager_userid"] == "chenjingli"
    assert (await product.old("/topapi/v2/user/get", {"userid": "x"}))["errcode"] == 60121
    assert (await product.old("/topapi/v2/department/listsub", {"dept_id": 99}))["errcode"] == 60003


async def test_who_opened_the_sidebar(dingtalk: DingTalk, product: Product) -> None:
    address = await dingtalk.open_sidebar("zhangsan", "https://crm.example/sidebar?corp=$CORPID$")
    assert address.startswith(f"https://crm.example/sidebar?corp={APP.corp_id}#dd_client=")
    async with product.session.get(f"{product.base}/dingtalk.open.js") as script:
        assert "requestAuthCode" in await script.text()
    mark = address.partition("#dd_client=")[2]
    async with product.session.get(
        f"{product.base}/dingtalk/auth_code", params={"client": mark, "corpId": APP.corp_id}
    ) as response:
        code = (await response.json())["code"]
    who = await product.old("/topapi/v2/user/getuserinfo", {"code": code})
    assert (who["result"]["userid"], who["result"]["name"]) == ("zhangsan", "张三")
    assert (await product.old("/topapi/v2/user/getuserinfo", {"code": code}))["errcode"] == 40078


async def test_over_the_months_quota_messages_come_without_their_words(dingtalk: DingTalk, product: Product) -> None:
    await product.connect()
    dingtalk.is_over_quota = True
    await dingtalk.say("zhangsan", "今日")
    message = json.loads(product.frames[0]["data"])
    assert (message["errorCode"], message["msgtype"]) == (20001, "text")
    assert "text" not in message


async def test_a_leaver_is_announced_until_it_is_acknowledged(
    dingtalk: DingTalk, product: Product, world: World
) -> None:
    """I15: the directory tells that someone left; LATER brings the event again."""
    await product.connect()
    product.answers = lambda frame: acknowledge(
        frame, {"status": "LATER" if len(product.frames) < 2 else "SUCCESS", "message": ""}
    )
    await dingtalk.directory_event("left", world.leave("zhangsan"))
    for _ in range(100):
        if len(product.frames) == 2:
            break
        await asyncio.sleep(0.02)
    first, second = product.frames
    assert first["headers"]["eventType"] == "user_leave_org"
    assert first["headers"]["eventId"] == second["headers"]["eventId"]
    assert json.loads(first["data"])["userId"] == ["zhangsan"]


class HttpProduct:
    """A product that takes callbacks over HTTP."""

    def __init__(self) -> None:
        self.robot: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.events: list[dict[str, Any]] = []
        self.cards: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.robot_answer: dict[str, Any] = {"msgtype": "empty"}
        self.card_answer: dict[str, Any] = {}
        self.crypto = EventCrypto(APP.token, APP.aes_key, APP.client_id)

    def application(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.post("/callback/dingtalk/robot", self._robot),
                web.post("/callback/dingtalk/event", self._event),
                web.post("/callback/dingtalk/card", self._card),
            ]
        )
        return app

    async def _robot(self, request: web.Request) -> web.Response:
        self.robot.append((dict(request.headers), await request.json()))
        return web.json_response(self.robot_answer)

    async def _event(self, request: web.Request) -> web.Response:
        encrypted = (await request.json())["encrypt"]
        query = request.query
        assert query["signature"] == self.crypto.signature(query["timestamp"], query["nonce"], encrypted)
        self.events.append(json.loads(self.crypto.decrypt(encrypted)))
        sealed = self.crypto.encrypt("success")
        return web.json_response(
            {
                "msg_signature": self.crypto.signature("1", "n", sealed),
                "timeStamp": "1",
                "nonce": "n",
                "encrypt": sealed,
            }
        )

    async def _card(self, request: web.Request) -> web.Response:
        self.cards.append((dict(request.headers), await request.json()))
        return web.json_response(self.card_answer)


@pytest.fixture
async def http_product() -> AsyncIterator[tuple[HttpProduct, str]]:
    product = HttpProduct()
    server = TestServer(product.application())
    await server.start_server()
    yield product, str(server.make_url("/callback/dingtalk"))
    await server.close()


async def test_over_http_messages_are_signed_and_events_encrypted(
    dingtalk: DingTalk, world: World, http_product: tuple[HttpProduct, str]
) -> None:
    receiver, address = http_product
    assert (await dingtalk.set_callback(address))["verified"]
    assert receiver.events == [{"EventType": "check_url"}]
    assert (await dingtalk.say("lisi", "待办"))["delivered"]
    headers, body = receiver.robot[0]
    assert headers["sign"] == robot_signature(APP.client_secret, headers["timestamp"])
    assert body["senderStaffId"] == "lisi"
    await dingtalk.directory_event("left", world.leave("lisi"))
    assert receiver.events[-1]["EventType"] == "user_leave_org"
    assert receiver.events[-1]["userId"] == ["lisi"]


async def test_the_answer_to_a_callback_may_be_a_message(
    dingtalk: DingTalk, http_product: tuple[HttpProduct, str]
) -> None:
    receiver, address = http_product
    await dingtalk.set_callback(address)
    receiver.robot_answer = {"msgtype": "text", "text": {"content": "三条待办"}}
    await dingtalk.say("lisi", "待办")
    assert [seen.text for seen in dingtalk.seen("lisi")] == ["待办", "三条待办"]
    receiver.robot_answer = {"msgtype": "text"}
    assert "40035" in (await dingtalk.say("lisi", "待办"))["problem"]


async def test_card_actions_over_http_are_signed_with_the_routes_secret(
    dingtalk: DingTalk, product: Product, http_product: tuple[HttpProduct, str]
) -> None:
    receiver, address = http_product
    route = {"callbackRouteKey": "ceji", "callbackUrl": f"{address}/card", "apiSecret": "shh"}
    assert (await product.call("POST", "/v1.0/card/callbacks/register", route))[1]["success"]
    status, again = await product.call("POST", "/v1.0/card/callbacks/register", route)
    assert (status, again["code"]) == (500, "param.callbackRouteKeyExist")
    body = {**CARD_BODY, "callbackType": "HTTP", "callbackRouteKey": "ceji"}
    await product.call("POST", "/v1.0/card/instances/createAndDeliver", body)
    receiver.card_answer = {
        "cardData": {"cardParamMap": {"tag": "已确认"}},
        "cardUpdateOptions": {"updateCardDataByKey": True},
    }
    assert (await dingtalk.press("zhangsan", "lead-42-v1", "确认"))["card_updated"]
    headers, call = receiver.cards[0]
    stamp = headers["x-ddpaas-signature-timestamp"]
    assert headers["x-ddpaas-signature"] == card_signature("shh", stamp)
    assert call["type"] == "actionCallback"
    assert CARD not in call


async def send(product: Product, key: str, param: dict[str, Any], users: list[str] | None = None) -> tuple[int, Any]:
    body = {
        "robotCode": APP.robot_code,
        "userIds": users or ["zhangsan"],
        "msgKey": key,
        "msgParam": json.dumps(param, ensure_ascii=False),
    }
    return await product.call("POST", "/v1.0/robot/oToMessages/batchSend", body)


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [("a.xlsx", 10, 0), ("a.csv", 10, 40004), ("a.xlsx", 0, 40004), ("a.xlsx", 20 * 1024 * 1024 + 1, 40006)],
)
async def test_uploads_are_checked(product: Product, name: str, size: int, code: int) -> None:
    """Kinds and sizes of 上传媒体文件; what was uploaded can be sent, what was not can't."""
    form = aiohttp.FormData()
    form.add_field("media", bytes(size), filename=name)
    url = f"{product.base}/media/upload"
    async with product.session.post(url, params={"access_token": product.token, "type": "file"}, data=form) as response:
        told = await response.json()
    assert told["errcode"] == code
    param = {"mediaId": told.get("media_id", "@none"), "fileName": name, "fileType": "xlsx"}
    body = {"robotCode": APP.robot_code, "userIds": ["lisi"], "msgKey": "sampleFile", "msgParam": json.dumps(param)}
    status, _ = await product.call("POST", "/v1.0/robot/oToMessages/batchSend", body)
    assert status == (400 if code else 200)
