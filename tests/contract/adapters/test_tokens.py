"""Access tokens: one fetch for all, early renewal, no refresh loops."""

from __future__ import annotations

import asyncio

import pytest

from adapters.errors import Misconfigured, RateLimited, TokenRefused, Unavailable
from adapters.tokens import FetchedToken, TokenSource


class Server:
    """Gives out t1, t2 … and remembers how often it was asked."""

    def __init__(self, lifetime: float = 7200.0) -> None:
        self.asked = 0
        self.lifetime = lifetime
        self.now = 1_000.0
        self.failure: Exception | None = None
        self.source = TokenSource(self.fetch, clock=lambda: self.now)

    async def fetch(self) -> FetchedToken:
        self.asked += 1
        await asyncio.sleep(0.01)
        if self.failure:
            raise self.failure
        return FetchedToken(f"t{self.asked}", self.lifetime)


async def test_any_number_of_waiting_calls_cause_one_fetch():
    server = Server()
    assert set(await asyncio.gather(*(server.source.get() for _ in range(50)))) == {"t1"}
    assert await server.source.get() == "t1"
    assert server.asked == 1


@pytest.mark.parametrize(("lifetime", "fresh_for"), [(7200.0, 6900.0), (200.0, 100.0)])
async def test_a_token_is_renewed_before_it_ends(lifetime, fresh_for):
    server = Server(lifetime)
    await server.source.get()
    server.now += fresh_for - 1
    assert await server.source.get() == "t1"
    server.now += 2
    assert await server.source.get() == "t2"


async def test_a_refused_token_is_fetched_once_for_all_who_used_it():
    """J1: revoked early, fifty calls in flight are refused, one new token serves them all."""
    server = Server()

    async def call(token: str) -> str:
        await asyncio.sleep(0)
        if token == "t1":
            raise TokenRefused("40014")
        return token

    await server.source.get()
    assert set(await asyncio.gather(*(server.source.use(call) for _ in range(50)))) == {"t2"}
    assert server.asked == 2


async def test_only_the_refused_token_is_dropped():
    server = Server()
    await server.source.get()
    server.source.invalidate("t0")
    assert await server.source.get() == "t1"


async def test_a_server_that_refuses_every_token_is_asked_twice_and_no_more():
    """A well-known client recursed 976 times here."""
    server = Server()
    calls = []

    async def call(token: str) -> None:
        calls.append(token)
        raise TokenRefused("40014", code=40014)

    with pytest.raises(Unavailable) as caught:
        await server.source.use(call)
    assert calls == ["t1", "t2"]
    assert caught.value.facts["code"] == 40014


async def test_fetching_is_never_hammered():
    server = Server()
    for _ in range(10):
        server.source.invalidate(await server.source.get())
    with pytest.raises(RateLimited) as caught:
        await server.source.get()
    assert server.asked == 10
    server.now += caught.value.retry_after
    assert await server.source.get() == "t11"


async def test_a_failed_fetch_reaches_all_who_wait_and_the_next_tries_again():
    server = Server()
    server.failure = Misconfigured("40001", remedy="核对")
    results = await asyncio.gather(*(server.source.get() for _ in range(5)), return_exceptions=True)
    assert all(isinstance(result, Misconfigured) for result in results)
    assert server.asked == 1
    server.failure = None
    assert await server.source.get() == "t2"


async def test_a_cancelled_caller_does_not_take_the_token_from_the_others():
    server = Server()
    first = asyncio.create_task(server.source.get())
    second = asyncio.create_task(server.source.get())
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "t1"
    assert server.asked == 1
