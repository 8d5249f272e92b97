"""Says at once that an answer is under way, in a stream that the answer then takes over and ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from adapters.bodies import JsonObject
from adapters.errors import OutsideError
from adapters.wecom.limits import BotTiming

WORKING = "收到，正在整理…"
NOT_YET = "还没整理好，好了另发给你。"

Show = Callable[[JsonObject], Awaitable[None]]


def stream(stream_id: str, content: str, *, finish: bool) -> JsonObject:
    """The body of a stream; `content` is the whole text each time."""
    return {"msgtype": "stream", "stream": {"id": stream_id, "finish": finish, "content": content}}


class Progress:
    """One message that is being worked on."""

    def __init__(self, stream_id: str, show: Show, timing: BotTiming) -> None:
        self._stream_id = stream_id
        self._show = show
        self._timing = timing
        self._answered = asyncio.Event()
        self._is_open = False
        self._task = asyncio.create_task(self._run(), name="wecom-bot-progress")

    async def take_over(self) -> str:
        """The id of the stream that stands open and is now the caller's to end; empty where none does."""
        self._answered.set()
        await asyncio.gather(self._task, return_exceptions=True)
        return self._stream_id if self._is_open else ""

    async def _run(self) -> None:
        try:
            if await self._answered_within(self._timing.working_after):
                return
            self._is_open = True
            await self._show(stream(self._stream_id, WORKING, finish=False))
            if not await self._answered_within(self._timing.working_until - self._timing.working_after):
                self._is_open = False
                await self._show(stream(self._stream_id, NOT_YET, finish=True))
        except OutsideError:
            # Nobody waits for this line: the answer itself will be tried anyway, as a stream of its own.
            self._is_open = False

    async def _answered_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._answered.wait()
        except TimeoutError:
            return False
        return True
