"""A customer whom the rep has in WeChat: whose is he? A lead, a customer that is known, or nobody's (J29, A1, F4)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from adapters.events import CustomerLinked
from bot.customer_notes import tell_of_link
from bot.dialogs import Question
from bot.handlers import capture_lead
from bot.handlers.capture_lead import Fields
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.model import Card, Text
from cards.templates import external_contact
from crm_core.customers.queries import customer_for_company, own_customer, search_own
from crm_core.customers.views import Customer
from crm_core.errors import NotVisible
from crm_core.external_contacts import service as contacts
from crm_core.external_contacts.queries import contact_of, own_contact
from crm_core.external_contacts.views import ExternalContact, SeenContact
from crm_core.stages.rules import JOURNEY
from nlu.companies import refused_company

WHOSE = "external_contact"
MOST_CHOICES = 5


def register(router: Router) -> None:
    """What this file takes."""
    router.answer(WHOSE, answer_whose)
    router.action("external", "save", save)
    router.action("external", "phone", ask_for_phone)
    router.action("external", "link", ask_whose)
    router.action("external", "choose", choose)
    router.action("external", "cancel", cancel)
    router.action("external", "ignore", ignore)


def happened(turn: Turn, happening: CustomerLinked) -> None:
    """The platform tells of the rep's customer. What he must know comes outside his quiet hours."""
    key = f"external:{turn.event_id}"
    if happening.change in ("added", "half_added", "edited"):
        if turn.seen_contact is not None:
            card = taken_in(turn, turn.seen_contact)
            if card is not None:
                turn.push(turn.employee.id, card, key)
        return
    contact = contact_of(turn.session, turn.event.platform, happening.external_id, turn.employee.id)
    if contact is None:
        return
    if happening.change == "removed":
        contacts.end(turn.session, contact, "rep", turn.now)
    elif happening.change == "left":
        contacts.end(turn.session, contact, "customer", turn.now)
        turn.push(turn.employee.id, left_card(turn, contact), key)
    else:
        is_full = happening.reason == "full"
        turn.push(turn.employee.id, external_contact.transfer_failed(name=contact.called, is_full=is_full), key)


def taken_in(turn: Turn, seen: SeenContact) -> Card | None:
    """Keeps what the platform told; the card for the rep when the customer is new to us."""
    contact, is_new = contacts.take_in(turn.session, turn.event.platform, turn.employee.id, seen, turn.now)
    return card_of_new(turn.session, contact) if is_new and contact.ignored_at is None else None


def card_of_new(session: Session, contact: ExternalContact) -> Card:
    """Whose is he? Or, where the number told it, whose he is."""
    if contact.customer_id is not None:
        return _linked(session, contact, contact.customer_id, by_number=True)
    return external_contact.added(
        contact_id=contact.id,
        name=contact.called,
        remark=contact.remark,
        company=noted_company(contact),
        phone=contact.phones[0] if contact.phones else "",
        stage=JOURNEY[0],
    )


def left_card(turn: Turn, contact: ExternalContact) -> Card | Text:
    """The customer has deleted the rep."""
    one = customer_for_company(turn.session, contact.customer_id) if contact.customer_id is not None else None
    if one is None:
        return external_contact.left_unlinked(name=contact.called)
    return external_contact.left(contact_id=contact.id, name=contact.called, customer_id=one.id, company=one.name)


def save(turn: Turn, action: Action, values: Values) -> None:
    """存为线索: from what the rep himself has noted; duplicates stop it as they stop any lead (F4)."""
    capture_lead.save_or_ask(turn, lead_fields(own_contact(turn.session, turn.viewer, int(action.id))))


def ask_for_phone(turn: Turn, action: Action, values: Values) -> None:
    """补手机号: the form, begun with name and company."""
    capture_lead.open_form(turn, lead_fields(own_contact(turn.session, turn.viewer, int(action.id))))


def ask_whose(turn: Turn, action: Action, values: Values) -> None:
    """关联客户, 改: the rep's customers that sound like it, or any other by its name."""
    contact = own_contact(turn.session, turn.viewer, int(action.id))
    words = noted_company(contact)
    _offer(turn, contact, search_own(turn.session, turn.viewer, words, MOST_CHOICES) if words else [])


def answer_whose(turn: Turn, question: Question, words: str) -> bool:
    """The customer's name, typed."""
    contact = own_contact(turn.session, turn.viewer, int(question.facts["contact_id"]))
    found = search_own(turn.session, turn.viewer, words, MOST_CHOICES)
    if not found:
        return False
    turn.dialog.answered()
    if len(found) == 1:
        link(turn, contact, found[0].id)
    else:
        _offer(turn, contact, found)
    return True


def choose(turn: Turn, action: Action, values: Values) -> None:
    """One of the customers that were offered."""
    contact_id, customer_id = (int(part) for part in action.parts)
    turn.dialog.forget(WHOSE)
    link(turn, own_contact(turn.session, turn.viewer, contact_id), customer_id)


def link(turn: Turn, contact: ExternalContact, customer_id: int) -> None:
    """He is of this customer."""
    linked = contacts.link(turn.session, turn.viewer, contact.id, customer_id, turn.now)
    tell_of_link(turn, contact.id, customer_id, own_customer(turn.session, turn.viewer, customer_id).name)
    turn.show(_linked(turn.session, linked, customer_id))


def cancel(turn: Turn, action: Action, values: Values) -> None:
    """取消: the question of whose he is stays open."""
    turn.dialog.forget(WHOSE)
    contact = own_contact(turn.session, turn.viewer, int(action.id))
    if contact.customer_id is not None:
        turn.show(_linked(turn.session, contact, contact.customer_id))
    else:
        turn.show(card_of_new(turn.session, contact))


def ignore(turn: Turn, action: Action, values: Values) -> None:
    """不是客户."""
    contact = contacts.ignore(turn.session, turn.viewer, int(action.id), turn.now)
    turn.show(external_contact.ignored(contact_id=contact.id, name=contact.called))


def lead_fields(contact: ExternalContact) -> Fields:
    """What a lead begins with: what the rep has noted, and that it came by WeChat."""
    return Fields(
        phone=contact.phones[0] if contact.phones else "",
        company=noted_company(contact),
        stage=JOURNEY[0],
        contact=contact.called,
        source=contact.source or "微信",
        external_contact=contact.id,
    )


def _offer(turn: Turn, contact: ExternalContact, found: list[Customer]) -> None:
    card = external_contact.choose(
        contact_id=contact.id, name=contact.called, customers=[(one.id, one.name) for one in found]
    )
    turn.ask(WHOSE, card.summary, contact_id=contact.id)
    turn.show(card)


def _linked(session: Session, contact: ExternalContact, customer_id: int, *, by_number: bool = False) -> Card:
    one = customer_for_company(session, customer_id)
    if one is None:
        raise NotVisible(subject="customer")
    return external_contact.linked(
        contact_id=contact.id, name=contact.called, customer_id=one.id, company=one.name, by_number=by_number
    )


def noted_company(contact: ExternalContact) -> str:
    """The company that the rep has noted, where it can be one."""
    return "" if refused_company(contact.company) else contact.company
