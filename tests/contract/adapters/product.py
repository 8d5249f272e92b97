"""The edge of the product for adapter tests: a callback address, a sink that keeps what arrives, an emulator beside.

Nothing of the adapters is replaced: platforms talk HTTP and WebSocket with the emulator of `adapters.emulator`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp import web

from adapters import registry
from adapters.contract import ActionAnswer, CallbackRequest, ChatPlatform, LinkPreview
from adapters.emulator.server import build_app
from adapters.errors import CallbackRejected, Misconfigured, Unavailable
from adapters.events import InboundEvent
from adapters.platform_settings import PlatformSettings

PATIENCE = 10.0
"""Seconds that a test waits for something that must happen."""


@dataclass
class Sink:
    """Keeps every event; answers clicks as told; `is_down` plays a full disk."""

    events: asyncio.Queue[InboundEvent] = field(default_factory=asyncio.Queue)
    answer: Callable[[InboundEvent], ActionAnswer | None] = lambda _: None
    shown: Callable[[str, str], LinkPreview | None] = lambda _user, _url: None
    is_down: bool = False
    troubles: list[Misconfigured] = field(default_factory=list)

    async def tell(self, trouble: Misconfigured) -> None:
        self.troubles.append(trouble)

    async def accept(self, event: InboundEvent) -> ActionAnswer | None:
        if self.is_down:
            raise Unavailable("the disk is full")
        self.events.put_nowait(event)
        return self.answer(event)

    async def preview(self, user_id: str, url: str) -> LinkPreview | None:
        if self.is_down:
            raise Unavailable("the disk is full")
        return self.shown(user_id, url)

    async def next(self) -> InboundEvent:
        return await asyncio.wait_for(self.events.get(), PATIENCE)


def settings_of(name: str, environment: dict[str, str], **changes: str) -> PlatformSettings:
    """A platform's settings from `CEJI_…` variables."""
    prefix = f"CEJI_{name.upper()}__"
    fields = {key.removeprefix(prefix).lower(): value for key, value in environment.items() if key.startswith(prefix)}
    return registry.SETTINGS[name].model_validate({**fields, **changes})


class Stage:
    """An emulator and one platform of the product, connected."""

    def __init__(self, name: str, emulator: str, session: aiohttp.ClientSession) -> None:
        self.name = name
        self.emulator = emulator
        self.sink = Sink()
        self.callback = ""
        self.environment: dict[str, str] = {}
        self.people: dict[str, dict[str, Any]] = {}
        self._session = session

    async def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """A request to the control address; a refusal fails the test with its sentence."""
        method = "GET" if body is None else "POST"
        async with self._session.request(method, f"{self.emulator}/_control/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def act(self, act: str, **body: Any) -> Any:
        """What a person (or the platform) does."""
        return await self.control(f"{self.name}/{act}", body)

    async def client(self, path: str, **query: str) -> Any:
        """What the platform's client asks or checks by itself."""
        async with self._session.get(f"{self.emulator}/_client/{self.name}/{path}", params=query) as response:
            return await response.json()

    async def opened(self, address: str) -> bytes:
        """What somebody saves who opens a file in the chat: it is never shown as a page of the emulator's own."""
        async with self._session.get(f"{self.emulator}{address}") as response:
            assert response.headers["Content-Disposition"].startswith("attachment")
            return await response.read()

    async def is_reachable(self) -> bool:
        """Whether a person's message would get through: the long connection is open."""
        body = {"user": "laowu", "text": "通了吗"}
        async with self._session.post(f"{self.emulator}/_control/{self.name}/say", json=body) as response:
            if response.status != 200:
                return False
        await self.sink.next()
        return True

    async def now(self) -> datetime:
        """The emulator's business time."""
        return datetime.fromisoformat((await self.control("clock"))["now"])

    async def seen(self, user: str = "zhangsan") -> list[dict[str, Any]]:
        """What a person sees of the bot, newest last."""
        return await self.control(f"{self.name}/messages?user={user}")

    async def until_seen(self, wanted: Callable[[list[dict[str, Any]]], bool], user: str = "zhangsan") -> Any:
        """The messages, as soon as they are as wanted."""
        async with asyncio.timeout(PATIENCE):
            while not wanted(messages := await self.seen(user)):
                await asyncio.sleep(0.02)
            return messages

    async def load(self) -> None:
        """Reads the emulator's settings and people."""
        told = (await self.control("settings"))[self.name]
        self.environment = told["settings"]
        self.people = {person["id"]: person for person in told["people"]}

    def user(self, key: str) -> str:
        """A person's account on this platform."""
        return str(self.people[key]["user"])


def callback_app(platform: ChatPlatform) -> web.Application:
    """The addresses of INTERFACES: /callback/{platform} and /callback/{platform}/{endpoint}."""

    async def receive(request: web.Request) -> web.Response:
        asked = CallbackRequest(
            method=request.method,
            endpoint=request.match_info.get("endpoint", ""),
            query=dict(request.query),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.read(),
        )
        try:
            answer = await platform.receive(asked)
        except CallbackRejected as refusal:
            return web.Response(status=refusal.status)
        return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)

    app = web.Application()
    app.router.add_route("*", f"/callback/{platform.name}", receive)
    app.router.add_route("*", f"/callback/{platform.name}/{{endpoint}}", receive)
    return app


@asynccontextmanager
async def emulated(name: str, aiohttp_server: Any) -> AsyncIterator[Stage]:
    """A new emulator, and the stage of one platform on it."""
    server = await aiohttp_server(emulator_app())
    async with aiohttp.ClientSession() as session:
        stage = Stage(name, str(server.make_url("")).rstrip("/"), session)
        await stage.load()
        yield stage


async def connect(
    stage: Stage,
    platform: ChatPlatform,
    aiohttp_server: Callable[..., Awaitable[Any]],
    *,
    over_http: bool = True,
    port: int | None = None,
) -> None:
    """Starts the platform and serves its callback address; over HTTP the emulator is told of it, else waited for."""
    server = await aiohttp_server(callback_app(platform), port=port)
    stage.callback = str(server.make_url(f"/callback/{stage.name}"))
    await platform.start(stage.sink)
    if over_http:
        told = await stage.act("callback", url=stage.callback)
        assert not told.get("problem"), told
        return
    async with asyncio.timeout(PATIENCE):
        while not await stage.is_reachable():
            await asyncio.sleep(0.02)


def emulator_app() -> web.Application:
    """All platforms' stand-ins, with the default company."""
    return build_app()
