"""`/healthz` alive, `/readyz` able to serve, `/metrics` for Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import generate_latest

from crm_core.database import inbox, outbox
from crm_core.errors import StorageUnavailable

if TYPE_CHECKING:
    from bot.application import Application


def routes(application: Application) -> list[web.RouteDef]:
    """The three addresses."""

    async def alive(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(_: web.Request) -> web.Response:
        try:
            waiting, dead = await application.database.read(inbox.backlog)
        except StorageUnavailable:
            return web.json_response({"status": "no database"}, status=503)
        if not application.is_ready:
            return web.json_response({"status": "starting"}, status=503)
        return web.json_response(
            {"status": "ready", "platforms": list(application.platforms), "inbox": {"waiting": waiting, "dead": dead}}
        )

    async def metrics(_: web.Request) -> web.Response:
        try:
            waiting, dead = await application.database.read(inbox.backlog)
            out = await application.database.read(outbox.backlog)
        except StorageUnavailable:
            return web.Response(status=503)
        boxes = {
            "inbox": waiting,
            "inbox_dead": dead,
            "outbox": out.get("waiting", 0),
            "outbox_dead": out.get("dead", 0),
        }
        for box, count in boxes.items():
            application.metrics.waiting.labels(box).set(count or 0)
        return web.Response(body=generate_latest(application.metrics.registry), content_type="text/plain")

    return [web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", metrics)]
