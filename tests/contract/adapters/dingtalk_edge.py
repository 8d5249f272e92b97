"""DingTalk's side of its HTTP callbacks, with the emulator's own crypto: a peer written apart from the adapter."""

from __future__ import annotations

import json
from typing import Any

from adapters.contract import CallbackRequest
from adapters.dingtalk.callback import card_secret
from adapters.dingtalk.platform import DingTalkPlatform
from adapters.dingtalk.settings import DingTalkSettings
from adapters.emulator.dingtalk.crypto import EventCrypto, card_signature, robot_signature

NOW = 1767225600.0
"""The machine's time in these tests."""

SETTINGS = DingTalkSettings.model_validate(
    {
        "client_id": "dingcrmkey01",
        "client_secret": "crm-test-secret",
        "robot_code": "dingcrmkey01",
        "corp_id": "dingcorp01",
        "transport": "http",
        "token": "crmtoken",
        "aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "card_template_id": "tpl-1.schema",
        "api_base": "http://127.0.0.1:1",
        "oapi_base": "http://127.0.0.1:1",
    }
)


def platform(**changes: Any) -> DingTalkPlatform:
    """An HTTP platform at a fixed time."""
    settings = DingTalkSettings.model_validate({**SETTINGS.model_dump(), **changes})
    return DingTalkPlatform(settings, public_url="https://crm.example.com", machine_time=lambda: NOW)


def crypto(**changes: str) -> EventCrypto:
    """The event encryption of the console."""
    known = {
        "token": "crmtoken",
        "aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "owner_key": "dingcrmkey01",
    }
    return EventCrypto(**{**known, **changes})


def raw(content: Any) -> bytes:
    return content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()


def robot(content: Any, *, at: float = NOW, secret: str = "crm-test-secret", **headers: str) -> CallbackRequest:
    """A robot message as DingTalk signs it."""
    stamp = str(int(at * 1000))
    signed = {"timestamp": stamp, "sign": robot_signature(secret, stamp)}
    return CallbackRequest("POST", "robot", {}, {**signed, **headers}, raw(content))


def card(content: Any, *, at: float = NOW, secret: str = card_secret(SETTINGS), **headers: str) -> CallbackRequest:
    """A card callback as DingTalk signs it."""
    stamp = str(int(at * 1000))
    signed = {"x-ddpaas-signature-timestamp": stamp, "x-ddpaas-signature": card_signature(secret, stamp)}
    return CallbackRequest("POST", "card", {}, {**signed, **headers}, raw(content))


def event(
    content: Any, *, at: float = NOW, by: EventCrypto | None = None, name: str = "msg_signature", **query: str
) -> CallbackRequest:
    """A pushed event as DingTalk signs and encrypts it; older consoles name the signature `signature`."""
    by = by or crypto()
    stamp, nonce = str(int(at * 1000)), "nonce123"
    sealed = by.encrypt(raw(content).decode())
    asked = {name: by.signature(stamp, nonce, sealed), "timestamp": stamp, "nonce": nonce}
    return CallbackRequest("POST", "event", {**asked, **query}, {}, raw({"encrypt": sealed}))


def message(**changes: Any) -> dict[str, Any]:
    """A text to the robot."""
    said = {
        "conversationId": "cidTEST01==",
        "conversationType": "1",
        "chatbotCorpId": "dingcorp01",
        "msgId": "msgTEST01==",
        "senderStaffId": "u1001",
        "senderCorpId": "dingcorp01",
        "createAt": 1767225600000,
        "robotCode": "dingcrmkey01",
        "msgtype": "text",
        "text": {"content": "今日"},
    }
    return {**said, **changes}


def click(params: Any = None, **changes: Any) -> dict[str, Any]:
    """A press on a card."""
    private = {"actionIds": ["ok"], "params": {"action": "draft:confirm:88@1"} if params is None else params}
    told = {
        "type": "actionCallback",
        "outTrackId": "ceji-1",
        "corpId": "dingcorp01",
        "userId": "u1001",
        "spaceType": "IM_ROBOT",
        "spaceId": "u1001",
        "content": json.dumps({"cardPrivateData": private}),
    }
    return {**told, **changes}
