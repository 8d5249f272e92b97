"""Capturing a lead in three fields, taking it back, correcting it (A1, A15, E1, F4, F8, F18)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from crm_core.access.queries import may_write
from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.audit.queries import act_on
from crm_core.audit.service import mark_undone, remember_undoable
from crm_core.contacts import service as contacts
from crm_core.customers import queries as customer_queries
from crm_core.customers import service as customers
from crm_core.database.engine import lock
from crm_core.database.types import table
from crm_core.errors import Gone, Invalid, NotVisible, TooLate
from crm_core.external_contacts import service as external_contacts
from crm_core.follow_ups.model import FollowUpRow
from crm_core.happenings import tell
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
from crm_core.leads.model import LeadRow
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.queries import lead_for_company, view
from crm_core.leads.rules import blocking, worth_a_hint
from crm_core.leads.views import Blocked, Captured, Lead, NewLead
from crm_core.stages.rules import STAGES
from nlu.companies import normal_name, refused_company
from nlu.phones import find_phones

_LEADS = table(LeadRow)
_FOLLOW_UPS = table(FollowUpRow)
_LEAD = insert(_LEADS).returning(*_LEADS.c)

POOL = "待激活"
UNDO_KIND = "lead"


def capture_lead(
    session: Session, by: Viewer, new: NewLead, now: datetime, conversation: str, *, despite_duplicate: bool = False
) -> Captured | Blocked:
    """Saves a lead with its customer and contact, unless somebody has the customer already (F12: safe in parallel).

    `despite_duplicate` is set only after a manager's approval (F18). Raises Invalid for a field that breaks a rule.
    """
    require(by, Operation.CAPTURE)
    is_virtual = _check(new)
    lock(session, f"phone:{new.phone}", f"name:{normal_name(new.company)}")
    found = customer_queries.duplicates(session, new.company, new.phone)
    stop = None if despite_duplicate else blocking(found, by.employee_id)
    if stop is not None:
        return Blocked(new, stop)
    customer_id = customers.add(session, new.company, by.employee_id, by.employee_id, now)
    return Captured(
        _save(session, by, new, customer_id, is_virtual, now, conversation, made_customer=True), worth_a_hint(found)
    )


def capture_for_customer(
    session: Session, by: Viewer, new: NewLead, customer_id: int, now: datetime, conversation: str
) -> Captured:
    """Saves a lead to a customer that the person owns: the answer to 「记到这个客户？」 (F8)."""
    require(by, Operation.CAPTURE)
    is_virtual = _check(new)
    customer_queries.own_customer(session, by, customer_id)
    return Captured(_save(session, by, new, customer_id, is_virtual, now, conversation, made_customer=False), None)


def undo_capture(session: Session, by: Viewer, lead_id: int, now: datetime) -> Lead:
    """Takes a lead back within 24 hours, if nobody else has touched it; with what capturing created (§4.5)."""
    lead = read_lead(session, by, lead_id)
    if lead.created_by != by.employee_id:
        raise NotVisible(subject="lead")
    act = act_on(session, UNDO_KIND, lead_id)
    if act is None or act.until <= now:
        raise TooLate(subject="lead")
    touched = session.scalar(
        select(_FOLLOW_UPS.c.id)
        .where(
            _FOLLOW_UPS.c.customer_id == lead.customer_id,
            _FOLLOW_UPS.c.created_at >= lead.created_at,
            _FOLLOW_UPS.c.undone_at.is_(None),
        )
        .limit(1)
    )
    if touched is not None or lead.owner_id != by.employee_id:
        raise TooLate(subject="lead", reason="touched")
    _set_deleted(session, lead, now)
    mark_undone(session, UNDO_KIND, lead_id, now)
    tell(session, LeadUndone(lead_id, by.employee_id, now))
    return lead


def restore(session: Session, by: Viewer, lead_id: int, now: datetime, conversation: str) -> Lead:
    """Takes the taking-back back (恢复), unless somebody else has the customer by now."""
    lead = read_lead(session, by, lead_id, deleted=True)
    if lead.deleted_at is None:
        raise Gone(subject="lead")
    if lead.created_by != by.employee_id:
        raise NotVisible(subject="lead")
    lock(session, f"phone:{lead.phone}", f"name:{normal_name(lead.company)}")
    found = customer_queries.duplicates(session, lead.company, lead.phone)
    if blocking([one for one in found if one.owner_id != by.employee_id], by.employee_id) is not None:
        raise Gone(subject="lead", reason="duplicate")
    _set_deleted(session, lead, None)
    remember_undoable(session, by.employee_id, conversation, UNDO_KIND, lead_id, lead.company, now)
    tell(session, LeadRestored(lead_id, lead.owner_id, lead.company, by.employee_id, now))
    if lead.number_dead_at is not None:
        tell(session, NumberFoundDead(lead_id, by.employee_id, now))
    return read_lead(session, by, lead_id)


def change_lead(session: Session, by: Viewer, lead_id: int, field: str, value: str, now: datetime) -> tuple[str, Lead]:
    """Corrects one field (phone, company, contact, source); returns the value before. Raises Invalid."""
    lead = _own(session, by, lead_id)
    if field == "phone":
        before = lead.phone
        values: dict[str, object] = {"phone": value, "is_virtual": _check_phone(value), "number_dead_at": None}
        lock(session, f"phone:{value}")
        others = [one for one in customer_queries.duplicates(session, "", value) if one.customer_id != lead.customer_id]
        if any(one.reason == "phone" for one in others):
            raise Invalid("phone", "taken")
        customers.forget_phone(session, lead.customer_id, before)
        customers.add_phone(session, lead.customer_id, value)
    elif field == "company":
        before = lead.company
        _check_company(value)
        values = {"company": value}
        customers.rename(session, lead.customer_id, value)
    elif field == "contact":
        before = ""
        contact_id, made = contacts.find_or_add(session, lead.customer_id, value, "", "", by.employee_id, now)
        values = {"contact_id": contact_id, "made_contact": made}
    elif field == "source":
        before = lead.source
        values = {"source": value[:200]}
    else:
        raise Invalid(field, "unknown_field")
    session.execute(update(_LEADS).where(_LEADS.c.id == lead_id).values(version=_LEADS.c.version + 1, **values))
    tell(session, LeadChanged(lead_id, by.employee_id, field, before, value, now))
    if field == "phone" and lead.number_dead_at is not None:
        tell(session, NumberWorks(lead_id, lead.created_by, lead.company, by.employee_id, now))
    return before, read_lead(session, by, lead_id)


def mark_number(session: Session, by: Viewer, lead_id: int, *, dead: bool, now: datetime) -> Lead:
    """Marks the number of a lead as 空号, or as working after all; told again, nothing happens (A15, E1)."""
    lead = _own(session, by, lead_id)
    if dead == (lead.number_dead_at is not None):
        return lead
    session.execute(
        update(_LEADS)
        .where(_LEADS.c.id == lead_id)
        .values(number_dead_at=now if dead else None, version=_LEADS.c.version + 1)
    )
    if dead:
        tell(session, NumberFoundDead(lead_id, by.employee_id, now))
    else:
        tell(session, NumberWorks(lead_id, lead.created_by, lead.company, by.employee_id, now))
    return read_lead(session, by, lead_id)


def move_to_pool(session: Session, lead_id: int, now: datetime) -> bool:
    """Moves a lead that nobody followed up to 待激活池; False when it had moved or been followed meanwhile (D4)."""
    moved = session.execute(
        update(_LEADS)
        .where(
            _LEADS.c.id == lead_id,
            _LEADS.c.pool == "",
            _LEADS.c.last_followed_up_at.is_(None),
            _LEADS.c.escalated_at.is_(None),
            _LEADS.c.deleted_at.is_(None),
        )
        .values(pool=POOL, escalated_at=now, version=_LEADS.c.version + 1)
        .returning(_LEADS.c.id)
    ).first()
    if moved is None:
        return False
    tell(session, LeadPooled(lead_id, now))
    return True


def return_from_pool(session: Session, lead_id: int, by: Viewer | None, now: datetime) -> bool:
    """Gives a lead back to its owner: by a manager, or because it was followed up."""
    if by is not None:
        require(by, Operation.LEAD_TEAM)
        _own(session, by, lead_id)
    back = session.execute(
        update(_LEADS)
        .where(_LEADS.c.id == lead_id, _LEADS.c.pool != "")
        .values(pool="", version=_LEADS.c.version + 1)
        .returning(_LEADS.c.id)
    ).first()
    if back is None:
        return False
    tell(session, LeadReturned(lead_id, by.employee_id if by else None, now))
    return True


def note_followed_up(session: Session, customer_id: int, first: datetime | None, last: datetime | None) -> None:
    """Keeps the first and the newest follow-up beside the leads of a customer."""
    session.execute(
        update(_LEADS)
        .where(_LEADS.c.customer_id == customer_id, _LEADS.c.deleted_at.is_(None))
        .values(first_followed_up_at=first, last_followed_up_at=last)
    )


def _check(new: NewLead) -> bool:
    """The three fields pass format (A1, A15); returns whether the number is a virtual operator's."""
    _check_company(new.company)
    if new.stage not in STAGES:
        raise Invalid("stage", "unknown")
    return _check_phone(new.phone)


def _check_phone(phone: str) -> bool:
    mentions = find_phones(phone)
    if len(mentions) != 1 or mentions[0].digits != phone:
        raise Invalid("phone", "format", digits=len(phone))
    return mentions[0].virtual


def _check_company(company: str) -> None:
    if not company.strip() or len(company) > 100 or refused_company(company):
        raise Invalid("company", "not_a_name")


def _save(
    session: Session,
    by: Viewer,
    new: NewLead,
    customer_id: int,
    is_virtual: bool,
    now: datetime,
    conversation: str,
    *,
    made_customer: bool,
) -> Lead:
    customers.add_phone(session, customer_id, new.phone)
    contact_id, made_contact = None, False
    if new.contact:
        contact_id, made_contact = contacts.find_or_add(
            session, customer_id, new.contact, "", new.phone, by.employee_id, now
        )
    record = {
        "customer_id": customer_id,
        "contact_id": contact_id,
        "owner_id": by.employee_id,
        "company": new.company,
        "phone": new.phone,
        "is_virtual": is_virtual,
        "stage": new.stage,
        "source": new.source[:200],
        "created_by": by.employee_id,
        "created_at": now,
        "pool": "",
        "made_customer": made_customer,
        "made_contact": made_contact,
        "version": 1,
    }
    lead = view(session.execute(_LEAD, record).one())
    if new.external_contact_id is not None:
        external_contacts.link(session, by, new.external_contact_id, customer_id, now)
    remember_undoable(session, by.employee_id, conversation, UNDO_KIND, lead.id, new.company, now)
    tell(session, LeadCaptured(lead.id, by.employee_id, new.company, now))
    return lead


def _set_deleted(session: Session, lead: Lead, at: datetime | None) -> None:
    row = session.execute(
        update(_LEADS)
        .where(_LEADS.c.id == lead.id)
        .values(deleted_at=at, version=_LEADS.c.version + 1)
        .returning(_LEADS.c.made_customer, _LEADS.c.made_contact)
    ).one()
    if row.made_contact and lead.contact_id is not None:
        contacts.set_deleted(session, lead.contact_id, at)
    if row.made_customer:
        customers.set_deleted(session, lead.customer_id, at)


def _own(session: Session, by: Viewer, lead_id: int) -> Lead:
    """A lead that the person may change."""
    allowed = session.scalar(
        select(_LEADS.c.id).where(
            _LEADS.c.id == lead_id, _LEADS.c.deleted_at.is_(None), may_write(by, _LEADS.c.owner_id)
        )
    )
    found = lead_for_company(session, lead_id) if allowed is not None else None
    if found is None:
        raise NotVisible(subject="lead")
    return found
