"""`ceji emulate`: the platforms' stand-ins and their control address, for anyone's adapter."""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web

from adapters.emulator.server import build_app
from bot.commands.until_stopped import listen, stop_order
from bot.logs import set_up_logs


def emulate(host: str, port: int) -> None:
    """Runs until SIGINT or SIGTERM; prints the addresses. Raises CommandFailed when the port is taken."""
    set_up_logs(as_json=not sys.stderr.isatty())
    asyncio.run(_emulate(host, port))


async def _emulate(host: str, port: int) -> None:
    with listen(host, port) as listening:
        ordered = stop_order()
        runner = web.AppRunner(build_app(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        base = f"http://{host}:{listening.getsockname()[1]}"
        print(f"模拟的企业微信、钉钉、飞书：{base}")
        print(f"把产品接过来要用的设置：{base}/_control/settings", flush=True)
        await ordered.wait()
        await runner.cleanup()
