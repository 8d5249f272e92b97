"""A lead that is saved: taken back, restored, corrected, completed from what is recorded (A2; CONVERSATION 3.1)."""

from __future__ import annotations

import re
from datetime import timedelta

from bot import texts
from bot.dialogs import Question
from bot.lead_cards import saved_card
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import lead_missing, lead_saved
from crm_core.audit.queries import undoable
from crm_core.errors import Gone, Invalid
from crm_core.leads import service as leads
from crm_core.leads.completion import completions
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.views import Captured, Completion
from crm_core.points import queries as points
from nlu.intents import read_answer_number
from nlu.lead_parser import read_lead as understand_lead

LABELS = {"phone": "手机号", "company": "企业名称", "contact": "联系人", "source": "来源", "stage": "阶段"}

RECENT = timedelta(minutes=30)
_CHANGES = re.compile(r"改成|改为|换成|错了|不对|不是|应该是")
_LABELLED = re.compile(
    r"(手机号?码?|电话|号码|企业名称?|公司名称?|公司名?|企业|联系人|来源)\s*"
    r"(?:(?:[写填记说]?错了|不对)[,，]?\s*(?:应该)?是?|改成|改为|换成|应该是|是|[:：])?\s*([^，,；;、。\n]+)"
)


def register(router: Router) -> None:
    """What this file takes."""
    router.answer("lead_change", answer_change)
    router.answer("completion", answer_completion)
    router.action("lead", "undo", undo)
    router.action("lead", "restore", restore)
    router.action("lead", "edit", edit)
    router.action("lead", "complete", complete)
    router.action("lead", "adopt_all", adopt_all)
    router.action("lead", "pick", pick)
    router.action("lead", "adopt", adopt)
    router.action("lead", "adopt_none", adopt_none)


def undo(turn: Turn, action: Action, values: Values) -> None:
    """撤销 on the saved card."""
    undo_lead(turn, int(action.id))


def undo_lead(turn: Turn, lead_id: int) -> None:
    """Takes a lead back, with its points."""
    before = points.earned_for(turn.session, "lead", [lead_id])
    lead = leads.undo_capture(turn.session, turn.viewer, lead_id, turn.now)
    balance = points.balance(turn.session, turn.employee.id)
    card = lead_saved.undone(
        lead_id=lead_id,
        version=lead.version + 1,
        company=lead.company,
        at=turn.now,
        reader=turn.reader,
        points=(-before, balance) if before else None,
    )
    turn.show(card)
    turn.retire(card)


def restore(turn: Turn, action: Action, values: Values) -> None:
    """恢复 on the card of a lead that was taken back."""
    restore_lead(turn, int(action.id))


def restore_lead(turn: Turn, lead_id: int) -> None:
    """Undoes the undoing."""
    try:
        lead = leads.restore(turn.session, turn.viewer, lead_id, turn.now, turn.conversation)
    except Gone as error:
        blocked = error.facts.get("reason") == "duplicate"
        turn.say(texts.restore_blocked() if blocked else texts.not_waiting_any_more())
        return
    turn.show(saved_card(turn, Captured(lead, None)))


def edit(turn: Turn, action: Action, values: Values) -> None:
    """改 on the saved card: asks what."""
    lead = read_lead(turn.session, turn.viewer, int(action.id))
    asks = texts.what_to_change()
    turn.ask("lead_change", asks, lead_id=lead.id)
    turn.say(texts.plain(asks))


def answer_change(turn: Turn, question: Question, words: str) -> bool:
    """「手机号 139…」「联系人 李工，来源 展会」: one or more fields of the lead in question."""
    changes = labelled_fields(words)
    if not changes:
        draft = understand_lead(words) if len(words) <= 40 else None
        if draft is None or draft.phone is None:
            return False
        changes = {"phone": draft.phone.value}
    turn.dialog.answered()
    change_fields(turn, int(question.facts["lead_id"]), changes)
    return True


def change_recent(turn: Turn, words: str) -> bool:
    """「公司名改成…」 within half an hour of saving a lead is about that lead (§4.6)."""
    if not _CHANGES.search(words) or not (changes := labelled_fields(words)):
        return False
    acts = undoable(turn.session, turn.employee.id, turn.conversation, turn.now - RECENT, turn.now)
    lead = next((act for act in acts if act.kind == leads.UNDO_KIND), None)
    if lead is None:
        return False
    change_fields(turn, lead.subject_id, changes)
    return True


def labelled_fields(words: str) -> dict[str, str]:
    """Reads 「联系人 李工，来源 展会」 as fields of a lead; empty when it is not of that form."""
    names = {
        "手": "phone",
        "电": "phone",
        "号": "phone",
        "企": "company",
        "公": "company",
        "联": "contact",
        "来": "source",
    }
    found = {names[label[0]]: value.strip() for label, value in _LABELLED.findall(words)}
    rest = _LABELLED.sub("", words).strip(" ，,；;、。\n")
    return found if not rest else {}


def change_fields(turn: Turn, lead_id: int, changes: dict[str, str]) -> None:
    """Writes the fields and says old → new."""
    lines = []
    for field, said in changes.items():
        value = said
        if field == "phone":
            draft = understand_lead(said)
            if draft.phone is None:
                turn.say(
                    lead_missing.wrong_length(
                        typed=re.sub(r"\D", "", said)[:20] or said[:20], dialog_id=str(turn.event_id)
                    )
                )
                return
            value = draft.phone.value
        try:
            before, _ = leads.change_lead(turn.session, turn.viewer, lead_id, field, value, turn.now)
        except Invalid as error:
            taken = error.reason == "taken"
            card = lead_missing.bare_company(typed=said[:20], dialog_id=str(turn.event_id))
            turn.say(texts.phone_taken() if taken else card)
            return
        lines.append((LABELS[field], before, value))
    turn.say(texts.lead_changed(lines))


def complete(turn: Turn, action: Action, values: Values) -> None:
    """补全: proposes from what is recorded; nothing is written before 采用 (A2)."""
    lead = read_lead(turn.session, turn.viewer, int(action.id))
    found = completions(turn.session, turn.viewer, lead.id)
    if not found:
        turn.ask("lead_change", texts.what_to_change(), lead_id=lead.id)
        turn.say(lead_saved.nothing_found())
        return
    turn.ask("completion", "采用哪几项？", lead_id=lead.id)
    turn.say(
        lead_saved.completion(lead_id=lead.id, version=lead.version, company=lead.company, proposals=_proposals(found))
    )


def pick(turn: Turn, action: Action, values: Values) -> None:
    """逐项选."""
    lead = read_lead(turn.session, turn.viewer, int(action.id))
    found = completions(turn.session, turn.viewer, lead.id)
    turn.show(
        lead_saved.completion_choice(
            lead_id=lead.id, version=lead.version, company=lead.company, proposals=_proposals(found)
        )
    )


def adopt_all(turn: Turn, action: Action, values: Values) -> None:
    """全部采用."""
    found = completions(turn.session, turn.viewer, int(action.id))
    _adopt(turn, int(action.id), found)


def adopt(turn: Turn, action: Action, values: Values) -> None:
    """采用 of those that were chosen."""
    found = completions(turn.session, turn.viewer, int(action.id))
    chosen = {int(number) for number in values.get("items", ()) if number.isdigit()}
    _adopt(turn, int(action.id), [one for n, one in enumerate(found, start=1) if n in chosen])


def adopt_none(turn: Turn, action: Action, values: Values) -> None:
    """不用."""
    turn.dialog.forget("completion")
    turn.say(texts.not_adopted())


def answer_completion(turn: Turn, question: Question, words: str) -> bool:
    """「1 3」: adopts by number."""
    lead_id = int(question.facts["lead_id"])
    found = completions(turn.session, turn.viewer, lead_id)
    number = read_answer_number(words, len(found))
    if number is None:
        return False
    turn.dialog.answered()
    _adopt(turn, lead_id, [found[n - 1] for n in number.picked])
    return True


def _adopt(turn: Turn, lead_id: int, chosen: list[Completion]) -> None:
    turn.dialog.forget("completion")
    for one in chosen:
        leads.change_lead(turn.session, turn.viewer, lead_id, one.field, one.after, turn.now)
    turn.say(texts.adopted([f"{LABELS[one.field]} {one.after}" for one in chosen]) if chosen else texts.not_adopted())


def _proposals(found: list[Completion]) -> list[lead_saved.Proposal]:
    return [
        lead_saved.Proposal(label=LABELS[one.field], new=one.after, source=one.source, old=one.before) for one in found
    ]
