"""An acknowledgement does not wait for a backlog (C4)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_core.database.engine import Database, create_writing_engine
from crm_core.errors import StorageUnavailable
from tests.databases import fresh_database


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    """SQLite, whose one writer is meant here."""
    with fresh_database("sqlite", tmp_path) as url:
        opened = Database.open(url)
        yield opened
        await opened.close()


async def test_urgent_work_overtakes_what_is_queued(sqlite: Database) -> None:
    """C4: the event that a platform waits for is stored before the turns of a backlog."""
    order: list[str] = []
    held, go_on = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        held.set()
        go_on.wait(10)

    def note(name: str) -> object:
        return lambda session: order.append(name)

    first = asyncio.create_task(sqlite.write(hold))
    await asyncio.to_thread(held.wait, 10)
    turns = [asyncio.create_task(sqlite.write(note(f"turn {number}"))) for number in range(3)]  # type: ignore[arg-type]
    await asyncio.sleep(0)
    urgent = asyncio.create_task(sqlite.write(note("event"), urgent=True))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(first, *turns, urgent)
    assert order == ["event", "turn 0", "turn 1", "turn 2"]


async def test_closing_finishes_what_is_queued(database_url: str) -> None:
    """C4: nothing that was accepted is lost when the product stops."""
    database = Database.open(database_url)
    done: list[int] = []
    work = [
        asyncio.create_task(database.write(lambda session, number=number: done.append(number)))  # type: ignore[misc]
        for number in range(50)
    ]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*work)
    assert sorted(done) == list(range(50))


async def test_a_failing_piece_undoes_only_itself(database: Database) -> None:
    """C4: one broken turn neither stores half of itself nor takes others with it."""

    def insert(key: str) -> object:
        statement = text(
            "INSERT INTO conversations (key, leased_by, dialog, updated_at) VALUES (:key, '', '{}', CURRENT_TIMESTAMP)"
        )
        return lambda session: session.execute(statement, {"key": key})

    def broken(session: Session) -> None:
        insert("broken")(session)  # type: ignore[operator]
        raise ValueError("a turn that fails half-way")

    results = await asyncio.gather(
        database.write(insert("one")),  # type: ignore[arg-type]
        database.write(broken),
        database.write(insert("two")),  # type: ignore[arg-type]
        return_exceptions=True,
    )
    assert isinstance(results[1], ValueError)
    kept = await database.read(lambda session: session.scalars(text("SELECT key FROM conversations")).all())
    assert sorted(kept) == ["one", "two"]


async def test_a_locked_database_says_so_and_recovers(sqlite: Database) -> None:
    """C4: while another process holds the file nothing is stored and nobody hears success; later it works again."""
    other = create_writing_engine(sqlite.url)
    with other.connect() as connection, connection.begin(), pytest.raises(StorageUnavailable):
        await sqlite.write(lambda session: session.execute(text("SELECT 1")))
    other.dispose()
    assert await sqlite.write(lambda session: session.scalar(text("SELECT 1"))) == 1
