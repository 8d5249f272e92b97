"""A plan told by itself becomes a promise with its reminder: 「明天去A公司拜访王总」「周五提醒我寄样品」 (A11, B3)."""

from __future__ import annotations

import re
from datetime import datetime

from bot.handlers.next_steps import due_step as shown
from bot.report_items import ReportItem, Step, due_step, item_from
from bot.routing import Router, Values
from bot.turn import Turn
from cards.actions import Action
from cards.templates import todos
from cards.wording import join_facts
from crm_core.audit.service import mark_undone, record, remember_undoable
from crm_core.customers.queries import own_customer
from crm_core.errors import NotVisible
from crm_core.reminders import queries as steps
from crm_core.reminders import service as reminders
from nlu.amendments import is_question, read_amendment
from nlu.drafts import DueInterval, Understanding
from nlu.times import find_times

UNDO_KIND = "step"
LONGEST = 120

_REMIND = re.compile(
    r"(?:(?:请|麻烦|帮我?|给我)?(?:记一下|记下|记着|记个?待办|加个?待办|安排一下)|(?:到时候?)?(?:请|麻烦|记得)?提醒(?:我|一下)(?:一下)?"
    r"|(?:你|我)?(?:要)?记得|(?:可)?别忘(?:了|记)?|不要忘了?)[:：,，\s]*"
)


def register(router: Router) -> None:
    """What this file takes."""
    router.action("step", "drop", drop)


def take(turn: Turn, words: str, understood: Understanding) -> bool:
    """Notes the promise in these words, to be taken back; False when they hold none.

    Without a word of reminding there must be a customer in them: 「明早9点开会」 alone is nothing of ours.
    """
    lead = understood.lead
    if understood.kind == "report" or (lead is not None and (lead.phone or lead.phone_problem)):
        return False
    said = _REMIND.sub("", words.strip(), count=1)
    is_asked = said != words.strip()
    if (lead is not None and not is_asked) or len(said) > LONGEST or is_question(said):
        return False
    draft = read_amendment(said, turn.words_at, turn.names, turn.lexicon)
    customer_id = _own(turn, draft.customer_id)
    if not (is_asked or customer_id):
        return False
    found = item_from(draft, said).steps or (_asked_for(turn, said) if is_asked else ())
    if len(found) != 1:
        return False
    today = turn.local_now.date()
    told = ReportItem(on=today.isoformat(), steps=found).as_follow_up(turn.company.calendar.is_workday)
    step = told.next_steps[0]
    if step.due_on is None or step.due_on < today:
        return False
    at = datetime.combine(step.due_on, step.at, turn.zone) if step.at is not None else None
    if at is not None and at <= turn.now:
        return False
    step_id = reminders.add_step(
        turn.session, turn.employee.id, customer_id, None, step.who, step.what, step.due_from, step.due_on, at, turn.now
    )
    record(turn.session, turn.employee.id, "next_step_noted", "step", step_id, turn.now)
    label = join_facts(step.what, turn.reader.day(step.due_on))
    remember_undoable(turn.session, turn.employee.id, turn.conversation, UNDO_KIND, step_id, label, turn.now)
    noted = steps.next_step(turn.session, turn.viewer, step_id)
    turn.say(todos.noted(step=shown(turn, noted), at=at, reader=turn.reader))
    return True


def _asked_for(turn: Turn, said: str) -> tuple[Step, ...]:
    """What to be reminded of, where it is told by a time and nothing else: 「周五给王总打电话」."""
    times = find_times(said, turn.words_at)
    resolved = times[0].resolve("future") if times else None
    if resolved is None or resolved.end is None:
        return ()
    span = times[0].span
    what = f"{said[: span.start]}{said[span.end :]}".strip(" ,，。:：的要去").removesuffix("一下")
    return (due_step(Step("us", what), DueInterval(resolved.start, resolved.end, span), said),) if what else ()


def drop(turn: Turn, action: Action, values: Values) -> None:
    """撤销 on the card."""
    undo_plan(turn, int(action.id))


def undo_plan(turn: Turn, step_id: int) -> None:
    """Takes a plan back. Raises Gone when it is done or gone already."""
    step = reminders.drop(turn.session, turn.viewer, step_id, turn.now)
    mark_undone(turn.session, UNDO_KIND, step_id, turn.now)
    record(turn.session, turn.employee.id, "next_step_dropped", "step", step_id, turn.now)
    card = todos.dropped(step=shown(turn, step), reader=turn.reader)
    if turn.is_click:
        turn.show(card)
    else:
        turn.say(card)


def _own(turn: Turn, customer_id: int | None) -> int | None:
    if customer_id is None:
        return None
    try:
        return own_customer(turn.session, turn.viewer, customer_id).id
    except NotVisible:
        return None
