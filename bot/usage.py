"""Counts what a platform charges for: in memory at once, in the database every few seconds, told when it runs out."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from adapters.contract import Meter, Spent
from bot.alarms import Alarms
from bot.clock import Clock
from bot.company import Company, MeteredPlatform
from crm_core.allowances import rules
from crm_core.allowances.queries import allowances
from crm_core.allowances.service import spend
from crm_core.allowances.views import Allowance
from crm_core.database.engine import Database
from crm_core.errors import StorageUnavailable

log = structlog.get_logger(__name__)

WRITE_SECONDS = 5.0
"""How much a killed process may forget."""

Counts = Counter[tuple[str, str]]
"""What was counted and not yet written, by platform and kind."""


@dataclass(frozen=True, slots=True)
class PlatformMeter(Meter):
    """One platform's way into the counts."""

    platform: str
    counts: Counts

    def count(self, spent: Spent) -> None:
        """Adds one."""
        self.counts[self.platform, spent] += 1


@dataclass(frozen=True, slots=True)
class Passed:
    """A mark of an allowance that was passed just now, in per cent."""

    platform: MeteredPlatform
    allowance: Allowance
    mark: int


class Usage:
    """Writes the counts of this process into the sums that all processes share."""

    def __init__(self, database: Database, company: Company, alarms: Alarms, clock: Clock, counts: Counts) -> None:
        self._database = database
        self._company = company
        self._alarms = alarms
        self._clock = clock
        self._counts = counts

    async def run(self) -> None:
        """Runs until it is cancelled."""
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            await self.write()

    async def write(self) -> None:
        """Writes what was counted since the last time, and tells admins of a mark that was passed by it."""
        counted = self._counts.copy()
        if not counted:
            return
        self._counts.clear()
        month = self._company.month(self._clock.now())
        try:
            passed = await self._database.write(lambda session: self._spend(session, month, counted))
        except StorageUnavailable as error:
            self._counts.update(counted)
            log.error("usage_not_written", error=str(error))
            return
        for each in passed:
            await self._alarms.allowance_passed(each.platform, each.allowance, each.mark)

    def _spend(self, session: Session, month: str, counted: Counts) -> list[Passed]:
        passed: list[Passed] = []
        for platform in self._company.metered:
            for allowance in allowances(session, platform.name, month, platform.editions[0].allows):
                amount = counted[platform.name, allowance.spent]
                if not amount:
                    continue
                total = spend(session, platform.name, month, allowance.spent, amount)
                after = replace(allowance, used=total)
                mark = rules.mark_passed(replace(after, used=total - amount), after)
                if mark is not None:
                    passed.append(Passed(platform, after, mark))
        return passed


def is_nearly_spent(session: Session, company: Company, platform: str, now: datetime) -> bool:
    """Whether the last calls of this month are kept for what people wait for."""
    metered = next((one for one in company.metered if one.name == platform), None)
    if metered is None:
        return False
    found = allowances(session, platform, company.month(now), metered.editions[0].allows)
    return any(one.spent == "call" and rules.is_nearly_spent(one) for one in found)
