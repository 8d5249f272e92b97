"""08:45 on work days: each rep's own promises that are due, and his late leads; nothing to who has nothing (D2, B3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.jobs.everyone import send_to_everyone
from bot.jobs.reminders import due_step, step_card
from bot.jobs.schedule import Job, JobContext, on_workdays
from cards.model import Card
from cards.templates import next_step_due, today
from crm_core.organisation.views import Employee
from crm_core.reminders.queries import due_by
from crm_core.reminders.service import note_told
from crm_core.reports.queries import late_leads


async def send_lists(context: JobContext) -> dict[str, Any]:
    """One message for each person with something due."""
    return await send_to_everyone(context, _card, "morning", context.due_at)


def _card(session: Session, context: JobContext, someone: Employee) -> Card | None:
    reader = context.company.reader(someone, context.now)
    due = due_by(session, someone.id, reader.today)
    note_told(
        session, [step.id for step in due if step.remind_at is None or step.remind_at <= context.now], context.now
    )
    late = late_leads(session, [someone.id], context.now, reader.today, context.rules.overdue_hours)
    if len(due) == 1 and not late:
        return step_card(session, due[0], reader)
    if due:
        steps = [due_step(session, step, reader) for step in due]
        card = next_step_due.several(
            steps=steps, total=len(due), reader=reader, list_id=f"{someone.id}-{reader.today:%Y%m%d}"
        )
        return card.model_copy(update={"lines": (*card.lines, _late_line(late))}) if late else card
    if late:
        return today.late(
            companies=[(one.company, one.idle_hours, one.lead_id) for one in late], hours=context.rules.overdue_hours
        )
    return None


def _late_line(late: list[Any]) -> str:
    return f"另有 {len(late)} 条线索没跟进，先看{late[0].company}：{late[0].idle_hours} 小时"


JOBS = (Job("morning_list", on_workdays(lambda rules: rules.morning_at), send_lists),)
