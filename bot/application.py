"""Builds, starts and stops everything: the one place where objects are wired together."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Literal

import structlog
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from adapters import registry
from adapters.contract import ChatPlatform, Lease
from adapters.errors import Misconfigured, OutsideError
from adapters.http import HttpClient
from adapters.services.language_model import OpenAILanguageModel
from adapters.services.speech import OpenAITranscriber
from bot import jobs
from bot.actions import ActionSigner
from bot.alarms import Alarms
from bot.clock import Clock, FollowedClock, SystemClock, machine_now
from bot.company import Company, MeteredPlatform
from bot.conversation import Conversations
from bot.delivery import Delivery
from bot.group_pushes import GroupKeys
from bot.handlers import registered
from bot.imports import Imports
from bot.intake import Intake
from bot.jobs.schedule import Schedule
from bot.leases import DatabaseLease, SoleLease
from bot.link_previews import LinkPreviews
from bot.metrics import Metrics
from bot.people import read_platform_directory
from bot.second_opinion import SecondOpinions
from bot.secret_key import secret_key
from bot.settings import Settings, SettingsError
from bot.usage import Counts, PlatformMeter, Usage
from bot.web import callbacks, health, sidebar
from bot.worker import Worker
from crm_core.database import inbox, migrate, outbox
from crm_core.database.engine import Database, sqlite_file
from crm_core.organisation.service import make_admins
from crm_core.reactions import REACTIONS

log = structlog.get_logger(__name__)

RolesRun = Literal["all", "web", "worker"]
LARGEST_BODY = 1024 * 1024
LONGEST_TICK = 5.0


class Application:
    """The product of one process. `start` and `stop` once each; `web_app` serves what the role answers over HTTP.

    `platforms` and `clock` replace those of the settings, where a command brings its own.
    """

    def __init__(
        self,
        settings: Settings,
        role: RolesRun = "all",
        *,
        platforms: dict[str, ChatPlatform] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.settings = settings
        self.role = role
        self.key = secret_key(settings)
        self.clock: Clock = clock or _clock(settings)
        self.metrics = Metrics()
        self.database = Database.open(settings.database_url, REACTIONS)
        counts: Counts = Counter()
        self._bot_lease = self._lease_of_bot()
        self.platforms = configured_platforms(settings, counts, self._bot_lease) if platforms is None else platforms
        self.company = Company(
            zone=settings.zone,
            quiet=settings.quiet,
            public_url=settings.public_url,
            link_key=self.key,
            has_speech=bool(settings.speech.url),
            labels={one.name: one.label for one in self.platforms.values()},
            metered=tuple(
                MeteredPlatform(one.name, one.label, one.editions) for one in self.platforms.values() if one.editions
            ),
        )
        self._signer = ActionSigner(self.key)
        self.alarms = Alarms(self.database, self.company, self.platforms, self.clock)
        self.usage = Usage(self.database, self.company, self.alarms, self.clock, counts)
        previews = LinkPreviews(self.database, self.company, self.clock)
        self.intake = Intake(self.database, self._signer, self.clock, self.metrics, previews)
        self._delivery_work = asyncio.Event()
        self._http = HttpClient()
        self._tasks: list[asyncio.Task[None]] = []
        self._ticker: AsyncIOScheduler | None = None
        self._schedule: Schedule | None = None
        self.is_ready = False

    async def start(self) -> None:
        """Brings the database up to date if it is new, then everything that this role runs.

        Raises SettingsError when the database needs `ceji database upgrade`.
        """
        await asyncio.to_thread(self._check_database)
        await self.clock.start()
        now = self.clock.now()
        await self.database.write(lambda session: self._first_admins(session, now))
        if sqlite_file(self.settings.database_url) is not None:
            # The only process: whoever held a lease was killed, and nobody should wait for it to run out.
            await self.database.write(_free_leases)
        for platform in self.platforms.values():
            await platform.start(self.intake.sink_for(platform, self.alarms))
        if isinstance(self._bot_lease, DatabaseLease):
            self._run("bot-lease", self._bot_lease.keep)
        if self.role != "web":
            self._start_work()
            await self._start_ticker()
        self._run("directory", self._read_directories)
        if self.company.metered:
            self._run("usage", self.usage.run)
        self.is_ready = True
        log.info("started", role=self.role, platforms=list(self.platforms), database=self.database.engine.dialect.name)

    async def stop(self) -> None:
        """Stops taking in, then working, then closes the database; what is in hand is given back by its lease."""
        self.is_ready = False
        await self._stop_ticker()
        for platform in self.platforms.values():
            await platform.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if isinstance(self._bot_lease, DatabaseLease):
            await self._bot_lease.give_back()
        await self.usage.write()
        await self._http.close()
        await self.clock.stop()
        await self.database.close()
        log.info("stopped")

    async def run_due_jobs(self) -> None:
        """Runs what is due by the clock now, without waiting for the next tick."""
        if self._schedule is not None:
            await self._schedule.tick()

    def web_routes(self) -> list[web.RouteDef]:
        """All addresses of the product; of a worker, only those that tell how it is."""
        how_it_is = health.routes(self.database, self.metrics, self.platforms, lambda: self.is_ready)
        if self.role == "worker":
            return how_it_is
        context = sidebar.SidebarContext(self.database, self.company, self.platforms, self.clock, self.key)
        return [
            *callbacks.routes(self.platforms, self.metrics, self.settings.wecom.verify_file),
            *how_it_is,
            *sidebar.routes(context),
        ]

    def web_app(self) -> web.Application:
        """The product's HTTP server."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.add_routes(self.web_routes())
        return app

    def _check_database(self) -> None:
        engine = self.database.engine
        if migrate.is_new(engine):
            migrate.upgrade(engine)
        elif migrate.current_revision(engine) != migrate.newest_revision():
            raise SettingsError("数据库要先升级：运行 ceji database upgrade（升级前先备份：ceji database backup 文件）")

    def _first_admins(self, session: Session, now: datetime) -> None:
        accounts = [one for one in self.settings.admin_accounts if one[0] in self.platforms]
        make_admins(session, accounts, now)

    def _start_work(self) -> None:
        conversations = Conversations(registered(), self._signer)
        speech = self.settings.speech
        worker = Worker(
            database=self.database,
            company=self.company,
            conversations=conversations,
            intake=self.intake,
            platforms=self.platforms,
            transcriber=OpenAITranscriber(speech, self._http) if speech.url else None,
            second_opinions=self._second_opinions(),
            admins=self.settings.admin_accounts,
            alarms=self.alarms,
            clock=self.clock,
            metrics=self.metrics,
            delivery_work=self._delivery_work,
        )
        self._run("worker", worker.run)
        imports = Imports(self.database, self.company, self.clock, self._delivery_work)
        self._run("imports", imports.run)
        groups = GroupKeys(self.database, self.company)
        for platform in self.platforms.values():
            delivery = Delivery(
                self.database,
                platform,
                self._signer,
                self.alarms,
                self.clock,
                self.metrics,
                self._delivery_work,
                groups,
                self._bot_lease if platform.name == "wecom" else None,
            )
            self._run(f"delivery-{platform.name}", delivery.run)

    def _lease_of_bot(self) -> SoleLease | DatabaseLease | None:
        """Who may open the connection of WeCom's bot: a process that also sends, and of several the lease's holder."""
        if not self.settings.wecom.has_bot or self.role == "web":
            return None
        return SoleLease() if self.database.is_sqlite else DatabaseLease(self.database, "wecom-bot")

    def _second_opinions(self) -> SecondOpinions | None:
        """Started where a language model is configured; nothing leaves the company otherwise."""
        given = self.settings.language_model
        if not given.url:
            return None
        model = OpenAILanguageModel(given, self._http)
        opinions = SecondOpinions(
            self.database,
            self.company,
            self.platforms,
            model,
            given.calls_per_day,
            self.clock,
            self._delivery_work,
        )
        self._run("second-opinion", opinions.run)
        return opinions

    async def _start_ticker(self) -> None:
        """One tick a second; what is due is decided by the recorded runs (ARCHITECTURE §3.7)."""
        self._schedule = Schedule(
            jobs.ALL,
            self.database,
            self.company,
            self.platforms,
            self.settings.admin_accounts,
            self.clock,
            self.metrics,
            self._delivery_work,
            self.alarms,
        )
        await self._schedule.prepare()
        self._ticker = AsyncIOScheduler(timezone=self.settings.zone)
        self._ticker.add_job(
            self._schedule.tick,
            "interval",
            seconds=1,
            id="tick",
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._ticker.start()

    async def _stop_ticker(self) -> None:
        """No further tick; the one under way may end, for a few seconds."""
        if self._ticker is None or self._schedule is None:
            return
        self._ticker.pause()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._schedule.finish(), LONGEST_TICK)
        self._ticker.shutdown(wait=False)

    async def _read_directories(self) -> None:
        for platform in self.platforms.values():
            try:
                await read_platform_directory(
                    self.database, self.company, platform, self.settings.admin_accounts, self.clock.now()
                )
            except OutsideError as error:
                log.warning("directory_not_read", platform=platform.name, error=type(error).__name__, **error.facts)

    def _run(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Keeps a loop running; one that fails is logged and started again after a moment."""

        async def keep() -> None:
            while True:
                try:
                    await work()
                    return
                except Exception as error:
                    log.error("loop_failed", loop=name, exc_info=error)
                    await asyncio.sleep(1)

        self._tasks.append(asyncio.create_task(keep(), name=name))


def configured_platforms(settings: Settings, counts: Counts, lease: Lease | None) -> dict[str, ChatPlatform]:
    """The platforms that are on: all that they require is set. One half set stays off, with a line that says so.

    What they charge for goes into `counts`; `lease` is for what one process opens for all.

    Raises SettingsError when a setting is malformed, or when no platform is left.
    """
    platforms: dict[str, ChatPlatform] = {}
    incomplete: list[str] = []
    for name, given in settings.platforms.items():
        if not given.any_set():
            continue
        if given.missing():
            missing = "、".join(f"CEJI_{name.upper()}__{field.upper()}" for field in given.missing())
            incomplete.append(f"{name} 没有启动，还缺 {missing}")
            log.warning("platform_incomplete", platform=name, missing=given.missing())
            continue
        try:
            meter = PlatformMeter(name, counts)
            platforms[name] = registry.create(name, given, public_url=settings.public_url, meter=meter, lease=lease)
        except Misconfigured as error:
            raise SettingsError(f"{name}：{error.remedy}") from error
    if not platforms:
        hint = "；".join(incomplete) or "企业微信、钉钉、飞书至少要配一个，见 deploy/guide"
        raise SettingsError(f"没有可用的平台：{hint}")
    return platforms


def _free_leases(session: Session) -> None:
    inbox.release_all(session, machine_now())
    outbox.release_all(session, machine_now())


def _clock(settings: Settings) -> Clock:
    if not settings.clock_url:
        return SystemClock()
    if not settings.allow_test_clock:
        raise SettingsError("CEJI_CLOCK_URL 只给演示和测试用，要用须同时设 CEJI_ALLOW_TEST_CLOCK=1")
    return FollowedClock(settings.clock_url)
