"""`/healthz` alive, `/readyz` able to serve, `/metrics` for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Collection

from aiohttp import web
from prometheus_client import generate_latest

from bot.metrics import Metrics
from crm_core.database import inbox, outbox
from crm_core.database.engine import Database
from crm_core.errors import StorageUnavailable


def routes(
    database: Database, metrics: Metrics, platforms: Collection[str], is_ready: Callable[[], bool]
) -> list[web.RouteDef]:
    """The three addresses."""

    async def alive(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(_: web.Request) -> web.Response:
        try:
            waiting, dead = await database.read(inbox.backlog)
        except StorageUnavailable:
            return web.json_response({"status": "no database"}, status=503)
        if not is_ready():
            return web.json_response({"status": "starting"}, status=503)
        return web.json_response(
            {"status": "ready", "platforms": list(platforms), "inbox": {"waiting": waiting, "dead": dead}}
        )

    async def figures(_: web.Request) -> web.Response:
        try:
            waiting, dead = await database.read(inbox.backlog)
            out = await database.read(outbox.backlog)
        except StorageUnavailable:
            return web.Response(status=503)
        boxes = {
            "inbox": waiting,
            "inbox_dead": dead,
            "outbox": out.get("waiting", 0),
            "outbox_dead": out.get("dead", 0),
        }
        for box, count in boxes.items():
            metrics.waiting.labels(box).set(count or 0)
        return web.Response(body=generate_latest(metrics.registry), content_type="text/plain")

    return [web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", figures)]
