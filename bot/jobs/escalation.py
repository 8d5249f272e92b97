"""72 hours without a first follow-up: to 待激活池, the rep and then his manager are told, each lead once (D3, D4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot import digests
from bot.clock import machine_now
from bot.jobs.schedule import Job, JobContext, every_minute
from bot.turn import push
from cards.templates import escalation_72h
from crm_core.leads.queries import lead_for_company
from crm_core.leads.service import move_to_pool
from crm_core.organisation.queries import employee, nearest_manager
from crm_core.organisation.views import Employee
from crm_core.reports.queries import never_followed
from crm_core.reports.views import LateLead

MOST_AT_ONCE = 50


async def escalate(context: JobContext) -> dict[str, Any]:
    """Moves what is due in pieces; moving and telling are one transaction."""
    moved = 0
    while True:
        done = await context.database.write(lambda session: _move(session, context))
        moved += done
        if done < MOST_AT_ONCE:
            return {"moved": moved}


def _move(session: Session, context: JobContext) -> int:
    due = never_followed(session, context.now, context.rules.pool_hours, MOST_AT_ONCE)
    moved = [lead for lead in due if move_to_pool(session, lead.lead_id, context.now)]
    by_manager: dict[int, list[LateLead]] = {}
    for lead in moved:
        owner = employee(session, lead.owner_id)
        if owner is not None and owner.active:
            _tell_rep(session, context, owner, lead)
        manager = nearest_manager(session, lead.owner_id)
        if manager is not None:
            by_manager.setdefault(manager.id, []).append(lead)
    for manager_id, leads in by_manager.items():
        manager = employee(session, manager_id)
        if manager is not None:
            leads.sort(key=lambda one: -one.idle_hours)
            run_id = f"{manager_id}-{leads[0].lead_id}-{len(leads)}"
            card = digests.escalation(session, leads, context.rules, run_id)
            push(session, context.company, manager, card, f"escalate:{run_id}"[:50], context.now, machine_now())
    return len(moved)


def _tell_rep(session: Session, context: JobContext, owner: Employee, lead: LateLead) -> None:
    current = lead_for_company(session, lead.lead_id)
    card = escalation_72h.to_rep(
        lead_id=lead.lead_id,
        version=current.version if current else 1,
        company=lead.company,
        hours=context.rules.pool_hours,
    )
    push(session, context.company, owner, card, f"pooled:{lead.lead_id}", context.now, machine_now())


JOBS = (Job("escalation", every_minute, escalate),)
