"""Whose visit it was: the answer to 「哪位王总？」 and to a company that was not found (CONVERSATION 3.5 b, c; A14)."""

from __future__ import annotations

import re
from dataclasses import replace

from bot import report_texts, texts
from bot.dialogs import Question
from bot.handlers import duplicates
from bot.handlers.capture_lead import Fields
from bot.handlers.daily_report import open_draft
from bot.report_cards import LEAVE, NEW, choices_for, items_of
from bot.report_drafts import close, known_facts, show, store, write
from bot.report_items import OPEN
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import report_draft
from crm_core.customers.queries import own_customer
from crm_core.customers.service import learn_alias
from crm_core.errors import NotVisible
from crm_core.follow_ups import drafts
from crm_core.follow_ups.views import Draft
from crm_core.leads.service import capture_lead
from crm_core.leads.views import Captured, NewLead
from crm_core.points import queries as points
from nlu.intents import read_answer_number
from nlu.lead_parser import read_lead
from nlu.mentions import known_mentions


def register(router: Router) -> None:
    """What this file takes."""
    router.answer("draft_link", answer_link)
    router.answer("draft_lead", answer_lead)
    router.action("draft", "link", link_by_button)
    router.action("draft", "unlinked", leave_unlinked)
    router.action("draft", "new_customer", new_customer)


def link_by_button(turn: Turn, action: Action, values: Values) -> None:
    """A customer was pressed in answer to the open question."""
    draft = open_draft(turn, action)
    if draft is not None:
        link(turn, draft, int(action.parts[1]), action.parts[2], confirm=_confirms(turn, draft, int(action.parts[1])))


def leave_unlinked(turn: Turn, action: Action, values: Values) -> None:
    """先不挂."""
    draft = open_draft(turn, action)
    if draft is not None:
        link(turn, draft, int(action.parts[1]), LEAVE, confirm=_confirms(turn, draft, int(action.parts[1])))


def new_customer(turn: Turn, action: Action, values: Values) -> None:
    """建线索 for a company that was not found."""
    draft = open_draft(turn, action)
    if draft is not None:
        link(turn, draft, int(action.parts[1]), NEW, confirm=_confirms(turn, draft, int(action.parts[1])))


_LEAVES = re.compile(r"跳过|(?:都不是|先?不挂(?:客户)?)[，,]?(?:只?留(?:个|条)?记录)?|只?留(?:个|条)?记录")
_MAKES_NEW = re.compile(
    r"(?:一?[个家])?新(?:的)?(?:客户|公司|单位)?(?:[，,]?(?:要|得)?建(?:个|条)?线索)?|(?:要|得)?新?建(?:个|条)?线索"
)
_TAIL = re.compile(r"(?:的|那个|那家|那位)+(?:那个|那家|那位|\w总)?[吧。]?$")


def answer_link(turn: Turn, pending: Question, words: str) -> bool:
    """「1」, 「①」, 「A公司」 in answer to 「哪位王总？」."""
    try:
        draft = drafts.draft(turn.session, turn.viewer, int(pending.facts["draft_id"]))
    except NotVisible:
        return False
    number = int(pending.facts["item"])
    item = items_of(draft)[number - 1]
    if draft.state != "open" or not item.waits_for_answer:
        turn.dialog.answered()
        return False
    options = choices_for(turn, item)
    said = _TAIL.sub("", words.strip().removeprefix("是")) or words.strip()
    if said in ("全部不记", "都不记"):
        close(turn, draft)
        return True
    answer = read_answer_number(said, len(options))
    if answer is not None and answer.out_of_range:
        turn.say(texts.only_between(len(options)))
        return True
    if answer is not None and len(answer.picked) == 1:
        chosen = options[answer.picked[0] - 1].value
    elif _LEAVES.fullmatch(said):
        chosen = LEAVE
    elif item.is_unknown and _MAKES_NEW.fullmatch(said):
        chosen = NEW
    elif item.is_unknown and _tells_lead(turn, words, item.company):
        return answer_lead(turn, pending, words)
    else:
        fitting = [one.value for one in options if len(said) >= 2 and one.label.startswith(said)] or _named(turn, said)
        if len(fitting) != 1:
            return False
        chosen = fitting[0]
    turn.dialog.answered()
    link(turn, draft, number, chosen, confirm=bool(pending.facts.get("confirm")))
    return True


def _tells_lead(turn: Turn, words: str, company: str) -> bool:
    """Whether the words already tell what a new customer needs: 「13912345678 初步沟通」."""
    said = read_lead(words, turn.lexicon)
    return said.phone is not None and (said.company is None or said.company.value == company)


def _named(turn: Turn, said: str) -> list[str]:
    """The customers of whom these words are the name, and nothing but the name."""
    whole = [one for one in known_mentions(said, turn.names) if (one.start, one.end) == (0, len(said))]
    return list(dict.fromkeys(str(match.customer) for mention in whole for match in mention.matches))


def link(turn: Turn, draft: Draft, number: int, chosen: str, *, confirm: bool, remark: str = "") -> None:
    """Hangs a visit on a customer (or on none); the words are learnt, and what was confirmed before is written."""
    items = items_of(draft)
    item = items[number - 1]
    if item.state != OPEN:
        turn.say(texts.not_waiting_any_more())
        return
    if chosen == NEW:
        turn.dialog.forget("draft_link")
        turn.ask("draft_lead", "新客户的手机号和阶段", draft_id=draft.id, item=number, confirm=confirm)
        turn.show(report_draft.need_lead(draft_id=draft.id, version=draft.version, item=number))
        return
    if chosen == LEAVE:
        item = replace(item, is_unlinked=True, candidates=())
    else:
        try:
            found = own_customer(turn.session, turn.viewer, int(chosen))
        except NotVisible:
            turn.say(report_texts.not_a_customer())
            return
        if item.is_unknown:
            learn_alias(turn.session, found.id, item.company, turn.employee.id, turn.now)
        drafts.learn(turn.session, turn.viewer, draft, "customer", item.name, found.name, turn.now)
        item = known_facts(turn, replace(item, customer_id=found.id, candidates=(), is_unlinked=False))
    items[number - 1] = item
    draft = store(turn, draft, items)
    if confirm:
        write(turn, draft, [number])
    else:
        show(turn, draft, remark=remark)


def answer_lead(turn: Turn, pending: Question, words: str) -> bool:
    """Phone and stage of the new customer; then the draft goes on by itself."""
    said = read_lead(words, turn.lexicon)
    if said.phone is None and said.stage is None:
        return False
    draft = drafts.draft(turn.session, turn.viewer, int(pending.facts["draft_id"]))
    number = int(pending.facts["item"])
    item = items_of(draft)[number - 1]
    known = Fields(**{"company": item.company, "contact": item.contact, **pending.facts.get("fields", {})})
    known = known.with_draft(replace(said, company=None, contact=None))
    if known.missing or known.typed:
        asks = report_texts.still_needs(known.missing)
        facts = {"phone": known.phone, "stage": known.stage}
        turn.ask("draft_lead", asks, **{**pending.facts, "fields": facts})
        turn.say(texts.plain(asks))
        return True
    turn.dialog.answered()
    new = NewLead(known.phone, known.company, known.stage, known.contact, known.source)
    outcome = capture_lead(turn.session, turn.viewer, new, turn.now, turn.conversation)
    if not isinstance(outcome, Captured):
        duplicates.tell(turn, outcome)
        return True
    earned = points.earned_for(turn.session, "lead", [outcome.lead.id])
    saved = report_texts.lead_made(known.company, earned, points.balance(turn.session, turn.employee.id))
    confirm = bool(pending.facts.get("confirm"))
    link(turn, draft, number, str(outcome.lead.customer_id), confirm=confirm, remark=saved)
    return True


def _confirms(turn: Turn, draft: Draft, number: int) -> bool:
    """Whether 全部确认 was pressed before this question was asked."""
    pending = turn.dialog.question
    if pending is None or pending.kind != "draft_link":
        return False
    same = pending.facts["draft_id"] == draft.id and pending.facts["item"] == number
    return same and bool(pending.facts.get("confirm"))
