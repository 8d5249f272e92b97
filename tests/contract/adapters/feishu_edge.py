"""Feishu's side of an HTTP callback, with the emulator's own crypto: a peer written apart from the adapter."""

from __future__ import annotations

import json
from typing import Any

from adapters.contract import CallbackRequest
from adapters.emulator.feishu.crypto import encrypt, signature
from adapters.feishu.platform import FeishuPlatform
from adapters.feishu.settings import FeishuSettings

NOW = 1763780000.0
"""The machine's time in these tests."""

SETTINGS = FeishuSettings.model_validate(
    {
        "app_id": "cli_a1b2c3d4e5f60718",
        "app_secret": "secret",
        "transport": "http",
        "encrypt_key": "ek-demo",
        "verification_token": "vt-demo",
        "api_base": "http://127.0.0.1:1",
    }
)


def platform(**changes: Any) -> FeishuPlatform:
    """An HTTP platform at a fixed time."""
    settings = FeishuSettings.model_validate({**SETTINGS.model_dump(), **changes})
    return FeishuPlatform(settings, machine_time=lambda: NOW)


def sealed(content: dict[str, Any] | bytes, *, key: str = "ek-demo") -> bytes:
    """The encrypted body of a callback."""
    plain = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return json.dumps({"encrypt": encrypt(key, plain)}).encode()


def request(
    body: bytes, *, at: float = NOW, key: str = "ek-demo", signed: bool = True, **headers: str
) -> CallbackRequest:
    """A callback as Feishu signs it."""
    stamp, nonce = str(int(at)), "n0nce"
    own = {
        "x-lark-request-timestamp": stamp,
        "x-lark-request-nonce": nonce,
        "x-lark-signature": signature(stamp, nonce, key, body),
    }
    return CallbackRequest("POST", "", {}, {**(own if signed else {}), **headers}, body)


def event(kind: str = "im.message.receive_v1", content: Any = None, **header: str) -> dict[str, Any]:
    """An event in its 2.0 envelope."""
    return {
        "schema": "2.0",
        "header": {
            "event_id": "e1",
            "event_type": kind,
            "create_time": "1763780000123",
            "token": "vt-demo",
            "app_id": "cli_a1b2c3d4e5f60718",
            "tenant_key": "tk_demo",
            **header,
        },
        "event": content if content is not None else said("今日"),
    }


def said(text: str, **message: Any) -> dict[str, Any]:
    """The event of a text message."""
    return {
        "sender": {"sender_id": {"open_id": "ou_1"}, "sender_type": "user", "tenant_key": "tk_demo"},
        "message": {
            "message_id": "om_1",
            "create_time": "1763780000123",
            "chat_id": "oc_1",
            "chat_type": "p2p",
            "message_type": "text",
            "content": json.dumps({"text": text}),
            **message,
        },
    }


def click(action: str = "draft:confirm:88@1") -> dict[str, Any]:
    """A button press in its envelope."""
    content = {
        "operator": {"open_id": "ou_1", "tenant_key": "tk_demo"},
        "token": "c-1",
        "action": {"tag": "button", "value": {"action": action}},
        "context": {"open_message_id": "om_1", "open_chat_id": "oc_1"},
    }
    return event("card.action.trigger", content)
