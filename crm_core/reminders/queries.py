"""What can be asked about next steps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.database.types import table
from crm_core.errors import NotVisible
from crm_core.reminders.model import NextStepRow
from crm_core.reminders.views import NextStep

_STEPS = table(NextStepRow)


def next_step(session: Session, viewer: Viewer, step_id: int) -> NextStep:
    """A next step of the person's own or his team's. Raises NotVisible otherwise."""
    row = session.execute(select(_STEPS).where(_STEPS.c.id == step_id, _STEPS.c.owner_id.in_(viewer.owners))).first()
    if row is None:
        raise NotVisible(subject="step")
    return _view(row)


def open_steps(session: Session, owner_id: int, most: int = 50) -> list[NextStep]:
    """A person's open next steps, the most urgent first."""
    rows = session.execute(
        select(_STEPS)
        .where(_STEPS.c.owner_id == owner_id, _STEPS.c.state == "open")
        .order_by(_STEPS.c.due_on.nulls_last(), _STEPS.c.id)
        .limit(most)
    )
    return [_view(row) for row in rows]


def due_by(session: Session, owner_id: int, day: date) -> list[NextStep]:
    """A person's open next steps whose last day is this one or has passed, and that no hour of their own will tell."""
    rows = session.execute(
        select(_STEPS)
        .where(_STEPS.c.owner_id == owner_id, _STEPS.c.state == "open", _STEPS.c.due_on <= day)
        .order_by(_STEPS.c.due_on, _STEPS.c.id)
        .limit(100)
    )
    return [_view(row) for row in rows]


def owners_with_due(session: Session, day: date) -> list[int]:
    """Who has something that falls due by this day."""
    rows = session.scalars(
        select(_STEPS.c.owner_id)
        .where(_STEPS.c.state == "open", _STEPS.c.due_on <= day)
        .distinct()
        .order_by(_STEPS.c.owner_id)
    )
    return list(rows)


def to_tell(session: Session, now: datetime, most: int = 200) -> list[NextStep]:
    """Open next steps whose own hour has come and was not told yet."""
    rows = session.execute(
        select(_STEPS)
        .where(
            _STEPS.c.state == "open",
            _STEPS.c.remind_at <= now,
            or_(_STEPS.c.reminded_at.is_(None), _STEPS.c.reminded_at < _STEPS.c.remind_at),
        )
        .order_by(_STEPS.c.remind_at, _STEPS.c.id)
        .limit(most)
    )
    return [_view(row) for row in rows]


def steps_of(session: Session, customer_id: int, most: int = 20) -> list[NextStep]:
    """Open next steps with a customer; whoever calls has checked that the person may read it."""
    rows = session.execute(
        select(_STEPS)
        .where(_STEPS.c.customer_id == customer_id, _STEPS.c.state == "open")
        .order_by(_STEPS.c.due_on.nulls_last(), _STEPS.c.id)
        .limit(most)
    )
    return [_view(row) for row in rows]


def steps_of_follow_ups(session: Session, follow_up_ids: list[int]) -> list[NextStep]:
    """Open next steps that came of these follow-ups."""
    rows = session.execute(
        select(_STEPS).where(_STEPS.c.follow_up_id.in_(follow_up_ids), _STEPS.c.state == "open").order_by(_STEPS.c.id)
    )
    return [_view(row) for row in rows]


def _view(row: Any) -> NextStep:
    return NextStep(**{name: getattr(row, name) for name in NextStep.__dataclass_fields__})
