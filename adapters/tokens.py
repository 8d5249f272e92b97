"""Access tokens: fetched by one task for all who wait, renewed early, never in a loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from adapters.errors import TokenRefused, Unavailable
from adapters.pace import Pace, Rate

EARLY = 300.0
"""Seconds before its end at which a token is renewed (at most half of its life)."""

FETCHES = Rate(count=10, seconds=60.0)
"""How often a token is asked for at most: the platforms punish hammering, and nobody needs more."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FetchedToken:
    """A token as the platform gave it; `lifetime` in seconds from now."""

    value: str
    lifetime: float


class TokenSource:
    """One access token (or ticket) of one app.

    `fetch` asks the platform for a token; what it raises reaches everyone who waits for it. Lifetimes go by the
    machine's monotonic clock.
    """

    def __init__(
        self, fetch: Callable[[], Awaitable[FetchedToken]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._pace = Pace(FETCHES, patience=0.0, clock=clock)
        self._value = ""
        self._renew_at = 0.0
        self._fetching: asyncio.Task[str] | None = None

    async def get(self) -> str:
        """A token that is valid for all we know. Raises what `fetch` raises, or `RateLimited`."""
        if self._value and self._clock() < self._renew_at:
            return self._value
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._renew())
            self._fetching.add_done_callback(self._fetched)
        # One caller that is cancelled must not take the token from the others.
        return await asyncio.shield(self._fetching)

    def invalidate(self, value: str) -> None:
        """Forgets the token, if it is still the one that was refused."""
        if value == self._value:
            self._value = ""

    async def use(self, call: Callable[[str], Awaitable[T]]) -> T:
        """Calls with a token; when it is refused, once more with a fresh one.

        Raises what `call` raises; a second refusal is `Unavailable`, so that the caller backs off.
        """
        value = await self.get()
        try:
            return await call(value)
        except TokenRefused:
            self.invalidate(value)
        value = await self.get()
        try:
            return await call(value)
        except TokenRefused as error:
            self.invalidate(value)
            raise Unavailable("a fresh access token was refused", **error.facts) from error

    async def _renew(self) -> str:
        async with self._pace.turn():
            fetched = await self._fetch()
        self._value = fetched.value
        self._renew_at = self._clock() + max(fetched.lifetime - EARLY, fetched.lifetime / 2)
        return fetched.value

    def _fetched(self, task: asyncio.Task[str]) -> None:
        self._fetching = None
        if not task.cancelled():
            task.exception()  # Marks it as seen: all who waited may have been cancelled.
