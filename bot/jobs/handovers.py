"""A leaver's customers are asked about on each work day until somebody has decided (I23)."""

from __future__ import annotations

from typing import Any

from bot.handovers import remind_managers
from bot.jobs.schedule import Job, JobContext, on_workdays


async def ask_again(context: JobContext) -> dict[str, Any]:
    """One card for each leaver, to his manager."""
    day = context.due_at.astimezone(context.company.zone).date()
    asked = await context.database.write(lambda session: remind_managers(session, context.company, context.now, day))
    return {"asked": asked}


JOBS = (Job("handovers", on_workdays(lambda rules: rules.digest_at), ask_again),)
