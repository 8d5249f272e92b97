"""转给: customers change hands, with a last look before and a way back for seven days (H8, I23; 3.9, 3.23, §4.5)."""

from __future__ import annotations

from collections.abc import Sequence

from bot import team_texts, texts
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.model import Card
from cards.templates import transfer
from cards.templates.transfer import HandoverHint
from crm_core.access.service import require
from crm_core.access.views import Operation
from crm_core.assignment.service import transfer as hand_over
from crm_core.assignment.service import undo_transfer as give_back
from crm_core.customers.queries import own_customer
from crm_core.customers.views import Customer
from crm_core.errors import Gone
from crm_core.organisation.queries import employee, employees
from crm_core.organisation.views import Employee

MOST_RECEIVERS = 10


def register(router: Router) -> None:
    """What this file takes."""
    router.action("transfer", "choose", confirm_receiver)
    router.action("transfer", "confirm", carry_out)
    router.action("transfer", "cancel", lambda turn, action, values: turn.say(texts.cancelled()))
    router.action("transfer", "undo", lambda turn, action, values: undo_transfer(turn, int(action.id)))


def choose_receiver(turn: Turn, customer_ids: Sequence[int]) -> None:
    """To whom? The team's active people."""
    require(turn.viewer, Operation.LEAD_TEAM)
    customers = _customers(turn, customer_ids)
    if not customers:
        raise Gone(subject="customer")
    owners = {one.owner_id for one in customers}
    team = [
        one
        for one in employees(turn.session, turn.viewer.team).values()
        if one.active and (len(owners) > 1 or one.id not in owners)
    ]
    if not team:
        turn.say(team_texts.nobody_to_give_to())
        return
    turn.say(
        transfer.choose(
            transfer_id=_joined([one.id for one in customers]),
            version=1,
            companies=[one.name for one in customers],
            total=len(customers),
            people=[(one.id, one.name) for one in team[:MOST_RECEIVERS]],
        )
    )


def confirm_receiver(turn: Turn, action: Action, values: Values) -> None:
    """The last look before it happens."""
    to = (values.get("to") or ("",))[0]
    receiver = employee(turn.session, int(to)) if to.isdigit() else None
    if receiver is None:
        turn.say(team_texts.choose_somebody())
        return
    turn.show(transfer_preview(turn, _ids(action.id), receiver))


def transfer_preview(turn: Turn, customer_ids: Sequence[int], receiver: Employee) -> Card:
    """「转给 李四？」 with 确认: nothing has changed hands yet."""
    customers = _customers(turn, customer_ids)
    return transfer.confirm(
        transfer_id=f"{_joined([one.id for one in customers])}.{receiver.id}",
        version=1,
        companies=[one.name for one in customers],
        total=len(customers),
        to=receiver.name,
    )


def carry_out(turn: Turn, action: Action, values: Values) -> None:
    """确认."""
    ids, to = action.id.rsplit(".", 1)
    receiver = employee(turn.session, int(to))
    if receiver is None:
        raise Gone(subject="employee")
    turn.show(give(turn, _customers(turn, _ids(ids)), receiver))


def give(turn: Turn, customers: Sequence[Customer], receiver: Employee) -> Card:
    """The customers change hands, and their new owner is told at once, with what to look at first (H8)."""
    given = [one for one in customers if one.owner_id != receiver.id]
    if not given:
        raise Gone(subject="customer")
    former = employee(turn.session, given[0].owner_id)
    transfer_id = hand_over(
        turn.session, turn.viewer, [one.id for one in given], receiver.id, turn.now, turn.conversation
    )
    idle_longest = sorted(given, key=lambda one: one.last_followed_up_at or one.created_at)
    turn.push(
        receiver.id,
        transfer.received(
            transfer_id=str(transfer_id),
            version=1,
            former_owner=former.name if former else "",
            total=len(given),
            first=[HandoverHint(one.name, _idle(turn, one)) for one in idle_longest],
        ),
        f"transfer:{transfer_id}",
    )
    return transfer.done(
        transfer_id=str(transfer_id),
        version=1,
        companies=[one.name for one in given],
        total=len(given),
        to=receiver.name,
        by=turn.employee.name,
        at=turn.now,
        reader=turn.reader,
    )


def undo_transfer(turn: Turn, transfer_id: int) -> None:
    """撤销, by words or on the card of the transfer."""
    back, owner_id = give_back(turn.session, turn.viewer, transfer_id, turn.now)
    former = employee(turn.session, owner_id)
    turn.show(transfer.undone(transfer_id=str(transfer_id), version=2, owner=former.name if former else "", total=back))


def _customers(turn: Turn, customer_ids: Sequence[int]) -> list[Customer]:
    return [own_customer(turn.session, turn.viewer, customer_id) for customer_id in dict.fromkeys(customer_ids)]


def _idle(turn: Turn, customer: Customer) -> str:
    since = customer.last_followed_up_at or customer.created_at
    return team_texts.idle_for(int((turn.now - since).total_seconds() // 3600))


def _joined(ids: Sequence[int]) -> str:
    return "-".join(str(one) for one in ids)


def _ids(joined: str) -> list[int]:
    return [int(part) for part in joined.split("-") if part.isdigit()]
