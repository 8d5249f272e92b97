"""The team of SCENARIOS.md in front of a running product: the emulated platforms, the product, and its people."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
from aiohttp import web
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adapters.emulator import server
from adapters.emulator.stand_in import StandIn, Unreachable
from adapters.emulator.world import World, default_world
from bot import jobs
from bot.application import Application
from bot.settings import Settings, load_settings
from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.contacts.service import find_or_add
from crm_core.customers import service as customers
from crm_core.database import inbox, job_runs, outbox
from crm_core.database.types import table
from crm_core.leads.service import capture_lead
from crm_core.leads.views import Captured, NewLead
from crm_core.organisation.queries import active_employees, employees_named
from crm_core.organisation.views import Employee
from crm_core.rules.queries import rules_in_force
from tests.scenarios.both_chats import BothChats
from tests.scenarios.person import Person

NINE = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
PATIENCE = 20.0
TEMPLATE = "ceji-card.schema"
SEEDING = "before"

T = TypeVar("T")

VARIANTS: dict[str, tuple[str, dict[str, str]]] = {
    "wecom": ("wecom", {}),
    "wecom-bot": ("wecom", {}),
    "dingtalk": ("dingtalk", {}),
    "feishu": ("feishu", {}),
    "dingtalk-card": ("dingtalk", {"card_template_id": TEMPLATE}),
    "dingtalk-http": ("dingtalk", {"transport": "http"}),
    "feishu-http": ("feishu", {"transport": "http"}),
}
"""How a platform is set up: its name, and the settings that differ from the emulator's own. `wecom-bot` is WeCom with
its intelligent bot: people write to the bot, and the app is there for what the bot may not say."""

CALLBACKS = {"wecom": "/callback/wecom", "dingtalk": "/callback/dingtalk", "feishu": "/callback/feishu"}


class Company:
    """One company that uses the product on one platform; `platform` is its name, `variant` how it is set up."""

    def __init__(self, variant: str, world: World, stand_ins: dict[str, StandIn], application: Application) -> None:
        self.variant = variant
        self.platform, _ = VARIANTS[variant]
        self.world = world
        self.application = application
        self.stand_in: Any = stand_ins[self.platform]
        self.stand_ins = stand_ins
        if variant == "wecom-bot":
            self.stand_in = BothChats(self.stand_in, self.stand_in.bot)
        self.base = ""
        self.emulator = ""
        self.faults_expected = False
        self._people: dict[str, Person] = {}

    # Who is there

    def __getitem__(self, name: str) -> Person:
        """The person of this name, with his phone in his hand."""
        if name not in self._people:
            found = next(one for one in self.world.staff.values() if one.name == name)
            self._people[name] = Person(self, name, found.account(self.platform))
        return self._people[name]

    def on(self, variant: str) -> Company:
        """The same company as people see it who use it on another of its platforms."""
        other = Company(variant, self.world, self.stand_ins, self.application)
        other.base = self.base
        return other

    def people(self, *names: str) -> list[Person]:
        """Several of them."""
        return [self[name] for name in names]

    async def controls(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """A request to the emulator's control address: a GET without a body."""
        method = "GET" if body is None else "POST"
        async with (
            aiohttp.ClientSession() as http,
            http.request(method, f"{self.emulator}/_control/{path}", json=body) as answer,
        ):
            told = await answer.json()
            assert answer.status == 200, told
            return told

    # The database, as it is

    async def read(self, query: Callable[[Session], T]) -> T:
        """What the product has recorded."""
        return await self.application.database.read(query)

    async def write(self, work: Callable[[Session], T]) -> T:
        """What was recorded before the story begins."""
        return await self.application.database.write(work)

    async def count(self, model: type[Any], *conditions: Any) -> int:
        """How many rows of a table fulfil these conditions."""
        query = select(func.count()).select_from(table(model)).where(*conditions)
        return await self.read(lambda session: session.scalar(query) or 0)

    # Before the story begins

    async def has_customer(self, name: str, *, owner: str, phone: str = "", contacts: Sequence[str] = ()) -> int:
        """A customer that is known already; returns its id."""

        def seed(session: Session) -> int:
            owner_id = employee_named(session, owner).id
            customer_id = customers.add(session, name, owner_id, owner_id, NINE - timedelta(days=30))
            if phone:
                customers.add_phone(session, customer_id, phone)
            for contact in contacts:
                find_or_add(session, customer_id, contact, "", "", owner_id, NINE)
            return customer_id

        return await self.write(seed)

    async def has_lead(
        self, company: str, *, owner: str, phone: str, hours_ago: float = 0, stage: str = "初步沟通", contact: str = ""
    ) -> int:
        """A lead that was captured so many hours before nine o'clock; returns its id."""

        def seed(session: Session) -> int:
            new = NewLead(phone, company, stage, contact)
            by = viewer_of(session, owner)
            outcome = capture_lead(session, by, new, NINE - timedelta(hours=hours_ago), SEEDING)
            assert isinstance(outcome, Captured)
            return outcome.lead.id

        return await self.write(seed)

    # The clock

    async def sets_clock(self, moment: str | datetime) -> None:
        """It is now this moment everywhere; returns when everything that is due by then has run and was sent."""
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        self.world.clock.set(at)
        await self.is_at(at)
        await self.runs_what_is_due(at)
        await self.settles()

    async def is_at(self, moment: datetime) -> None:
        """Waits until the product's clock has read this moment."""
        clock = self.application.clock
        await until(lambda: abs((clock.now() - self.world.clock.now()).total_seconds()) < 0.5, f"it is {moment}")

    async def later(self, **duration: float) -> None:
        """So much time passes."""
        await self.sets_clock(self.world.clock.now() + timedelta(**duration))

    async def runs_what_is_due(self, at: datetime) -> None:
        """Waits for the newest run of every job that is due by then."""
        company = self.application.company
        rules = await self.read(lambda session: rules_in_force(session, at))

        async def all_ran() -> bool:
            runs = await self.read(job_runs.last_runs)
            by_job = {run.job: run for run in runs}
            installed = by_job.get("installed")
            if installed is None:
                return False
            for job in jobs.ALL:
                due = job.when(at, rules, company)
                if due is None or due <= installed.due_at:
                    continue
                run = by_job.get(job.name)
                if run is None or run.due_at < due or run.state == "running":
                    return False
            return True

        await until_true(all_ran, "what is due has run")

    async def settles(self) -> None:
        """Waits until every event is dealt with and every message is handed over."""

        async def is_quiet() -> bool:
            def look(session: Session) -> bool:
                waiting, _ = inbox.backlog(session)
                held = outbox.backlog(session).get("waiting", 0)
                return waiting == 0 and held == 0

            return await self.read(look)

        await until_true(is_quiet, "everything is dealt with")


def employee_named(session: Session, name: str) -> Employee:
    """The one colleague of this name."""
    (found,) = employees_named(session, name)
    return found


async def leaves(company: Company, name: str) -> None:
    """A colleague leaves the company: the directory says so, and the platform tells us."""
    leaver = next(one for one in company.world.people() if one.name == name)
    gone = company.world.leave(leaver.key)
    await company.stand_in.directory_event("left", gone)

    async def is_closed() -> bool:
        return await company.read(lambda session: employees_named(session, name)) == []

    await until_true(is_closed, f"the account of {name} is closed")


def viewer_of(session: Session, name: str) -> Viewer:
    """What a colleague may see and do."""
    return viewer_for(session, employee_named(session, name))


async def until(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Waits for something, generously; AssertionError when it does not come."""

    async def holds() -> bool:
        return condition()

    await until_true(holds, what, patience)


async def until_true(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> None:
    """The same for something that has to be awaited."""
    give_up = time.monotonic() + patience
    while not await condition():
        assert time.monotonic() < give_up, f"waited in vain until {what}"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def running_company(
    variant: str,
    database_url: str,
    *,
    at: datetime = NINE,
    world: World | None = None,
    also: Sequence[str] = (),
    **given: Any,
) -> AsyncIterator[Company]:
    """A company whose product runs on this database; `also` are platforms beside it, `given` further settings."""
    world = world or default_world()
    world.clock.set(at)
    stand_ins = {each.name: each for each in server.stand_ins(world)}
    emulator, port = await server.start(server.build_app(world, list(stand_ins.values())), port=0)
    base = f"http://127.0.0.1:{port}"
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    platform, changes = VARIANTS[variant]
    if variant == "wecom-bot":
        changes = told_settings(stand_ins[variant], base)
    beside = {one: told_settings(stand_ins[one], base) for one in also}
    settings = settings_for(stand_ins[platform], base, changes, database_url, address, {**beside, **given})
    application = Application(settings)
    company = Company(variant, world, stand_ins, application)
    company.base = address
    company.emulator = base
    runner = web.AppRunner(application.web_app(), access_log=None, shutdown_timeout=1)
    try:
        await runner.setup()
        await web.SockSite(runner, listening).start()
        await application.start()
        await _open_for_business(company, 1 + len(also))
        for one in also:
            await _open_for_business(company.on(one), 1 + len(also))
        yield company
        await _nothing_went_wrong(company)
    finally:
        await company.application.stop()
        await runner.cleanup()
        await emulator.cleanup()


def settings_for(
    stand_in: StandIn, base: str, changes: dict[str, str], database_url: str, address: str, given: dict[str, Any]
) -> Settings:
    """Settings that point a product at this stand-in."""
    admin = stand_in.name + ":" + ("ou_laowu" if stand_in.name == "feishu" else "laowu")
    common: dict[str, Any] = {
        "database_url": database_url,
        "public_url": address,
        "secret_key": secrets.token_hex(16),
        "clock_url": f"{base}/_control/clock",
        "allow_test_clock": True,
        "quiet_hours": "off",
        "admins": admin,
        "speech": {"url": f"{base}/v1/audio/transcriptions", "api_key": "emulator-speech-key", "model": "emulator"},
        stand_in.name: {**told_settings(stand_in, base), **changes},
    }
    return load_settings(**{**common, **given})


def told_settings(stand_in: StandIn, base: str) -> dict[str, str]:
    """What a stand-in tells of itself, as the settings of its platform."""
    return {name.partition("__")[2].lower(): value for name, value in stand_in.settings(base).items()}


async def _open_for_business(company: Company, platforms: int) -> None:
    """The callbacks are known to the platform, the connection stands, every platform's directory is read."""
    if company.platform == "wecom" or company.variant.endswith("-http"):
        # The address must answer within a second, which a busy machine may miss once; an admin would press 保存 again.
        for _ in range(3):
            told = await company.stand_in.set_callback(company.base + CALLBACKS[company.platform])
            if told["verified"]:
                break
        assert told["verified"], told["problem"]
    staff = len(company.world.people()) * platforms

    async def is_open() -> bool:
        return len(await company.read(active_employees)) >= staff and await _is_reachable(company)

    await until_true(is_open, "the product is connected and knows its people")


async def _is_reachable(company: Company) -> bool:
    """Whether an event finds its way to the product; stream connections take a moment."""
    if company.variant == "wecom-bot":
        return bool(company.stand_in.bot.connection.is_open)
    if company.platform == "wecom":
        return True
    try:
        if company.platform == "feishu":
            await company.stand_in.delivery.ready()
            return True
        state = company.stand_in.state
        return company.variant.endswith("-http") or state.gateway.subscribed("CALLBACK", "/v1.0/im/bot/messages/get")
    except Unreachable:
        return False


async def _nothing_went_wrong(company: Company) -> None:
    """No turn failed and no message was refused behind the conversation's back."""
    if company.faults_expected:
        return

    def look(session: Session) -> list[str]:
        events, messages = table(inbox.InboxEvent), table(outbox.OutboxMessage)
        failed = session.scalars(select(events.c.failure).where(events.c.failure != ""))
        refused = session.scalars(select(messages.c.failure).where(messages.c.state == "dead"))
        broken = [f"{run.job}: {run.failure}" for run in job_runs.last_runs(session) if run.state == "failed"]
        return [*failed, *refused, *broken]

    assert await company.read(look) == []
