"""The demo's own database: made and seeded on the first start, taken up where it stood on the next."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.application import Application
from bot.demo.company import START, SeedPerson, is_seeded, seed
from bot.settings import SettingsError
from crm_core.audit.model import AuditRow
from crm_core.database import migrate
from crm_core.database.engine import Database, sqlite_file
from crm_core.database.types import table
from crm_core.reactions import REACTIONS


async def resume_at(database_url: str) -> datetime:
    """Where the clock goes on: at the last thing that was recorded, never before the story's beginning.

    Raises SettingsError for a database that is not the demo's.
    """
    database = Database.open(database_url, REACTIONS)
    try:
        if migrate.is_new(database.engine):
            return START
        if migrate.current_revision(database.engine) != migrate.newest_revision():
            raise SettingsError("这个演示库是旧版本的，删掉它再来一次")
        if not await database.read(is_seeded):
            raise SettingsError("这个数据库不是演示建的，为免弄乱它，换一个：--database sqlite:///文件")
        last = await database.read(_newest)
        return max(START, last) if last is not None else START
    finally:
        await database.close()


async def prepare(application: Application, people: Sequence[SeedPerson]) -> None:
    """A new database gets its tables and the small company."""
    engine = application.database.engine
    if migrate.is_new(engine):
        await asyncio.to_thread(migrate.upgrade, engine)
        await application.database.write(lambda session: seed(session, people, START))


def forget(database_url: str) -> None:
    """Deletes the demo's own database file."""
    path = sqlite_file(database_url)
    if path is not None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


def _newest(session: Session) -> datetime | None:
    found: datetime | None = session.scalar(select(func.max(table(AuditRow).c.at)))
    return found
