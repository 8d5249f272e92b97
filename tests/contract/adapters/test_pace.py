"""Taking turns under the platforms' rate limits (N1–N5: nothing is lost to a limit, and no limit is broken)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.errors import RateLimited
from adapters.pace import SWEEP_AT, Pace, Rate
from tests.virtual_time import run_in_virtual_time


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def pace(time: Time, *allowances: Rate, patience: float = 5.0) -> Pace:
    return Pace(*allowances, patience=patience, clock=time.clock, sleep=time.sleep)


async def call(limit: Pace, key: str = "") -> None:
    async with limit.turn(key):
        pass


async def test_calls_within_the_allowance_do_not_wait_and_the_next_does():
    time = Time()
    limit = pace(time, Rate(3, 2.0))
    for _ in range(3):
        await call(limit, "rep.li")
    assert time.now == 100.0
    await call(limit, "rep.li")
    assert time.now == 102.0


async def test_a_call_counts_until_it_has_been_answered():
    """It may arrive as late as its answer: only then does the second begin in which it counts."""
    time = Time()
    limit = pace(time, Rate(1, 2.0))
    async with limit.turn():
        time.now += 3.0
    await call(limit)
    assert time.now == 105.0


async def test_a_call_that_fails_counts_too():
    time = Time()
    limit = pace(time, Rate(1, 2.0))
    with pytest.raises(ValueError, match="down"):
        async with limit.turn():
            raise ValueError("down")
    await call(limit)
    assert time.now == 102.0


async def test_each_person_has_his_own_turns():
    time = Time()
    limit = pace(time, Rate(1, 3.0))
    await call(limit, "rep.li")
    await call(limit, "rep.wang")
    assert time.now == 100.0


async def test_a_long_wait_is_refused_at_once_and_says_how_long():
    """The thirty-first message of a minute goes back to the outbox instead of being dropped by the platform."""
    time = Time()
    limit = pace(time, Rate(30, 60.0), Rate(1_000, 3_600.0))
    for _ in range(30):
        await call(limit, "rep.li")
    with pytest.raises(RateLimited) as caught:
        await call(limit, "rep.li")
    assert (time.now, caught.value.retry_after) == (100.0, 60.0)


async def test_who_stands_in_line_is_counted():
    """With two seconds of patience and two calls a second, the line is six long; the seventh is told at once."""

    async def play() -> None:
        limit = Pace(Rate(2, 1.0), patience=2.0)
        line = [asyncio.create_task(call(limit)) for _ in range(6)]
        await asyncio.sleep(0.01)
        with pytest.raises(RateLimited) as caught:
            await call(limit)
        assert caught.value.retry_after == pytest.approx(3.0, abs=0.05)
        await asyncio.gather(*line)
        assert asyncio.get_running_loop().time() == pytest.approx(2.0, abs=0.05)

    await asyncio.to_thread(run_in_virtual_time, play())


async def test_a_limit_that_the_platform_met_holds_everyone():
    time = Time()
    limit = pace(time, Rate(30, 60.0))
    limit.hold(60.0)
    for person in ("rep.li", "rep.wang"):
        with pytest.raises(RateLimited) as caught:
            await call(limit, person)
        assert caught.value.retry_after == 60.0
    time.now += 60
    await call(limit, "rep.li")
    assert time.now == 160.0


async def test_idle_people_are_forgotten():
    time = Time()
    limit = pace(time, Rate(1, 1.0))
    for number in range(SWEEP_AT):
        await call(limit, str(number))
    time.now += 5
    await call(limit, "one more")
    assert len(limit._calls) == 1


class Platform:
    """Counts what arrives, each call somewhere between its start and its answer."""

    def __init__(self) -> None:
        self.arrived: list[float] = []

    @asynccontextmanager
    async def answering(self, before: float, after: float) -> AsyncIterator[None]:
        await asyncio.sleep(before)
        self.arrived.append(asyncio.get_running_loop().time())
        await asyncio.sleep(after)
        yield

    def most_within(self, seconds: float) -> int:
        arrived = sorted(self.arrived)
        return max(sum(at <= each < at + seconds - 1e-6 for each in arrived) for at in arrived)


_TRAVEL = st.tuples(st.floats(0, 2), st.floats(0, 1), st.floats(0, 3))


@settings(max_examples=60, deadline=None)
@given(calls=st.lists(_TRAVEL, min_size=1, max_size=40), count=st.integers(1, 5), seconds=st.floats(0.1, 4))
def test_no_window_of_the_platform_ever_holds_more_than_allowed(calls, count, seconds):
    """However long each call travels, and however they overtake each other."""

    async def play() -> None:
        limit, platform = Pace(Rate(count, seconds), patience=1e9), Platform()

        async def one(gap: float, before: float, after: float) -> None:
            await asyncio.sleep(gap)
            async with limit.turn(), platform.answering(before, after):
                pass

        await asyncio.gather(*(one(*each) for each in calls))
        assert len(platform.arrived) == len(calls)
        assert platform.most_within(seconds) <= count

    run_in_virtual_time(play())
