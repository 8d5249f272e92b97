"""One file for each thing that happens by the clock; `ALL` is what the scheduler runs."""

from __future__ import annotations

from bot.jobs import (
    approvals,
    directory,
    drafts,
    escalation,
    external_contacts,
    group_pushes,
    handovers,
    housekeeping,
    morning_digest,
    morning_list,
    reminders,
    weekly_report,
)
from bot.jobs.schedule import Job

ALL: tuple[Job, ...] = (
    *escalation.JOBS,
    *reminders.JOBS,
    *drafts.JOBS,
    *approvals.JOBS,
    *morning_list.JOBS,
    *group_pushes.JOBS,
    *morning_digest.JOBS,
    *handovers.JOBS,
    *weekly_report.JOBS,
    *directory.JOBS,
    *external_contacts.JOBS,
    *housekeeping.JOBS,
)
