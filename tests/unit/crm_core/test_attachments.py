"""Files that are handed to a person, as both databases keep them (I2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm_core.attachments.queries import attachment
from crm_core.attachments.service import KEPT, LARGEST, forget_run_out, keep
from crm_core.attachments.views import Attachment
from crm_core.database.engine import Database
from crm_core.errors import Invalid
from tests.unit.crm_core.people import NOW, Team, hire

BYTES = bytes(range(256)) * 40


async def kept(database: Database) -> tuple[Team, int]:
    """A file for 张三."""

    def work(session: Session) -> tuple[Team, int]:
        team = hire(session)
        return team, keep(session, team.zhangsan, "问题行.xlsx", BYTES, NOW)

    return await database.write(work)


async def test_a_file_is_for_the_person_alone_for_whom_it_was_made(database: Database) -> None:
    """I2: neither his manager nor an admin can be sent it."""
    team, number = await kept(database)
    assert await database.read(lambda session: attachment(session, team.zhangsan, number, NOW)) == Attachment(
        number, "问题行.xlsx", BYTES
    )
    for someone in (team.lisi, team.chen, team.laowu):
        assert await database.read(lambda session, who=someone: attachment(session, who, number, NOW)) is None  # type: ignore[misc]


async def test_a_file_is_forgotten_when_its_time_ran_out(database: Database) -> None:
    """L1: what nobody fetched does not stay."""
    team, number = await kept(database)
    over = NOW + KEPT
    assert await database.read(lambda session: attachment(session, team.zhangsan, number, over)) is None
    assert await database.write(lambda session: forget_run_out(session, over - timedelta(seconds=1))) == 0
    assert await database.write(lambda session: forget_run_out(session, over)) == 1
    assert await database.read(lambda session: attachment(session, team.zhangsan, number, NOW)) is None


@pytest.mark.parametrize("size", [0, LARGEST + 1])
async def test_no_empty_and_no_huge_file_is_kept(database: Database, size: int) -> None:
    """A17: no platform would carry it."""
    with pytest.raises(Invalid):
        await database.write(lambda session: keep(session, hire(session).zhangsan, "表.xlsx", bytes(size), NOW))
