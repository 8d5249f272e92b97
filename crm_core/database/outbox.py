"""Every message that is to be sent, written in the transaction of what caused it; sent afterwards.

Rows to one person leave in the order in which they were written. A row is leased while it is being sent: a
process that dies leaves it to another, which costs at most one duplicate.

Two clocks: `not_before` and `expires_at` are business time (quiet hours, a digest that is out of date), all else
(leases, waiting between tries) is the machine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    ColumnElement,
    Index,
    Integer,
    String,
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

from crm_core.database.sent_cards import remember_card
from crm_core.database.types import Base, Id, UtcDateTime, table
from crm_core.database.upsert import dialect_of, insert_into

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 9
LONGEST_DELAY = timedelta(minutes=15)
HOLDERS_TIME = timedelta(seconds=25)
"""How long an answer waits for the process that holds its connection: longer than a dead holder's lease."""


class OutboxMessage(Base):
    """One message to one person or group. `message` is a neutral card or text."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(50), unique=True)
    platform: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[str] = mapped_column(String(128))
    group_id: Mapped[str] = mapped_column(String(128), default="")
    kind: Mapped[str] = mapped_column(String(8))  # send, update, recall, note, tab
    card_key: Mapped[str] = mapped_column(String(64), default="")
    message: Mapped[dict[str, Any]]
    reply_to: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    fallbacks: Mapped[list[Any]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(8), default="waiting")  # waiting, sent, dead, dropped
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "due_at",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_outbox_recipient", "platform", "user_id", "group_id", "id"),
    )


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be sent, the new state of a card that was sent (`update`), a card to be taken back (`recall`:
    `message` is how it closes where it can't be), what the platform is to note on a customer in the person's chat
    (`note`: `message` says what), or whether a group has a tab (`tab`: `message` says which).

    `key` makes it one: a second message with the same key is not written. `delay` holds it back for a moment,
    so that a click's own answer may carry it instead. `fallbacks` are other accounts (platform, user) of the same
    person, for when this one can't be reached.
    """

    key: str
    platform: str
    user_id: str
    message: dict[str, Any]
    kind: Literal["send", "update", "recall", "note", "tab"] = "send"
    card_key: str = ""
    group_id: str = ""
    reply_to: dict[str, Any] = field(default_factory=dict)
    fallbacks: Sequence[tuple[str, str]] = ()
    not_before: datetime | None = None
    expires_at: datetime | None = None
    delay: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message that this process is to send now: it is leased to it for LEASE."""

    id: int
    key: str
    platform: str
    user_id: str
    group_id: str
    kind: str
    card_key: str
    message: dict[str, Any]
    reply_to: dict[str, Any]
    fallbacks: list[list[str]]
    attempts: int
    created_at: datetime
    expires_at: datetime | None


_OUTBOX = table(OutboxMessage)
_MESSAGE = update(_OUTBOX).where(_OUTBOX.c.id == bindparam("message_id"))


def put(session: Session, message: NewMessage, now: datetime) -> int | None:
    """Writes a message; returns its id, or None when one with this key is there already."""
    row = {
        "key": message.key,
        "platform": message.platform,
        "user_id": message.user_id,
        "group_id": message.group_id,
        "kind": message.kind,
        "card_key": message.card_key,
        "message": message.message,
        "reply_to": message.reply_to,
        "fallbacks": [list(account) for account in message.fallbacks],
        "created_at": now,
        "due_at": now + (message.delay or timedelta(0)),
        "not_before": message.not_before,
        "expires_at": message.expires_at,
        "state": "waiting",
        "attempts": 0,
        "failure": "",
    }
    found: int | None = session.scalar(_putting(dialect_of(session)), row)
    return found


@cache
def _putting(dialect: str) -> Any:
    """Built once: every answer runs it, and building a statement costs more than running it."""
    return insert_into(dialect, _OUTBOX).on_conflict_do_nothing(index_elements=["key"]).returning(_OUTBOX.c.id)


def claim(
    session: Session,
    platform: str,
    now: datetime,
    business_now: datetime,
    most: int,
    *,
    leaves_connection: bool = False,
) -> list[ClaimedMessage]:
    """Leases the messages of one platform that are due, at most one a recipient, oldest first.

    `leaves_connection`: those that answer over a connection are left to the process that holds it, for a while; it
    may have died.
    """
    asked = {"of": platform, "now": now, "business_now": business_now, "most": most, "leased_until": now + LEASE}
    if leaves_connection:
        asked["overdue"] = now - HOLDERS_TIME
    rows = session.execute(_claiming(leaves_connection), asked).all()
    return [_claimed(row) for row in sorted(rows, key=lambda row: (row.due_at, row.id))]


@cache
def _claiming(leaves_connection: bool) -> Any:
    now, business_now = bindparam("now", type_=UtcDateTime()), bindparam("business_now", type_=UtcDateTime())
    older = aliased(_OUTBOX)
    blocked = exists().where(
        and_(
            older.c.platform == _OUTBOX.c.platform,
            older.c.user_id == _OUTBOX.c.user_id,
            older.c.group_id == _OUTBOX.c.group_id,
            older.c.state == "waiting",
            older.c.id < _OUTBOX.c.id,
            or_(older.c.not_before.is_(None), older.c.not_before <= business_now),
        )
    )
    due = (
        select(_OUTBOX.c.id)
        .where(_OUTBOX.c.state == "waiting", _OUTBOX.c.platform == bindparam("of"), _OUTBOX.c.due_at <= now)
        .where(or_(_OUTBOX.c.not_before.is_(None), _OUTBOX.c.not_before <= business_now))
        .where(or_(_OUTBOX.c.leased_until.is_(None), _OUTBOX.c.leased_until <= now), ~blocked)
        .where(*_for_anyone(leaves_connection))
        .order_by(_OUTBOX.c.due_at, _OUTBOX.c.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True)
    )
    return update(_OUTBOX).where(_OUTBOX.c.id.in_(due)).returning(*_OUTBOX.c)


def _for_anyone(leaves_connection: bool) -> list[ColumnElement[bool]]:
    if not leaves_connection:
        return []
    connection = _OUTBOX.c.reply_to["connection"].as_string()
    return [or_(connection.is_(None), _OUTBOX.c.due_at <= bindparam("overdue", type_=UtcDateTime()))]


def claim_one(session: Session, message_id: int, now: datetime) -> ClaimedMessage | None:
    """Leases one message, for a click's own answer to carry; None when somebody sends it already."""
    row = session.execute(
        update(_OUTBOX)
        .where(
            _OUTBOX.c.id == message_id,
            _OUTBOX.c.state == "waiting",
            or_(_OUTBOX.c.leased_until.is_(None), _OUTBOX.c.leased_until <= now),
        )
        .values(leased_until=now + LEASE)
        .returning(*_OUTBOX.c)
    ).first()
    return None if row is None else _claimed(row)


def sent(session: Session, message: ClaimedMessage, reference: dict[str, Any] | None, now: datetime) -> None:
    """Marks a message as sent and keeps how the platform knows its card."""
    session.execute(
        _MESSAGE,
        {
            "message_id": message.id,
            "state": "sent",
            "sent_at": now,
            "leased_until": None,
            "attempts": message.attempts + 1,
        },
    )
    if reference and message.card_key:
        remember_card(session, message.card_key, message.platform, message.user_id, message.group_id, reference, now)


def postpone(session: Session, message: ClaimedMessage, reason: str, now: datetime, after: timedelta | None) -> bool:
    """Tries again later, doubling the delay; gives up after the last attempt and returns True then."""
    attempts = message.attempts + (0 if after is not None else 1)
    if attempts >= MOST_ATTEMPTS:
        give_up(session, message, reason, state="dead")
        return True
    delay = after if after is not None else min(timedelta(seconds=2**attempts), LONGEST_DELAY)
    session.execute(
        update(_OUTBOX)
        .where(_OUTBOX.c.id == message.id)
        .values(attempts=attempts, due_at=now + delay, leased_until=None, failure=reason[:500])
    )
    return False


def send_elsewhere(session: Session, message: ClaimedMessage, reason: str, now: datetime) -> None:
    """Addresses a message to the next account of the same person; the caller has seen that there is one."""
    (platform, user_id), *others = message.fallbacks
    session.execute(
        update(_OUTBOX)
        .where(_OUTBOX.c.id == message.id)
        .values(
            platform=platform,
            user_id=user_id,
            fallbacks=others,
            attempts=0,
            due_at=now,
            leased_until=None,
            failure=reason[:500],
        )
    )


def withdraw(session: Session, key: str, now: datetime) -> tuple[str, str, str] | None:
    """Drops a message that has not left; returns its state, platform and user, None when there is none of this key.

    One that is «waiting» still is on its way in this moment.
    """
    waiting = and_(_OUTBOX.c.key == key, _OUTBOX.c.state == "waiting")
    is_free = or_(_OUTBOX.c.leased_until.is_(None), _OUTBOX.c.leased_until <= now)
    session.execute(
        update(_OUTBOX).where(waiting, is_free).values(state="dropped", leased_until=None, failure="taken back")
    )
    row = session.execute(
        select(_OUTBOX.c.state, _OUTBOX.c.platform, _OUTBOX.c.user_id).where(_OUTBOX.c.key == key)
    ).first()
    return None if row is None else (row.state, row.platform, row.user_id)


def drop_waiting(session: Session, platform: str, user_id: str) -> None:
    """Nothing that waits for a leaver is sent any more (I23)."""
    session.execute(
        update(_OUTBOX)
        .where(_OUTBOX.c.platform == platform, _OUTBOX.c.user_id == user_id, _OUTBOX.c.state == "waiting")
        .values(state="dropped", leased_until=None, failure="left")
    )


def release_all(session: Session, now: datetime) -> None:
    """Frees messages that a killed process held, for the only process there is; one in flight may go out again."""
    session.execute(
        update(_OUTBOX).where(_OUTBOX.c.state == "waiting", _OUTBOX.c.leased_until > now).values(leased_until=None)
    )


def give_up(
    session: Session, message: ClaimedMessage, reason: str, *, state: Literal["dead", "dropped"] = "dropped"
) -> None:
    """Puts a message aside: dropped when nobody can receive it, dead when it needs an engineer."""
    session.execute(
        update(_OUTBOX)
        .where(_OUTBOX.c.id == message.id)
        .values(state=state, leased_until=None, attempts=message.attempts + 1, failure=reason[:500])
    )


def newest_messages(
    session: Session, platform: str, user_id: str, group_id: str, since: datetime, most: int
) -> list[dict[str, Any]]:
    """What was last said to a person in one chat, newest first: cards whose words he may still answer with."""
    rows = session.scalars(
        select(_OUTBOX.c.message)
        .where(_OUTBOX.c.platform == platform, _OUTBOX.c.user_id == user_id, _OUTBOX.c.group_id == group_id)
        .where(_OUTBOX.c.created_at >= since, _OUTBOX.c.state != "dropped", _OUTBOX.c.kind.not_in(("note", "tab")))
        .order_by(_OUTBOX.c.id.desc())
        .limit(most)
    )
    return list(rows)


def backlog(session: Session) -> dict[str, int]:
    """How many messages wait, and how many were given up."""
    rows = session.execute(
        select(_OUTBOX.c.state, func.count()).where(_OUTBOX.c.state.in_(("waiting", "dead"))).group_by(_OUTBOX.c.state)
    )
    return {row[0]: row[1] for row in rows}


def is_due(session: Session, business_now: datetime) -> bool:
    """Whether any message could be sent now, or is being sent."""
    due = or_(_OUTBOX.c.not_before.is_(None), _OUTBOX.c.not_before <= business_now)
    return session.scalar(select(_OUTBOX.c.id).where(_OUTBOX.c.state == "waiting", due).limit(1)) is not None


def forget_sent(session: Session, before: datetime, most: int = 5000) -> int:
    """Deletes messages that were sent or dropped before then; returns how many."""
    old = (
        select(_OUTBOX.c.id).where(_OUTBOX.c.state.in_(("sent", "dropped")), _OUTBOX.c.created_at < before).limit(most)
    )
    return len(session.execute(delete(_OUTBOX).where(_OUTBOX.c.id.in_(old)).returning(_OUTBOX.c.id)).all())


def _claimed(row: Any) -> ClaimedMessage:
    return ClaimedMessage(
        id=row.id,
        key=row.key,
        platform=row.platform,
        user_id=row.user_id,
        group_id=row.group_id,
        kind=row.kind,
        card_key=row.card_key,
        message=row.message,
        reply_to=row.reply_to,
        fallbacks=row.fallbacks,
        attempts=row.attempts,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
