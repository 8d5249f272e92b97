"""The emulator as one aiohttp application: the platforms' own paths, the speech service and the control address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web

from adapters.emulator import control, page, speech
from adapters.emulator.dingtalk.stand_in import DingTalk
from adapters.emulator.faults import Fault
from adapters.emulator.feishu.stand_in import Feishu
from adapters.emulator.stand_in import StandIn
from adapters.emulator.wecom.stand_in import WeCom
from adapters.emulator.world import World, default_world

log = structlog.get_logger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LARGEST_REQUEST = 40 * 1024 * 1024


def stand_ins(world: World) -> list[StandIn]:
    """One stand-in for each platform, and WeCom's intelligent bot, a chat of its own."""
    wecom = WeCom(world)
    return [wecom, wecom.bot, DingTalk(world), Feishu(world)]


def build_app(world: World | None = None, platforms: list[StandIn] | None = None) -> web.Application:
    """The application for a world (the default team when none is given)."""
    world = world or default_world()
    platforms = stand_ins(world) if platforms is None else platforms
    app = web.Application(client_max_size=_LARGEST_REQUEST)
    for platform in platforms:
        app.add_routes(_recorded(world, platform, route) for route in platform.routes())
    app.add_routes(speech.routes(world.recordings))
    app.add_routes(control.routes(world, platforms))
    app.add_routes(page.routes())

    async def close(_: web.Application) -> None:
        world.feed.close()
        for platform in platforms:
            await platform.close()

    app.on_shutdown.append(close)
    return app


async def start(app: web.Application, host: str = "127.0.0.1", port: int = 9000) -> tuple[web.AppRunner, int]:
    """Serve in the running loop; the port is the real one when 0 was asked for."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    bound = runner.addresses[0][1]
    log.info("emulator.started", host=host, port=bound)
    return runner, bound


def run(port: int = 9000, host: str = "127.0.0.1") -> None:
    """Serve until interrupted: `ceji emulate`."""
    web.run_app(build_app(), host=host, port=port, access_log=None, print=None)


def _recorded(world: World, platform: StandIn, route: web.RouteDef) -> web.RouteDef:
    """The route with ordered faults, the address check and the traffic log around it."""
    inner: Any = route.handler

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        try:
            response = await _answer(platform, inner, request)
        except web.HTTPException as refusal:
            _keep(world, platform, request, body, refusal.status, refusal.text or "")
            raise
        answer = response.body if isinstance(response, web.Response) else b""
        _keep(world, platform, request, body, response.status, answer if isinstance(answer, bytes) else b"")
        return response

    return web.RouteDef(route.method, route.path, handle, route.kwargs)


async def _answer(platform: StandIn, inner: Handler, request: web.Request) -> web.StreamResponse:
    if platform.faults.refuses(request.remote):
        return platform.refused_address(request.remote or "")
    fault = await platform.faults.take(request.path)
    return await inner(request) if fault is None else _faulty(platform, fault)


def _faulty(platform: StandIn, fault: Fault) -> web.Response:
    if fault.answer is None and fault.status is None:
        return platform.busy()
    if fault.answer is None or isinstance(fault.answer, str):
        return web.Response(status=fault.status or 200, text=fault.answer or "")
    return web.json_response(fault.answer, status=fault.status or 200)


async def _body(request: web.Request) -> bytes:
    # A multipart body or a socket can be read only once, and that is the handler's to do.
    if request.content_type.startswith("multipart/") or "upgrade" in request.headers:
        return f"<{request.content_type}, {request.content_length or 0} bytes>".encode()
    return await request.read()


def _keep(world: World, platform: StandIn, request: web.Request, body: bytes, status: int, answer: bytes | str) -> None:
    platform.traffic.add(
        world.clock.now(),
        "from_product",
        request.method,
        request.path_qs,
        headers=dict(request.headers),
        body=body,
        status=status,
        answer=answer,
    )
