"""At the hour of the digests on work days: each team's figures to its chat group, while its manager is with us (D2).

Before the manager's own digest, which tells of pooled leads once: both begin with the same total.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import machine_now
from bot.group_pushes import figures, group_id
from bot.jobs.schedule import Job, JobContext, on_workdays
from cards.model import stored
from crm_core.database import outbox
from crm_core.group_pushes.queries import enabled
from crm_core.organisation.queries import employee


async def send_figures(context: JobContext) -> dict[str, Any]:
    """One message to each group; figures that come on another day are not sent."""
    sent = await context.database.write(lambda session: _send(session, context))
    return {"sent": sent}


def _send(session: Session, context: JobContext) -> int:
    zone = context.company.zone
    day = context.now.astimezone(zone).date()
    sent = 0
    for push in enabled(session):
        manager = employee(session, push.manager_id)
        if manager is None or not manager.active:
            continue
        message = figures(session, context.company, manager, context.rules, context.now)
        new = outbox.NewMessage(
            key=f"group:{push.id}:{context.due_at:%Y%m%d}",
            platform=push.platform,
            user_id="",
            group_id=group_id(push.id),
            message=stored(message),
            expires_at=datetime.combine(day + timedelta(days=1), time(0, 0), zone),
        )
        sent += outbox.put(session, new, machine_now()) is not None
    return sent


JOBS = (Job("group_pushes", on_workdays(lambda rules: rules.digest_at), send_figures),)
