"""Pushing to the product: the check of its address, encrypted messages and events, retries (document/path/90238)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

import aiohttp
from yarl import URL

from adapters.emulator.clock import Clock, unix
from adapters.emulator.faults import Faults
from adapters.emulator.records import Traffic
from adapters.emulator.stand_in import Unreachable
from adapters.emulator.wecom import markup
from adapters.emulator.wecom.crypto import DecryptError, Envelope

_RETRIES = 3
_STALE_SECONDS = 3600


@dataclass(frozen=True)
class Pace:
    """How long the platform waits, in seconds."""

    answer: float = 5.0
    check: float = 1.0
    between_retries: float = 1.0


@dataclass(frozen=True)
class Packet:
    """One message or event: its plain XML and the POST body, which stays the same whenever it is sent again."""

    plain: str
    body: str
    encrypted: str


@dataclass(frozen=True)
class Delivery:
    """How a push went; `reply` is the product's decrypted passive reply, `problem` what was wrong with it."""

    delivered: bool
    attempts: int
    status: int | None
    reply: Element | None = None
    problem: str = ""


class Callbacks:
    """The one callback address of the app.

    Orderable faults beside paths: `callback/drop`, `callback/duplicate`, `callback/bad-signature`,
    `callback/bad-receiveid`, `callback/stale`, `callback/raw-plus` (the URL check's echostr unescaped).
    """

    def __init__(
        self, envelope: Envelope, agent_id: int, clock: Clock, traffic: Traffic, faults: Faults, pace: Pace
    ) -> None:
        self._envelope = envelope
        self._agent_id = agent_id
        self._clock = clock
        self._traffic = traffic
        self._faults = faults
        self._pace = pace
        self._session: aiohttp.ClientSession | None = None
        self.url: str | None = None
        self._is_checked = False

    async def set(self, url: str) -> str:
        """Keep the address and check it; the problem found, or nothing.

        An address that fails is kept and checked again before the first push, as an admin would press 「保存」 again.
        """
        self.url = url
        problem = await self._check()
        self._is_checked = not problem
        return problem

    async def ready(self) -> None:
        """Unreachable unless an address is set and has passed the check."""
        if self.url is None:
            raise Unreachable('企业微信：没有设置回调地址（POST /_control/wecom/callback {"url": …}）')
        if not self._is_checked:
            problem = await self._check()
            if problem:
                raise Unreachable(f"企业微信：{self.url} 没有通过 URL 验证：{problem}")
            self._is_checked = True

    def pack(self, fields: Mapping[str, markup.Value]) -> Packet:
        """Encrypt one message or event."""
        plain = markup.xml(fields)
        encrypted = self._envelope.encrypt(plain)
        return Packet(plain, self._wrap(encrypted), encrypted)

    async def deliver(self, packet: Packet) -> Delivery:
        """Push with the platform's retries, on time-outs as on anything but 200."""
        await self.ready()
        if await self._faults.take("callback/drop"):
            return Delivery(False, 0, None)
        if await self._faults.take("callback/duplicate"):
            await self._post(packet)
        status: int | None = None
        for attempt in range(1, _RETRIES + 2):
            status, answer = await self._post(packet)
            if status == 200:
                reply, problem = self._read(answer)
                return Delivery(True, attempt, status, reply, problem)
            if attempt <= _RETRIES:
                await asyncio.sleep(self._pace.between_retries)
        return Delivery(False, _RETRIES + 1, status)

    async def close(self) -> None:
        """Close the HTTP session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _wrap(self, encrypted: str) -> str:
        return markup.xml(
            {
                "ToUserName": self._envelope.receive_id,
                "AgentID": str(self._agent_id),
                "Encrypt": encrypted,
            }
        )

    async def _check(self) -> str:
        echo = str(10**18 + secrets.randbelow(9 * 10**18))
        encrypted = self._envelope.encrypt(echo)
        query = self._signed(encrypted)
        raw = urlencode(query, quote_via=quote)
        is_raw = await self._faults.take("callback/raw-plus") is not None
        raw += f"&echostr={encrypted if is_raw else quote(encrypted, safe='')}"
        address = f"{self.url}{'&' if '?' in (self.url or '') else '?'}{raw}"
        status, answer = await self._request("GET", address, None, self._pace.check, plain=echo)
        if status is None:
            return f"no answer within {self._pace.check:g} s"
        if status != 200:
            return f"HTTP {status} instead of 200"
        if answer != echo.encode():
            return "the body is not exactly the decrypted echostr"
        return ""

    async def _post(self, packet: Packet) -> tuple[int | None, bytes]:
        query = self._signed(packet.encrypted)
        body = packet.body
        if await self._faults.take("callback/bad-signature"):
            query["msg_signature"] = "0" * 40
        if await self._faults.take("callback/stale"):
            query = self._signed(packet.encrypted, age=_STALE_SECONDS)
        if await self._faults.take("callback/bad-receiveid"):
            other = Envelope(self._envelope.token, self._envelope.encoding_aes_key, "ww0another0company")
            encrypted = other.encrypt(packet.plain)
            query, body = self._signed(encrypted), self._wrap(encrypted)
        address = f"{self.url}{'&' if '?' in (self.url or '') else '?'}{urlencode(query)}"
        return await self._request("POST", address, body.encode(), self._pace.answer, plain=packet.plain)

    def _signed(self, encrypted: str, age: int = 0) -> dict[str, str]:
        timestamp, nonce = str(unix(self._clock.real()) - age), str(secrets.randbelow(10**10))
        signature = self._envelope.sign(timestamp, nonce, encrypted)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}

    async def _request(
        self, method: str, address: str, body: bytes | None, seconds: float, plain: str
    ) -> tuple[int | None, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"} if body is not None else {}
        status: int | None = None
        answer = b""
        try:
            async with self._session.request(
                method,
                URL(address, encoded=True),
                data=body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as response:
                status, answer = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            answer = f"<{type(error).__name__}>".encode()
            status = None
        self._traffic.add(
            self._clock.now(),
            "to_product",
            method,
            address,
            headers=headers,
            body=body or b"",
            status=status,
            answer=answer,
            plain=plain,
        )
        return status, answer

    def _read(self, answer: bytes) -> tuple[Element | None, str]:
        """The passive reply, when there is one and it is signed and encrypted as it should be."""
        if not answer.strip() or answer.strip() == b"success":
            return None, ""
        try:
            outer = markup.parse(answer.decode())
            encrypted = outer.findtext("Encrypt") or ""
            signature, stamp = outer.findtext("MsgSignature") or "", outer.findtext("TimeStamp") or ""
            if not self._envelope.verifies(signature, stamp, outer.findtext("Nonce") or "", encrypted):
                return None, "the passive reply's signature is wrong"
            return markup.parse(self._envelope.decrypt(encrypted)), ""
        except (DecryptError, ValueError) as error:
            return None, f"the passive reply can't be read: {error}"
