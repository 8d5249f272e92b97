"""Handing customers over: stage, contacts and records go along (转给)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.assignment.events import CustomerTransferred
from crm_core.assignment.model import TransferRow
from crm_core.audit.service import TRANSFER_UNDO_WINDOW, mark_undone, remember_undoable
from crm_core.customers import queries as customer_queries
from crm_core.customers import service as customers
from crm_core.database.types import table
from crm_core.errors import Gone, NotAllowed, NotVisible, TooLate
from crm_core.happenings import tell
from crm_core.leads.model import LeadRow
from crm_core.organisation.queries import employee
from crm_core.reminders.service import give_steps_to

_TRANSFERS = table(TransferRow)
_LEADS = table(LeadRow)

UNDO_KIND = "transfer"


def transfer(session: Session, by: Viewer, customer_id: int, to_id: int, now: datetime, conversation: str) -> int:
    """Gives a customer with its leads and open promises to somebody in the team; returns the transfer's id.

    Raises NotVisible for a customer outside the team, NotAllowed for a receiver outside it or who has left.
    """
    require(by, Operation.LEAD_TEAM)
    customer = customer_queries.own_customer(session, by, customer_id)
    receiver = employee(session, to_id)
    if receiver is None or not receiver.active or to_id not in by.owners:
        raise NotAllowed(operation="transfer", reason="receiver")
    if customer.owner_id == to_id:
        raise Gone(subject="customer", reason="already_theirs")
    _move(session, customer_id, to_id)
    transfer_id: int = session.execute(
        insert(_TRANSFERS)
        .values(customer_id=customer_id, from_id=customer.owner_id, to_id=to_id, by_id=by.employee_id, at=now)
        .returning(_TRANSFERS.c.id)
    ).scalar_one()
    remember_undoable(
        session, by.employee_id, conversation, UNDO_KIND, transfer_id, customer.name, now, window=TRANSFER_UNDO_WINDOW
    )
    tell(session, CustomerTransferred(transfer_id, customer_id, customer.owner_id, to_id, by.employee_id, now))
    return transfer_id


def undo_transfer(session: Session, by: Viewer, transfer_id: int, now: datetime) -> tuple[int, int]:
    """Gives the customer back within 7 days; returns (customer, owner)."""
    require(by, Operation.LEAD_TEAM)
    row = session.execute(select(_TRANSFERS).where(_TRANSFERS.c.id == transfer_id)).first()
    if row is None or row.by_id != by.employee_id:
        raise NotVisible(subject="transfer")
    if row.undone_at is not None:
        raise Gone(subject="transfer")
    if now - row.at > TRANSFER_UNDO_WINDOW:
        raise TooLate(subject="transfer")
    customer_queries.own_customer(session, by, row.customer_id)
    _move(session, row.customer_id, row.from_id)
    session.execute(update(_TRANSFERS).where(_TRANSFERS.c.id == transfer_id).values(undone_at=now))
    mark_undone(session, UNDO_KIND, transfer_id, now)
    tell(session, CustomerTransferred(transfer_id, row.customer_id, row.to_id, row.from_id, by.employee_id, now))
    return row.customer_id, row.from_id


def _move(session: Session, customer_id: int, to_id: int) -> None:
    customers.give_to(session, customer_id, to_id)
    session.execute(
        update(_LEADS)
        .where(_LEADS.c.customer_id == customer_id, _LEADS.c.deleted_at.is_(None))
        .values(owner_id=to_id, pool="", version=_LEADS.c.version + 1)
    )
    give_steps_to(session, customer_id, to_id)
