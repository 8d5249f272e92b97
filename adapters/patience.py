"""Repeats a question that belongs to long work in the background, where one busy moment must not undo the rest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import stamina

from adapters.errors import RateLimited, Unavailable

ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds; what wants a longer one is left to the next run."""

T = TypeVar("T")


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What `ask` returns, asked up to four times while the service is busy. Raises what the last one raised."""
    async for attempt in stamina.retry_context(on=_wait, attempts=ATTEMPTS, timeout=None, wait_initial=0.5):
        with attempt:
            answer = await ask()
    return answer


def _wait(error: Exception) -> bool | float:
    if isinstance(error, RateLimited):
        return error.retry_after if error.retry_after <= LONGEST_WAIT else False
    return isinstance(error, Unavailable)
