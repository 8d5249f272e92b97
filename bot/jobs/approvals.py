"""Requests that nobody answers: a reminder after 24 hours, void after 48; a request to a colleague goes to his manager
(CONVERSATION 3.4, 3.17, §4.7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import team_texts
from bot.clock import machine_now
from bot.handlers.duplicates import SHARE
from bot.jobs.schedule import Job, JobContext, every_minute
from bot.turn import push
from cards.templates import approval_request, collaboration
from crm_core.approvals.queries import expired, to_remind
from crm_core.approvals.service import expire, hand_on, note_reminded
from crm_core.approvals.views import Approval
from crm_core.organisation.queries import employee, nearest_manager

REMIND_AFTER = timedelta(hours=24)


async def look_after(context: JobContext) -> dict[str, Any]:
    """Reminds, hands on, lets expire."""
    return await context.database.write(lambda session: _look_after(session, context))


def _look_after(session: Session, context: JobContext) -> dict[str, Any]:
    reminded = to_remind(session, context.now - REMIND_AFTER)
    for approval in reminded:
        note_reminded(session, approval.id, context.now)
        _tell(
            session,
            context,
            approval.approver_id,
            team_texts.somebody_waits(_name(session, approval.asked_by)),
            approval,
            "r",
        )
    over = expired(session, context.now)
    for approval in over:
        manager = nearest_manager(session, approval.approver_id) if approval.kind == SHARE else None
        if manager is not None and manager.id not in (approval.asked_by, approval.approver_id):
            _hand_on(session, context, approval, manager.id)
        else:
            expire(session, approval.id, context.now)
            void = approval_request.void(word="协作" if approval.kind == SHARE else "新建")
            over_for_approver = team_texts.ran_out(_name(session, approval.asked_by))
            _tell(session, context, approval.asked_by, void, approval, f"v{approval.asked_by}")
            _tell(session, context, approval.approver_id, over_for_approver, approval, f"v{approval.approver_id}")
    return {"reminded": len(reminded), "over": len(over)}


def _hand_on(session: Session, context: JobContext, approval: Approval, manager_id: int) -> None:
    hand_on(session, approval.id, manager_id, context.now)
    owner, manager = _name(session, approval.approver_id), _name(session, manager_id)
    card = collaboration.request(
        request_id=approval.id,
        asker=_name(session, approval.asked_by),
        company=str(approval.wanted["company"]),
        also_recorded_today=False,
    )
    _tell(session, context, manager_id, card, approval, "h")
    _tell(session, context, approval.asked_by, collaboration.passed_on(owner=owner, approver=manager), approval, "p")


def _tell(session: Session, context: JobContext, employee_id: int, message: Any, approval: Approval, part: str) -> None:
    someone = employee(session, employee_id)
    if someone is not None and someone.active:
        key = f"approval:{approval.id}:{part}"
        push(session, context.company, someone, message, key, context.now, machine_now())


def _name(session: Session, employee_id: int) -> str:
    someone = employee(session, employee_id)
    return someone.name if someone else ""


JOBS = (Job("approvals", every_minute, look_after),)
