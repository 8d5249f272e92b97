"""Sums that many processes add to (§4.11), on both databases."""

from __future__ import annotations

import asyncio

from crm_core.allowances.queries import allowances
from crm_core.allowances.rules import is_low, is_nearly_spent, mark_passed
from crm_core.allowances.service import spend
from crm_core.allowances.views import Allowance
from crm_core.database.engine import Database


async def test_processes_that_add_at_the_same_time_see_each_sum_once(database_url: str) -> None:
    """§4.11: nothing is lost between two processes, and just one of them passes a mark."""
    processes = [Database.open(database_url) for _ in range(3)]
    totals = await asyncio.gather(
        *(
            process.write(lambda session: spend(session, "dingtalk", "2026-03", "call", 2))
            for process in processes
            for _ in range(10)
        )
    )
    assert sorted(totals) == list(range(2, 61, 2))
    marks = [mark_passed(Allowance("call", total - 2, 50), Allowance("call", total, 50)) for total in totals]
    assert sorted(mark for mark in marks if mark) == [80, 100]
    found = await processes[0].read(lambda session: allowances(session, "dingtalk", "2026-03", {"call": 50}))
    assert found == [Allowance("call", 60, 50)]
    other = await processes[0].read(lambda session: allowances(session, "dingtalk", "2026-04", {"message": 3}))
    assert other == [Allowance("message", 0, 3)]
    for process in processes:
        await process.close()


def test_marks() -> None:
    """§4.11: a jump over both marks tells of the end alone."""
    assert mark_passed(Allowance("call", 10, 100), Allowance("call", 100, 100)) == 100
    assert mark_passed(Allowance("call", 79, 100), Allowance("call", 80, 100)) == 80
    assert mark_passed(Allowance("call", 80, 100), Allowance("call", 99, 100)) is None
    assert is_low(Allowance("call", 80, 100))
    assert is_nearly_spent(Allowance("call", 95, 100))
    assert not is_nearly_spent(Allowance("call", 94, 100))
