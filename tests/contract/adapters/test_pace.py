"""Waiting for the platforms' rate limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import RateLimited
from adapters.pace import SWEEP_AT, Allowance, Pace


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def pace(time: Time, *allowances: Allowance, patience: float = 5.0) -> Pace:
    return Pace(*allowances, patience=patience, clock=time.clock, sleep=time.sleep)


async def test_calls_within_the_allowance_do_not_wait_and_the_next_does():
    time = Time()
    limit = pace(time, Allowance(3, 2.0))
    for _ in range(3):
        await limit.wait("rep.li")
    assert time.now == 100.0
    await limit.wait("rep.li")
    assert time.now == 102.0


async def test_each_person_has_his_own_turns():
    time = Time()
    limit = pace(time, Allowance(1, 3.0))
    await limit.wait("rep.li")
    await limit.wait("rep.wang")
    assert time.now == 100.0


async def test_a_long_wait_is_refused_at_once_and_says_how_long():
    """The thirty-first message of a minute goes back to the outbox instead of being dropped by the platform."""
    time = Time()
    limit = pace(time, Allowance(30, 61.0), Allowance(1_000, 3_610.0))
    for _ in range(30):
        await limit.wait("rep.li")
    with pytest.raises(RateLimited) as caught:
        await limit.wait("rep.li")
    assert (time.now, caught.value.retry_after) == (100.0, 61.0)


async def test_a_limit_that_the_platform_met_holds_everyone():
    time = Time()
    limit = pace(time, Allowance(30, 60.0))
    limit.hold(60.0)
    for person in ("rep.li", "rep.wang"):
        with pytest.raises(RateLimited) as caught:
            await limit.wait(person)
        assert caught.value.retry_after == 60.0
    time.now += 60
    await limit.wait("rep.li")
    assert time.now == 160.0


async def test_idle_people_are_forgotten():
    time = Time()
    limit = pace(time, Allowance(1, 1.0))
    for number in range(SWEEP_AT):
        await limit.wait(str(number))
    time.now += 5
    await limit.wait("one more")
    assert len(limit._turns) == 1


@given(
    gaps=st.lists(st.floats(0, 3), min_size=1, max_size=60),
    count=st.integers(1, 5),
    seconds=st.floats(0.1, 4),
)
async def test_no_window_ever_holds_more_than_allowed(gaps, count, seconds):
    time = Time()
    limit = pace(time, Allowance(count, seconds), patience=1e9)
    sent = []
    for gap in gaps:
        time.now += gap
        await limit.wait()
        sent.append(time.now)
    for index in range(len(sent) - count):
        assert sent[index + count] - sent[index] >= seconds - 1e-9
