"""`/callback/{platform}`: bytes to the adapter, its answer back (INTERFACES «Addresses»)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

from adapters.contract import CallbackRequest, ChatPlatform
from adapters.errors import CallbackRejected, Unavailable
from bot.metrics import Metrics

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.Response]]


def routes(platforms: Mapping[str, ChatPlatform], metrics: Metrics, verify_file: str) -> list[web.RouteDef]:
    """One address for each configured platform, and WeCom's domain proof."""
    handler = _handler(platforms, metrics)
    found = [
        web.get("/callback/{platform}", handler),
        web.post("/callback/{platform}", handler),
        web.post("/callback/{platform}/{endpoint}", handler),
    ]
    if verify_file:
        found.append(web.get(f"/WW_verify_{verify_file}.txt", _proof(verify_file)))
    return found


def _handler(platforms: Mapping[str, ChatPlatform], metrics: Metrics) -> Handler:
    async def receive(request: web.Request) -> web.Response:
        platform = platforms.get(request.match_info["platform"])
        if platform is None:
            raise web.HTTPNotFound
        try:
            answer = await platform.receive(
                CallbackRequest(
                    method=request.method,
                    endpoint=request.match_info.get("endpoint", ""),
                    query=request.query,
                    headers={name.lower(): value for name, value in request.headers.items()},
                    body=await request.read(),
                )
            )
        except CallbackRejected as error:
            log.warning("callback_rejected", platform=platform.name, reason=str(error), status=error.status)
            metrics.callbacks.labels(platform.name, str(error.status)).inc()
            return web.Response(status=error.status)
        except Unavailable as error:
            log.error("callback_not_stored", platform=platform.name, reason=str(error))
            metrics.callbacks.labels(platform.name, "503").inc()
            return web.Response(status=503)
        metrics.callbacks.labels(platform.name, str(answer.status)).inc()
        return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)

    return receive


def _proof(content: str) -> Handler:
    async def prove(_: web.Request) -> web.Response:
        return web.Response(text=content)

    return prove
