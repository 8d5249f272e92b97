"""The language model's client against a server that misbehaves in every way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from adapters.errors import Misconfigured, OutsideError, QuotaExhausted, RateLimited, Refused, Unavailable
from adapters.http import HttpClient
from adapters.services import language_model
from adapters.services.language_model import (
    FAILURES,
    REST,
    LanguageModelSettings,
    OpenAILanguageModel,
    Resting,
    completions_address,
)
from tests.contract.services.model_server import (
    ModelServer,
    drips,
    floods,
    hangs,
    hangs_up,
    model_server,
    says,
    says_json,
    sends,
)

MESSAGES = [{"role": "system", "content": "json"}, {"role": "user", "content": '{"message": "聊了新产品"}'}]
KEY = "sk-very-secret"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Asking:
    """The client, its server and its clock; `allowed` requests are left of the day."""

    def __init__(self, server: ModelServer, http: HttpClient) -> None:
        self.server = server
        self.clock = Clock()
        self.allowed = 1000
        settings = LanguageModelSettings(url=server.url, api_key=SecretStr(KEY), model="m-1")
        self._model = OpenAILanguageModel(settings, http, machine_time=self.clock)

    async def ask(self) -> dict[str, Any]:
        return await self._model.ask(MESSAGES, self._allowance)

    async def fails(self) -> OutsideError:
        with pytest.raises(OutsideError) as caught:
            await self.ask()
        return caught.value

    async def opens_the_breaker(self) -> None:
        while not isinstance(await self.fails(), Resting):
            pass

    async def _allowance(self) -> bool:
        self.allowed -= 1
        return self.allowed >= 0


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    http = HttpClient()
    async with model_server() as server:
        yield Asking(server, http)
        await http.close()


async def test_the_request_is_what_json_mode_asks_for(asking: Asking) -> None:
    """Temperature 0, JSON mode, a limit, no tools; the key in the header only."""
    asking.server.behaviour = says_json({"visits": []})
    assert await asking.ask() == {"visits": []}
    (sent,) = asking.server.requests
    assert sent == {
        "model": "m-1",
        "messages": MESSAGES,
        "temperature": 0,
        "max_tokens": 2000,
        "response_format": {"type": "json_object"},
    }
    assert asking.server.keys == [f"Bearer {KEY}"]


NO_ANSWERS = {
    "500": sends("oops", 500),
    "502 page": sends("<html>bad gateway</html>", 502),
    "blank": says("   \n"),
    "empty": says(""),
    "null": says(None),
    "parts": says([{"type": "text", "text": "{}"}]),
    "prose": says("好的，以下是结果"),
    "fence": says('```json\n{"visits": []}\n```'),
    "trailing": says('{"visits": []} 希望对你有帮助'),
    "cut": says('{"visits": [{"company": "'),
    "list": says("[]"),
    "number": says("7"),
    "deep": says('{"a":' * 20_000),
    "no choices": sends({"choices": []}),
    "error inside": sends({"error": {"message": "overloaded"}}),
    "choices of another kind": sends({"choices": {"0": 1}}),
    "not json": sends("data: [DONE]"),
    "list body": sends([1, 2]),
    "connection lost": hangs_up,
}


@pytest.mark.parametrize("name", NO_ANSWERS)
async def test_no_use_is_a_failure_after_one_retry(asking: Asking, name: str) -> None:
    """Blank and malformed answers fail like an error of the server: asked once more, then given up."""
    asking.server.behaviour = NO_ANSWERS[name]
    error = await asking.fails()
    assert isinstance(error, Unavailable)
    assert asking.server.calls == 2
    assert "聊了新产品" not in f"{error} {error.facts}"
    assert KEY not in f"{error} {error.facts}"


async def test_the_second_try_may_succeed(asking: Asking) -> None:
    asking.server.next = [says(""), says_json({"visits": [1]})]
    assert await asking.ask() == {"visits": [1]}


@pytest.mark.parametrize("behaviour", [hangs, drips], ids=["hangs", "drips"])
async def test_a_slow_answer_is_not_waited_for(asking: Asking, behaviour: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time-out counts to the answer's end, however busily it drips."""
    monkeypatch.setattr(language_model, "TIME_OUT", 0.2)
    asking.server.behaviour = behaviour
    assert (await asking.fails()).facts["reason"] == "time-out"
    assert asking.server.calls == 2


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (floods, Refused),
        (sends({"error": "no such field"}, 400), Refused),
        (sends({"error": "pay first"}, 402), Refused),
        (sends({}, 401), Misconfigured),
        (sends({}, 404), Misconfigured),
        (sends({}, 429, {"Retry-After": "20"}), RateLimited),
    ],
    ids=["megabytes", "400", "402", "401", "404", "429"],
)
async def test_what_a_repetition_would_not_help_is_not_repeated(
    asking: Asking, behaviour: Any, error: type[OutsideError]
) -> None:
    asking.server.behaviour = behaviour
    assert isinstance(await asking.fails(), error)
    assert asking.server.calls == 1


async def test_five_failures_in_a_row_and_nothing_is_sent_for_five_minutes(asking: Asking) -> None:
    asking.server.behaviour = sends("oops", 500)
    await asking.opens_the_breaker()
    assert asking.server.calls == FAILURES
    asking.clock.now += REST - 1
    assert isinstance(await asking.fails(), Resting)
    assert asking.server.calls == FAILURES


async def test_one_probe_decides(asking: Asking) -> None:
    """Half open: one request; a failure opens for five minutes more, an answer closes."""
    asking.server.behaviour = sends("oops", 500)
    await asking.opens_the_breaker()
    asking.clock.now += REST
    assert not isinstance(await asking.fails(), Resting)
    assert asking.server.calls == FAILURES + 1
    assert isinstance(await asking.fails(), Resting)
    asking.clock.now += REST
    asking.server.behaviour = says("{}")
    assert await asking.ask() == {}
    assert await asking.ask() == {}


async def test_the_failure_that_opens_it_is_told_as_itself(asking: Asking) -> None:
    """Every failure reaches the log once, the last one too."""
    asking.server.behaviour = sends({}, 500)
    errors = [await asking.fails() for _ in range(4)]
    assert [isinstance(error, Resting) for error in errors] == [False, False, False, True]


async def test_an_answer_between_failures_starts_the_count_anew(asking: Asking) -> None:
    asking.server.behaviour = says("{}")
    for _ in range(4):
        asking.server.next = [says(""), says("{}")]
        await asking.ask()
    assert asking.server.calls == 8


async def test_without_allowance_nothing_is_sent(asking: Asking) -> None:
    """The day's budget counts requests: a retry is one."""
    asking.server.behaviour = says("")
    asking.allowed = 1
    assert isinstance(await asking.fails(), QuotaExhausted)
    assert asking.server.calls == 1
    assert isinstance(await asking.fails(), QuotaExhausted)
    assert asking.server.calls == 1


async def test_a_probe_without_allowance_leaves_the_next_one_free(asking: Asking) -> None:
    asking.server.behaviour = sends("oops", 500)
    await asking.opens_the_breaker()
    asking.clock.now += REST
    asking.allowed = 0
    assert isinstance(await asking.fails(), QuotaExhausted)
    asking.allowed = 1
    asking.server.behaviour = says("{}")
    assert await asking.ask() == {}


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://api.deepseek.com", "https://api.deepseek.com/v1/chat/completions"),
        ("https://api.deepseek.com/v1/", "https://api.deepseek.com/v1/chat/completions"),
        ("https://open.bigmodel.cn/api/paas/v4", "https://open.bigmodel.cn/api/paas/v4/chat/completions"),
        ("http://10.0.0.8:8000/v1/chat/completions", "http://10.0.0.8:8000/v1/chat/completions"),
    ],
)
def test_the_address_may_be_given_in_any_of_its_forms(given: str, address: str) -> None:
    assert completions_address(given) == address


def test_it_is_off_by_default_and_half_set_is_refused() -> None:
    assert LanguageModelSettings().url == ""
    with pytest.raises(ValidationError, match="MODEL"):
        LanguageModelSettings(url="https://api.example.cn")
    with pytest.raises(ValidationError, match="http"):
        LanguageModelSettings(url="api.example.cn", model="m")
