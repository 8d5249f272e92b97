"""A list comes in piece by piece: what one process left, another goes on with (A17, N8)."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.customer_lists import bring_in, look_through
from crm_core.customers.model import CustomerRow
from crm_core.database.engine import Database
from crm_core.database.types import table
from crm_core.errors import Gone
from crm_core.imports import service
from crm_core.imports.queries import at_work, content_of
from crm_core.imports.views import Import
from crm_core.organisation.service import leave
from tests.unit.crm_core.lists import ZONE
from tests.unit.crm_core.people import NOW, Team, hire

ROWS = 450
CONTENT = "\n".join(["客户,电话", *(f"第{n}机械厂,139{n:08d}" for n in range(ROWS))]).encode()
CUSTOMERS = select(func.count()).select_from(table(CustomerRow))


class Killed(Exception):
    """The process ends here."""


async def begun(database: Database) -> tuple[Team, Import]:
    """A list whose sender has said 「导入」."""
    team = await database.write(hire)
    seen = await look_through(database, ZONE, team.zhangsan, "客户.csv", CONTENT, NOW)
    assert seen.forecast.new == ROWS

    def begin(session: Session) -> Import:
        kept = service.keep(session, team.zhangsan, seen.name, seen.content, seen.forecast, None, "c", NOW)
        return service.start(session, team.zhangsan, kept.id, NOW)

    return team, await database.write(begin)


async def test_another_process_goes_on(database: Database) -> None:
    """N8: killed after the first piece, the rest comes in later, each row once; then the file is not kept any more."""
    _, found = await begun(database)
    told: list[Import] = []

    def stop(number: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        await bring_in(database, ZONE, found, lambda: NOW, lambda session, done: told.append(done), stop)
    assert 0 < (await database.read(partial(Session.scalar, statement=CUSTOMERS)) or 0) < ROWS
    (left,) = await database.read(at_work)
    await bring_in(database, ZONE, left, lambda: NOW, lambda session, done: told.append(done))
    assert await database.read(partial(Session.scalar, statement=CUSTOMERS)) == ROWS
    assert [(one.made, one.state) for one in told] == [(ROWS, "done")]
    assert await database.read(at_work) == []
    with pytest.raises(Gone):
        await database.read(lambda session: content_of(session, found.id))


async def test_a_leavers_list_stops(database: Database) -> None:
    """I23: who has left brings nothing in any more."""
    _, found = await begun(database)
    await database.write(lambda session: leave(session, "wecom", "zhangsan", NOW))
    with pytest.raises(Gone):
        await bring_in(database, ZONE, found, lambda: NOW, lambda session, done: None)
    assert await database.read(partial(Session.scalar, statement=CUSTOMERS)) == 0
