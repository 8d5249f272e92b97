"""A company on holiday: nothing arrives for longer than events are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_core.database import inbox
from crm_core.database.engine import Database

BEFORE = datetime(2026, 2, 13, 10, tzinfo=UTC)
AFTER = BEFORE + timedelta(days=12)


def _arrives(session: Session, key: str, at: datetime) -> int:
    inbox.store(session, [inbox.NewEvent("wecom", key, "wecom:zhangsan:", "{}")], at)
    event_id = inbox.event_id(session, "wecom", key)
    assert event_id is not None
    session.execute(text("UPDATE inbox SET state = 'done'"))
    return event_id


async def test_the_first_message_after_a_holiday_has_a_number_of_its_own(database: Database) -> None:
    """C4: were an old number given again, the reply would count as sent already and the person would hear nothing."""
    old = await database.write(lambda session: _arrives(session, "before", BEFORE))
    while await database.write(lambda session: inbox.forget_done(session, AFTER)):
        pass
    new = await database.write(lambda session: _arrives(session, "after", AFTER))
    assert new > old
    assert await database.write(lambda session: inbox.forget_done(session, AFTER + timedelta(days=9))) == 1
