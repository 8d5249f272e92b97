"""The sidebar's own routes on a port, with the real platform classes pointed at an emulator on another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from playwright.async_api import Page
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adapters import registry
from adapters.emulator.server import build_app
from adapters.emulator.world import World, default_world
from bot.company import Company
from bot.people import read_platform_directory
from bot.web import sidebar
from bot.web.links import customer_link
from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.database.engine import Database
from crm_core.database.types import table
from crm_core.follow_ups.model import FollowUpRow
from crm_core.follow_ups.service import record_follow_up
from crm_core.follow_ups.views import NewFollowUp, NewNextStep
from crm_core.leads.service import capture_lead
from crm_core.leads.views import Captured, NewLead
from crm_core.organisation.queries import employee_by_account
from crm_core.reactions import REACTIONS
from tests.contract.adapters.product import Sink, settings_of
from tests.databases import fresh_database

T = TypeVar("T")

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)  # a Monday
KEY = b"a key of the tests, long enough"


class StoppedClock:
    """Business time that stands still until a test moves it."""

    is_set = True

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass
class Stage:
    """A company on one platform, its database, and the sidebar's address."""

    name: str
    emulator: str
    base: str
    database: Database
    clock: StoppedClock
    world: World
    http: aiohttp.ClientSession
    customers: dict[str, int] = field(default_factory=dict)

    def account(self, who: str) -> str:
        """The person's account on this platform."""
        return self.world.staff[who].account(self.name)

    def eyes(self, session: Session, who: str) -> Viewer:
        """What the person may see."""
        someone = employee_by_account(session, self.name, self.account(who))
        assert someone is not None, who
        return viewer_for(session, someone)

    async def open(self, page: Page, who: str, address: str = "", *, until: str = "h1") -> None:
        """The person's client opens the sidebar."""
        url = address or f"{self.base}/sidebar?platform={self.name}"
        async with self.http.post(
            f"{self.emulator}/_control/{self.name}/sidebar", json={"user": who, "url": url}
        ) as response:
            place = (await response.json())["url"]
        await page.goto("about:blank")  # an address that differs only behind the # would not load again
        await page.goto(place if place.startswith("http") else f"{self.emulator}{place}")
        await page.wait_for_selector(until)

    async def open_customer(self, page: Page, who: str, company: str) -> None:
        """The person opens the sidebar by the link of a card."""
        await self.open(page, who, self.link(self.customers[company]))

    def link(self, customer_id: int) -> str:
        """A card's link to a customer."""
        return customer_link(KEY, self.base, self.name, customer_id)

    async def lead(self, who: str, company: str, phone: str, stage: str = "初步沟通", contact: str = "") -> int:
        """The person has this customer; returns its id."""

        def work(session: Session) -> int:
            new = NewLead(phone, company, stage, contact)
            outcome = capture_lead(session, self.eyes(session, who), new, self.clock.now(), "test")
            assert isinstance(outcome, Captured)
            return outcome.lead.customer_id

        self.customers[company] = await self.database.write(work)
        return self.customers[company]

    async def met(self, who: str, company: str, words: str, on: date, *steps: NewNextStep, **facts: Any) -> int:
        """The person has recorded a call; returns the follow-up's id."""
        values: dict[str, Any] = {
            "customer_id": self.customers[company],
            "contact": "",
            "channel": "call",
            "happened_on": on,
            "met": True,
            "topics": (),
            "amounts": (),
            "pains": (),
            "competitors": (),
            "stage_said": "",
            "words": words,
            "next_steps": steps,
            **facts,
        }

        def work(session: Session) -> int:
            by = self.eyes(session, who)
            return record_follow_up(session, by, NewFollowUp(**values), None, ZONE, self.clock.now()).id

        return await self.database.write(work)

    async def ask(self, query: Callable[[Session], T]) -> T:
        """A look into the database."""
        return await self.database.read(query)

    async def follow_ups(self, company: str) -> int:
        """How many follow-ups of a customer are written."""
        rows = table(FollowUpRow)
        wanted = select(func.count()).where(rows.c.customer_id == self.customers[company], rows.c.undone_at.is_(None))
        return await self.ask(lambda session: session.scalar(wanted) or 0)


def step(what: str, due_in_days: int) -> NewNextStep:
    """A promise of ours."""
    due = NOW.date() + timedelta(days=due_in_days)
    return NewNextStep("us", what, None, due)


@asynccontextmanager
async def sidebar_stage(name: str, folder: Path) -> AsyncIterator[Stage]:
    """One platform, 张三 李四 陈经理 …, an empty database, and the sidebar's routes."""
    world = default_world(NOW)
    emulator = TestServer(build_app(world), host="127.0.0.1")
    await emulator.start_server()
    emulated = str(emulator.make_url("")).rstrip("/")
    app = web.Application()
    with fresh_database("sqlite", folder) as url:
        database = Database.open(url, REACTIONS)
        async with aiohttp.ClientSession() as http:
            async with http.get(f"{emulated}/_control/settings") as response:
                settings = settings_of(name, (await response.json())[name]["settings"])
            clock, platforms = StoppedClock(), {}
            platforms[name] = registry.create(name, settings)
            await platforms[name].start(Sink())
            port = unused_port()
            base = f"http://127.0.0.1:{port}"
            company = Company(ZONE, None, base, KEY, has_speech=False, labels={name: platforms[name].label})
            await read_platform_directory(database, company, platforms[name], [], clock.now())
            app.add_routes(sidebar.routes(sidebar.SidebarContext(database, company, platforms, clock, KEY)))
            server = TestServer(app, host="127.0.0.1", port=port)
            await server.start_server()
            await http.post(f"{emulated}/_control/wecom/callback", json={"url": f"{base}/callback/wecom"})
            yield Stage(name, emulated, base, database, clock, world, http)
            await server.close()
            await platforms[name].stop()
        await database.close()
    await emulator.close()
