"""Taking turns under rate limits: so many calls in so many seconds, for each person or for the whole app.

A platform counts what arrives, and a call arrives at some moment between its start and its answer. So a call counts
from when it starts until `seconds` after it has ended: then no window of the platform's can hold more than allowed,
however the network delays and bunches, and nothing of the allowance is given away but the time of an answer.

Limits are counted per process; several processes that share an app share its limits only through the platform's
own refusals.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.errors import RateLimited

PATIENCE = 5.0
"""Seconds that a call waits for its turn at most."""

SWEEP_AT = 4_096
"""Number of keys from which idle ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` calls within any `seconds`."""

    count: int
    seconds: float


@dataclass(slots=True)
class _Calls:
    """The calls of one key: how many are under way, when the last ones ended, and who stands in line."""

    ended: deque[float]
    under_way: int = 0
    in_line: int = 0
    first: asyncio.Lock = field(default_factory=asyncio.Lock)
    one_ended: asyncio.Event = field(default_factory=asyncio.Event)


def loop_time() -> float:
    """Seconds of the running event loop's clock."""
    return asyncio.get_running_loop().time()


class Pace:
    """Turns under one or several allowances, counted for each key apart (a person's id; "" for the app itself)."""

    def __init__(
        self,
        *allowances: Rate,
        patience: float = PATIENCE,
        clock: Callable[[], float] = loop_time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._allowances = allowances
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._longest = max(allowance.seconds for allowance in allowances)
        self._most = max(allowance.count for allowance in allowances)
        self._calls: dict[str, _Calls] = {}
        self._held_until = 0.0

    def hold(self, seconds: float) -> None:
        """No turns for anyone until then: the platform itself has met a limit, and more calls would prolong it."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    @asynccontextmanager
    async def turn(self, key: str = "") -> AsyncIterator[None]:
        """A turn for the call in the block, in order of arrival.

        Raises `RateLimited` at once when waiting for it would take too long.
        """
        calls = self._of(key)
        delay = max(self._expected(calls), self._held_until - self._clock())
        if delay > self._patience:
            raise RateLimited("the platform's own limit would be broken", retry_after=delay)
        calls.in_line += 1
        try:
            async with calls.first:
                await self._wait(calls)
                calls.under_way += 1
        finally:
            calls.in_line -= 1
        try:
            yield
        finally:
            calls.under_way -= 1
            calls.ended.append(self._clock())
            calls.one_ended.set()

    async def _wait(self, calls: _Calls) -> None:
        while True:
            now = self._clock()
            delays = [self._delay(calls, allowance, now) for allowance in self._allowances]
            if None in delays:
                # As many are under way as are allowed: the first that ends begins the time to wait.
                calls.one_ended.clear()
                await calls.one_ended.wait()
                continue
            delay = max(self._held_until - now, *(each for each in delays if each is not None))
            if delay <= 0:
                return
            await self._sleep(delay)

    @staticmethod
    def _delay(calls: _Calls, allowance: Rate, now: float) -> float | None:
        """Seconds until this allowance has room; None while the calls under way take all of it."""
        room = allowance.count - calls.under_way
        if room <= 0:
            return None
        return calls.ended[-room] + allowance.seconds - now if len(calls.ended) >= room else 0.0

    def _expected(self, calls: _Calls) -> float:
        """Seconds until a newcomer's turn, if whatever is before him ends as it starts."""
        now = self._clock()
        before = calls.under_way + calls.in_line
        longest = 0.0
        for allowance in self._allowances:
            recent = [at for at in calls.ended if at + allowance.seconds > now]
            rounds, place = divmod(len(recent) + before, allowance.count)
            if not rounds:
                continue
            delay = (rounds - 1) * allowance.seconds
            ends = recent[place] if place < len(recent) else now
            longest = max(longest, delay + ends + allowance.seconds - now)
        return longest

    def _of(self, key: str) -> _Calls:
        calls = self._calls.get(key)
        if calls is None:
            self._sweep()
            calls = self._calls[key] = _Calls(deque(maxlen=self._most))
        return calls

    def _sweep(self) -> None:
        if len(self._calls) < SWEEP_AT:
            return
        since = self._clock() - self._longest
        idle = [
            key
            for key, calls in self._calls.items()
            if not calls.under_way and not calls.in_line and (not calls.ended or calls.ended[-1] < since)
        ]
        for key in idle:
            del self._calls[key]
