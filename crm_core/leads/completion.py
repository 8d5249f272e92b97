"""1键补全: what could be filled in from what is already recorded (A2). Nothing is written before it is adopted."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_core.access.views import Viewer
from crm_core.contacts.queries import contacts_by_id, contacts_of
from crm_core.customers.queries import customer, search
from crm_core.database.types import table
from crm_core.follow_ups.model import FollowUpRow
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.queries import leads_of
from crm_core.leads.views import Completion, Lead
from nlu.companies import normal_name

_FOLLOW_UPS = table(FollowUpRow)


def completions(session: Session, viewer: Viewer, lead_id: int) -> list[Completion]:
    """Proposals for a lead: full name, contact, source; each says where it was found. Only what the person may read."""
    lead = read_lead(session, viewer, lead_id)
    found = (_full_name(session, viewer, lead), _contact(session, lead), _source(session, lead))
    return [one for one in found if one is not None]


def _full_name(session: Session, viewer: Viewer, lead: Lead) -> Completion | None:
    """A longer name of the same firm: the customer's own record, or one that the person may see."""
    own = customer(session, viewer, lead.customer_id).name
    names = [own, *(one.name for one in search(session, viewer, lead.company, 5))]
    short = normal_name(lead.company)
    longer = [name for name in names if len(name) > len(lead.company) and normal_name(name) == short]
    return Completion("company", lead.company, longer[0], "客户资料") if longer else None


def _contact(session: Session, lead: Lead) -> Completion | None:
    if lead.contact_id is not None:
        return None
    people = contacts_of(session, lead.customer_id)
    if people:
        return Completion("contact", "", people[0].name, "客户联系人")
    spoken_with = session.scalar(
        select(_FOLLOW_UPS.c.contact_id)
        .where(_FOLLOW_UPS.c.customer_id == lead.customer_id, _FOLLOW_UPS.c.contact_id.is_not(None))
        .order_by(_FOLLOW_UPS.c.id.desc())
        .limit(1)
    )
    person = contacts_by_id(session, [spoken_with]).get(spoken_with) if spoken_with is not None else None
    return Completion("contact", "", person.name, "跟进记录") if person else None


def _source(session: Session, lead: Lead) -> Completion | None:
    if lead.source:
        return None
    before = next((one for one in leads_of(session, lead.customer_id) if one.id != lead.id and one.source), None)
    return Completion("source", "", before.source, "之前的线索") if before else None
