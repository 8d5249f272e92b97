"""`ceji serve`: the product with the configured platforms, until it is told to stop."""

from __future__ import annotations

import asyncio
import socket
import sys

import structlog
from aiohttp import web

from bot.application import Application, RolesRun
from bot.commands.failure import CommandFailed
from bot.commands.process_lock import sole_process
from bot.commands.until_stopped import listen, stop_order
from bot.logs import set_up_logs
from bot.settings import Settings, load_settings
from crm_core.database.engine import sqlite_file

log = structlog.get_logger(__name__)

STOP_SECONDS = 10
"""All that is under way has ended by then; what has not is taken up again at the next start."""

REQUEST_SECONDS = 3.0
"""How long a request that is being answered may still take when the order to stop comes."""


def serve(role: RolesRun, host: str, port: int) -> None:
    """Runs until SIGINT or SIGTERM. Raises CommandFailed and SettingsError before anything has started."""
    settings = load_settings()
    set_up_logs(as_json=not sys.stderr.isatty())
    if role != "all" and sqlite_file(settings.database_url) is not None:
        raise CommandFailed("用 SQLite 时只能 --role all；要分开运行，先换成 PostgreSQL：ceji database copy 地址")
    with sole_process(settings.database_url):
        asyncio.run(_serve(settings, role, host, port))


async def _serve(settings: Settings, role: RolesRun, host: str, port: int) -> None:
    listening = listen(host, port)
    ordered = stop_order()
    application = Application(settings, role)
    runner: web.AppRunner | None = None
    try:
        await application.start()
        runner = await _answer(application, listening)
        await ordered.wait()
    finally:
        await _stop(application, runner)
        listening.close()


async def _answer(application: Application, listening: socket.socket) -> web.AppRunner:
    """Serves HTTP on the socket. An accepted event is stored also when the platform hangs up meanwhile."""
    runner = web.AppRunner(
        application.web_app(), access_log=None, handler_cancellation=False, shutdown_timeout=REQUEST_SECONDS
    )
    await runner.setup()
    await web.SockSite(runner, listening).start()
    host, port = listening.getsockname()[:2]
    log.info("listening", host=host, port=port)
    return runner


async def _stop(application: Application, runner: web.AppRunner | None) -> None:
    try:
        async with asyncio.timeout(STOP_SECONDS):
            if runner is not None:
                await runner.cleanup()
            await application.stop()
    except TimeoutError:
        log.warning("stopped_late", seconds=STOP_SECONDS)
