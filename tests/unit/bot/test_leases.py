"""What only one process may do: one holds it, another takes over, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.leases import DatabaseLease
from crm_core.database import leases, outbox
from crm_core.database.engine import Database

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


async def take(database: Database, holder: str, now: datetime) -> bool:
    return await database.write(lambda session: leases.take(session, "bot", holder, now))


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


async def test_one_holds_it_and_keeps_it(database: Database) -> None:
    assert await take(database, "first", NOW)
    assert not await take(database, "second", NOW + timedelta(seconds=14))
    assert await take(database, "first", NOW + timedelta(seconds=14))
    assert not await take(database, "second", NOW + timedelta(seconds=28))


async def test_of_several_at_once_one_gets_it(database: Database) -> None:
    taken = await asyncio.gather(*(take(database, f"process-{n}", NOW) for n in range(8)))
    assert sum(taken) == 1


async def test_a_dead_holder_is_succeeded(database: Database) -> None:
    """Whoever says nothing for fifteen seconds has died: the next one takes over."""
    assert await take(database, "first", NOW)
    assert await take(database, "second", NOW + leases.LIFE)
    assert not await take(database, "first", NOW + leases.LIFE)


async def test_a_holder_that_stops_gives_it_back_at_once(database: Database) -> None:
    first, second = DatabaseLease(database, "bot"), DatabaseLease(database, "bot")
    keeping = asyncio.create_task(first.keep())
    await asyncio.wait_for(first.held(), 10)
    keeping.cancel()
    await first.give_back()
    assert not first.is_held
    await asyncio.wait_for(first.lost(), 10)
    keeping = asyncio.create_task(second.keep())
    await asyncio.wait_for(second.held(), 10)
    keeping.cancel()


async def test_an_answer_over_a_connection_is_left_to_its_holder_for_a_while(database: Database) -> None:
    """The holder may have died: then anybody sends it, and the platform finds another way."""

    def put(session: Session) -> None:
        for key, reply_to in (("push", {}), ("app", {"answers": "1"}), ("bot", {"connection": "bot"})):
            message = {"type": "text", "text": key}
            new = outbox.NewMessage(key=key, platform="wecom", user_id=key, message=message, reply_to=reply_to)
            outbox.put(session, new, NOW)

    async def claimed(after: timedelta, *, leaves: bool) -> list[str]:
        at = NOW + after
        found = await database.write(
            lambda session: outbox.claim(session, "wecom", at, at, 20, leaves_connection=leaves)
        )
        return [message.key for message in found]

    await database.write(put)
    assert await claimed(timedelta(0), leaves=True) == ["push", "app"]
    assert await claimed(timedelta(seconds=1), leaves=True) == []
    assert await claimed(outbox.HOLDERS_TIME, leaves=True) == ["bot"]
    assert await claimed(outbox.HOLDERS_TIME + outbox.LEASE, leaves=False) == ["push", "app", "bot"]
