"""Delivers events and card actions: over the long connection where one is open, over HTTP otherwise."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog

from adapters.emulator.clock import Clock
from adapters.emulator.feishu.app import App
from adapters.emulator.feishu.crypto import encrypt, signature
from adapters.emulator.feishu.long_connection import LongConnections
from adapters.emulator.records import Traffic
from adapters.emulator.stand_in import Unreachable

log = structlog.get_logger(__name__)

RETRY_SECONDS = (15.0, 300.0, 3600.0, 21600.0)
ANSWER_SECONDS = 3.0
_CHECK_SECONDS = 1.0
_LARGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True)
class Outcome:
    """How one delivery went; `body` is the product's answer, `problem` says what was wrong with it."""

    delivered: bool
    status: Any
    body: bytes = b""
    problem: str = ""


class Delivery:
    """One product's address and connections.

    An event that isn't answered within 3 seconds is pushed again after 15 s, 5 min, 1 h and 6 h, by the machine's
    clock or by business time, whichever gets there first. Callbacks are never repeated.
    """

    def __init__(
        self,
        app: App,
        clock: Clock,
        traffic: Traffic,
        connections: LongConnections,
        retry_seconds: tuple[float, ...] = RETRY_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._app = app
        self._clock = clock
        self._traffic = traffic
        self._connections = connections
        self._retries = retry_seconds
        self._answer_seconds = answer_seconds
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._url: str | None = None
        self._is_checked = False

    async def set_url(self, url: str) -> str:
        """Keep the address and check it; the problem found, or nothing.

        An address that fails is kept and checked again before the first push, as one would press 「保存」 again.
        """
        self._url = url
        problem = await self._check(url)
        self._is_checked = not problem
        return problem

    async def ready(self) -> None:
        """Unreachable unless a connection is open, or an address is set and has passed its check."""
        if self._connections.is_connected:
            return
        if self._url is None:
            raise Unreachable('飞书：没有长连接，也没有设置回调地址（POST /_control/feishu/callback {"url": …}）')
        if not self._is_checked:
            problem = await self._check(self._url)
            if problem:
                raise Unreachable(f"飞书：{self._url} 没有通过校验：{problem}")
            self._is_checked = True

    async def event(self, payload: bytes) -> Outcome:
        """Push an event once; when it isn't taken, it comes again in the background."""
        await self.ready()
        outcome = await self._push(payload)
        if not outcome.delivered:
            task = asyncio.create_task(self._again(payload, self._after(self._retries[0])))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return outcome

    async def callback(self, payload: bytes) -> Outcome:
        """Push a card action; its answer comes with the outcome, and it is never repeated."""
        await self.ready()
        return await self._push(payload)

    async def close(self) -> None:
        """Stop re-pushing and close the session."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _again(self, payload: bytes, due: tuple[float, float]) -> None:
        for following in (*self._retries[1:], None):
            await self._wait(due)
            if (await self._push(payload)).delivered:
                return
            if following is not None:
                due = self._after(following)
        log.warning("emulator.feishu.event_given_up")

    def _after(self, seconds: float) -> tuple[float, float]:
        """When that many seconds have passed, by the machine's clock and by business time."""
        return self._clock.real().timestamp() + seconds, self._clock.now().timestamp() + seconds

    async def _wait(self, due: tuple[float, float]) -> None:
        while True:
            left = min(due[0] - self._clock.real().timestamp(), due[1] - self._clock.now().timestamp())
            if left <= 0:
                return
            await asyncio.sleep(min(left, 1.0))

    async def _push(self, payload: bytes) -> Outcome:
        if self._connections.is_connected:
            answer = await self._connections.push(payload, self._answer_seconds)
            if answer is None:
                return Outcome(False, None, problem=f"{self._answer_seconds:g} 秒内没有应答")
            problem = "" if answer.code == 200 else f"code {answer.code}"
            return Outcome(answer.code == 200, answer.code, answer.data or b"", problem)
        if self._url is None:
            return Outcome(False, None, problem="没有连接，也没有回调地址")
        return await self._post(self._url, payload, self._answer_seconds)

    async def _check(self, url: str) -> str:
        challenge = f"c-{secrets.token_hex(8)}"
        body = {"challenge": challenge, "token": self._app.verification_token, "type": "url_verification"}
        outcome = await self._post(url, json.dumps(body).encode(), _CHECK_SECONDS)
        if not outcome.delivered:
            return outcome.problem
        try:
            answered = json.loads(outcome.body).get("challenge")
        except (ValueError, AttributeError):
            return "返回值不是 JSON"
        return "" if answered == challenge else "challenge 不一致"

    async def _post(self, url: str, payload: bytes, seconds: float) -> Outcome:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        body = json.dumps({"encrypt": encrypt(self._app.encrypt_key, payload)}).encode()
        timestamp, nonce = str(int(self._clock.real().timestamp())), secrets.token_hex(8)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Lark-Request-Timestamp": timestamp,
            "X-Lark-Request-Nonce": nonce,
            "X-Lark-Signature": signature(timestamp, nonce, self._app.encrypt_key, body),
            "X-Request-Id": secrets.token_hex(16),
        }
        time_out = aiohttp.ClientTimeout(total=seconds, connect=2.0)
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=time_out, allow_redirects=False
            ) as response:
                content = await response.content.read(_LARGEST_ANSWER)
                ok = response.status == 200
                outcome = Outcome(ok, response.status, content, "" if ok else f"HTTP {response.status}")
        except TimeoutError:
            outcome = Outcome(False, None, problem=f"{seconds:g} 秒内没有应答")
        except aiohttp.ClientError as error:
            outcome = Outcome(False, None, problem=f"连不上：{type(error).__name__}")
        self._traffic.add(
            self._clock.now(),
            "to_product",
            "POST",
            url,
            headers=headers,
            body=body,
            status=outcome.status,
            answer=outcome.body or outcome.problem,
            plain=payload.decode(),
        )
        return outcome
