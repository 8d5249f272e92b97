"""Two employees who are one person: everything that refers to them, and who may be one (INTERFACES «People»)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm_core.access.queries import may_read
from crm_core.access.service import share, viewer_for
from crm_core.access.views import Viewer
from crm_core.audit.queries import count
from crm_core.customers.model import CustomerRow
from crm_core.customers.queries import search
from crm_core.customers.service import add
from crm_core.database.engine import Database
from crm_core.database.types import table
from crm_core.errors import Gone, Invalid, NotAllowed
from crm_core.organisation.joining import join_employees, newest_join, references, row_key, separate
from crm_core.organisation.likeness import likely_pairs
from crm_core.organisation.queries import accounts_of, employee, employee_by_account
from crm_core.organisation.service import join, read_directory
from crm_core.organisation.views import ListedPerson
from crm_core.points.queries import balance, ranking
from crm_core.points.service import grant
from crm_core.points.views import Reason
from tests.unit.crm_core.people import NOW, PEOPLE, hire

ON_DINGTALK = ListedPerson("u1001", "张三", "销售")


def second_account(session: Session) -> Viewer:
    """张三 on DingTalk, whom nobody has recognised."""
    return viewer_for(session, join(session, "dingtalk", ON_DINGTALK, NOW))


def test_every_reference_to_an_employee_can_move() -> None:
    """Also one that a later table brings: a row that nothing else names could not be given back."""
    assert [name for name, column in references() if not row_key(column)] == []


async def test_nothing_is_lost_and_nothing_doubled(database: Database) -> None:
    """Customers with their index, shares and points; a share that both had is one and comes back."""

    def story(session: Session) -> None:
        team = hire(session)
        other = second_account(session)
        shared = add(session, "华东阀门", team.lisi.employee_id, team.lisi.employee_id, NOW)
        own = add(session, "苏州明远", other.employee_id, other.employee_id, NOW)
        for each in (team.zhangsan, other):
            share(session, shared, each.employee_id, team.lisi, NOW)
            grant(session, each.employee_id, 5, Reason.LEAD, "lead", each.employee_id, "x", NOW)
        join_id, kept = join_employees(
            session, team.laowu, team.zhangsan.employee_id, other.employee_id, NOW, "wecom:laowu:"
        )
        eyes = viewer_for(session, kept)
        assert [one.id for one in search(session, eyes, "苏州明远", 5)] == [own]
        assert [one.user_id for one in accounts_of(session, kept.id)] == ["zhangsan", "u1001"]
        assert balance(session, kept.id) == 10
        ranks, _ = ranking(session, {kept.id}, NOW - timedelta(days=1))
        assert [(rank.name, rank.points) for rank in ranks] == [("张三", 10)]
        assert _visible(session, eyes) == {shared, own}

        back, apart = separate(session, team.laowu, join_id, NOW)
        assert (_visible(session, viewer_for(session, back)), _visible(session, viewer_for(session, apart))) == (
            {shared},
            {shared, own},
        )
        assert (balance(session, back.id), balance(session, apart.id)) == (5, 5)
        assert [search(session, viewer_for(session, one), "苏州明远", 5) != [] for one in (back, apart)] == [
            False,
            True,
        ]
        with pytest.raises(Gone):
            separate(session, team.laowu, join_id, NOW)
        assert (count(session, "employees_joined"), count(session, "employees_separated")) == (1, 1)

    await database.write(story)


def _visible(session: Session, viewer: Viewer) -> set[int]:
    customers = table(CustomerRow)
    query = customers.select().where(may_read(viewer, customers.c.id, customers.c.owner_id))
    return {row.id for row in session.execute(query)}


async def test_what_went_on_meanwhile_stays_there(database: Database) -> None:
    """A customer that was given away while they were one is not fetched back."""

    def story(session: Session) -> None:
        team = hire(session)
        other = second_account(session)
        given = add(session, "苏州明远", other.employee_id, other.employee_id, NOW)
        join_id, _ = join_employees(session, team.laowu, team.zhangsan.employee_id, other.employee_id, NOW, "c")
        session.execute(table(CustomerRow).update().values(owner_id=team.lisi.employee_id))
        separate(session, team.laowu, join_id, NOW)
        assert _visible(session, team.lisi) == {given}
        assert _visible(session, other) == set()

    await database.write(story)


async def test_who_can_not_be_joined(database: Database) -> None:
    """A manager with his rep, somebody with himself, one who has others joined to him; and only admins join."""

    def story(session: Session) -> None:
        team = hire(session)
        other = second_account(session)
        zhangsan = team.zhangsan.employee_id
        for kept, joined in ((zhangsan, team.chen.employee_id), (team.zhou.employee_id, zhangsan)):
            with pytest.raises(Invalid):
                join_employees(session, team.laowu, kept, joined, NOW, "c")
        with pytest.raises(Gone):
            join_employees(session, team.laowu, zhangsan, zhangsan, NOW, "c")
        with pytest.raises(NotAllowed):
            join_employees(session, team.chen, zhangsan, other.employee_id, NOW, "c")
        join_employees(session, team.laowu, zhangsan, other.employee_id, NOW, "c")
        assert newest_join(session, zhangsan) is not None
        with pytest.raises(Invalid):
            join_employees(session, team.laowu, team.other.employee_id, zhangsan, NOW, "c")

    await database.write(story)


async def test_a_verified_phone_matches_a_newcomer(database: Database) -> None:
    """The same number, however the platform writes it, is the same person, on record; but not on one platform."""

    def story(session: Session) -> None:
        hire(session)
        read_directory(session, "wecom", [replace(one, phone="13900010003") for one in PEOPLE[2:3]], (), (), NOW)
        zhangsan = employee_by_account(session, "wecom", "zhangsan")
        matched = join(session, "feishu", ListedPerson("ou_1", "张三丰", phone="+8613900010003"), NOW)
        assert zhangsan is not None
        assert matched.id == zhangsan.id
        assert count(session, "account_matched") == 1
        assert join(session, "feishu", ListedPerson("ou_2", "张三", phone="13900010003"), NOW).id != zhangsan.id

    await database.write(story)


async def test_the_directory_of_the_oldest_account_speaks(database: Database) -> None:
    """I25: a second platform's reading changes neither name nor manager."""

    def story(session: Session) -> None:
        team = hire(session)
        other = second_account(session)
        _, kept = join_employees(session, team.laowu, team.zhangsan.employee_id, other.employee_id, NOW, "c")
        named_otherwise = ListedPerson("u1001", "小张", "顾问", manager_user_id="boss")
        read_directory(session, "dingtalk", [named_otherwise, ListedPerson("boss", "外人")], (), (), NOW)
        now = employee(session, kept.id)
        assert now is not None
        assert (now.name, now.manager_id) == ("张三", team.chen.employee_id)

    await database.write(story)


async def test_a_name_alone_proposes_nobody(database: Database) -> None:
    """Namesakes are two people; the same number, its end, the same manager's name or the same team make a pair."""

    def story(session: Session) -> None:
        team = hire(session)
        second_account(session)
        assert likely_pairs(session) == []
        read_directory(session, "wecom", [replace(one, phone="13900010003") for one in PEOPLE], (), (), NOW)
        people = [replace(ON_DINGTALK, phone="13700010003"), ListedPerson("u2", "小李", phone="")]
        read_directory(session, "dingtalk", people, (), (), NOW)
        (pair,) = likely_pairs(session)
        assert (pair.kept.id, pair.joined.name, pair.why) == (team.zhangsan.employee_id, "张三", "phone_end")

    await database.write(story)
