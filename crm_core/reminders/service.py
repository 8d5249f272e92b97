"""Making, keeping and putting off promises."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.database.types import table
from crm_core.errors import Gone
from crm_core.happenings import tell
from crm_core.reminders.events import NextStepDone, NextStepPutOff
from crm_core.reminders.model import NextStepRow
from crm_core.reminders.queries import next_step
from crm_core.reminders.views import NextStep

_STEPS = table(NextStepRow)


def add_step(
    session: Session,
    owner_id: int,
    customer_id: int | None,
    follow_up_id: int | None,
    who: str,
    what: str,
    due_from: date | None,
    due_on: date | None,
    remind_at: datetime | None,
    now: datetime,
) -> int:
    """Notes a promise; returns its id."""
    step_id: int = session.execute(
        insert(_STEPS)
        .values(
            owner_id=owner_id,
            customer_id=customer_id,
            follow_up_id=follow_up_id,
            who=who,
            what=what[:200],
            due_from=due_from,
            due_on=due_on,
            remind_at=remind_at,
            state="open",
            snoozes=0,
            created_at=now,
            version=1,
        )
        .returning(_STEPS.c.id)
    ).scalar_one()
    return step_id


def complete(session: Session, by: Viewer, step_id: int, now: datetime) -> NextStep:
    """The promise is kept. Raises Gone when it was closed before."""
    step = next_step(session, by, step_id)
    closed = session.execute(
        update(_STEPS)
        .where(_STEPS.c.id == step_id, _STEPS.c.state == "open")
        .values(state="done", done_at=now, version=_STEPS.c.version + 1)
        .returning(_STEPS.c.id)
    ).first()
    if closed is None:
        raise Gone(subject="step")
    tell(session, NextStepDone(step_id, by.employee_id, now))
    return step


def drop(session: Session, by: Viewer, step_id: int, now: datetime) -> NextStep:
    """The promise was no promise. Raises Gone when it is closed already."""
    step = next_step(session, by, step_id)
    dropped = session.execute(
        update(_STEPS)
        .where(_STEPS.c.id == step_id, _STEPS.c.state == "open")
        .values(state="dropped", done_at=now, version=_STEPS.c.version + 1)
        .returning(_STEPS.c.id)
    ).first()
    if dropped is None:
        raise Gone(subject="step")
    return step


def put_off(session: Session, by: Viewer, step_id: int, day: date, remind_at: datetime, now: datetime) -> NextStep:
    """Tells it again at that hour; the promise is then due on that day. Raises Gone when it is closed."""
    step = next_step(session, by, step_id)
    moved = session.execute(
        update(_STEPS)
        .where(_STEPS.c.id == step_id, _STEPS.c.state == "open")
        .values(due_on=day, remind_at=remind_at, snoozes=_STEPS.c.snoozes + 1, version=_STEPS.c.version + 1)
        .returning(_STEPS.c.id)
    ).first()
    if moved is None:
        raise Gone(subject="step")
    tell(session, NextStepPutOff(step_id, by.employee_id, step.snoozes + 1, now))
    return next_step(session, by, step_id)


def note_told(session: Session, step_ids: list[int], now: datetime) -> None:
    """The owner has been told."""
    if step_ids:
        session.execute(update(_STEPS).where(_STEPS.c.id.in_(step_ids)).values(reminded_at=now))


def drop_of_follow_up(session: Session, follow_up_id: int, now: datetime) -> None:
    """The follow-up was taken back, and its promises with it."""
    session.execute(
        update(_STEPS)
        .where(_STEPS.c.follow_up_id == follow_up_id, _STEPS.c.state == "open")
        .values(state="dropped", done_at=now, version=_STEPS.c.version + 1)
    )


def give_steps_to(session: Session, customer_id: int, owner_id: int) -> None:
    """Open promises go with the customer to its new owner."""
    session.execute(
        update(_STEPS).where(_STEPS.c.customer_id == customer_id, _STEPS.c.state == "open").values(owner_id=owner_id)
    )
