"""Ten thousand messages to a stand-in that counts every window exactly, in virtual time.

The real adapters, their HTTP client and a real loopback server; only the clock jumps. A message that meets a limit
comes back when the adapter says, as the outbox does it. What is allowed is what the windows would have let through in
the time that passed.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from adapters import registry
from adapters.contract import ChatPlatform, Outgoing
from adapters.errors import RateLimited
from cards.model import Text
from tests.virtual_time import run_in_virtual_time

MESSAGES = 10_000
AT_ONCE = 20
FASTEST, SLOWEST = 0.005, 0.035
"""Seconds until an answer; the call arrives somewhere in between."""


@dataclass(frozen=True)
class Plan:
    """A platform, to how many people the messages go, and what it allows as (key, count, seconds)."""

    name: str
    limits: str
    people: int
    settings: dict[str, str]
    allowances: tuple[tuple[str, int, float], ...]
    """`person` counts for each receiver apart, `app` for all together."""

    receiver: Callable[[dict[str, Any]], str]


@dataclass
class Sent:
    """What came of a plan."""

    plan: Plan
    messages: int
    seconds: float
    share: float
    broken: int


@dataclass
class Window:
    """Arrivals of one key under one allowance."""

    count: int
    seconds: float
    arrived: deque[float] = field(default_factory=deque)

    def takes(self, now: float) -> bool:
        """Counts an arrival; False when the window holds too many."""
        while self.arrived and self.arrived[0] <= now - self.seconds:
            self.arrived.popleft()
        self.arrived.append(now)
        return len(self.arrived) <= self.count


PLANS = (
    Plan(
        "wecom",
        "30 a minute, 1000 an hour for each member",
        100,
        {
            "corp_id": "ww1",
            "agent_id": "1000002",
            "secret": "s",
            "token": "CrmTok2026",
            "encoding_aes_key": "Q0rmU2lkZWJhclRlc3RLZXkwMTIzNDU2Nzg5YWJjZGU",
        },
        (("person", 30, 60.0), ("person", 1_000, 3_600.0)),
        lambda body: str(body.get("touser", "")),
    ),
    Plan(
        "dingtalk",
        "20 a second for the app",
        500,
        {"client_id": "c", "client_secret": "s", "robot_code": "c"},
        (("app", 20, 1.0),),
        lambda body: str((body.get("userIds") or [""])[0]),
    ),
    Plan(
        "feishu",
        "5 a second for each person; 50 a second, 1000 a minute for the app",
        500,
        {"app_id": "cli_a", "app_secret": "s"},
        (("person", 5, 1.0), ("app", 50, 1.0), ("app", 1_000, 60.0)),
        lambda body: str(body.get("receive_id", "")),
    ),
)


class StandIn:
    """Answers tokens and messages of all three platforms, and counts."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._windows: dict[tuple[str, int, float], Window] = {}
        self._random = random.Random(20260302)
        self.taken = 0
        self.broken = 0

    async def serve(self) -> tuple[web.AppRunner, str]:
        """A loopback address."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        path = request.path
        if "token" in path.lower():
            granted = {"access_token": "t", "expires_in": 7200, "tenant_access_token": "t", "expire": 7200}
            return web.json_response({"errcode": 0, "code": 0, "accessToken": "t", "expireIn": 7200, **granted})
        whole = self._random.uniform(FASTEST, SLOWEST)
        before = self._random.uniform(0, whole)
        await asyncio.sleep(before)
        self._count(self._plan.receiver(json.loads(body)))
        await asyncio.sleep(whole - before)
        return web.json_response({"errcode": 0, "code": 0, "data": {"message_id": "om_1"}, "processQueryKey": "k"})

    def _count(self, person: str) -> None:
        now = asyncio.get_running_loop().time()
        fits = True
        for scope, count, seconds in self._plan.allowances:
            key = (person if scope == "person" else "", count, seconds)
            fits = self._windows.setdefault(key, Window(count, seconds)).takes(now) and fits
        self.taken += 1
        self.broken += not fits


def send_all(plan: Plan) -> Sent:
    """Sends everything; a few real seconds."""
    return run_in_virtual_time(_send_all(plan))


async def _send_all(plan: Plan) -> Sent:
    stand_in = StandIn(plan)
    runner, address = await stand_in.serve()
    platform = _platform(plan, address)
    loop = asyncio.get_running_loop()
    began = loop.time()
    waiting = deque((0.0, number) for number in range(MESSAGES))
    while waiting:
        now = loop.time()
        due = [entry for entry in waiting if entry[0] <= now][:AT_ONCE]
        if not due:
            await asyncio.sleep(min(at for at, _ in waiting) - now)
            continue
        for entry in due:
            waiting.remove(entry)
        delays = await asyncio.gather(*(_send(platform, number, plan) for _, number in due))
        now = loop.time()
        waiting.extend((now + delay, number) for delay, (_, number) in zip(delays, due, strict=True) if delay)
    seconds = loop.time() - began
    await platform.stop()
    await runner.cleanup()
    return Sent(plan, stand_in.taken, seconds, _shortest(plan) / seconds, stand_in.broken)


async def _send(platform: ChatPlatform, number: int, plan: Plan) -> float:
    """Seconds after which to try again; 0 when it went."""
    message = Outgoing(key=f"m-{number}", user_id=f"u{number % plan.people}", message=Text(text=f"第{number}条"))
    try:
        await platform.send(message)
    except RateLimited as error:
        return error.retry_after
    return 0.0


def _platform(plan: Plan, address: str) -> ChatPlatform:
    model = registry.SETTINGS[plan.name]
    bases = {name: address for name in ("api_base", "oapi_base") if name in model.model_fields}
    secret = {name for name, field_ in model.model_fields.items() if field_.annotation is SecretStr}
    given = {name: SecretStr(value) if name in secret else value for name, value in (plan.settings | bases).items()}
    return registry.create(plan.name, model.model_validate(given))


def _shortest(plan: Plan) -> float:
    """The least seconds in which the limits let all messages through."""
    each = MESSAGES // plan.people
    needed = []
    for scope, count, seconds in plan.allowances:
        calls = each if scope == "person" else MESSAGES
        needed.append(((calls - 1) // count) * seconds)
    return max(needed)
