"""A real server process is killed in the middle of a conversation (PERFORMANCE §6, 3, 4, 11; C4, N9)."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from adapters.emulator import server
from adapters.emulator.wecom.stand_in import WeCom
from adapters.emulator.world import World, default_world
from crm_core.database import inbox, outbox
from crm_core.database.engine import create_writing_engine
from crm_core.database.job_runs import JobRun
from crm_core.leads.model import LeadRow
from crm_core.points.model import PointsRow
from tests.databases import fresh_database
from tests.scenarios.company import NINE, until_true

T = TypeVar("T")

PEOPLE = ("zhangsan", "lisi", "chenjingli", "xiaolin")
ROOT = Path(__file__).parents[2]


@dataclass
class Servers:
    """`ceji serve` processes on one database, in front of one emulated WeCom."""

    url: str
    world: World
    wecom: WeCom
    environment: dict[str, str]
    running: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, port: int) -> None:
        """Starts a server and waits until it is ready."""
        self.running[port] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", "--host", "127.0.0.1", "--port", str(port),
            env=self.environment, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip

        async def is_ready() -> bool:
            try:
                async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    return answer.status == 200
            except aiohttp.ClientError:
                return False

        await until_true(is_ready, "the server is ready", 60)

    async def kill(self, port: int) -> None:
        """kill -9."""
        process = self.running.pop(port)
        process.send_signal(signal.SIGKILL)
        await process.wait()

    async def stop(self) -> None:
        """Ends what still runs."""
        for port in list(self.running):
            await self.kill(port)

    def read(self, query: Callable[[Session], T]) -> T:
        """What is recorded, seen from outside."""
        engine = create_writing_engine(self.url)
        try:
            with Session(engine) as session:
                return query(session)
        finally:
            engine.dispose()

    async def settles(self, patience: float = 90) -> None:
        """Waits until every event is dealt with and every message handed over."""

        async def is_quiet() -> bool:
            def look(session: Session) -> bool:
                return inbox.backlog(session)[0] == 0 and not outbox.backlog(session).get("waiting", 0)

            await asyncio.sleep(0.2)
            return self.read(look)

        await until_true(is_quiet, "everything is dealt with", patience)

    def seen(self, words: str) -> int:
        """How many of the bot's messages to anybody hold these words."""
        return sum(
            words in one.text for user in self.world.staff for one in self.wecom.seen(user) if one.author == "bot"
        )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@asynccontextmanager
async def servers_on(url: str) -> AsyncIterator[Servers]:
    """The emulator, and servers to be started."""
    world = default_world()
    world.clock.set(NINE)
    stand_ins = {each.name: each for each in server.stand_ins(world)}
    wecom = stand_ins["wecom"]
    assert isinstance(wecom, WeCom)
    emulator, port = await server.start(server.build_app(world, list(stand_ins.values())), port=0)
    base = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CEJI_")}
    environment |= wecom.settings(base)
    environment |= {
        "CEJI_DATABASE_URL": url,
        "CEJI_SECRET_KEY": secrets.token_hex(16),
        "CEJI_CLOCK_URL": f"{base}/_control/clock",
        "CEJI_ALLOW_TEST_CLOCK": "1",
        "CEJI_QUIET_HOURS": "off",
        "CEJI_ADMINS": "wecom:laowu",
    }
    servers = Servers(url, world, wecom, environment)
    try:
        yield servers
    finally:
        await servers.stop()
        await emulator.cleanup()


async def tells_leads(servers: Servers, numbers: range) -> list[int]:
    """People take turns telling leads; the numbers of those that the product accepted."""
    accepted: list[int] = []

    async def tell(user: str, mine: list[int]) -> None:
        for n in mine:
            told: dict[str, Any] = await servers.wecom.say(user, f"新线索 139{n:08d} {company(n)} 初步沟通")
            if told["delivered"]:
                accepted.append(n)

    await asyncio.gather(
        *(tell(user, [n for n in numbers if n % len(PEOPLE) == place]) for place, user in enumerate(PEOPLE))
    )
    return accepted


def company(n: int) -> str:
    """A name that is like no other."""
    signs = "赤橙黄绿青蓝紫金木水火土"
    return f"{signs[n % 12]}{signs[n // 12 % 12]}{'山川湖海江河云石'[n % 8]}机械"


async def each_had_its_effect_once(servers: Servers, accepted: list[int], kills: int) -> None:
    """One lead and one grant for each accepted line; each person hears at most one answer again for each kill."""

    def look(session: Session) -> tuple[list[str], int]:
        phones = list(session.scalars(select(LeadRow.__table__.c.phone)))
        granted = session.scalar(select(func.count()).select_from(PointsRow.__table__)) or 0
        return phones, granted

    phones, granted = servers.read(look)
    assert len(phones) == len(set(phones)) == granted
    assert {f"139{n:08d}" for n in accepted} <= set(phones)
    for user in PEOPLE:
        shown = [one.text for one in servers.wecom.seen(user) if one.author == "bot" and "已保存" in one.text]
        assert len(set(shown)) <= len(shown) <= len(set(shown)) + kills
    assert servers.seen("已保存") >= len(phones)


async def test_killed_three_times_while_people_talk(tmp_path: Path) -> None:
    """C4, N8: kill -9 in the middle, three times: nothing accepted is lost or done twice, and nobody waits a minute."""
    with fresh_database("sqlite", tmp_path) as url:
        async with servers_on(url) as servers:
            port = free_port()
            await servers.start(port)
            await servers.wecom.set_callback(f"http://127.0.0.1:{port}/callback/wecom")
            talking = asyncio.create_task(tells_leads(servers, range(32)))
            for pause in (0.15, 0.25, 0.1):
                await asyncio.sleep(pause)
                await servers.kill(port)
                await servers.start(port)
            accepted = await talking
            await servers.settles(patience=30)
            await each_had_its_effect_once(servers, accepted, kills=3)


async def test_two_processes_share_the_work(tmp_path: Path) -> None:
    """N9, PERFORMANCE §6 row 11: on PostgreSQL each line is answered once, and each job runs once."""
    with fresh_database("postgresql", tmp_path) as url:
        async with servers_on(url) as servers:
            ports = free_port(), free_port()
            await servers.start(ports[0])
            await servers.start(ports[1])
            await servers.wecom.set_callback(f"http://127.0.0.1:{ports[0]}/callback/wecom")
            first = await tells_leads(servers, range(16))
            await servers.wecom.set_callback(f"http://127.0.0.1:{ports[1]}/callback/wecom")
            second = await tells_leads(servers, range(16, 32))
            await servers.settles()
            await each_had_its_effect_once(servers, first + second, kills=0)

            servers.world.clock.advance(24.5 * 3600)

            def digests(session: Session) -> int:
                runs = JobRun.__table__
                return (
                    session.scalar(select(func.count()).where(runs.c.job == "morning_digest", runs.c.state == "done"))
                    or 0
                )

            async def has_run() -> bool:
                await asyncio.sleep(0.2)
                return servers.read(digests) > 0

            await until_true(has_run, "the digest has run")
            await servers.settles()
            assert servers.read(digests) == 1
            assert sum("未跟进超24小时" in one.text for one in servers.wecom.seen("chenjingli")) == 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_what_was_stored_is_whole(tmp_path: Path, kind: str) -> None:
    """PERFORMANCE §6 row 3: after a kill the database opens, and its own check finds nothing."""
    with fresh_database(kind, tmp_path) as url:
        async with servers_on(url) as servers:
            port = free_port()
            await servers.start(port)
            await servers.wecom.set_callback(f"http://127.0.0.1:{port}/callback/wecom")
            talking = asyncio.create_task(tells_leads(servers, range(8)))
            await asyncio.sleep(0.05)
            await servers.kill(port)
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
        if kind == "sqlite":
            engine = create_engine(url)
            with engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            engine.dispose()
        phones = list(servers.read(lambda session: session.scalars(select(LeadRow.__table__.c.phone)).all()))
        assert len(phones) == len(set(phones))
