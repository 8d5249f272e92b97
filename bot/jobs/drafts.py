"""Drafts that wait: one reminder at 18:00, then they expire; the words stay (CONVERSATION §4.7)."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import texts
from bot.clock import machine_now
from bot.jobs.schedule import Job, JobContext, every_minute, nightly
from bot.turn import push
from cards.model import Card, Text
from cards.templates import report_draft
from crm_core.follow_ups import drafts
from crm_core.follow_ups.views import Draft
from crm_core.organisation.queries import employee

REMIND_AT = time(18, 0)
YOUNGEST = timedelta(minutes=30)


async def remind(context: JobContext) -> dict[str, Any]:
    """One message for each person with open drafts."""
    return {"reminded": await context.database.write(lambda session: _remind(session, context))}


def _remind(session: Session, context: JobContext) -> int:
    waiting: dict[int, list[Draft]] = {}
    for draft in drafts.to_remind(session, context.now - YOUNGEST):
        drafts.note_reminded(session, draft.id, context.now)
        if draft.kind in ("report", "lead"):
            waiting.setdefault(draft.employee_id, []).append(draft)
    for employee_id, found in waiting.items():
        someone = employee(session, employee_id)
        if someone is not None and someone.active:
            key = f"drafts:{employee_id}:{found[-1].id}"
            push(session, context.company, someone, _message(found), key, context.now, machine_now())
    return len(waiting)


def _message(found: list[Draft]) -> Card | Text:
    """The newest report with what else waits; a lead without a number asks for it."""
    reports = [draft for draft in found if draft.kind == "report"]
    if not reports:
        kept = found[-1].items[0]
        return texts.still_missing(str(kept.get("company", "")), str(kept.get("phone", "")))
    names = [item["company"] or item["customer_name"] or item["contact"] for draft in reports for item in draft.items]
    return report_draft.still_waiting(draft_id=reports[-1].id, version=reports[-1].version, names=names)


async def expire(context: JobContext) -> dict[str, Any]:
    """Closes drafts whose time is over."""
    return {"expired": len(await context.database.write(lambda session: drafts.expire(session, context.now)))}


JOBS = (
    Job("draft_reminder", nightly(REMIND_AT), remind),
    Job("draft_expiry", every_minute, expire),
)
