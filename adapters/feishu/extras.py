"""Permissions that a company may do without: whether ours has one is learnt from the answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adapters.errors import Misconfigured, QuotaExhausted

ASK_AGAIN = 3600.0
"""Seconds after a refusal until the permission may have been given."""


class Extra:
    """One of them: after a refusal it is not used for a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused_until = float("-inf")

    @property
    def is_offered(self) -> bool:
        """False for a while after Feishu has refused it to this app."""
        return self._clock() >= self._refused_until

    @contextmanager
    def learning(self) -> Iterator[None]:
        """Around a call that may be refused; what the call raises goes on."""
        try:
            yield
        except (Misconfigured, QuotaExhausted):
            self._refused_until = self._clock() + ASK_AGAIN
            raise
