"""A lead in three fields: on one line, by the form, or asked for one by one (A1, A15, E1; CONVERSATION 3.1–3.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import time

from bot import texts
from bot.dialogs import Question
from bot.handlers import duplicates
from bot.lead_cards import note_in_chat, saved_card
from bot.routing import HelpLine, Router, Values
from bot.turn import Turn
from bot.web.links import new_lead_link
from cards.actions import Action
from cards.model import Card
from cards.templates import hello, lead_form, lead_missing
from crm_core.errors import Invalid
from crm_core.follow_ups.drafts import change_items, keep_draft, newest_open
from crm_core.leads import service as leads
from crm_core.leads.views import Captured, NewLead
from crm_core.points import queries as points
from crm_core.stages.rules import JOURNEY
from nlu.companies import normal_name, refused_company
from nlu.drafts import LeadDraft
from nlu.intents import read_answer_number
from nlu.lead_parser import read_lead as understand_lead
from nlu.stages import read_stage

QUESTION = "lead"
NEW_LEAD = "新线索"

REMINDER = time(18, 0)
_DIGITS = re.compile(r"\+?\d[\d\s\-]{2,30}")
_NO_NAME = re.compile(
    r"(?:全部)?(?:确认|确定|写入|保存|不记|提交)|好[的吧了]?|可以|没问题|对[的了]?|是[的啊]?|嗯+|ok|OK|等一?下|稍等|晚点|"
    r"(?:我?也?)?(?:不知道|不清楚|不记得|忘了|没问|没有|还没有|没说).{0,3}"
)
_COMMAND = re.compile(r"^\s*/?\s*(?:新线索|录线索|新增线索|录入线索)[\s:：，,]*")


@dataclass(frozen=True, slots=True)
class Fields:
    """What is known of a lead that is being told. `typed` is a number that can't be one.

    `external_contact` is the person in the platform's chat whose customer it is, `form` the form that asks for more.
    """

    phone: str = ""
    company: str = ""
    stage: str = ""
    contact: str = ""
    source: str = ""
    typed: str = ""
    misses: int = 0
    external_contact: int = 0
    form: str = ""

    @property
    def missing(self) -> list[lead_missing.Field]:
        """What must still be asked, in the order in which it is asked."""
        needed: tuple[tuple[lead_missing.Field, str], ...] = (
            ("phone", self.phone),
            ("company", self.company),
            ("stage", self.stage),
        )
        return [name for name, value in needed if not value]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was told yet that names a lead."""
        return not (self.phone or self.company)

    def is_other(self, draft: LeadDraft) -> bool:
        """Whether what was understood is another lead than this one: a company with a number or a stage, where this
        one has another number or name already."""
        if draft.company is None or (draft.phone or draft.phone_problem or draft.stage) is None:
            return False
        if self.phone and draft.phone is not None and self.phone != draft.phone.value:
            return True
        said, known = normal_name(draft.company.value), normal_name(self.company)
        return bool(known) and said not in known and known not in said

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
    router.action("lead", "submit", submit)
    router.action("question", "choose", choose_stage)
    router.action("question", "keep", keep)
    router.action("question", "cancel", cancel)


def is_command(words: str) -> bool:
    """Whether the words begin with the command of a new lead."""
    return _COMMAND.match(words) is not None


def open_form(turn: Turn, known: Fields | None = None) -> None:
    """The form of three fields, begun with what is known."""
    fields = replace(known or Fields(), form=_id(turn))
    turn.ask(QUESTION, "手机号 企业名称 阶段", **asdict(fields))
    public_url, contact_id = turn.company.public_url, fields.external_contact
    page = new_lead_link(public_url, turn.event.platform, contact_id=contact_id) if public_url else ""
    turn.say(
        lead_form.form(dialog_id=_id(turn), stages=JOURNEY, page=page, company=fields.company, contact=fields.contact)
    )


def take(turn: Turn, draft: LeadDraft, known: Fields | None = None) -> None:
    """Saves a lead whose fields are all there, else asks for what is missing."""
    if known is None:
        _set_aside(turn)
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
        _forget_form(turn)
        save(turn, fields)


def take_several(turn: Turn, told: Sequence[str]) -> None:
    """Several leads of one message: saves what is whole, asks for one that lacks something; the others wait."""
    drafts = [understand_lead(words, turn.lexicon) for words in told]
    whole = [draft for draft in drafts if not Fields().with_draft(draft).missing]
    lacking = [draft for draft in drafts if draft not in whole]
    for draft in [*whole, *lacking[:1]]:
        take(turn, draft)
    later = [Fields().with_draft(draft) for draft in lacking[1:]]
    for fields in later:
        card = lead_missing.missing(fields=fields.missing, stages=JOURNEY, dialog_id=_id(turn))
        turn.dialog.wait(_question(turn, fields, card))
    if later:
        turn.add_line(texts.leads_wait([fields.company for fields in later]))


def save(turn: Turn, fields: Fields) -> None:
    """Writes the lead, or tells who has the customer already."""
    contact_id = fields.external_contact or None
    new = NewLead(fields.phone, fields.company, fields.stage, fields.contact, fields.source, contact_id)
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
        note_in_chat(turn, outcome, contact_id)
        card = saved_card(turn, outcome)
        if points.count(turn.session, turn.employee.id) == 1:
            card = card.model_copy(update={"footer": (hello.after_first_lead().text,)})
        turn.show(card)
    else:
        duplicates.tell(turn, outcome)


def answer(turn: Turn, question: Question, words: str) -> bool:
    """A part of the lead, said in answer to what was asked; other things are left to others."""
    known = Fields(**question.facts)
    if words.strip() in ("先记着", "先存着"):
        turn.dialog.answered()
        _keep(turn, known)
        return True
    draft = understand_lead(words, turn.lexicon)
    if known.is_other(draft) or ("company" in known.missing and _NO_NAME.fullmatch(words.strip())):
        return False
    if known.missing == ["stage"]:
        number = read_answer_number(words, len(JOURNEY))
        stage = read_stage(words.strip(), dict(turn.lexicon.stages))
        if number is not None and len(number.picked) == 1:
            stage = JOURNEY[number.picked[0] - 1]
        if stage:
            turn.dialog.answered()
            save_or_ask(turn, replace(known, stage=JOURNEY[0] if stage == NEW_LEAD else stage))
            _name_the_next(turn)
            return True
    if draft.phone is None and turn.understand(words).kind == "report":
        return False
    if known.missing == ["company"] and draft.phone is None and len(words) <= 10 and refused_company(words):
        turn.dialog.answered()
        _ask(turn, known, lead_missing.bare_company(typed=words.strip(), dialog_id=_id(turn)))
        return True
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
        _name_the_next(turn)
        return True
    return False


def _name_the_next(turn: Turn) -> None:
    """A lead is done: another one that was begun before is named, so that it is not forgotten."""
    waiting = next((one for one in turn.dialog.parked if one.kind == QUESTION and not _is_form(one)), None)
    if turn.dialog.question is None and waiting is not None:
        turn.add_line(texts.question_waits(waiting.asks))


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
        _forget_form(turn)
        save(turn, fields)


def submit(turn: Turn, action: Action, values: Values) -> None:
    """The form was sent; on WeCom it carries the stage only."""
    said = {name: (values.get(name) or ("",))[0].strip() for name in ("phone", "company", "stage")}
    draft = understand_lead(said["phone"])
    question = turn.dialog.question
    asked = Fields(**question.facts) if question is not None and question.kind == QUESTION else Fields()
    known = asked if asked.form == action.id else Fields()
    fields = replace(
        known,
        phone=draft.phone.value if draft.phone else "",
        company=said["company"] or known.company,
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
    _name_the_next(turn)


def keep(turn: Turn, action: Action, values: Values) -> None:
    """先记着: a draft without a number."""
    question = turn.dialog.question
    if question is None or question.kind != QUESTION:
        turn.say(texts.not_waiting_any_more())
    else:
        turn.dialog.answered()
        _keep(turn, Fields(**question.facts))


def cancel(turn: Turn, action: Action, values: Values) -> None:
    """取消 under a question."""
    turn.dialog.answered()
    turn.say(texts.cancelled())


def _set_aside(turn: Turn) -> None:
    """Another lead begins: one that is being told waits, an empty form is over."""
    question = turn.dialog.question
    if question is None or question.kind != QUESTION:
        return
    if Fields(**question.facts).is_blank:
        turn.dialog.answered()
    else:
        turn.dialog.park()


def _forget_form(turn: Turn) -> None:
    """A lead was told in whatever way: the empty form need not be filled in any more."""
    dialog = turn.dialog
    if dialog.question is not None and _is_form(dialog.question):
        dialog.answered()
    dialog.parked = [question for question in dialog.parked if not _is_form(question)]


def _is_form(question: Question) -> bool:
    return question.kind == QUESTION and Fields(**question.facts).is_blank


def _keep(turn: Turn, fields: Fields) -> None:
    keep_draft(
        turn.session,
        turn.viewer,
        turn.conversation,
        fields.company,
        False,
        [asdict(fields)],
        turn.now,
        turn.end_of_next_workday,
        kind="lead",
    )
    missing = [lead_missing.NAMES[name] for name in fields.missing]
    turn.say(texts.kept_as_draft(missing, today=turn.local_now.time() < REMINDER))


def _kept_without_number(turn: Turn) -> Fields | None:
    """The newest lead that was kept with 先记着: a bare number belongs to it."""
    kept = newest_open(turn.session, turn.viewer, turn.conversation, kind="lead")
    if kept is None or kept.items[0].get("phone"):
        return None
    change_items(turn.session, kept.id, kept.items, state="closed")
    return Fields(**kept.items[0])


def _ask(turn: Turn, fields: Fields, card: Card) -> None:
    misses = fields.misses + 1
    if misses >= 3 and fields.missing == ["phone"] and not fields.typed:
        card = lead_missing.second_miss(dialog_id=_id(turn))
    turn.dialog.ask(_question(turn, replace(fields, misses=misses, typed=""), card))
    turn.say(card)


def _question(turn: Turn, fields: Fields, card: Card) -> Question:
    """Names the lead, so that the question is understood also when it is asked again later."""
    asks = f"{card.question.rstrip('。')}（{fields.company}）" if fields.company else card.question
    return Question(QUESTION, asks, turn.now, asdict(fields))


def _could_be_a_name(words: str) -> bool:
    """A name is short and no sentence."""
    said = words.strip()
    return 2 <= len(said) <= 40 and not re.search(r"[。！？?!，,；;\n]", said)


def _id(turn: Turn) -> str:
    return str(turn.event_id)
