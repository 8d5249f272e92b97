"""A lead in three fields: on one line, by the form, or asked for one by one (A1, A15, E1; CONVERSATION 3.1–3.4)."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta

from bot import texts
from bot.dialogs import Question
from bot.handlers import duplicates
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from bot.web.links import new_lead_link
from cards.actions import Action
from cards.model import Card
from cards.templates import hello, lead_form, lead_missing, lead_saved
from crm_core.errors import Gone, Invalid
from crm_core.follow_ups.drafts import change_items, keep_draft, newest_open
from crm_core.leads import service as leads
from crm_core.leads.completion import completions
from crm_core.leads.queries import lead as read_lead
from crm_core.leads.views import Captured, Completion, NewLead
from crm_core.points import queries as points
from crm_core.stages.rules import JOURNEY
from nlu.companies import refused_company
from nlu.drafts import LeadDraft
from nlu.intents import read_answer_number
from nlu.lead_parser import read_lead as understand_lead
from nlu.report_parser import understand as understand_report
from nlu.stages import read_stage

QUESTION = "lead"
LABELS = {"phone": "手机号", "company": "企业名称", "contact": "联系人", "source": "来源", "stage": "阶段"}
NEW_LEAD = "新线索"

REMINDER = time(18, 0)
_DIGITS = re.compile(r"\+?\d[\d\s\-]{2,30}")
_COMMAND = re.compile(r"^\s*/?\s*(?:新线索|录线索|新增线索|录入线索)[\s:：，,]*")


@dataclass(frozen=True, slots=True)
class Fields:
    """What is known of a lead that is being told. `typed` is a number that can't be one."""

    phone: str = ""
    company: str = ""
    stage: str = ""
    contact: str = ""
    source: str = ""
    typed: str = ""
    misses: int = 0

    @property
    def missing(self) -> list[lead_missing.Field]:
        """What must still be asked, in the order in which it is asked."""
        needed: tuple[tuple[lead_missing.Field, str], ...] = (
            ("phone", self.phone),
            ("company", self.company),
            ("stage", self.stage),
        )
        return [name for name, value in needed if not value]

    def with_draft(self, draft: LeadDraft) -> Fields:
        """The same with what was understood now; what is known already stays unless it is said again."""

        def said(value: object, known: str) -> str:
            return str(getattr(value, "value", "")) or known

        stage = said(draft.stage, self.stage)
        return replace(
            self,
            phone=said(draft.phone, self.phone),
            company=said(draft.company, self.company),
            stage=JOURNEY[0] if stage == NEW_LEAD else stage,
            contact=said(draft.contact, self.contact),
            source=said(draft.source, self.source),
            typed=said(draft.phone_problem, ""),
        )


def register(router: Router) -> None:
    """What this file takes."""
    router.command(
        r"(?:新线索|录线索|新增线索|录入线索)",
        lambda turn, _: open_form(turn),
        HelpLine("记线索", "139… 东方精工 初步沟通", "存好一条线索，+5 积分"),
    )
    router.page("new_lead", open_form)
    router.answer(QUESTION, answer)
    router.answer("lead_change", answer_change)
    router.answer("completion", answer_completion)
    router.action("lead", "submit", submit)
    router.action("lead", "undo", undo)
    router.action("lead", "restore", restore)
    router.action("lead", "edit", edit)
    router.action("lead", "complete", complete)
    router.action("lead", "adopt_all", adopt_all)
    router.action("lead", "pick", pick)
    router.action("lead", "adopt", adopt)
    router.action("lead", "adopt_none", adopt_none)
    router.action("question", "choose", choose_stage)
    router.action("question", "keep", keep)
    router.action("question", "cancel", cancel)


def is_command(words: str) -> bool:
    """Whether the words begin with the command of a new lead."""
    return _COMMAND.match(words) is not None


def open_form(turn: Turn) -> None:
    """The form of three fields."""
    turn.ask(QUESTION, "手机号 企业名称 阶段", **asdict(Fields()))
    page = new_lead_link(turn.company.public_url, turn.event.platform) if turn.company.public_url else ""
    turn.say(lead_form.form(dialog_id=str(turn.event_id), stages=JOURNEY, page=page))


def take(turn: Turn, draft: LeadDraft, known: Fields | None = None) -> None:
    """Saves a lead whose fields are all there, else asks for what is missing."""
    if known is None and draft.phone is not None and draft.company is None:
        known = _kept_without_number(turn)
    fields = (known or Fields()).with_draft(draft)
    if fields.company and refused_company(fields.company):
        _ask(turn, replace(fields, company=""), lead_missing.bare_company(typed=fields.company, dialog_id=_id(turn)))
    elif fields.typed and not fields.phone:
        _ask(turn, fields, lead_missing.wrong_length(typed=fields.typed, dialog_id=_id(turn)))
    elif fields.missing:
        card = lead_missing.missing(fields=fields.missing, stages=JOURNEY, dialog_id=_id(turn))
        _ask(turn, fields, card)
    else:
        turn.dialog.forget(QUESTION)
        save(turn, fields)


def save(turn: Turn, fields: Fields) -> None:
    """Writes the lead, or tells who has the customer already."""
    new = NewLead(fields.phone, fields.company, fields.stage, fields.contact, fields.source)
    try:
        outcome = leads.capture_lead(turn.session, turn.viewer, new, turn.now, turn.conversation)
    except Invalid as error:
        typed = str(getattr(fields, error.field))
        known = replace(fields, phone="") if error.field == "phone" else replace(fields, company="")
        card = (
            lead_missing.wrong_length(typed=typed, dialog_id=_id(turn))
            if error.field == "phone"
            else lead_missing.bare_company(typed=typed, dialog_id=_id(turn))
        )
        _ask(turn, known, card)
        return
    if isinstance(outcome, Captured):
        card = saved_card(turn, outcome)
        if points.count(turn.session, turn.employee.id) == 1:
            card = card.model_copy(update={"footer": (hello.after_first_lead().text,)})
        turn.show(card)
    else:
        duplicates.tell(turn, outcome)


def saved_card(turn: Turn, outcome: Captured) -> Card:
    """The card of a saved lead, with what it earned."""
    lead = outcome.lead
    earned = points.earned_for(turn.session, "lead", [lead.id])
    balance = points.balance(turn.session, lead.owner_id)
    return lead_saved.saved(
        lead_id=lead.id,
        version=lead.version,
        company=lead.company,
        phone=lead.phone,
        stage=lead.stage,
        reader=turn.reader,
        first_contact_by=turn.now + timedelta(hours=turn.rules.overdue_hours),
        points=(earned, balance) if earned else None,
        virtual_prefix=lead.phone[:3] if lead.is_virtual else "",
        similar_to=outcome.alike.name if outcome.alike else "",
    )


def answer(turn: Turn, question: Question, words: str) -> bool:
    """A part of the lead, said in answer to what was asked; other things are left to others."""
    known = Fields(**question.facts)
    if words.strip() in ("先记着", "先存着"):
        _keep(turn, known)
        return True
    if known.missing == ["stage"]:
        number = read_answer_number(words, len(JOURNEY))
        stage = read_stage(words.strip())
        if number is not None and len(number.picked) == 1:
            stage = JOURNEY[number.picked[0] - 1]
        if stage:
            turn.dialog.answered()
            save_or_ask(turn, replace(known, stage=JOURNEY[0] if stage == NEW_LEAD else stage))
            return True
    draft = understand_lead(words)
    if draft.phone is None and understand_report(words, turn.local_now, turn.names).kind == "report":
        return False
    if known.missing == ["company"] and draft.phone is None and _could_be_a_name(words):
        turn.dialog.answered()
        save_or_ask(turn, replace(known, company=words.strip()))
        return True
    if "phone" in known.missing and draft.phone is None and _DIGITS.fullmatch(words.strip()):
        typed = re.sub(r"\D", "", words)
        turn.dialog.answered()
        _ask(turn, replace(known, typed=typed), lead_missing.wrong_length(typed=typed, dialog_id=_id(turn)))
        return True
    found = known.with_draft(draft)
    helps = any(getattr(found, name) and not getattr(known, name) for name in ("phone", "company", "stage"))
    if draft.phone_problem is not None or (helps and len(words) <= 60):
        turn.dialog.answered()
        take(turn, draft, known)
        return True
    return False


def way_out(turn: Turn, question: Question) -> Card | None:
    """The second miss of somebody who has no number: the lead can be kept as a draft (3.2)."""
    if question.kind != QUESTION or Fields(**question.facts).missing != ["phone"]:
        return None
    return lead_missing.second_miss(dialog_id=_id(turn))


def save_or_ask(turn: Turn, fields: Fields) -> None:
    """Saves when nothing is missing, else asks for it."""
    if fields.missing:
        _ask(turn, fields, lead_missing.missing(fields=fields.missing, stages=JOURNEY, dialog_id=_id(turn)))
    else:
        turn.dialog.forget(QUESTION)
        save(turn, fields)


def submit(turn: Turn, action: Action, values: Values) -> None:
    """The form was sent; on WeCom it carries the stage only."""
    said = {name: (values.get(name) or ("",))[0].strip() for name in ("phone", "company", "stage")}
    draft = understand_lead(said["phone"])
    fields = Fields(
        phone=draft.phone.value if draft.phone else "",
        company=said["company"],
        stage=said["stage"] if said["stage"] in JOURNEY else "",
        typed="" if draft.phone else said["phone"],
    )
    if fields.typed:
        _ask(turn, fields, lead_missing.wrong_length(typed=fields.typed[:20], dialog_id=_id(turn)))
    elif fields.company and refused_company(fields.company):
        card = lead_missing.bare_company(typed=fields.company[:20], dialog_id=_id(turn))
        _ask(turn, replace(fields, company=""), card)
    else:
        save_or_ask(turn, fields)


def choose_stage(turn: Turn, action: Action, values: Values) -> None:
    """A stage was pressed in answer to what was asked."""
    question = turn.dialog.question
    number = action.parts[-1]
    if question is None or question.kind != QUESTION or not number.isdigit() or not 1 <= int(number) <= len(JOURNEY):
        turn.say(texts.not_waiting_any_more())
        return
    fields = replace(Fields(**question.facts), stage=JOURNEY[int(number) - 1])
    turn.dialog.answered()
    save_or_ask(turn, fields)


def keep(turn: Turn, action: Action, values: Values) -> None:
    """先记着: a draft without a number."""
    question = turn.dialog.question
    if question is None or question.kind != QUESTION:
        turn.say(texts.not_waiting_any_more())
    else:
        _keep(turn, Fields(**question.facts))


def cancel(turn: Turn, action: Action, values: Values) -> None:
    """取消 under a question."""
    turn.dialog.answered()
    turn.say(texts.cancelled())


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


def labelled_fields(words: str) -> dict[str, str]:
    """Reads 「联系人 李工，来源 展会」 as fields of a lead; empty when it is not of that form."""
    pattern = re.compile(
        r"(手机号?码?|电话|号码|企业名称|公司名称|公司|企业|联系人|来源)\s*(?:改成|改为|换成|是|[:：])?\s*([^，,；;、。\n]+)"
    )
    names = {
        "手": "phone",
        "电": "phone",
        "号": "phone",
        "企": "company",
        "公": "company",
        "联": "contact",
        "来": "source",
    }
    found = {names[label[0]]: value.strip() for label, value in pattern.findall(words)}
    rest = pattern.sub("", words).strip(" ，,；;、。\n")
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
                    lead_missing.wrong_length(typed=re.sub(r"\D", "", said)[:20] or said[:20], dialog_id=_id(turn))
                )
                return
            value = draft.phone.value
        try:
            before, _ = leads.change_lead(turn.session, turn.viewer, lead_id, field, value, turn.now)
        except Invalid as error:
            taken = error.reason == "taken"
            card = lead_missing.bare_company(typed=said[:20], dialog_id=_id(turn))
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


def _keep(turn: Turn, fields: Fields) -> None:
    turn.dialog.forget(QUESTION)
    keep_draft(
        turn.session,
        turn.viewer,
        turn.conversation,
        fields.company,
        False,
        [asdict(fields)],
        turn.now,
        end_of_next_workday(turn),
        kind="lead",
    )
    turn.say(texts.kept_as_draft(today=turn.local_now.time() < REMINDER))


def _kept_without_number(turn: Turn) -> Fields | None:
    """The newest lead that was kept with 先记着: a bare number belongs to it."""
    kept = newest_open(turn.session, turn.viewer, turn.conversation, kind="lead")
    if kept is None:
        return None
    change_items(turn.session, kept.id, kept.items, state="closed")
    return Fields(**kept.items[0])


def end_of_next_workday(turn: Turn) -> datetime:
    """Until when a draft is kept (CONVERSATION §4.7)."""
    day = turn.company.next_workday(turn.local_now.date())
    return datetime.combine(day + timedelta(days=1), time(0, 0), turn.zone)


def _ask(turn: Turn, fields: Fields, card: Card) -> None:
    misses = fields.misses + 1
    if misses >= 3 and fields.missing == ["phone"] and not fields.typed:
        card = lead_missing.second_miss(dialog_id=_id(turn))
    turn.ask(QUESTION, card.question, **asdict(replace(fields, misses=misses, typed="")))
    turn.say(card)


def _could_be_a_name(words: str) -> bool:
    """A name is short and no sentence."""
    said = words.strip()
    return 2 <= len(said) <= 40 and not re.search(r"[。！？?!，,；;\n]", said)


def _id(turn: Turn) -> str:
    return str(turn.event_id)
