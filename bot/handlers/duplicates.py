"""The customer is there already: collaborate, create all the same with a manager's approval, or write to one's own
(CONVERSATION 3.4; F4, F18, I2, I4)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot import texts
from bot.lead_cards import note_in_chat, saved_card
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.model import Fact
from cards.templates import approval_request, collaboration, lead_duplicate
from cards.wording import join_facts, mask_phone
from crm_core.approvals.service import ask as ask_approval
from crm_core.assignment.queries import open_to_take
from crm_core.errors import Gone
from crm_core.follow_ups.drafts import change_items, draft, keep_draft
from crm_core.follow_ups.views import Draft
from crm_core.leads.queries import leads_of
from crm_core.leads.service import capture_for_customer
from crm_core.leads.views import Blocked, Captured, NewLead
from crm_core.organisation.queries import employee, nearest_manager

REASONS = {"phone": lead_duplicate.PHONE, "name": lead_duplicate.NAME}
NEW_DESPITE_DUPLICATE = "new_despite_duplicate"
SHARE = "share"


def register(router: Router) -> None:
    """What this file takes."""
    router.action("duplicate", "collaborate", collaborate)
    router.action("duplicate", "create", create)
    router.action("duplicate", "add", add_to_own)


def tell(turn: Turn, blocked: Blocked) -> None:
    """Says who has the customer, and keeps what was typed so that nothing must be typed again."""
    kept = keep_draft(
        turn.session,
        turn.viewer,
        turn.conversation,
        blocked.new.company,
        False,
        [{"new": asdict(blocked.new), "duplicate": asdict(blocked.duplicate)}],
        turn.now,
        turn.end_of_next_workday,
        kind="blocked",
    )
    duplicate = blocked.duplicate
    if duplicate.owner_id == turn.employee.id:
        own = leads_of(turn.session, duplicate.customer_id)
        turn.say(
            lead_duplicate.of_oneself(
                duplicate_id=str(kept.id),
                customer_id=duplicate.customer_id,
                company=duplicate.name,
                stage=own[0].stage if own else "",
                same_phone=duplicate.reason == "phone",
            )
        )
        return
    if any(one.id == duplicate.customer_id for one in open_to_take(turn.session, turn.viewer)):
        turn.say(lead_duplicate.of_nobody(customer_id=duplicate.customer_id, company=duplicate.name))
        return
    owner = employee(turn.session, duplicate.owner_id)
    turn.say(
        lead_duplicate.of_another(
            duplicate_id=str(kept.id),
            company=duplicate.name,
            owner=owner.name if owner else "",
            reason=REASONS[duplicate.reason],
            sent_company=blocked.new.company,
            sent_phone=blocked.new.phone,
        )
    )


def collaborate(turn: Turn, action: Action, values: Values) -> None:
    """申请协作: asks the owner to show it (I4)."""
    kept = _kept(turn, action)
    found = kept.items[0]["duplicate"]
    owner = employee(turn.session, found["owner_id"])
    if owner is None:
        raise Gone(subject="customer")
    approver = owner if owner.active else nearest_manager(turn.session, owner.id)
    if approver is None:
        turn.say(texts.no_manager())
        return
    wanted = {"customer_id": found["customer_id"], "company": found["name"]}
    approval, _ = ask_approval(turn.session, turn.viewer, SHARE, wanted, approver.id, turn.now)
    turn.push(
        approver.id,
        collaboration.request(
            request_id=approval.id, asker=turn.employee.name, company=found["name"], also_recorded_today=True
        ),
        f"approval:{approval.id}",
    )
    turn.say(collaboration.sent(owner=approver.name))


def create(turn: Turn, action: Action, values: Values) -> None:
    """仍要新建: needs the agreement of one manager (F18)."""
    kept = _kept(turn, action)
    manager = nearest_manager(turn.session, turn.employee.id)
    if manager is None:
        turn.say(texts.no_manager())
        return
    new, found = NewLead(**kept.items[0]["new"]), kept.items[0]["duplicate"]
    approval, fresh = ask_approval(
        turn.session, turn.viewer, NEW_DESPITE_DUPLICATE, {"draft_id": kept.id}, manager.id, turn.now
    )
    if fresh:
        turn.push(
            manager.id,
            approval_request.request(
                approval_id=approval.id,
                version=1,
                what=f"新建 {new.company}",
                asker=turn.employee.name,
                asked_at=turn.now,
                facts=_facts(turn, new, found),
                reader=turn.company.reader(manager, turn.now),
            ),
            f"approval:{approval.id}",
        )
    turn.show(lead_duplicate.waiting_for_approval(duplicate_id=action.id, company=new.company, approver=manager.name))


def add_to_own(turn: Turn, action: Action, values: Values) -> None:
    """记到这个客户: another lead of a customer that the person owns (F8)."""
    kept = _kept(turn, action)
    new, found = NewLead(**kept.items[0]["new"]), kept.items[0]["duplicate"]
    change_items(turn.session, kept.id, kept.items, state="closed")
    outcome: Captured = capture_for_customer(
        turn.session, turn.viewer, new, found["customer_id"], turn.now, turn.conversation
    )
    note_in_chat(turn, outcome, new.external_contact_id)
    turn.show(saved_card(turn, outcome))


def _kept(turn: Turn, action: Action) -> Draft:
    kept = draft(turn.session, turn.viewer, int(action.id))
    if kept.state != "open":
        raise Gone(subject="draft")
    return kept


def _facts(turn: Turn, new: NewLead, found: dict[str, Any]) -> tuple[Fact, ...]:
    owner = employee(turn.session, found["owner_id"])
    return (
        Fact(label="要新建", value=join_facts(new.company, mask_phone(new.phone), new.stage)),
        Fact(label="已有客户", value=join_facts(found["name"], f"负责人 {owner.name if owner else ''}")),
        Fact(label="相同处", value=REASONS[found["reason"]]),
    )
