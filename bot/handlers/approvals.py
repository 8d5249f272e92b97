"""同意 and 拒绝 (CONVERSATION 3.4, 3.17; F18, I4)."""

from __future__ import annotations

from bot import team_texts, texts
from bot.dialogs import Question
from bot.handlers.duplicates import NEW_DESPITE_DUPLICATE, SHARE
from bot.lead_cards import saved_card
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.model import Card, CardState, Text
from cards.templates import approval_request, collaboration, notice
from crm_core.access.service import share, viewer_for
from crm_core.approvals.queries import approval as find_approval
from crm_core.approvals.service import decide
from crm_core.approvals.views import Approval
from crm_core.customers.queries import own_customer
from crm_core.customers.service import turn_page
from crm_core.errors import Gone, NotAllowed
from crm_core.follow_ups.drafts import change_items, draft
from crm_core.leads.service import capture_lead
from crm_core.leads.views import Captured, NewLead
from crm_core.organisation.queries import employee
from crm_core.organisation.views import Employee

LONGEST_REASON = 50


def register(router: Router) -> None:
    """What this file takes."""
    router.action("approval", "approve", approve)
    router.action("approval", "refuse", ask_reason)
    router.action("collaboration", "approve", approve_share)
    router.action("collaboration", "refuse", refuse_share)
    router.answer("refusal", refuse)


def approve(turn: Turn, action: Action, values: Values) -> None:
    """同意: what was asked for is done in the asker's name, and he is told."""
    approval = _open(turn, action)
    if approval is None:
        return
    asker = _asker(turn, approval)
    approval = decide(turn.session, turn.viewer, approval.id, True, turn.now)
    if approval.kind != NEW_DESPITE_DUPLICATE:
        raise Gone(subject="approval")
    by = viewer_for(turn.session, asker)
    kept = draft(turn.session, by, int(approval.wanted["draft_id"]))
    change_items(turn.session, kept.id, kept.items, state="closed")
    new = NewLead(**kept.items[0]["new"])
    outcome = capture_lead(turn.session, by, new, turn.now, kept.conversation, despite_duplicate=True)
    if not isinstance(outcome, Captured):
        raise Gone(subject="approval")
    card = saved_card(turn, outcome)
    said = approval_request.approved(approver=turn.employee.name, result=card.summary).text
    turn.push(
        asker.id,
        card.model_copy(update={"summary": said, "lines": (team_texts.agreed(turn.employee.name), *card.lines)}),
        f"approval:{approval.id}:done",
    )
    turn.show(_decided(turn, approval, f"新建 {new.company}", approved=True))


def ask_reason(turn: Turn, action: Action, values: Values) -> None:
    """拒绝 asks why, in at most 50 characters."""
    approval = _open(turn, action)
    if approval is not None:
        asks = team_texts.why_refuse(LONGEST_REASON)
        turn.ask("refusal", asks, approval_id=approval.id)
        turn.say(texts.plain(asks))


def refuse(turn: Turn, question: Question, words: str) -> bool:
    """The reason was given."""
    reason = words.strip()
    if len(reason) > LONGEST_REASON:
        turn.say(team_texts.too_many_characters(len(reason), LONGEST_REASON))
        return True
    turn.dialog.answered()
    approval = decide(turn.session, turn.viewer, int(question.facts["approval_id"]), False, turn.now, reason)
    asker = _asker(turn, approval)
    turn.push(
        asker.id,
        approval_request.refused(approver=turn.employee.name, reason=reason),
        f"approval:{approval.id}:done",
    )
    card = _decided(turn, approval, "新建线索", approved=False, reason=reason)
    turn.retire(card)
    turn.say(Text(text=card.summary))
    return True


def approve_share(turn: Turn, action: Action, values: Values) -> None:
    """同意只读: the asker may read the customer from now on (I4)."""
    approval = _open(turn, action)
    if approval is None or approval.kind != SHARE:
        return
    customer = own_customer(turn.session, turn.viewer, int(approval.wanted["customer_id"]))
    decide(turn.session, turn.viewer, approval.id, True, turn.now)
    share(turn.session, customer.id, approval.asked_by, turn.viewer, turn.now)
    turn_page(turn.session, approval.asked_by)
    turn.push(
        approval.asked_by,
        collaboration.granted(owner=turn.employee.name, company=customer.name),
        f"approval:{approval.id}:done",
    )
    turn.show(_share_closed(turn, approval, "已同意只读"))


def refuse_share(turn: Turn, action: Action, values: Values) -> None:
    """不同意."""
    approval = _open(turn, action)
    if approval is None or approval.kind != SHARE:
        return
    decide(turn.session, turn.viewer, approval.id, False, turn.now)
    turn.push(
        approval.asked_by,
        collaboration.refused(owner=turn.employee.name, company=str(approval.wanted["company"])),
        f"approval:{approval.id}:done",
    )
    turn.show(_share_closed(turn, approval, "未同意"))


def _open(turn: Turn, action: Action) -> Approval | None:
    """The request, if it is this person's to decide and still open; else he is told how it stands."""
    approval = find_approval(turn.session, int(action.id))
    if approval is None or approval.approver_id != turn.employee.id:
        raise NotAllowed(operation="approve")
    if approval.state != "open":
        turn.say(texts.not_waiting_any_more())
        return None
    return approval


def _asker(turn: Turn, approval: Approval) -> Employee:
    asker = employee(turn.session, approval.asked_by)
    if asker is None or not asker.active:
        raise Gone(subject="approval")
    return asker


def _decided(turn: Turn, approval: Approval, what: str, *, approved: bool, reason: str = "") -> Card:
    return approval_request.decided(
        approval_id=approval.id,
        version=2,
        what=what,
        by=turn.employee.name,
        approved=approved,
        at=turn.now,
        reader=turn.reader,
        reason=reason,
    )


def _share_closed(turn: Turn, approval: Approval, word: str) -> Card:
    return notice.closed(
        key=f"collaboration:{approval.id}",
        version=2,
        title="协作申请",
        word=word,
        by=turn.employee.name,
        at=turn.now,
        reader=turn.reader,
        state=CardState.DONE,
        detail=str(approval.wanted["company"]),
    )
