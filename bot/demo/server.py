"""`ceji demo`: one address with the page, the emulated platforms and the product."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.demo.company import START, is_seeded, seed
from bot.demo.ledger import ledger
from bot.demo.stage import Stage
from bot.demo.story import BEATS
from bot.settings import SettingsError
from cards.gallery import drawn
from crm_core.audit.model import AuditRow
from crm_core.database import migrate
from crm_core.database.engine import Database, sqlite_file
from crm_core.database.types import table
from crm_core.reactions import REACTIONS

DEFAULT_DATABASE = "sqlite:///ceji-demo.db"


async def serve(port: int, database_url: str) -> None:
    """Serves until Ctrl-C. Raises SettingsError for a database that is not the demo's."""
    start = await _resume_at(database_url)
    stage = Stage(database_url, start)
    stopping = asyncio.Event()
    restart = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopping.set)
    await stage.start(port, _prepare, lambda one: _routes(one, stopping, restart))
    print(f"侧记演示：{stage.address}  （Ctrl-C 结束；数据在 {database_url.split('///')[-1]}）", flush=True)
    await stopping.wait()
    await stage.stop()
    if restart.is_set():
        _forget(database_url)
        again = [sys.executable, "-m", "bot", "demo", "--port", str(port), "--database", database_url]
        os.execv(again[0], again)  # noqa: S606


async def _prepare(stage: Stage) -> None:
    """A new database gets its tables and the small company."""
    engine = stage.application.database.engine
    if migrate.is_new(engine):
        await asyncio.to_thread(migrate.upgrade, engine)
        await stage.application.database.write(lambda session: seed(session, stage.people(), START))


async def _resume_at(database_url: str) -> datetime:
    """Where the clock goes on: at the last thing that was recorded, never before the story's beginning."""
    database = Database.open(database_url, REACTIONS)
    try:
        if migrate.is_new(database.engine):
            return START
        if migrate.current_revision(database.engine) != migrate.newest_revision():
            raise SettingsError("这个演示库是旧版本的，删掉它再来一次")
        if not await database.read(is_seeded):
            raise SettingsError("这个数据库不是演示建的，为免弄乱它，换一个：ceji demo --database sqlite:///文件")
        last = await database.read(_newest)
        return max(START, last) if last is not None else START
    finally:
        await database.close()


def _newest(session: Session) -> datetime | None:
    found: datetime | None = session.scalar(select(func.max(table(AuditRow).c.at)))
    return found


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


def _forget(database_url: str) -> None:
    """Deletes the demo's own database file."""
    path = sqlite_file(database_url)
    if path is not None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
