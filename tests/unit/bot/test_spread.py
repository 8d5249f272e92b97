"""Who is written to when, where many are written to at the same hour (CONVERSATION §4.11)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.jobs.schedule import spread
from crm_core.organisation.views import Employee, Role

SOMEONE = Employee(1, "张三", "", Role.REP, None, "", True, True, None)


def test_a_small_company_is_written_to_on_the_hour() -> None:
    """D2: up to fifty, everybody at once."""
    assert {spread(replace(SOMEONE, id=n), 50).total_seconds() for n in range(1, 51)} == {0}


def test_a_large_company_is_written_to_over_four_minutes() -> None:
    """D2: nobody later than four minutes, no second with more than a fair share, and everybody always alike."""
    seconds = Counter(spread(replace(SOMEONE, id=n), 10_000).total_seconds() for n in range(1, 10_001))
    assert min(seconds) == 0
    assert max(seconds) < 240
    assert max(seconds.values()) <= 42
    assert spread(SOMEONE, 51) == spread(SOMEONE, 10_000)
