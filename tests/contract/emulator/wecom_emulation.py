"""A running emulator, and a product of a few lines that answers WeCom's callbacks with wechatpy's own crypto."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import xmltodict
from aiohttp import web
from wechatpy.enterprise.crypto import WeChatCrypto

from adapters.emulator.server import build_app, start
from adapters.emulator.wecom.callbacks import Pace
from adapters.emulator.wecom.stand_in import Account, WeCom
from adapters.emulator.world import World, default_world

NINE_OCLOCK = datetime.fromisoformat("2026-03-02T09:00:00+08:00")


@dataclass
class Machine:
    """The machine's clock, moved by hand."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **duration: float) -> None:
        self.ahead += timedelta(**duration)


@dataclass
class Product:
    """Whoever is called back: keeps what it hears, answers as told."""

    crypto: WeChatCrypto
    heard: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    reply: str = ""
    echo: str | None = None

    async def get(self, request: web.Request) -> web.Response:
        query = request.query
        echo = self.crypto.check_signature(query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"])
        return web.Response(text=self.echo if self.echo is not None else str(echo))

    async def post(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.bodies.append(body)
        if self.delays:
            await asyncio.sleep(self.delays.pop(0))
        if self.statuses and (status := self.statuses.pop(0)) != 200:
            return web.Response(status=status)
        query = request.query
        try:
            plain = self.crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        except Exception as error:
            self.refused.append(type(error).__name__)
            return web.Response(status=403)
        self.heard.append(xmltodict.parse(plain)["xml"])
        if not self.reply:
            return web.Response()
        return web.Response(text=self.crypto.encrypt_message(self.reply, "nonce1", "1760000009"))


@dataclass
class Emulation:
    """An emulator with WeCom on it, its HTTP client, and the product that is called back."""

    world: World
    wecom: WeCom
    base: str
    http: aiohttp.ClientSession
    product: Product
    machine: Machine
    callback: str = ""

    async def control(self, path: str, /, **body: Any) -> Any:
        """POST to the control address; the answer, which must be a success."""
        async with self.http.post(f"{self.base}/_control/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def refused(self, path: str, /, **body: Any) -> tuple[int, str]:
        """POST to the control address; the status and sentence of its refusal."""
        async with self.http.post(f"{self.base}/_control/{path}", json=body) as response:
            return response.status, (await response.json())["error"]

    async def look(self, path: str, **query: str) -> Any:
        """GET from the control address."""
        async with self.http.get(f"{self.base}/_control/{path}", params=query) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def messages(self, user: str = "zhangsan") -> list[dict[str, Any]]:
        return list(await self.look("wecom/messages", user=user))

    async def token(self) -> str:
        account = self.wecom.account
        query = {"corpid": account.corp_id, "corpsecret": account.app.secret}
        async with self.http.get(f"{self.base}/cgi-bin/gettoken", params=query) as response:
            return str((await response.json())["access_token"])

    async def call(self, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        """Call `/cgi-bin/…` with a good token: POST when there is a body."""
        query.setdefault("access_token", await self.token())
        method = "GET" if body is None else "POST"
        async with self.http.request(method, f"{self.base}/cgi-bin/{path}", params=query, json=body) as response:
            assert response.status == 200
            return dict(await response.json())

    async def send(self, msgtype: str, part: Any, touser: str = "zhangsan", **more: Any) -> dict[str, Any]:
        """message/send as our app."""
        body = {"touser": touser, "msgtype": msgtype, "agentid": 1000002, msgtype: part, **more}
        return await self.call("message/send", body)


@asynccontextmanager
async def emulation(*, connected: bool = True, pace: Pace | None = None) -> AsyncIterator[Emulation]:
    """The default team with WeCom alone; `connected` sets the product's callback address."""
    machine = Machine()
    world = default_world(NINE_OCLOCK, machine)
    account = Account()
    wecom = WeCom(world, account, pace or Pace(answer=0.3, check=1.0, between_retries=0.0))
    product = Product(WeChatCrypto(account.token, account.encoding_aes_key, account.corp_id))
    outside = web.Application()
    outside.add_routes([web.get("/callback/wecom", product.get), web.post("/callback/wecom", product.post)])
    runner, port = await start(build_app(world, [wecom]), port=0)
    product_runner, product_port = await start(outside, port=0)
    callback = f"http://127.0.0.1:{product_port}/callback/wecom"
    try:
        async with aiohttp.ClientSession() as http:
            running = Emulation(world, wecom, f"http://127.0.0.1:{port}", http, product, machine, callback)
            if connected:
                answer = await running.control("wecom/callback", url=callback)
                assert answer["verified"], answer
            yield running
    finally:
        await runner.cleanup()
        await product_runner.cleanup()
