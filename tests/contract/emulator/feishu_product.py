"""The simplest product that Feishu could have: REST calls, a long connection and an HTTP address, for these tests."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.emulator.feishu.app import App
from adapters.emulator.feishu.crypto import decrypt, signature
from adapters.emulator.feishu.frames import CONTROL, DATA, Frame, decode, encode

Answers = Callable[[dict[str, Any]], Any]


class Product:
    """Calls the emulated API; after `connect`, collects events and answers them with `answers(event)`.

    An answer of None sends no acknowledgement, an int is its code, anything else is a callback's answer.
    """

    def __init__(self, server: TestServer) -> None:
        self.base = str(server.make_url("")).rstrip("/")
        self.app = App()
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.token = ""
        self.events: list[dict[str, Any]] = []
        self.parts: list[int] = []
        self.answers: Answers = lambda event: {}
        self._sockets: list[aiohttp.ClientWebSocketResponse] = []
        self._listening: list[asyncio.Task[None]] = []

    async def sign_in(self) -> None:
        """Fetch a tenant token."""
        body = {"app_id": self.app.app_id, "app_secret": self.app.app_secret}
        status, answer = await self.call("POST", "/open-apis/auth/v3/tenant_access_token/internal", body)
        assert (status, answer["code"]) == (200, 0)
        self.token = answer["tenant_access_token"]

    async def call(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
        """One call: HTTP status and JSON."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.request(method, self.base + path, json=body, params=query, headers=headers) as response:
            return response.status, await response.json()

    async def send(self, kind: str, content: Any, to: str = "ou_zhangsan", **more: Any) -> tuple[int, Any]:
        """One message to a person (or to a chat)."""
        body = {
            "receive_id": to,
            "msg_type": kind,
            "content": content if isinstance(content, str) else json.dumps(content, ensure_ascii=False),
            **more,
        }
        id_type = "chat_id" if to.startswith("oc_") else "open_id"
        return await self.call("POST", "/open-apis/im/v1/messages", body, receive_id_type=id_type)

    async def connect(self) -> aiohttp.ClientWebSocketResponse:
        """Open a long connection."""
        body = {"AppID": self.app.app_id, "AppSecret": self.app.app_secret}
        _, answer = await self.call("POST", "/callback/ws/endpoint", body)
        socket = await self.session.ws_connect(answer["data"]["URL"])
        await socket.send_bytes(encode(Frame(0, 0, 1, CONTROL, (("type", "ping"),))))
        pong = decode((await socket.receive()).data)
        assert pong.header("type") == "pong"
        self._sockets.append(socket)
        self._listening.append(asyncio.create_task(self._listen(socket)))
        return socket

    async def close(self) -> None:
        """Stop listening and close everything."""
        for task in self._listening:
            task.cancel()
        await asyncio.gather(*self._listening, return_exceptions=True)
        await asyncio.gather(*(socket.close() for socket in self._sockets))
        await self.session.close()

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        received: dict[str, dict[int, bytes]] = {}
        async for message in socket:
            frame = decode(message.data)
            assert frame.method == DATA
            parts = received.setdefault(frame.header("message_id") or "", {})
            parts[int(frame.header("seq") or 0)] = frame.payload or b""
            if len(parts) < int(frame.header("sum") or 1):
                continue
            self.parts.append(len(parts))
            event = json.loads(b"".join(parts[seq] for seq in sorted(parts)))
            self.events.append(event)
            answer = self.answers(event)
            if answer is not None:
                await socket.send_bytes(encode(replace(frame, payload=acknowledgement(answer))))


class HttpProduct:
    """A product that takes events over HTTP, encrypted and signed."""

    def __init__(self) -> None:
        self.app = App()
        self.bodies: list[dict[str, Any]] = []
        self.status = 200
        self.answer: dict[str, Any] = {}

    def application(self) -> web.Application:
        """One path."""
        app = web.Application()
        app.add_routes([web.post("/callback/feishu", self._receive)])
        return app

    async def _receive(self, request: web.Request) -> web.Response:
        raw, headers = await request.read(), request.headers
        expected = signature(
            headers["X-Lark-Request-Timestamp"], headers["X-Lark-Request-Nonce"], self.app.encrypt_key, raw
        )
        assert headers["X-Lark-Signature"] == expected
        body = json.loads(decrypt(self.app.encrypt_key, json.loads(raw)["encrypt"]))
        self.bodies.append(body)
        if body.get("type") == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        return web.json_response(self.answer, status=self.status)


def acknowledgement(answer: Any) -> bytes:
    """The payload of an acknowledgement frame."""
    if isinstance(answer, int):
        return json.dumps({"code": answer}).encode()
    data = base64.b64encode(json.dumps(answer, ensure_ascii=False).encode()).decode()
    return json.dumps({"code": 200, "data": data}).encode()
