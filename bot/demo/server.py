"""`ceji demo`: one address with the page, the emulated platforms and the product."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta

from aiohttp import web

from bot.demo.company import START
from bot.demo.database import forget, prepare, resume_at
from bot.demo.ledger import ledger
from bot.demo.stage import Stage
from bot.demo.story import BEATS
from cards.gallery import drawn

DEFAULT_DATABASE = "sqlite:///ceji-demo.db"


async def serve(port: int, database_url: str) -> None:
    """Serves until Ctrl-C. Raises SettingsError for a database that is not the demo's."""
    start = await resume_at(database_url)
    stage = Stage(database_url, start)
    stopping = asyncio.Event()
    restart = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopping.set)
    await stage.start(
        port, lambda one: prepare(one.application, one.people()), lambda one: _routes(one, stopping, restart)
    )
    print(f"侧记演示：{stage.address}  （Ctrl-C 结束；数据在 {database_url.split('///')[-1]}）", flush=True)
    await stopping.wait()
    await stage.stop()
    if restart.is_set():
        forget(database_url)
        again = [sys.executable, "-m", "bot", "demo", "--port", str(port), "--database", database_url]
        os.execv(again[0], again)  # noqa: S606


def _routes(stage: Stage, stopping: asyncio.Event, restart: asyncio.Event) -> list[web.RouteDef]:
    database = stage.application.database

    async def recorded(request: web.Request) -> web.Response:
        told = await database.read(lambda session: ledger(session, START + timedelta(milliseconds=1)))
        after = request.query.get("after", "0")
        if after.isdigit():
            told["entries"] = [entry for entry in told["entries"] if entry["id"] > int(after)]
        return web.json_response(told)

    async def story(_: web.Request) -> web.Response:
        return web.json_response(list(BEATS))

    async def gallery(_: web.Request) -> web.Response:
        return web.json_response({"cards": drawn()})

    async def again(_: web.Request) -> web.Response:
        restart.set()
        asyncio.get_running_loop().call_later(0.2, stopping.set)
        return web.json_response({"restarting": True})

    found = [
        web.get("/demo/ledger", recorded),
        web.get("/demo/story", story),
        web.get("/demo/gallery", gallery),
    ]
    if database.is_sqlite:
        found.append(web.post("/demo/restart", again))
    return found
