"""A stand-in for an OpenAI-compatible language model, which answers as it is told to: well or badly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Behaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ModelServer:
    """What it was asked, and how it answers from now on; `url` is its base."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.behaviour: Behaviour = says("{}")
        self.next: list[Behaviour] = []

    @property
    def calls(self) -> int:
        """How many requests came."""
        return len(self.requests)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        behaviour = self.next.pop(0) if self.next else self.behaviour
        return await behaviour(request)


@asynccontextmanager
async def model_server() -> AsyncIterator[ModelServer]:
    """The server, on a free port."""
    server = ModelServer()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server._answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


def says(content: object) -> Behaviour:
    """An answer as it should be, with this content."""
    return sends({"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}]})


def says_json(content: object) -> Behaviour:
    """The same with an object."""
    return says(json.dumps(content, ensure_ascii=False))


def sends(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Behaviour:
    """This body."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if isinstance(body, str):
            return web.Response(text=body, status=status, headers=headers)
        return web.json_response(body, status=status, headers=headers)

    return answer


async def hangs(request: web.Request) -> web.StreamResponse:
    """Takes the question and says nothing."""
    await asyncio.sleep(3600)
    raise web.HTTPGatewayTimeout


async def drips(request: web.Request) -> web.StreamResponse:
    """A byte now and then, for ever."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.05)


async def floods(request: web.Request) -> web.StreamResponse:
    """Megabytes of a well-formed answer."""
    return await says_json({"visits": [], "filler": "长" * 3_000_000})(request)


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """The connection breaks."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()
