"""The emulator's two clocks: business time, which may be set, and the machine's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


class Clock:
    """Business time that may be set and then runs on at the machine's pace.

    Business time stamps messages and is what `CEJI_CLOCK_URL` shows the product. Signatures and token lifetimes
    go by `real()` (INTERFACES, `CEJI_CLOCK_URL`).
    """

    def __init__(self, start: datetime | None = None, machine: Callable[[], datetime] | None = None) -> None:
        self._machine = machine or _machine_time
        self._ahead = timedelta(0)
        if start is not None:
            self.set(start)

    def real(self) -> datetime:
        """The machine's time, UTC."""
        return self._machine()

    def now(self) -> datetime:
        """Business time, in Asia/Shanghai."""
        return (self.real() + self._ahead).astimezone(ZONE)

    def set(self, moment: datetime) -> None:
        """Jump to `moment`, which must carry its offset (ValueError otherwise)."""
        if moment.tzinfo is None:
            raise ValueError("an instant needs its offset, e.g. 2026-03-02T09:00:00+08:00")
        self._ahead = moment - self.real()

    def advance(self, seconds: float) -> None:
        """Jump ahead (or back, when negative)."""
        self._ahead += timedelta(seconds=seconds)


def unix(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return int(moment.timestamp())


def _machine_time() -> datetime:
    return datetime.now(UTC)
