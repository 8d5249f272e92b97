"""The product's clock: business time, which tests and demos may set; leases and time-outs go by the machine's."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

import aiohttp
import structlog

log = structlog.get_logger(__name__)

ASK_EVERY = 0.5


class Clock(Protocol):
    """Tells business time. `is_set` says whether somebody sets it: then it also dates what arrives."""

    is_set: bool

    def now(self) -> datetime: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class SystemClock:
    """The machine's clock."""

    is_set = False

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)

    async def start(self) -> None:
        """Nothing to do."""

    async def stop(self) -> None:
        """Nothing to do."""


class FollowedClock:
    """Follows an address that answers `{"now": ISO 8601}`, asked twice a second; runs on between two answers."""

    is_set = True

    def __init__(self, url: str) -> None:
        self._url = url
        self._known: datetime | None = None
        self._known_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """Now, by the followed clock. Raises RuntimeError before the first answer."""
        if self._known is None:
            raise RuntimeError("the clock has not been read yet")
        return self._known + timedelta(seconds=time.monotonic() - self._known_at)

    async def start(self) -> None:
        """Reads the clock once, then keeps following it."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            await self._ask(session)
        self._task = asyncio.create_task(self._follow(), name="clock")

    async def stop(self) -> None:
        """Stops following."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while True:
                await asyncio.sleep(ASK_EVERY)
                try:
                    await self._ask(session)
                except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
                    log.warning("clock_not_read", error=type(error).__name__)

    async def _ask(self, session: aiohttp.ClientSession) -> None:
        async with session.get(self._url) as response:
            answer = await response.json(content_type=None)
        told = datetime.fromisoformat(answer["now"])
        if told.tzinfo is None:
            raise ValueError("the clock's answer needs an offset")
        self._known = told.astimezone(UTC)
        self._known_at = time.monotonic()


def machine_now() -> datetime:
    """The machine's time, for leases, time-outs and signatures."""
    return datetime.now(UTC)
