"""Waiting for rate limits: so many calls in so many seconds, for each person or for the whole app.

Limits are counted per process; several processes that share an app share its limits only through the platform's
own refusals.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.errors import RateLimited

PATIENCE = 5.0
"""Seconds that a call waits for its turn at most."""

SWEEP_AT = 4_096
"""Number of keys from which idle ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most `count` calls within any `seconds`."""

    count: int
    seconds: float


class Pace:
    """Turns under one or several allowances, counted for each key apart (a person's id; "" for the app itself)."""

    def __init__(
        self,
        *allowances: Allowance,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._allowances = allowances
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._longest = max(allowance.seconds for allowance in allowances)
        self._most = max(allowance.count for allowance in allowances)
        self._turns: dict[str, deque[float]] = {}
        self._held_until = 0.0

    def hold(self, seconds: float) -> None:
        """No turns for anyone until then: the platform itself has met a limit, and more calls would prolong it."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    async def wait(self, key: str = "") -> None:
        """Waits for a turn, in order of arrival. Raises `RateLimited` at once when that would take too long."""
        now = self._clock()
        turns = self._turns.get(key)
        if turns is None:
            self._sweep(now)
            turns = self._turns[key] = deque(maxlen=self._most)
        turn = max(now, self._held_until, *(self._earliest(turns, allowance) for allowance in self._allowances))
        if turn - now > self._patience:
            raise RateLimited("the platform's own limit would be broken", retry_after=turn - now)
        turns.append(turn)
        if turn > now:
            await self._sleep(turn - now)

    @staticmethod
    def _earliest(turns: deque[float], allowance: Allowance) -> float:
        """When the next call fits: `seconds` after the call that lies `count` turns back."""
        if len(turns) < allowance.count:
            return 0.0
        return turns[-allowance.count] + allowance.seconds

    def _sweep(self, now: float) -> None:
        if len(self._turns) >= SWEEP_AT:
            idle = [key for key, turns in self._turns.items() if not turns or turns[-1] + self._longest < now]
            for key in idle:
                del self._turns[key]
