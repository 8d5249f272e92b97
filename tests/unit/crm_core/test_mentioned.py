"""Whose name a text may hold, over the whole company: what must not leave it unmasked; on SQLite and PostgreSQL."""

from __future__ import annotations

from functools import partial

import pytest

from crm_core.customers import mentioned
from crm_core.customers.mentioned import may_be_named
from crm_core.customers.service import add, learn_alias
from crm_core.database.engine import Database
from tests.unit.crm_core.people import NOW, hire


async def named(database: Database, text: str) -> list[str] | None:
    """The names found for a text."""
    found = await database.read(lambda session: may_be_named(session, text))
    return None if found is None else sorted(one.name for one in found)


async def test_every_customer_counts_whoever_owns_it(database: Database) -> None:
    """I2: the text is searched for names, not shown to anybody: brands in any spelling, and learnt aliases."""
    team = await database.write(hire)
    for name in ("宁波德尔塔机电有限公司", "上海ABC科技有限公司", "苏州明远机械有限公司"):
        await database.write(partial(add, name=name, owner_id=team.lisi.employee_id, created_by=1, now=NOW))
    assert await named(database, "和王总聊起德尔塔") == ["宁波德尔塔机电"]
    assert await named(database, "ａbc那边不急") == ["上海ABC科技"]
    assert await named(database, "今天聊了新产品") == []
    owned = await database.read(lambda session: may_be_named(session, "明远"))
    assert owned is not None
    customer_id = owned[0].id
    await database.write(lambda session: learn_alias(session, customer_id, "老马家", team.lisi.employee_id, NOW))
    found = await database.read(lambda session: may_be_named(session, "去了老马家"))
    assert found is not None
    assert [(one.name, one.aliases) for one in found] == [("苏州明远机械", ("老马家",))]


async def test_too_many_to_tell_is_said(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail closed: rather no second opinion than a name that leaves."""
    monkeypatch.setattr(mentioned, "MOST", 1)
    team = await database.write(hire)
    for name in ("德尔塔机电", "德尔塔贸易"):
        await database.write(partial(add, name=name, owner_id=team.lisi.employee_id, created_by=1, now=NOW))
    assert await named(database, "和德尔塔聊了") is None
