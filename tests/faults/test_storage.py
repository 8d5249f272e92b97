"""The database is locked or full: the platform delivers again, nothing is lost (PERFORMANCE §6, 9, 10)."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_core.database.inbox import InboxEvent
from crm_core.leads.model import LeadRow
from tests.databases import fresh_database
from tests.scenarios.company import running_company
from tests.scenarios.test_lead import LINE, balance


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A migrated SQLite file."""
    with fresh_database("sqlite", tmp_path) as address:
        yield address


async def test_a_lock_for_a_moment_is_waited_out(url: str) -> None:
    """PERFORMANCE §6 row 10: half a second of somebody else's transaction costs half a second."""
    async with running_company("wecom", url) as company:
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        saying = asyncio.create_task(company["张三"].says(LINE))
        await asyncio.sleep(0.5)
        other.execute("ROLLBACK")
        other.close()
        assert (await saying)["attempts"] == 1
        await company["张三"].sees("已保存：宁波东方精工")


async def test_a_lock_for_longer_is_told_to_the_platform(url: str) -> None:
    """PERFORMANCE §6 row 10: not 200 while it can't be stored; the platform's next delivery has its effect, once."""
    async with running_company("wecom", url) as company:
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        saying = asyncio.create_task(company["张三"].says(LINE))
        await asyncio.sleep(3.2)
        other.execute("ROLLBACK")
        other.close()
        told = await saying
        assert told["delivered"]
        assert told["attempts"] > 1
        await company["张三"].sees("已保存：宁波东方精工")
        await company.settles()
        assert await company.count(LeadRow) == 1
        assert await balance(company, "张三") == 5


async def test_a_full_disk(url: str) -> None:
    """PERFORMANCE §6 row 9: refused while full, no half a record, well again by itself."""
    async with running_company("wecom", url) as company:
        pages = await company.write(lambda session: session.scalar(text("PRAGMA page_count")))
        await company.write(lambda session: session.execute(text(f"PRAGMA max_page_count = {pages}")))
        zhangsan = company["张三"]
        refused = 0
        for n in range(40):
            told = await company.stand_in.say("zhangsan", f"{'阿巴' * 900}{n}")
            if not told["delivered"]:
                refused += 1
                assert told["status"] == 503
                break
        assert refused == 1
        await company.write(lambda session: session.execute(text("PRAGMA max_page_count = 1000000")))
        await company.settles()
        await zhangsan.says(LINE)
        await zhangsan.sees("已保存：宁波东方精工")
        assert await company.count(LeadRow) == 1
        assert await company.count(InboxEvent, InboxEvent.__table__.c.state == "dead") == 0
        company.faults_expected = True
