"""09:00 on work days: TOP5 of late leads to each 主管, rates to each 总监; a team without late leads gets nothing
(D1, D2, D7, K3, K4, K13)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot import digests
from bot.clock import machine_now
from bot.jobs.schedule import Job, JobContext, on_workdays, spread
from bot.turn import push
from crm_core.organisation.queries import active_employees, reports_of, subordinates
from crm_core.organisation.views import Employee, Role
from crm_core.reports.queries import note_shown_in_pool


async def send_digests(context: JobContext) -> dict[str, Any]:
    """One card for each manager whose people have late leads, one line of rates for each director."""
    people = await context.database.read(active_employees)
    leaders = {someone.manager_id for someone in people if someone.manager_id is not None}
    sent = 0
    for someone in people:
        if someone.id in leaders:
            later = spread(someone, len(leaders))
            sent += await context.database.write(
                lambda session, manager=someone, later=later: _send(session, context, manager, later)  # type: ignore[misc]
            )
    return {"sent": sent}


def _send(session: Session, context: JobContext, manager: Employee, later: timedelta) -> int:
    reader = context.company.reader(manager, context.now)
    send = partial(push, session, context.company, manager, now=context.now, machine_now=machine_now(), spread=later)
    day = f"{context.due_at:%Y%m%d}"
    sent = 0
    own = reports_of(session, manager.id)
    card = digests.top5(session, own, context.rules, reader, f"{manager.id}-{day}")
    if card is not None:
        sent += send(card, f"digest:{manager.id}:{day}")
        note_shown_in_pool(session, own, context.now, reader.today, context.rules.overdue_hours)
    if manager.role is Role.DIRECTOR:
        rates = digests.rates(session, subordinates(session, manager.id), reader)
        if rates is not None:
            sent += send(rates, f"rates:{manager.id}:{day}")
    return sent


JOBS = (Job("morning_digest", on_workdays(lambda rules: rules.digest_at), send_digests),)
