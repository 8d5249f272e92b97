"""One reader of one platform's bytes, in a process of its own: `python -m tests.bench.platform_opening wecom ceji`."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from pydantic import SecretStr

from adapters import registry
from adapters.contract import ActionAnswer, CallbackRequest, LinkPreview
from adapters.emulator.feishu import crypto as feishu_crypto
from adapters.emulator.wecom.crypto import Envelope
from adapters.events import InboundEvent, TextSaid
from tests.bench.report import percentile

WORDS = (
    "今天上午拜访了宁波东方精工的王总，聊了新产品和报价，他说价格偏高，"
    "预算大概五十万，让我周五之前把方案发过去，下周三他给反馈"
)
ROUNDS = 3_000
WARM_UP = 300
TOKEN, AES_KEY = "CrmTok2026", "Q0rmU2lkZWJhclRlc3RLZXkwMTIzNDU2Nzg5YWJjZGU"
CORP, AGENT = "ww0crm0emulator1", "1000002"
ENCRYPT_KEY, VERIFICATION = "ek-demo", "vt-demo"

Open = Callable[[], Awaitable[object]]
"""Opens the one message once; what it hands back is compared before anything is measured."""


class Sink:
    """Keeps the last event, as far as the product has it before storing."""

    def __init__(self) -> None:
        self.event: InboundEvent | None = None

    async def accept(self, event: InboundEvent) -> ActionAnswer | None:
        """Nothing is stored: only opening is measured."""
        self.event = event
        return None

    async def preview(self, user_id: str, url: str) -> LinkPreview | None:
        """No link is looked at here."""
        return None


# ── WeCom ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _wecom_request() -> CallbackRequest:
    plain = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[rep.li]]></FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{WORDS}]]></Content><MsgId>7284619305518842091</MsgId><AgentID>{AGENT}</AgentID></xml>"
    )
    envelope = Envelope(TOKEN, AES_KEY, CORP)
    encrypted, stamp = envelope.encrypt(plain), str(int(time.time()))
    query = {"timestamp": stamp, "nonce": "n1", "msg_signature": envelope.sign(stamp, "n1", encrypted)}
    body = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><AgentID><![CDATA[{AGENT}]]></AgentID>"
        f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    )
    return CallbackRequest("POST", "", query, {}, body.encode())


async def wecom_ceji() -> tuple[Open, Callable[[object], str]]:
    """Our adapter's callback."""
    given = {"corp_id": CORP, "agent_id": AGENT, "secret": "s", "token": TOKEN, "encoding_aes_key": AES_KEY}
    return await _adapter("wecom", given, _wecom_request())


async def wecom_wechatpy() -> tuple[Open, Callable[[object], str]]:
    """wechatpy's enterprise crypto and parser."""
    crypto_class = import_module("wechatpy.enterprise.crypto").WeChatCrypto
    parse = import_module("wechatpy.enterprise").parse_message
    crypto, request = crypto_class(TOKEN, AES_KEY, CORP), _wecom_request()
    query, body = request.query, request.body.decode()

    async def open_once() -> object:
        plain = crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        return parse(plain)

    return open_once, lambda message: str(getattr(message, "content", ""))


# ── Feishu ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _feishu_request() -> CallbackRequest:
    message = {
        "message_id": "om_1",
        "create_time": str(int(time.time() * 1000)),
        "chat_id": "oc_1",
        "chat_type": "p2p",
        "message_type": "text",
        "content": json.dumps({"text": WORDS}, ensure_ascii=False),
    }
    sender = {"sender_id": {"open_id": "ou_1", "union_id": "on_1"}, "sender_type": "user", "tenant_key": "tk"}
    header = {
        "event_id": "e-1",
        "event_type": "im.message.receive_v1",
        "create_time": message["create_time"],
        "token": VERIFICATION,
        "app_id": "cli_demo",
        "tenant_key": "tk",
    }
    plain = json.dumps(
        {"schema": "2.0", "header": header, "event": {"sender": sender, "message": message}}, ensure_ascii=False
    )
    body = json.dumps({"encrypt": feishu_crypto.encrypt(ENCRYPT_KEY, plain.encode())}).encode()
    stamp = str(int(time.time()))
    headers = {
        "x-lark-request-timestamp": stamp,
        "x-lark-request-nonce": "n1",
        "x-lark-signature": feishu_crypto.signature(stamp, "n1", ENCRYPT_KEY, body),
        "content-type": "application/json",
    }
    return CallbackRequest("POST", "", {}, headers, body)


async def feishu_ceji() -> tuple[Open, Callable[[object], str]]:
    """Our adapter's callback."""
    given = {
        "app_id": "cli_demo",
        "app_secret": "s",
        "transport": "http",
        "encrypt_key": ENCRYPT_KEY,
        "verification_token": VERIFICATION,
    }
    return await _adapter("feishu", given, _feishu_request())


async def feishu_lark() -> tuple[Open, Callable[[object], str]]:
    """lark-oapi's dispatcher, as its HTTP servers use it."""
    lark, raw_request = import_module("lark_oapi"), import_module("lark_oapi.core.model").RawRequest
    heard: list[Any] = []
    handler = (
        lark.EventDispatcherHandler.builder(ENCRYPT_KEY, VERIFICATION)
        .register_p2_im_message_receive_v1(heard.append)
        .build()
    )
    request = _feishu_request()
    headers = {
        "X-Lark-Request-Timestamp": request.headers["x-lark-request-timestamp"],
        "X-Lark-Request-Nonce": request.headers["x-lark-request-nonce"],
        "X-Lark-Signature": request.headers["x-lark-signature"],
    }

    async def open_once() -> object:
        raw = raw_request()
        raw.uri, raw.body, raw.headers = "/callback/feishu", request.body, headers
        heard.clear()
        handler.do(raw)
        return heard[0]

    return open_once, lambda data: str(json.loads(data.event.message.content)["text"])  # type: ignore[attr-defined]


# ── DingTalk ────────────────────────────────────────────────────────────────────────────────────────────────────


def _dingtalk_frame() -> str:
    message = {
        "conversationId": "cidTEST01==",
        "conversationType": "1",
        "chatbotCorpId": "dingcorp01",
        "chatbotUserId": "$:LWCP_v1:$bot",
        "msgId": "msgTEST01==",
        "senderNick": "王小明",
        "isAdmin": False,
        "senderStaffId": "u1001",
        "senderCorpId": "dingcorp01",
        "senderId": "$:LWCP_v1:$abc",
        "senderPlatform": "Mac",
        "createAt": int(time.time() * 1000),
        "sessionWebhook": "https://oapi.dingtalk.com/robot/sendBySession?session=s1",
        "sessionWebhookExpiredTime": int(time.time() * 1000) + 5_400_000,
        "robotCode": "dingcrmkey01",
        "msgtype": "text",
        "text": {"content": f" {WORDS}"},
    }
    headers = {
        "appId": "app",
        "connectionId": "c-1",
        "contentType": "application/json",
        "messageId": "213d841d_972",
        "time": str(int(time.time() * 1000)),
        "topic": "/v1.0/im/bot/messages/get",
    }
    data = json.dumps(message, ensure_ascii=False)
    return json.dumps({"specVersion": "1.0", "type": "CALLBACK", "headers": headers, "data": data}, ensure_ascii=False)


async def dingtalk_ceji() -> tuple[Open, Callable[[object], str]]:
    """Our adapter's way from a Stream frame to the sink."""
    stream, inbound = import_module("adapters.dingtalk.stream"), import_module("adapters.dingtalk.inbound")
    bodies = import_module("adapters.bodies")
    raw, owner = _dingtalk_frame(), inbound.Owner("dingcrmkey01", "dingcorp01")

    async def open_once() -> object:
        frame = stream.read_frame(raw)
        return inbound.read_message(bodies.json_object(frame.text), owner)

    return open_once, _text


async def dingtalk_stream() -> tuple[Open, Callable[[object], str]]:
    """dingtalk-stream's way from a frame to its handler."""
    library = import_module("dingtalk_stream")
    raw = _dingtalk_frame()

    async def open_once() -> object:
        frame = json.loads(raw)
        callback = library.CallbackMessage.from_dict(frame)
        return library.ChatbotMessage.from_dict(callback.data)

    return open_once, lambda message: str(message.text.content)  # type: ignore[attr-defined]


# ── measuring ───────────────────────────────────────────────────────────────────────────────────────────────────

READERS = {
    ("wecom", "ceji"): wecom_ceji,
    ("wecom", "wechatpy"): wecom_wechatpy,
    ("feishu", "ceji"): feishu_ceji,
    ("feishu", "lark-oapi"): feishu_lark,
    ("dingtalk", "ceji"): dingtalk_ceji,
    ("dingtalk", "dingtalk-stream"): dingtalk_stream,
}


async def _adapter(name: str, given: dict[str, str], request: CallbackRequest) -> tuple[Open, Callable[[object], str]]:
    fields = registry.SETTINGS[name].model_fields
    settings = registry.SETTINGS[name].model_validate(
        {key: SecretStr(value) if fields[key].annotation is SecretStr else value for key, value in given.items()}
    )
    platform, sink = registry.create(name, settings), Sink()
    await platform.start(sink)

    async def open_once() -> object:
        await platform.receive(request)
        return sink.event

    return open_once, _text


def _text(event: object) -> str:
    happening = getattr(event, "happening", SimpleNamespace())
    return happening.text if isinstance(happening, TextSaid) else ""


async def measure(platform: str, reader: str) -> dict[str, float]:
    """µs of CPU for one message. Raises RuntimeError when the reader did not read it."""
    open_once, words = await READERS[platform, reader]()
    if words(await open_once()).strip() != WORDS:
        raise RuntimeError(f"{reader} did not read the message")
    costs = []
    for number in range(ROUNDS + WARM_UP):
        started = time.process_time_ns()
        await open_once()
        if number >= WARM_UP:
            costs.append((time.process_time_ns() - started) / 1000)
    return {"median_us": percentile(costs, 0.5), "p99_us": percentile(costs, 0.99)}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(*sys.argv[1:3]))))
