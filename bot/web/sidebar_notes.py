"""Writing on the page: a note becomes a draft as in the chat (C1, C2), three fields become a lead (A1, A15, B5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot import report_drafts
from bot.handlers import duplicates, report_links
from bot.handlers.external_contacts import lead_fields
from bot.lead_cards import note_in_chat, saved_card
from bot.report_cards import items_of
from bot.report_items import CHANNELS, ReportItem, item_from
from bot.web import sidebar_texts as texts
from bot.web.sidebar_turn import PageTurn
from crm_core.customers.queries import own_customer
from crm_core.customers.views import Customer
from crm_core.errors import Invalid
from crm_core.external_contacts.queries import own_contact
from crm_core.follow_ups import drafts
from crm_core.leads.service import capture_lead
from crm_core.leads.views import Captured, NewLead
from crm_core.stages.rules import JOURNEY
from nlu.companies import refused_company
from nlu.lead_parser import read_lead

LONGEST_NOTE = 2000

_OPENINGS = {
    "call": "今天电话联系了{}，",
    "visit": "今天拜访了{}，",
    "wechat": "今天微信联系了{}，",
    "meeting": "今天和{}开了线上会议，",
}
CHANNELS_OFFERED = tuple((channel, CHANNELS[channel]) for channel in _OPENINGS)


@dataclass(frozen=True, slots=True)
class LeadForm:
    """The three fields as typed, and a sentence under each that can't be taken. `contact` is the person in the
    platform's chat whose customer it is, 0 where there is none."""

    phone: str = ""
    company: str = ""
    stage: str = ""
    contact: int = 0
    problems: dict[str, str] = field(default_factory=dict)


def take_note(turn: PageTurn, customer_id: int, note: str, channel: str) -> str:
    """Shows what was understood as a draft; nothing is written. Returns why it can't be taken, else nothing.

    Raises NotVisible for a customer that the person may not write to.
    """
    customer = own_customer(turn.session, turn.viewer, customer_id)
    text = note.strip()
    if len(text) > LONGEST_NOTE:
        return texts.too_long(LONGEST_NOTE)
    items = _understood(turn, customer, text, channel)
    if not items:
        return texts.not_understood()
    draft = drafts.keep_draft(
        turn.session,
        turn.viewer,
        turn.conversation,
        text,
        False,
        [report_drafts.known_facts(turn, item).store() for item in items],
        turn.now,
        turn.end_of_next_workday,
    )
    report_drafts.show(turn, draft)
    return ""


def _understood(turn: PageTurn, customer: Customer, text: str, channel: str) -> list[ReportItem]:
    """The visits that a note tells of. One that names nobody is about the customer on whose page it was written."""
    channel = channel if channel in _OPENINGS else "call"
    heard = turn.understand(text)
    if heard.follow_ups:
        return [_by(channel, _about(customer, item_from(one, text))) for one in heard.follow_ups]
    if len(text) < 2:
        return []
    # The page says already whom and how: what is left to write is what was said, which alone tells of no visit.
    opening = _OPENINGS[channel].format(customer.name)
    heard = turn.understand(opening + text)
    items = [_about(customer, _without(opening, item_from(one, opening + text))) for one in heard.follow_ups]
    if items:
        return [replace(items[0], channel=channel, words=text), *items[1:]]
    today = turn.local_now.date().isoformat()
    return [ReportItem(customer_id=customer.id, channel=channel, on=today, words=text)]


def _about(customer: Customer, item: ReportItem) -> ReportItem:
    if item.customer_id is None and (not item.company or customer.id in item.candidates):
        return replace(item, customer_id=customer.id, candidates=())
    return item


def _by(channel: str, item: ReportItem) -> ReportItem:
    """How it was done, as chosen beside the note, where the note doesn't say."""
    return item if item.evidence.get("channel") else replace(item, channel=channel)


def _without(opening: str, item: ReportItem) -> ReportItem:
    """Words of ours are no evidence: what the page supplied stands without any."""
    evidence = {name: "" if words and words in opening else words for name, words in item.evidence.items()}
    return replace(item, company=item.company if evidence["company"] else "", evidence=evidence)


def submit_lead(turn: PageTurn, form: LeadForm) -> LeadForm | Captured | None:
    """Saves the lead. Returns the form with what is wrong, or what was saved; None when somebody has the customer."""
    read = read_lead(form.phone)
    problems: dict[str, str] = {}
    if not form.phone:
        problems["phone"] = texts.needed("phone")
    elif read.phone is None:
        problems["phone"] = texts.wrong_phone(read.phone_problem.value if read.phone_problem else form.phone)
    if not form.company:
        problems["company"] = texts.needed("company")
    elif refused_company(form.company):
        problems["company"] = texts.bare_company(form.company)
    if form.stage not in JOURNEY:
        problems["stage"] = texts.needed("stage")
    if problems or read.phone is None:
        return replace(form, problems=problems)
    try:
        new = NewLead(read.phone.value, form.company, form.stage)
        if form.contact:
            known = lead_fields(own_contact(turn.session, turn.viewer, form.contact))
            new = replace(new, contact=known.contact, source=known.source, external_contact_id=form.contact)
        outcome = capture_lead(turn.session, turn.viewer, new, turn.now, turn.conversation)
    except Invalid as error:
        wrong = texts.wrong_phone(form.phone) if error.field == "phone" else texts.bare_company(form.company)
        return replace(form, problems={error.field: wrong})
    if isinstance(outcome, Captured):
        note_in_chat(turn, outcome, new.external_contact_id)
        turn.show(saved_card(turn, outcome))
        return outcome
    duplicates.tell(turn, outcome)
    return None


def form_for_contact(turn: PageTurn, contact_id: int) -> LeadForm:
    """A form begun with what the person has noted on somebody in his chat. Raises NotVisible."""
    known = lead_fields(own_contact(turn.session, turn.viewer, contact_id))
    return LeadForm(known.phone, known.company, known.stage, contact_id)


def link_draft(turn: PageTurn, draft_item: str, customer_id: int) -> None:
    """A new customer was made for a visit in a draft: the draft goes on with it (CONVERSATION 3.5 c)."""
    draft_id, _, number = draft_item.partition(".")
    draft = drafts.draft(turn.session, turn.viewer, int(draft_id))
    if draft.state == "open" and 1 <= int(number) <= len(items_of(draft)):
        report_links.link(turn, draft, int(number), str(customer_id), confirm=False)


def company_in_draft(turn: PageTurn, draft_item: str) -> str:
    """The company of a visit in a draft, to begin the form with."""
    draft_id, _, number = draft_item.partition(".")
    items = items_of(drafts.draft(turn.session, turn.viewer, int(draft_id)))
    return items[int(number) - 1].company if 1 <= int(number) <= len(items) else ""
