"""The figures, computed when they are asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from crm_core.database.types import table
from crm_core.leads.model import LeadRow
from crm_core.reminders.model import NextStepRow
from crm_core.reports.views import Funnel, LateLead, Rate
from crm_core.stages.rules import OPPORTUNITY, PURSUED, WON

_LEADS = table(LeadRow)
_STEPS = table(NextStepRow)


def late_leads(session: Session, owners: Collection[int], now: datetime, today: date, hours: int) -> list[LateLead]:
    """Leads of these owners that nobody followed up within the hours, the longest first (D1).

    Never followed: counted from their creation, also when they have moved to a pool, but then only until a
    digest has shown them once. Followed before: counted from the last follow-up, unless an open next step is
    still to come.
    """
    limit = now - timedelta(hours=hours)
    waiting_step = exists().where(
        and_(
            _STEPS.c.customer_id == _LEADS.c.customer_id,
            _STEPS.c.state == "open",
            _STEPS.c.due_on >= today,
        )
    )
    since = func.coalesce(_LEADS.c.last_followed_up_at, _LEADS.c.created_at)
    rows = session.execute(
        select(_LEADS, since.label("since"))
        .where(_LEADS.c.deleted_at.is_(None), _LEADS.c.owner_id.in_(owners), _LEADS.c.stage.in_(PURSUED))
        .where(
            or_(
                and_(_LEADS.c.last_followed_up_at.is_(None), _LEADS.c.created_at < limit),
                and_(_LEADS.c.last_followed_up_at < limit, ~waiting_step),
            )
        )
        .where(or_(_LEADS.c.pool == "", _LEADS.c.shown_in_pool_at.is_(None)))
        .order_by(since, _LEADS.c.id)
    )
    return [_late(row, now) for row in rows]


def never_followed(session: Session, now: datetime, hours: int, most: int = 500) -> list[LateLead]:
    """Leads of everybody that were never followed up within the hours and of which no manager was told (D3)."""
    rows = session.execute(
        select(_LEADS, _LEADS.c.created_at.label("since"))
        .where(
            _LEADS.c.deleted_at.is_(None),
            _LEADS.c.last_followed_up_at.is_(None),
            _LEADS.c.created_at < now - timedelta(hours=hours),
            _LEADS.c.escalated_at.is_(None),
            _LEADS.c.pool == "",
            _LEADS.c.stage.in_(PURSUED),
        )
        .order_by(_LEADS.c.created_at, _LEADS.c.id)
        .limit(most)
    )
    return [_late(row, now) for row in rows]


def note_shown_in_pool(session: Session, lead_ids: Collection[int], now: datetime) -> None:
    """The digest has shown these pooled leads: it never does again (D1)."""
    session.execute(
        update(_LEADS)
        .where(_LEADS.c.id.in_(lead_ids), _LEADS.c.pool != "", _LEADS.c.shown_in_pool_at.is_(None))
        .values(shown_in_pool_at=now)
    )


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
    """Rates of the leads captured between two instants; numbers marked dead are not counted (K4, K8)."""
    rows = session.execute(
        select(_LEADS.c.stage, func.count())
        .where(
            _LEADS.c.owner_id.in_(owners),
            _LEADS.c.deleted_at.is_(None),
            _LEADS.c.is_virtual.is_(False),
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
