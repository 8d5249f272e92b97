"""What can be asked about follow-ups."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from crm_core.access.queries import may_read
from crm_core.access.views import Viewer
from crm_core.customers.model import CustomerRow
from crm_core.database.types import table
from crm_core.follow_ups.model import CorrectionRow, FollowUpRow
from crm_core.follow_ups.views import Correction, FollowUp
from crm_core.quality.rules import IMPORTED

_FOLLOW_UPS = table(FollowUpRow)
_CUSTOMERS = table(CustomerRow)
_CORRECTIONS = table(CorrectionRow)


def latest_of(
    session: Session, viewer: Viewer, customer_id: int, most: int, before_id: int | None = None
) -> list[FollowUp]:
    """The newest follow-ups of a customer that the person may read (B2); those before one, by its day and id."""
    query = (
        select(_FOLLOW_UPS)
        .join(_CUSTOMERS, _CUSTOMERS.c.id == _FOLLOW_UPS.c.customer_id)
        .where(
            _FOLLOW_UPS.c.customer_id == customer_id,
            _FOLLOW_UPS.c.undone_at.is_(None),
            may_read(viewer, _CUSTOMERS.c.id, _CUSTOMERS.c.owner_id),
        )
        .order_by(_FOLLOW_UPS.c.happened_on.desc(), _FOLLOW_UPS.c.id.desc())
        .limit(most)
    )
    if before_id is not None:
        day = select(_FOLLOW_UPS.c.happened_on).where(_FOLLOW_UPS.c.id == before_id).scalar_subquery()
        earlier_that_day = and_(_FOLLOW_UPS.c.happened_on == day, _FOLLOW_UPS.c.id < before_id)
        query = query.where(or_(_FOLLOW_UPS.c.happened_on < day, earlier_that_day))
    return [view(row) for row in session.execute(query)]


def follow_up(session: Session, viewer: Viewer, follow_up_id: int) -> FollowUp | None:
    """A follow-up that the person wrote, or of a customer that he may read."""
    row = session.execute(
        select(_FOLLOW_UPS)
        .outerjoin(_CUSTOMERS, _CUSTOMERS.c.id == _FOLLOW_UPS.c.customer_id)
        .where(
            _FOLLOW_UPS.c.id == follow_up_id,
            _FOLLOW_UPS.c.undone_at.is_(None),
            or_(
                _FOLLOW_UPS.c.author_id == viewer.employee_id,
                may_read(viewer, _CUSTOMERS.c.id, _CUSTOMERS.c.owner_id),
            ),
        )
    ).first()
    return None if row is None else view(row)


def of_draft(session: Session, draft_id: int) -> list[FollowUp]:
    """The follow-ups that came of one draft and stand."""
    rows = session.execute(
        select(_FOLLOW_UPS)
        .where(_FOLLOW_UPS.c.draft_id == draft_id, _FOLLOW_UPS.c.undone_at.is_(None))
        .order_by(_FOLLOW_UPS.c.id)
    )
    return [view(row) for row in rows]


def recent_of(session: Session, viewer: Viewer, since: datetime) -> list[FollowUp]:
    """What a person has written himself since then, newest first."""
    rows = session.execute(
        select(_FOLLOW_UPS)
        .where(
            _FOLLOW_UPS.c.author_id == viewer.employee_id,
            _FOLLOW_UPS.c.created_at >= since,
            _FOLLOW_UPS.c.undone_at.is_(None),
            _FOLLOW_UPS.c.quality != IMPORTED,
        )
        .order_by(_FOLLOW_UPS.c.id.desc())
        .limit(20)
    )
    return [view(row) for row in rows]


def written_between(session: Session, viewer: Viewer, start: datetime, end: datetime) -> list[tuple[FollowUp, str]]:
    """What a person has written himself from `start` on and before `end`, oldest first, each with its customer's name.

    The name is empty without a customer, and where he may not read it any more.
    """
    readable = and_(
        _CUSTOMERS.c.id == _FOLLOW_UPS.c.customer_id, may_read(viewer, _CUSTOMERS.c.id, _CUSTOMERS.c.owner_id)
    )
    rows = session.execute(
        select(_FOLLOW_UPS, func.coalesce(_CUSTOMERS.c.name, "").label("customer"))
        .select_from(_FOLLOW_UPS.outerjoin(_CUSTOMERS, readable))
        .where(
            _FOLLOW_UPS.c.author_id == viewer.employee_id,
            _FOLLOW_UPS.c.created_at >= start,
            _FOLLOW_UPS.c.created_at < end,
            _FOLLOW_UPS.c.undone_at.is_(None),
            _FOLLOW_UPS.c.quality != IMPORTED,
        )
        .order_by(_FOLLOW_UPS.c.id)
    )
    return [(view(row), row.customer) for row in rows]


def newest_words(session: Session, customer_id: int) -> str:
    """What was talked about last with a customer; whoever calls sends it to the customer's owner only."""
    row = session.execute(
        select(_FOLLOW_UPS.c.topics, _FOLLOW_UPS.c.words)
        .where(_FOLLOW_UPS.c.customer_id == customer_id, _FOLLOW_UPS.c.undone_at.is_(None))
        .order_by(_FOLLOW_UPS.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return ""
    return f"聊了{'、'.join(row.topics)}" if row.topics else row.words[:40]


def is_effective(session: Session, customer_id: int, today: date) -> bool:
    """有效客户 rule 3: at least one valid interaction in the last 30 days, the 30th included (F3)."""
    newest: date | None = session.scalar(
        select(func.max(_FOLLOW_UPS.c.happened_on)).where(
            _FOLLOW_UPS.c.customer_id == customer_id,
            _FOLLOW_UPS.c.undone_at.is_(None),
            _FOLLOW_UPS.c.quality == "valid",
        )
    )
    return newest is not None and 0 <= (today - newest).days <= 30


def said_since(session: Session, author_id: int, since: datetime) -> list[str]:
    """The substance of what a person has recorded since then, for spotting copies (A7)."""
    rows = session.scalars(
        select(_FOLLOW_UPS.c.substance).where(
            _FOLLOW_UPS.c.author_id == author_id,
            _FOLLOW_UPS.c.created_at >= since,
            _FOLLOW_UPS.c.undone_at.is_(None),
            _FOLLOW_UPS.c.quality != IMPORTED,
            _FOLLOW_UPS.c.met,
        )
    )
    return list(rows)


def spoiled_since(session: Session, authors: frozenset[int], since: datetime) -> int:
    """How many records of these people were copied or boilerplate since then: one figure in the digest (E7)."""
    return (
        session.scalar(
            select(func.count()).where(
                _FOLLOW_UPS.c.author_id.in_(authors),
                _FOLLOW_UPS.c.created_at >= since,
                _FOLLOW_UPS.c.undone_at.is_(None),
                _FOLLOW_UPS.c.quality.in_(("copied", "boilerplate")),
            )
        )
        or 0
    )


def corrections(session: Session, after_id: int = 0, most: int = 500) -> list[Correction]:
    """A page of corrections behind one, oldest first; for whoever runs the product, not for members."""
    rows = session.execute(
        select(_CORRECTIONS).where(_CORRECTIONS.c.id > after_id).order_by(_CORRECTIONS.c.id).limit(most)
    )
    return [Correction(**row) for row in rows.mappings()]


def view(row: Any) -> FollowUp:
    """A row as others see it."""
    return FollowUp(**{name: getattr(row, name) for name in FollowUp.__dataclass_fields__})
