"""Databases with something in them, and `ceji` as a person types it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from sqlalchemy import text

from crm_core.attachments.service import keep
from crm_core.database import inbox
from crm_core.database.copying import content, reading_engine
from crm_core.database.engine import Database, create_writing_engine
from crm_core.database.tables import TABLES
from crm_core.database.types import table
from crm_core.leads import service as leads
from crm_core.leads.views import NewLead
from crm_core.reactions import REACTIONS
from tests.unit.crm_core.lists import bring_in
from tests.unit.crm_core.people import NOW, hire

KEY = "a-secret-key-for-tests-0123456789"
Contents = dict[str, tuple[int, str]]


def fill(url: str, companies: int = 30, first: int = 0) -> None:
    """A company with leads, points, a log, events, and an employee who stands before his manager in the table."""

    async def work() -> None:
        database = Database.open(url, REACTIONS)
        team = await database.write(hire)
        for number in range(first, first + companies):
            new = NewLead(f"139{number:08d}", f"宁波东方{number}号精工有限公司", "初步沟通", contact="李工")
            await database.write(
                lambda session, new=new: leads.capture_lead(session, team.zhangsan, new, NOW, "wecom:zhangsan:")  # type: ignore[misc]
            )
        await database.write(lambda session: keep(session, team.zhangsan, "问题行.xlsx", bytes(range(256)), NOW))
        rows = [["客户", "电话", "备注"], [f"苏州明远{first}号机械厂", "0512-62345678", "聊了样品"]]
        await database.write(lambda session: bring_in(session, team.zhangsan, rows))
        event = inbox.NewEvent("wecom", "1", "wecom:zhangsan:", '{"text": "第一行\\n「引号」 😀 𠮷"}')
        await database.write(lambda session: inbox.store(session, [event], datetime.now(UTC)))
        await database.write(
            lambda session: session.execute(
                text("UPDATE employees SET manager_id = (SELECT max(id) FROM employees) WHERE id = 1")
            )
        )
        await database.close()

    asyncio.run(work())


def contents(url: str) -> Contents:
    """Rows and checksum of every table."""
    engine = reading_engine(url)
    with engine.connect() as connection:
        found = [content(connection, table(model)) for model in TABLES]
    engine.dispose()
    return {each.table: (each.rows, each.checksum) for each in found}


def execute(url: str, statement: str) -> None:
    """One statement, committed."""
    engine = create_writing_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
