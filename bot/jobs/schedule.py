"""When jobs are due, and running each due time once (ARCHITECTURE §3.7; D2, N5, N8, N9).

APScheduler only ticks. What is due is decided here against the product's clock and the runs that are recorded; a
missed run is caught up once, several missed runs of one job become one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from adapters.contract import ChatPlatform
from bot import job_texts
from bot.alarms import Alarms
from bot.clock import Clock
from bot.company import Company
from bot.metrics import Metrics
from crm_core.database import job_runs
from crm_core.database.engine import Database
from crm_core.errors import StorageUnavailable
from crm_core.organisation.views import Employee
from crm_core.rules.queries import rules_in_force
from crm_core.rules.views import CompanyRules

log = structlog.get_logger(__name__)

INSTALLED = "installed"
STALLED_AFTER = timedelta(minutes=10)
SPREAD_FROM = 50
SPREAD_SECONDS = 240


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job may use; `now` is the business time at which it runs, its figures' cut-off."""

    database: Database
    company: Company
    platforms: Mapping[str, ChatPlatform]
    admins: list[tuple[str, str]]
    rules: CompanyRules
    now: datetime
    due_at: datetime


Run = Callable[[JobContext], Awaitable[dict[str, Any]]]
When = Callable[[datetime, CompanyRules, Company], datetime | None]


@dataclass(frozen=True, slots=True)
class Job:
    """`when` tells the newest due time not after now; None when it has not been due yet."""

    name: str
    when: When
    run: Run


def every_minute(now: datetime, rules: CompanyRules, company: Company) -> datetime:
    """The minute that runs."""
    return now.replace(second=0, microsecond=0)


def every_hour(now: datetime, rules: CompanyRules, company: Company) -> datetime:
    """The hour that runs."""
    return now.replace(minute=0, second=0, microsecond=0)


def nightly(hour: time) -> When:
    """Every day at this hour of the company's zone."""

    def when(now: datetime, rules: CompanyRules, company: Company) -> datetime:
        local = now.astimezone(company.zone)
        day = local.date() if local.time() >= hour else local.date() - timedelta(days=1)
        return company.at(day, hour)

    return when


def on_workdays(hour: Callable[[CompanyRules], time]) -> When:
    """At an hour of the rules, on work days of the company's calendar (D2).

    What was due before the hour began to count went by the hour before it, and is not due again.
    """

    def when(now: datetime, rules: CompanyRules, company: Company) -> datetime | None:
        local = now.astimezone(company.zone)
        day = local.date() if local.time() >= hour(rules) else local.date() - timedelta(days=1)
        for _ in range(30):
            if company.calendar.is_workday(day):
                due_at = company.at(day, hour(rules))
                return None if rules.times_since is not None and due_at < rules.times_since else due_at
            day -= timedelta(days=1)
        return None

    return when


def spread(employee: Employee, receivers: int) -> timedelta:
    """How long after the hour a person is written to: up to four minutes, where more than fifty may be (§4.11)."""
    return timedelta(seconds=employee.id % SPREAD_SECONDS) if receivers > SPREAD_FROM else timedelta(0)


class Schedule:
    """Runs what is due, at each tick; any number of processes may tick."""

    def __init__(
        self,
        jobs: tuple[Job, ...],
        database: Database,
        company: Company,
        platforms: Mapping[str, ChatPlatform],
        admins: list[tuple[str, str]],
        clock: Clock,
        metrics: Metrics,
        delivery_work: asyncio.Event,
        alarms: Alarms,
    ) -> None:
        self._jobs = jobs
        self._database = database
        self._company = company
        self._platforms = platforms
        self._admins = admins
        self._clock = clock
        self._metrics = metrics
        self._delivery_work = delivery_work
        self._tried: dict[str, str] = {}
        self._alarms = alarms
        self._installed_at = clock.now()
        self._ticked_at: datetime | None = None
        self._ticking = asyncio.Lock()

    async def prepare(self) -> None:
        """Remembers when the product first ran (what was due before is not caught up), and when it last ran."""
        now = self._clock.now()
        self._installed_at = await self._database.write(lambda session: _first_start(session, now))
        self._ticked_at = await self._database.read(job_runs.last_started)

    async def tick(self) -> None:
        """Runs every job whose newest due time has not been run yet, the earliest due first."""
        async with self._ticking:
            await self._run_due()

    async def finish(self) -> None:
        """Waits until the tick under way has ended."""
        async with self._ticking:
            return

    async def _run_due(self) -> None:
        now = self._clock.now()
        try:
            rules = await self._database.read(lambda session: rules_in_force(session, now))
        except StorageUnavailable as error:
            log.error("schedule_not_read", error=str(error))
            return
        stalled_since, self._ticked_at = self._ticked_at, now
        due: list[tuple[datetime, Job]] = []
        for job in self._jobs:
            due_at = job.when(now, rules, self._company)
            if due_at is not None and due_at > self._installed_at and self._tried.get(job.name) != run_key(due_at):
                due.append((due_at, job))
        for due_at, job in sorted(due, key=lambda one: one[0]):
            await self._run(job, due_at, rules, now)
        await self._tell_stall(stalled_since, now, len(due))

    async def _tell_stall(self, since: datetime | None, now: datetime, caught_up: int) -> None:
        """Tells admins that nothing ran for a while, and that it was caught up (N8, N9); a set clock only jumps."""
        if since is None or self._clock.is_set or now - since < STALLED_AFTER:
            return
        minutes = int((now - since).total_seconds() // 60)
        log.warning("schedule_stalled", minutes=minutes, caught_up=caught_up)
        await self._alarms.tell(
            "stalled",
            f"定时任务停了 {minutes} 分钟",
            f"已恢复，漏的 {caught_up} 项任务已补，每项只补一次",
            "看看那段时间服务是不是停过，或机器休眠、时钟跳过",
        )

    async def _run(self, job: Job, due_at: datetime, rules: CompanyRules, now: datetime) -> None:
        key = run_key(due_at)
        try:
            run_id = await self._database.write(lambda s: job_runs.start(s, job.name, key, due_at, now))
        except StorageUnavailable as error:
            log.error("job_not_claimed", job=job.name, error=str(error))
            return
        self._tried[job.name] = key
        if run_id is None:
            return
        context = JobContext(self._database, self._company, self._platforms, self._admins, rules, now, due_at)
        try:
            outcome = await job.run(context)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            log.error("job_failed", job=job.name, run=key, exc_info=error)
            self._metrics.jobs.labels(job.name, "failed").inc()
            await self._record(lambda s: job_runs.fail(s, run_id, self._clock.now(), reason))
            await self._alarms.tell(f"job:{job.name}", *job_texts.failed(job.name))
            return
        self._metrics.jobs.labels(job.name, "done").inc()
        await self._record(lambda s: job_runs.finish(s, run_id, self._clock.now(), outcome))
        self._delivery_work.set()

    async def _record(self, mark: Callable[[Session], None]) -> None:
        try:
            await self._database.write(mark)
        except StorageUnavailable as error:
            log.error("job_not_recorded", error=str(error))


def _first_start(session: Session, now: datetime) -> datetime:
    run_id = job_runs.start(session, INSTALLED, INSTALLED, now, now)
    if run_id is not None:
        job_runs.finish(session, run_id, now, {})
    return next(run.due_at for run in job_runs.last_runs(session) if run.job == INSTALLED)


def run_key(due_at: datetime) -> str:
    """The unique name of a due time."""
    return due_at.isoformat(timespec="minutes")
