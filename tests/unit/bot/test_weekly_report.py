"""When a week ends: its last work day from Monday to Friday, by the company's calendar (D2, E4)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.company import Company
from bot.jobs.weekly_report import last_workday
from crm_core.rules.views import CompanyRules

ZONE = ZoneInfo("Asia/Shanghai")
COMPANY = Company(zone=ZONE, quiet=None, public_url="", link_key=b"", has_speech=False)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        pytest.param("2026-03-06 17:09", "2026-02-27 17:10", id="before it is over, the week before is the newest"),
        pytest.param("2026-03-06 17:10", "2026-03-06 17:10", id="Friday"),
        pytest.param("2026-03-08 23:00", "2026-03-06 17:10", id="the weekend belongs to it, also a worked Saturday"),
        pytest.param("2026-10-01 08:00", "2026-09-30 17:10", id="Wednesday before the national holiday"),
    ],
)
def test_the_last_work_day_ends_the_week(now: str, due: str) -> None:
    """E4: a caught-up run finds the newest end of a week."""
    found = last_workday(_at(now), CompanyRules(), COMPANY)
    assert found == _at(due)


def test_a_week_of_holidays_has_no_end() -> None:
    """D2: nothing is sent in the week of the spring festival, nor caught up for it."""
    assert last_workday(_at("2026-02-22 12:00"), CompanyRules(), COMPANY) == _at("2026-02-13 17:10")


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)
