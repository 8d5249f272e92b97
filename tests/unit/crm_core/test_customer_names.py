"""Customers found by what people call them, in a small book and among all, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm_core.access.service import share
from crm_core.access.views import Viewer
from crm_core.customers import service as customers
from crm_core.customers.queries import MOST_OWNERS_ONE_BY_ONE, duplicates, names_for, search
from crm_core.customers.rules import index_keys, slip_keys
from crm_core.database.engine import Database
from nlu.companies import name_parts, normal_name
from nlu.regions import region_names
from tests.unit.crm_core.people import NOW, Team, hire

BOOK = (
    "上海恒瑞医疗科技有限公司",
    "上海恒润医疗科技有限公司",
    "宁波东方精工有限公司",
    "四川大学华西医院",
    "中国建设银行股份有限公司",
    "江苏洋河酒厂股份有限公司",
    "A&B/C",
    "鼎新地产集团有限公司",
)


@pytest.fixture
async def team(database: Database) -> Team:
    """The people; 张三 owns the book."""
    return await database.write(lambda session: _with_book(session, hire(session)))


def _with_book(session: Session, team: Team) -> Team:
    for name in BOOK:
        customers.add(session, name, team.zhangsan.employee_id, team.zhangsan.employee_id, NOW)
    return team


def leads_many(viewer: Viewer) -> Viewer:
    """The same person at the head of so many people that indexes answer instead of a walk through each one's book."""
    foreign = range(10_000, 10_001 + MOST_OWNERS_ONE_BY_ONE)
    return Viewer(viewer.employee_id, viewer.name, viewer.role, viewer.team | frozenset(foreign))


def alone(viewer: Viewer) -> Viewer:
    return viewer


async def names(database: Database, viewer: Viewer, words: str, most: int = 5) -> list[str]:
    return [one.name for one in await database.read(lambda session: search(session, viewer, words, most))]


@pytest.mark.parametrize("eyes", [alone, leads_many])
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("恒瑞", "上海恒瑞医疗科技有限公司"),
        ("上海恒瑞", "上海恒瑞医疗科技有限公司"),
        ("恒瑞医疗", "上海恒瑞医疗科技有限公司"),
        ("恒瑞医疗科技（上海）", "上海恒瑞医疗科技有限公司"),
        ("恒锐医疗", "上海恒瑞医疗科技有限公司"),
        ("横瑞", "上海恒瑞医疗科技有限公司"),
        ("恒瑞医科技", "上海恒瑞医疗科技有限公司"),
        ("东方精工", "宁波东方精工有限公司"),
        ("东方京工", "宁波东方精工有限公司"),
        ("华西", "四川大学华西医院"),
        ("华西医院", "四川大学华西医院"),
        ("花西医院", "四川大学华西医院"),
        ("建设银行", "中国建设银行股份有限公司"),
        ("洋河股份", "江苏洋河酒厂股份有限公司"),
        ("鼎鑫地产", "鼎新地产集团有限公司"),
        ("a&b/c", "A&B/C"),
    ],
)
async def test_short_misheard_and_misspelt_names_find_the_customer(
    database: Database, team: Team, eyes: Callable[[Viewer], Viewer], said: str, meant: str
) -> None:
    """A14, L2: what a rep types or dictates leads to the record, first."""
    assert (await names(database, eyes(team.zhangsan), said))[:1] == [meant]


@pytest.mark.parametrize("eyes", [alone, leads_many])
async def test_who_holds_the_words_leaves_no_room_for_who_sounds_alike(
    database: Database, team: Team, eyes: Callable[[Viewer], Viewer]
) -> None:
    """A14, 「把②挂到恒瑞」: one customer is meant, the other is no choice beside it."""
    owner = team.zhangsan.employee_id
    await database.write(lambda s: customers.add(s, "恒锐机械有限公司", owner, owner, NOW))
    assert await names(database, eyes(team.zhangsan), "恒瑞") == ["上海恒瑞医疗科技有限公司"]
    assert await names(database, eyes(team.zhangsan), "恒锐") == ["恒锐机械有限公司"]
    assert len(await names(database, eyes(team.zhangsan), "横瑞")) == 2


@pytest.mark.parametrize("eyes", [alone, leads_many])
@pytest.mark.parametrize("said", ["明达医疗科技", "医疗科技", "完全无关", "科技", "。", ""])
async def test_words_of_trade_alone_propose_nobody_else(
    database: Database, team: Team, eyes: Callable[[Viewer], Viewer], said: str
) -> None:
    """A14: another brand in the same trade is not a proposal."""
    found = await names(database, eyes(team.zhangsan), said)
    assert all(normal_name(said) in normal_name(name) for name in found)


@pytest.mark.parametrize("eyes", [alone, leads_many])
async def test_what_access_refuses_is_not_offered(
    database: Database, team: Team, eyes: Callable[[Viewer], Viewer]
) -> None:
    """I2, I4: a colleague's customers stay unseen, however exact the name, until one is shown to him."""
    lisi = eyes(team.lisi)
    assert await names(database, lisi, "恒瑞") == []
    assert await names(database, lisi, "上海恒瑞医疗科技有限公司") == []
    hengrui = (await database.read(lambda s: search(s, team.zhangsan, "恒瑞", 1)))[0]
    await database.write(lambda s: customers.learn_alias(s, hengrui.id, "老恒家", team.zhangsan.employee_id, NOW))
    assert await names(database, lisi, "老恒家") == []
    await database.write(lambda s: share(s, hengrui.id, team.lisi.employee_id, team.zhangsan, NOW))
    for said in ("恒瑞", "横瑞", "老恒家"):
        assert await names(database, lisi, said) == ["上海恒瑞医疗科技有限公司"]


@pytest.mark.parametrize("eyes", [alone, leads_many])
async def test_a_new_name_and_a_new_owner_are_found_at_once(
    database: Database, team: Team, eyes: Callable[[Viewer], Viewer]
) -> None:
    """L2, I5: the index follows the record."""
    hengrui = (await database.read(lambda s: search(s, team.zhangsan, "恒瑞", 1)))[0]
    await database.write(lambda s: customers.rename(s, hengrui.id, "苏州明远仪器有限公司"))
    assert await names(database, eyes(team.zhangsan), "恒瑞医疗") == []
    assert await names(database, eyes(team.zhangsan), "明远仪器") == ["苏州明远仪器有限公司"]
    assert await database.write(lambda s: customers.give_to(s, hengrui.id, team.lisi.employee_id)) == hengrui.owner_id
    assert await names(database, eyes(team.zhangsan), "明远仪器") == []
    assert await names(database, eyes(team.lisi), "明远") == ["苏州明远仪器有限公司"]
    await database.write(lambda s: customers.set_deleted(s, hengrui.id, NOW))
    assert await names(database, eyes(team.lisi), "明远") == []


@pytest.mark.parametrize("eyes", [alone, leads_many])
async def test_a_learnt_alias_comes_first(database: Database, team: Team, eyes: Callable[[Viewer], Viewer]) -> None:
    """A14: he has told us once whom he means by 「华西」."""
    east = (await database.read(lambda s: search(s, team.zhangsan, "东方精工", 1)))[0]
    await database.write(lambda s: customers.learn_alias(s, east.id, "华西", team.zhangsan.employee_id, NOW))
    assert (await names(database, eyes(team.zhangsan), "华西"))[0] == "宁波东方精工有限公司"


@pytest.mark.parametrize("eyes", [alone, leads_many])
async def test_of_two_that_fit_alike_the_one_spoken_to_last_comes_first(
    database: Database, team: Team, eyes: Callable[[Viewer], Viewer]
) -> None:
    """A14: 云帆 in two cities; the newer contact is the likelier one."""

    def two(session: Session) -> int:
        owner = team.zhangsan.employee_id
        customers.add(session, "苏州云帆科技有限公司", owner, owner, NOW)
        second = customers.add(session, "无锡云帆科技有限公司", owner, owner, NOW)
        customers.set_last_followed_up(session, second, NOW + timedelta(days=1))
        return second

    await database.write(two)
    assert await names(database, eyes(team.zhangsan), "云帆") == ["无锡云帆科技有限公司", "苏州云帆科技有限公司"]


async def test_an_own_customer_comes_before_the_teams(database: Database, team: Team) -> None:
    """A14: ownership decides between equal names."""

    def two(session: Session) -> None:
        customers.add(session, "苏州云帆科技有限公司", team.lisi.employee_id, team.lisi.employee_id, NOW)
        customers.add(session, "无锡云帆科技有限公司", team.chen.employee_id, team.chen.employee_id, NOW)

    await database.write(two)
    for chen in (team.chen, leads_many(team.chen)):
        assert (await names(database, chen, "云帆"))[0] == "无锡云帆科技有限公司"


@pytest.mark.parametrize(
    "typed",
    [
        "上海恒锐医疗科技有限公司",
        "上海恒瑞医料科技有限公司",
        "上海恒瑞医疗科技有限公可",
        "上海恒瑞医疗科技有限责任工司",
        "上诲恒瑞医疗科技有限公司",
        "上恒瑞医疗科技有限公司",
        "恒瑞医疗科技有限公司",
    ],
)
async def test_one_slip_of_the_pen_is_a_hint_whoever_owns_it(database: Database, team: Team, typed: str) -> None:
    """F8, F18, A14: in the core, the region or the legal form; never the same name, never a block."""
    found = {one.name: one for one in await database.read(lambda s: duplicates(s, typed, "13900000000"))}
    hit = found["上海恒瑞医疗科技有限公司"]
    assert (hit.reason, hit.owner_id) == ("alike", team.zhangsan.employee_id)


@pytest.mark.parametrize("name", [*BOOK[:4], "鼎新地产集团有限公司", "广东东方精工科技股份有限公司", "恒瑞医药"])
def test_every_single_slip_in_a_core_shares_a_key(name: str) -> None:
    """F8, PERFORMANCE G6: replaced, left out or put in, at every place."""
    parts = name_parts(normal_name(name))
    stored, core = set(index_keys(name)), parts.core
    for at in range(len(core)):
        slips = [core[:at] + "囧" + core[at + 1 :], core[:at] + core[at + 1 :], core[:at] + "囧" + core[at:]]
        assert all(stored & set(slip_keys(parts.region + slip)) for slip in slips)


async def test_a_manager_speaks_of_his_own_first_then_of_what_was_shown_to_him_then_of_his_teams(
    database: Database, team: Team
) -> None:
    """A14, C2: the names that a report of his is read with."""

    def records(session: Session) -> None:
        own = customers.add(session, "苏州云帆科技有限公司", team.chen.employee_id, team.chen.employee_id, NOW)
        shown = customers.add(session, "无锡云帆科技有限公司", team.other.employee_id, team.other.employee_id, NOW)
        share(session, shown, team.chen.employee_id, team.other, NOW)
        assert own < shown

    await database.write(records)
    for chen in (team.chen, leads_many(team.chen)):
        known = [one.name for one in await database.read(lambda s, v=chen: names_for(s, v))]
        assert known[:2] == ["苏州云帆科技有限公司", "无锡云帆科技有限公司"]
        assert sorted(known[2:]) == sorted(BOOK)


async def test_one_of_hundreds_that_differ_in_the_town_only_is_found_by_its_full_name(
    database: Database, team: Team
) -> None:
    """A14, F8: who sells to hospitals has one 人民医院 in every county; the caps of the index lose none."""
    towns = sorted(region_names())[:600]

    def hospitals(session: Session) -> None:
        for town in towns:
            customers.add(session, f"{town}人民医院", team.zhangsan.employee_id, team.zhangsan.employee_id, NOW)

    await database.write(hospitals)
    for town in towns[::120]:
        name = f"{town}人民医院"
        assert (await names(database, leads_many(team.zhangsan), name))[0] == name
        found = await database.read(lambda s, n=name: duplicates(s, n, "13900000000"))
        assert (found[0].name, found[0].reason) == (name, "name")
