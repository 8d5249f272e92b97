"""Deliveries that are being handled: bounded in number, waited for before a connection or the process goes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from adapters.contract import ActionAnswer
from adapters.errors import OutsideError

MOST = 256
"""Deliveries at once; more wait on the wire."""

STILL_WORKING = ActionAnswer(toast="处理中")
"""What a click shows when its change is not ready within the platform's time."""

log = structlog.get_logger(__name__)


class InFlight:
    """The tasks of one connection or platform."""

    def __init__(self, most: int = MOST) -> None:
        self._slots = asyncio.Semaphore(most)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Begins the work when there is room for it; tasks begin in the order of arrival."""
        await self._slots.acquire()
        self._keep(asyncio.create_task(work)).add_done_callback(lambda _: self._slots.release())

    async def within(self, seconds: float, accept: Coroutine[Any, Any, ActionAnswer | None]) -> ActionAnswer | None:
        """What `accept` returns in time, else «处理中» while it goes on. Raises what it raises in time."""
        task = self._keep(asyncio.create_task(accept))
        done, _ = await asyncio.wait({task}, timeout=seconds)
        return task.result() if done else STILL_WORKING

    async def drain(self, seconds: float) -> None:
        """Waits until all is handled; what takes longer is cancelled, and delivered again by the platform."""
        until = asyncio.get_running_loop().time() + seconds
        while self._tasks and (left := until - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(set(self._tasks), timeout=left)
        rest = set(self._tasks)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _keep(self, task: asyncio.Task[Any]) -> asyncio.Task[Any]:
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, OutsideError):
            log.warning("delivery_failed", error=str(error))
        elif error is not None:
            log.error("delivery_broke", exc_info=error)
