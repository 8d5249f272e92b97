"""Who has left one platform's directory has left: accounts on the others, and how they open again (I23)."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from crm_core.audit.queries import count
from crm_core.database.engine import Database
from crm_core.errors import Gone, NotAllowed
from crm_core.organisation.leaving import close_again, leave, reopen
from crm_core.organisation.queries import accounts_of, closed_elsewhere, employee_by_account
from crm_core.organisation.service import add_account, join, make_admins, read_directory
from crm_core.organisation.views import ListedPerson
from tests.unit.crm_core.people import NOW, PEOPLE, Team, hire

ON_DINGTALK = ListedPerson("u1001", "张三", "销售")


def on_two_platforms(session: Session) -> Team:
    """Everybody on WeCom, 张三 on DingTalk, too."""
    team = hire(session)
    add_account(session, team.zhangsan.employee_id, "dingtalk", "u1001")
    return team


def is_in(session: Session, platform: str, user_id: str) -> bool:
    """Whether this account has access."""
    return employee_by_account(session, platform, user_id) is not None


async def test_all_accounts_end_with_one(database: Database) -> None:
    """I23: closed in the same transaction, on record with both platforms; his writing opens nothing."""

    def story(session: Session) -> None:
        team = on_two_platforms(session)
        assert leave(session, "dingtalk", "u1001", NOW) == "张三"
        assert accounts_of(session, team.zhangsan.employee_id) == []
        join(session, "wecom", PEOPLE[2], NOW)
        assert not is_in(session, "wecom", "zhangsan")
        (closed,) = closed_elsewhere(session)
        assert (closed.name, closed.closed_by, closed.platforms) == ("张三", "dingtalk", ("wecom",))
        assert count(session, "employee_left") == 1

    await database.write(story)


async def test_a_reading_opens_nothing_and_tells_of_it(database: Database) -> None:
    """I23, I25: still listed is still closed; when this directory has lost him, too, he may come back to it."""

    def story(session: Session) -> None:
        team = on_two_platforms(session)
        leave(session, "dingtalk", "u1001", NOW)
        told = read_directory(session, "wecom", PEOPLE, (), (), NOW)
        assert (told.still_listed, told.added) == ((team.zhangsan.employee_id,), ())
        assert not is_in(session, "wecom", "zhangsan")
        without = [one for one in PEOPLE if one.user_id != "zhangsan"]
        assert read_directory(session, "wecom", without, (), (), NOW).still_listed == ()
        assert closed_elsewhere(session) == []
        assert read_directory(session, "wecom", PEOPLE, (), (), NOW).added == ("张三",)
        assert is_in(session, "wecom", "zhangsan")
        assert not is_in(session, "dingtalk", "u1001")

    await database.write(story)


async def test_both_directories_say_so(database: Database) -> None:
    """The second leaving changes nothing but that nobody need be asked."""

    def story(session: Session) -> None:
        on_two_platforms(session)
        leave(session, "dingtalk", "u1001", NOW)
        assert leave(session, "wecom", "zhangsan", NOW) == ""
        assert closed_elsewhere(session) == []
        assert count(session, "employee_left") == 1

    await database.write(story)


async def test_his_return_opens_what_his_leaving_closed(database: Database) -> None:
    """The directory that had lost him has him again: he is one person with both accounts, as before."""

    def story(session: Session) -> None:
        team = on_two_platforms(session)
        leave(session, "dingtalk", "u1001", NOW)
        read_directory(session, "dingtalk", [ON_DINGTALK], (), (), NOW)
        assert is_in(session, "wecom", "zhangsan")
        assert [one.platform for one in accounts_of(session, team.zhangsan.employee_id)] == ["wecom", "dingtalk"]

    await database.write(story)


async def test_only_an_admin_opens_and_closes(database: Database) -> None:
    """I23, I24: what is closed by its own directory stays so; each way is on record."""

    def story(session: Session) -> None:
        team = on_two_platforms(session)
        leave(session, "dingtalk", "u1001", NOW)
        someone = team.zhangsan.employee_id
        with pytest.raises(NotAllowed):
            reopen(session, team.chen, someone, NOW, "c")
        reopen(session, team.laowu, someone, NOW, "c")
        assert is_in(session, "wecom", "zhangsan")
        assert not is_in(session, "dingtalk", "u1001")
        with pytest.raises(Gone):
            reopen(session, team.laowu, someone, NOW, "c")
        with pytest.raises(NotAllowed):
            close_again(session, team.chen, someone, NOW)
        close_again(session, team.laowu, someone, NOW)
        assert not is_in(session, "wecom", "zhangsan")
        reopen(session, team.laowu, someone, NOW, "c")
        assert (count(session, "employee_left"), count(session, "employee_returned")) == (2, 2)

    await database.write(story)


async def test_the_settings_bring_no_leaver_back(database: Database) -> None:
    """I23: an admin named in CEJI_ADMINS who has left stays away, whatever the settings say."""

    def story(session: Session) -> None:
        hire(session)
        leave(session, "wecom", "laowu", NOW)
        make_admins(session, [("wecom", "laowu")], NOW)
        assert not is_in(session, "wecom", "laowu")

    await database.write(story)
