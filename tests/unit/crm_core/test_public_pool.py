"""公海: a leaver's customers, open to his team (I23)."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.orm import Session

from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.assignment.service import open_pool, take
from crm_core.customers.queries import customers_owned
from crm_core.customers.service import add
from crm_core.database.engine import Database
from crm_core.errors import Gone
from crm_core.organisation.leaving import leave
from crm_core.organisation.service import join
from crm_core.organisation.views import ListedPerson
from tests.unit.crm_core.people import NOW, hire


async def test_who_takes_first_has_it(database: Database) -> None:
    """Two of the team take one customer at the same moment: one has it, the other hears that it is gone."""

    def story(session: Session) -> tuple[int, list[Viewer]]:
        team = hire(session)
        xiaozhao = join(session, "wecom", ListedPerson("xiaozhao", "小赵", manager_user_id="chen"), NOW)
        customer_id = add(session, "苏州明远", team.zhangsan.employee_id, team.zhangsan.employee_id, NOW)
        leave(session, "wecom", "zhangsan", NOW)
        open_pool(session, team.chen, team.zhangsan.employee_id, NOW, "wecom:chen:")
        return customer_id, [team.lisi, viewer_for(session, xiaozhao)]

    customer_id, takers = await database.write(story)
    taking = (database.write(lambda session, by=by: take(session, by, customer_id, NOW)) for by in takers)
    outcomes = await asyncio.gather(*taking, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Customer", "Gone"]
    owned = [await database.read(lambda s, one=one: customers_owned(s, one.employee_id)) for one in takers]
    assert sorted(len(one) for one in owned) == [0, 1]


async def test_what_is_not_open_is_not_taken(database: Database) -> None:
    """A leaver's customers are nobody's to take before his manager says so, and never another team's."""

    def story(session: Session) -> None:
        team = hire(session)
        customer_id = add(session, "苏州明远", team.zhangsan.employee_id, team.zhangsan.employee_id, NOW)
        leave(session, "wecom", "zhangsan", NOW)
        with pytest.raises(Gone):
            take(session, team.lisi, customer_id, NOW)
        open_pool(session, team.chen, team.zhangsan.employee_id, NOW, "wecom:chen:")
        with pytest.raises(Gone):
            take(session, team.other, customer_id, NOW)
        assert take(session, team.lisi, customer_id, NOW).name == "苏州明远"

    await database.write(story)
