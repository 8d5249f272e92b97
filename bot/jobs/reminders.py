"""A promise with an hour of its own, or one that was put off, is told at that hour (A11)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.clock import machine_now
from bot.handlers.next_steps import snooze_choices
from bot.jobs.schedule import Job, JobContext, every_minute
from bot.turn import push
from cards.model import Card
from cards.templates import next_step_due
from cards.templates.rows import DueStep
from cards.wording import Reader
from crm_core.customers.queries import customer_for_company, phones_of
from crm_core.follow_ups.queries import newest_words
from crm_core.organisation.queries import employee
from crm_core.reminders.queries import to_tell
from crm_core.reminders.service import note_told
from crm_core.reminders.views import NextStep


async def tell_due(context: JobContext) -> dict[str, Any]:
    """One card for each promise whose hour has come."""
    return {"told": await context.database.write(lambda session: _tell(session, context))}


def _tell(session: Session, context: JobContext) -> int:
    due = to_tell(session, context.now)
    for step in due:
        owner = employee(session, step.owner_id)
        if owner is not None and owner.active:
            card = step_card(session, step, context.company.reader(owner, context.now))
            key = f"step:{step.id}:{step.snoozes}"
            push(session, context.company, owner, card, key, context.now, machine_now())
    note_told(session, [step.id for step in due], context.now)
    return len(due)


def step_card(session: Session, step: NextStep, reader: Reader) -> Card:
    """The reminder of one promise, with what was said last time."""
    phones = phones_of(session, step.customer_id) if step.customer_id is not None else []
    return next_step_due.one(
        step=due_step(session, step, reader),
        reader=reader,
        last_time=newest_words(session, step.customer_id) if step.customer_id is not None else "",
        phone=phones[0] if phones else "",
        snooze=snooze_choices(reader),
    )


def due_step(session: Session, step: NextStep, reader: Reader) -> DueStep:
    """A promise as cards show it."""
    found = customer_for_company(session, step.customer_id) if step.customer_id is not None else None
    on = step.due_on or reader.today
    overdue = max((reader.today - on).days, 0)
    return DueStep(step.id, step.version, step.what, found.name if found else "", on, overdue)


JOBS = (Job("reminders", every_minute, tell_due),)
