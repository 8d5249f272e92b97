"""The console's clock: it runs with the machine's, from wherever it is put."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import machine_now

_UNITS = {"分": "minutes", "分钟": "minutes", "小时": "hours", "天": "days"}
_FORWARD = re.compile(r"\+\s*(\d{1,4})\s*(分钟?|小时|天)")


class MovableClock:
    """Business time that someone moves; it goes on running in between."""

    is_set = True

    def __init__(self, zone: ZoneInfo, begin: datetime) -> None:
        self._zone = zone
        self._ahead = begin - machine_now()

    def now(self) -> datetime:
        """Now, in UTC."""
        return machine_now() + self._ahead

    async def start(self) -> None:
        """Nothing to do."""

    async def stop(self) -> None:
        """Nothing to do."""

    def move(self, words: str) -> datetime:
        """Moves on to 「09:00」 (the next one), 「2026-03-03 09:00」, or by 「+1天」, 「+2小时」, 「+30分」.

        Returns the new time. Raises ValueError for anything else, and for a time that lies behind: what has happened
        can't be unsaid.
        """
        now = self.now()
        told = self._read(words.strip(), now.astimezone(self._zone))
        if told <= now:
            raise ValueError(words)
        self._ahead += told - now
        return told.astimezone(UTC)

    def _read(self, words: str, now: datetime) -> datetime:
        if step := _FORWARD.fullmatch(words):
            return now + timedelta(**{_UNITS[step[2]]: int(step[1])})
        if "-" in words:
            return datetime.fromisoformat(words).replace(tzinfo=self._zone)
        today = datetime.combine(now.date(), time.fromisoformat(words), self._zone)
        return today if today > now else today + timedelta(days=1)
