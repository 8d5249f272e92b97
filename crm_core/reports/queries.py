"""The figures, computed when they are asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Subquery, and_, case, exists, func, or_, select, text, union_all, update
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.model import IS_PURSUED, IS_UNTOLD, LeadRow
from crm_core.reminders.model import NextStepRow
from crm_core.reports.views import Funnel, LateLead, Rate
from crm_core.stages.rules import OPPORTUNITY, WON

_LEADS = table(LeadRow)
_STEPS = table(NextStepRow)
_FOLLOW_UPS = table(FollowUpRow)
_ROW = (_LEADS.c.id, _LEADS.c.customer_id, _LEADS.c.company, _LEADS.c.owner_id, _LEADS.c.pool)


def late_leads(
    session: Session, owners: Collection[int], now: datetime, today: date, hours: int, most: int | None = None
) -> list[LateLead]:
    """Leads of these owners that nobody followed up within the hours, the longest first (D1).

    Never followed: counted from their creation, also when they have moved to a pool, but then only until a
    digest has shown them once. Followed before: counted from the last follow-up, unless an open next step is
    still to come.
    """
    late = _late_ones(owners, now, today, hours)
    rows = session.execute(select(late).order_by(late.c.since, late.c.id).limit(most))
    return [_late(row, now) for row in rows]


def late_counts(
    session: Session, owners: Collection[int], now: datetime, today: date, hours: int, pool_hours: int
) -> tuple[int, int]:
    """How many leads of these owners are late (D1), and how many of them by the hours of the pool or more."""
    late = _late_ones(owners, now, today, hours)
    long_ago = case((late.c.since <= now - timedelta(hours=pool_hours), 1))
    row = session.execute(select(func.count(), func.count(long_ago)).select_from(late)).one()
    return row[0], row[1]


def _late_ones(owners: Collection[int], now: datetime, today: date, hours: int) -> Subquery:
    """Two halves, so that each is one range of `ix_leads_pursued`; with an OR the databases read every lead."""
    limit = now - timedelta(hours=hours)
    never = select(*_ROW, _LEADS.c.created_at.label("since")).where(
        _LEADS.c.last_followed_up_at.is_(None), _LEADS.c.created_at < limit
    )
    waiting_step = exists().where(
        and_(
            _STEPS.c.customer_id == _LEADS.c.customer_id,
            _STEPS.c.state == "open",
            _STEPS.c.due_on >= today,
        )
    )
    followed = select(*_ROW, _LEADS.c.last_followed_up_at.label("since")).where(
        _LEADS.c.last_followed_up_at < limit, ~waiting_step
    )
    looked_after = and_(
        _LEADS.c.deleted_at.is_(None),
        text(IS_PURSUED),
        _LEADS.c.owner_id.in_(owners),
        or_(_LEADS.c.pool == "", _LEADS.c.shown_in_pool_at.is_(None)),
    )
    return union_all(never.where(looked_after), followed.where(looked_after)).subquery("late")


def never_followed(session: Session, now: datetime, hours: int, most: int = 500) -> list[LateLead]:
    """Leads of everybody that were never followed up within the hours and of which no manager was told (D3)."""
    rows = session.execute(
        select(*_ROW, _LEADS.c.created_at.label("since"))
        .where(
            _LEADS.c.deleted_at.is_(None),
            text(IS_UNTOLD),
            _LEADS.c.created_at < now - timedelta(hours=hours),
            text(IS_PURSUED),
        )
        .order_by(_LEADS.c.created_at, _LEADS.c.id)
        .limit(most)
    )
    return [_late(row, now) for row in rows]


def not_followed_between(
    session: Session, owners: Collection[int], first: date, last: date, end: datetime
) -> list[tuple[int, int, str]]:
    """Leads still pursued, captured before `end`, of which nothing was recorded on these days: (owner, id, company)."""
    followed = exists().where(
        _FOLLOW_UPS.c.customer_id == _LEADS.c.customer_id,
        _FOLLOW_UPS.c.undone_at.is_(None),
        _FOLLOW_UPS.c.happened_on.between(first, last),
    )
    rows = session.execute(
        select(_LEADS.c.owner_id, _LEADS.c.id, _LEADS.c.company)
        .where(_LEADS.c.owner_id.in_(owners), _LEADS.c.deleted_at.is_(None), text(IS_PURSUED))
        .where(_LEADS.c.created_at < end, ~followed)
        .order_by(_LEADS.c.created_at, _LEADS.c.id)
    )
    return [(row.owner_id, row.id, row.company) for row in rows]


def pursued_before(session: Session, owners: Collection[int], end: datetime) -> int:
    """How many leads of these owners are still pursued and were captured before then."""
    return (
        session.scalar(
            select(func.count())
            .select_from(_LEADS)
            .where(_LEADS.c.owner_id.in_(owners), _LEADS.c.deleted_at.is_(None), text(IS_PURSUED))
            .where(_LEADS.c.created_at < end)
        )
        or 0
    )


def note_shown_in_pool(session: Session, owners: Collection[int], now: datetime, today: date, hours: int) -> None:
    """The digest has shown the late leads of these owners: those in a pool never again (D1)."""
    late = _late_ones(owners, now, today, hours)
    pooled = select(late.c.id).where(late.c.pool != "")
    session.execute(update(_LEADS).where(_LEADS.c.id.in_(pooled)).values(shown_in_pool_at=now))


def first_response_hours(session: Session, owners: Collection[int], now: datetime) -> float | None:
    """Mean hours from creation to the first follow-up of leads created in the last 30 days (D7)."""
    rows = session.execute(
        select(_LEADS.c.created_at, _LEADS.c.first_followed_up_at).where(
            _LEADS.c.owner_id.in_(owners),
            _LEADS.c.deleted_at.is_(None),
            _LEADS.c.created_at >= now - timedelta(days=30),
            _LEADS.c.first_followed_up_at.is_not(None),
        )
    ).all()
    if not rows:
        return None
    seconds: float = sum(max((row.first_followed_up_at - row.created_at).total_seconds(), 0.0) for row in rows)
    return seconds / len(rows) / 3600


def funnel(session: Session, owners: Collection[int], start: datetime, end: datetime) -> Funnel:
    """Rates of the leads captured between two instants; dead and virtual numbers are not counted (A15, K4, K8)."""
    rows = session.execute(
        select(_LEADS.c.stage, func.count())
        .where(
            _LEADS.c.owner_id.in_(owners),
            _LEADS.c.deleted_at.is_(None),
            _LEADS.c.is_virtual.is_(False),
            _LEADS.c.number_dead_at.is_(None),
            _LEADS.c.created_at >= start,
            _LEADS.c.created_at < end,
        )
        .group_by(_LEADS.c.stage)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in rows}
    opportunities = sum(counts.get(stage, 0) for stage in OPPORTUNITY)
    return Funnel(Rate(opportunities, sum(counts.values())), Rate(counts.get(WON, 0), opportunities))


def _late(row: Any, now: datetime) -> LateLead:
    idle = int((now - row.since).total_seconds() // 3600)
    return LateLead(row.id, row.customer_id, row.company, row.owner_id, idle, row.since, row.pool)
