"""The product's way in by itself: the application in the role of a receiver, on SQLite, which `ceji serve` gives to
one process that does everything. `python -m tests.bench.intake_server PORT`"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

from bot.application import Application
from bot.commands.until_stopped import stop_order
from bot.settings import load_settings


async def serve(port: int) -> None:
    """Serves until it is ended."""
    ordered = stop_order()
    application = Application(load_settings(), "web")
    await application.start()
    runner = web.AppRunner(application.web_app(), access_log=None, handler_cancellation=False, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await ordered.wait()
    await runner.cleanup()
    await application.stop()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
