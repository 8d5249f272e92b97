"""72 hours without a first follow-up: to 待激活池, the rep and then his manager are told, each lead once (D3, D4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot import digests
from bot.clock import machine_now
from bot.jobs.schedule import Job, JobContext, every_minute
from bot.turn import push
from cards.model import Card
from cards.templates import escalation_72h
from crm_core.leads.service import move_to_pool
from crm_core.organisation.queries import employee, nearest_manager
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
    by_owner: dict[int, list[LateLead]] = {}
    by_manager: dict[int, list[LateLead]] = {}
    for lead in moved:
        by_owner.setdefault(lead.owner_id, []).append(lead)
        manager = nearest_manager(session, lead.owner_id)
        if manager is not None:
            by_manager.setdefault(manager.id, []).append(lead)
    hours = context.rules.pool_hours
    for owner_id, leads in by_owner.items():
        run_id = _run_id(owner_id, leads)
        own = digests.idle_leads(session, leads, to_owner=True)
        card = escalation_72h.to_rep(leads=own, run_id=run_id, hours=hours)
        _tell(session, context, owner_id, card, f"pooled:{run_id}")
    for manager_id, leads in by_manager.items():
        run_id = _run_id(manager_id, leads)
        _tell(session, context, manager_id, digests.escalation(session, leads, hours, run_id), f"escalate:{run_id}")
    return len(moved)


def _run_id(receiver_id: int, leads: list[LateLead]) -> str:
    """Names one card: each lead is told once ever, so its oldest lead tells runs apart."""
    return f"{receiver_id}-{leads[0].lead_id}"


def _tell(session: Session, context: JobContext, employee_id: int, card: Card, key: str) -> None:
    someone = employee(session, employee_id)
    if someone is not None and someone.active:
        push(session, context.company, someone, card, key, context.now, machine_now())


JOBS = (Job("escalation", every_minute, escalate),)
