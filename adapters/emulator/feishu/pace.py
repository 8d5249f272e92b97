"""How often something may happen: a sliding second, and what must happen at most once in a while."""

from __future__ import annotations

import time
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")

_KEPT_SECONDS = 3600


class PerSecond:
    """At most `limit` acts a second for each key."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._acts: dict[str, deque[float]] = {}

    def allows(self, key: str) -> bool:
        """Whether one more act fits into the last second; it is counted when it does."""
        acts = self._acts.setdefault(key, deque())
        now = time.monotonic()
        while acts and acts[0] <= now - 1:
            acts.popleft()
        if len(acts) >= self._limit:
            return False
        acts.append(now)
        return True


class OncePerHour(Generic[T]):
    """Remembers the outcome of a request by its `uuid` for an hour."""

    def __init__(self) -> None:
        self._outcomes: dict[str, tuple[float, T]] = {}

    def get(self, key: str) -> T | None:
        """The earlier outcome, if there was one within the hour."""
        at, outcome = self._outcomes.get(key, (0.0, None))
        return outcome if outcome is not None and time.monotonic() - at < _KEPT_SECONDS else None

    def keep(self, key: str, outcome: T) -> None:
        """Remember an outcome."""
        self._outcomes[key] = (time.monotonic(), outcome)
