"""A product of a few lines on all three platforms: what people say is answered, what they press is kept.

It knows the platforms' APIs only: WeCom's callback over HTTP, DingTalk's Stream, Feishu's long connection.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import xmltodict
from aiohttp import web
from aiohttp.test_utils import TestServer
from wechatpy.enterprise.crypto import WeChatCrypto

from adapters.emulator.server import build_app
from adapters.emulator.world import default_world
from tests.contract.emulator import dingtalk_product, feishu_product
from tests.contract.emulator.wecom_emulation import NINE_OCLOCK

Json = dict[str, Any]
TRACK = "card-1"


@dataclass(frozen=True)
class Heard:
    """What a person said, or pressed: the button's key and what was filled in."""

    platform: str
    user: str
    text: str = ""
    pressed: str = ""
    form: Json = field(default_factory=dict)


Answers = Callable[[Heard], list[Json]]


class Product:
    """Answers with `answers(heard)`: message bodies of the platform on which it was heard."""

    def __init__(self, emulator: TestServer, settings: dict[str, dict[str, str]]) -> None:
        self.base = str(emulator.make_url("")).rstrip("/")
        self.heard: asyncio.Queue[Heard] = asyncio.Queue()
        self.customer_events: asyncio.Queue[Json] = asyncio.Queue()
        self.answers: Answers = lambda _: []
        self.feishu_answer: Json = {}
        self.wecom = settings["wecom"]
        self.dingtalk = dingtalk_product.Product(emulator, settings["dingtalk"])
        self.feishu = feishu_product.Product(emulator)
        self._crypto = WeChatCrypto(
            self.wecom["CEJI_WECOM__TOKEN"],
            self.wecom["CEJI_WECOM__ENCODING_AES_KEY"],
            self.wecom["CEJI_WECOM__CORP_ID"],
        )
        self._http = aiohttp.ClientSession()
        self._sending: set[asyncio.Task[None]] = set()
        self._callback = TestServer(self._callback_app())

    async def start(self) -> None:
        """Sign in and connect everywhere."""
        await self._callback.start_server()
        await self.control("wecom/callback", {"url": str(self._callback.make_url("/callback/wecom"))})
        await self.dingtalk.sign_in()
        self.dingtalk.answers = self._dingtalk_frame
        await self.dingtalk.connect()
        await self.feishu.sign_in()
        self.feishu.answers = self._feishu_event
        await self.feishu.connect()

    async def close(self) -> None:
        """Disconnect."""
        await asyncio.gather(*self._sending, return_exceptions=True)
        await self.dingtalk.close()
        await self.feishu.close()
        await self._callback.close()
        await self._http.close()

    async def control(self, path: str, body: Json | None = None) -> Any:
        """One request to the control address."""
        method = "GET" if body is None else "POST"
        async with self._http.request(method, f"{self.base}/_control/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def next(self, seconds: float = 15) -> Heard:
        """What is heard next."""
        return await asyncio.wait_for(self.heard.get(), seconds)

    async def next_customer_event(self, seconds: float = 15) -> Json:
        """What is heard next of a customer in WeChat."""
        return await asyncio.wait_for(self.customer_events.get(), seconds)

    async def send(self, platform: str, user: str, body: Json) -> None:
        """A message through the platform's API: WeCom's and Feishu's bodies, DingTalk's msgKey or card variables."""
        await {"wecom": self._send_wecom, "dingtalk": self._send_dingtalk, "feishu": self._send_feishu}[platform](
            user, body
        )

    async def upload_wecom(self, name: str, content: bytes) -> str:
        """`media/upload`; the media_id."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("media", content, filename=name)
        query = {"access_token": await self._wecom_token(), "type": "file"}
        async with self._http.post(f"{self.base}/cgi-bin/media/upload", params=query, data=form) as response:
            return str((await response.json())["media_id"])

    async def update_wecom(self, user: str, response_code: str, change: Json) -> None:
        """`update_template_card` for the person who pressed."""
        body = {"userids": [user], "agentid": int(self.wecom["CEJI_WECOM__AGENT_ID"]), "response_code": response_code}
        await self._wecom_call("update_template_card", {**body, **change})

    def _take(self, heard: Heard) -> None:
        self.heard.put_nowait(heard)
        task = asyncio.create_task(self._answer(heard))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _answer(self, heard: Heard) -> None:
        for body in self.answers(heard):
            await self.send(heard.platform, heard.user, body)

    # WeCom

    def _callback_app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/callback/wecom", self._verify), web.post("/callback/wecom", self._receive)])
        return app

    async def _verify(self, request: web.Request) -> web.Response:
        query = request.query
        return web.Response(
            text=self._crypto.check_signature(
                query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"]
            )
        )

    async def _receive(self, request: web.Request) -> web.Response:
        query = request.query
        plain = self._crypto.decrypt_message(
            await request.text(), query["msg_signature"], query["timestamp"], query["nonce"]
        )
        event = xmltodict.parse(plain)["xml"]
        user = event["FromUserName"]
        if event["MsgType"] == "text":
            self._take(Heard("wecom", user, event["Content"]))
        elif event["MsgType"] == "voice":
            self._take(Heard("wecom", user, "[语音]"))
        elif event["Event"] == "change_external_contact":
            self.customer_events.put_nowait(event)
        elif event["Event"] == "template_card_event":
            items = (event.get("SelectedItems") or {}).get("SelectedItem") or []
            chosen = {
                item["QuestionKey"]: item["OptionIds"]["OptionId"]
                for item in (items if isinstance(items, list) else [items])
            }
            await self.update_wecom(user, event["ResponseCode"], {"button": {"replace_name": "已处理"}})
            self._take(Heard("wecom", user, pressed=event["EventKey"], form=chosen))
        return web.Response()

    async def _send_wecom(self, user: str, body: Json) -> None:
        agent = int(self.wecom["CEJI_WECOM__AGENT_ID"])
        await self._wecom_call("send", {"touser": user, "agentid": agent, **body})

    async def _wecom_call(self, path: str, body: Json) -> None:
        url = f"{self.base}/cgi-bin/message/{path}"
        async with self._http.post(url, params={"access_token": await self._wecom_token()}, json=body) as response:
            told = await response.json()
            assert told["errcode"] == 0, told

    async def _wecom_token(self) -> str:
        secret = {"corpid": self.wecom["CEJI_WECOM__CORP_ID"], "corpsecret": self.wecom["CEJI_WECOM__SECRET"]}
        async with self._http.get(f"{self.base}/cgi-bin/gettoken", params=secret) as response:
            return str((await response.json())["access_token"])

    # DingTalk

    def _dingtalk_frame(self, frame: Json) -> Json:
        body = json.loads(frame["data"]) if frame["type"] == "CALLBACK" else {}
        if frame["headers"].get("topic") == dingtalk_product.BOT:
            content = body.get("content", {})
            words = body["text"]["content"] if body["msgtype"] == "text" else content.get("recognition")
            words = words or f"[文件] {content['fileName']}"
            self._take(Heard("dingtalk", body["senderStaffId"], words.strip()))
        elif frame["headers"].get("topic") == dingtalk_product.CARD:
            private = json.loads(body["content"])["cardPrivateData"]
            self._take(Heard("dingtalk", body["userId"], pressed=private["actionIds"][0], form=private["params"]))
        return dingtalk_product.acknowledge(frame)

    async def _send_dingtalk(self, user: str, body: Json) -> None:
        robot = self.dingtalk.settings["CEJI_DINGTALK__ROBOT_CODE"]
        if "msgKey" in body:
            param = json.dumps(body["msgParam"], ensure_ascii=False)
            sent = {"robotCode": robot, "userIds": [user], "msgKey": body["msgKey"], "msgParam": param}
            status, told = await self.dingtalk.call("POST", "/v1.0/robot/oToMessages/batchSend", sent)
        else:
            sent = {
                "userId": user,
                "cardTemplateId": "ceji.schema",
                "outTrackId": body.get("outTrackId", TRACK),
                "callbackType": "STREAM",
                "cardData": {"cardParamMap": body["cardParamMap"]},
                "openSpaceId": f"dtv1.card//IM_ROBOT.{user}",
                "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": robot},
            }
            status, told = await self.dingtalk.call("POST", "/v1.0/card/instances/createAndDeliver", sent)
        assert status == 200, told

    # Feishu

    def _feishu_event(self, event: Json) -> Any:
        kind, content = event["header"]["event_type"], event["event"]
        if kind == "im.message.receive_v1":
            message = content["message"]
            said = json.loads(message["content"])
            words = f"[文件] {said['file_name']}" if "file_name" in said else said.get("text", "[语音]")
            self._take(Heard("feishu", content["sender"]["sender_id"]["open_id"], words))
        elif kind == "card.action.trigger":
            action = content["action"]
            pressed = str((action.get("value") or {}).get("action") or action.get("name", ""))
            form = action.get("form_value") or ({"option": action["option"]} if "option" in action else {})
            self._take(Heard("feishu", content["operator"]["open_id"], pressed=pressed, form=form))
            return self.feishu_answer
        return {}

    async def _send_feishu(self, user: str, body: Json) -> None:
        status, told = await self.feishu.send(body["msg_type"], body["content"], to=user)
        assert (status, told["code"]) == (200, 0), told


@asynccontextmanager
async def running_demo(extra: list[web.RouteDef] | None = None) -> AsyncIterator[tuple[TestServer, Product]]:
    """The emulator with its page, and a product connected to it; `extra` are addresses that a demo would offer."""
    app = build_app(default_world(NINE_OCLOCK))
    app.add_routes(extra or [])
    emulator = TestServer(app)
    async with emulator:
        base = str(emulator.make_url("")).rstrip("/")
        async with aiohttp.ClientSession() as http, http.get(f"{base}/_control/settings") as response:
            settings = {name: each["settings"] for name, each in (await response.json()).items()}
        product = Product(emulator, settings)
        await product.start()
        try:
            yield emulator, product
        finally:
            await product.close()
