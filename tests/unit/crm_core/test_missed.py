"""Who is missing from a reading with gaps, or with very many others, has not left (I23)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.audit.queries import count
from crm_core.database.engine import Database
from crm_core.errors import Gone, NotAllowed
from crm_core.organisation.leaving import close_again, leave, reopen
from crm_core.organisation.missed import close_missed, missed_people, reopen_missed
from crm_core.organisation.queries import closed_elsewhere, employee, employee_by_account, reopenable_named
from crm_core.organisation.rules import is_doubtful
from crm_core.organisation.service import add_account, make_admins, read_directory
from crm_core.organisation.views import ListedPerson, Role, SyncReport
from tests.unit.crm_core.people import NOW

BOSS = ListedPerson("boss", "陈经理", "主管")
ADMIN = ListedPerson("laowu", "老吴", "信息部")
REPS = tuple(ListedPerson(f"rep{n}", f"销售{n}", "销售", manager_user_id="boss") for n in range(8))
EVERYBODY = (BOSS, ADMIN, *REPS)
IN_SIGHT = (ADMIN, *REPS[:2])


def read(session: Session, *people: ListedPerson, is_whole: bool = True, unknown: Collection[str] = ()) -> SyncReport:
    """A reading that shows these."""
    return read_directory(session, "wecom", people, (), (), NOW, is_whole=is_whole, unknown=unknown)


def company(session: Session) -> Viewer:
    """Ten people; what the admin may see and do."""
    read(session, *EVERYBODY)
    make_admins(session, [("wecom", "laowu")], NOW)
    admin = employee_by_account(session, "wecom", "laowu")
    assert admin is not None
    return viewer_for(session, admin)


def narrowed(session: Session) -> int:
    """The range shows three of the ten; the doubtful reading's id."""
    report = read(session, *IN_SIGHT)
    assert report.missed is not None
    return report.missed.reading_id


def has_access(session: Session) -> set[str]:
    """The user ids of all who have."""
    return {one.user_id for one in EVERYBODY if employee_by_account(session, "wecom", one.user_id)}


@pytest.mark.parametrize(
    ("missing", "before", "is_it"),
    [(5, 5, False), (6, 6, True), (6, 17, True), (6, 18, False), (33, 100, False), (34, 100, True)],
)
def test_how_many_are_too_many(missing: int, before: int, is_it: bool) -> None:
    """I23: more than five, and more than a third."""
    assert is_doubtful(missing, before) is is_it


async def test_a_reading_with_gaps_closes_nobody(database: Database) -> None:
    """I23, I25: neither access, nor manager, nor role; who is listed as disabled has left all the same."""

    def story(session: Session) -> None:
        company(session)
        report = read(session, *REPS[1:], replace(REPS[0], active=False), is_whole=False)
        assert (report.left, report.missed, report.is_whole) == (("销售0",), None, False)
        assert has_access(session) == {one.user_id for one in EVERYBODY} - {"rep0"}
        boss, rep = (employee_by_account(session, "wecom", user_id) for user_id in ("boss", "rep1"))
        assert boss is not None
        assert rep is not None
        assert (rep.manager_id, boss.role) == (boss.id, Role.MANAGER)
        assert read(session, ADMIN, *REPS[1:]).left == ("陈经理",)

    await database.write(story)


async def test_who_is_unknown_has_left_though_there_are_gaps(database: Database) -> None:
    """I23: the platform was asked for each who was missing; very many at once are doubted all the same."""

    def story(session: Session) -> None:
        company(session)
        report = read(session, *REPS[1:], is_whole=False, unknown=["rep0"])
        assert (report.left, report.missed) == (("销售0",), None)
        assert {"boss", "laowu"} <= has_access(session)
        report = read(session, BOSS, ADMIN, is_whole=False, unknown=[one.user_id for one in REPS[1:]])
        assert report.left == ()
        assert report.missed is not None
        assert len(report.missed.names) == 7

    await database.write(story)


async def test_very_many_at_once_wait_for_an_admin(database: Database) -> None:
    """I23, I25: told once; their team stays theirs; one more who leaves then does leave; who is shown again is back."""

    def story(session: Session) -> None:
        company(session)
        report = read(session, *IN_SIGHT)
        assert report.left == ()
        assert report.missed is not None
        assert report.missed.names == ("陈经理", "销售2", "销售3", "销售4", "销售5", "销售6", "销售7")
        again = read(session, *IN_SIGHT)
        assert (again.left, again.missed) == ((), None)
        assert len(has_access(session)) == 10
        boss, rep = (employee_by_account(session, "wecom", user_id) for user_id in ("boss", "rep0"))
        assert boss is not None
        assert rep is not None
        assert (rep.manager_id, boss.role) == (boss.id, Role.MANAGER)
        assert read(session, *IN_SIGHT[:-1]).left == ("销售1",)
        read(session, *EVERYBODY[:6])
        (missed,) = missed_people(session)
        assert missed.names == ("销售4", "销售5", "销售6", "销售7")
        leave(session, "wecom", "rep4", NOW)
        assert "rep4" not in has_access(session)
        assert missed_people(session)[0].names == ("销售5", "销售6", "销售7")

    await database.write(story)


async def test_an_admin_closes_them_and_takes_it_back(database: Database) -> None:
    """I23, I24: nobody else may; each is on record; one alone can be restored, and is missed as before."""

    def story(session: Session) -> None:
        admin = company(session)
        reading = narrowed(session)
        rep = employee_by_account(session, "wecom", "rep0")
        assert rep is not None
        with pytest.raises(NotAllowed):
            close_missed(session, viewer_for(session, rep), reading, NOW, "c")
        assert len(close_missed(session, admin, reading, NOW, "c")) == 7
        assert has_access(session) == {one.user_id for one in IN_SIGHT}
        assert count(session, "employee_left") == 7
        assert (missed_people(session), closed_elsewhere(session)) == ([], [])
        with pytest.raises(Gone):
            close_missed(session, admin, reading, NOW, "c")

        (someone,) = reopenable_named(session, "销售7")
        reopen(session, admin, someone, NOW, "c")
        assert "rep7" in has_access(session)
        assert (read(session, *IN_SIGHT).left, missed_people(session)[0].names) == ((), ("销售7",))
        close_again(session, admin, someone, NOW)
        assert "rep7" not in has_access(session)

        assert len(reopen_missed(session, admin, reading, NOW)) == 7
        assert len(has_access(session)) == 10
        assert count(session, "employee_returned") == 8
        with pytest.raises(Gone):
            reopen_missed(session, admin, reading, NOW)

    await database.write(story)


async def test_the_directory_that_shows_them_again_opens_them(database: Database) -> None:
    """I23: the range was narrowed after all; what was said of them is forgotten."""

    def story(session: Session) -> None:
        admin = company(session)
        reading = narrowed(session)
        close_missed(session, admin, reading, NOW, "c")
        assert len(read(session, *EVERYBODY).added) == 7
        assert len(has_access(session)) == 10
        with pytest.raises(Gone):
            reopen_missed(session, admin, reading, NOW)
        assert read(session, BOSS, ADMIN, *REPS[1:]).left == ("销售0",)
        assert reopenable_named(session, "销售0") == []

    await database.write(story)


async def test_the_admin_himself_stays(database: Database) -> None:
    """I23: who presses is here; else nobody could take it back."""

    def story(session: Session) -> None:
        admin = company(session)
        report = read(session, BOSS, REPS[0])
        assert report.missed is not None
        assert "老吴" in report.missed.names
        assert "老吴" not in close_missed(session, admin, report.missed.reading_id, NOW, "c")
        assert has_access(session) == {"boss", "rep0", "laowu"}

    await database.write(story)


async def test_other_accounts_close_with_them(database: Database) -> None:
    """I23: on all platforms, without a question for each: it has been answered; they come back together."""

    def story(session: Session) -> None:
        admin = company(session)
        reps = [employee_by_account(session, "wecom", one.user_id) for one in REPS]
        for one, rep in zip(REPS, reps, strict=True):
            assert rep is not None
            add_account(session, rep.id, "dingtalk", one.user_id)
        reading = narrowed(session)
        close_missed(session, admin, reading, NOW, "c")
        assert employee_by_account(session, "dingtalk", "rep7") is None
        assert closed_elsewhere(session) == []
        reopen_missed(session, admin, reading, NOW)
        assert employee_by_account(session, "dingtalk", "rep7") is not None
        assert all(employee(session, rep.id) == rep for rep in reps if rep is not None)

    await database.write(story)


async def test_what_one_platform_says_of_the_missed_holds(database: Database) -> None:
    """I23: the directory of another platform loses somebody who is missed here: closed on both, open to an admin."""

    def story(session: Session) -> None:
        admin = company(session)
        rep = employee_by_account(session, "wecom", "rep7")
        assert rep is not None
        add_account(session, rep.id, "dingtalk", "rep7")
        narrowed(session)
        leave(session, "dingtalk", "rep7", NOW)
        assert "rep7" not in has_access(session)
        read(session, *IN_SIGHT)
        (closed,) = closed_elsewhere(session)
        assert (closed.name, closed.closed_by) == ("销售7", "dingtalk")
        reopen(session, admin, rep.id, NOW, "c")
        assert "rep7" in has_access(session)

    await database.write(story)
