"""A list of customers comes in: whose they become, what is there already, nothing twice (A17, F4, F8, F10)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_core.audit.queries import count
from crm_core.contacts.queries import contacts_of
from crm_core.customers.queries import customers_owned, duplicates, phones_of, search
from crm_core.customers.service import add, add_phone
from crm_core.database.engine import Database
from crm_core.database.types import table
from crm_core.errors import Gone, Invalid, NotVisible, Stale, TooLate
from crm_core.follow_ups.queries import is_effective, latest_of, recent_of, written_between
from crm_core.imports import service
from crm_core.imports.forecast import forecast
from crm_core.imports.model import ImportedRow
from crm_core.imports.queries import content_of, fault_file
from crm_core.leads.queries import leads_of
from crm_core.points.queries import balance
from crm_core.reminders.service import add_step
from crm_core.reports.queries import late_counts, never_followed
from crm_core.tags.queries import own_tags
from tests.unit.crm_core.lists import ZONE, bring_in, listing, take_back
from tests.unit.crm_core.people import NOW, Team, hire

HEADINGS = ["客户名称", "联系人", "职务", "电话", "负责人", "阶段", "备注", "跟进时间", "记录人", "地区", "来源"]
DONGFANG = [
    "宁波东方精工",
    "王建国",
    "总经理",
    "13912345678",
    "张三",
    "",
    "聊了交期",
    "2026-02-20",
    "李四",
    "宁波",
    "展会",
]

Story = Callable[[Session, Team], None]


async def told(database: Database, story: Story) -> None:
    """The story, in one transaction, with everybody hired."""
    await database.write(lambda session: story(session, hire(session)))


async def test_a_row_becomes_a_customer_with_all_it_tells(database: Database) -> None:
    """A17: the contact, the note with its author and day, tags; no points (E1), one line in the log (I26)."""

    def story(session: Session, team: Team) -> None:
        done = bring_in(session, team.chen, [HEADINGS, DONGFANG])
        assert (done.made, done.joined, done.there, done.faulty) == (1, 0, 0, 0)
        (customer,) = customers_owned(session, team.zhangsan.employee_id)
        (contact,) = contacts_of(session, customer.id)
        assert (contact.name, contact.title, contact.phone) == ("王建国", "总经理", "13912345678")
        assert phones_of(session, customer.id) == ["13912345678"]
        assert set(own_tags(session, customer.id)) == {"宁波", "展会"}
        (note,) = latest_of(session, team.zhangsan, customer.id, 5)
        assert (note.words, note.author_id, note.contact_id) == ("聊了交期", team.lisi.employee_id, contact.id)
        assert note.created_at == datetime(2026, 2, 20, 12, tzinfo=ZONE)
        assert customer.last_followed_up_at == customer.created_at == note.created_at
        assert balance(session, team.zhangsan.employee_id) == balance(session, team.chen.employee_id) == 0
        assert count(session, "customers_imported") == 1
        assert search(session, team.zhangsan, "东方精工", 3)[0].id == customer.id
        assert duplicates(session, "宁波东方精工有限公司", "")[0].reason == "name"

    await told(database, story)


async def test_a_stage_or_a_person_makes_a_lead(database: Database) -> None:
    """L2: a number and a stage are a lead, and so is a person without a company; nobody is alarmed about it (D3)."""

    def story(session: Session, team: Team) -> None:
        rows = [
            ["宁波东方精工", "王建国", "13912345678", "报价"],
            ["", "孙先生", "13912345679", ""],
            ["苏州明远", "", "", "报价"],
        ]
        bring_in(session, team.zhangsan, [["客户", "联系人", "电话", "阶段"], *rows])
        by_name = {one.name: one for one in customers_owned(session, team.zhangsan.employee_id)}
        (dongfang,), (sun,) = (leads_of(session, by_name[name].id) for name in ("宁波东方精工", "孙先生"))
        assert (dongfang.stage, sun.stage, sun.company) == ("报价谈判", "初步沟通", "孙先生")
        assert leads_of(session, by_name["苏州明远"].id) == []
        assert own_tags(session, by_name["苏州明远"].id) == ["报价谈判"]
        later = NOW + timedelta(days=4)
        assert never_followed(session, later, 72) == []
        owners = {team.zhangsan.employee_id}
        assert late_counts(session, owners, later, later.date(), 24, 72)[0] == 2

    await told(database, story)


async def test_nothing_comes_twice(database: Database) -> None:
    """A17: the same file again, and the same row twice in it, bring nothing."""

    def story(session: Session, team: Team) -> None:
        rows = [HEADINGS, DONGFANG, DONGFANG, ["上海恒瑞", "李总", "", "021-62345678", "李四", "", "", "", "", "", ""]]
        first = bring_in(session, team.chen, rows)
        again = bring_in(session, team.chen, rows)
        assert (first.made, first.there) == (2, 1)
        assert (again.made, again.joined, again.there, again.faulty) == (0, 0, 3, 0)
        (customer,) = customers_owned(session, team.zhangsan.employee_id)
        assert len(latest_of(session, team.zhangsan, customer.id, 5)) == 1

    await told(database, story)


async def test_a_known_customer_gets_what_is_new(database: Database) -> None:
    """F8, F10: the same name in another form, or the same number, is the customer that is there."""

    def story(session: Session, team: Team) -> None:
        me = team.zhangsan.employee_id
        known = add(session, "宁波东方精工有限公司", me, me, NOW)
        add_phone(session, known, "13912345678")
        rows = [
            ["（宁波）东方精工", "李工", "13900000001"],
            ["东方精工集团", "赵总", "13912345678"],
        ]
        expected = forecast(session, team.zhangsan, listing([["客户", "联系人", "电话"], *rows]))
        assert (expected.new, expected.joining) == (0, 2)
        done = bring_in(session, team.zhangsan, [["客户", "联系人", "电话"], *rows])
        assert (done.made, done.joined) == (0, 2)
        assert {one.name for one in contacts_of(session, known)} == {"李工", "赵总"}
        assert set(phones_of(session, known)) == {"13912345678", "13900000001"}
        assert len(customers_owned(session, me)) == 1

    await told(database, story)


async def test_a_colleagues_customer_is_left_alone(database: Database) -> None:
    """F18, I2: the row says so, without whose it is; the colleague's record has not changed."""

    def story(session: Session, team: Team) -> None:
        his = team.lisi.employee_id
        known = add(session, "宁波东方精工", his, his, NOW)
        add_phone(session, known, "13912345678")
        rows = [["客户", "联系人", "电话"], ["宁波东方精工", "王总", ""], ["明远机械", "孙总", "13912345678"]]
        expected = forecast(session, team.zhangsan, listing(rows))
        assert [(one.number, one.reason) for one in expected.faults] == [(2, "taken_name"), (3, "taken_phone")]
        assert "李四" not in str(expected)
        done = bring_in(session, team.zhangsan, rows)
        assert (done.made, done.joined, done.faulty) == (0, 0, 2)
        assert contacts_of(session, known) == []
        done = bring_in(session, team.chen, rows)  # whose team it is
        assert done.joined == 2

    await told(database, story)


async def test_whose_they_become(database: Database) -> None:
    """I3: a rep's are his, a manager gives to his team, an admin to everybody; a name for nobody is the sender's."""

    def story(session: Session, team: Team) -> None:
        def owners(by: str, number: int) -> list[int]:
            rows = [[f"{name}的第{number}家工厂", name] for name in ("张三", "李四", "王敏", "没这人")]
            viewer = getattr(team, by)
            expected = forecast(session, viewer, listing([["客户", "业务员"], *rows]))
            bring_in(session, viewer, [["客户", "业务员"], *rows])
            found = [duplicates(session, name, "")[0].owner_id for name, _ in rows]
            assert "没这人" in expected.unknown_owners
            return found

        zhangsan, lisi, chen, laowu, other = (
            getattr(team, name).employee_id for name in ("zhangsan", "lisi", "chen", "laowu", "other")
        )
        assert owners("zhangsan", 1) == [zhangsan] * 4
        assert owners("chen", 2) == [zhangsan, lisi, chen, chen]
        assert owners("laowu", 3) == [zhangsan, lisi, other, laowu]

    await told(database, story)


async def test_a_rep_brings_five_hundred(database: Database) -> None:
    """I7: the 501st is too many for one rep, not for who leads people."""

    def story(session: Session, team: Team) -> None:
        rows = [["客户"], *([f"第{n}机械厂"] for n in range(501))]
        with pytest.raises(Invalid, match="too_many_for_one"):
            forecast(session, team.zhangsan, listing(rows))
        assert forecast(session, team.zhangsan, listing(rows[:-1])).new == 500
        assert forecast(session, team.chen, listing(rows)).new == 501

    await told(database, story)


async def test_a_note_of_a_list_is_nobodys_work_of_today(database: Database) -> None:
    """E7, F3: it is no effective interaction, no record of this week and nothing that a correction means."""

    def story(session: Session, team: Team) -> None:
        bring_in(session, team.zhangsan, [["客户", "备注"], ["宁波东方精工", "老客户，爱砍价"]])
        (customer,) = customers_owned(session, team.zhangsan.employee_id)
        assert customer.last_followed_up_at is None
        assert [one.words for one in latest_of(session, team.zhangsan, customer.id, 5)] == ["老客户，爱砍价"]
        yesterday, tomorrow = NOW - timedelta(days=1), NOW + timedelta(days=1)
        assert recent_of(session, team.zhangsan, yesterday) == []
        assert written_between(session, team.zhangsan, yesterday, tomorrow) == []
        assert not is_effective(session, customer.id, NOW.astimezone(ZONE).date())

    await told(database, story)


async def test_it_goes_again_but_for_what_was_gone_on_with(database: Database) -> None:
    """§4.5, I26: customers, contacts, leads, notes, numbers and tags; a customer with a promise since then stays."""

    def story(session: Session, team: Team) -> None:
        me = team.zhangsan.employee_id
        known = add(session, "苏州明远", me, me, NOW - timedelta(days=9))
        rows = [
            ["宁波东方精工", "王建国", "13912345678", "报价", "聊了交期", "宁波"],
            ["上海恒瑞", "李总", "13912345679", "报价", "聊了预算", "上海"],
            ["苏州明远", "孙工", "13912345670", "", "聊了样品", "苏州"],
        ]
        done = bring_in(session, team.zhangsan, [["客户", "联系人", "电话", "阶段", "备注", "地区"], *rows])
        by_name = {one.name: one.id for one in customers_owned(session, me)}
        add_step(session, me, by_name["上海恒瑞"], None, "us", "送样品", None, NOW.date(), None, NOW)
        undone = take_back(session, team.zhangsan, done.id)
        assert (undone.state, undone.kept) == ("undone", 1)
        assert {one.name for one in customers_owned(session, me)} == {"上海恒瑞", "苏州明远"}
        assert contacts_of(session, known) == []
        assert (phones_of(session, known), own_tags(session, known)) == ([], [])
        assert latest_of(session, team.zhangsan, known, 5) == []
        assert duplicates(session, "宁波东方精工", "13912345678") == []
        assert len(leads_of(session, by_name["上海恒瑞"])) == 1
        with pytest.raises(TooLate):
            service.take_back(session, team.zhangsan, done.id, NOW + timedelta(days=1))
        assert bring_in(session, team.zhangsan, [["客户"], ["宁波东方精工"]]).made == 1

    await told(database, story)


async def test_a_list_waits_for_its_sender_for_a_day(database: Database) -> None:
    """I2: nobody else starts, drops or takes it back; afterwards the file is gone."""

    def story(session: Session, team: Team) -> None:
        read = listing([["客户"], ["宁波东方精工"], ["公司"]])
        expected = forecast(session, team.zhangsan, read)
        kept = service.keep(session, team.zhangsan, "客户.xlsx", b"content", expected, b"faults", "c", NOW)
        assert fault_file(session, team.zhangsan, kept.id) == b"faults"
        for act in (service.start, service.take_back):
            with pytest.raises(NotVisible):
                act(session, team.lisi, kept.id, NOW)
        with pytest.raises(NotVisible):
            fault_file(session, team.chen, kept.id)
        with pytest.raises(Gone):
            service.start(session, team.zhangsan, kept.id, NOW + service.LIFETIME)
        assert service.expire(session, NOW + timedelta(hours=23)) == 0
        assert service.expire(session, NOW + service.LIFETIME) == 1
        for ask in (
            lambda: service.start(session, team.zhangsan, kept.id, NOW),
            lambda: content_of(session, kept.id),
            lambda: fault_file(session, team.zhangsan, kept.id),
        ):
            with pytest.raises(Gone):
                ask()

    await told(database, story)


async def test_each_piece_is_written_once(database: Database) -> None:
    """N8: two processes that go on with the same list write each row once."""
    read = listing([["客户", "电话"], *([f"第{n}机械厂", f"139{n:08d}"] for n in range(40))])

    def begin(session: Session) -> tuple[Team, int]:
        team = hire(session)
        expected = forecast(session, team.zhangsan, read)
        kept = service.keep(session, team.zhangsan, "客户.xlsx", b"x", expected, None, "c", NOW)
        service.start(session, team.zhangsan, kept.id, NOW)
        return team, kept.id

    team, import_id = await database.write(begin)

    def write(session: Session) -> None:
        service.write_piece(session, team.zhangsan, import_id, 0, read.entries, ZONE, NOW)

    outcomes = await asyncio.gather(database.write(write), database.write(write), return_exceptions=True)
    assert sorted(type(one) for one in outcomes if one is not None) == [Stale]
    rows = select(func.count()).select_from(table(ImportedRow))
    assert await database.read(lambda session: session.scalar(rows)) == 40
