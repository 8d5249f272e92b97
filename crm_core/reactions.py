"""What follows from each event, in the same transaction, all on one screen."""

from __future__ import annotations

from sqlalchemy.orm import Session

from crm_core.assignment.events import CustomerTransferred
from crm_core.audit.service import record
from crm_core.external_contacts.events import (
    ExternalContactEnded,
    ExternalContactIgnored,
    ExternalContactLinked,
    ExternalContactUntagged,
)
from crm_core.follow_ups.events import FollowUpCorrected, FollowUpRecorded, FollowUpUndone
from crm_core.happenings import Reactions
from crm_core.leads.events import (
    LeadCaptured,
    LeadChanged,
    LeadPooled,
    LeadRestored,
    LeadReturned,
    LeadUndone,
    NumberFoundDead,
    NumberWorks,
)
from crm_core.leads.queries import leads_of
from crm_core.leads.service import return_from_pool
from crm_core.organisation.events import (
    AccountMatched,
    EmployeeLeft,
    EmployeeReturned,
    EmployeesJoined,
    EmployeesSeparated,
    MemberChanged,
)
from crm_core.points.service import grant, reverse
from crm_core.points.views import Reason
from crm_core.quality.rules import VALID
from crm_core.reminders.events import NextStepDone, NextStepPutOff
from crm_core.reminders.service import drop_of_follow_up
from crm_core.rules.queries import rules_in_force
from crm_core.tags.service import follow_untagging


def pay_for_lead(session: Session, event: LeadCaptured | LeadRestored | NumberWorks) -> None:
    """录入即奖励 (E1)."""
    points = rules_in_force(session, event.at).points_lead
    grant(session, event.owner_id, points, Reason.LEAD, "lead", event.lead_id, event.company, event.at)


def take_back_for_lead(session: Session, event: LeadUndone) -> None:
    """A lead taken back earns nothing (E1)."""
    reverse(session, Reason.LEAD, "lead", event.lead_id, Reason.LEAD_UNDONE, event.at)


def take_back_for_dead_number(session: Session, event: NumberFoundDead) -> None:
    """A lead whose number is 空号 is not valid (E1)."""
    reverse(session, Reason.LEAD, "lead", event.lead_id, Reason.DEAD_NUMBER, event.at)


def pay_for_follow_up(session: Session, event: FollowUpRecorded) -> None:
    """A valid follow-up earns; a missed visit, a copy, a boilerplate do not (E1, E7)."""
    if event.quality == VALID and event.customer_id is not None:
        points = rules_in_force(session, event.at).points_follow_up
        grant(
            session, event.author_id, points, Reason.FOLLOW_UP, "follow_up", event.follow_up_id, event.label, event.at
        )


def take_back_for_follow_up(session: Session, event: FollowUpUndone) -> None:
    """A follow-up taken back earns nothing, and its promises are dropped."""
    reverse(session, Reason.FOLLOW_UP, "follow_up", event.follow_up_id, Reason.FOLLOW_UP_UNDONE, event.at)
    drop_of_follow_up(session, event.follow_up_id, event.at)


def bring_back_from_pool(session: Session, event: FollowUpRecorded) -> None:
    """Who follows a pooled lead up has it back (CONVERSATION §3.10)."""
    if event.customer_id is not None:
        for lead in leads_of(session, event.customer_id):
            if lead.pool:
                return_from_pool(session, lead.id, None, event.at)


_LeadEvent = LeadCaptured | LeadUndone | LeadRestored | NumberFoundDead | NumberWorks | LeadPooled | LeadReturned


def log_lead(session: Session, event: _LeadEvent) -> None:
    """Every change of a lead is in the audit log."""
    if isinstance(event, LeadPooled):
        actor = None
    else:
        actor = event.owner_id if isinstance(event, LeadCaptured) else event.by
    record(session, actor, _name(event), "lead", event.lead_id, event.at)


def log_lead_change(session: Session, event: LeadChanged) -> None:
    """A corrected number is logged without its digits."""
    words = {} if event.field == "phone" else {"before": event.before, "after": event.after}
    record(session, event.by, "lead_changed", "lead", event.lead_id, event.at, field=event.field, **words)


def log_follow_up(session: Session, event: FollowUpRecorded | FollowUpUndone) -> None:
    """Every follow-up is in the audit log."""
    record(session, event.author_id, _name(event), "follow_up", event.follow_up_id, event.at)


def log_correction(session: Session, event: FollowUpCorrected) -> None:
    """What was corrected, from what to what."""
    record(
        session,
        event.by,
        "follow_up_corrected",
        "follow_up",
        event.follow_up_id,
        event.at,
        field=event.field,
        before=event.before,
        after=event.after,
    )


def log_step(session: Session, event: NextStepDone | NextStepPutOff) -> None:
    """Promises kept and put off."""
    record(session, event.by, _name(event), "next_step", event.step_id, event.at)


def log_transfer(session: Session, event: CustomerTransferred) -> None:
    """Who handed what to whom."""
    record(
        session,
        event.by,
        "customer_transferred",
        "customer",
        event.customer_id,
        event.at,
        from_id=event.from_id,
        to_id=event.to_id,
    )


def log_member(session: Session, event: MemberChanged) -> None:
    """Roles and managers set by an admin."""
    record(
        session,
        event.by,
        "member_changed",
        "employee",
        event.employee_id,
        event.at,
        what=event.what,
        before=event.before,
        after=event.after,
    )


def log_leaving(session: Session, event: EmployeeLeft | EmployeeReturned) -> None:
    """Access ended (I23), or began again."""
    facts = {"platform": event.platform, "others": list(event.others)} if isinstance(event, EmployeeLeft) else {}
    record(session, event.by, _name(event), "employee", event.employee_id, event.at, **facts)


def log_matched(session: Session, event: AccountMatched) -> None:
    """A verified phone gave an employee one more account."""
    record(session, None, "account_matched", "employee", event.employee_id, event.at, platform=event.platform)


def log_join(session: Session, event: EmployeesJoined | EmployeesSeparated) -> None:
    """Who was said to be one person, or two again, and by whom."""
    record(session, event.by, _name(event), "employee", event.kept_id, event.at, other_id=event.joined_id)


def untag(session: Session, event: ExternalContactUntagged) -> None:
    """A tag taken off in the chat goes from the customer (J29)."""
    follow_untagging(session, event.customer_id, event.names)


_ExternalContactEvent = ExternalContactLinked | ExternalContactIgnored | ExternalContactEnded


def log_external_contact(session: Session, event: _ExternalContactEvent) -> None:
    """Whose an external contact is, and that it ended."""
    by = None if isinstance(event, ExternalContactEnded) else event.by
    facts = {"customer_id": event.customer_id} if isinstance(event, ExternalContactLinked) else {}
    record(session, by, _name(event), "external_contact", event.contact_id, event.at, **facts)


def _name(event: object) -> str:
    """LeadCaptured → lead_captured."""
    name = type(event).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


REACTIONS: Reactions = {
    LeadCaptured: (pay_for_lead, log_lead),
    LeadUndone: (take_back_for_lead, log_lead),
    LeadRestored: (pay_for_lead, log_lead),
    LeadChanged: (log_lead_change,),
    NumberFoundDead: (take_back_for_dead_number, log_lead),
    NumberWorks: (pay_for_lead, log_lead),
    LeadPooled: (log_lead,),
    LeadReturned: (log_lead,),
    FollowUpRecorded: (pay_for_follow_up, bring_back_from_pool, log_follow_up),
    FollowUpUndone: (take_back_for_follow_up, log_follow_up),
    FollowUpCorrected: (log_correction,),
    NextStepDone: (log_step,),
    NextStepPutOff: (log_step,),
    CustomerTransferred: (log_transfer,),
    ExternalContactLinked: (log_external_contact,),
    ExternalContactIgnored: (log_external_contact,),
    ExternalContactEnded: (log_external_contact,),
    ExternalContactUntagged: (untag,),
    EmployeeLeft: (log_leaving,),
    EmployeeReturned: (log_leaving,),
    MemberChanged: (log_member,),
    AccountMatched: (log_matched,),
    EmployeesJoined: (log_join,),
    EmployeesSeparated: (log_join,),
}
