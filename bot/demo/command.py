"""What `ceji demo` does: serve the demo, or check it."""

from __future__ import annotations

import asyncio

from bot.demo.check import check as play_scenarios
from bot.demo.server import DEFAULT_DATABASE, serve
from bot.logs import set_up_logs


def run(port: int, database: str | None, check: bool) -> int:
    """Returns the exit status. Raises SettingsError for a database that is not the demo's."""
    set_up_logs(as_json=False, level="ERROR" if check else "WARNING")
    if check:
        return 0 if asyncio.run(play_scenarios()) else 1
    asyncio.run(serve(port, database or DEFAULT_DATABASE))
    return 0
