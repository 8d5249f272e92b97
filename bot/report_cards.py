"""Draws a report's draft: one visit, several, or the question that is open about one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.report_items import OPEN, PAINS, PROPOSED, ReportItem
from bot.turn import Turn
from cards import wording
from cards.model import Card, Fact
from cards.templates import report_draft, second_opinion
from cards.templates.report_draft import DraftItem, OpenQuestion
from cards.templates.second_opinion import HeardFact
from crm_core.customers.queries import customer, search_own
from crm_core.errors import NotVisible
from crm_core.follow_ups.views import Draft

MOST_CHOICES = 4
LEAVE, NEW = "leave", "new"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to the question about a visit's customer: a customer's id, `new` or `leave`."""

    value: str
    label: str


def items_of(draft: Draft) -> list[ReportItem]:
    """The visits of a draft."""
    return [ReportItem.load(item) for item in draft.items]


def choices_for(turn: Turn, item: ReportItem) -> list[Choice]:
    """What may be answered: the customers that fit equally well, or similar ones of the person's own (A14)."""
    if item.is_ambiguous:
        found = [(id_, _name(turn, id_)) for id_ in item.candidates[:MOST_CHOICES]]
        return [Choice(str(id_), name) for id_, name in found if name]
    similar = search_own(turn.session, turn.viewer, item.company, 2)
    return [
        *(Choice(str(one.id), f"{one.name}（你的客户）") for one in similar),
        Choice(NEW, "是新客户，要建线索"),
        Choice(LEAVE, "先不挂客户，只留记录"),
    ]


def asks_about(turn: Turn, item: ReportItem) -> str:
    """「哪位王总？ ①A公司 ②华星」."""
    labels = [choice.label for choice in choices_for(turn, item)]
    return f"{_question(item)} {wording.choices(labels)}"


def draw(turn: Turn, draft: Draft, *, shown: int | None = None, remark: str = "") -> Card:
    """The draft as it stands. `shown` picks one of several (逐条看); `remark` says what was just changed."""
    items = items_of(draft)
    of = sum(item.state != PROPOSED for item in items)
    waiting = [(n, item) for n, item in enumerate(items, start=1) if item.state == OPEN]
    if len(waiting) == 1 and shown is None:
        number, item = waiting[0]
        if item.waits_for_answer:
            return _with_remark(question(turn, draft, number, item), remark)
        card = _one(turn, draft, item, None if of == 1 else number, of)
        return _with_remark(_with_heard(draft, items, card), remark)
    if shown is not None:
        return _with_remark(_one(turn, draft, items[shown - 1], shown, of), remark)
    card = report_draft.several(
        draft_id=draft.id,
        version=draft.version,
        on=turn.local_now.date(),
        items=[_section(turn, n, item) for n, item in waiting],
        quote=draft.said,
        reader=turn.reader,
        spoken=draft.spoken,
    )
    return _with_remark(_with_heard(draft, items, card), remark)


def _with_heard(draft: Draft, items: Sequence[ReportItem], card: Card) -> Card:
    """With what a second reading proposes, while no other question is open: one a card."""
    heard = [(n, one) for n, item in enumerate(items, start=1) if item.state == OPEN for one in item.proposed]
    missed = [item for item in items if item.state == PROPOSED]
    if not (heard or missed) or any(item.waits_for_answer for item in items):
        return card
    facts = [HeardFact(one.label, one.value, one.words, one.instead, n if len(items) > 1 else None) for n, one in heard]
    facts += [HeardFact("另一条", _in_a_line(item), item.evidence.get("channel", "")) for item in missed]
    return second_opinion.offered(card, draft_id=draft.id, version=draft.version, heard=facts)


def _in_a_line(item: ReportItem) -> str:
    person = item.contact if item.name != item.contact else ""
    return " ".join(part for part in (item.name, person, item.method) if part)


def question(turn: Turn, draft: Draft, number: int, item: ReportItem, written: Sequence[int] = ()) -> Card:
    """The question about one visit by itself."""
    section = _section(turn, number, item)
    if item.is_ambiguous:
        return report_draft.question(draft_id=draft.id, version=draft.version, item=section, written=written)
    similar = [
        (choice.value, choice.label.removesuffix("（你的客户）"))
        for choice in choices_for(turn, item)
        if choice.value not in (NEW, LEAVE)
    ]
    return report_draft.unknown_company(
        draft_id=draft.id, version=draft.version, item=section, heard=item.company, similar=similar
    )


def _one(turn: Turn, draft: Draft, item: ReportItem, number: int | None, of: int) -> Card:
    due = item.steps[0].due(turn.company.calendar.is_workday) if len(item.steps) == 1 else None
    if due is not None and item.chosen_due:
        due = report_draft.DueChoice(
            on=date.fromisoformat(item.chosen_due),
            evidence=due.evidence,
            first=due.first,
            last=due.last,
            choices=due.choices,
        )
    warning = ""
    if item.waits_for_answer:
        warning = f"⚠️ {asks_about(turn, item)}"
    elif item.customer_id is None and not item.is_unlinked and not item.company:
        warning = "没说是哪家客户，确认后只留记录。"
    return report_draft.one(
        draft_id=draft.id,
        version=draft.version,
        method=item.method,
        company=item.company or item.customer_name,
        contact=item.contact,
        on=item.day,
        facts=_facts(turn, item),
        quote=draft.said,
        reader=turn.reader,
        spoken=draft.spoken,
        due=due,
        warning=warning,
        item=number,
        of=of,
    )


def _facts(turn: Turn, item: ReportItem) -> list[Fact]:
    words = item.evidence
    name = item.company or item.customer_name
    if item.customer_name and item.company and item.customer_name != item.company:
        name = f"{item.company}（{item.customer_name}）"
    topics = f"聊了{'、'.join(item.topics)}" if item.topics else ""
    rows = [
        ("客户", name, words.get("company", "")),
        ("新联系人" if item.is_new_contact else "联系人", item.contact, words.get("contact", "")),
        ("方式", item.method, words.get("channel", "")),
        ("时间", turn.reader.day(item.day), words.get("date", "")),
        ("内容", topics, words.get("topics", "")),
        *item.sums(),
        ("痛点", "、".join(PAINS[pain] for pain in item.pains), words.get("pains", "")),
        ("竞品", "、".join(item.competitors), ""),
        ("阶段", item.stage, words.get("stage", "")),
        *_steps(turn, item),
    ]
    return [Fact(label=label, value=value, evidence=said) for label, value, said in rows if value]


def _steps(turn: Turn, item: ReportItem) -> list[tuple[str, str, str]]:
    """A single step's day has its own row (截止); of several, each has it in its line."""
    if len(item.steps) == 1:
        step = item.steps[0]
        said = f"{step.said(item.contact)}（{step.at}）" if step.at else step.said(item.contact)
        return [("下一步", said, item.evidence.get("steps", ""))]
    return [("下一步", _step_line(turn, item, n), step.words) for n, step in enumerate(item.steps)]


def _step_line(turn: Turn, item: ReportItem, n: int) -> str:
    step = item.steps[n]
    due = step.due(turn.company.calendar.is_workday)
    if due is None:
        return step.said(item.contact)
    on = date.fromisoformat(item.chosen_due) if n == 0 and item.chosen_due else due.on
    hour = f" {step.at}" if step.at else "前"
    return wording.join_facts(step.said(item.contact), f"{turn.reader.day(on)}{hour}")


def _section(turn: Turn, number: int, item: ReportItem) -> DraftItem:
    facts = [Fact(label=label, value=value, evidence=words) for label, value, words in item.sums()]
    facts += [Fact(label="痛点", value=PAINS[pain], evidence=item.evidence.get("pains", "")) for pain in item.pains]
    facts += [
        Fact(label="下一步", value=_step_line(turn, item, n), evidence=step.words) for n, step in enumerate(item.steps)
    ]
    note, note_evidence = "", ""
    if not item.met:
        note, note_evidence = "不算有效互动，不计分", ""
    elif item.topics:
        note, note_evidence = f"聊了{'、'.join(item.topics)}", item.evidence.get("topics", "")
    asked = None
    if item.waits_for_answer:
        choices = tuple((choice.value, choice.label) for choice in choices_for(turn, item))
        asked = OpenQuestion(text=_question(item), about=item.contact or item.company, choices=choices)
    return DraftItem(
        number=number,
        company=item.company or item.customer_name,
        contact=item.contact,
        method=item.method,
        when=turn.reader.day(item.day, weekday=False, near=True),
        facts=tuple(facts),
        note=note,
        note_evidence=note_evidence,
        question=asked,
    )


def _question(item: ReportItem) -> str:
    if item.is_unknown:
        return f"没找到「{item.company}」，是哪一家？"
    return f"哪家{item.company}？" if item.company else f"哪位{item.contact}？"


def _name(turn: Turn, customer_id: int) -> str:
    try:
        return customer(turn.session, turn.viewer, customer_id).name
    except NotVisible:
        return ""


def _with_remark(card: Card, remark: str) -> Card:
    return (
        card.model_copy(update={"lines": (remark, *card.lines), "summary": f"{remark}{card.summary}"})
        if remark
        else card
    )
