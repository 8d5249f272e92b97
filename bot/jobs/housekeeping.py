"""Every night: what nobody needs any more goes."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from bot.clock import machine_now
from bot.jobs.schedule import Job, JobContext, nightly
from crm_core.attachments import service as attachments
from crm_core.database import inbox, job_runs, outbox
from crm_core.imports import service as imports

KEEP_SENT = timedelta(days=90)
KEEP_RUNS = timedelta(days=35)


async def tidy(context: JobContext) -> dict[str, Any]:
    """Deletes events dealt with, messages sent, runs done and files whose time ran out, in pieces."""
    gone = {"events": 0, "messages": 0, "runs": 0, "files": 0}
    while done := await context.database.write(lambda session: inbox.forget_done(session, machine_now())):
        gone["events"] += done
    while done := await context.database.write(lambda session: outbox.forget_sent(session, machine_now() - KEEP_SENT)):
        gone["messages"] += done
    while done := await context.database.write(lambda session: job_runs.forget(session, context.now - KEEP_RUNS)):
        gone["runs"] += done
    while done := await context.database.write(lambda session: attachments.forget_run_out(session, context.now)):
        gone["files"] += done
    gone["lists"] = await context.database.write(lambda session: imports.expire(session, context.now))
    return gone


JOBS = (Job("housekeeping", nightly(time(3, 40)), tidy),)
