"""A language model behind an OpenAI-compatible address: asked rarely, briefly, and never waited for.

Nothing here knows what is asked. Every failure is an `OutsideError` without content, and after five in a row
nothing is sent for five minutes (RESEARCH §6).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from adapters.errors import Misconfigured, OutsideError, QuotaExhausted, RateLimited, Refused, Unavailable
from adapters.http import HttpAnswer, HttpClient

TIME_OUT = 4.0
"""Seconds for one request, connecting and reading included: the card is worth changing only while it is read."""

ANSWER_LIMIT = 256 * 1024
"""Bytes of an answer; eight visits in JSON stay under 20,000."""

MOST_TOKENS = 2000
"""Of an answer: DeepSeek's JSON mode asks for a limit, so that a model that never ends is cut."""

FAILURES = 5
"""Failures in a row after which nothing is sent."""

REST = 300.0
"""Seconds without requests then; the next one is a probe."""

MayAsk = Callable[[], Awaitable[bool]]


class LanguageModelSettings(BaseModel):
    """An OpenAI-compatible language model; off without a URL, and nothing leaves the company then."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: str = Field(
        "", description="服务地址：根地址，或完整的 …/chat/completions。填了才启用，日报会隐去姓名和电话后发给它"
    )
    api_key: SecretStr = Field(SecretStr(""), description="服务的密钥，没有就留空")
    model: str = Field("", description="模型名，由服务方给出，如 deepseek-chat；要支持 JSON 输出")
    calls_per_day: int = Field(500, ge=0, description="一天最多问几次，重试也算")

    @model_validator(mode="after")
    def _is_complete(self) -> LanguageModelSettings:
        if self.url and not self.url.startswith(("http://", "https://")):
            raise ValueError("URL 要以 http:// 或 https:// 开头")
        if self.url and not self.model:
            raise ValueError("填了 URL 就要填 MODEL")
        return self


class LanguageModel(Protocol):
    """Answers messages with a JSON object."""

    async def ask(self, messages: Sequence[dict[str, str]], may_ask: MayAsk) -> dict[str, Any]:
        """The object. `may_ask` is asked before each request; False ends it with `QuotaExhausted`.

        Raises `Resting`, `QuotaExhausted`, `Unavailable` (also for an answer that is no JSON object),
        `Misconfigured` or `Refused`.
        """
        ...


class Resting(Unavailable):
    """The service failed too often; nothing was sent."""


class CircuitBreaker:
    """Closed, or open for `REST` seconds after `FAILURES` failures in a row; then one probe decides.

    `machine_time` counts seconds and never goes back.
    """

    def __init__(self, machine_time: Callable[[], float]) -> None:
        self._machine_time = machine_time
        self._failures = 0
        self._opened_at = 0.0
        self._is_probing = False

    @property
    def is_open(self) -> bool:
        """Whether only a probe may be sent."""
        return self._failures >= FAILURES

    def lets_through(self) -> bool:
        """Whether a request may be sent now; the caller says how it went, and that it is over."""
        if not self.is_open:
            return True
        if self._is_probing or self._machine_time() - self._opened_at < REST:
            return False
        self._is_probing = True
        return True

    def succeeded(self) -> None:
        """An answer came."""
        self._failures = 0

    def failed(self) -> None:
        """None came, or none that is any use."""
        self._failures += 1
        self._opened_at = self._machine_time()

    def over(self) -> None:
        """The request has ended, whether it was sent or not: the next one may be a probe."""
        self._is_probing = False


class OpenAILanguageModel:
    """`POST …/chat/completions` in JSON mode, which also services have that know no schema (DeepSeek, GLM, Qwen)."""

    def __init__(
        self, settings: LanguageModelSettings, http: HttpClient, *, machine_time: Callable[[], float] = time.monotonic
    ) -> None:
        self._url = completions_address(settings.url)
        self._key = settings.api_key.get_secret_value()
        self._model = settings.model
        self._http = http
        self._breaker = CircuitBreaker(machine_time)

    async def ask(self, messages: Sequence[dict[str, str]], may_ask: MayAsk) -> dict[str, Any]:
        """Asks, and once more after a time-out, an error of the server or an answer that is no JSON object."""
        try:
            return await self._attempt(messages, may_ask)
        except (Resting, RateLimited):
            raise
        except Unavailable:
            if self._breaker.is_open:
                raise
        return await self._attempt(messages, may_ask)

    async def _attempt(self, messages: Sequence[dict[str, str]], may_ask: MayAsk) -> dict[str, Any]:
        if not self._breaker.lets_through():
            raise Resting("the language model failed too often", seconds=REST)
        try:
            if not await may_ask():
                raise QuotaExhausted("the day's questions to the language model are used up")
            return await self._counted(messages)
        finally:
            self._breaker.over()

    async def _counted(self, messages: Sequence[dict[str, str]]) -> dict[str, Any]:
        try:
            content = await self._request(messages)
        except OutsideError:
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return content

    async def _request(self, messages: Sequence[dict[str, str]]) -> dict[str, Any]:
        answer = await self._http.post(
            self._url,
            payload={
                "model": self._model,
                "messages": list(messages),
                "temperature": 0,
                "max_tokens": MOST_TOKENS,
                "response_format": {"type": "json_object"},
            },
            headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
            time_out=TIME_OUT,
            body_limit=ANSWER_LIMIT,
        )
        _raise_for_status(answer)
        return _content_of(answer)


def completions_address(url: str) -> str:
    """The full address, from a base with or without its version (/v1, GLM's /v4), or from the full address itself."""
    base = url.rstrip("/")
    if base.endswith("/chat/completions"):
        return base
    return f"{base}/chat/completions" if re.search(r"/v\d+$", base) else f"{base}/v1/chat/completions"


def _raise_for_status(answer: HttpAnswer) -> None:
    if answer.status in (401, 403):
        raise Misconfigured(
            f"{answer.place} refuses the key",
            remedy="语言模型服务不认密钥：请核对 CEJI_LANGUAGE_MODEL__API_KEY",
            status=answer.status,
        )
    if answer.status == 404:
        raise Misconfigured(
            f"{answer.place} is not there",
            remedy="语言模型服务没有这个地址或模型：请核对 CEJI_LANGUAGE_MODEL__URL 和 CEJI_LANGUAGE_MODEL__MODEL",
            status=answer.status,
        )
    if answer.status != 200:
        raise Refused(f"{answer.place} answered {answer.status}", status=answer.status)


def _content_of(answer: HttpAnswer) -> dict[str, Any]:
    """The JSON object in the first choice. DeepSeek's JSON mode sends blanks when it fails: those are no answer."""
    try:
        content = answer.json()["choices"][0]["message"]["content"]
    except (LookupError, TypeError):
        content = None
    if not isinstance(content, str) or not content.strip():
        raise Unavailable(f"{answer.place} answered without content", reason="blank")
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise Unavailable(f"{answer.place} answered without a JSON object", reason="not-json")
    return read
