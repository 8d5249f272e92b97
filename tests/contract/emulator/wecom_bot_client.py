"""A client of the intelligent bot in a few lines of bare frames."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp


class Client:
    """Sends frames, keeps callbacks and acknowledgements apart."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.callbacks: list[dict[str, Any]] = []
        self._number = 0

    async def receive(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads((await asyncio.wait_for(self._socket.receive(), 10)).data)
        return frame

    async def ask(self, command: str, body: Any = None, req_id: str = "") -> int:
        """The error code that a command is acknowledged with."""
        return int((await self.acknowledged(command, body, req_id))["errcode"])

    async def acknowledged(self, command: str, body: Any = None, req_id: str = "") -> dict[str, Any]:
        """The acknowledgement of a command; its req_id comes back untouched."""
        self._number += 1
        req_id = req_id or f"{command}_{self._number}"
        await self._socket.send_json({"cmd": command, "headers": {"req_id": req_id}, "body": body})
        while "cmd" in (frame := await self.receive()):
            self.callbacks.append(frame)
        assert frame["headers"]["req_id"] == req_id
        return frame

    async def callback(self) -> dict[str, Any]:
        return self.callbacks.pop(0) if self.callbacks else await self.receive()

    async def is_closed(self) -> bool:
        message = await asyncio.wait_for(self._socket.receive(), 10)
        return message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
