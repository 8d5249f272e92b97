"""Runs a peer program and reads what it reports."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

PATIENCE_SECONDS = 120
"""The SDKs take seconds to import on a busy machine."""


class Peer:
    """A running peer; `next` gives its reports one by one."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def next(self, what: str) -> dict[str, Any]:
        """The next report of this kind; others are passed over."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            while line := await self._process.stdout.readline():
                if line.startswith(b"{"):
                    report: dict[str, Any] = json.loads(line)
                    if report["what"] == what:
                        return report
        assert self._process.stderr is not None
        raise AssertionError(f"the peer ended before «{what}»: {(await self._process.stderr.read()).decode()[-2000:]}")


@asynccontextmanager
async def peer(module: str, *arguments: str, **environment: str) -> AsyncIterator[Peer]:
    """The peer `tests.contract.emulator.peers.<module>` in its own process, killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-u",
        "-m",
        f"tests.contract.emulator.peers.{module}",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **environment},
    )
    try:
        yield Peer(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
