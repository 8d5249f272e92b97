"""Handing customers over: stage, contacts and records go along (转给, 公海, 领取)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from crm_core.access.service import require
from crm_core.access.views import Operation, Viewer
from crm_core.assignment.events import CustomerTransferred
from crm_core.assignment.model import TransferRow
from crm_core.assignment.queries import left_behind, open_to_take
from crm_core.audit.service import TRANSFER_UNDO_WINDOW, mark_undone, record, remember_undoable
from crm_core.customers import queries as customer_queries
from crm_core.customers import service as customers
from crm_core.customers.views import Customer
from crm_core.database.engine import lock
from crm_core.database.types import table
from crm_core.errors import Gone, NotAllowed, NotVisible, TooLate
from crm_core.happenings import tell
from crm_core.leads.model import LeadRow
from crm_core.organisation.queries import employee
from crm_core.organisation.service import set_pooled
from crm_core.organisation.views import Employee
from crm_core.reminders.service import give_steps_to

_TRANSFERS = table(TransferRow)
_LEADS = table(LeadRow)

UNDO_KIND = "transfer"
POOL_UNDO_KIND = "pool"


def transfer(
    session: Session, by: Viewer, customer_ids: Sequence[int], to_id: int, now: datetime, conversation: str
) -> int:
    """Gives customers with their leads and open promises to somebody in the team; returns the transfer's id.

    What is given at once is taken back at once. Raises NotVisible for a customer outside the team, NotAllowed for a
    receiver outside it or who has left, Gone for one that is his already.
    """
    require(by, Operation.LEAD_TEAM)
    receiver = employee(session, to_id)
    if receiver is None or not receiver.active or to_id not in by.owners:
        raise NotAllowed(operation="transfer", reason="receiver")
    given = [customer_queries.own_customer(session, by, customer_id) for customer_id in customer_ids]
    if not given or any(customer.owner_id == to_id for customer in given):
        raise Gone(subject="customer", reason="already_theirs")
    ids = [_give(session, customer, to_id, by, now) for customer in given]
    label = given[0].name if len(given) == 1 else f"{given[0].name} 等 {len(given)} 个客户"
    remember_undoable(session, by.employee_id, conversation, UNDO_KIND, ids[0], label, now, window=TRANSFER_UNDO_WINDOW)
    return ids[0]


def undo_transfer(session: Session, by: Viewer, transfer_id: int, now: datetime) -> tuple[int, int]:
    """Gives back within 7 days all that was given at once; returns how many, and to whom the first.

    A customer that has gone on to somebody else meanwhile stays there.
    """
    require(by, Operation.LEAD_TEAM)
    first = session.execute(select(_TRANSFERS).where(_TRANSFERS.c.id == transfer_id)).first()
    if first is None or first.by_id != by.employee_id:
        raise NotVisible(subject="transfer")
    if now - first.at > TRANSFER_UNDO_WINDOW:
        raise TooLate(subject="transfer")
    rows = session.execute(
        select(_TRANSFERS).where(
            _TRANSFERS.c.by_id == first.by_id,
            _TRANSFERS.c.at == first.at,
            _TRANSFERS.c.to_id == first.to_id,
            _TRANSFERS.c.undone_at.is_(None),
        )
    ).all()
    back = [row for row in rows if customer_queries.own_customer(session, by, row.customer_id).owner_id == row.to_id]
    if not back:
        raise Gone(subject="transfer")
    for row in back:
        _move(session, row.customer_id, row.from_id)
        tell(session, CustomerTransferred(row.id, row.customer_id, row.to_id, row.from_id, by.employee_id, now))
    session.execute(update(_TRANSFERS).where(_TRANSFERS.c.id.in_([row.id for row in rows])).values(undone_at=now))
    mark_undone(session, UNDO_KIND, transfer_id, now)
    return len(back), back[0].from_id


def open_pool(session: Session, by: Viewer, leaver_id: int, now: datetime, conversation: str) -> int:
    """Opens a leaver's customers to his team: who takes one has it. Returns how many there are.

    Raises NotAllowed for somebody outside the team, Gone for one who is here or whose customers are all given.
    """
    leaver = _leaver(session, by, leaver_id)
    left = left_behind(session, leaver_id)
    if not left:
        raise Gone(subject="leaver")
    set_pooled(session, leaver_id, now)
    record(session, by.employee_id, "pool_opened", "employee", leaver_id, now, customers=len(left))
    remember_undoable(
        session, by.employee_id, conversation, POOL_UNDO_KIND, leaver_id, leaver.name, now, window=TRANSFER_UNDO_WINDOW
    )
    return len(left)


def close_pool(session: Session, by: Viewer, leaver_id: int, now: datetime) -> int:
    """Takes that back; what was taken meanwhile stays. Returns how many wait for a decision again."""
    _leaver(session, by, leaver_id)
    set_pooled(session, leaver_id, None)
    record(session, by.employee_id, "pool_closed", "employee", leaver_id, now)
    mark_undone(session, POOL_UNDO_KIND, leaver_id, now)
    return len(left_behind(session, leaver_id))


def take(session: Session, by: Viewer, customer_id: int, now: datetime) -> Customer:
    """领取: a customer in 公海 becomes the person's own. Raises Gone when it is not, or no longer, there for him."""
    lock(session, f"take:{customer_id}")
    customer = next((one for one in open_to_take(session, by) if one.id == customer_id), None)
    if customer is None:
        raise Gone(subject="customer")
    _give(session, customer, by.employee_id, by, now)
    return customer


def _leaver(session: Session, by: Viewer, leaver_id: int) -> Employee:
    require(by, Operation.LEAD_TEAM)
    found = employee(session, leaver_id)
    if found is None or leaver_id not in by.team:
        raise NotAllowed(operation="hand_over", reason="leaver")
    if found.active:
        raise Gone(subject="leaver")
    return found


def _give(session: Session, customer: Customer, to_id: int, by: Viewer, now: datetime) -> int:
    _move(session, customer.id, to_id)
    transfer_id: int = session.execute(
        insert(_TRANSFERS)
        .values(customer_id=customer.id, from_id=customer.owner_id, to_id=to_id, by_id=by.employee_id, at=now)
        .returning(_TRANSFERS.c.id)
    ).scalar_one()
    tell(session, CustomerTransferred(transfer_id, customer.id, customer.owner_id, to_id, by.employee_id, now))
    return transfer_id


def _move(session: Session, customer_id: int, to_id: int) -> None:
    customers.give_to(session, customer_id, to_id)
    session.execute(
        update(_LEADS)
        .where(_LEADS.c.customer_id == customer_id, _LEADS.c.deleted_at.is_(None))
        .values(owner_id=to_id, pool="", version=_LEADS.c.version + 1)
    )
    give_steps_to(session, customer_id, to_id)
