"""Pushes over HTTP: signed robot messages, encrypted events with the address check, and card actions."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
import structlog

from adapters.emulator.clock import Clock
from adapters.emulator.dingtalk.app import App
from adapters.emulator.dingtalk.crypto import EventCrypto, EventCryptoError, card_signature, robot_signature
from adapters.emulator.records import Traffic

log = structlog.get_logger(__name__)

EVENT_RETRY_SECONDS = (10.0, 30.0)
_ROBOT_TIMEOUT = 10.0
_EVENT_TIMEOUT = 2.5
_CARD_TIMEOUT = 2.0
_LARGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True)
class CardRoute:
    """Where the actions of cards with a callbackRouteKey go."""

    url: str
    api_secret: str


@dataclass(frozen=True)
class Answer:
    """What the product answered; `status` is None when it could not be reached in time."""

    status: int | None
    body: bytes = b""
    reason: str = ""


class Callbacks:
    """One product's HTTP addresses, as its developer entered them in the console."""

    def __init__(
        self,
        app: App,
        clock: Clock,
        traffic: Traffic,
        event_retry_seconds: tuple[float, ...] = EVENT_RETRY_SECONDS,
    ) -> None:
        self._app = app
        self._clock = clock
        self._traffic = traffic
        self._retries = event_retry_seconds
        self._crypto = EventCrypto(app.token, app.aes_key, app.client_id)
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.robot_url: str | None = None
        self.event_url: str | None = None
        self._is_checked = False
        self.card_routes: dict[str, CardRoute] = {}

    async def robot_message(self, body: bytes) -> Answer:
        """A robot message with its `timestamp` and `sign` headers."""
        timestamp = str(self._real_ms())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "timestamp": timestamp,
            "sign": robot_signature(self._app.client_secret, timestamp),
        }
        return await self._post(str(self.robot_url), body, headers, _ROBOT_TIMEOUT)

    async def set_base(self, base: str) -> str:
        """Keep the three addresses below `base` and check the one for events; the problem found, or nothing.

        An address that fails is kept and checked again before the first event, as one would press 「保存」 again.
        """
        self.robot_url, self.event_url = f"{base}/robot", f"{base}/event"
        problem = await self._event(self.event_url, {"EventType": "check_url"})
        self._is_checked = not problem
        return problem

    async def event(self, fields: dict[str, Any]) -> None:
        """Push an event; without a right answer again after 10 and 30 seconds, in the background."""
        url = self.event_url
        if url is None:
            return
        if not self._is_checked:
            self._is_checked = not await self._event(url, {"EventType": "check_url"})
        if not self._is_checked or not await self._event(url, fields):
            return

        async def again() -> None:
            for seconds in self._retries:
                await asyncio.sleep(seconds)
                if not await self._event(url, fields):
                    return
            log.warning("emulator.dingtalk.event_given_up", event_type=fields.get("EventType"))

        task = asyncio.create_task(again())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def card_action(self, route: CardRoute, data: dict[str, Any]) -> Answer:
        """A card action, signed with the route's secret; the product has two seconds."""
        timestamp = str(self._real_ms())
        headers = {
            "Content-Type": "application/json",
            "x-ddpaas-signature-timestamp": timestamp,
            "x-ddpaas-signature": card_signature(route.api_secret, timestamp),
        }
        body = json.dumps(data, ensure_ascii=False).encode()
        return await self._post(route.url, body, headers, _CARD_TIMEOUT)

    async def close(self) -> None:
        """Stop retries and close the session."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _event(self, url: str, fields: dict[str, Any]) -> str:
        plain = json.dumps(fields, ensure_ascii=False)
        encrypted = self._crypto.encrypt(plain)
        timestamp, nonce = str(self._real_ms()), secrets.token_hex(8)
        signature = self._crypto.signature(timestamp, nonce, encrypted)
        query = urlencode({"signature": signature, "msg_signature": signature, "timestamp": timestamp, "nonce": nonce})
        body = json.dumps({"encrypt": encrypted}).encode()
        joined = f"{url}{'&' if '?' in url else '?'}{query}"
        answer = await self._post(joined, body, {"Content-Type": "application/json"}, _EVENT_TIMEOUT, plain)
        return self._judge(answer)

    def _judge(self, answer: Answer) -> str:
        if answer.status != 200:
            return answer.reason or f"HTTP {answer.status}"
        try:
            fields = json.loads(answer.body)
            expected = self._crypto.signature(str(fields["timeStamp"]), str(fields["nonce"]), str(fields["encrypt"]))
            if not secrets.compare_digest(expected, str(fields["msg_signature"])):
                return "msg_signature 不匹配"
            content = self._crypto.decrypt(str(fields["encrypt"]))
        except (ValueError, KeyError, TypeError):
            return "返回值不是 msg_signature、timeStamp、nonce、encrypt 的 JSON"
        except EventCryptoError as error:
            return f"{error.code} {error}"
        return "" if content == "success" else f"解密后不是 success：{content[:40]}"

    async def _post(self, url: str, body: bytes, headers: dict[str, str], seconds: float, plain: str = "") -> Answer:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        answer = Answer(None)
        try:
            async with self._session.post(
                url,
                data=body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as response:
                content = await response.content.read(_LARGEST_ANSWER)
                answer = Answer(response.status, content)
        except TimeoutError:
            answer = Answer(None, reason=f"{seconds:g} 秒内没有应答")
        except aiohttp.ClientError as error:
            answer = Answer(None, reason=f"连不上：{type(error).__name__}")
        self._traffic.add(
            self._clock.now(),
            "to_product",
            "POST",
            url,
            headers=headers,
            body=body,
            status=answer.status,
            answer=answer.body or answer.reason,
            plain=plain,
        )
        return answer

    def _real_ms(self) -> int:
        return int(self._clock.real().timestamp() * 1000)
