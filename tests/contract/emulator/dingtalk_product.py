"""The simplest product that DingTalk could have: a Stream client and an HTTP client, written for these tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import aiohttp
from aiohttp.test_utils import TestServer

BOT = "/v1.0/im/bot/messages/get"
CARD = "/v1.0/card/instances/callback"


class Product:
    """Calls the emulated API and, after `connect`, answers what is pushed with `answers(frame)`."""

    def __init__(self, server: TestServer, settings: dict[str, str]) -> None:
        self.base = str(server.make_url("")).rstrip("/")
        self.settings = settings
        self.session = aiohttp.ClientSession()
        self.token = ""
        self.frames: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()
        self.answers: Callable[[dict[str, Any]], dict[str, Any] | None] = acknowledge
        self._sockets: list[aiohttp.ClientWebSocketResponse] = []
        self._listening: list[asyncio.Task[None]] = []

    async def sign_in(self) -> None:
        """Fetch an access token."""
        body = {
            "appKey": self.settings["CEJI_DINGTALK__CLIENT_ID"],
            "appSecret": self.settings["CEJI_DINGTALK__CLIENT_SECRET"],
        }
        self.token = (await self.call("POST", "/v1.0/oauth2/accessToken", body))[1]["accessToken"]

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One call of the new host: status and JSON."""
        headers = {"x-acs-dingtalk-access-token": self.token}
        async with self.session.request(method, self.base + path, json=body, headers=headers) as response:
            return response.status, await response.json()

    async def old(self, path: str, body: Any = None) -> Any:
        """One call of the old host: the JSON."""
        async with self.session.post(f"{self.base}{path}?access_token={self.token}", json=body or {}) as response:
            assert response.status == 200
            return await response.json()

    async def connect(self, *topics: tuple[str, str]) -> aiohttp.ClientWebSocketResponse:
        """Open a Stream connection with these subscriptions (all three when none is given)."""
        subscriptions = topics or (("EVENT", "*"), ("CALLBACK", BOT), ("CALLBACK", CARD))
        status, opened = await self.call(
            "POST",
            "/v1.0/gateway/connections/open",
            {
                "clientId": self.settings["CEJI_DINGTALK__CLIENT_ID"],
                "clientSecret": self.settings["CEJI_DINGTALK__CLIENT_SECRET"],
                "subscriptions": [{"type": kind, "topic": topic} for kind, topic in subscriptions],
            },
        )
        assert status == 200, opened
        socket = await self.session.ws_connect(f"{opened['endpoint']}?ticket={quote_plus(opened['ticket'])}")
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
        async for message in socket:
            frame = json.loads(message.data)
            self.frames.append(frame)
            self.arrived.set()
            answer = self.answers(frame)
            if answer is not None:
                await socket.send_json(answer)


def acknowledge(frame: dict[str, Any], data: Any = None) -> dict[str, Any]:
    """The right answer to a frame, with `data` before it becomes a JSON string."""
    given = data if data is not None else {"response": None}
    if frame["type"] == "EVENT" and data is None:
        given = {"status": "SUCCESS", "message": "success"}
    return {
        "code": 200,
        "headers": {"messageId": frame["headers"].get("messageId"), "contentType": "application/json"},
        "message": "OK",
        "data": frame["data"] if frame["type"] == "SYSTEM" else json.dumps(given),
    }
