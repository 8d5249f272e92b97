"""What arrived and is not yet dealt with: stored before it is acknowledged, each natural key once (A1, C4).

Events are handled one conversation at a time and in order: a worker claims a conversation (a lease on its row),
handles its oldest event, and gives it back. Any number of processes may do so. All times are the machine's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Index,
    Integer,
    Select,
    String,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from crm_core.database.types import Base, Id, UtcDateTime, table
from crm_core.database.upsert import dialect_of, insert_into

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
KEEP_DONE = timedelta(days=8)


class InboxEvent(Base):
    """One event as it arrived; `payload` is the neutral event as JSON text."""

    __tablename__ = "inbox"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(200))
    conversation: Mapped[str] = mapped_column(String(300))
    payload: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="waiting")  # waiting, done, dead
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    failure: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (
        Index("uq_inbox_platform_key", "platform", "key", unique=True),
        Index(
            "ix_inbox_waiting",
            "conversation",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )


class Conversation(Base):
    """One person in one chat on one platform: who works on it, and what was asked and not yet answered."""

    __tablename__ = "conversations"

    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str] = mapped_column(String(64), default="")
    dialog: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    updated_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to store."""

    platform: str
    key: str
    conversation: str
    payload: str


@dataclass(frozen=True, slots=True)
class ClaimedEvent:
    """An event whose conversation this worker holds."""

    id: int
    conversation: str
    payload: str
    attempts: int
    received_at: datetime


_INBOX = table(InboxEvent)
_CONVERSATIONS = table(Conversation)

# Built once: every message runs these, and building a statement costs more than running it.
_NOW = bindparam("now", type_=UtcDateTime())
_HELD = (
    select(_CONVERSATIONS.c.dialog)
    .where(_CONVERSATIONS.c.key == bindparam("conversation"), _CONVERSATIONS.c.leased_by == bindparam("worker"))
    .with_for_update()
)
_EVENT = update(_INBOX).where(_INBOX.c.id == bindparam("event_id"))
_CONVERSATION = update(_CONVERSATIONS).where(_CONVERSATIONS.c.key == bindparam("conversation"))


def store(session: Session, events: Sequence[NewEvent], now: datetime) -> None:
    """Stores the events; those whose key is there already are left as they are."""
    rows = [
        {
            "platform": event.platform,
            "key": event.key,
            "conversation": event.conversation,
            "payload": event.payload,
            "received_at": now,
            "due_at": now,
            "state": "waiting",
            "attempts": 0,
            "failure": "",
        }
        for event in events
    ]
    session.execute(_storing(dialect_of(session)), rows)


@cache
def _storing(dialect: str) -> Any:
    return insert_into(dialect, _INBOX).on_conflict_do_nothing(index_elements=["platform", "key"])


def event_id(session: Session, platform: str, key: str) -> int | None:
    """The stored event with this natural key."""
    return session.scalar(select(_INBOX.c.id).where(_INBOX.c.platform == platform, _INBOX.c.key == key))


def payload_of(session: Session, platform: str, key: str) -> str | None:
    """The stored event with this natural key, as it arrived."""
    found: str | None = session.scalar(
        select(_INBOX.c.payload).where(_INBOX.c.platform == platform, _INBOX.c.key == key)
    )
    return found


def claim(session: Session, worker: str, now: datetime, most: int, *, only: str | None = None) -> list[ClaimedEvent]:
    """Takes the oldest waiting event of up to `most` conversations that nobody works on.

    `only` names one conversation: for a click that waits for its answer.
    """
    asked = {"now": now, "most": most} | ({} if only is None else {"conversation": only})
    found = session.execute(_waiting(only is not None), asked).all()
    claimed: list[ClaimedEvent] = []
    for row in found:
        if _lease(session, row.conversation, worker, now):
            claimed.append(ClaimedEvent(row.id, row.conversation, row.payload, row.attempts, row.received_at))
    return claimed


@cache
def _waiting(only_one: bool) -> Select[Any]:
    """Built once: building it anew costs more than running it, and it runs for every message."""
    waiting, older = aliased(_INBOX), aliased(_INBOX)
    free = ~exists().where(and_(_CONVERSATIONS.c.key == waiting.c.conversation, _CONVERSATIONS.c.leased_until > _NOW))
    first = ~exists().where(
        and_(older.c.conversation == waiting.c.conversation, older.c.state == "waiting", older.c.id < waiting.c.id)
    )
    query = (
        select(waiting.c.id, waiting.c.conversation, waiting.c.payload, waiting.c.attempts, waiting.c.received_at)
        .where(waiting.c.state == "waiting", waiting.c.due_at <= _NOW, free, first)
        .order_by(waiting.c.id)
        .limit(bindparam("most", type_=Integer()))
    )
    return query.where(waiting.c.conversation == bindparam("conversation")) if only_one else query


def _lease(session: Session, conversation: str, worker: str, now: datetime) -> bool:
    """Takes the conversation unless somebody else holds it; safe between processes."""
    wanted = {"key": conversation, "dialog": {}, "leased_until": now + LEASE, "leased_by": worker, "updated_at": now}
    return session.execute(_leasing(dialect_of(session)), wanted | {"now": now}).first() is not None


@cache
def _leasing(dialect: str) -> Any:
    statement = insert_into(dialect, _CONVERSATIONS)
    return statement.on_conflict_do_update(
        index_elements=["key"],
        set_={name: statement.excluded[name] for name in ("leased_until", "leased_by", "updated_at")},
        where=or_(_CONVERSATIONS.c.leased_until.is_(None), _CONVERSATIONS.c.leased_until <= _NOW),
    ).returning(_CONVERSATIONS.c.key)


def held_dialog(session: Session, conversation: str, worker: str) -> dict[str, Any] | None:
    """What was asked in the conversation and not yet answered; None when this worker does not hold it any more.

    Locks its row until the transaction ends.
    """
    found: dict[str, Any] | None = session.scalar(_HELD, {"conversation": conversation, "worker": worker})
    return found


def finish(session: Session, event: ClaimedEvent, now: datetime) -> None:
    """Marks the event as dealt with and gives its conversation back."""
    session.execute(_EVENT, {"event_id": event.id, "state": "done", "attempts": event.attempts + 1})
    release(session, event.conversation, now)


def fail(session: Session, event: ClaimedEvent, reason: str, now: datetime) -> bool:
    """Puts the event back for later, or aside as dead after the last attempt; returns whether it is dead."""
    attempts = event.attempts + 1
    dead = attempts >= MOST_ATTEMPTS
    session.execute(
        _EVENT,
        {
            "event_id": event.id,
            "state": "dead" if dead else "waiting",
            "attempts": attempts,
            "failure": reason[:500],
            "due_at": now + timedelta(seconds=2**attempts),
        },
    )
    release(session, event.conversation, now)
    return dead


def release(session: Session, conversation: str, now: datetime) -> None:
    """Gives the conversation back without touching the event."""
    session.execute(
        _CONVERSATION, {"conversation": conversation, "leased_until": None, "leased_by": "", "updated_at": now}
    )


def release_all(session: Session, now: datetime) -> None:
    """Gives every conversation back: for a process that knows it is the only one, after another was killed."""
    session.execute(
        update(_CONVERSATIONS)
        .where(_CONVERSATIONS.c.leased_until > now)
        .values(leased_until=None, leased_by="", updated_at=now)
    )


def keep_dialog(session: Session, conversation: str, dialog: dict[str, Any], now: datetime) -> None:
    """Stores the dialog; the conversation's row is made when nobody has written in it yet."""
    kept = {"key": conversation, "dialog": dialog, "leased_by": "", "updated_at": now}
    session.execute(_keeping(dialect_of(session)), kept)


@cache
def _keeping(dialect: str) -> Any:
    statement = insert_into(dialect, _CONVERSATIONS)
    return statement.on_conflict_do_update(
        index_elements=["key"],
        set_={"dialog": statement.excluded.dialog, "updated_at": statement.excluded.updated_at},
    )


def backlog(session: Session) -> tuple[int, int]:
    """How many events wait, and how many were given up."""
    rows = session.execute(
        select(_INBOX.c.state, func.count()).where(_INBOX.c.state != "done").group_by(_INBOX.c.state)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in rows}
    return counts.get("waiting", 0), counts.get("dead", 0)


def forget_done(session: Session, now: datetime, most: int = 5000) -> int:
    """Deletes events dealt with long ago (DingTalk can deliver again for 7 days); returns how many.

    The newest stays, so that SQLite never gives its number again: replies are keyed by the event that they answer.
    """
    newest = select(func.max(_INBOX.c.id)).scalar_subquery()
    old = (
        select(_INBOX.c.id)
        .where(_INBOX.c.state == "done", _INBOX.c.received_at < now - KEEP_DONE, _INBOX.c.id < newest)
        .limit(most)
    )
    return len(session.execute(delete(_INBOX).where(_INBOX.c.id.in_(old)).returning(_INBOX.c.id)).all())
