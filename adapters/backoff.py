"""How long to wait before a connection is opened again."""

from __future__ import annotations

import random

JITTER = 0.2


class Backoff:
    """Doubling delays in seconds with ±20 % jitter, so that many clients don't come back in step."""

    def __init__(self, *, first: float = 1.0, longest: float = 60.0) -> None:
        self._first = first
        self._longest = longest
        self._failures = 0

    @property
    def is_fresh(self) -> bool:
        """Whether nothing has failed since the last `reset`."""
        return self._failures == 0

    def next(self) -> float:
        """The delay after one more failure."""
        delay = min(self._first * 2.0 ** min(self._failures, 30), self._longest)
        self._failures += 1
        return delay * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, hides nothing

    def reset(self) -> None:
        """Something held: begin with the first delay again."""
        self._failures = 0
