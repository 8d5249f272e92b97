"""Faults that can be ordered: paths that fail or dawdle, callers that are refused by their address."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any


@dataclass
class Fault:
    """What happens to the next `times` requests of a path.

    With neither `status` nor `answer` only the delay (seconds) is applied; when that is none as well, the platform's
    own answer for a busy system is given.
    """

    path: str
    times: int
    status: int | None = None
    answer: Any = None
    delay: float = 0.0

    @property
    def only_delays(self) -> bool:
        """Whether the request goes on after the wait."""
        return self.delay > 0 and self.status is None and self.answer is None

    def meets(self, path: str) -> bool:
        """Whether this order is for a path."""
        return fnmatchcase(path, self.path) or path.endswith(f"/{self.path.lstrip('/')}")


class Faults:
    """The orders of one platform. A path is whole, the end of one (`message/send`), or a pattern with `*`."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self.allowed_addresses: frozenset[str] | None = None

    def order(self, fault: Fault) -> None:
        """Order a fault; a later order of the same path stands behind an earlier one."""
        self._orders.append(fault)

    def clear(self) -> None:
        """Forget all orders and the allow list."""
        self._orders.clear()
        self.allowed_addresses = None

    async def take(self, path: str) -> Fault | None:
        """Use up one order for this path, after waiting its delay; None when the request is to go on."""
        for fault in self._orders:
            if fault.times > 0 and fault.meets(path):
                fault.times -= 1
                if fault.times == 0:
                    self._orders.remove(fault)
                await asyncio.sleep(fault.delay)
                return None if fault.only_delays else fault
        return None

    def refuses(self, address: str | None) -> bool:
        """Whether a caller's address is outside the allow list (WeCom's 60020, for one)."""
        return self.allowed_addresses is not None and address not in self.allowed_addresses
